"""Blocks: the paragraphs and table rows of a document as a reader sees them, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in its document."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row. `column` counts grid columns from 0; a cell may cover `span` of them.

    `continues` is true when the cell belongs to a merged cell that began further up (its text is that cell's);
    `is_tall` when it is the upper end of one.
    """

    text: str
    column: int
    span: int = 1
    continues: bool = False
    is_tall: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or table row as a reader sees it. Line breaks inside it are newlines.

    `label` is the number that the word processor made ('3.1', '（二）'), not part of `body`. `level` is the outline
    level of a heading by its style, 1 for the highest. `table` counts the tables of the file from 1; 0 outside.
    `page` is the page of a PDF, from 1; None where the format knows no pages.
    """

    body: str
    kind: BlockKind
    place: str
    label: str = ""
    level: int | None = None
    is_emphasised: bool = False
    cells: tuple[Cell, ...] = ()
    table: int = 0
    page: int | None = None

    @property
    def text(self) -> str:
        """The whole text, with the automatic number in front."""
        return f"{self.label} {self.body}".strip()
