"""In a real browser: a word explains itself by keyboard, mouse and touch; a newcomer's list leads on and goes away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.demands.models import Demand
from tests.browser.visiting import GOOD, Visit
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "产品的保证值与一条参数要求相比的结果"


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """A matched demand of the institution."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


def test_a_word_explains_itself_by_keyboard_and_mouse(visit: Visit, cast: Cast, demand: Demand) -> None:
    page = visit.page
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/demands/{demand.pk}/")
    visit.settle()
    word = page.locator(".legend").get_by_role("button", name="偏离", exact=True)
    said = page.locator(".legend [popover]").filter(has_text=SAID)
    expect(word).to_have_accessible_description(
        f"{SAID}：更好是正偏离，恰好达到是无偏离，达不到是负偏离；没有给值是未响应，机器不该下结论的是需人工。"
    )
    page.locator(".matrix-scroll").focus()
    while not word.evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
    expect(said).to_be_visible()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    expect(word).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_be_visible()
    page.keyboard.press("Tab")
    expect(said.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    word.blur()
    word.hover()
    expect(said).to_be_visible()
    page.mouse.move(5, 5)
    expect(said).to_be_hidden()


def test_a_word_explains_itself_to_a_finger_without_scripts(
    chromium: Browser, live_server: object, cast: Cast, demand: Demand
) -> None:
    context = chromium.new_context(
        locale="zh-CN", java_script_enabled=False, has_touch=True, viewport={"width": 390, "height": 800}
    )
    session = signed_in(cast.institution_member).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": str(live_server)}])
    page = context.new_page()
    page.goto(f"{live_server}/matching/demands/{demand.pk}/")
    said = page.locator(".legend [popover]").filter(has_text=SAID)
    page.locator(".legend").get_by_role("button", name="偏离", exact=True).tap()
    expect(said).to_be_visible()
    box = said.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.touchscreen.tap(5, 300)
    expect(said).to_be_hidden()
    context.close()


def test_a_newcomer_is_led_and_puts_the_list_away(visit: Visit, cast: Cast) -> None:
    page = visit.page
    visit.sign_in(cast.sales_engineer)
    visit.open("/workbench/")
    listed = page.get_by_role("region", name="第一次来，从这里开始")
    expect(listed.get_by_role("listitem")).to_have_count(5)
    listed.get_by_role("link", name="怎么做 登记第一款产品").click()
    expect(page).to_have_url(f"{visit.site}/help/maker/#products")
    expect(page.get_by_role("heading", name="登记产品")).to_be_in_viewport()
    visit.open("/workbench/")
    visit.press("收起，不再显示")
    expect(page.get_by_text("新手步骤已收起")).to_be_visible()
    expect(listed).to_have_count(0)
    page.get_by_text("我的账户").locator("..").click()
    page.get_by_role("button", name="新手步骤").click()
    expect(listed).to_be_visible()


def test_help_is_searched(visit: Visit) -> None:
    page = visit.page
    visit.open("/")
    page.get_by_role("banner").get_by_role("link", name="帮助", exact=True).click()
    page.get_by_role("main").get_by_role("searchbox").fill("怎么导入产品")
    visit.press("查找")
    visit.follow("用 Excel 一次导入")
    expect(page).to_have_url(f"{visit.site}/help/maker/#import")
