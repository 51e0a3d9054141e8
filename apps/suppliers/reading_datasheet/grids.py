"""Tables as grids: rows of equal length, merged cells filled, rows that only hold a heading told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.blocks import Block

MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: the text of each grid column, which of them repeat a cell that began further up, its block."""

    texts: tuple[str, ...]
    repeats: frozenset[int]
    block: int

    @property
    def filled(self) -> list[str]:
        """The different texts of the row."""
        return list(dict.fromkeys(text for text in self.texts if text))

    @property
    def is_heading(self) -> bool:
        """Whether the row holds one text alone, in its first column or across."""
        return len(self.filled) == 1 and bool(self.texts[0]) and len(self.texts) > 1


def grid_of(blocks: Sequence[tuple[int, Block]]) -> list[Row]:
    """The rows of one table; a cell over several columns stands in each of them."""
    width = max((cell.column + cell.span for _, block in blocks for cell in block.cells), default=0)
    width = min(width, MOST_COLUMNS)
    rows = []
    for index, block in blocks:
        texts, repeats = [""] * width, set()
        for cell in block.cells:
            for column in range(cell.column, min(cell.column + cell.span, width)):
                texts[column] = " ".join(cell.text.split(" ")).strip()
                if cell.continues:
                    repeats.add(column)
        rows.append(Row(tuple(texts), frozenset(repeats), index))
    return rows
