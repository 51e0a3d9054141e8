"""A maker's way in a real browser with a real worker: datasheet in, keys over the rows, into the product, back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from apps.suppliers.models import Datasheet, Product, SpecValue
from tests.browser.visiting import WORKER_MS, Visit
from tests.cast import Cast
from tests.suppliers.builders import FLOW, PRESSURE, RESOLUTION, make_draft, make_type

pytestmark = pytest.mark.django_db(transaction=True)

CURRENT, REJECTED = re.compile(r"\bcurrent\b"), re.compile(r"\brejected\b")
ROWS = (
    ("参数", "单位", "指标"),
    ("分辨率", "", "80000（m/z 200）"),
    ("系统耐压", "MPa", "≥100"),
    ("流速范围", "mL/min", "0.001～20"),
    ("灯箱照度", "lx", "300"),
    ("外形尺寸", "mm", "700×600×500"),
)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def product(cast: Cast) -> Product:
    """A draft that says something else of the flow."""
    return make_draft(cast.sales_engineer, make_type(name="测试色谱仪"))


def test_from_the_datasheet_into_the_product_and_back(
    visit: Visit, cast: Cast, product: Product, worker: int, tmp_path: Path
) -> None:
    visit.sign_in(cast.sales_engineer)
    _hand_in(visit, product, tmp_path)
    _decide_by_keys(visit)
    _write(visit, product)
    _take_back(visit, product)


def _hand_in(visit: Visit, product: Product, folder: Path) -> None:
    visit.open(f"/products/{product.pk}/")
    visit.follow("从样本导入指标")
    visit.page.get_by_label("样本文件").set_input_files(_sheet(folder))
    visit.press("读取样本")
    expect(visit.page.get_by_role("heading", name="读出 4 项")).to_be_visible(timeout=WORKER_MS)
    visit.settle()


def _sheet(folder: Path) -> Path:
    document = Document()
    document.add_paragraph("SY-600 样本（示例）")
    document.add_paragraph("卓越性能，值得信赖。")
    table = document.add_table(rows=0, cols=3)
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    path = folder / "样本.docx"
    document.save(str(path))
    return path


def _decide_by_keys(visit: Visit) -> None:
    """A takes the sure ones; J and K move, X drops, Z takes back, Enter accepts, E opens the row."""
    page, rows = visit.page, visit.page.locator(".review-row[data-row]")
    page.keyboard.press("a")
    expect(page.get_by_text("已接受 1 / 4 项")).to_be_visible()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class(CURRENT)
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(rows.first).to_have_class(REJECTED)
    page.keyboard.press("z")
    expect(rows.first).not_to_have_class(REJECTED)
    page.keyboard.press("Enter")
    expect(page.get_by_text("已接受 2 / 4 项")).to_be_visible()
    flow = rows.filter(has_text="流速范围")
    expect(flow.locator("del")).to_have_text("0.001～10 mL/min")
    flow.click()
    page.keyboard.press("e")
    expect(page.get_by_label("指标值（含单位）").first).to_have_value("0.001～20 mL/min")
    page.keyboard.press("Escape")
    expect(page.get_by_label("对应参数")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_text("已接受 3 / 4 项")).to_be_visible()


def _write(visit: Visit, product: Product) -> None:
    visit.press("写入 3 项")
    expect(visit.page.get_by_text("已写入 SY-600")).to_be_visible()
    values = SpecValue.objects.filter(product=product)
    assert values.get(parameter__code=FLOW).text == "0.001～20 mL/min"
    assert values.get(parameter__code=FLOW).evidence == "样本.docx 表 1 第 4 行"
    assert values.get(parameter__code=RESOLUTION).text == "80000（m/z 200）"
    assert values.get(parameter__code=PRESSURE).text == "≥100 MPa"
    assert Product.objects.get(pk=product.pk).revision == 2


def _take_back(visit: Visit, product: Product) -> None:
    visit.open(f"/products/datasheets/{Datasheet.objects.get().pk}/")
    visit.press("撤回这次写入")
    expect(visit.page.get_by_text("写入前的指标")).to_be_visible()
    assert SpecValue.objects.get(product=product, parameter__code=FLOW).text == "0.001～10 mL/min"
    assert Product.objects.get(pk=product.pk).revision == 3
