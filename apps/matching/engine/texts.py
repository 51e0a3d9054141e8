"""The texts of a catalogue: which texts hold a pair of characters, and which rows have a text.

Products of a category stand together and share its words, so the rows of a text are kept as runs from … to.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.text import pairs_of


@dataclass(frozen=True, slots=True)
class TextColumns:
    """`postings[posting_at[p]:posting_at[p+1]]` are the texts that hold pair p; `run_begins` and `run_ends` likewise
    by text, through `run_at`. `texts` are the texts themselves.
    """

    texts: Sequence[str]
    pair_ids: Mapping[str, int]
    posting_at: Int64
    postings: Int32
    pair_counts: Int32
    run_at: Int64
    run_begins: Int32
    run_ends: Int32

    def pairs_in(self, title: str) -> Int64:
        """The ids of the title's pairs that any text holds."""
        ids = sorted(self.pair_ids[pair] for pair in pairs_of(title) if pair in self.pair_ids)
        return np.array(ids, dtype=np.int64)

    def rows_of_texts(self) -> tuple[Int64, Int64]:
        """Every (text, row) that belong together, as two arrays."""
        sizes = (self.run_ends - self.run_begins).astype(np.int64)
        run_texts = np.repeat(np.arange(len(self.texts), dtype=np.int64), np.diff(self.run_at))
        starts = np.cumsum(sizes) - sizes
        within = np.arange(int(sizes.sum()), dtype=np.int64) - np.repeat(starts, sizes)
        return np.repeat(run_texts, sizes), np.repeat(self.run_begins.astype(np.int64), sizes) + within


def build_texts(ordered: Iterable[ProductFacts]) -> TextColumns:
    """The text columns of products in the row order of the other columns."""
    builder = TextsBuilder()
    for row, product in enumerate(ordered):
        builder.add(row, product.texts)
    return builder.finish()


class TextsBuilder:
    """Takes the texts of rows, in any order, and gives their columns."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._of_text, self._rows = array("i"), array("i")

    def add(self, row: int, texts: Iterable[str]) -> None:
        """The texts of one row."""
        for text in texts:
            self._of_text.append(self._ids.setdefault(text, len(self._ids)))
            self._rows.append(row)

    def add_columns(self, columns: TextColumns, new_rows: Int32) -> None:
        """The texts of other columns; `new_rows` says where each of their rows goes, below 0 for those left out."""
        of_text, rows = columns.rows_of_texts()
        placed = new_rows[rows]
        of_text, placed = of_text[placed >= 0], placed[placed >= 0]
        numbers = np.zeros(len(columns.texts), np.int32)
        for text in np.unique(of_text).tolist():
            numbers[text] = self._ids.setdefault(columns.texts[text], len(self._ids))
        self._of_text.frombytes(numbers[of_text].tobytes())
        self._rows.frombytes(placed.astype(np.int32).tobytes())

    def finish(self) -> TextColumns:
        """The columns of what was added."""
        pair_ids: dict[str, int] = {}
        pair_counts, held, holders = array("i"), array("i"), array("i")
        for number, text in enumerate(self._ids):
            pairs = pairs_of(text)
            pair_counts.append(len(pairs))
            for pair in sorted(pairs):
                held.append(pair_ids.setdefault(pair, len(pair_ids)))
                holders.append(number)
        posting_at, postings = _grouped(np.asarray(held, dtype=np.int32), np.asarray(holders, np.int32), len(pair_ids))
        run_at, begins, ends = self._runs()
        return TextColumns(
            tuple(self._ids), pair_ids, posting_at, postings, _frozen(np.asarray(pair_counts, dtype=np.int32)),
            run_at, begins, ends,
        )  # fmt: skip

    def _runs(self) -> tuple[Int64, Int32, Int32]:
        """The rows of each text as runs."""
        of_text, rows = np.asarray(self._of_text, dtype=np.int32), np.asarray(self._rows, dtype=np.int32)
        order = np.lexsort((rows, of_text))
        of_text, rows = of_text[order], rows[order]
        same = (of_text[1:] == of_text[:-1]) & (rows[1:] <= rows[:-1] + 1)
        begins = np.flatnonzero(np.concatenate(([True], ~same))) if len(rows) else np.empty(0, np.int64)
        ends = np.append(begins[1:], len(rows)) - 1 if len(rows) else begins
        at = _places(of_text[begins], len(self._ids))
        return at, _frozen(rows[begins]), _frozen(rows[ends] + np.int32(1))


def _grouped(groups: Int32, column: Int32, count: int) -> tuple[Int64, Int32]:
    """A column brought together by group, in its order within one, and the places where each group begins."""
    return _places(groups, count), _frozen(column[np.argsort(groups, kind="stable")])


def _places(groups: Int32, count: int) -> Int64:
    at = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(groups, minlength=count), out=at[1:])
    at.flags.writeable = False
    return at


def _frozen(column: Int32) -> Int32:
    column = np.ascontiguousarray(column)
    column.flags.writeable = False
    return column
