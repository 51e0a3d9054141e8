"""Reads a workbook into blocks: each visible sheet is a heading and a table."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from documents.blocks import Block, BlockKind, Cell
from documents.cells import MOST_CELLS, text_of
from documents.ooxml import usual_archive
from kernel.sandbox_child import Unreadable, marked

MOST_MERGED = 200_000
MOST_COLUMNS = 60
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")


def blocks_of_xlsx(data: bytes) -> list[Block]:
    """The rows of the visible sheets, hidden rows left out; percentages are written with their sign.

    Raises Unreadable over 200,000 cells, or when the workbook cannot be opened.
    """
    data = usual_archive(data)
    _check_cells(data)
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    blocks: list[Block] = []
    for number, sheet in enumerate(workbook.worksheets, start=1):
        if sheet.sheet_state == "visible":
            blocks += _sheet_blocks(sheet, number)
    return blocks


def _check_cells(data: bytes) -> None:
    """Count before openpyxl makes an object of each cell; one merged range alone may name 17 thousand million."""
    cells = merged = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                cells += len(_CELL.findall(xml))
                merged += sum(_area(*match) for match in _MERGE.findall(xml))
    if cells > MOST_CELLS or merged > MOST_MERGED:
        raise Unreadable(marked("表格过大（上限 200,000 个单元格）。请只保留参数部分后再试。"))


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_blocks(sheet: Any, number: int) -> list[Block]:
    merged = _merged_cells(sheet)
    blocks = [Block(sheet.title, BlockKind.HEADING, f"工作表“{sheet.title}”", level=1)]
    for row in sheet.iter_rows(max_col=min(sheet.max_column or 1, MOST_COLUMNS)):
        index = row[0].row
        if sheet.row_dimensions[index].hidden:
            continue
        cells = _row_cells(row, merged)
        body = " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
        if body:
            place = f"工作表“{sheet.title}”第 {index} 行"
            blocks.append(Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=number))
    return blocks


def _merged_cells(sheet: Any) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """(row, column) → (first row, first column, last row, last column) of the merged range that covers it."""
    covered: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for area in sheet.merged_cells.ranges:
        box = (area.min_row, area.min_col, area.max_row, area.max_col)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                covered[row, column] = box
    return covered


def _row_cells(row: Any, merged: dict[tuple[int, int], tuple[int, int, int, int]]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        box = merged.get((cell.row, cell.column))
        if box is None:
            cells.append(Cell(text_of(cell), cell.column - 1))
        elif cell.column == box[1]:
            origin = cell.parent.cell(box[0], box[1])
            span = box[3] - box[1] + 1
            cells.append(Cell(text_of(origin), cell.column - 1, span, cell.row > box[0], box[2] > box[0]))
    return cells
