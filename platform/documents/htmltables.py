"""The rows and cells of an HTML table on its grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from documents.blocks import Cell
from documents.htmltext import cell_lines, is_dropped

MOST_COLUMNS = 60
_ROW_GROUPS = {"thead", "tbody", "tfoot"}


def rows_of(table: etree._Element) -> list[etree._Element]:
    """The rows of a table, not those of tables inside it."""
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr" and not is_dropped(child):
            rows.append(child)
        elif child.tag in _ROW_GROUPS and not is_dropped(child):
            rows += [row for row in child if row.tag == "tr" and not is_dropped(row)]
    return rows


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th") and not is_dropped(cell)]


def only_arranges(rows: Sequence[etree._Element]) -> bool:
    """Whether a table only arranges a page: one cell, or tables in its cells and hardly a row of texts."""
    cells = [cells_of(row) for row in rows]
    if sum(len(row) for row in cells) <= 1:
        return True
    holds_tables = sum(any(True for cell in row for _ in cell.iter("table")) for row in cells)
    with_texts = sum(
        sum(not any(True for _ in cell.iter("table")) and _has_text(cell) for cell in row) > 1 for row in cells
    )
    return holds_tables > 0 and with_texts < 2


def _has_text(cell: etree._Element) -> bool:
    return any(text.strip() for text in cell.itertext())


def placed(rows: Sequence[etree._Element]) -> Iterator[list[Cell]]:
    """The cells of each row with their grid column; a cell that covers several rows goes on in those below."""
    above: dict[int, tuple[Cell, int]] = {}  # column → the cell that covers it, rows that it still covers
    for position, row in enumerate(rows):
        cells: list[Cell] = []
        below: dict[int, tuple[Cell, int]] = {}
        column = 0
        for element in [*cells_of(row), None]:
            column = _go_on(above, below, cells, column, to_end=element is None)
            if element is None or column >= MOST_COLUMNS:
                continue
            cell, covered = _cell(element, column, most_rows=len(rows) - position)
            cells.append(cell)
            if covered > 1:
                below[column] = (cell, covered - 1)
            column += cell.span
        above = below
        yield cells


def _go_on(
    above: dict[int, tuple[Cell, int]],
    below: dict[int, tuple[Cell, int]],
    cells: list[Cell],
    column: int,
    *,
    to_end: bool,
) -> int:
    """Put what covers this place from above (`to_end`: and all places behind it); gives the next free column."""
    while column in above or (to_end and any(c > column for c in above)):
        column = min(c for c in above if c >= column)
        cell, left = above[column]
        cells.append(Cell(cell.text, column, cell.span, continues=True, is_tall=left > 1))
        if left > 1:
            below[column] = (cell, left - 1)
        column += cell.span
    return column


def _cell(element: etree._Element, column: int, *, most_rows: int) -> tuple[Cell, int]:
    covered = min(whole(element.get("rowspan"), 1) or most_rows, most_rows)
    span = min(max(1, whole(element.get("colspan"), 1)), MOST_COLUMNS)
    text = "\n".join(line for line in cell_lines(element) if line)
    return Cell(text, column, span, is_tall=covered > 1), covered


def whole(text: str | None, default: int) -> int:
    """A whole number of up to six digits; `default` for any other text."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isascii() and stripped.isdecimal() and len(stripped) < 7 else default
