"""`read_sheet`: the blocks of a datasheet → a `Sheet`. What is no value of a property is left out, never guessed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from apps.suppliers.reading_datasheet.footnotes import is_note, notes_of
from apps.suppliers.reading_datasheet.grids import Row, folded, grid_of, joined_heads
from apps.suppliers.reading_datasheet.layouts import Layout, layout_of
from apps.suppliers.reading_datasheet.lines import as_table_row, heading_of, name_left_open, pairs_of
from apps.suppliers.reading_datasheet.tables import Place, entries_of, entries_of_rows
from apps.suppliers.reading_datasheet.types import Entry, Sheet
from apps.suppliers.reading_datasheet.values import read_as_number
from apps.suppliers.reading_datasheet.vocabulary import (
    is_model_line,
    is_plain_heading,
    is_quiet,
    model_in,
    names_the_whole,
)
from documents.blocks import Block
from kernel.sandbox_child import Unreadable, marked

MOST_ENTRIES = 3_000
MOST_MODELS = 30
LONGEST_TITLE = 120
TITLE_WITHIN = 6


def read_sheet(blocks: Sequence[Block]) -> Sheet:
    """Read a datasheet. Raises Unreadable over 3,000 values or 30 models."""
    reader = _Reader(tuple(blocks), notes_of(blocks))
    entries = tuple(reader.read())
    title = _title(blocks)
    return Sheet(
        title=title,
        model=reader.model or model_in(title),
        models=tuple(reader.models),
        entries=entries,
        blocks=tuple(blocks),
    )


def _title(blocks: Sequence[Block]) -> str:
    """The first line outside a table."""
    first = (block.body for block in blocks[:TITLE_WITHIN] if not block.cells)
    return " ".join(next(first, "").split())[:LONGEST_TITLE]


@dataclass(slots=True)
class _Reader:
    blocks: tuple[Block, ...]
    notes: Mapping[str, str]
    model: str = ""
    models: list[str] = field(default_factory=list)
    _group: str = ""
    _group_before: tuple[str, bool] = ("", False)
    _open: str = ""
    _is_quiet: bool = False
    _has_entries: bool = False
    _layout: Layout | None = None

    def read(self) -> Iterator[Entry]:
        for count, entry in enumerate(self._entries(), start=1):
            self._has_entries = True
            if count > MOST_ENTRIES or len(self.models) > MOST_MODELS:
                raise Unreadable(
                    marked("样本超过 %(values)s 个值或 %(models)s 个型号，请拆成几份后再试。"),
                    values=f"{MOST_ENTRIES:,}",
                    models=str(MOST_MODELS),
                )
            yield entry

    def _entries(self) -> Iterator[Entry]:
        table: list[tuple[int, Block]] = []
        for index, original in enumerate(self.blocks):
            block = as_table_row(original)
            if table and (not block.cells or block.table != table[-1][1].table):
                yield from self._table(table)
                table = []
            if block.cells:
                table.append((index, block))
            elif not is_note(block, self.notes):
                yield from self._line(index, block)
        if table:
            yield from self._table(table)

    def _place(self) -> Place:
        return Place(self._group, self.notes, self._is_quiet)

    def _line(self, index: int, block: Block) -> Iterator[Entry]:
        pairs = [] if index == 0 else pairs_of(block.body)
        name, self._open = self._open, name_left_open(block.body)
        if not pairs and name and read_as_number(block.body):
            self._group, self._is_quiet = self._group_before
            yield from entries_of(name, block.body, index, self._place())
            return
        if not pairs:
            self._enter(heading_of(block), is_title=index == 0)
            return
        for pair in pairs:
            if is_model_line(pair.name):
                self.model = self.model or pair.value[:60]
            else:
                yield from entries_of(pair.name, pair.value, index, self._place())

    def _enter(self, heading: str, *, is_title: bool) -> None:
        if not heading or is_title or (not self._has_entries and names_the_whole(heading)):
            return
        self._group_before = (self._group, self._is_quiet)
        self._group = "" if is_plain_heading(heading) else heading
        self._is_quiet = is_quiet(heading)

    def _table(self, table: Sequence[tuple[int, Block]]) -> Iterator[Entry]:
        rows = folded(joined_heads(grid_of(table)))
        layout, head = layout_of(rows)
        if not head and self._layout is not None and self._continues(len(rows[0].texts)):
            layout = self._layout  # a heading stood between the parts of one table
        if layout is None:
            return
        self._layout = layout
        if layout.is_by_row:
            yield from self._rows_of_models(rows[head:], layout)
            return
        places = [self._index_of(model) for model in layout.models]
        for entry in entries_of_rows(rows[head:], layout, self._place()):
            yield entry if entry.model is None else replace(entry, model=places[entry.model])

    def _continues(self, width: int) -> bool:
        return self._layout is not None and not self._layout.is_by_row and abs(self._layout.width - width) <= 1

    def _rows_of_models(self, rows: Sequence[Row], layout: Layout) -> Iterator[Entry]:
        for row in rows:
            model = row.texts[layout.name]
            if not model:
                continue
            place = self._index_of(model)
            for entry in entries_of_rows([row], layout, self._place()):
                yield replace(entry, model=place)

    def _index_of(self, model: str) -> int:
        bare = " ".join(model.split())[:60]
        if bare not in self.models:
            self.models.append(bare)
        return self.models.index(bare)
