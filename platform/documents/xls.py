"""Reads an Excel 97 workbook (.xls, and .et as WPS saves it) into blocks, as `xlsx` does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from documents.blocks import Block, BlockKind, Cell
from kernel.sandbox_child import Unreadable, marked

MOST_CELLS = 200_000
MOST_COLUMNS = 60
_TOO_LARGE = marked("表格过大（上限 200,000 个单元格）。请只保留参数部分后再试。")
_LOCKED = marked("文件已加密。请解除密码后再上传。")
_DAMAGED = marked("文件不完整或已损坏。请用 Office 或 WPS 打开后另存为 .xlsx 再试。")


def blocks_of_xls(data: bytes) -> list[Block]:
    """The rows of the visible sheets, hidden rows left out; percentages and dates are written as they are shown.

    Raises Unreadable for encrypted and damaged workbooks and for more than 200,000 cells.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=_Silence())
    except xlrd.XLRDError as problem:
        raise Unreadable(_LOCKED if "encrypt" in str(problem).lower() else _DAMAGED) from problem
    except Exception as problem:
        # xlrd throws assertion, struct and index errors of all kinds at a damaged workbook.
        raise Unreadable(_DAMAGED) from problem
    blocks: list[Block] = []
    cells = 0
    for number, sheet in enumerate(book.sheets(), start=1):
        cells += sum(sheet.row_len(row) for row in range(sheet.nrows))
        if cells > MOST_CELLS:
            raise Unreadable(_TOO_LARGE)
        if sheet.visibility == 0:
            blocks += _sheet_blocks(book, sheet, number)
    return blocks


class _Silence:
    """Takes what xlrd would print."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


def _sheet_blocks(book: Any, sheet: Any, number: int) -> Iterator[Block]:
    yield Block(sheet.name, BlockKind.HEADING, f"工作表“{sheet.name}”", level=1)
    merged = _merged(sheet)
    for row in range(sheet.nrows):
        info = sheet.rowinfo_map.get(row)
        if info is not None and info.hidden:
            continue
        cells = list(_row_cells(book, sheet, row, merged))
        body = " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
        if body:
            place = f"工作表“{sheet.name}”第 {row + 1} 行"
            yield Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=number)


def _merged(sheet: Any) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """(row, column) → (first row, row behind the last, first column, column behind the last) of what covers it."""
    covered: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for box in sheet.merged_cells:
        for row in range(box[0], min(box[1], sheet.nrows)):
            for column in range(box[2], min(box[3], MOST_COLUMNS)):
                covered[row, column] = box
                if len(covered) > MOST_CELLS:
                    raise Unreadable(_TOO_LARGE)
    return covered


def _row_cells(
    book: Any, sheet: Any, row: int, merged: dict[tuple[int, int], tuple[int, int, int, int]]
) -> Iterator[Cell]:
    for column in range(min(sheet.ncols, MOST_COLUMNS)):
        box = merged.get((row, column))
        if box is None:
            yield Cell(_text(book, sheet, row, column), column)
        elif column == box[2]:
            text = _text(book, sheet, box[0], box[2])
            yield Cell(text, column, box[3] - box[2], continues=row > box[0], is_tall=box[1] - box[0] > 1)


def _text(book: Any, sheet: Any, row: int, column: int) -> str:
    import xlrd

    if row >= sheet.nrows or column >= sheet.row_len(row):
        return ""
    cell = sheet.cell(row, column)
    if cell.ctype == xlrd.XL_CELL_DATE:
        year, month, day = xlrd.xldate_as_tuple(cell.value, book.datemode)[:3]
        return f"{year:04d}-{month:02d}-{day:02d}"
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return _number(cell.value, _format(book, sheet, row, column))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "是" if cell.value else "否"
    return str(cell.value).strip() if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _number(value: float, form: str) -> str:
    number = Decimal(repr(value)) * 100 if "%" in form else Decimal(repr(value))
    text = format(number.normalize(), "f")
    return f"{text}%" if "%" in form else text


def _format(book: Any, sheet: Any, row: int, column: int) -> str:
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    return str(book.format_map[style.format_key].format_str)
