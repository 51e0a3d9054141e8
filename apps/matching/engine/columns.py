"""Products as immutable columns of integers, in which an integer comparison is the exact comparison (`scales`).

Rows are products sorted by category, then id: a family of categories is a handful of row ranges. The values of one
parameter under one condition form a *slot*. Makers print the same values again and again, so a slot keeps each distinct
value once, and of every product only the number of its value: whatever is to be known of a value (its verdict, its
distance) is worked out once for all products that have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from apps.matching.engine.scales import Scale

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

    `slots` holds a slot for each (parameter code, condition key), `codes` for a parameter code the span of `code_rows`
    that answer it under any condition. `id_order` is a row's place when ids are sorted. `makers` numbers the makers in
    the order of their ids. `is_domestic` is true only where the place of production is known.
    """

    product_ids: Sequence[str]
    categories: Mapping[str, Span]
    scales: Mapping[str, Scale]
    slots: Mapping[tuple[str, str], Slot]
    codes: Mapping[str, Span]
    code_rows: Int32
    entries: Entries
    values: Values
    sets: Sets
    price: Int64
    lead_days: Int32
    is_reference: Bools
    id_order: Int32
    makers: Int32
    is_domestic: Bools

    def spans(self, scope: frozenset[str] | None) -> list[Span]:
        """The row ranges of the categories in the scope, joined where they touch; None is everything."""
        if scope is None:
            return [(0, len(self.product_ids))] if self.product_ids else []
        spans: list[Span] = []
        for begin, end in sorted(self.categories[each] for each in scope if each in self.categories):
            if spans and spans[-1][1] == begin:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((begin, end))
        return spans
