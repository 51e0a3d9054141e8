"""Documents from plain lists: a text is a paragraph, (level, text) a heading, a list of rows a table.

In a table `ABOVE` goes on with the cell above, `LEFT` with the one to the left.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Doc
from docx.table import Table
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

ABOVE, LEFT = "^", "<"
Rows = Sequence[Sequence[str]]
Item = str | tuple[int, str] | Rows


def word(*items: Item) -> bytes:
    """A Word document with these items."""
    document = Document()
    for item in items:
        if isinstance(item, str):
            document.add_paragraph(item)
        elif isinstance(item, tuple) and isinstance(item[0], int):
            document.add_heading(str(item[1]), item[0])
        else:
            _add_table(document, item)  # type: ignore[arg-type]
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add_table(document: Doc, rows: Rows) -> None:
    table: Table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            if text not in (ABOVE, LEFT):
                cell = table.cell(y, x)
                down, right = _extent(rows, y, x)
                cell.text, *rest = text.split("\n")
                for line in rest:
                    cell.add_paragraph(line)
                if (down, right) != (y, x):
                    cell.merge(table.cell(down, right))


def _extent(rows: Rows, y: int, x: int) -> tuple[int, int]:
    down, right = y, x
    while down + 1 < len(rows) and x < len(rows[down + 1]) and rows[down + 1][x] == ABOVE:
        down += 1
    while right + 1 < len(rows[y]) and rows[y][right + 1] == LEFT:
        right += 1
    return down, right


def workbook(sheets: Sequence[tuple[str, Rows]]) -> bytes:
    """A workbook with these sheets; figures are stored as numbers."""
    book = Workbook()
    for name, rows in sheets:
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append([int(text) if text.isdecimal() else text for text in row])
    book.remove(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
