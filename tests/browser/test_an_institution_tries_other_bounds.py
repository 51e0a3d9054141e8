"""An institution on its match result in a real browser: it tries a bound by keyboard, pins, compares, shares, saves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import Organisation
from apps.demands.models import Demand, Requirement
from apps.notifications.models import Notification
from tests.browser.visiting import GOOD, Visit
from tests.cast import Cast, make_organisation, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """★ pressure ≥ 60 MPa; products give 80, 55 and 50."""
    maker = make_organisation(kind=Organisation.Kind.MAKER, name="近邻仪器（示例）")
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=maker, model="NEAR-1", specs=GOOD | {"test.pressure": "55 MPa"})
    make_product(maker=maker, model="WEAK-1", specs=GOOD | {"test.pressure": "50 MPa"})
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


@pytest.fixture
def visit(page: Page, live_server: object, cast: Cast) -> Visit:
    """A member of the institution on the test's site."""
    visit = Visit(page, live_server)
    visit.sign_in(cast.institution_member)
    return visit


def _shown(page: Page) -> list[str]:
    """The products in the matrix, in their order."""
    names = page.get_by_role("button", name=re.compile("^展开")).evaluate_all("all => all.map(b => b.ariaLabel)")
    return [name.split()[1] for name in names]


def _pressure(demand: Demand) -> str:
    return f"lo-{Requirement.objects.get(version__demand=demand, version__number=1, clause='2.1').pk}"


def test_a_handle_is_moved_by_keyboard_and_becomes_a_draft(visit: Visit, demand: Demand, cast: Cast) -> None:
    page = visit.page
    visit.open(f"/matching/demands/{demand.pk}/")
    visit.settle()
    handle, field = page.get_by_role("slider", name="★2.1 最高耐压"), page.locator(f"#{_pressure(demand)}")
    said = page.locator("#whatif-said")
    expect(handle).to_have_attribute("aria-valuetext", "≥ 60 MPa")
    handle.focus()
    page.keyboard.press("ArrowLeft")  # to the next product's own value
    expect(said).to_contain_text("满足 1 → 2 款")
    expect(said).to_contain_text("新增 NEAR-1")
    expect(field).to_have_value("55")
    expect(handle).to_have_attribute("aria-valuetext", "≥ 55 MPa")
    expect(handle).to_be_focused()
    assert _shown(page)[:2] == ["GOOD-1", "NEAR-1"]
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("满足 1 → 3 款")
    field.fill("5万")
    expect(said).to_contain_text("满足 1 → 0 款")
    field.fill("很多")
    expect(page.locator(f"#said-{_pressure(demand)}")).to_contain_text("读不出来")
    page.locator("#whatif-back").or_(handle).first.focus()
    field.fill("55")
    expect(said).to_contain_text("满足 1 → 2 款")
    visit.press("展开 NEAR-1 的偏离表")
    expect(page.locator("tr.sheet", has_text="NEAR-1").get_by_text("试改为 ≥ 55 MPa")).to_be_visible()
    assert page.url.endswith(f"?{_pressure(demand)}=55")
    page.reload()
    expect(said).to_contain_text("满足 1 → 2 款")
    visit.press("另存为第 2 版草稿")
    expect(page.get_by_text("已另存为第 2 版草稿")).to_be_visible()
    assert demand.versions.get(number=2).requirements.get(clause="2.1").lo == "55"
    assert demand.versions.get(number=1).requirements.get(clause="2.1").lo == "60"


def test_pins_outlive_filters_and_meet_in_the_comparison(visit: Visit, demand: Demand, cast: Cast) -> None:
    page = visit.page
    visit.open(f"/matching/demands/{demand.pk}/?all=1")
    visit.settle()
    for model in ("WEAK-1", "GOOD-1"):
        row = page.get_by_role("row").filter(has=page.get_by_role("button", name=f"展开 {model} 的偏离表"))
        row.get_by_label("比较").check()
    tray = page.locator(".compare-tray")
    expect(tray).to_contain_text("2 / 6")
    page.get_by_role("link", name=re.compile("★ 全部满足")).click()
    expect(page.get_by_role("button", name="展开 WEAK-1 的偏离表")).to_have_count(0)
    assert _shown(page) == ["GOOD-1"]
    expect(tray).to_contain_text("WEAK-1")
    visit.press("并列比较所选")
    table = page.get_by_role("region", name="并列比较")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("row", name="最高耐压")).to_contain_text("50 MPa")
    visit.follow("只看不同")
    expect(table.get_by_role("row", name="噪声")).to_have_count(0)


def test_a_colleague_opens_what_was_shared(visit: Visit, demand: Demand, cast: Cast) -> None:
    page = visit.page
    visit.open(f"/matching/demands/{demand.pk}/")
    visit.settle()
    page.get_by_role("link", name=re.compile("下一档 ≥ 55 MPa")).click()
    expect(page.locator("#whatif-said")).to_contain_text("满足 1 → 2 款")
    visit.follow("分享")
    page.get_by_label("设备处审批人").check()
    page.get_by_label("附一句话").fill("请看能否放宽")
    visit.press("通知所选同事")
    expect(page.get_by_text("已通知 1 位同事")).to_be_visible()
    visit.sign_in(cast.institution_approver)
    told = Notification.objects.get(user=cast.institution_approver, body="请看能否放宽")
    visit.open(told.url)
    expect(page.locator("#whatif-said")).to_contain_text("满足 1 → 2 款")


def test_without_scripts_the_form_tries_a_bound_as_well(visit: Visit, demand: Demand, cast: Cast) -> None:
    browser = visit.page.context.browser
    assert browser is not None
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    plain = Visit(page, visit.site)
    plain.sign_in(cast.institution_member)
    plain.open(f"/matching/demands/{demand.pk}/")
    page.locator(f"#{_pressure(demand)}").fill("50")
    plain.press("按填的数试算")
    expect(page.locator("#whatif-said")).to_contain_text("满足 1 → 3 款")
    assert page.url.endswith(f"?{_pressure(demand)}=50")
    plain.follow("还原")
    expect(page.locator("#whatif-said")).not_to_contain_text("→")
    page.context.close()
