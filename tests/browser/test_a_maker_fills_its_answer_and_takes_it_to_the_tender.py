"""A maker's way from a demand to its deviation table in a real browser, by keyboard, beside a colleague, with Excel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from apps.answers.models import Answer
from apps.demands.models import Demand
from tests.answers.build import make_asked, make_offered, row_of, write
from tests.browser.visiting import WORKER_MS, Visit
from tests.cast import Cast
from tests.support.market import match_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """A published demand that a product of the sales engineer's maker was compared with."""
    demand = make_asked(cast)
    make_offered(cast)
    match_now(demand)
    return demand


def test_from_a_demand_to_the_table_that_came_back(
    visit: Visit, cast: Cast, demand: Demand, worker: int, tmp_path: Path
) -> None:
    visit.sign_in(cast.sales_engineer)
    visit.open(f"/demands/{demand.pk}/")
    visit.follow("填写应答表")
    visit.press("用它填写")
    visit.settle()
    answer = Answer.objects.get()
    _type_by_keyboard(visit, answer)
    _collide_with_a_colleague(visit, answer, cast)
    _narrow(visit)
    table = _download(visit, tmp_path, "导出 .xlsx")
    assert _download(visit, tmp_path, "导出 .docx").suffix == ".docx"
    _fill(table, {"2.4": "具备", "4.3": "免费培训 3 人"})
    _read_back(visit, table)
    assert row_of(answer, "2.4").verdict == "meets"
    visit.press("定稿")
    visit.confirm("定稿")
    expect(visit.page.get_by_role("button", name="重新打开")).to_be_visible()


def _field(visit: Visit, answer: Answer, clause: str, name: str = "response") -> str:
    return f"#{name}-{row_of(answer, clause).pk}"


def _type_by_keyboard(visit: Visit, answer: Answer) -> None:
    """Enter goes to the next row and saves on the way; sign, progress and warnings follow."""
    page = visit.page
    page.locator(_field(visit, answer, "2.2")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(_field(visit, answer, "2.3"))).to_be_focused()
    page.keyboard.type("58 dB")
    page.keyboard.press("ArrowDown")
    expect(page.locator(_field(visit, answer, "2.4"))).to_be_focused()
    row = page.locator(f"#row-{row_of(answer, '2.3').pk}")
    expect(row.get_by_text("正偏离")).to_be_visible()
    expect(row.get_by_text("已保存")).to_be_visible()
    expect(page.get_by_text("1 / 9 行已确认")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.locator(_field(visit, answer, "2.3"))).to_be_focused()
    pages = page.locator(_field(visit, answer, "2.3", "pages"))
    pages.fill("附录")
    pages.blur()
    expect(page.get_by_text("页码“附录”读不出")).to_be_visible()
    pages.fill("P12～13")
    pages.blur()
    _until(page, lambda: row_of(answer, "2.3").proof_pages == "12-13")
    expect(page.get_by_text("页码“附录”读不出")).to_have_count(0)


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what the server has been asked to write."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it was not written in ten seconds")


def _collide_with_a_colleague(visit: Visit, answer: Answer, cast: Cast) -> None:
    """Somebody else writes the row in the meantime: both texts stand side by side, and one decides."""
    page = visit.page
    write(answer, "2.1", cast, response="70 MPa")
    field = page.locator(_field(visit, answer, "2.1"))
    field.fill("90 MPa")
    field.blur()
    conflict = page.locator(f"#conflict-{row_of(answer, '2.1').pk}")
    expect(conflict.get_by_text("70 MPa")).to_be_visible()
    expect(conflict.get_by_text("90 MPa")).to_be_visible()
    assert row_of(answer, "2.1").response == "70 MPa"
    conflict.get_by_role("button", name="仍用我的").click()
    expect(conflict).to_be_empty()
    _until(page, lambda: row_of(answer, "2.1").response == "90 MPa")
    write(answer, "2.2", cast, response="室温+2～90 ℃")
    other = page.locator(_field(visit, answer, "2.2"))
    other.fill("室温+4～86 ℃")
    other.blur()
    page.locator(f"#conflict-{row_of(answer, '2.2').pk}").get_by_role("button", name="采用对方的").click()
    expect(page.locator(_field(visit, answer, "2.2"))).to_have_value("室温+2～90 ℃")
    assert row_of(answer, "2.2").response == "室温+2～90 ℃"


def _narrow(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("navigation", name="筛选").get_by_role("link", name="未填").click()
    expect(page.locator("[data-answer-row]")).to_have_count(4)
    page.get_by_role("navigation", name="筛选").get_by_role("link", name="全部").click()
    expect(page.locator("[data-answer-row]")).to_have_count(9)


def _download(visit: Visit, folder: Path, name: str) -> Path:
    with visit.page.expect_download() as download:
        visit.follow(name)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _fill(table: Path, responses: dict[str, str]) -> None:
    """Write responses as a person does in Excel, by the clause number."""
    book = load_workbook(table)
    for sheet in book:
        for row in sheet.iter_rows(min_col=1, max_col=8):
            if row[1].value in responses:
                row[4].value = responses[str(row[1].value)]
    book.save(table)


def _read_back(visit: Visit, table: Path) -> None:
    page = visit.page
    page.get_by_label("填好的应答表").set_input_files(table)
    visit.press("上传并比较")
    expect(page.get_by_role("button", name="应用这 2 行")).to_be_visible(timeout=WORKER_MS)
    expect(page.get_by_text("免费培训 3 人")).to_be_visible()
    visit.press("应用这 2 行")
    expect(page.get_by_text("已按文件更新 2 行")).to_be_visible()
