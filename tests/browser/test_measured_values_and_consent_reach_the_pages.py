"""After the match, in a real browser: what is measured stands in the deviation table; consent shows contacts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from apps.matching.models import Match
from tests.browser.visiting import GOOD, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def match(cast: Cast) -> Match:
    """An eligible product of the maker for the institution's demand."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand).matches.get()


def test_a_measured_value_stands_in_the_deviation_table_with_its_evidence(
    visit: Visit, cast: Cast, match: Match, worker: int
) -> None:
    page = visit.page
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/matches/{match.pk}/")
    expect(page.get_by_role("row", name="最高耐压")).to_contain_text("声明")
    visit.follow("申请试用")
    page.get_by_label("评价中心").select_option(label=organisation_of(cast.evaluator).name)
    page.get_by_label("试用目的").fill("核实最高耐压，用自备样品。")
    visit.press("提交申请")
    trial = page.url
    visit.sign_in(cast.evaluator)
    _measure(visit, trial)
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/demands/{match.run.version.demand_id}/")
    visit.reload_until(page.get_by_role("cell").filter(has_text="78 MPa"))
    visit.press("展开 GOOD-1 的偏离表")
    row = page.get_by_role("region", name="技术参数偏离表").get_by_role("row", name="最高耐压")
    expect(row).to_contain_text("78 MPa")
    expect(row).to_contain_text("计量")
    expect(row).to_contain_text("SY-")


def _measure(visit: Visit, trial: str) -> None:
    page = visit.page
    visit.open("/workbench/")
    visit.follow("去受理")
    page.goto(trial)
    visit.press("受理")
    page.get_by_label("出厂编号").fill("SN-2026-7")
    visit.press("开始测试")
    page.get_by_label("参数").select_option(label="最高耐压（MPa）")
    page.get_by_label("实测值").fill("很高")
    visit.press("记录")
    expect(page.get_by_label("实测值")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("实测值").fill("78 MPa")
    page.get_by_label("在计量认可").check()
    visit.press("记录")
    expect(page.get_by_role("region", name="实测值").get_by_role("row", name="最高耐压")).to_contain_text("80 MPa")
    page.get_by_label("理由或结论").fill("耐压 78 MPa，满足要求。")
    visit.press("出具结果")
    expect(page.get_by_role("main")).to_contain_text("已出结果")


def test_contacts_appear_when_both_sides_have_consented(visit: Visit, cast: Cast, match: Match, worker: int) -> None:
    page = visit.page
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/matches/{match.pk}/")
    visit.press("发起对接")
    deal = page.url
    expect(page.get_by_role("row", name="需求方")).to_contain_text("同意对接")
    expect(page.get_by_role("main")).to_contain_text("双方都同意对接之后显示")
    expect(page.get_by_role("button", name="查看联系方式")).to_have_count(0)
    visit.sign_in(cast.broker)
    page.goto(deal)
    visit.press("接手")
    visit.sign_in(cast.sales_engineer)
    page.goto(deal)
    expect(page.get_by_role("main")).not_to_contain_text("周老师")
    visit.press("同意对接")
    visit.press("查看联系方式")
    expect(page.get_by_role("main")).to_contain_text("周老师 · 000-12345678")
    visit.sign_in(cast.institution_member)
    page.goto(deal)
    visit.press("查看联系方式")
    expect(page.get_by_role("main")).to_contain_text(cast.sales_engineer.email)


def test_what_ends_a_deal_asks_for_its_reason(visit: Visit, cast: Cast, match: Match, worker: int) -> None:
    page = visit.page
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/matches/{match.pk}/")
    visit.press("发起对接")
    visit.sign_in(cast.sales_engineer)
    page.goto(page.url)
    expect(page.get_by_role("button", name="不同意对接")).to_be_hidden()
    page.get_by_text("不再继续").click()
    visit.press("不同意对接")
    expect(page.get_by_role("alert")).to_contain_text("请写明原因")
    page.get_by_label("原因").fill("产能不足")
    visit.press("不同意对接")
    expect(page.get_by_role("main")).to_contain_text("未成交原因：产能不足")
