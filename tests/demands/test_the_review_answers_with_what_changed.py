"""The addresses behind the review page: small answers, few queries, sent twice done once, both sides of a conflict."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.demands import rows
from apps.demands.models import Demand, Requirement, RequirementEdit, SourceDocument
from apps.taxonomy.selectors import linker_for
from tests.cast import Cast, acting, signed_in
from tests.demands.build import make_draft, resolution

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
MOST_QUERIES_WHEN_ROWS_ARE_MADE = 20
ROW_ID = re.compile(r'<template data-row="(\d+)"')


@pytest.fixture
def draft(cast: Cast) -> Demand:
    return make_draft(cast.institution_member)


def fill(demand: Demand, count: int) -> list[Requirement]:
    """A draft with this many rows of a document, each in a block of its own."""
    version = demand.versions.get()
    texts = [f"量{number}≥{number}V（25℃）" for number in range(count)]
    document = SourceDocument.objects.create(
        version=version, name="示例.docx", state="read", uploaded_by=demand.created_by,
        blocks=[{"text": f"3.{i} {text}；", "kind": "paragraph", "place": f"第{i}段"} for i, text in enumerate(texts)],
    )  # fmt: skip
    return Requirement.objects.bulk_create(
        Requirement(
            version=version, document=document, block=number, position=number + 2, line=number + 2, raw_text=text,
            span_end=len(text), printed_name=f"量{number}", op=">=", lo=str(number), unit="V", condition="25℃",
            confidence=98 if number % 3 else 80,
        )
        for number, text in enumerate(texts)
    )  # fmt: skip


def post(
    user: User, demand: Demand, route: str, *args: int, again: bool = False, action: str = "", **data: object
) -> HttpResponse:
    headers = {"HX-Request": "true", "X-Action": action}
    if again:
        headers["X-Again"] = "1"
    url = reverse(f"demands:{route}", args=[demand.pk, *args])
    return signed_in(user).post(url, data, headers=headers)  # type: ignore[return-value]


def asked(captured: CaptureQueriesContext) -> list[str]:
    """What was asked of the database; the savepoints are the test's own."""
    return [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]


def _load_linker(demand: Demand) -> None:
    """Bring the linker of the demand's type into memory, as on a page that somebody works on."""
    category = demand.versions.get().category
    linker_for(category.code if category else "")


ACTIONS = {
    "row-mark": {"mark": "important", "revision": 1},
    "row-confirm": {"revision": 1},
    "row-edit": {"name": "量", "relation": ">=", "value": "6万", "unit": "V", "mark": "", "revision": 1},
    "row-split": {"parts": "甲≥1V\n乙≥2V", "revision": 1},
    "row-merge": {"revision": 1},
    "row-delete": {"revision": 1},
    "row-move": {"to": "up"},
    "row-link": {"code": "980101-res", "revision": 1},
    "row-reading": {"reading": "text", "revision": 1},
}


@pytest.mark.parametrize("route", ACTIONS)
def test_a_change_answers_with_its_rows_and_counters_alone_whatever_the_length(
    cast: Cast, draft: Demand, route: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sizes, queries = [], []
    for count in (10, 150):
        row = fill(draft, count)[5]
        client = signed_in(cast.institution_member)
        url = reverse(f"demands:{route}", args=[draft.pk, row.pk])
        _load_linker(draft)
        with django_assert_max_num_queries(40) as captured:
            answer = client.post(url, ACTIONS[route], headers={"HX-Request": "true", "X-Action": f"{route}{count}"})
        assert answer.status_code == 200, answer.content.decode()
        assert answer.headers["HX-Trigger"] == "rows-changed"
        sizes.append(len(answer.content))
        queries.append(len(captured))
        assert len(ROW_ID.findall(answer.content.decode())) <= 2
        assert len(asked(captured)) <= MOST_QUERIES_WHEN_ROWS_ARE_MADE
    assert sizes[1] < sizes[0] * 1.2
    assert queries[0] == queries[1]


@pytest.mark.parametrize("route", ["row-mark", "row-confirm", "row-edit", "row-delete"])
def test_the_everyday_changes_ask_the_database_twelve_times_at_most(
    cast: Cast, draft: Demand, route: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = fill(draft, 60)[5]
    client = signed_in(cast.institution_member)
    url = reverse(f"demands:{route}", args=[draft.pk, row.pk])
    with django_assert_max_num_queries(40) as captured:
        client.post(url, ACTIONS[route], headers={"HX-Request": "true"})
    queries = asked(captured)
    assert len(queries) <= MOST_QUERIES, "\n".join(sql[:150] for sql in queries)


def test_what_is_sent_again_after_a_lost_answer_is_not_done_twice(cast: Cast, draft: Demand) -> None:
    user, row = cast.institution_member, Requirement.objects.get()
    for again in (False, True):
        answer = post(user, draft, "row-add", again=again, action="a-1", text="最高耐压≥100MPa")
        assert "最高耐压" in answer.content.decode()
    assert Requirement.objects.count() == 2
    for again in (False, True):
        assert post(user, draft, "row-mark", row.pk, again=again, action="a-2", mark="", revision=1).status_code == 200
    for again in (False, True):
        assert post(user, draft, "undo", again=again, action="a-3").status_code == 200
    row.refresh_from_db()
    assert row.mark == "mandatory"
    assert Requirement.objects.count() == 2
    # Control: under a new name the same is done a second time.
    post(user, draft, "undo", action="a-4")
    assert Requirement.objects.count() == 1


def test_a_conflict_answers_with_both_values_and_who_was_first(cast: Cast, draft: Demand) -> None:
    row = Requirement.objects.get()
    rows.edit_row(draft.pk, row.pk, fields=resolution("50000"), actor=acting(cast.institution_owner))
    answer = post(
        cast.institution_member, draft, "row-edit", row.pk, name="分辨率", relation=">=", value="7万", revision=1
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("设备处负责人", "50,000", "7万"):
        assert text in page
    row.refresh_from_db()
    assert row.lo == "50000"


def test_a_row_that_is_gone_says_so_and_keeps_what_was_wanted(cast: Cast, draft: Demand) -> None:
    row = Requirement.objects.get()
    rows.delete_row(draft.pk, row.pk, actor=acting(cast.institution_owner))
    answer = post(
        cast.institution_member, draft, "row-edit", row.pk, name="分辨率", relation=">=", value="7万", revision=1
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "7万" in page
    assert f'data-removed="{row.pk}"' in page


def test_a_refused_value_is_named_with_its_field(cast: Cast, draft: Demand) -> None:
    row = Requirement.objects.get()
    answer = post(
        cast.institution_member, draft, "row-edit", row.pk, name="分辨率", relation="range", value="60", revision=1
    )
    assert answer.status_code == 422
    assert 'data-error="value"' in answer.content.decode()


def test_a_step_back_that_would_hit_somebody_elses_change_says_so(cast: Cast, draft: Demand) -> None:
    row = Requirement.objects.get()
    post(cast.institution_member, draft, "row-mark", row.pk, mark="", revision=1)
    rows.edit_row(draft.pk, row.pk, fields=resolution("50000"), actor=acting(cast.institution_owner))
    page = post(cast.institution_member, draft, "undo").content.decode()
    assert "没有撤销" in page
    assert "50,000" in page


def test_a_line_that_gave_no_row_is_taken_in_where_it_stands(cast: Cast, draft: Demand) -> None:
    made = fill(draft, 4)
    document = made[0].document
    assert document is not None
    made[2].delete()
    before = [row.printed_name for row in Requirement.objects.filter(document=document).order_by("position")]
    answer = post(cast.institution_member, draft, "line-take", document.pk, 2)
    found = list(Requirement.objects.filter(document=document).order_by("position", "id"))
    assert [row.printed_name for row in found] == [*before[:2], "量2", before[2]]
    assert (found[2].clause, found[2].block, found[2].raw_text) == ("3.2", 2, "量2≥2V（25℃）；")
    assert f'data-key="{document.pk}-2"' in answer.content.decode()
    back = post(cast.institution_member, draft, "undo").content.decode()
    assert "data-take" in back
    assert not Requirement.objects.filter(document=document, block=2).exists()


def test_a_line_of_another_institutions_document_is_not_there(cast: Cast, draft: Demand) -> None:
    foreign = fill(make_draft(cast.other_institution_member), 1)[0]
    assert foreign.document is not None
    assert post(cast.institution_member, draft, "line-take", foreign.document.pk, 0).status_code == 404
    assert post(cast.institution_member, draft, "line-take", 987_654, 0).status_code == 404


def test_folded_lines_are_fetched_and_nonsense_in_the_address_harms_nothing(cast: Cast, draft: Demand) -> None:
    document = fill(draft, 6)[0].document
    assert document is not None
    url = reverse("demands:lines", args=[draft.pk, document.pk])
    client = signed_in(cast.institution_member)
    assert client.get(url, {"from": "1", "to": "3"}).content.decode().count("<li") == 3
    for query in ({}, {"from": "-1", "to": "x"}, {"from": "9" * 5000, "to": "٣"}, {"from": "5", "to": "1"}):
        assert client.get(url, query).status_code == 200


def test_the_picker_lists_the_template_and_the_help_offers_other_readings(cast: Cast, draft: Demand) -> None:
    row = rows.add_rows_of_text(draft.pk, text="最高耐压：6万 MPa", actor=acting(cast.institution_member))[0]
    client = signed_in(cast.institution_member)
    listed = client.get(reverse("demands:parameters", args=[draft.pk, row.pk])).content.decode()
    assert "980101-pressure" in listed
    offered = client.get(reverse("demands:row-help", args=[draft.pk, row.pk])).content.decode()
    assert "6（不含“万”）" in offered
    answer = post(cast.institution_member, draft, "row-reading", row.pk, reading="bare", revision=row.revision)
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.lo, row.unit) == ("6", "MPa")
    assert post(cast.institution_member, draft, "row-reading", row.pk, reading="nothing").status_code == 409


def test_the_preview_of_a_split_changes_nothing(cast: Cast, draft: Demand) -> None:
    row = Requirement.objects.get()
    answer = post(cast.institution_member, draft, "row-split", row.pk, parts="甲≥1V\n乙≥2V", preview="1")
    page = answer.content.decode()
    assert "甲" in page
    assert "乙" in page
    assert Requirement.objects.get().pk == row.pk
    assert not RequirementEdit.objects.filter(kind="split").exists()


@pytest.mark.parametrize("role", ["auditor", "administrator"])
@pytest.mark.parametrize("route", ["redo", "undo"])
def test_inspectors_take_nothing_back(cast: Cast, draft: Demand, role: str, route: str) -> None:
    assert post(getattr(cast, role), draft, route).status_code == 403
