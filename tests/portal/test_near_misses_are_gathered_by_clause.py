"""差在哪一条: by clause, with the bound that lets all its demands through; the maker's own and nobody else's."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from apps.demands.models import DemandVersion, Requirement
from apps.portal.benches.misses import gaps_of, needed_words
from apps.suppliers.models import Product
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.support.market import make_category, make_demand, make_product, match_now

pytestmark = pytest.mark.django_db

GOOD = {"test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


def _ask(cast: Cast, pressure: str, **changes: object) -> None:
    lines = (f"2.1 ★最高耐压：{pressure}", "2.2 ★控温范围：室温+5～80℃")
    demand = make_demand(
        institution=organisation_of(cast.institution_member),
        author=cast.institution_member,
        lines=lines,
        **changes,  # type: ignore[arg-type]
    )
    match_now(demand)


@pytest.fixture
def weak(cast: Cast) -> Product:
    """One product that misses the pressure of every demand, and nothing else."""
    return make_product(
        maker=organisation_of(cast.sales_engineer), model="WEAK-1", specs=GOOD | {"test.pressure": "50 MPa"}
    )


def test_one_clause_gathers_its_demands_and_names_the_strictest_bound(cast: Cast, weak: Product) -> None:
    _ask(cast, "≥60 MPa", budget_wan=50)
    _ask(cast, "≥700 bar", budget_wan=30)
    _ask(cast, "≥65 MPa", budget_wan=99, is_budget_public=False)
    (gap,) = gaps_of(acting(cast.sales_engineer))
    assert (gap.product, gap.name, gap.answer, gap.count) == (weak, "最高耐压", "50 MPa", 3)
    assert gap.needed == "≥ 700 bar"
    assert gap.budget_yuan == 800_000
    assert gaps_of(acting(cast.competing_maker)) == []


def test_two_misses_are_no_near_miss(cast: Cast) -> None:
    specs = {"test.pressure": "50 MPa", "test.oven": "室温+5～60 ℃"}
    make_product(maker=organisation_of(cast.sales_engineer), model="FAR-1", specs=specs)
    _ask(cast, "≥60 MPa")
    assert gaps_of(acting(cast.sales_engineer)) == []


def _rows(*asked: dict[str, object]) -> list[Requirement]:
    category = make_category()
    parameter = category.template_rows.get(parameter__code="test.pressure").parameter
    return [Requirement(version=DemandVersion(), parameter=parameter, printed_name="耐压", **each) for each in asked]


def test_no_single_bound_is_named_where_clauses_ask_for_different_things() -> None:
    other_condition = _rows(
        {"op": ">=", "lo": "60", "unit": "MPa"}, {"op": ">=", "lo": "70", "unit": "MPa", "condition": "40 ℃"}
    )
    unknown_unit = _rows({"op": ">=", "lo": "60", "unit": "MPa"}, {"op": ">=", "lo": "9", "unit": "度"})
    at_most = _rows({"op": "<=", "hi": "60", "unit": "MPa"}, {"op": "<=", "hi": "500", "unit": "bar"})
    assert needed_words(other_condition) == ""
    assert needed_words(unknown_unit) == ""
    assert needed_words(at_most) == "≤ 500 bar"


def test_the_page_and_the_file_show_the_rows_behind_the_figure(cast: Cast, weak: Product) -> None:
    _ask(cast, "≥60 MPa")
    maker = signed_in(cast.sales_engineer)
    page = maker.get(reverse("portal:near-misses")).content.decode()
    assert "测试色谱仪采购" in page
    assert "未达要求" in page
    book = load_workbook(BytesIO(maker.get(reverse("portal:near-misses-xlsx")).content))
    assert [cell.value for cell in book.worksheets[0][2]][:4] == ["WEAK-1", "最高耐压", "50 MPa", "≥ 60 MPa"]


def test_another_makers_row_answers_like_a_random_id(cast: Cast, weak: Product) -> None:
    _ask(cast, "≥60 MPa")
    row = gaps_of(acting(cast.sales_engineer))[0].key
    rival = signed_in(cast.competing_maker)
    theirs = rival.get(reverse("portal:near-misses"), {"row": row})
    random = rival.get(reverse("portal:near-misses"), {"row": "987654321"})
    assert "WEAK-1" not in theirs.content.decode()
    assert theirs.status_code == random.status_code == 200
    shown = [answer.content.decode().split("<main")[1].split("</main>")[0] for answer in (theirs, random)]
    assert shown[0] == shown[1]


def test_only_makers_are_let_in(cast: Cast) -> None:
    for person in (cast.institution_member, cast.broker, cast.administrator, cast.newcomer):
        assert signed_in(person).get(reverse("portal:near-misses")).status_code == 403
