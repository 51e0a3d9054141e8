"""A document as it was read: its blocks, tables together, each with the rows that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from apps.demands.models import Requirement, SourceDocument
from apps.demands.pages import RowView, row_views

PDF_MAGIC = b"%PDF"
_CELLS = " | "


@dataclass(frozen=True, slots=True)
class BlockView:
    """One paragraph or table row; `number` is the anchor that rows point to, `page` is None where none are."""

    number: int
    text: str
    kind: str
    place: str
    page: int | None
    rows: tuple[RowView, ...]

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return self.text.split(_CELLS)


@dataclass(slots=True)
class Part:
    """Blocks that stand together: a run of paragraphs, or the rows of a table."""

    is_table: bool
    blocks: list[BlockView] = field(default_factory=list)


def parts_of(document: SourceDocument, rows: Sequence[Requirement]) -> list[Part]:
    """The whole document in order. `rows` are those of the version that is looked at."""
    by_block: dict[int, list[RowView]] = {}
    for view in row_views(rows):
        by_block.setdefault(view.row.block or 0, []).append(view)
    blocks = [
        BlockView(number, str(block["text"]), str(block["kind"]), str(block["place"]), block.get("page"),
                  tuple(by_block.get(number, ())))
        for number, block in enumerate(document.blocks)
    ]  # fmt: skip
    return [
        Part(is_table, list(members))
        for is_table, members in groupby(blocks, key=lambda each: each.kind == "table_row")
    ]


def is_pdf(document: SourceDocument) -> bool:
    """Whether the kept file is a PDF, by its first bytes and not by its name."""
    if not document.file:
        return False
    try:
        with document.file.open("rb") as file:
            return bool(file.read(len(PDF_MAGIC)) == PDF_MAGIC)
    except FileNotFoundError:
        return False
