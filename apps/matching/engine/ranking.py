"""The best of a scope, however large: tallies first, and verdicts only for the products that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout, picking, tallying
from apps.matching.engine.columns import Columns, Int32, Int64
from apps.matching.engine.compile import Program
from apps.matching.engine.facts import DemandFacts, ScoreParts
from apps.matching.engine.kernels import GOODNESS
from apps.matching.engine.layout import MARK_MANDATORY, MARKS
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.running import (
    Evaluation,
    Scope,
    evaluate_rows,
    weights_table,
)
from apps.matching.engine.scoring import TOP_RUNGS, days, fen, share
from apps.matching.engine.tallying import MOST_TALLIED
from apps.matching.engine.texts import TextColumns
from apps.taxonomy.language.types import Outcome

Marks = npt.NDArray[np.int8]

NOTHING_BEYOND = (picking.WORST, picking.WORST)

CHUNK = 1 << 15
"""Rows that are tallied together: their tallies fit the cache of one core."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best candidates and the best references, best first, judged and scored; and counts of all candidates.

    `one_short` is how many candidates miss exactly one ★ requirement.
    """

    candidates: Evaluation
    references: Evaluation
    counts: Mapping[Outcome, int]
    one_short: int


def rank(
    program: Program,
    demand: DemandFacts,
    *,
    columns: Columns,
    texts: TextColumns,
    weights: ScoreParts,
    limit: int,
    references: int,
    beyond: tuple[int, int] = NOTHING_BEYOND,
) -> Ranking:
    """Rank the demand's scope and give the best: `limit` candidates, and so many references.

    Exact: nothing is left out before it was compared. Candidates and references whose keys (`picking.key_of`) don't
    come before `beyond` are only counted. Raises ValueError for a demand of more requirements than a tally holds
    (`can_rank`).
    """
    if not can_rank(program.marks):
        raise ValueError(f"a tally holds at most {MOST_TALLIED} requirements, not {len(program.marks)}")
    spans = Scope.of(columns.spans(demand.scope)).spans
    keys, rows = _heap(limit, beyond[0])
    reference_keys, reference_rows = _heap(references, beyond[1])
    asked = asked_by_mark(program.marks)
    counts = np.zeros(len(OUTCOME_ORDER) + 1, np.int64)
    shares = texts.shares(demand.title)
    _pick(
        program, demand, columns, texts, weights, spans, shares, asked,
        (keys, rows, reference_keys, reference_rows, counts),
    )  # fmt: skip
    counts[picking.outcome_of(0, asked[MARK_MANDATORY])] += (
        candidates_in(columns, spans) - counts[: len(OUTCOME_ORDER)].sum()
    )
    count = min(limit, picking.best_first(keys, rows, beyond[0]))
    reference_count = min(references, picking.best_first(reference_keys, reference_rows, beyond[1]))
    chosen = np.concatenate((rows[:count], reference_rows[:reference_count])).astype(np.int64)
    judged = Evaluation.nothing(len(program.marks))
    if len(chosen):
        judged = evaluate_rows(
            program,
            demand,
            columns=columns,
            scope=Scope.of_rows(chosen),
            relevance=texts.relevance(shares, chosen),
            weights=weights,
        )
    return Ranking(
        candidates=judged.taken(slice(None, count)) if len(chosen) else judged,
        references=judged.taken(slice(count, None)) if len(chosen) else judged,
        counts={outcome: int(counts[code]) for code, outcome in enumerate(OUTCOME_ORDER)},
        one_short=int(counts[-1]),
    )


def _pick(
    program: Program,
    demand: DemandFacts,
    columns: Columns,
    texts: TextColumns,
    weights: ScoreParts,
    spans: Int64,
    shares: Int32,
    asked: tuple[int, ...],
    found: tuple[Int64, Int32, Int64, Int32, Int64],
) -> None:
    if len(spans) > 1:
        spans = spans[picking.most_answering_first(program.clauses, columns.entries.rows, spans)]
    points, evidence_points = points_tables(asked, weights)
    worth_at, worth = _worth(program, columns)
    picking.rank_spans(
        program.clauses,
        program.alternatives,
        program.marks,
        worth_at,
        worth,
        columns.entries.rows,
        columns.entries.values,
        spans,
        CHUNK,
        picking.Wish(
            mandatory=asked[MARK_MANDATORY],
            points=points,
            evidence_points=evidence_points,
            weights=weights_table(weights),
            budget=fen(demand.budget),
            limit_days=days(demand.delivery_days),
        ),
        picking.Offered(
            price=columns.price,
            lead_days=columns.lead_days,
            wordings=texts.rows,
            wording_at=texts.wordings.at,
            wording_texts=texts.wordings.numbers,
            shares=shares,
            is_reference=columns.is_reference,
            id_order=columns.id_order,
        ),
        *found,
    )


def plain_key(marks: Marks, weights: ScoreParts) -> int:
    """The best key of a product that answers nothing: full marks for price, delivery and text."""
    asked = asked_by_mark(marks)
    points, evidence_points = points_tables(asked, weights)
    sure = int(points[:, 0].sum()) + int(evidence_points[0])
    outcome = picking.outcome_of(0, asked[MARK_MANDATORY])
    return picking.key_of(outcome, sure + weights.price + weights.delivery + weights.text, 0, 0)


def unanswered(columns: Columns, scope: frozenset[str] | None, marks: Marks) -> Ranking:
    """The ranking of a scope where nobody answers anything and nobody could enter: nothing but a count."""
    outcome = picking.outcome_of(0, asked_by_mark(marks)[MARK_MANDATORY])
    count = candidates_in(columns, Scope.of(columns.spans(scope)).spans)
    return Ranking(
        candidates=Evaluation.nothing(len(marks)),
        references=Evaluation.nothing(len(marks)),
        counts={each: count if code == outcome else 0 for code, each in enumerate(OUTCOME_ORDER)},
        one_short=0,
    )


def asked_by_mark(marks: Marks) -> tuple[int, ...]:
    """How many requirements there are of each mark."""
    return tuple(np.bincount(marks, minlength=len(MARKS)).tolist())


def candidates_in(columns: Columns, spans: Int64) -> int:
    """The rows of the spans that are no references."""
    return sum(end - begin - np.count_nonzero(columns.is_reference[begin:end]) for begin, end, _ in spans.tolist())


def can_rank(marks: Marks) -> bool:
    """Whether tallies have room for a demand; a larger one is evaluated whole."""
    return len(marks) <= MOST_TALLIED


def _heap(size: int, beyond: int) -> tuple[Int64, Int32]:
    """Keys and rows; one place at least, so that a kernel finds a worst."""
    return np.full(max(size, 1), beyond), np.empty(max(size, 1), np.int32)


def _worth(program: Program, columns: Columns) -> tuple[Int64, Int64]:
    """What each value of each clause's slot earns, and where each clause's begin."""
    sizes = program.clauses[:, layout.F_VALUE_END] - program.clauses[:, layout.F_VALUE_BEGIN]
    ends = np.cumsum(sizes)
    worth = np.empty(int(sizes.sum()), np.int64)
    values, sets = columns.values, columns.sets
    tallying.judge_values(
        program.clauses,
        program.alternatives,
        program.masks,
        program.marks,
        GOODNESS,
        values.heads,
        values.first,
        values.second,
        sets.at,
        sets.lowest,
        sets.highest,
        sets.words,
        ends - sizes,
        worth,
    )
    return ends - sizes, worth


@lru_cache(1024)
def points_tables(asked: tuple[int, ...], weights: ScoreParts) -> tuple[Int64, Int64]:
    """The points of every count of fulfilled clauses by mark, and of every sum of proof.

    `asked` is how many requirements there are of each mark.
    """
    own = (weights.mandatory, weights.important, weights.general)
    points = np.zeros((len(own), max(asked, default=0) + 1), np.int64)
    for mark, (weight, count) in enumerate(zip(own, asked, strict=True)):
        points[mark, : count + 1] = [share(weight, good, count) for good in range(count + 1)]
    most = TOP_RUNGS * sum(asked)
    return points, np.array([share(weights.evidence, proof, most) for proof in range(most + 1)], dtype=np.int64)
