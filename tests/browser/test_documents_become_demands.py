"""How documents become demands, in a real browser with a real worker: packages, a pasted table, an amendment."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, Route, expect

from apps.demands import rows
from apps.demands.models import Demand, SourceDocument
from tests.browser.visiting import WORKER_MS, Visit
from tests.cast import Cast, acting
from tests.demands.build import make_draft, publish
from tests.demands.documents.tenders import two_packages

pytestmark = pytest.mark.django_db(transaction=True)

# The clipboard of a word processor: a merged cell and a cell of two paragraphs, which plain text would tear apart.
HTML = """<html><body><style>p {margin: 0}</style><table onclick="alert(1)" style="color: red">
<tr><td>序号</td><td>部件</td><td>参数</td><td>技术要求</td></tr>
<tr><td>1</td><td rowspan="2">输液泵</td><td>★最高耐压</td><td>≥100MPa</td></tr>
<tr><td>2</td><td>流速范围</td><td><p>0.001～</p><p>5mL/min</p></td></tr></table></body></html>"""
PLAIN = "序号\t部件\t参数\t技术要求\n1\t输液泵\t★最高耐压\t≥100MPa\n2\t\t流速范围\t0.001～\n5mL/min"
_PASTE = """([html, text]) => {
  const clipboard = new DataTransfer();
  if (html) clipboard.setData("text/html", html);
  clipboard.setData("text/plain", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def visit(page: Page, live_server: object, cast: Cast, worker: int) -> Visit:
    """A member of the institution on the test's site, with a worker."""
    visit = Visit(page, live_server)
    visit.sign_in(cast.institution_member)
    return visit


def test_a_document_with_two_packages_becomes_two_drafts(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    (tmp_path / "分包.docx").write_bytes(two_packages())
    (tmp_path / "照片.png").write_bytes(b"\x89PNG....")
    visit.open("/demands/new/")
    page.get_by_label("招标文件或参数表").set_input_files([tmp_path / "分包.docx", tmp_path / "照片.png"])
    send = page.get_by_role("button", name="上传并读取")
    expect(page.locator(".chosen-files li")).to_have_count(2)
    expect(page.locator(".chosen-files")).to_contain_text("不是可读取的格式")
    expect(send).to_be_disabled()
    page.locator(".chosen-files li", has_text="照片.png").get_by_role("button", name="移除").click()
    expect(send).to_be_enabled()
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("文件含 2 个包", timeout=WORKER_MS)
    second = page.get_by_role("group", name="第 2 包的去向")
    second.get_by_label("放入本需求").check()
    expect(page.get_by_role("group", name="第 1 包的去向").get_by_label("另立需求")).to_be_checked()
    visit.press("按此建立")
    expect(page.get_by_role("main")).to_contain_text("已放入本需求")
    draft = Demand.objects.latest("pk")
    page.get_by_role("link", name=draft.code).click()
    expect(page.locator(".review-row").first).to_contain_text("罐体总容积", timeout=WORKER_MS)
    expect(page.get_by_role("main")).to_contain_text("56.00 万元")
    first = Demand.objects.earliest("pk")
    visit.open(f"/demands/{first.pk}/review/")
    expect(page.locator(".review-row", has_text="检出限")).to_have_count(1, timeout=WORKER_MS)


def test_a_pasted_table_is_previewed_and_keeps_its_cells(visit: Visit) -> None:
    page = visit.page
    visit.open("/demands/new/?way=paste")
    visit.settle()
    area = page.get_by_label("参数文字")
    area.focus()
    page.evaluate(_PASTE, [HTML, PLAIN])
    preview = page.locator("[data-rich-preview]")
    expect(preview).to_contain_text("1 个表格共 3 行")
    expect(preview).to_contain_text("标 ★ 1 行")
    expect(preview.locator("td").first).to_have_text("序号")
    assert page.evaluate("document.querySelector('[data-rich-preview] [style], [data-rich-preview] [onclick]')") is None
    visit.press("读取参数")
    expect(page.locator(".review-row")).to_have_count(2, timeout=WORKER_MS)
    flow = page.locator(".review-row", has_text="流速范围")
    expect(flow.locator(".row-value")).to_have_text("0.001～5")
    expect(flow).to_contain_text("输液泵")


def test_typing_into_what_was_pasted_sends_the_text_and_says_so(visit: Visit) -> None:
    page = visit.page
    visit.open("/demands/new/?way=paste")
    visit.settle()
    area = page.get_by_label("参数文字")
    area.focus()
    page.evaluate(_PASTE, [HTML, PLAIN])
    expect(page.locator("[data-rich-preview]")).to_contain_text("已保留排版")
    area.fill("1. ★噪声≤58dB")
    expect(page.locator("[data-rich-preview]")).to_contain_text("将按改后的文字读取")
    visit.press("读取参数")
    expect(page.locator(".review-row")).to_have_count(1, timeout=WORKER_MS)
    document = SourceDocument.objects.get()
    assert (document.pasted_text, bool(document.file)) == ("1. ★噪声≤58dB", False)


def _amendment(path: Path) -> Path:
    document = Document()
    document.add_paragraph("液质联用仪采购项目更正公告")
    table = document.add_table(rows=0, cols=4)
    for line in (
        ("序号", "条款号", "原内容", "更正后内容"),
        ("1", "3.1", "★最高耐压：≥60MPa", "★最高耐压：≥80MPa"),
        ("2", "8.8", "外观：白色", "具备自动点火功能"),
    ):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    path.write_bytes(target.getvalue())
    return path


def test_an_amendment_becomes_the_next_version(visit: Visit, cast: Cast, tmp_path: Path) -> None:
    page = visit.page
    demand = make_draft(cast.institution_member)
    rows.add_rows_of_text(demand.pk, text="3.1 ★最高耐压：≥60MPa", actor=acting(cast.institution_member))
    publish(demand, cast.institution_member)
    visit.open(f"/demands/{demand.pk}/")
    visit.follow("上传更正公告")
    page.get_by_label("招标文件或参数表").set_input_files(_amendment(tmp_path / "更正公告.docx"))
    visit.press("上传并读取")
    expect(page.get_by_role("main")).to_contain_text("2 处更正", timeout=WORKER_MS)
    expect(page.locator("ins", has_text="80")).to_have_count(1)
    expect(page.get_by_label("采纳第 1 处")).to_be_checked()
    expect(page.get_by_label("采纳第 2 处")).not_to_be_checked()
    page.get_by_label("采纳第 2 处").check()
    visit.press("采纳所选，建立新版本")
    expect(page.get_by_role("alert")).to_contain_text("第 2 处：请选择它更正的条款")
    page.get_by_label("第 2 处对应的条款").select_option(label="作为新增条款")
    visit.press("采纳所选，建立新版本")
    expect(page.get_by_role("heading", level=1)).to_have_text("整理条款")
    expect(page.locator(".review-row", has_text="自动点火")).to_have_count(1)
    expect(page.get_by_label("变更说明")).to_have_value("依据《更正公告.docx》：修改 2 条。")
    visit.open(f"/demands/{demand.pk}/versions/2/diff/")
    expect(page.locator("table.diff ins", has_text="80")).to_have_count(1)
    with page.expect_download() as notice:
        visit.follow("导出更正公告")
    texts = [cell.text for row in Document(str(notice.value.path())).tables[0].rows for cell in row.cells]
    assert "★最高耐压：≥80MPa" in texts


def test_a_question_that_is_lost_on_its_way_does_not_end_the_progress(visit: Visit) -> None:
    page = visit.page
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if route.request.headers.get("hx-request") and not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/reading/**", lose_the_first)
    visit.open("/demands/new/?way=paste")
    page.get_by_label("参数文字").fill("1. ★噪声≤58dB")
    visit.press("读取参数")
    expect(page.locator(".review-row")).to_have_count(1, timeout=WORKER_MS)
    assert len(lost) == 1
