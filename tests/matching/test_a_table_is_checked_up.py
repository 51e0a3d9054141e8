"""A parameter table is checked up before publication: counts and findings, mends, the log; and who sees what."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Organisation
from apps.demands import edits, services
from apps.demands.findings import MendKind, Severity
from apps.demands.models import Demand, DemandVersion, Requirement, WatchedName
from apps.matching import mending
from apps.matching.checkups import Checkup, check_up
from apps.matching.models import CheckupRecord
from apps.matching.recording import record_checkup, with_differences
from apps.matching.relaxing import advise, try_out
from apps.taxonomy.language.types import Mark
from kernel.errors import AccessDenied, Conflict, NotFound
from tests.cast import Cast, acting, make_organisation, organisation_of, signed_in
from tests.support.market import do_waiting_work, make_demand, make_product

LINES = (
    "2.1 ★最高耐压：≥60 MPa",
    "2.2 ★控温范围：室温+5～80℃",
    "2.3 ★噪声≤60dB",
    "2.4 ★具备四元梯度",
    "2.5 外观优良，采用进口部件，性能不低于远航仪器同类产品",
)
GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    """A draft; one maker is good, three miss the pressure by more and more, one does not answer, one is imported."""
    marks = {"2.1": Mark.MANDATORY, "2.2": Mark.MANDATORY, "2.3": Mark.MANDATORY, "2.4": Mark.MANDATORY}
    makers = [make_organisation(kind=Organisation.Kind.MAKER, name=f"示例厂{number}") for number in range(5)]
    make_product(maker=makers[0], model="GOOD-1", specs=GOOD)
    for maker, pressure in zip(makers[1:4], ("55", "50", "45"), strict=True):
        make_product(maker=maker, model=f"WEAK-{pressure}", specs=GOOD | {"test.pressure": f"{pressure} MPa"})
    make_product(maker=makers[4], model="SILENT-1", specs={"test.oven": GOOD["test.oven"]})
    make_product(maker=makers[4], model="ABROAD-1", specs=GOOD | {"test.pressure": "60 MPa"}, is_reference=True)
    institution = organisation_of(cast.institution_member)
    made = make_demand(institution=institution, author=cast.institution_member, lines=LINES, is_published=False)
    for row in Requirement.objects.filter(version__demand=made):
        row.mark = marks.get(row.clause, Mark.GENERAL)
        row.needs_review = False
        row.save()
    return made


def version_of(demand: Demand) -> DemandVersion:
    return demand.versions.select_related("demand", "category").get(published_at=None)


def checked(demand: Demand) -> Checkup:
    return check_up(version_of(demand))


def row(demand: Demand, clause: str) -> Requirement:
    return Requirement.objects.filter(version__demand=demand, clause=clause).first() or pytest.fail(clause)


def rules_of(checkup: Checkup) -> set[str]:
    return {each.rule for each in checkup.findings if each.severity is not Severity.FINE}


# ---- counting ---------------------------------------------------------------------------------------------------


def test_makers_are_counted_clause_by_clause_and_together(demand: Demand) -> None:
    checkup = checked(demand)
    assert checkup.figures is not None
    pressure = checkup.clauses[0]
    assert (checkup.figures.total.makers, checkup.figures.total.products) == (5, 5)
    assert (pressure.count.surviving.makers, pressure.count.fulfilling.makers) == (2, 1)
    assert pressure.is_tightest
    assert (checkup.figures.surviving.makers, checkup.figures.fulfilling.makers) == (2, 1)
    assert checkup.figures.unclear.makers == 1
    assert checkup.figures.others == 1  # the imported one stands apart
    assert [line.count.cumulative.makers for line in checkup.clauses] == [2, 2, 2, 2]
    assert "R-10" in rules_of(checkup)


def test_clauses_that_repeat_one_datasheet_are_told_without_a_name(demand: Demand) -> None:
    for clause, lo, hi in (("2.1", "60", ""), ("2.2", "室温+5", "85"), ("2.3", "", "58")):
        Requirement.objects.filter(version__demand=demand, clause=clause).update(lo=lo, hi=hi)
    [finding] = [each for each in checked(demand).findings if each.rule == "R-11"]
    assert "3 / 3" in finding.text
    assert finding.severity is Severity.AGAINST
    assert "ABROAD" not in finding.text


def test_a_budget_below_every_price_is_told(demand: Demand) -> None:
    DemandVersion.objects.filter(demand=demand).update(budget_yuan=1000)
    assert "R-12" in rules_of(checked(demand))


def test_without_a_category_the_wording_is_still_checked(demand: Demand) -> None:
    DemandVersion.objects.filter(demand=demand).update(category=None)
    checkup = checked(demand)
    assert checkup.figures is None
    assert "R-02" in rules_of(checkup)
    assert advise(checkup).proposals == ()


# ---- words and mends --------------------------------------------------------------------------------------------


def test_words_of_origin_and_makers_are_found_and_taken_out(demand: Demand, cast: Cast) -> None:
    found = {each.rule: each for each in checked(demand).findings}
    assert "进口" in found["R-02"].text
    assert "远航仪器" in found["R-03"].text
    actor = acting(cast.institution_member)
    for rule in ("R-02", "R-03"):
        mend = next(
            m
            for each in checked(demand).findings
            if each.rule == rule
            for m in each.mends
            if m.kind is MendKind.DROP_WORDS
        )
        mending.mend(demand.pk, kind=mend.kind, row_id=mend.row_id, words=mend.words, actor=actor)
    assert not {"R-02", "R-03"} & rules_of(checked(demand))
    edits.undo_last(demand.pk, actor=actor)
    edits.undo_last(demand.pk, actor=actor)
    assert {"R-02", "R-03"} <= rules_of(checked(demand))


def test_a_model_of_the_catalogue_and_a_watched_name_are_found(demand: Demand) -> None:
    WatchedName.objects.create(name="Sample Foreign Maker", aliases=["样例外企"])
    Requirement.objects.filter(version__demand=demand, clause="2.5").update(raw_text="同 weak-55 与样例外企产品")
    [finding] = [each for each in checked(demand).findings if each.rule == "R-03"]
    assert "weak-55" in finding.text.lower()
    assert "样例外企" in finding.text


def test_an_exact_value_becomes_a_bound_on_the_better_side(demand: Demand, cast: Cast) -> None:
    Requirement.objects.filter(version__demand=demand, clause="2.1").update(op="=", hi="60")
    assert "R-04" in rules_of(checked(demand))
    actor = acting(cast.institution_member)
    mending.mend(demand.pk, kind=MendKind.OPEN, row_id=row(demand, "2.1").pk, words=(), actor=actor)
    mended = row(demand, "2.1")
    assert (mended.op, mended.lo, mended.hi) == (">=", "60", "")
    edits.undo_last(demand.pk, actor=actor)
    assert row(demand, "2.1").op == "="


# ---- relaxations ------------------------------------------------------------------------------------------------


def test_the_smallest_relaxation_lets_three_makers_in(demand: Demand) -> None:
    checkup = checked(demand)
    advice = advise(checkup)
    assert (advice.answer.makers, advice.answer.open_makers) == (1, 1)
    first = advice.proposals[0]
    assert [(clause.name, clause.after) for clause in first.clauses] == [("2.1 最高耐压", "≥ 50 MPa")]
    assert first.clauses[0].share == Fraction(1, 6)
    assert first.relaxation.makers == 3
    tried = try_out(checkup, first)
    assert tried.fulfilling.makers == 3
    assert row(demand, "2.1").lo == "60"  # trying out writes nothing


def test_adopting_writes_the_rows_and_one_undo_takes_it_back(demand: Demand, cast: Cast) -> None:
    actor = acting(cast.institution_member)
    key = advise(checked(demand)).proposals[0].key
    mending.adopt(version_of(demand), key=key, actor=actor)
    assert row(demand, "2.1").lo == "50"
    assert not advise(checked(demand)).answer.is_needed
    with pytest.raises(Conflict):
        mending.adopt(version_of(demand), key=key, actor=actor)
    edits.undo_last(demand.pk, actor=actor)
    assert row(demand, "2.1").lo == "60"


@pytest.mark.parametrize("role", ["administrator", "auditor", "other_institution_member", "sales_engineer", "broker"])
def test_nobody_else_sees_or_adopts_a_relaxation(demand: Demand, cast: Cast, role: str) -> None:
    client = signed_in(getattr(cast, role))
    for name in ("matching:checkup-panel", "matching:checkup"):
        assert "≥ 50 MPa" not in client.get(reverse(name, args=[demand.pk])).content.decode()
    key = advise(checked(demand)).proposals[0].key
    with pytest.raises((AccessDenied, NotFound)):
        mending.adopt(version_of(demand), key=key, actor=acting(getattr(cast, role)))
    api = client.get(reverse("api-demand-relaxations", args=[demand.pk]))
    unknown = client.get(reverse("api-demand-relaxations", args=[demand.pk + 1000]))
    assert (api.status_code, api.content) == (404, unknown.content)


def test_the_own_members_see_it_and_the_auditor_the_counts(demand: Demand, cast: Cast) -> None:
    address = reverse("matching:checkup-panel", args=[demand.pk])
    own = signed_in(cast.institution_member).get(address).content.decode()
    audit = signed_in(cast.auditor).get(address).content.decode()
    assert "≥ 50 MPa" in own
    assert "采用" in own
    assert "每条★之后还剩几家" in audit
    assert "放宽建议" not in audit
    assert signed_in(cast.administrator).get(address).status_code == 404


def test_no_page_names_a_maker_or_a_product(demand: Demand, cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    for name in ("matching:checkup-panel", "matching:checkup", "api-demand-checkup", "api-demand-relaxations"):
        text = client.get(reverse(name, args=[demand.pk])).content.decode()
        assert not any(word in text for word in ("GOOD-1", "WEAK-", "SILENT", "ABROAD", "示例厂"))


# ---- pages ------------------------------------------------------------------------------------------------------


def test_the_top_bar_stays_at_the_demand_that_is_checked(demand: Demand, cast: Cast) -> None:
    page = signed_in(cast.institution_member).get(reverse("matching:checkup", args=[demand.pk])).content.decode()
    assert f'href="{reverse("demands:board")}" aria-current="true"' in page
    assert f'href="{reverse("matching:runs")}" aria-current' not in page


def test_a_press_mends_and_leads_back(demand: Demand, cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    found = row(demand, "2.5")
    body = {"kind": "delete", "row": found.pk, "from": "review"}
    answer = client.post(reverse("matching:checkup-mend", args=[demand.pk]), body)
    assert answer.headers["Location"] == reverse("demands:review", args=[demand.pk])
    assert not Requirement.objects.filter(pk=found.pk).exists()
    client.post(reverse("demands:undo", args=[demand.pk]))
    assert Requirement.objects.filter(pk=found.pk).exists()


def test_trying_out_shows_what_would_be_left(demand: Demand, cast: Cast) -> None:
    key = advise(checked(demand)).proposals[0].key
    client = signed_in(cast.institution_member)
    page = client.get(reverse("matching:checkup-panel", args=[demand.pk]), {"try": key}).content.decode()
    assert "上面的箭头是试算结果，未保存" in page
    assert "→ 4 家" in page


def test_the_review_page_holds_the_panel_for_those_who_may_see_it(demand: Demand, cast: Cast) -> None:
    address, panel = reverse("demands:review", args=[demand.pk]), reverse("matching:checkup-panel", args=[demand.pk])
    assert panel in signed_in(cast.institution_member).get(address).content.decode()
    assert panel not in signed_in(cast.administrator).get(address).content.decode()


def test_the_page_needs_a_fixed_number_of_queries(
    demand: Demand, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.institution_member)
    address = reverse("matching:checkup", args=[demand.pk])
    client.get(address)  # reads the catalogue once
    with django_assert_max_num_queries(20):
        client.get(address)


def test_the_workbook_holds_counts_findings_and_the_log(demand: Demand, cast: Cast) -> None:
    record_checkup(version_of(demand), actor=acting(cast.institution_member))
    response = signed_in(cast.institution_member).get(reverse("matching:checkup-xlsx", args=[demand.pk]))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["每条★", "提醒", "记录"]
    clauses = [[cell.value for cell in line] for line in book["每条★"].iter_rows(min_row=3)]
    assert clauses[1][1:5] == ["★2.1 最高耐压", "≥ 60 MPa", 2, 2]
    assert book["记录"].max_row == 3


# ---- the log ----------------------------------------------------------------------------------------------------


def test_a_check_up_is_kept_when_asked_for_and_at_every_step(demand: Demand, cast: Cast) -> None:
    author = acting(cast.institution_member)
    signed_in(cast.institution_member).post(reverse("matching:checkup-record", args=[demand.pk]))
    services.submit_demand(demand.pk, actor=author)
    services.approve_demand(demand.pk, actor=acting(cast.institution_approver))
    services.publish_demand(demand.pk, actor=author)
    waiting = CheckupRecord.objects.filter(state=CheckupRecord.State.WAITING)
    assert [each.cause for each in waiting] == ["submitted", "published"]
    do_waiting_work()
    records = list(CheckupRecord.objects.order_by("pk"))
    assert [(each.cause, each.state, each.surviving_makers) for each in records] == [
        ("requested", "done", 2),
        ("submitted", "done", 2),
        ("published", "done", 2),
    ]
    assert len({each.rows_digest for each in records}) == 1
    assert {each.made_by for each in records} == {cast.institution_member}
    assert records[0].clauses[0]["name"] == "2.1 最高耐压"


def test_an_edit_that_keeps_makers_out_shows_between_two_records(demand: Demand, cast: Cast) -> None:
    actor = acting(cast.institution_member)
    first = record_checkup(version_of(demand), actor=actor)
    make_product(maker=organisation_of(cast.sales_engineer), model="MORE-1", specs=GOOD)
    second = record_checkup(version_of(demand), actor=actor)
    Requirement.objects.filter(version__demand=demand, clause="2.1").update(lo="81")
    third = record_checkup(version_of(demand), actor=actor)
    assert [(change, lowered) for _, change, lowered in with_differences([first, second, third])] == [
        (None, False),
        (1, False),
        (-2, True),
    ]
    page = signed_in(cast.auditor).get(reverse("matching:checkup", args=[demand.pk])).content.decode()
    assert "-2 家，条款改动后减少" in page


def test_only_members_keep_a_check_up(demand: Demand, cast: Cast) -> None:
    client: Client = signed_in(cast.auditor)
    assert client.post(reverse("matching:checkup-record", args=[demand.pk])).status_code == 403
    with pytest.raises(AccessDenied):
        record_checkup(version_of(demand), actor=acting(cast.administrator))
    assert not CheckupRecord.objects.exists()
