"""Several catalogues as one, and a catalogue after changes: columns come together without reading a product anew.

What comes out is what building the products that are left would have given: scales hold only the numbers that are
still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.matching.engine import layout
from apps.matching.engine.building import ColumnsBuilder
from apps.matching.engine.columns import Bools, Columns, Int32
from apps.matching.engine.texts import TextColumns, TextsBuilder


@dataclass(frozen=True, slots=True)
class Part:
    """A catalogue, and which of its rows are wanted."""

    columns: Columns
    texts: TextColumns
    keep: Bools

    @classmethod
    def without(cls, columns: Columns, texts: TextColumns, product_ids: frozenset[str]) -> Part:
        """Everything but these products; ids that are not there don't matter."""
        keep = np.ones(len(columns.product_ids), np.bool_)
        for product_id in product_ids:
            row = columns.find_row(product_id)
            if row != layout.MISSING:
                keep[row] = False
        return cls(columns, texts, keep)


def merge(parts: Sequence[Part], builder: ColumnsBuilder, texts: TextsBuilder) -> tuple[Columns, TextColumns]:
    """The wanted rows of all parts as one catalogue. No product may be wanted twice. The builders are new ones."""
    new_rows = _new_rows(parts)
    builder.add_rows([part.columns for part in parts], new_rows)
    texts.add_rows([part.texts for part in parts], new_rows)
    for part, rows in zip(parts, new_rows, strict=True):
        builder.add_slots(part.columns, rows)
    return builder.finish(), texts.finish()


def _new_rows(parts: Sequence[Part]) -> list[Int32]:
    """Where each row of each part goes; MISSING for those that are not wanted."""
    new_rows = [np.full(len(part.keep), layout.MISSING, np.int32) for part in parts]
    count = 0
    for category in sorted({category for part in parts for category in part.columns.categories}):
        wanted = []
        for number, part in enumerate(parts):
            begin, end = part.columns.categories.get(category, (0, 0))
            ids = part.columns.product_ids
            wanted += [(ids[row], number, row) for row in (np.flatnonzero(part.keep[begin:end]) + begin).tolist()]
        for _, number, row in sorted(wanted):
            new_rows[number][row] = count
            count += 1
    return new_rows
