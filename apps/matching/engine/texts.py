"""The texts of a catalogue: which texts hold a pair of characters, and which rows have a text.

Products of a category stand together and share its words, so the rows of a text are kept as runs from … to.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.text import pairs_of


@dataclass(frozen=True, slots=True)
class TextColumns:
    """`postings[posting_at[p]:posting_at[p+1]]` are the texts that hold pair p; `run_begins` and `run_ends` likewise
    by text, through `run_at`.
    """

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


def build_texts(ordered: Iterable[ProductFacts]) -> TextColumns:
    """The text columns of products in the row order of the other columns."""
    builder = TextsBuilder()
    for row, product in enumerate(ordered):
        builder.add(row, product.texts)
    return builder.finish()


class TextsBuilder:
    """Takes the texts of rows, rising, and gives their columns."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._last_run = array("i")
        self._run_texts, self._run_begins, self._run_ends = array("i"), array("i"), array("i")
        self._pair_ids: dict[str, int] = {}
        self._pair_counts = array("i")
        self._held_pairs, self._holders = array("i"), array("i")

    def add(self, row: int, texts: Iterable[str]) -> None:
        """The texts of one more row."""
        for text in texts:
            number = self._ids.get(text)
            if number is None:
                number = self._add_text(text)
            last = self._last_run[number]
            if last < 0 or self._run_ends[last] < row:
                self._last_run[number] = len(self._run_texts)
                self._run_texts.append(number)
                self._run_begins.append(row)
                self._run_ends.append(row + 1)
            else:
                self._run_ends[last] = row + 1

    def _add_text(self, text: str) -> int:
        number = self._ids[text] = len(self._ids)
        self._last_run.append(-1)
        pairs = pairs_of(text)
        self._pair_counts.append(len(pairs))
        for pair in sorted(pairs):
            self._held_pairs.append(self._pair_ids.setdefault(pair, len(self._pair_ids)))
            self._holders.append(number)
        return number

    def finish(self) -> TextColumns:
        """The columns of what was added."""
        posting_at, (postings,) = _grouped(self._held_pairs, len(self._pair_ids), self._holders)
        run_at, (begins, ends) = _grouped(self._run_texts, len(self._ids), self._run_begins, self._run_ends)
        pair_counts = np.array(self._pair_counts, dtype=np.int32)
        pair_counts.flags.writeable = False
        return TextColumns(self._pair_ids, posting_at, postings, pair_counts, run_at, begins, ends)


def _grouped(groups: array[int], count: int, *columns: array[int]) -> tuple[Int64, list[Int32]]:
    """Columns brought together by group, in their order within one, and the places where each group begins."""
    of_group: npt.NDArray[np.int32] = np.asarray(groups, dtype=np.int32)
    at = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(of_group, minlength=count), out=at[1:])
    order = np.argsort(of_group, kind="stable")
    sorted_columns = [np.asarray(column, dtype=np.int32)[order] for column in columns]
    at.flags.writeable = False
    for each in sorted_columns:
        each.flags.writeable = False
    return at, sorted_columns
