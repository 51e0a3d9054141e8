"""The engine as the bench asks it: the one place that knows what the engine can do.

What the engine cannot do yet raises NotBuilt with a sentence; the bench then prints that sentence and no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.compile import compile_demand
from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import OUTCOME_ORDER, match_products
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.engine.warming import warm_up
from bench.world import TODAY, World

Array = npt.NDArray[Any]


class NotBuilt(Exception):
    """The engine has no such part yet."""


@dataclass(frozen=True)
class Shown:
    """One row of an answer, as every system has to give it."""

    product_id: str
    outcome: int
    parts: tuple[int, ...]
    evidence: int
    verdicts: tuple[str, ...]


def warm(world: World) -> None:
    """Compile the kernels or load them from the cache."""
    warm_up(world.units)


def build(world: World, count: int) -> MatchIndex:
    """The index of the first products of a market."""
    return MatchIndex.build(world.products(count), parameters=world.parameters, units=world.units, today=_today())


def everywhere(demand: DemandFacts) -> DemandFacts:
    """The same demand over all products."""
    return replace(demand, scope=None)


def shown(rows: Sequence[MatchRow]) -> list[Shown]:
    """Rows for comparing with other systems."""
    return [
        Shown(
            row.product_id,
            OUTCOME_ORDER.index(row.outcome),
            tuple(points for _, points in row.parts.items()),
            row.evidence,
            tuple(row.verdicts),
        )
        for row in rows
    ]


def plain(world: World, demand: DemandFacts, products: Sequence[ProductFacts]) -> list[MatchRow]:
    """The oracle: one product after the other."""
    return match_products(
        demand,
        products=products,
        parameters=world.parameters,
        units=world.units,
        today=_today(),
        weights=PUBLISHED_WEIGHTS,
    )


def _today() -> date:
    return TODAY


# ---- what a demand reads ------------------------------------------------------------------------------------------


def needed_columns(index: MatchIndex, demand: DemandFacts) -> list[Array]:
    """Every piece of every array that an exact answer over everything has to read at least once.

    For each clause its parameter's rows and its slot's entries, and for every product price, lead time, whether it is a
    reference, its order and its texts.
    """
    columns, texts = index.columns, index.texts
    program = compile_demand(demand.requirements, columns=columns, parameters=index.parameters, units=index.units)
    pieces: list[Array] = [columns.price, columns.lead_days, columns.is_reference, columns.id_order]
    pieces += [texts.text_at, texts.texts]
    for clause in program.clauses:
        begin, end, first, last = (int(clause[field]) for field in _SPAN)
        pieces.append(columns.code_rows[begin:end])
        entries = columns.entries
        pieces += [part[first:last] for part in (entries.rows, entries.heads, entries.first, entries.second)]
    return [piece for piece in pieces if len(piece)]


_SPAN = (layout.F_CODE_BEGIN, layout.F_CODE_END, layout.F_SLOT_BEGIN, layout.F_SLOT_END)


def read_once(pieces: Sequence[Array]) -> int:
    """Read every byte once, in one thread: the sum of 64-bit words, the quickest way that numpy has."""
    return sum(int(words.sum()) & 1 for words in map(_as_words, pieces))


def _as_words(piece: Array) -> Array:
    """The same memory as 64-bit words; a rest of some bytes is left out."""
    flat = piece.view(np.uint8)
    shift = -flat.ctypes.data % 8
    return flat[shift : shift + (len(flat) - shift) // 8 * 8].view(np.uint64)


# ---- parts that the engine does not have yet ----------------------------------------------------------------------


def snapshot_mib(index: MatchIndex) -> float:
    """MiB of a snapshot, as all processes share it."""
    raise NotBuilt("the engine writes no snapshot files yet")


def open_snapshot_ms(index: MatchIndex) -> float:
    """Milliseconds until a snapshot can be asked."""
    raise NotBuilt("the engine writes no snapshot files yet")


def batch_seconds(index: MatchIndex, demands: Iterable[DemandFacts]) -> float:
    """Seconds for all demands, each with its best rows and their verdicts; making the demands is not counted."""
    raise NotBuilt("the engine has no batch that shares work between demands yet")


def reverse_ms(world: World, product: ProductFacts, demands: Iterable[DemandFacts]) -> float:
    """Milliseconds for one new product against all demands."""
    raise NotBuilt("the engine keeps no index of demands yet")
