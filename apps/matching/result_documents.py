"""The whole result as files: an overview of all products and clauses, then a deviation table for each product shown."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from apps.matching.documents import FONT, DeviationTable, prepare_page, write_page, write_sheet
from apps.matching.models import DeviationRow
from apps.matching.pages import Group, deviation_table
from apps.matching.results import ProductLine, Result
from apps.taxonomy.language.types import Verdict
from kernel.exports import legal, neutralise, saved
from kernel.languages import in_source_language

MOST_TABLES = 50
HEAD_ROWS = 4
WORDS = {
    Verdict.POSITIVE: "正",
    Verdict.MEETS: "无",
    Verdict.NEGATIVE: "负",
    Verdict.UNANSWERED: "未响应",
    Verdict.MANUAL: "需人工",
}
FILLS = {Verdict.NEGATIVE: "FBE7E4", Verdict.MANUAL: "FAEFD6", Verdict.UNANSWERED: "EEF1EE", Verdict.POSITIVE: "E1F1E7"}
FACTS = ("结论", "名次", "产品", "厂商", "得分", "报价（元）", "交货（天）")
_SHEET_NAME_SIZE = 31  # what Excel takes


@in_source_language
def result_xlsx(result: Result, groups: Sequence[Group]) -> bytes:
    """A workbook: the matrix on the first sheet, then a deviation table for each product, best first."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_overview(book.create_sheet("比对结果"), result, groups)
    for line in _lines(groups):
        write_sheet(book.create_sheet(_sheet_name(line)), table_of(line, result))
    return saved(book)


@in_source_language
def result_docx(result: Result, groups: Sequence[Group]) -> bytes:
    """A document: the order of the products with their scores on the first page, then a table for each."""
    document = Document()
    prepare_page(document)
    run = document.add_paragraph().add_run(legal(_heading(result)))
    run.bold, run.font.size = True, Pt(14)
    grid = document.add_table(rows=1, cols=len(FACTS))
    grid.style = "Table Grid"
    for cell, text in zip(grid.rows[0].cells, FACTS, strict=True):
        cell.text = text
    for group in groups:
        for line in group.lines:
            for cell, value in zip(grid.add_row().cells, _facts(group, line), strict=True):
                cell.text = legal("" if value is None else str(value))
    document.add_paragraph(_note(result))
    for line in _lines(groups):
        write_page(document, table_of(line, result), is_first=False)
    return saved(document)


def table_of(line: ProductLine, result: Result) -> DeviationTable:
    """One product's deviation table; its rows know their requirements from the columns."""
    rows = []
    for cell, column in zip(line.cells, result.columns, strict=True):
        if cell is not None:
            cell.requirement = column.requirement
            rows.append(cell)
    match = line.match
    match.run = result.run
    return deviation_table(match, rows)


def _lines(groups: Sequence[Group]) -> list[ProductLine]:
    return [line for group in groups for line in group.lines][:MOST_TABLES]


def _sheet_name(line: ProductLine) -> str:
    plain = "".join(char for char in line.match.product.model if char not in "[]:*?/\\'")
    return f"{line.match.rank or '对照'} {plain}"[:_SHEET_NAME_SIZE]


def _heading(result: Result) -> str:
    return f"{result.run.version.title}（{result.run.version.demand.code}）国产仪器比对结果"


def _note(result: Result) -> str:
    run = result.run
    words = {"code": run.code, "engine": run.engine_version, "weights": run.weights_version}
    text = _("运行号 %(code)s，引擎 %(engine)s，权重 %(weights)s；按得分排序，付费不影响次序。") % words
    is_sample = run.version.demand.is_sample
    return text + ("本表机构、厂商、型号均为虚构示例。" if is_sample else "")


def _facts(group: Group, line: ProductLine) -> tuple[object, ...]:
    product = line.match.product
    return (
        group.label,
        line.match.rank or None,
        product.model,
        product.organisation.name,
        line.match.score / 100,
        product.price_yuan,
        product.lead_time_days,
    )


def _write_overview(sheet: Worksheet, result: Result, groups: Sequence[Group]) -> None:
    sheet.append([neutralise(_heading(result))])
    sheet.append([_note(result)])
    sheet.append([*FACTS, *(neutralise(column.label) for column in result.columns)])
    sheet.append([*([None] * len(FACTS)), *(neutralise(column.asked) for column in result.columns)])
    lines = [(group, line) for group in groups for line in group.lines]
    for row, (group, line) in enumerate(lines, start=HEAD_ROWS + 1):
        facts = [neutralise(value) if isinstance(value, str) else value for value in _facts(group, line)]
        sheet.append([*facts, *(neutralise(_cell_text(cell)) for cell in line.cells)])
        _fill(sheet, row, line)
    _style(sheet)


def _cell_text(cell: DeviationRow | None) -> str:
    if cell is None:
        return ""
    return f"{WORDS[Verdict(cell.verdict)]} {cell.answer}".strip()


def _fill(sheet: Worksheet, row: int, line: ProductLine) -> None:
    for place, cell in enumerate(line.cells, start=len(FACTS) + 1):
        colour = FILLS.get(Verdict(cell.verdict)) if cell else None
        if colour:
            sheet.cell(row, place).fill = PatternFill("solid", fgColor=colour)


def _style(sheet: Worksheet) -> None:
    for number, row in enumerate(sheet.iter_rows(min_row=3), start=3):
        for cell in row:
            cell.font = Font(name=FONT, size=10, bold=number <= HEAD_ROWS)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet["A1"].font = Font(name=FONT, size=14, bold=True)
    for place in range(1, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 12 if place <= len(FACTS) else 16
    sheet.freeze_panes = "D5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.print_title_rows = "3:4"
