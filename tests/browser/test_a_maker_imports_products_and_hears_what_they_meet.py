"""A maker's way in a real browser with a real worker: Excel form, refusal, correction, review, news of a match."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from apps.demands.models import Demand
from apps.suppliers.models import Product
from tests.browser.visiting import GOOD, WEAK, WORKER_MS, Visit
from tests.cast import Cast, organisation_of
from tests.support.market import make_category, make_demand, make_product, match_now

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_ROW = 3
FACTS: Mapping[str, str | int] = {
    "name": "测试色谱仪",
    "price_yuan": 420_000,
    "lead_time_days": 60,
    "origin": "中国境内",
    "place_of_production": "湖北武汉",
    **{f"spec:{code}": text for code, text in GOOD.items()},
}


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """A published demand that so far only a weak product of another maker answers."""
    make_product(maker=organisation_of(cast.competing_maker), model="WEAK-1", specs=WEAK)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(demand)
    return demand


def test_from_the_excel_form_to_the_news_of_a_match(
    visit: Visit, cast: Cast, demand: Demand, worker: int, tmp_path: Path
) -> None:
    visit.sign_in(cast.sales_engineer)
    form = _download_the_form(visit, tmp_path)
    _fill(form, {"model": "NEW-1", **FACTS}, {"model": "NEW-2", **FACTS, "price_yuan": "很贵"})
    _upload(visit, form)
    _see_the_refusal(visit)
    _fill(form, {"model": "NEW-1", **FACTS}, {"model": "NEW-2", **FACTS})
    visit.follow("重新上传")
    _upload(visit, form)
    _apply_and_submit(visit)
    _publish(visit, cast)
    _see_the_changed_result(visit, cast, demand)
    _hear_of_it(visit, cast)


def _download_the_form(visit: Visit, folder: Path) -> Path:
    page = visit.page
    visit.open("/products/mine/")
    visit.follow("用 Excel 导入")
    page.get_by_label("仪器类型").first.select_option(label=f"● {make_category().name}")
    visit.press("选定")
    with page.expect_download() as download:
        visit.follow("下载所选类型的空白模板")
    form = folder / "产品.xlsx"
    download.value.save_as(form)
    return form


def _fill(form: Path, *products: Mapping[str, str | int]) -> None:
    """Write one product a row under the columns' hidden codes, as a person fills the visible heads."""
    book = load_workbook(form)
    sheet = book.worksheets[0]
    places = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for row, product in enumerate(products, start=FIRST_ROW):
        for code, value in product.items():
            sheet.cell(row, places[code], value)
    book.save(form)


def _upload(visit: Visit, form: Path) -> None:
    page = visit.page
    page.locator("#id_category").select_option(label=f"● {make_category().name}")
    page.get_by_label("Excel 文件").set_input_files(form)
    visit.press("上传并检查")


def _see_the_refusal(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_role("alert")).to_contain_text("有 1 处需要修改", timeout=WORKER_MS)
    expect(page.get_by_role("row", name="很贵")).to_contain_text("报价")
    expect(page.get_by_role("row", name="很贵").get_by_role("rowheader")).to_have_text(str(FIRST_ROW + 1))
    assert not Product.objects.filter(model__startswith="NEW").exists()


def _apply_and_submit(visit: Visit) -> None:
    page = visit.page
    expect(page.get_by_role("row", name="NEW-1")).to_contain_text("新建", timeout=WORKER_MS)
    expect(page.get_by_role("row", name="NEW-2")).to_contain_text("新建")
    visit.press("全部导入")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的产品")
    page.get_by_role("row", name="NEW-1").get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("row", name="NEW-1")).to_contain_text("待审核")
    expect(page.get_by_role("row", name="NEW-2")).to_contain_text("草稿")


def _publish(visit: Visit, cast: Cast) -> None:
    visit.sign_in(cast.administrator)
    visit.open("/workbench/")
    visit.follow("去审核")
    visit.follow("NEW-1")
    visit.press("通过并发布")
    expect(visit.page.get_by_role("main")).to_contain_text("没有待审核的产品")


def _see_the_changed_result(visit: Visit, cast: Cast, demand: Demand) -> None:
    visit.sign_in(cast.institution_member)
    visit.open(f"/matching/demands/{demand.pk}/")
    visit.reload_until(visit.page.get_by_role("link", name="NEW-1"))
    expect(visit.page.locator(".answer")).to_contain_text("1 款国产仪器满足全部★条款；另有 1 款只差 1 条")


def _hear_of_it(visit: Visit, cast: Cast) -> None:
    page = visit.page
    visit.sign_in(cast.sales_engineer)
    visit.open("/")
    page.get_by_role("link", name="条未读通知").click()
    row = page.get_by_role("row", name="需求匹配：测试色谱仪采购")
    expect(row).to_contain_text("NEW-1")
    row.get_by_role("button", name="看偏离表").click()
    expect(page.locator(".answer")).to_contain_text("满足")
    expect(page.get_by_role("row", name="最高耐压")).to_contain_text("80 MPa")
    expect(page.get_by_role("main")).not_to_contain_text("WEAK-1")
