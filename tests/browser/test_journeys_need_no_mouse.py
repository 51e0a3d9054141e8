"""The main journeys by keyboard alone: Tab finds each control, and the focus is never lost on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.answers.models import Answer
from tests.answers.build import make_asked, make_offered, row_of
from tests.browser.visiting import GOOD, WEAK, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import do_waiting_work, make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STOPS = 150
"""A control that lies behind more stops than this is out of reach for people who press Tab."""


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def _tab_to(visit: Visit, wanted: Locator, *, key: str = "Tab") -> None:
    """Press Tab until the control has the focus."""
    visit.settle()
    expect(wanted).to_have_count(1)
    for _stop in range(MOST_STOPS):
        if wanted.evaluate("each => each === document.activeElement"):
            return
        visit.page.keyboard.press(key)
    pytest.fail(f"{wanted} is behind more than {MOST_STOPS} stops")


def _press_link(visit: Visit, wanted: Locator) -> None:
    """Tab to a control that opens another page, and press Enter."""
    _tab_to(visit, wanted)
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")


def test_a_visitor_searches_and_opens_a_product(visit: Visit, cast: Cast) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    page = visit.page
    visit.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(visit, page.locator("#big-search"))
    page.keyboard.type("测试色谱仪 最高耐压≥60MPa")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _press_link(visit, page.get_by_role("main").get_by_role("link", name="GOOD-1"))
    assert page.url.endswith(f"/products/{product.pk}/")


def test_a_visitor_narrows_the_catalogue_and_compares(visit: Visit, cast: Cast) -> None:
    for model in ("GOOD-1", "GOOD-2"):
        make_product(maker=organisation_of(cast.sales_engineer), model=model, specs=GOOD)
    page = visit.page
    visit.open("/products/types/999901/")
    domestic = page.locator("#filters [name=domestic]")
    _tab_to(visit, domestic)
    with page.expect_navigation(url=re.compile("domestic=1")):
        page.keyboard.press("Space")
    expect(domestic).to_be_focused()
    expect(domestic).to_be_checked()
    for model in ("GOOD-1", "GOOD-2"):
        _tab_to(visit, page.get_by_role("checkbox", name=f"选择 {model}"))
        page.keyboard.press("Space")
    _tab_to(visit, page.get_by_role("button", name="移出比较 GOOD-1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="移出比较 GOOD-2")).to_be_focused()
    _tab_to(visit, page.get_by_role("checkbox", name="选择 GOOD-1"), key="Shift+Tab")
    page.keyboard.press("Space")
    _press_link(visit, page.locator("[data-tray] [type=submit]"))
    expect(page.get_by_role("heading", level=1)).to_have_text("并列比较")


def test_somebody_chooses_how_to_be_told(visit: Visit, cast: Cast) -> None:
    page = visit.page
    visit.sign_in(cast.institution_member)
    visit.open("/notifications/settings/")
    _tab_to(visit, page.locator("fieldset input:checked").first)
    page.keyboard.press("ArrowRight")
    _press_link(visit, page.get_by_role("button", name="保存"))
    toast = page.locator(".toast")
    expect(toast).to_contain_text("邮件偏好已保存")
    _tab_to(visit, toast.get_by_role("button", name="关闭"))
    page.keyboard.press("Enter")
    expect(toast).to_have_count(0)
    expect(page.locator("main")).to_be_focused()


def test_an_institution_gets_from_its_draft_to_the_deviation_table(visit: Visit, cast: Cast) -> None:
    maker = organisation_of(cast.sales_engineer)
    for model, specs in (("GOOD-1", GOOD), ("WEAK-1", WEAK)):
        make_product(maker=maker, model=model, specs=specs)
    institution = organisation_of(cast.institution_member)
    demand = make_demand(institution=institution, author=cast.institution_member, is_published=False)
    visit.sign_in(cast.institution_member)
    visit.open(f"/demands/{demand.pk}/review/")
    _edit_a_value(visit)
    _press_link(visit, visit.page.get_by_role("button", name="提交审批"))
    visit.sign_in(cast.institution_approver)
    visit.open(f"/demands/{demand.pk}/")
    _press_link(visit, visit.page.get_by_role("button", name="只批准"))
    visit.sign_in(cast.institution_member)
    visit.open(f"/demands/{demand.pk}/")
    _publish(visit)
    do_waiting_work()
    visit.open(f"/matching/demands/{demand.pk}/")
    _try_a_bound(visit)
    _open_a_table(visit)


def _edit_a_value(visit: Visit) -> None:
    page = visit.page
    _tab_to(visit, page.locator("#edit-value"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("70")
    page.keyboard.press("Enter")
    expect(page.locator(".review-row", has_text="最高耐压").locator(".row-value")).to_have_text("70")
    _tab_to(visit, page.get_by_role("button", name="选词条"))
    page.keyboard.press("Enter")
    expect(page.locator("[data-picker-search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".review-row.current")).to_be_focused()
    expect(page.locator(".review-row.unsaved")).to_have_count(0)


def _publish(visit: Visit) -> None:
    """The question before it takes the focus; the way out comes first, and Escape gives the focus back."""
    page = visit.page
    publish = page.get_by_role("main").get_by_role("button", name="发布", exact=True)
    _tab_to(visit, publish)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="不做了")).to_be_focused()
    page.keyboard.press("Escape")
    expect(publish).to_be_focused()
    page.keyboard.press("Enter")
    _press_link(visit, page.get_by_role("dialog").get_by_role("button", name="发布", exact=True))
    expect(page.get_by_role("main")).to_contain_text("已发布")


def _try_a_bound(visit: Visit) -> None:
    page = visit.page
    handle, back = page.get_by_role("slider", name="★2.1 最高耐压"), page.locator("#whatif-back")
    _tab_to(visit, handle)
    page.keyboard.press("ArrowLeft")
    expect(back).to_be_visible()
    expect(handle).to_be_focused()
    _tab_to(visit, back, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(handle).to_be_focused()


def _open_a_table(visit: Visit) -> None:
    page = visit.page
    opener = page.get_by_role("button", name="展开 GOOD-1 的偏离表")
    _tab_to(visit, opener)
    page.keyboard.press("Enter")
    table = page.locator("tr.sheet").filter(has_text="GOOD-1").get_by_role("region", name="技术参数偏离表")
    expect(table).to_be_visible()
    expect(opener).to_be_focused()
    _tab_to(visit, table.locator("[data-term]").first)
    expect(page.locator("[popover]:popover-open")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[popover]:popover-open")).to_have_count(0)
    expect(table.locator("[data-term]").first).to_be_focused()


def test_a_maker_gets_from_its_workbench_to_a_finished_answer(visit: Visit, cast: Cast) -> None:
    demand = make_asked(cast)
    make_offered(cast)
    match_now(demand)
    page = visit.page
    visit.sign_in(cast.sales_engineer)
    visit.open("/workbench/")
    _press_link(visit, page.locator(f"main a[href='/answers/start/{demand.pk}/']").first)
    _press_link(visit, page.get_by_role("button", name="用它填写"))
    row = row_of(Answer.objects.get(), "2.3")
    response = page.locator(f"#response-{row.pk}")
    _tab_to(visit, response)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("58 dB")
    page.keyboard.press("Tab")
    expect(page.locator(f"#row-{row.pk}").get_by_text("已保存")).to_be_visible()
    expect(page.locator(f"#explanation-{row.pk}")).to_be_focused()
    _tab_to(visit, page.get_by_role("main").get_by_role("button", name="定稿", exact=True), key="Shift+Tab")
    page.keyboard.press("Enter")
    _press_link(visit, page.get_by_role("dialog").get_by_role("button", name="定稿", exact=True))
    expect(page.get_by_role("button", name="重新打开")).to_be_visible()


def test_single_keys_are_no_commands_once_they_are_turned_off(visit: Visit, db: None) -> None:
    page = visit.page
    visit.open("/rules/")
    switch = page.locator("[data-single-keys]")
    page.locator("main").focus()
    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    _tab_to(visit, switch)
    page.keyboard.press("Enter")
    expect(switch).to_have_text("单键快捷键：关")
    page.keyboard.press("/")
    expect(switch).to_be_focused()
    page.reload()
    expect(switch).to_have_text("单键快捷键：关")
    page.keyboard.press("/")
    expect(page.locator("#site-search")).not_to_be_focused()
