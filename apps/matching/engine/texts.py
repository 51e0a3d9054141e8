"""The texts of a catalogue: the texts of each row, and the pairs of characters of each text.

A text is the set of its pairs: two that are written differently and have the same pairs are the same text. Relevance is
worked out for a row when a question asks for it, so a question pays for the rows that could matter and no others.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.text import pairs_of

Number = TypeVar("Number", bound=np.generic)

_FEW = 1_000
"""A catalogue of no more texts is looked through text by text when it is added to another."""


@dataclass(frozen=True, slots=True)
class TextColumns:
    """`row_texts[row_at[r]:row_at[r+1]]` are the texts of row r, `pairs[pair_at[t]:pair_at[t+1]]` the pairs of text t.

    `pair_ids` numbers the pairs in its own order.
    """

    pair_ids: Mapping[str, int]
    row_at: Int64
    row_texts: Int32
    pair_at: Int64
    pairs: Int32

    def sought(self, title: str) -> Int32:
        """For each pair 1 where the title holds it, else 0."""
        sought = np.zeros(len(self.pair_ids), np.int32)
        sought[[self.pair_ids[pair] for pair in pairs_of(title) if pair in self.pair_ids]] = 1
        return sought


def build_texts(ordered: Iterable[ProductFacts]) -> TextColumns:
    """The text columns of products in the row order of the other columns."""
    builder, row_count = TextsBuilder(), 0
    for row, product in enumerate(ordered):
        builder.add(row, product.texts)
        row_count = row + 1
    return builder.finish(row_count)


class TextsBuilder:
    """Takes the texts of rows, in any order, and gives their columns."""

    def __init__(self) -> None:
        self._pair_ids: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._known: dict[bytes, int] = {}
        self._sizes, self._pairs = array("i"), array("i")
        self._rows, self._of_rows = array("i"), array("i")

    def add(self, row: int, texts: Iterable[str]) -> None:
        """The texts of one row."""
        for text in texts:
            number = self._written.get(text)
            if number is None:
                number = self._written[text] = self._number(self._ids(pairs_of(text)))
            self._rows.append(row)
            self._of_rows.append(number)

    def add_columns(self, columns: TextColumns, new_rows: Int32) -> None:
        """The texts of other columns; `new_rows` says where each of their rows goes, below 0 for those left out."""
        placed = np.repeat(new_rows, np.diff(columns.row_at))
        used = columns.row_texts[placed >= 0]
        numbers = self._numbers(columns, np.bincount(used, minlength=len(columns.pair_at) - 1))
        self._rows.frombytes(placed[placed >= 0].tobytes())
        self._of_rows.frombytes(numbers[used].tobytes())

    def _numbers(self, columns: TextColumns, uses: Int64) -> Int32:
        """The number of each text that is used. Texts of a single row among many are hardly anybody else's: they are
        taken over as they are; the others are looked for among those that are known.
        """
        new_ids = np.array(self._ids(columns.pair_ids), dtype=np.int32)
        is_shared = (uses > 1) | ((uses == 1) & (len(uses) <= _FEW))
        numbers = np.zeros(len(uses), np.int32)
        for text in np.flatnonzero(is_shared).tolist():
            own = columns.pairs[columns.pair_at[text] : columns.pair_at[text + 1]]
            numbers[text] = self._number(new_ids[own].tolist())
        single = np.flatnonzero((uses == 1) & ~is_shared)
        numbers[single] = len(self._sizes) + np.arange(len(single), dtype=np.int32)
        self._sizes.frombytes(np.diff(columns.pair_at)[single].astype(np.int32).tobytes())
        is_taken = np.zeros(len(uses), np.bool_)
        is_taken[single] = True
        taken = columns.pairs[np.repeat(is_taken, np.diff(columns.pair_at))]
        self._pairs.frombytes(new_ids[taken].tobytes())
        return numbers

    def _ids(self, pairs: Iterable[str]) -> list[int]:
        return [self._pair_ids.setdefault(pair, len(self._pair_ids)) for pair in pairs]

    def _number(self, pairs: list[int]) -> int:
        """The number of the text with these pairs."""
        own = array("i", sorted(pairs))
        number = self._known.setdefault(own.tobytes(), len(self._sizes))
        if number == len(self._sizes):
            self._sizes.append(len(own))
            self._pairs.extend(own)
        return number

    def finish(self, row_count: int) -> TextColumns:
        """The columns of what was added, for so many rows."""
        rows = np.asarray(self._rows, dtype=np.int32)
        of_rows = np.asarray(self._of_rows, dtype=np.int32)[np.argsort(rows, kind="stable")]
        return TextColumns(
            pair_ids=self._pair_ids,
            row_at=_places(np.bincount(rows, minlength=row_count)),
            row_texts=_frozen(of_rows),
            pair_at=_places(np.asarray(self._sizes, dtype=np.int64)),
            pairs=_frozen(np.asarray(self._pairs, dtype=np.int32)),
        )


def _places(sizes: Int64) -> Int64:
    """Where each group begins, and where the last one ends."""
    return _frozen(np.concatenate(([0], np.cumsum(sizes))).astype(np.int64))


def _frozen(column: npt.NDArray[Number]) -> npt.NDArray[Number]:
    column = np.ascontiguousarray(column)
    column.flags.writeable = False
    return column
