"""The small matrix of the home page: the newest result that everybody may see, no hidden ceiling."""

from __future__ import annotations

import pytest

from apps.demands.models import Demand
from apps.portal.selectors import latest_comparison
from apps.suppliers.models import Product
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import LINES, make_demand, make_product, match_now

pytestmark = pytest.mark.django_db

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = {"test.pressure": "55 MPa", "test.oven": "室温+5～85 ℃"}


def _offer(cast: Cast, count: int) -> None:
    for number in range(count):
        make_product(maker=organisation_of(cast.sales_engineer), model=f"P-{number}", specs=WEAK if number else GOOD)


def _ask(cast: Cast, **changes: object) -> Demand:
    institution = organisation_of(cast.institution_member)
    demand = make_demand(institution=institution, author=cast.institution_member, **changes)  # type: ignore[arg-type]
    match_now(demand)
    return demand


def test_it_shows_the_marked_clauses_and_the_best_five_products(cast: Cast) -> None:
    _offer(cast, 7)
    make_product(maker=organisation_of(cast.competing_maker), model="ABROAD", specs=GOOD, is_reference=True)
    demand = _ask(cast)
    shown = latest_comparison()
    assert shown is not None
    assert shown.run.version.demand == demand
    assert shown.marks == ("mandatory", "mandatory", "important")
    assert [line.match.product.model for line in shown.products][:1] == ["P-0"]
    assert len(shown.products) == 5
    assert shown.products[0].codes == ("positive", "positive", "positive")
    assert shown.products[1].codes == ("negative", "positive", "unanswered")
    assert "ABROAD" not in [line.match.product.model for line in shown.products]


def test_without_marks_it_shows_the_first_clauses(cast: Cast) -> None:
    _offer(cast, 3)
    _ask(cast, lines=[line.replace("★", "").replace("▲", "") for line in LINES])
    shown = latest_comparison()
    assert shown is not None
    assert len(shown.marks) == 4


def test_a_hidden_budget_keeps_the_result_off_the_page(cast: Cast) -> None:
    _offer(cast, 3)
    _ask(cast, is_budget_public=False)
    assert latest_comparison() is None
    assert "刚完成的一次比对" not in signed_in(None).get("/").content.decode()


def test_a_product_that_was_withdrawn_since_is_gone_at_once(cast: Cast) -> None:
    _offer(cast, 3)
    _ask(cast)
    Product.objects.filter(model="P-0").update(status=Product.Status.WITHDRAWN)
    shown = latest_comparison()
    assert shown is not None
    assert [line.match.product.model for line in shown.products] == ["P-1", "P-2"]


def test_two_candidates_are_too_few(cast: Cast) -> None:
    _offer(cast, 2)
    _ask(cast)
    assert latest_comparison() is None


def test_a_visitor_sees_model_maker_verdicts_and_score(cast: Cast) -> None:
    _offer(cast, 3)
    _ask(cast)
    page = signed_in(None).get("/").content.decode()
    assert "刚完成的一次比对" in page
    assert "P-0" in page
