"""The workbench leads a maker from what to do next to the clause that lost, and from a match to an answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from apps.demands.models import Demand
from tests.browser.visiting import GOOD, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=maker, model="NEAR-1", specs=GOOD | {"test.pressure": "50 MPa"})
    make_product(maker=organisation_of(cast.competing_maker), model="RIVAL-1", specs=GOOD)
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


def test_from_the_first_task_to_an_answer_and_from_a_near_miss_to_its_demand(
    page: Page, live_server: object, cast: Cast, demand: Demand
) -> None:
    visit = Visit(page, live_server)
    visit.sign_in(cast.sales_engineer)
    visit.open("/workbench/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 项中应答 0 项")
    expect(main).not_to_contain_text("RIVAL-1")

    main.get_by_role("link", name="开始应答", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("GOOD-1")

    visit.open("/workbench/")
    page.get_by_label("差在哪一条").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="NEAR-1 · 最高耐压")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(demand.code)
    with page.expect_download() as saving:
        page.get_by_role("link", name="导出给研发 .xlsx").click()
    assert saving.value.suggested_filename.endswith(".xlsx")


def test_a_visitor_filters_on_a_phone_and_compares_what_was_picked(
    page: Page, live_server: object, cast: Cast, demand: Demand
) -> None:
    visit = Visit(page, live_server)
    page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/products/types/999901/")
    page.get_by_role("link", name="筛选", exact=True).click()
    sheet = page.locator("#filters")
    expect(sheet).to_be_in_viewport()
    sheet.get_by_label("最高耐压，最小").fill("60")
    sheet.get_by_role("button", name="应用筛选").click()
    expect(page.get_by_text("3 款中 2 款符合条件")).to_be_visible()
    assert page.url.endswith("/products/types/999901/?lo_test.pressure=60&u_test.pressure=MPa")
    expect(sheet).to_be_hidden()

    page.set_viewport_size({"width": 1440, "height": 900})
    tray = page.locator("[data-tray]")
    expect(tray).to_be_hidden()
    page.get_by_label("选择 GOOD-1").check()
    page.get_by_label("选择 RIVAL-1").check()
    expect(tray).to_contain_text("2 / 6")
    page.reload()
    expect(page.get_by_label("选择 GOOD-1")).to_be_checked()
    tray.get_by_role("button", name="移出比较 GOOD-1").click()
    expect(page.get_by_label("选择 GOOD-1")).not_to_be_checked()
    page.get_by_role("link", name="GOOD-1", exact=True).click()
    visit.press("加入比较")
    expect(page.get_by_role("button", name="移出比较")).to_be_visible()
    page.go_back()
    expect(tray).to_contain_text("2 / 6")
    tray.get_by_role("button", name="并列比较").click()
    expect(page.get_by_role("heading", name="并列比较")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("2 款产品")
