"""Runs the kernels for one demand: compiles it, evaluates the row ranges of its scope, and picks the best rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine import kernels, layout
from apps.matching.engine.columns import Columns, Int32, Int64, Span, UInt32, UInt64
from apps.matching.engine.compile import Program
from apps.matching.engine.facts import PART_NAMES, DemandFacts, MatchRow, ScoreParts
from apps.matching.engine.kernels import UInt8
from apps.matching.engine.picking import EVIDENCE_BITS, HIGHEST_SCORE, ID_BITS, MOST_EVIDENCE, SCORE_BITS
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.scoring import days, fen
from apps.matching.engine.texts import TextColumns


@dataclass(frozen=True, slots=True)
class Scope:
    """The row ranges that a demand looks at. `spans` are begin, end, and the offset of the first row's place."""

    spans: Int64
    size: int

    @classmethod
    def of(cls, spans: Sequence[Span]) -> Scope:
        """The scope of these ranges; places are counted through them in their order."""
        ends = np.array(spans, dtype=np.int64).reshape(-1, 2)
        sizes = ends[:, 1] - ends[:, 0]
        offsets = np.cumsum(sizes) - sizes
        return cls(np.ascontiguousarray(np.column_stack((ends, offsets))), int(sizes.sum()))

    @classmethod
    def of_rows(cls, rows: Int64) -> Scope:
        """These rows, in this order."""
        return cls(np.ascontiguousarray(np.column_stack((rows, rows + 1, np.arange(len(rows))))), len(rows))

    def rows(self) -> Int64:
        """The row of each place."""
        begins, ends, offsets = self.spans.T
        rows: Int64 = np.repeat(begins - offsets, ends - begins) + np.arange(self.size, dtype=np.int64)
        return rows


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All products of a scope against one demand: one place per product, in the order of `rows`.

    `reasons` and `rungs` are requirements × products; `parts` products × parts.
    """

    rows: Int64
    reasons: UInt8
    rungs: UInt8
    outcomes: UInt8
    parts: Int32
    evidence: Int32
    verified: npt.NDArray[np.bool_]

    @classmethod
    def nothing(cls, requirements: int) -> Evaluation:
        """No product against a demand of so many requirements."""
        codes = np.empty((requirements, 0), np.uint8)
        numbers = np.empty(0, np.int32)
        parts = np.empty((0, len(PART_NAMES)), np.int32)
        return cls(numbers.astype(np.int64), codes, codes, np.empty(0, np.uint8), parts, numbers, numbers == 0)

    def row(self, place: int, columns: Columns) -> MatchRow:
        """One product's result as facts."""
        return self.taken(np.array([place], dtype=np.int64)).facts(columns)[0]

    def facts(self, columns: Columns) -> list[MatchRow]:
        """The result of each product as facts (without the distance of a near miss)."""
        found = zip(
            self.rows.tolist(),
            self.outcomes.tolist(),
            map(ScoreParts._make, self.parts.tolist()),
            self.reasons.T.tolist(),
            self.rungs.T.tolist(),
            self.evidence.tolist(),
            self.verified.tolist(),
            strict=True,
        )
        return [
            MatchRow(
                product_id=columns.product_ids[row],
                outcome=OUTCOME_ORDER[outcome],
                score=sum(parts),
                parts=parts,
                reasons=tuple(map(layout.REASONS.__getitem__, reasons)),
                rungs=tuple(rungs),
                evidence=evidence,
                verified=verified,
            )
            for row, outcome, parts, reasons, rungs, evidence, verified in found
        ]

    def taken(self, places: Int64 | slice) -> Evaluation:
        """These places alone, in this order."""
        return Evaluation(
            self.rows[places],
            self.reasons[:, places],
            self.rungs[:, places],
            self.outcomes[places],
            self.parts[places],
            self.evidence[places],
            self.verified[places],
        )

    def best(self, columns: Columns, *, references: bool, limit: int | None) -> Int64:
        """The places of the best candidates, or of the best references, best first."""
        places = np.flatnonzero(columns.is_reference[self.rows] == references)
        keys = self.keys(columns)[places]
        if limit is not None and limit < len(places):
            chosen = np.argpartition(keys, limit)[:limit] if limit else np.empty(0, np.int64)
            places, keys = places[chosen], keys[chosen]
        best: Int64 = places[np.argsort(keys)]
        return best

    def keys(self, columns: Columns) -> Int64:
        """Each place's rank as one number: smaller is better."""
        if not len(self.rows):
            return self.rows
        score = self.parts.sum(axis=1, dtype=np.int64)
        keys: Int64 = self.outcomes.astype(np.int64) << SCORE_BITS | (HIGHEST_SCORE - score)
        keys = keys << EVIDENCE_BITS | (MOST_EVIDENCE - self.evidence.astype(np.int64))
        return keys << ID_BITS | columns.id_order[self.rows]


def evaluate(
    program: Program, demand: DemandFacts, *, columns: Columns, texts: TextColumns, weights: ScoreParts
) -> Evaluation:
    """Judge and score every product in the demand's scope."""
    scope = Scope.of(columns.spans(demand.scope))
    relevance = texts.relevance(texts.shares(demand.title), scope.rows())
    return evaluate_rows(program, demand, columns=columns, scope=scope, relevance=relevance, weights=weights)


def evaluate_rows(
    program: Program,
    demand: DemandFacts,
    *,
    columns: Columns,
    scope: Scope,
    relevance: Int32,
    weights: ScoreParts,
) -> Evaluation:
    """Judge and score the products of a scope whose text relevance is known."""
    reasons, rungs = judge(program, columns, scope)
    rows = scope.rows()
    outcomes, evidence = np.empty(scope.size, np.uint8), np.empty(scope.size, np.int32)
    parts, verified = np.empty((scope.size, len(PART_NAMES)), np.int32), np.empty(scope.size, np.bool_)
    kernels.conclude(
        reasons,
        rungs,
        program.marks,
        kernels.GOODNESS,
        columns.price[rows],
        columns.lead_days[rows],
        relevance,
        weights_table(weights),
        fen(demand.budget),
        days(demand.delivery_days),
        outcomes,
        parts,
        evidence,
        verified,
    )
    return Evaluation(rows, reasons, rungs, outcomes, parts, evidence, verified)


def judge(program: Program, columns: Columns, scope: Scope) -> tuple[UInt8, UInt8]:
    """The reason of each requirement for each place of the scope, and the evidence behind it."""
    shape = (len(program.marks), scope.size)
    reasons, rungs = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
    kernels.evaluate(
        program.clauses,
        program.masks,
        kernels.GOODNESS,
        columns.code_rows,
        *entry_arrays(columns),
        scope.spans,
        reasons,
        rungs,
    )
    return reasons, rungs


def entry_arrays(columns: Columns) -> tuple[Int32, Int32, UInt32, Int32, Int32, Int32, Int32, Int32, UInt64]:
    """The arrays that hold who has which value and what it is, in the order in which kernels take them."""
    entries, values, sets = columns.entries, columns.values, columns.sets
    return (
        *(entries.rows, entries.values),
        *(values.heads, values.first, values.second),
        *(sets.at, sets.lowest, sets.highest, sets.words),
    )


def weights_table(weights: ScoreParts) -> Int64:
    """Weights as kernels take them."""
    return np.array([points for _, points in weights.items()], dtype=np.int64)
