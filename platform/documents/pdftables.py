"""Tables of a PDF over several pages: the parts of one table are joined, and a row that a page broke is made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.blocks import Block, BlockKind, Cell
from documents.pdfgrids import Grid
from documents.pdfpages import PageContent
from documents.pdfwrap import begins_item, join_texts

SAME_EDGE = 4.0
_ENDS = re.compile(r"[。；;！!]\s*$")
_NUMBER = re.compile(r"[★▲△☆*＊#＃\s]*(?:[（(]?[\d.．\-]{1,8}[)）、.]?|[一二三四五六七八九十]{1,3}、?)[★▲△☆*＊#＃\s]*")


class TableWriter:
    """Takes the tables of a document in order and gives their rows as blocks, once it is known where a table ends."""

    def __init__(self) -> None:
        self._count = 0
        self._row = 0
        self._edges: tuple[float, ...] = ()
        self._page = 0
        self._waiting: Block | None = None
        self._numbered = False
        self._head: list[str] = []

    def take(self, grid: Grid, page: PageContent) -> Iterator[Block]:
        """The rows that are complete; the last one waits for what the next page may add."""
        goes_on = bool(self._edges) and page.number == self._page + 1 and self._fits(grid)
        if not goes_on:
            yield from self.leave()
            self._count += 1
            self._row = 0
            self._numbered = _has_numbers(grid.rows)
            self._head = [cell.text for cell in grid.rows[0]]
        for position, cells in enumerate(grid.rows):
            yield from self._take_row(cells, page.number, is_first=goes_on and position == 0)
        self._edges, self._page = grid.edges, page.number

    def leave(self) -> Iterator[Block]:
        """End the table: something else stands behind it."""
        if self._waiting is not None:
            yield self._waiting
        self._waiting, self._edges = None, ()

    def _fits(self, grid: Grid) -> bool:
        if len(grid.edges) == len(self._edges):
            return all(abs(a - b) < SAME_EDGE for a, b in zip(grid.edges, self._edges, strict=True))
        return False

    def _take_row(self, cells: Sequence[Cell], page: int, *, is_first: bool) -> Iterator[Block]:
        self._row += 1
        before = self._waiting
        if is_first and [cell.text for cell in cells] == self._head:
            return  # the head repeated on the next page
        if is_first and before is not None and self._is_rest(before.cells, cells):
            self._waiting = replace(before, cells=_joined(before.cells, cells))
            self._waiting = replace(self._waiting, body=_body(self._waiting.cells))
            return
        body = _body(cells)
        if not body:
            return
        if before is not None:
            yield before
        place = f"第 {page} 页 表 {self._count} 第 {self._row} 行"
        self._waiting = Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=self._count, page=page)

    def _is_rest(self, before: Sequence[Cell], cells: Sequence[Cell]) -> bool:
        """Whether a page's first row is the lower half of the row that the page before ended with."""
        if [c.column for c in before] != [c.column for c in cells]:
            return False
        filled = [c for c in cells if c.text.strip()]
        if not filled or any(c.is_tall for c in filled if c.column == 0):
            return False
        if self._numbered:
            return not any(_NUMBER.fullmatch(c.text) for c in cells if c.text.strip() and c.column <= 1)
        first = cells[0].text.strip()
        # Without numbers: an empty first cell, and text above that has not come to its end.
        above = {c.column: c.text for c in before}
        return not first and all(not _ENDS.search(above.get(c.column, "")) for c in filled)


def _has_numbers(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first or second column numbers the rows."""
    for column in (0, 1):
        texts = [c.text.strip() for row in rows[1:] for c in row if c.column == column and c.text.strip()]
        if texts and sum(bool(_NUMBER.fullmatch(text)) for text in texts) * 2 > len(texts):
            return True
    return False


def _joined(before: Sequence[Cell], cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(replace(a, text=_join(a.text, b.text)) for a, b in zip(before, cells, strict=True))


def _join(before: str, text: str) -> str:
    if before and text and (begins_item(text) or _ENDS.search(before)):
        return f"{before}\n{text}"
    return join_texts(before, text)


def _body(cells: Sequence[Cell]) -> str:
    return " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
