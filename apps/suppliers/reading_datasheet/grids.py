"""Tables as grids: rows of equal length, merged cells filled, rows that only hold a heading told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.suppliers.reading_datasheet.vocabulary import Role, role_of
from documents.blocks import Block

MOST_COLUMNS = 60
HEAD_ROWS = 2
FEWEST_TO_FOLD = 4


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


def joined_heads(rows: Sequence[Row]) -> list[Row]:
    """A head of two rows as one: 温度范围 (℃) over 最低 | 最高 → 温度范围 (℃) 最低, 温度范围 (℃) 最高.

    Only where the first row has a cell over several columns and the second goes on with its other cells.
    """
    if len(rows) <= HEAD_ROWS:
        return list(rows)
    upper, lower = rows[:HEAD_ROWS]
    spans = {text for text in upper.texts if text and upper.texts.count(text) > 1}
    beside = [column for column, text in enumerate(upper.texts) if text and text not in spans]
    below = [column for column, text in enumerate(upper.texts) if text in spans]
    goes_on = bool(beside) and all(column in lower.repeats for column in beside)
    parts = [lower.texts[column] for column in below]
    if not spans or not goes_on or not all(parts) or any(character.isdigit() for text in parts for character in text):
        return list(rows)
    texts = [f"{text} {lower.texts[column]}" if column in below else text for column, text in enumerate(upper.texts)]
    return [Row(tuple(texts), frozenset(), upper.block), *rows[HEAD_ROWS:]]


def folded(rows: Sequence[Row]) -> list[Row]:
    """参数 | 数值 | 参数 | 数值 as two columns: a table whose head says the same twice is two side by side."""
    width = len(rows[0].texts) if rows else 0
    half = width // 2
    head = next((row for row in rows[:HEAD_ROWS] if not row.is_heading), None)
    is_double = head is not None and width >= FEWEST_TO_FOLD and width % 2 == 0
    if not is_double or head is None or not all(head.texts) or head.texts[:half] != head.texts[half:]:
        return list(rows)
    if role_of(head.texts[0], has_name=False) is not Role.NAME:
        return list(rows)
    return [part for row in rows for part in _halves(row, half)]


def _halves(row: Row, half: int) -> list[Row]:
    """The two halves of a row; a heading and the head stay one."""
    left = Row(row.texts[:half], frozenset(column for column in row.repeats if column < half), row.block)
    right = Row(row.texts[half:], frozenset(column - half for column in row.repeats if column >= half), row.block)
    is_alone = row.is_heading or not any(right.texts) or left.texts == right.texts
    return [left] if is_alone else [left, right]
