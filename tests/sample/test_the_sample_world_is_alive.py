"""The sample world fills every page, is marked as sample, and is the same every time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Organisation, User
from apps.accounts.selectors import actor_of
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerRow, AnswerStep
from apps.answers.values import read_response
from apps.deals.models import Deal
from apps.demands.differences import row_differences
from apps.demands.findings import Severity
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.demands.packages import packages_of
from apps.demands.selectors import rows_of
from apps.matching.checkups import check_up
from apps.matching.models import MatchRun
from apps.matching.relaxing import advise
from apps.sample import names, world
from apps.sample.ages import FINISHED_ANSWERS
from apps.suppliers.datasheets.comparing import Standing, standings_of
from apps.suppliers.datasheets.selectors import present_values
from apps.suppliers.models import Datasheet, Product, ProductStep, SpecValue
from apps.trials.models import Trial
from kernel import clock

Kind = Organisation.Kind


@pytest.mark.django_db
def test_without_the_taxonomy_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_taxonomy"):
        call_command("load_sample_world")


@pytest.mark.django_db
def test_every_page_has_something_to_show() -> None:
    call_command("load_taxonomy", verbosity=0)
    assert world.load()
    _assert_enough()
    _assert_marked()
    _assert_read()
    _assert_half_filled()
    _assert_checked_up()
    _assert_papers()
    _assert_has_a_past()
    assert not world.load(), "a second time changes nothing"


def _assert_enough() -> None:
    kinds = list(Organisation.objects.values_list("kind", flat=True))
    assert kinds.count(Kind.INSTITUTION) >= 30
    assert kinds.count(Kind.MAKER) >= 60
    products = Product.objects.filter(is_reference=False)
    assert products.count() >= 600
    assert products.values("category").distinct().count() >= 24
    assert Demand.objects.count() >= 80
    assert set(Demand.objects.values_list("status", flat=True)) == set(Demand.Status.values)
    assert set(Product.objects.values_list("status", flat=True)) == set(Product.Status.values)
    assert Trial.objects.filter(status=Trial.Status.REPORTED).exists()
    assert Deal.objects.filter(status=Deal.Status.SIGNED).exists()
    assert MatchRun.objects.filter(is_current=True, eligible_count__gt=0).exists()
    _assert_datasheets_wait()
    assert User.objects.filter(email__in=[each.email for each in names.SIGN_INS]).count() == len(names.SIGN_INS)


def _assert_datasheets_wait() -> None:
    """One for a listed product, with something new, the same and another value; one of three models, to be chosen."""
    listed = Datasheet.objects.get(product__isnull=False)
    assert listed.state == Datasheet.State.READ
    rows = list(listed.proposals.select_related("parameter"))
    standings = {each.standing for each in standings_of(rows, present_values(listed.product)).values()}
    assert {Standing.NEW, Standing.SAME} < standings
    series = Datasheet.objects.get(product__isnull=True)
    assert (series.state, len(series.model_names), series.category is not None) == (Datasheet.State.READ, 3, True)


def _assert_marked() -> None:
    for model in (Organisation, Product, Demand, Trial, Deal, Datasheet):
        assert not model.objects.filter(is_sample=False).exists()
    references = Product.objects.filter(is_reference=True)
    assert references.exists()
    assert not references.exclude(origin=Product.Origin.ABROAD).exists()
    empty = Demand.objects.get(published_version__category__code="020503")
    assert not Product.objects.filter(category=empty.published_version.category).exists()  # type: ignore[union-attr]


def _assert_half_filled() -> None:
    """The maker who signs in has an answer under way, with something done and something left to do."""
    answer = Answer.objects.get(status=Answer.Status.DRAFT)
    rows = answer.rows.all()
    assert answer.is_sample
    assert answer.organisation == User.objects.get(email=f"maker@{names.DOMAIN}").memberships.get().organisation
    assert 0 < rows.filter(is_confirmed=True).count() < rows.count()
    assert rows.filter(stated="meets").exists()
    assert set(rows.values_list("source", flat=True)) >= {"product", "typed"}
    for row in AnswerRow.objects.filter(source="product").select_related("requirement__parameter"):
        read = read_response(row.response, row.requirement.parameter)
        assert read.kind.value == row.value["kind"], "what is printed is read as it was stated"


def _assert_has_a_past() -> None:
    """Demands of many weeks, answers some days after them, a review that waits longer than its three days."""
    published = list(DemandVersion.objects.exclude(published_at=None).values_list("published_at", flat=True))
    now = clock.now()
    assert len({(now - day).days // 7 for day in published if day}) >= 8
    assert all(day < now for day in published if day)
    finished = AnswerStep.objects.filter(step=Step.FINISH).select_related("answer__version")
    assert finished.count() == FINISHED_ANSWERS
    for step in finished:
        assert step.answer.version.published_at is not None
        assert step.answer.version.published_at < step.taken_at <= now
    waiting = ProductStep.objects.filter(product__status=Product.Status.SUBMITTED, step="submit")
    assert min(waiting.values_list("taken_at", flat=True)) < now - timedelta(days=3)


def _assert_read() -> None:
    """Whatever the world says is understood: no spec value stays text, hardly a requirement has no parameter."""
    assert not SpecValue.objects.filter(kind="text").exists()
    rows = Requirement.objects.all()
    assert rows.filter(parameter=None).count() <= rows.count() // 50


def _assert_checked_up() -> None:
    """A draft of the people who sign in has something to find and something to give way."""
    version = DemandVersion.objects.select_related("demand", "category").get(title__contains="待体检")
    assert actor_of(User.objects.get(email=names.SIGN_INS[0].email)).belongs_to(version.demand.organisation_id)
    checkup = check_up(version)
    found = {each.rule for each in checkup.findings if each.severity is not Severity.FINE}
    assert {"R-02", "R-03", "R-07", "R-10"} <= found
    assert checkup.figures is not None
    assert checkup.figures.fulfilling.makers < 3 <= advise(checkup).proposals[0].relaxation.makers


def _assert_papers() -> None:
    """A document waits for a choice of packages; a demand is in its second version by an amendment."""
    document = SourceDocument.objects.get(state="choosing")
    assert document.version.demand.is_sample
    assert [view.title for view in packages_of(document)] == ["高速冷冻离心机", "紫外可见分光光度计"]
    assert all(view.technical >= 5 and view.package.budget_yuan for view in packages_of(document))
    amendment = SourceDocument.objects.get(is_amendment=True)
    version = amendment.applied_to
    assert version is not None
    assert (version.number, version.demand.published_version) == (2, version)
    kinds = [each.kind for each in row_differences(rows_of(amendment.version), rows_of(version))]
    assert sorted(kinds) == ["added", "changed"]
    assert version.change_note.startswith("依据《更正公告（示例）.docx》")
