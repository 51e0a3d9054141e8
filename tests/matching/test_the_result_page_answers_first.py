"""The result page says first whether there is a product, and shows each actor only what is theirs."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from apps.demands.models import Demand
from apps.matching.documents import COLUMNS
from apps.matching.models import Match
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = GOOD | {"test.pressure": "50 MPa"}


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    """A matched demand: one product passes, one misses ★ by a step, one does not answer the ★ clause."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=rival, model="WEAK-1", specs=WEAK)
    make_product(maker=rival, model="SILENT-1", specs={"test.noise": "55 dB"})
    make_product(maker=rival, model="ABROAD-1", specs=GOOD, is_reference=True)
    made = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_budget_public=False
    )
    match_now(made)
    return made


def _match(model: str) -> Match:
    return Match.objects.get(product__model=model)


def _place(page: str, model: str) -> int:
    """Where the product's row stands in the matrix."""
    return page.index(f"展开 {model} 的偏离表")


def test_the_first_sentence_counts_the_eligible(demand: Demand, cast: Cast) -> None:
    address = reverse("matching:result", args=[demand.pk])
    page = signed_in(cast.institution_member).get(address).content.decode()
    assert '<b class="pos-text">1</b> 款国产仪器满足全部★条款' in page
    assert '另有 <b class="neg-text">1</b> 款只差 1 条' in page
    assert _place(page, "GOOD-1") < _place(page, "SILENT-1") < _place(page, "ABROAD-1")
    assert "进口对照" in page


def test_products_that_miss_join_the_matrix_when_asked_for(demand: Demand, cast: Cast) -> None:
    client, address = signed_in(cast.institution_member), reverse("matching:result", args=[demand.pk])
    first, whole = (client.get(address, query).content.decode() for query in ({}, {"all": "1"}))
    assert "把有★负偏离的 1 款也列进来" in first
    assert _place(whole, "SILENT-1") < _place(whole, "WEAK-1") < _place(whole, "ABROAD-1")


def test_a_clause_filters_the_products(demand: Demand, cast: Cast) -> None:
    clause = _match("GOOD-1").rows.get(position=1).requirement_id
    client = signed_in(cast.institution_member)
    page = client.get(reverse("matching:result", args=[demand.pk]), {"clause": clause}).content.decode()
    assert "展开 GOOD-1" in page
    assert "展开 WEAK-1" not in page


def test_the_page_needs_a_fixed_number_of_queries(
    demand: Demand, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.institution_member)
    with django_assert_max_num_queries(12):
        client.get(reverse("matching:result", args=[demand.pk]))


@pytest.mark.parametrize("role", ["other_institution_member", "sales_engineer", "competing_maker", "evaluator"])
def test_nobody_else_sees_the_whole_result(demand: Demand, cast: Cast, role: str) -> None:
    response = signed_in(getattr(cast, role)).get(reverse("matching:result", args=[demand.pk]))
    unknown = signed_in(getattr(cast, role)).get(reverse("matching:result", args=[demand.pk + 1000]))
    assert (response.status_code, unknown.status_code) == (404, 404)


def test_a_maker_sees_its_own_rows_and_no_score_of_a_hidden_budget(demand: Demand, cast: Cast) -> None:
    client = signed_in(cast.competing_maker)
    own = client.get(reverse("matching:match", args=[_match("WEAK-1").pk]))
    assert own.status_code == 200
    assert "50 MPa" in own.content.decode()
    assert "的组成" not in own.content.decode()
    assert client.get(reverse("matching:match", args=[_match("GOOD-1").pk])).status_code == 404


def test_several_products_stand_in_columns(demand: Demand, cast: Cast) -> None:
    chosen = {"product": [_match("GOOD-1").product_id, _match("WEAK-1").product_id]}
    client = signed_in(cast.institution_member)
    whole = client.get(reverse("matching:compare", args=[demand.pk]), chosen).content.decode()
    differing = client.get(reverse("matching:compare", args=[demand.pk]), chosen | {"differing": 1}).content.decode()
    assert "GOOD-1" in whole
    assert "噪声" in whole
    assert "最高耐压" in differing
    assert "噪声" not in differing


def _file(client: Client, model: str, form: str) -> bytes:
    response = client.get(reverse(f"matching:deviation-{form}", args=[_match(model).pk]))
    assert response.status_code == 200
    return response.content


def test_the_excel_table_has_the_usual_columns(demand: Demand, cast: Cast) -> None:
    sheet = load_workbook(io.BytesIO(_file(signed_in(cast.institution_member), "SILENT-1", "xlsx"))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(index for index, row in enumerate(rows) if row[0] == "序号")
    assert tuple(rows[head]) == COLUMNS
    first, noise = rows[head + 1], rows[head + 3]
    assert first[1:3] == ["2.1", "★"]
    assert first[5] in (None, "")  # unanswered: the column stays open …
    assert str(first[6]).startswith("未响应")  # … and the reason is said
    assert noise[5] == "正偏离"


def test_the_word_table_has_the_usual_columns(demand: Demand, cast: Cast) -> None:
    document = Document(io.BytesIO(_file(signed_in(cast.institution_member), "WEAK-1", "docx")))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert tuple(cells[0]) == COLUMNS
    assert cells[1][5] == "负偏离"


def test_a_demand_without_products_says_so(cast: Cast, db: None) -> None:
    empty = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(empty)
    page = signed_in(cast.institution_member).get(reverse("matching:result", args=[empty.pk])).content.decode()
    assert "没有可比的国产产品" in page
