"""Two administrators in a real browser: one drafts weights and sees what would change, the other approves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from apps.matching.models import WeightSet
from tests.browser.visiting import Visit
from tests.cast import Cast
from tests.matching.weighting import market, restore_first_version, second_administrator
from tests.support.market import do_waiting_work

pytestmark = pytest.mark.django_db(transaction=True)


def _type(page: Page, **points: str) -> None:
    for name, number in points.items():
        page.locator(f"#id_{name}").fill(number)


def test_weights_are_proposed_looked_at_approved_and_published(page: Page, live_server: object, cast: Cast) -> None:
    restore_first_version()
    demand = market(cast)
    second = second_administrator(cast)
    visit = Visit(page, live_server)
    visit.sign_in(cast.administrator)
    _draft(visit)
    _expect_the_move(page)
    _propose(visit)
    visit.sign_in(second)
    visit.open("/notifications/")
    visit.press("看影响并决定")
    _expect_the_move(page)
    visit.press("批准并启用")
    expect(page.get_by_text("权重 2 已启用")).to_be_visible()
    assert WeightSet.objects.get(version="2").approved_by == second
    do_waiting_work()
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/demands/{demand.pk}/")
    expect(page.get_by_text("权重 2").first).to_be_visible()
    page.context.clear_cookies()
    visit.open("/rules/")
    history = page.locator("#weight-history")
    expect(history).to_contain_text("征求意见后提高价格的比重")
    expect(history.get_by_text("权重 1")).to_be_visible()
    expect(page.get_by_role("link", name="权重版本")).to_have_count(0)


def _draft(visit: Visit) -> None:
    """From the public rules to a draft, with a wrong sum on the way."""
    page = visit.page
    visit.open("/rules/")
    visit.follow("权重版本")
    visit.follow("起草新版本")
    visit.settle()
    expect(page.locator("[data-weights-said]")).to_have_text("正好 100 分")
    _type(page, price="50.5")
    expect(page.locator("[data-weights-total]")).to_have_text("140.5")
    expect(page.locator("[data-weights-said]")).to_have_text("多了 40.5 分")
    visit.press("保存并看影响")
    expect(page.get_by_role("alert")).to_contain_text("合计 140.5 分，多了 40.5 分")
    expect(page.locator("#id_price")).to_have_value("50.5")
    _type(page, mandatory="30", important="5", general="5", price="50", delivery="5", evidence="2.5", text="2.5")
    visit.press("保存并看影响")


def _expect_the_move(page: Page) -> None:
    row = page.get_by_role("region", name="名次变动最大的产品").get_by_role("row", name="CHEAP-1")
    expect(row).to_contain_text("2 → 1")
    expect(row).to_contain_text("价格 10 → 50")


def _propose(visit: Visit) -> None:
    """Without a reason first."""
    page = visit.page
    visit.press("提请另一位管理员批准")
    expect(page.get_by_text("请写明为什么改：理由会与权重一起公开。")).to_be_visible()
    page.get_by_label("为什么改（将公开）").fill("征求意见后提高价格的比重")
    visit.press("提请另一位管理员批准")
    expect(page.get_by_text("等待另一位管理员批准")).to_have_count(2)
    expect(page.get_by_role("button", name="批准并启用")).to_have_count(0)
