"""An administrator in a real browser: begins a full re-match, sees what differs, and has a failed task tried again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from apps.demands.models import Demand, Requirement
from apps.matching.models import MatchRun
from apps.matching.nights import following, working
from apps.suppliers.models import Product, SpecValue
from kernel.models import OutboxRow
from tests.browser.visiting import Visit
from tests.cast import Cast
from tests.matching.nightly import market
from tests.matching.weighting import restore_first_version
from tests.support.market import do_waiting_work

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 20_000


def test_a_full_rematch_is_begun_watched_and_mended(
    page: Page, live_server: object, cast: Cast, no_worker: None
) -> None:
    restore_first_version()
    demands = market(cast)
    visit = Visit(page, live_server)
    visit.sign_in(cast.administrator)
    visit.open("/nights/")
    expect(page.get_by_role("heading", name="还没有复核过")).to_be_visible()
    visit.press("现在复核一遍")
    expect(page.locator(".answer")).to_contain_text("正在复核：2 项中已完成 0 项")
    do_waiting_work()
    unchanged = "复核了 2 项需求，结果都没有变"
    expect(page.locator(".answer")).to_have_text(unchanged, timeout=PATIENCE_MS)  # the page asks by itself
    _find_and_match_what_differs(visit)
    _mend_what_was_set_aside(visit, demands[0])
    visit.sign_in(cast.auditor)
    visit.open("/nights/")
    expect(page.locator(".answer")).to_be_visible()
    expect(page.get_by_role("button", name="现在复核一遍")).to_have_count(0)


def _find_and_match_what_differs(visit: Visit) -> None:
    """A bulk statement that no listener hears of."""
    SpecValue.objects.filter(product__model="GOOD-1", parameter__code="test.pressure").delete()
    Product.objects.filter(model="GOOD-1").update(revision=99)
    page = visit.page
    visit.press("现在复核一遍")
    do_waiting_work()
    expect(page.locator(".answer")).to_have_text("复核了 2 项需求，2 项的结果有变", timeout=PATIENCE_MS)
    changed = page.get_by_role("region", name="结果有变的需求")
    expect(changed.get_by_text("等待重新比对")).to_have_count(2)
    assert following.ask_for_changed() == 2
    do_waiting_work()
    visit.open("/nights/")
    expect(changed.get_by_text("已重新比对")).to_have_count(2)
    assert MatchRun.objects.filter(is_current=True, cause=MatchRun.Cause.NIGHT).count() == 2
    expect(page.get_by_role("region", name="往次").get_by_role("row")).to_have_count(3)


def _mend_what_was_set_aside(visit: Visit, demand: Demand) -> None:
    page = visit.page
    broken = Requirement.objects.filter(pk=Requirement.objects.filter(version=demand.published_version)[0].pk)
    broken.update(op="~")
    visit.press("现在复核一遍")
    for _ in range(working.MOST_ATTEMPTS):
        do_waiting_work()
        OutboxRow.objects.filter(done_at=None).update(leased_until=None, failures=0)
    failed = page.get_by_role("region", name="已搁置的任务")
    expect(failed.get_by_role("row", name="测试色谱仪")).to_contain_text("ValueError", timeout=PATIENCE_MS)
    broken.update(op=">=")
    visit.press("再试一次")
    do_waiting_work()
    visit.open("/nights/")
    expect(failed).to_have_count(0)
