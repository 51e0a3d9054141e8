"""Runs the kernels for one demand: compiles it, evaluates the row ranges of its scope, and picks the best rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine import kernels, layout
from apps.matching.engine.columns import Columns, Int32, Int64, Span
from apps.matching.engine.compile import Program
from apps.matching.engine.facts import PART_NAMES, DemandFacts, MatchRow, ScoreParts
from apps.matching.engine.kernels import UInt8
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.scoring import days, fen
from apps.matching.engine.texts import TextColumns

# The sort key, from the highest bit: outcome 2, score 14, evidence 16, id order 31. Smaller is better.
_ID_BITS, _EVIDENCE_BITS, _SCORE_BITS = 31, 16, 14
_MOST_EVIDENCE, _HIGHEST_SCORE = (1 << _EVIDENCE_BITS) - 1, (1 << _SCORE_BITS) - 1


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

    def row(self, place: int, columns: Columns) -> MatchRow:
        """One product's result as facts (without the distance of a near miss)."""
        parts = ScoreParts(**dict(zip(PART_NAMES, map(int, self.parts[place]), strict=True)))
        return MatchRow(
            product_id=columns.product_ids[self.rows[place]],
            outcome=OUTCOME_ORDER[self.outcomes[place]],
            score=parts.total,
            parts=parts,
            reasons=tuple(layout.REASONS[code] for code in self.reasons[:, place]),
            rungs=tuple(map(int, self.rungs[:, place])),
            evidence=int(self.evidence[place]),
            verified=bool(self.verified[place]),
        )

    def best(self, columns: Columns, *, references: bool, limit: int | None) -> Int64:
        """The places of the best candidates, or of the best references, best first."""
        places = np.flatnonzero(columns.is_reference[self.rows] == references)
        keys = self._keys(columns)[places]
        if limit is not None and limit < len(places):
            chosen = np.argpartition(keys, limit)[:limit] if limit else np.empty(0, np.int64)
            places, keys = places[chosen], keys[chosen]
        best: Int64 = places[np.argsort(keys)]
        return best

    def _keys(self, columns: Columns) -> Int64:
        score = self.parts.sum(axis=1, dtype=np.int64)
        keys: Int64 = self.outcomes.astype(np.int64) << _SCORE_BITS | (_HIGHEST_SCORE - score)
        keys = keys << _EVIDENCE_BITS | (_MOST_EVIDENCE - self.evidence.astype(np.int64))
        return keys << _ID_BITS | columns.id_order[self.rows]


def evaluate(
    program: Program, demand: DemandFacts, *, columns: Columns, texts: TextColumns, weights: ScoreParts
) -> Evaluation:
    """Judge and score every product in the demand's scope."""
    spans = columns.spans(demand.scope)
    size = sum(end - begin for begin, end in spans)
    count = len(program.marks)
    rows = np.concatenate([np.arange(begin, end, dtype=np.int64) for begin, end in spans] or [np.empty(0, np.int64)])
    reasons, rungs = np.empty((count, size), np.uint8), np.empty((count, size), np.uint8)
    relevance = np.zeros(size, np.int32)
    pairs = texts.pairs_in(demand.title)
    offset = 0
    for span in spans:
        _evaluate_span(program, columns, span, reasons, rungs, offset)
        _relate_span(texts, pairs, span, relevance, offset)
        offset += span[1] - span[0]
    return _conclude(program, demand, columns, rows, reasons, rungs, relevance, weights)


def _evaluate_span(program: Program, columns: Columns, span: Span, reasons: UInt8, rungs: UInt8, offset: int) -> None:
    entries, values, sets = columns.entries, columns.values, columns.sets
    kernels.evaluate(
        program.clauses,
        program.masks,
        kernels.GOODNESS,
        columns.code_rows,
        entries.rows,
        entries.values,
        values.heads,
        values.first,
        values.second,
        sets.at,
        sets.lowest,
        sets.highest,
        sets.words,
        span[0],
        span[1],
        reasons,
        rungs,
        offset,
    )


def _relate_span(texts: TextColumns, pairs: Int64, span: Span, relevance: Int32, offset: int) -> None:
    if len(pairs):
        kernels.relevances(
            pairs,
            texts.posting_at,
            texts.postings,
            texts.pair_counts,
            texts.text_at,
            texts.texts,
            span[0],
            span[1],
            relevance,
            offset,
        )


def _conclude(
    program: Program,
    demand: DemandFacts,
    columns: Columns,
    rows: Int64,
    reasons: UInt8,
    rungs: UInt8,
    relevance: Int32,
    weights: ScoreParts,
) -> Evaluation:
    size = len(rows)
    outcomes, evidence = np.empty(size, np.uint8), np.empty(size, np.int32)
    parts, verified = np.empty((size, len(PART_NAMES)), np.int32), np.empty(size, np.bool_)
    kernels.conclude(
        reasons,
        rungs,
        program.marks,
        kernels.GOODNESS,
        columns.price[rows],
        columns.lead_days[rows],
        relevance,
        np.array([points for _, points in weights.items()], dtype=np.int64),
        fen(demand.budget),
        days(demand.delivery_days),
        outcomes,
        parts,
        evidence,
        verified,
    )
    return Evaluation(rows, reasons, rungs, outcomes, parts, evidence, verified)
