"""The life cycle: the whole grid of statuses and steps, who may take a step, what it publishes and tells."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product as pairs
from threading import Barrier

import pytest
from django.db import connection

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.suppliers import services
from apps.suppliers.facts import ProductChanged, ProductPublished, ProductWithdrawn
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Product
from apps.taxonomy.models import Category
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from tests.cast import Cast, acting, make_cast, make_member, make_organisation
from tests.suppliers.builders import hear, make_content, make_draft, make_published, make_submitted, make_type

Status = Product.Status

PERMITTED = {
    (Status.DRAFT, Step.EDIT): Status.DRAFT,
    (Status.DRAFT, Step.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Step.EDIT): Status.RETURNED,
    (Status.RETURNED, Step.SUBMIT): Status.SUBMITTED,
    (Status.SUBMITTED, Step.RECALL): Status.DRAFT,
    (Status.SUBMITTED, Step.PUBLISH): Status.PUBLISHED,
    (Status.SUBMITTED, Step.RETURN): Status.RETURNED,
    (Status.PUBLISHED, Step.EDIT): Status.PUBLISHED,
    (Status.PUBLISHED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.PUBLISHED, Step.REMOVE): Status.RETURNED,
    (Status.WITHDRAWN, Step.EDIT): Status.WITHDRAWN,
    (Status.WITHDRAWN, Step.REPUBLISH): Status.PUBLISHED,
}


@pytest.mark.parametrize(("status", "step"), list(pairs(Status, Step)))
def test_every_other_step_is_refused(status: Status, step: Step) -> None:
    if (status, step) in PERMITTED:
        assert LIFECYCLE.after(status, step) == PERMITTED[status, step]
    else:
        with pytest.raises(TransitionRefused):
            LIFECYCLE.after(status, step)


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every fact of products that is published during the test."""
    return hear(monkeypatch, ProductPublished, ProductChanged, ProductWithdrawn)


def call(step: Step, product: Product, user: User) -> Product:
    actor = acting(user)
    steps: dict[Step, Callable[[], Product]] = {
        Step.EDIT: lambda: services.edit_product(product.pk, content=make_content(product.category), actor=actor),
        Step.SUBMIT: lambda: services.submit_product(product.pk, actor=actor),
        Step.RECALL: lambda: services.recall_product(product.pk, actor=actor),
        Step.PUBLISH: lambda: services.publish_product(product.pk, actor=actor),
        Step.RETURN: lambda: services.return_product(product.pk, actor=actor, reason="缺证明"),
        Step.WITHDRAW: lambda: services.withdraw_product(product.pk, actor=actor),
        Step.REPUBLISH: lambda: services.republish_product(product.pk, actor=actor),
        Step.REMOVE: lambda: services.remove_product(product.pk, actor=actor, reason="参数存疑"),
    }
    return steps[step]()


MAKERS_STEPS = (Step.EDIT, Step.SUBMIT, Step.RECALL, Step.WITHDRAW, Step.REPUBLISH)
REVIEWERS_STEPS = (Step.PUBLISH, Step.RETURN, Step.REMOVE)


@pytest.mark.parametrize(("status", "step"), list(pairs(Status, MAKERS_STEPS + REVIEWERS_STEPS)))
def test_services_keep_to_the_table_and_log_every_step(
    cast: Cast, category: Category, status: Status, step: Step
) -> None:
    product = make_draft(cast.sales_engineer, category)
    Product.objects.filter(pk=product.pk).update(status=status)
    steps_before = product.steps.count()
    person = cast.sales_engineer if step in MAKERS_STEPS else cast.administrator
    if (status, step) not in PERMITTED:
        with pytest.raises(TransitionRefused):
            call(step, product, person)
        product.refresh_from_db()
        assert (product.status, product.steps.count()) == (status, steps_before)
        return
    call(step, product, person)
    product.refresh_from_db()
    logged = product.steps.order_by("-pk")[0]
    assert product.status == PERMITTED[status, step]
    assert (logged.step, logged.from_status, logged.to_status) == (step, status, product.status)
    assert logged.taken_by == person


@pytest.mark.parametrize("step", MAKERS_STEPS)
def test_a_competing_maker_is_told_that_a_draft_does_not_exist(cast: Cast, category: Category, step: Step) -> None:
    product = make_draft(cast.sales_engineer, category)
    with pytest.raises(NotFound):
        call(step, product, cast.competing_maker)


@pytest.mark.parametrize("step", MAKERS_STEPS)
def test_a_competing_maker_may_do_nothing_with_a_published_product(cast: Cast, category: Category, step: Step) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    with pytest.raises(AccessDenied):
        call(step, product, cast.competing_maker)


@pytest.mark.parametrize("step", REVIEWERS_STEPS)
@pytest.mark.parametrize("role", ["sales_engineer", "auditor"])
def test_only_administrators_review(cast: Cast, category: Category, step: Step, role: str) -> None:
    product = make_submitted(cast.sales_engineer, category)
    with pytest.raises(AccessDenied):
        call(step, product, getattr(cast, role))


def test_an_unverified_maker_may_draft_but_not_submit(cast: Cast, category: Category) -> None:
    maker = make_organisation(kind="maker", verified=False)
    person = make_member(organisation=maker)
    product = make_draft(person, category)
    with pytest.raises(AccessDenied) as refusal:
        services.submit_product(product.pk, actor=acting(person))
    assert refusal.value.code == "not_verified"


@pytest.mark.parametrize("role", ["institution_owner", "evaluator", "broker", "auditor", "newcomer"])
def test_only_makers_create_products(cast: Cast, category: Category, role: str) -> None:
    with pytest.raises(AccessDenied):
        make_draft(getattr(cast, role), category)


def test_only_administrators_list_imported_references(cast: Cast, category: Category) -> None:
    with pytest.raises(AccessDenied):
        make_draft(cast.sales_engineer, category, is_reference=True, brand="某品牌")


def test_facts_are_published_for_what_the_public_sees(cast: Cast, category: Category, news: list[object]) -> None:
    product = make_draft(cast.sales_engineer, category)
    call(Step.EDIT, product, cast.sales_engineer)
    call(Step.SUBMIT, product, cast.sales_engineer)
    assert news == []
    call(Step.PUBLISH, product, cast.administrator)
    call(Step.EDIT, product, cast.sales_engineer)
    call(Step.WITHDRAW, product, cast.sales_engineer)
    call(Step.EDIT, product, cast.sales_engineer)
    call(Step.REPUBLISH, product, cast.sales_engineer)
    call(Step.REMOVE, product, cast.administrator)
    kinds = [type(fact) for fact in news]
    assert kinds == [ProductPublished, ProductChanged, ProductWithdrawn, ProductPublished, ProductWithdrawn]


def test_a_return_needs_a_reason_and_tells_the_maker(cast: Cast, category: Category) -> None:
    product = make_submitted(cast.sales_engineer, category)
    with pytest.raises(InvalidInput):
        services.return_product(product.pk, actor=acting(cast.administrator), reason="  ")
    services.return_product(product.pk, actor=acting(cast.administrator), reason="请补检测报告")
    told = Notification.objects.get(user=cast.sales_engineer)
    assert "退回" in told.title
    assert told.body == "请补检测报告"
    assert product.steps.order_by("-pk")[0].reason == "请补检测报告"


def test_a_submission_tells_the_administrators_and_nobody_else(cast: Cast, category: Category) -> None:
    make_submitted(cast.sales_engineer, category)
    assert {each.user for each in Notification.objects.all()} == {cast.administrator}


def test_an_edit_over_somebody_elses_edit_is_refused(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    content = make_content(category, name="新名称")
    services.edit_product(product.pk, content=content, actor=acting(cast.sales_engineer), expected_revision=1)
    with pytest.raises(Conflict):
        services.edit_product(product.pk, content=content, actor=acting(cast.sales_engineer), expected_revision=1)


def test_a_maker_has_a_model_once_and_another_maker_may_have_it_too(cast: Cast, category: Category) -> None:
    make_draft(cast.sales_engineer, category, model="A-1")
    with pytest.raises(Conflict) as refusal:
        make_draft(cast.sales_engineer, category, model="A-1")
    assert refusal.value.code == "model_taken"
    make_draft(cast.competing_maker, category, model="A-1")


def test_a_maker_that_lost_its_verification_no_longer_changes_what_is_public(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    maker = product.organisation
    maker.verification = maker.Verification.REJECTED
    maker.save()
    with pytest.raises(AccessDenied) as refusal:
        call(Step.EDIT, product, cast.sales_engineer)
    assert refusal.value.code == "not_verified"
    call(Step.WITHDRAW, product, cast.sales_engineer)
    with pytest.raises(AccessDenied):
        call(Step.REPUBLISH, product, cast.sales_engineer)


def race(step: Callable[[], object], *, runners: int) -> list[str]:
    """Call the step at once from many connections; what each got: done, or the name of the refusal."""
    start = Barrier(runners)

    def run(_number: int) -> str:
        start.wait()
        try:
            step()
        except TransitionRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(runners) as pool:
        return sorted(pool.map(run, range(runners)))


@pytest.mark.django_db(transaction=True)
def test_of_many_conflicting_steps_one_wins() -> None:
    cast, category = make_cast(), make_type()
    product = make_submitted(cast.sales_engineer, category)
    reviewer = acting(cast.administrator)
    results = race(lambda: services.publish_product(product.pk, actor=reviewer), runners=8)
    assert results == ["TransitionRefused"] * 7 + ["done"]
    assert product.steps.filter(step=Step.PUBLISH).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_more_than_one_would_win() -> None:
    cast, category = make_cast(), make_type()
    product = make_submitted(cast.sales_engineer, category)
    meeting = Barrier(4)

    def check_then_act() -> None:
        seen = Product.objects.get(pk=product.pk)
        after = LIFECYCLE.after(Status(seen.status), Step.PUBLISH)
        meeting.wait()
        Product.objects.filter(pk=product.pk).update(status=after)

    assert race(check_then_act, runners=4) == ["done"] * 4
