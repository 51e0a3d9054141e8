"""Handles that are dragged by mouse: the bound of a clause on the result, and the range of a facet in the catalogue."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.demands.models import Requirement
from tests.browser.visiting import GOOD, WEAK, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT_MS = 20_000


@pytest.fixture
def visit(page: Page, live_server: object, cast: Cast) -> Visit:
    """A member of the institution, in a market where one product gives 80 MPa and another 55."""
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=maker, model="NEAR-1", specs=WEAK | {"test.noise": "≤58 dB", "test.gradient": "具备"})
    visit = Visit(page, live_server)
    visit.sign_in(cast.institution_member)
    return visit


def drag(page: Page, part: Locator, *, start: float, end: float) -> None:
    """Press on a part at a share of its width and let go at another one."""
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    height = box["y"] + min(box["height"] / 2, 40)
    page.mouse.move(box["x"] + box["width"] * start, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, height, steps=6)
    page.mouse.up()


def test_a_bound_follows_its_handle_and_the_products_are_ranked_anew(visit: Visit, cast: Cast) -> None:
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(demand)
    visit.open(f"/matching/demands/{demand.pk}/")
    visit.settle()
    pressure = Requirement.objects.get(version__demand=demand, version__number=1, clause="2.1")
    handle = visit.page.get_by_role("slider", name="★2.1 最高耐压")
    share = int(handle.input_value()) / 1000
    drag(visit.page, handle, start=share, end=0.0)
    field = visit.page.locator(f"#lo-{pressure.pk}")
    assert float(field.input_value().replace(",", "")) < 60
    expect(visit.page.locator("#whatif-said")).to_contain_text("满足 1 → 2 款", timeout=PATIENT_MS)


def test_a_range_follows_the_handles_of_its_histogram(visit: Visit) -> None:
    page = visit.page
    visit.open("/products/types/999901/")
    visit.settle()
    chart = page.locator(".filter", has=page.get_by_label("最高耐压，最小")).locator(".histogram.draggable")
    drag(page, chart, start=0.0, end=0.5)
    page.wait_for_url("**lo_test.pressure=67.5**")
    expect(page.get_by_role("link", name="GOOD-1")).to_be_visible()
    expect(page.get_by_role("link", name="NEAR-1")).to_have_count(0)
    drag(page, chart, start=0.5, end=0.0)
    page.wait_for_url(lambda url: "lo_test.pressure" not in url)
    expect(page.get_by_role("link", name="NEAR-1")).to_be_visible()
