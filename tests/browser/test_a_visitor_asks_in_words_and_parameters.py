"""From the box at home to the results, a saved search and its news, by keyboard, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from apps.search.models import SavedSearch
from apps.search.tasks import look_through_saved
from tests.browser.visiting import GOOD, WEAK, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT_MS = 20_000  # the first question of a process makes the index


@pytest.fixture(autouse=True)
def market(cast: Cast) -> None:
    """Two products, one that meets the pressure and one that does not, and a demand."""
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=maker, model="WEAK-1", specs=WEAK)
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


def test_from_the_first_letter_to_the_news(visit: Visit, cast: Cast) -> None:
    visit.sign_in(cast.institution_member)
    visit.open("/")
    visit.settle()
    _complete_by_keyboard(visit)
    _see_how_it_is_understood(visit)
    _go_to_the_results(visit)
    _save_it(visit)
    _hear_of_a_new_product(visit, cast)
    _take_the_deletion_back(visit)


def _complete_by_keyboard(visit: Visit) -> None:
    box = visit.page.get_by_role("combobox", name="仪器、参数、预算、地区，写成一句话")
    box.click()
    visit.page.keyboard.type("测试色", delay=20)
    option = visit.page.get_by_role("option", name="测试色谱仪")
    expect(option).to_be_visible(timeout=PATIENT_MS)
    expect(box).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    visit.page.keyboard.press("Enter")
    expect(box).to_have_value("测试色谱仪 ")
    expect(option).to_be_hidden()
    visit.page.keyboard.type("最高耐压≥60MPa 50万以内", delay=10)


def _see_how_it_is_understood(visit: Visit) -> None:
    understood = visit.page.locator("#understood")
    expect(understood.get_by_text("≤ 50.00 万元", exact=True)).to_be_visible(timeout=PATIENT_MS)
    expect(understood.get_by_text("最高耐压 ≥ 60 MPa", exact=True)).to_be_visible()
    expect(understood.get_by_role("link", name="1 款产品满足")).to_be_visible()
    expect(understood.get_by_role("link", name="1 项相近需求")).to_be_visible()


def _go_to_the_results(visit: Visit) -> None:
    visit.page.get_by_role("main").get_by_role("button", name="搜索").click()
    table = visit.page.get_by_role("region", name="产品", exact=True)
    expect(table.get_by_role("row", name="满足 1 款")).to_be_visible()
    expect(table.get_by_role("row", name="只差一条 1 款")).to_be_visible()
    visit.page.get_by_role("link", name="去掉“≤ 50.00 万元”").click()
    expect(visit.page.get_by_role("link", name="去掉“最高耐压 ≥ 60 MPa”")).to_be_visible()
    expect(visit.page.get_by_text("≤ 50.00 万元")).to_have_count(0)


def _save_it(visit: Visit) -> None:
    visit.page.get_by_role("button", name="存为订阅").click()
    expect(visit.page.get_by_role("link", name="已订阅")).to_be_visible()


def _hear_of_a_new_product(visit: Visit, cast: Cast) -> None:
    make_product(maker=organisation_of(cast.competing_maker), model="NEW-1", specs=GOOD)
    SavedSearch.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert look_through_saved() == 1
    visit.open("/notifications/")
    expect(visit.page.get_by_text("订阅的搜索有新结果")).to_be_visible()
    visit.open("/search/saved/")
    visit.page.get_by_role("link", name="1 款产品，0 项需求").click()
    expect(visit.page.get_by_role("row", name="NEW-1").get_by_text("新", exact=True)).to_be_visible()


def _take_the_deletion_back(visit: Visit) -> None:
    visit.open("/search/saved/")
    visit.page.get_by_role("button", name="取消订阅").click()
    visit.page.get_by_role("button", name="撤销").click()
    expect(visit.page.get_by_role("link", name="测试色谱仪 · 最高耐压 ≥ 60 MPa")).to_be_visible()


def test_pasted_lines_stay_apart(visit: Visit) -> None:
    visit.open("/search/")
    visit.settle()
    box = visit.page.get_by_role("combobox", name="仪器、参数、预算、地区，写成一句话")
    box.evaluate(
        """(input) => {
            const data = new DataTransfer();
            data.setData("text", "★2.1 最高耐压：≥60 MPa\\n2.2 噪声≤60dB\\n");
            input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(box).to_have_value("★2.1 最高耐压：≥60 MPa；2.2 噪声≤60dB")


@pytest.fixture
def plain_page(chromium: Browser) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(PATIENT_MS)
    yield context.new_page()
    context.close()


def test_it_works_without_scripts(plain_page: Page, live_server: object) -> None:
    plain_page.goto(f"{live_server}/")
    plain_page.get_by_role("searchbox", name="仪器、参数、预算、地区，写成一句话").fill("测试色谱仪 最高耐压≥60MPa")
    plain_page.get_by_role("main").get_by_role("button", name="搜索").click()
    expect(plain_page.get_by_role("row", name="满足 1 款")).to_be_visible()
    plain_page.get_by_role("link", name="去掉“最高耐压 ≥ 60 MPa”").click()
    expect(plain_page.get_by_role("link", name="去掉“测试色谱仪”")).to_be_visible()
