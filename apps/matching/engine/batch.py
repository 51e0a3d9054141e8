"""Many demands against one catalogue at once: what a clause finds is worked out once for all demands that ask it.

The answers are those of `MatchIndex.match`, to the byte; what takes its time there, rows as objects, is left to who
needs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from apps.matching.engine import layout, sweeping
from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.columns import Columns, Int32, Int64, Span
from apps.matching.engine.compile import place
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.kernels import GOODNESS, UInt8
from apps.matching.engine.picking import ID_BITS, MOST_EVIDENCE, OUTCOME_SHIFT, WORST
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.running import entry_arrays, weights_table
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights, shared_out
from apps.matching.engine.tallying import CHOICE_SHIFT
from apps.taxonomy.language.types import Outcome, Verdict
from apps.taxonomy.language.verdict import GOODNESS as GOODNESS_OF_VERDICT

CHUNK = 1 << 15
"""Rows whose vectors stand in memory together."""

MOST_VECTORS = 4_096
"""Clauses whose vectors stand in memory together: CHUNK bytes each."""

_VERDICTS = {goodness: verdict for verdict, goodness in GOODNESS_OF_VERDICT.items()}


@dataclass(frozen=True, slots=True)
class Batch:
    """The best candidates of each demand, best first, as arrays of demands × limit.

    `rows` are rows of `columns`, -1 behind the last; `codes` are demands × limit × requirements. `counts` are eligible,
    open and ineligible candidates, and those that miss exactly one ★.
    """

    demands: DemandColumns
    columns: Columns
    rows: Int32
    scores: Int32
    evidence: Int32
    outcomes: UInt8
    codes: UInt8
    counts: Int64

    def product_ids(self, demand: int) -> list[str]:
        """The best products of a demand (its place among the demands), best first."""
        return [self.columns.product_ids[row] for row in self.rows[demand].tolist() if row >= 0]

    def outcomes_of(self, demand: int) -> list[Outcome]:
        """Their outcomes."""
        return [OUTCOME_ORDER[code] for code in self.outcomes[demand, : self.found(demand)].tolist()]

    def verdicts(self, demand: int) -> list[tuple[Verdict, ...]]:
        """Their verdicts, one a requirement."""
        codes = self._codes(demand) >> CHOICE_SHIFT
        return [tuple(_VERDICTS[code - 1] for code in row) for row in codes.tolist()]

    def rungs(self, demand: int) -> list[tuple[int, ...]]:
        """The evidence behind their answers, one a requirement."""
        return [tuple(row) for row in (self._codes(demand) & layout.RUNG_BITS).tolist()]

    def _codes(self, demand: int) -> UInt8:
        first, last = self.demands.requirement_at[demand : demand + 2]
        return self.codes[demand, : self.found(demand), : last - first]

    def found(self, demand: int) -> int:
        """How many rows a demand has."""
        return int(np.count_nonzero(self.rows[demand] >= 0))

    def counted(self, demand: int) -> Mapping[Outcome, int]:
        """How many candidates of each outcome there are in the whole scope."""
        return {outcome: int(self.counts[demand, code]) for code, outcome in enumerate(OUTCOME_ORDER)}

    def one_short(self, demand: int) -> int:
        """How many candidates miss exactly one ★."""
        return int(self.counts[demand, -1])


def match_many(
    index: MatchIndex,
    demands: DemandColumns,
    *,
    scope: frozenset[str] | None = None,
    limit: int = 50,
    weights: Weights = PUBLISHED_WEIGHTS,
) -> Batch:
    """Match all these demands, each in the same scope (None: everything); references are left out."""
    count = len(demands.demand_ids)
    most = int(np.diff(demands.requirement_at).max(initial=0))
    size = max(limit, 1)  # so that a kernel finds a worst
    keys, slots = np.full((count, size), WORST), np.tile(np.arange(size, dtype=np.int32), (count, 1))
    rows, scores = np.full((count, size), layout.MISSING, np.int32), np.zeros((count, size), np.int32)
    codes, counts = np.zeros((count, size, most), np.uint8), np.zeros((count, 4), np.int64)
    if count:
        _sweep(index, demands, scope, weights, (keys, slots, rows, scores, codes, counts))
    order = np.argsort(keys, axis=1)[:, :limit]
    slots = np.take_along_axis(slots, order, axis=1)
    keys = np.take_along_axis(keys, order, axis=1)
    return Batch(
        demands=demands,
        columns=index.columns,
        rows=np.take_along_axis(rows, slots, axis=1),
        scores=np.take_along_axis(scores, slots, axis=1),
        evidence=(MOST_EVIDENCE - (keys >> ID_BITS & MOST_EVIDENCE)).astype(np.int32),
        outcomes=(keys >> OUTCOME_SHIFT).astype(np.uint8),
        codes=np.take_along_axis(codes, slots[:, :, None], axis=1),
        counts=counts,
    )


def _sweep(
    index: MatchIndex,
    demands: DemandColumns,
    scope: frozenset[str] | None,
    weights: Weights,
    found: tuple[Int64, Int32, Int32, Int32, UInt8, Int64],
) -> None:
    columns, texts = index.columns, index.texts
    clauses, masks = place(demands.clauses, columns)
    weight_rows = np.array([weights_table(shared_out(parts, weights.parts)) for parts in demands.parts])
    shares = np.array([texts.shares(title) for title in demands.titles])
    spans = columns.spans(scope)
    size = min(CHUNK, max((end - begin for begin, end in spans), default=0))
    for group in _groups(demands):
        used, alternatives = _renumbered(demands, group)
        vectors = np.empty((len(used), size), np.uint8)
        for begin, end in _chunks(spans):
            sweeping.find_vectors(
                clauses[used], masks, GOODNESS, columns.code_rows, *entry_arrays(columns), begin, end, vectors
            )
            sweeping.sweep(
                group,
                demands.requirement_at,
                demands.marks,
                demands.alternative_at,
                alternatives,
                vectors,
                demands.budgets,
                demands.limit_days,
                weight_rows,
                demands.title_of,
                shares,
                begin,
                end,
                columns.price,
                columns.lead_days,
                texts.rows,
                texts.wordings.at,
                texts.wordings.numbers,
                columns.is_reference,
                columns.id_order,
                *found,
            )


def _chunks(spans: list[Span]) -> Iterator[Span]:
    for first, last in spans:
        for begin in range(first, last, CHUNK):
            yield begin, min(begin + CHUNK, last)


def _groups(demands: DemandColumns) -> Iterator[Int32]:
    """Demands, so many together that their clauses' vectors stand in memory at once."""
    used: set[int] = set()
    begin = 0
    for demand in range(len(demands.demand_ids)):
        own = set(_clauses(demands, demand).tolist())
        if len(used) + len(own - used) > MOST_VECTORS and demand > begin:
            yield np.arange(begin, demand, dtype=np.int32)
            used, begin = set(), demand
        used.update(own)
    yield np.arange(begin, len(demands.demand_ids), dtype=np.int32)


def _clauses(demands: DemandColumns, demand: int) -> Int32:
    first, last = demands.alternative_at[demands.requirement_at[demand : demand + 2]]
    return demands.alternatives[first:last]


def _renumbered(demands: DemandColumns, group: Int32) -> tuple[Int32, Int32]:
    """The clauses that a group of neighbouring demands asks, and all alternatives as places among them."""
    first = demands.alternative_at[demands.requirement_at[group[0]]]
    last = demands.alternative_at[demands.requirement_at[group[-1] + 1]]
    used, places = np.unique(demands.alternatives[first:last], return_inverse=True)
    alternatives = np.zeros(len(demands.alternatives), np.int32)
    alternatives[first:last] = places
    return used, alternatives
