"""Drafts are written, submitted, approved by another person, published, changed by new versions, and ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.demands import edits, rows, services
from apps.demands.facts import DemandEnded, DemandPublished, DemandSubmitted
from apps.demands.lifecycle import LIFECYCLE, VERSION_LIFECYCLE, Stage, Status, Step
from apps.demands.models import Demand
from kernel import facts
from kernel.errors import AccessDenied, InvalidInput, NotFound, TransitionRefused
from tests.cast import Cast, acting, make_member, make_organisation
from tests.demands.build import facts as demand_facts
from tests.demands.build import make_draft, make_published, publish, resolution


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The facts that are published during the test."""
    news: list[object] = []
    original = facts.publish

    def publish_and_note(fact: object) -> None:
        news.append(fact)
        original(fact)

    monkeypatch.setattr(facts, "publish", publish_and_note)
    return news


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_every_step_outside_the_table_is_refused(status: Status, step: Step) -> None:
    permitted = {
        Status.DRAFT: {Step.EDIT, Step.SUBMIT, Step.WITHDRAW},
        Status.PENDING: {Step.RECALL, Step.RETURN, Step.APPROVE, Step.PUBLISH},
        Status.PUBLISHED: {
            Step.EDIT, Step.SUBMIT, Step.RECALL, Step.RETURN, Step.APPROVE, Step.PUBLISH, Step.REVISE, Step.DISCARD,
            Step.CLOSE, Step.WITHDRAW,
        },
        Status.CLOSED: set(),
        Status.WITHDRAWN: set(),
    }  # fmt: skip
    if step in permitted[status]:
        LIFECYCLE.after(status, step)
    else:
        with pytest.raises(TransitionRefused):
            LIFECYCLE.after(status, step)


def test_rows_change_in_no_stage_but_writing() -> None:
    assert [stage for stage in Stage if VERSION_LIFECYCLE.permits(stage, Step.EDIT)] == [Stage.DRAFT]


def test_a_demand_is_published_after_another_person_approved(cast: Cast, heard: list[object]) -> None:
    author = acting(cast.institution_member)
    demand = make_draft(cast.institution_member)
    services.submit_demand(demand.pk, actor=author)
    services.approve_demand(demand.pk, actor=acting(cast.institution_approver))
    published = services.publish_demand(demand.pk, actor=author)
    assert published.status == Status.PUBLISHED
    assert published.published_version is not None
    assert published.published_version.published_at is not None
    version_id, author_id = published.published_version.pk, cast.institution_member.pk
    assert heard == [
        DemandSubmitted(demand.pk, version_id, author_id),
        DemandPublished(demand.pk, version_id, author_id),
    ]
    assert list(demand.steps.values_list("step", flat=True)) == ["create", "submit", "approve", "publish"]


def test_the_submitter_does_not_approve_where_somebody_else_can(cast: Cast) -> None:
    owner = acting(cast.institution_owner)
    demand = make_draft(cast.institution_owner)
    services.submit_demand(demand.pk, actor=owner)
    with pytest.raises(AccessDenied, match="提交人"):
        services.approve_demand(demand.pk, actor=owner)


def test_in_an_organisation_of_one_the_submitter_approves_and_the_log_says_so(db: None) -> None:
    alone = make_member(organisation=make_organisation(), role="owner")
    demand = make_draft(alone)
    services.submit_demand(demand.pk, actor=acting(alone))
    services.approve_demand(demand.pk, actor=acting(alone))
    assert "无其他审批人" in demand.steps.get(step="approve").reason


def test_an_ordinary_member_does_not_approve(cast: Cast) -> None:
    demand = make_draft(cast.institution_owner)
    services.submit_demand(demand.pk, actor=acting(cast.institution_owner))
    with pytest.raises(AccessDenied):
        services.approve_demand(demand.pk, actor=acting(cast.institution_member))


def test_publication_without_approval_is_refused(cast: Cast) -> None:
    demand = make_draft(cast.institution_owner)
    for prepare in (lambda: None, lambda: services.submit_demand(demand.pk, actor=acting(cast.institution_owner))):
        prepare()
        with pytest.raises(TransitionRefused):
            services.publish_demand(demand.pk, actor=acting(cast.institution_owner))


def test_an_institution_that_is_not_verified_publishes_nothing(cast: Cast) -> None:
    actor = acting(cast.unverified_member)
    demand = make_draft(cast.unverified_member)
    services.submit_demand(demand.pk, actor=actor)
    services.approve_demand(demand.pk, actor=actor)
    with pytest.raises(AccessDenied, match="核验"):
        services.publish_demand(demand.pk, actor=actor)
    demand.refresh_from_db()
    assert demand.published_version is None


def test_a_return_needs_a_reason_and_opens_the_version_again(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    services.submit_demand(demand.pk, actor=acting(cast.institution_member))
    with pytest.raises(InvalidInput):
        services.return_demand(demand.pk, reason=" ", actor=acting(cast.institution_approver))
    services.return_demand(demand.pk, reason="★条款过多", actor=acting(cast.institution_approver))
    rows.add_row(demand.pk, fields=resolution("50000"), actor=acting(cast.institution_member))
    assert demand.steps.get(step="return").reason == "★条款过多"


def test_rows_of_a_submitted_version_do_not_change(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    services.submit_demand(demand.pk, actor=acting(cast.institution_member))
    with pytest.raises(TransitionRefused):
        rows.add_row(demand.pk, fields=resolution(), actor=acting(cast.institution_member))


@pytest.mark.parametrize("missing", ["category", "rows"])
def test_an_incomplete_demand_is_not_submitted(cast: Cast, missing: str) -> None:
    actor = acting(cast.institution_member)
    if missing == "category":
        demand = make_draft(cast.institution_member, category_code="")
    else:
        demand = services.create_demand(demand_facts(), actor=actor)
    with pytest.raises(InvalidInput):
        services.submit_demand(demand.pk, actor=actor)


def test_a_change_makes_a_new_version_and_leaves_the_published_one_as_it_was(cast: Cast, heard: list[object]) -> None:
    author = acting(cast.institution_member)
    demand = make_published(cast.institution_member)
    first = demand.published_version
    assert first is not None
    version = services.revise_demand(demand.pk, actor=author)
    row = version.requirements.get()
    rows.edit_row(demand.pk, row.pk, fields=resolution("50000"), actor=author)
    with pytest.raises(InvalidInput, match="变更"):
        services.submit_demand(demand.pk, actor=author)
    publish(demand, cast.institution_member, change_note="分辨率放宽到 50,000")
    demand.refresh_from_db()
    assert demand.published_version is not None
    assert (demand.published_version.number, first.requirements.get().lo) == (2, "60000")
    assert demand.published_version.requirements.get().lo == "50000"
    assert [type(fact) for fact in heard] == [DemandSubmitted, DemandPublished] * 2


def test_only_one_change_is_under_way_and_it_can_be_given_up(cast: Cast) -> None:
    author = acting(cast.institution_member)
    demand = make_published(cast.institution_member)
    services.revise_demand(demand.pk, actor=author)
    with pytest.raises(TransitionRefused):
        services.revise_demand(demand.pk, actor=author)
    services.discard_change(demand.pk, actor=author)
    assert demand.versions.count() == 1


def test_an_ended_demand_takes_no_further_step(cast: Cast, heard: list[object]) -> None:
    owner = acting(cast.institution_owner)
    demand = make_published(cast.institution_member)
    services.close_demand(demand.pk, reason="已采购", actor=owner)
    assert heard[-1] == DemandEnded(demand.pk)
    for step in (
        lambda: services.close_demand(demand.pk, actor=owner),
        lambda: services.withdraw_demand(demand.pk, reason="x", actor=owner),
        lambda: services.revise_demand(demand.pk, actor=owner),
    ):
        with pytest.raises(TransitionRefused):
            step()


def test_a_withdrawal_needs_a_reason_and_a_person_who_may(cast: Cast) -> None:
    demand = make_published(cast.institution_owner)
    with pytest.raises(InvalidInput):
        services.withdraw_demand(demand.pk, reason="", actor=acting(cast.institution_owner))
    with pytest.raises(AccessDenied):
        services.withdraw_demand(demand.pk, reason="不要了", actor=acting(cast.institution_member))


STEPS: dict[str, Callable[[int, User], object]] = {
    "edit": lambda pk, user: services.edit_demand(pk, demand_facts(), actor=acting(user)),
    "submit": lambda pk, user: services.submit_demand(pk, actor=acting(user)),
    "approve": lambda pk, user: services.approve_demand(pk, actor=acting(user)),
    "publish": lambda pk, user: services.publish_demand(pk, actor=acting(user)),
    "withdraw": lambda pk, user: services.withdraw_demand(pk, reason="x", actor=acting(user)),
    "add row": lambda pk, user: rows.add_row(pk, fields=resolution(), actor=acting(user)),
    "undo": lambda pk, user: edits.undo_last(pk, actor=acting(user)),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ["other_institution_member", "sales_engineer", "broker", "newcomer"])
def test_to_strangers_a_draft_does_not_exist(cast: Cast, step: str, role: str) -> None:
    demand = make_draft(cast.institution_member)
    for demand_id in (demand.pk, 99_999_999):
        with pytest.raises(NotFound, match="没有找到这项需求"):
            STEPS[step](demand_id, getattr(cast, role))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ["other_institution_member", "sales_engineer", "auditor", "administrator"])
def test_nobody_outside_the_institution_changes_a_published_demand(cast: Cast, step: str, role: str) -> None:
    demand = make_published(cast.institution_member)
    with pytest.raises(AccessDenied):
        STEPS[step](demand.pk, getattr(cast, role))
    assert Demand.objects.get(pk=demand.pk).status == Status.PUBLISHED


@pytest.mark.parametrize("role", ["sales_engineer", "broker", "evaluator", "newcomer", "administrator", "auditor"])
def test_only_institutions_post_demands(cast: Cast, role: str) -> None:
    with pytest.raises(AccessDenied):
        services.create_demand(demand_facts(), actor=acting(getattr(cast, role)))
