"""Products as immutable columns of integers, in which an integer comparison is the exact comparison (`scales`).

Rows are products sorted by category, then id: a family of categories is a handful of row ranges. The values of one
parameter under one condition form a *slot*. Makers print the same values again and again, so a slot keeps each distinct
value once, and of every product only the number of its value: whatever is to be known of a value (its verdict, its
distance) is worked out once for all products that have it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.scales import Scale
from apps.taxonomy.language.canonical import Current

Bools = npt.NDArray[np.bool_]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]
Span = tuple[int, int]


class Slot(NamedTuple):
    """The values of one parameter under one condition: a span of the entries, and one of the distinct values."""

    begin: int = 0
    end: int = 0
    first_value: int = 0
    last_value: int = 0


NO_SLOT = Slot()


@dataclass(frozen=True, slots=True)
class Entries:
    """Who has which value, slot after slot, rows rising within a slot: the row, and the value's place in `Values`."""

    rows: Int32
    values: Int32


@dataclass(frozen=True, slots=True)
class Values:
    """The distinct values, slot after slot: the head (layout), and the two ranks that the kind uses."""

    heads: UInt32
    first: Int32
    second: Int32


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets: where each one's mask words begin, its smallest and largest number's rank (MISSING: no numbers)."""

    at: Int32
    lowest: Int32
    highest: Int32
    words: UInt64


@dataclass(frozen=True, slots=True)
class Columns:
    """One catalogue. Arrays are read-only; per-row arrays are as long as `product_ids`.

    `slots` holds a slot for each condition key of each parameter code, `codes` for a parameter code the span of
    `code_rows` that answer it under any condition. `printed` has each distinct value as its maker wrote it. `id_order`
    is a row's place when ids are sorted. `makers` numbers the makers in the order of `maker_ids`, which are sorted.
    `is_domestic` is true only where the place of production is known.
    """

    product_ids: Sequence[str]
    categories: Mapping[str, Span]
    scales: Mapping[str, Scale]
    slots: Mapping[str, Mapping[str, Slot]]
    codes: Mapping[str, Span]
    code_rows: Int32
    entries: Entries
    values: Values
    printed: Sequence[Current]
    sets: Sets
    price: Int64
    lead_days: Int32
    is_reference: Bools
    id_order: Int32
    makers: Int32
    maker_ids: Sequence[str]
    is_domestic: Bools
    _by_id: list[Int64] = field(default_factory=list, compare=False)

    def rows_by_id(self) -> Int64:
        """The rows in the order of their ids, worked out once."""
        if not self._by_id:
            self._by_id.append(np.argsort(self.id_order).astype(np.int64))
        return self._by_id[0]

    def slot(self, code: str | None, condition: str) -> Slot:
        """The slot of a parameter under a condition; an empty one where no product answers it so."""
        return self.slots.get(code or "", {}).get(condition, NO_SLOT)

    def values_at(self, slot: Slot, rows: Int64) -> Int64:
        """The place in `values` of what each of these rows answers in a slot; MISSING where it has no answer."""
        having = self.entries.rows[slot.begin : slot.end]
        found = np.full(len(rows), layout.MISSING, np.int64)
        if len(having):
            places = np.minimum(np.searchsorted(having, rows), len(having) - 1)
            there = having[places] == rows
            found[there] = self.entries.values[slot.begin : slot.end][places[there]]
        return found

    def find_row(self, product_id: str) -> int:
        """The row of a product; MISSING for an unknown id."""
        by_id = self.rows_by_id()
        place = bisect_left(by_id, product_id, key=lambda row: self.product_ids[row])
        is_known = place < len(by_id) and self.product_ids[by_id[place]] == product_id
        return int(by_id[place]) if is_known else layout.MISSING

    def row_of(self, product_id: str) -> int:
        """The row of a product. Raises KeyError for an unknown id."""
        row = self.find_row(product_id)
        if row == layout.MISSING:
            raise KeyError(product_id)
        return row

    def current_of(self, row: int, codes: Iterable[str]) -> dict[tuple[str, str], Current]:
        """What a product answers to these parameters, under every condition."""
        rows = np.array([row], dtype=np.int64)
        found = {}
        for code in codes:
            for condition, slot in self.slots.get(code, {}).items():
                value = int(self.values_at(slot, rows)[0])
                if value != layout.MISSING:
                    found[code, condition] = self.printed[value]
        return found

    def spans(self, scope: frozenset[str] | None) -> list[Span]:
        """The row ranges of the categories in the scope, rising; None is everything."""
        return sorted(span for category, span in self.categories.items() if scope is None or category in scope)
