"""技术参数偏离表 as a file: .xlsx and .docx in the column layout that tenders use.

An unanswered row and a row for a person to judge print with the deviation column open and the reason in 偏离说明: in a
tender such a row would count as negative, and only a person may say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from apps.taxonomy.language.types import Mark, Verdict
from kernel.exports import legal, neutralise, saved

COLUMNS = (
    "序号",
    "条款号",
    "标记",
    "招标技术要求",
    "投标响应（实测/标称值）",
    "偏离（正/无/负）",
    "偏离说明",
    "证明材料名称及页码",
)
WIDTHS_MM = (12, 16, 12, 62, 50, 22, 62, 40)
DEVIATION_WORDS = {Verdict.POSITIVE: "正偏离", Verdict.MEETS: "无偏离", Verdict.NEGATIVE: "负偏离"}
MARK_SIGNS = {Mark.MANDATORY: "★", Mark.IMPORTANT: "▲", Mark.GENERAL: ""}
FONT = "宋体"


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """One printed row."""

    position: int
    clause: str
    mark: Mark
    asked: str
    answer: str
    verdict: Verdict
    sentence: str
    evidence: str

    def cells(self) -> tuple[str, ...]:
        """The texts of the row in the order of COLUMNS."""
        return (
            str(self.position),
            self.clause,
            MARK_SIGNS[self.mark],
            self.asked,
            self.answer,
            DEVIATION_WORDS.get(self.verdict, ""),
            self._explanation(),
            self.evidence,
        )

    def _explanation(self) -> str:
        prefix = {Verdict.UNANSWERED: "未响应：", Verdict.MANUAL: "需人工："}.get(self.verdict, "")
        return prefix + self.sentence


@dataclass(frozen=True, slots=True)
class DeviationTable:
    """Everything that is printed for one product. `price_yuan` is None where none is stated."""

    demand_code: str
    demand_title: str
    buyer: str
    product: str
    maker: str
    run_code: str
    price_yuan: Decimal | None
    lines: tuple[DeviationLine, ...]
    is_sample: bool

    def heading(self) -> str:
        """The line above the table."""
        return f"{self.demand_title}（{self.demand_code}）技术参数偏离表"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What stands above the table: label and text."""
        price = "未报价" if self.price_yuan is None else f"{self.price_yuan:,.2f} 元"
        return (
            ("采购单位", self.buyer),
            ("制造商", self.maker),
            ("投标产品", self.product),
            ("报价", price),
            ("比对编号", self.run_code),
        )

    def note(self) -> str:
        """The line below the table."""
        sample = "本表机构、厂商、型号均为虚构示例。" if self.is_sample else ""
        return "偏离栏空白的行为未响应或需人工判断，请填写后使用。" + sample


def deviation_xlsx(table: DeviationTable) -> bytes:
    """The table as an Excel file: one sheet, A4 landscape, the head repeated on each page."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "技术参数偏离表"
    sheet.append([neutralise(table.heading())])
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    for label, text in table.facts():
        sheet.append([label, None, None, neutralise(text)])
    sheet.append([])
    head_row = sheet.max_row + 1
    sheet.append(list(COLUMNS))
    for line in table.lines:
        sheet.append([neutralise(text) for text in line.cells()])
    last_row = sheet.max_row
    sheet.append([])
    sheet.append([table.note()])
    _style_sheet(sheet, head_row, last_row)
    return saved(book)


def _style_sheet(sheet: Worksheet, head_row: int, last_row: int) -> None:
    edge = Side(style="thin")
    border = Border(left=edge, right=edge, top=edge, bottom=edge)
    for row in sheet.iter_rows(min_row=head_row, max_row=last_row, max_col=len(COLUMNS)):
        for cell in row:
            cell.border = border
            cell.font = Font(name=FONT, size=10, bold=cell.row == head_row)
            centred = cell.column in (1, 2, 3, 6) or cell.row == head_row
            cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
    for index, width in enumerate(WIDTHS_MM, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width / 1.9
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def deviation_docx(table: DeviationTable) -> bytes:
    """The table as a Word file, A4 landscape, the head row repeated on each page."""
    document = Document()
    _prepare_page(document)
    title = document.add_paragraph()
    run = title.add_run(legal(table.heading()))
    run.bold, run.font.size = True, Pt(14)
    document.add_paragraph(legal("    ".join(f"{label}：{text}" for label, text in table.facts())))
    grid = document.add_table(rows=1, cols=len(COLUMNS))
    grid.style = "Table Grid"
    _fill_row(grid.rows[0], COLUMNS, bold=True)
    _repeat_head(grid.rows[0])
    for line in table.lines:
        _fill_row(grid.add_row(), line.cells())
    document.add_paragraph(table.note())
    document.add_paragraph(_("投标人（盖章）：                    日期："))
    return saved(document)


def _prepare_page(document: object) -> None:
    section = document.sections[0]  # type: ignore[attr-defined]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    style = document.styles["Normal"]  # type: ignore[attr-defined]
    style.font.name, style.font.size = FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _fill_row(row: object, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS_MM, strict=True):  # type: ignore[attr-defined]
        cell.width = Mm(width)
        run = cell.paragraphs[0].add_run(legal(text))
        run.bold, run.font.size = bold, Pt(9)


def _repeat_head(row: object) -> None:
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
