"""The best of a scope, however large: tallies first, and verdicts only for the products that are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from apps.matching.engine import tallying
from apps.matching.engine.columns import Columns, Int32, Int64
from apps.matching.engine.compile import Program
from apps.matching.engine.facts import DemandFacts, ScoreParts
from apps.matching.engine.kernels import GOODNESS
from apps.matching.engine.layout import MARK_MANDATORY, MARKS
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.running import (
    Evaluation,
    Scope,
    entry_arrays,
    evaluate_rows,
    judge,
    relate,
    weights_table,
)
from apps.matching.engine.scoring import TOP_RUNGS, days, fen, share
from apps.matching.engine.tallying import MOST_TALLIED
from apps.matching.engine.texts import TextColumns
from apps.taxonomy.language.types import Outcome


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
) -> Ranking:
    """Rank the demand's scope and give the `limit` best. Exact: nothing is left out before it was compared.

    Raises ValueError for a demand of more requirements than a tally holds (`can_rank`).
    """
    if not can_rank(program):
        raise ValueError(f"a tally holds at most {MOST_TALLIED} requirements, not {len(program.marks)}")
    scope = Scope.of(columns.spans(demand.scope))
    relevance = np.zeros(scope.size, np.int32)
    relate(texts, demand.title, scope, relevance)
    tallies = _tally(program, columns, scope)
    keys, rows = np.full((2, limit), tallying.WORST), np.empty((2, limit), np.int32)
    counts = np.zeros(len(OUTCOME_ORDER) + 1, np.int64)
    asked = np.bincount(program.marks, minlength=len(MARKS))
    tallying.select(
        scope.spans,
        tallies,
        relevance,
        int(asked[MARK_MANDATORY]),
        *_points(asked, weights),
        weights_table(weights),
        fen(demand.budget),
        days(demand.delivery_days),
        columns.price,
        columns.lead_days,
        columns.is_reference,
        columns.id_order,
        keys,
        rows,
        counts,
    )

    def judged(heap: int) -> Evaluation:
        chosen = rows[heap, : tallying.best_first(keys[heap], rows[heap])]
        few = Scope.of([(row, row + 1) for row in chosen.tolist()])
        found = relevance[_places(scope, chosen)]
        return evaluate_rows(program, demand, columns=columns, scope=few, relevance=found, weights=weights)

    return Ranking(
        candidates=judged(0),
        references=judged(1),
        counts={outcome: int(counts[code]) for code, outcome in enumerate(OUTCOME_ORDER)},
        one_short=int(counts[-1]),
    )


def can_rank(program: Program) -> bool:
    """Whether tallies have room for this demand; a larger one is evaluated whole."""
    return len(program.marks) <= MOST_TALLIED


def _tally(program: Program, columns: Columns, scope: Scope) -> Int64:
    tallies = np.zeros(scope.size, np.int64)
    single, choices = program.parted()
    tallying.tally_clauses(single, program.masks, program.marks, GOODNESS, *entry_arrays(columns), scope.spans, tallies)
    if len(choices.marks):
        tallying.tally_table(*judge(choices, columns, scope), choices.marks, GOODNESS, tallies)
    return tallies


def _points(asked: Int64, weights: ScoreParts) -> tuple[Int64, Int64]:
    """The points of every count of fulfilled clauses by mark, and of every sum of proof."""
    own = (weights.mandatory, weights.important, weights.general)
    points = np.zeros((len(own), int(asked.max(initial=0)) + 1), np.int64)
    for mark, (weight, count) in enumerate(zip(own, asked.tolist(), strict=True)):
        points[mark, : count + 1] = [share(weight, good, count) for good in range(count + 1)]
    most = TOP_RUNGS * int(asked.sum())
    return points, np.array([share(weights.evidence, proof, most) for proof in range(most + 1)], dtype=np.int64)


def _places(scope: Scope, rows: Int32) -> Int64:
    """The places of rows in a scope that holds them."""
    spans = scope.spans
    at = np.searchsorted(spans[:, 0], rows, side="right") - 1
    places: Int64 = rows - spans[at, 0] + spans[at, 2]
    return places
