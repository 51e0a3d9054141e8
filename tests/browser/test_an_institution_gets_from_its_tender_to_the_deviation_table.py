"""A university's way in a real browser with a real worker: sign-up, tender, review by keyboard, approval, result."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from apps.accounts.models import Membership, Organisation, User
from apps.accounts.uscc import compose_uscc
from tests.browser.visiting import GOOD, WEAK, WORKER_MS, Visit
from tests.cast import PASSWORD, Cast, make_member, organisation_of
from tests.support.market import make_category, make_product

pytestmark = pytest.mark.django_db(transaction=True)

UNIVERSITY = "湖畔大学（示例）"
PASTED = "2.1 ★最高耐压：≥60 MPa\n2.2 ★控温范围：室温+5～80℃\n2.3 噪声≤60dB"


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def offers(cast: Cast) -> None:
    """One product that satisfies the tender, one that fails a ★, of two makers."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    make_product(maker=organisation_of(cast.competing_maker), model="WEAK-1", specs=WEAK)


def test_from_sign_up_to_the_exported_deviation_table(
    visit: Visit, cast: Cast, offers: None, worker: int, tmp_path: Path
) -> None:
    author = _sign_up(visit)
    organisation = _register(visit)
    _verify(visit, cast)
    visit.sign_in(author)
    _paste_and_upload(visit, tmp_path)
    _fill_in_the_facts(visit)
    _review_by_keyboard(visit)
    approver = make_member(organisation=organisation, role=Membership.Role.APPROVER, name="设备处审批人")
    _approve_and_publish(visit, author, approver)
    _read_the_result(visit)
    _compare_two(visit)
    _take_the_files(visit)


def _sign_up(visit: Visit) -> User:
    page = visit.page
    visit.open("/")
    page.get_by_role("link", name="注册").first.click()
    page.get_by_label("电子邮件").fill("wang@lakeside.example.org")
    page.get_by_label("姓名").fill("王敏")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("密码（重复）").fill(PASSWORD)
    visit.press("注册")
    expect(page.get_by_role("heading", level=1)).to_have_text("王敏，欢迎来到仪桥")
    return User.objects.get(email="wang@lakeside.example.org")


def _register(visit: Visit) -> Organisation:
    page = visit.page
    visit.follow("登记组织")
    page.get_by_label("科研单位").check()
    page.get_by_label("组织全称").fill(UNIVERSITY)
    page.get_by_label("统一社会信用代码").fill("123456789012345678")
    page.get_by_label("所在地区").select_option(label="浙江省")
    visit.press("提交核验")
    expect(page.locator("[aria-invalid=true]")).to_have_attribute("name", "uscc")
    page.get_by_label("统一社会信用代码").fill(compose_uscc(77_000_001, kind="12", region="330000"))
    visit.press("提交核验")
    expect(page.get_by_role("main")).to_contain_text("待核验")
    return Organisation.objects.get(name=UNIVERSITY)


def _verify(visit: Visit, cast: Cast) -> None:
    visit.sign_in(cast.administrator)
    visit.open("/workbench/")
    visit.follow("去核验")
    visit.follow(UNIVERSITY)
    visit.press("通过核验")
    expect(visit.page.get_by_role("main")).to_contain_text("已核验")


def _paste_and_upload(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.open("/demands/new/")
    visit.follow("粘贴文字")
    page.get_by_label("参数文字").fill(PASTED)
    visit.press("读取参数")
    expect(page.locator(".review-row")).to_have_count(3, timeout=WORKER_MS)
    _wait_until_read(page)
    document = Document()
    document.add_heading("技术参数", level=1)
    document.add_paragraph("2.4 ▲具备四元梯度和外置废液桶")
    document.save(str(tmp_path / "补充参数.docx"))
    page.get_by_label("招标文件或参数表").set_input_files(tmp_path / "补充参数.docx")
    visit.press("上传并读取")
    expect(page.locator(".review-row", has_text="四元梯度")).to_have_count(1, timeout=WORKER_MS)
    _wait_until_read(page)


def _wait_until_read(page: Page) -> None:
    """The page is loaded anew when the reading ends, which would empty a field that is being filled."""
    expect(page.locator(".notice.reading")).to_have_count(0, timeout=WORKER_MS)
    page.wait_for_load_state("load")


def _fill_in_the_facts(visit: Visit) -> None:
    page = visit.page
    visit.follow("基本信息")
    page.get_by_label("需求名称").fill("测试色谱仪采购")
    page.get_by_label("细分领域").select_option(label=make_category().name)
    page.get_by_label("预算", exact=False).first.fill("50万")
    page.get_by_label("交货期").fill("90")
    visit.press("保存")
    expect(page.get_by_role("main")).to_contain_text("50.00 万元")


def _review_by_keyboard(visit: Visit) -> None:
    page = visit.page
    pressure, noise = page.locator(".review-row", has_text="最高耐压"), page.locator(".review-row", has_text="噪声")
    visit.settle()
    expect(page.locator(".review-row.current")).to_contain_text("最高耐压")
    page.keyboard.press("v")
    value = page.get_by_label("值", exact=True)
    expect(value).to_be_focused()
    value.fill("70")
    value.press("Enter")
    expect(pressure.locator(".row-value")).to_have_text("70")
    noise.locator(".row-number").click()
    page.keyboard.press("1")
    expect(noise.get_by_role("button", name="实质性")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("z")
    expect(noise.get_by_role("button", name="一般")).to_have_attribute("aria-pressed", "true")
    page.locator(".review-row", has_text="四元梯度").locator(".row-number").click()
    page.keyboard.press("s")
    cutter = page.get_by_label(re.compile("^拆分"))
    expect(cutter).to_be_focused()
    cutter.evaluate("field => field.setSelectionRange(6, 6)")
    page.keyboard.press("s")
    expect(page.locator(".split-preview li")).to_have_count(2)
    visit.press("拆成这些行")
    expect(page.locator(".review-row")).to_have_count(5)


def _approve_and_publish(visit: Visit, author: User, approver: User) -> None:
    page = visit.page
    visit.press("提交审批")
    expect(page.get_by_role("main")).to_contain_text("收回修改")
    address = page.url
    visit.sign_in(approver)
    page.goto(address)
    visit.press("只批准")
    visit.sign_in(author)
    page.goto(address)
    visit.press("发布")
    visit.confirm("发布")
    expect(page.get_by_role("main")).to_contain_text("已发布")


def _read_the_result(visit: Visit) -> None:
    page = visit.page
    visit.follow("看比对结果")
    expect(page.locator(".answer")).to_contain_text("1 款国产仪器满足全部★条款；另有 1 款只差 1 条", timeout=WORKER_MS)
    visit.press("展开 GOOD-1 的偏离表")
    sheet = page.locator("tr.sheet").filter(has_text="GOOD-1")
    table = sheet.get_by_role("region", name="技术参数偏离表")
    expect(table.get_by_role("row", name="最高耐压")).to_contain_text("正偏离")
    expect(table.get_by_role("row", name="最高耐压")).to_contain_text("80 MPa")
    expect(table.get_by_role("row", name="外置废液桶")).to_contain_text("未响应")
    expect(page.get_by_role("button", name="展开 GOOD-1 的偏离表")).to_have_attribute("aria-expanded", "true")


def _compare_two(visit: Visit) -> None:
    page = visit.page
    visit.follow("把有★负偏离的 1 款也列进来")
    matrix = page.get_by_role("region", name="逐条比对")
    for model in ("GOOD-1", "WEAK-1"):
        matrix.get_by_role("row").filter(has=page.get_by_role("link", name=model)).get_by_label("比较").check()
    visit.press("并列比较所选")
    table = page.get_by_role("region", name="并列比较")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    expect(table.get_by_role("row", name="最高耐压")).to_contain_text("55 MPa")
    page.go_back()


def _take_the_files(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="GOOD-1").first.click()
    with page.expect_download() as book:
        visit.follow("导出 .xlsx")
    sheet = load_workbook(io.BytesIO(Path(book.value.path()).read_bytes())).worksheets[0]
    texts = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert any("80 MPa" in text for text in texts)
    assert "正偏离" in texts
    with page.expect_download() as file:
        visit.follow("导出 .docx")
    cells = [cell.text for row in Document(str(file.value.path())).tables[0].rows for cell in row.cells]
    assert any("80 MPa" in text for text in cells)
    assert any("正偏离" in text for text in cells)
