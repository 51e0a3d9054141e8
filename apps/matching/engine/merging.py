"""Several catalogues as one, and a catalogue after changes: columns come together without reading a product anew.

What comes out is what building the products that are left would have given: scales hold only the numbers that are
still there. A parameter of which one catalogue has all the values, and keeps them, is carried over as it is
(`slot_merging`), so that a change of one product costs what its own parameters cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Bools, Columns, Int32, Int64, Span
from apps.matching.engine.encoded import Encoded, encoded_words, joined
from apps.matching.engine.slot_merging import SlotMerger
from apps.matching.engine.texts import TextColumns, TextsBuilder

Number = TypeVar("Number", bound=np.generic)


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


def merge(parts: Sequence[Part], texts: TextsBuilder) -> tuple[Columns, TextColumns]:
    """The wanted rows of all parts as one catalogue. No product may be wanted twice, and there must be a part.

    `texts` is a new builder with the weights of the parts' terms.
    """
    rows = _Rows.of(parts)
    texts.add_rows([part.texts for part in parts], rows.new_rows)
    return _columns(parts, rows), texts.finish()


@dataclass(frozen=True)
class _Rows:
    """The rows of all parts, one part after the other, and the order in which the wanted ones stand in the result.

    `new_rows` says by part where each row goes, MISSING for those that are not wanted.
    """

    order: Int64
    new_rows: list[Int32]
    ids: Encoded[str]
    id_order: Int32
    categories: dict[str, Span]

    @classmethod
    def of(cls, parts: Sequence[Part]) -> _Rows:
        """By category, then by id, as everywhere."""
        ids = joined((encoded_words(part.columns.product_ids) for part in parts), str)
        names = sorted({category for part in parts for category in part.columns.categories})
        category = np.concatenate([_category_of_rows(part.columns, names) for part in parts])
        wanted = np.flatnonzero(np.concatenate([part.keep for part in parts]))
        by_id = wanted[ids.taken(wanted).sorting()]
        order = by_id[np.argsort(category[by_id], kind="stable")]
        placed = np.full(len(ids), layout.MISSING, np.int32)
        placed[order] = np.arange(len(order), dtype=np.int32)
        id_order = np.empty(len(order), np.int32)
        id_order[placed[by_id]] = np.arange(len(order), dtype=np.int32)
        ends = np.searchsorted(category[order], np.arange(len(names)), side="right").tolist()
        spans = {name: (begin, end) for name, begin, end in zip(names, [0, *ends], ends, strict=False) if begin < end}
        cuts = np.cumsum([len(part.keep) for part in parts])[:-1]
        return cls(order, np.split(placed, cuts), ids.taken(order), id_order, spans)


def _category_of_rows(columns: Columns, names: list[str]) -> Int32:
    found = np.empty(len(columns.product_ids), np.int32)
    numbers = {name: number for number, name in enumerate(names)}
    for category, (begin, end) in columns.categories.items():
        found[begin:end] = numbers[category]
    return found


def _columns(parts: Sequence[Part], rows: _Rows) -> Columns:
    merger = SlotMerger([part.columns for part in parts], rows.new_rows)
    for code in sorted({code for part in parts for code in part.columns.slots}):
        merger.add(code)
    makers, maker_ids = _makers(parts, rows.order)

    def by_row(name: str) -> npt.NDArray[Any]:
        return _frozen(np.concatenate([getattr(part.columns, name) for part in parts])[rows.order])

    return Columns(
        product_ids=rows.ids,
        categories=rows.categories,
        **merger.finish(),
        price=by_row("price"),
        lead_days=by_row("lead_days"),
        is_reference=by_row("is_reference"),
        is_domestic=by_row("is_domestic"),
        id_order=_frozen(rows.id_order),
        makers=_frozen(makers),
        maker_ids=maker_ids,
    )


def _makers(parts: Sequence[Part], order: Int64) -> tuple[Int32, tuple[str, ...]]:
    """Who makes each row, as numbers of the makers that are left, in the order of their ids."""
    ids = [maker for part in parts for maker in part.columns.maker_ids]
    begins = np.cumsum([0, *(len(part.columns.maker_ids) for part in parts)])
    every = np.concatenate([part.columns.makers + begin for part, begin in zip(parts, begins, strict=False)])[order]
    used = np.unique(every).tolist()
    left = tuple(sorted({ids[each] for each in used}))
    numbers = {maker: number for number, maker in enumerate(left)}
    table = np.zeros(len(ids) + 1, np.int32)
    table[used] = [numbers[ids[each]] for each in used]
    return table[every], left


def _frozen(array: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The array, which nobody can write to from now on."""
    array.flags.writeable = False
    return array
