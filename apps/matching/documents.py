"""Deviation tables as files: .xlsx and .docx in the column layout that tenders use.

A file holds one table or several: a sheet each in a workbook, a page each in a document. An unanswered row and a row
for a person to judge print with the deviation column open and the reason in 偏离说明: in a tender such a row would
count as negative, and only a person may say so.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from kernel.languages import in_source_language

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
COMMERCIAL_COLUMNS = (*COLUMNS[:3], "招标商务要求", "投标响应", *COLUMNS[5:])
KEY_COLUMN = "行标识（隐藏列，请勿改动）"
WIDTHS_MM = (12, 16, 12, 62, 50, 22, 62, 40)
DEVIATION_WORDS = {Verdict.POSITIVE: "正偏离", Verdict.MEETS: "无偏离", Verdict.NEGATIVE: "负偏离"}
OPEN_PREFIXES = {Verdict.UNANSWERED: "未响应：", Verdict.MANUAL: "需人工："}
MARK_SIGNS = {Mark.MANDATORY: "★", Mark.IMPORTANT: "▲", Mark.GENERAL: ""}
TECHNICAL_TITLE, COMMERCIAL_TITLE = "技术参数偏离表", "商务偏离表"
FONT = "宋体"


def explained(verdict: Verdict, sentence: str) -> str:
    """What 偏离说明 says of a verdict: its sentence; where the deviation stays open, with the reason in front."""
    return OPEN_PREFIXES.get(verdict, "") + sentence


@dataclass(frozen=True, slots=True)
class DeviationLine:
    """One printed row. `deviation` is 正偏离, 无偏离, 负偏离 or '' where it is open.

    `key` is what a reader of the filled-in file knows the row by; it is printed into a hidden column of workbooks only.
    """

    position: int
    clause: str
    mark: Mark
    asked: str
    answer: str
    deviation: str
    explanation: str
    evidence: str
    key: str = ""

    def cells(self) -> tuple[str, ...]:
        """The texts of the row in the order of COLUMNS."""
        return (
            str(self.position),
            self.clause,
            MARK_SIGNS[self.mark],
            self.asked,
            self.answer,
            self.deviation,
            self.explanation,
            self.evidence,
        )


@dataclass(frozen=True, slots=True)
class DeviationTable:
    """Everything that is printed of one table. `facts` stand above it as label and text, the `note` below it."""

    title: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[DeviationLine, ...]
    note: str
    columns: tuple[str, ...] = COLUMNS

    @property
    def has_keys(self) -> bool:
        """Whether the rows can be known again in a workbook that comes back."""
        return any(line.key for line in self.lines)


@in_source_language
def deviation_xlsx(*tables: DeviationTable) -> bytes:
    """The tables as an Excel file: a sheet each, A4 landscape, the head repeated on each page."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        write_sheet(book.create_sheet(table.title), table)
    return saved(book)


def write_sheet(sheet: Worksheet, table: DeviationTable) -> None:
    """Write one table into an empty sheet."""
    sheet.append([neutralise(table.heading)])
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    for label, text in table.facts:
        sheet.append([label, None, None, neutralise(text)])
    sheet.append([])
    sheet.append([*table.columns, KEY_COLUMN] if table.has_keys else list(table.columns))
    head_row = sheet.max_row  # asked after the head: an empty row is not counted
    for line in table.lines:
        texts = (*line.cells(), line.key) if table.has_keys else line.cells()
        sheet.append([neutralise(text) for text in texts])
    last_row = sheet.max_row
    sheet.append([])
    sheet.append([table.note])
    sheet.append([_signature()])
    _style_sheet(sheet, head_row, last_row)
    if table.has_keys:
        sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].hidden = True


def _signature() -> str:
    return _("投标人（盖章）：                    法定代表人或授权代表（签字）：                    日期：")


def _style_sheet(sheet: Worksheet, head_row: int, last_row: int) -> None:
    edge = Side(style="thin")
    border = Border(left=edge, right=edge, top=edge, bottom=edge)
    for row in sheet.iter_rows(min_row=head_row, max_row=last_row, max_col=len(COLUMNS)):
        for cell in row:
            cell.border = border
            cell.font = Font(name=FONT, size=10, bold=cell.row == head_row)
            centred = cell.column in (1, 2, 3, 6) or cell.row == head_row
            cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)
            cell.number_format = "@"  # what is typed here stays text: 12-13 is no date, 2.10 keeps its nought
    for index, width in enumerate(WIDTHS_MM, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width / 1.9
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


@in_source_language
def deviation_docx(*tables: DeviationTable) -> bytes:
    """The tables as a Word file: each begins a page, A4 landscape, the head row repeated on each page."""
    document = Document()
    prepare_page(document)
    for index, table in enumerate(tables):
        write_page(document, table, is_first=index == 0)
    return saved(document)


def write_page(document: object, table: DeviationTable, *, is_first: bool) -> None:
    """Write one table on a page of its own; the first one begins where the document stands."""
    title = document.add_paragraph()  # type: ignore[attr-defined]
    title.paragraph_format.page_break_before = not is_first
    run = title.add_run(legal(table.heading))
    run.bold, run.font.size = True, Pt(14)
    facts = "    ".join(f"{label}：{text}" for label, text in table.facts)
    document.add_paragraph(legal(facts))  # type: ignore[attr-defined]
    grid = document.add_table(rows=1, cols=len(COLUMNS))  # type: ignore[attr-defined]
    grid.style = "Table Grid"
    _fill_row(grid.rows[0], table.columns, bold=True)
    _repeat_head(grid.rows[0])
    for line in table.lines:
        _fill_row(grid.add_row(), line.cells())
    document.add_paragraph(legal(table.note))  # type: ignore[attr-defined]
    document.add_paragraph(_signature())  # type: ignore[attr-defined]


def prepare_page(document: object) -> None:
    """Lay a new document out for tables: A4 landscape, in the fonts that tenders use."""
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
