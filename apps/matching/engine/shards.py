"""The catalogue as one index a family: a question goes to the families that its scope touches, and their answers
become one, exactly what one index of everything would have said.

A change of one product makes its family anew and leaves the others as they are; families may lie in folders of their
own, and with different processes. What must be the same everywhere for that: the facts of the parameters, their spreads
over the whole catalogue among them, the units and the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from apps.matching.engine.columns import Int64
from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow
from apps.matching.engine.index import ENGINE_VERSION, MatchIndex
from apps.matching.engine.picking import ID_BITS, WORST
from apps.matching.engine.ranking import Ranking, can_rank, plain_key, unanswered
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.running import Evaluation
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights, weights_for
from apps.taxonomy.language.types import Judgement, Outcome, ParameterFacts
from apps.taxonomy.language.units import UnitTable

MOST_JOINED = 4
"""Joined families that are kept; a joined index is as large as its families together."""


@dataclass(frozen=True)
class Shards:
    """Families of categories, each with an index of its own. Immutable and safe to share between threads.

    `families` says in which family a category lies; all of a category's products lie in that one. `indexes` are the
    indexes by family, which a mapping may open when they are asked for. A family without products needs none.
    """

    parameters: Mapping[str, ParameterFacts]
    units: UnitTable
    today: date | None
    families: Mapping[str, str]
    indexes: Mapping[str, MatchIndex]
    _joined: dict[frozenset[str], MatchIndex] = field(default_factory=dict, compare=False, repr=False)

    def touched(self, scope: frozenset[str] | None) -> list[str]:
        """The families that hold products of these categories, in the order of their names; None is everything."""
        if scope is None:
            return sorted(self.indexes)
        return sorted({self.families[each] for each in scope if each in self.families} & self.indexes.keys())

    def match(
        self,
        demand: DemandFacts,
        *,
        limit: int | None = 50,
        references: int = 10,
        weights: Weights = PUBLISHED_WEIGHTS,
    ) -> MatchResult:
        """`MatchIndex.match` over all families. Only the rows of the joint result are judged in words."""
        indexes, rankings = self._rankings(demand, limit, references, weights)
        most_references = None if limit is None else references
        return MatchResult(
            demand_id=demand.demand_id,
            rows=_best(demand, indexes, [each.candidates for each in rankings], limit),
            references=_best(demand, indexes, [each.references for each in rankings], most_references),
            counts=_added(rankings),
            one_short=sum(each.one_short for each in rankings),
            weights=weights_for(demand, weights),
            engine_version=ENGINE_VERSION,
            weights_version=weights.version,
        )

    def _rankings(
        self, demand: DemandFacts, limit: int | None, references: int, weights: Weights
    ) -> tuple[list[MatchIndex], list[Ranking]]:
        """The rankings of the families, those first that answer most: of the others little comes before the best so
        far, and a family that answers nothing need not be looked at where even full marks for the rest come later.
        """
        indexes = self.indexes_for(demand.scope)
        asked = indexes[0].asked(demand)
        answered = {id(index): asked.answered_in(index.columns) for index in indexes}
        indexes = sorted(indexes, key=lambda index: -answered[id(index)])
        if limit is None or not can_rank(asked.marks):
            return indexes, [
                index.ranking(demand, limit=limit, references=references, weights=weights) for index in indexes
            ]
        plain = plain_key(asked.marks, weights_for(demand, weights))
        best, best_references, rankings = _Best(limit), _Best(references), []
        for index in indexes:
            beyond = (best.beyond, best_references.beyond)
            if not answered[id(index)] and plain >= max(beyond):
                rankings.append(unanswered(index.columns, demand.scope, asked.marks))
                continue
            ranking = index.ranking(
                demand, limit=limit, references=references, weights=weights, asked=asked, beyond=beyond
            )
            best.add(ranking.candidates.keys(index.columns))
            best_references.add(ranking.references.keys(index.columns))
            rankings.append(ranking)
        return indexes, rankings

    def near_misses(
        self, demand: DemandFacts, *, limit: int, weights: Weights = PUBLISHED_WEIGHTS
    ) -> tuple[MatchRow, ...]:
        """`MatchIndex.near_misses` over all families."""
        indexes = self.indexes_for(demand.scope)
        found = [row for index in indexes for row in index.near_misses(demand, limit=limit, weights=weights)]
        nearest = sorted(sorted(found, key=place_of), key=lambda row: row.distance or 0)[:limit]
        return tuple(sorted(nearest, key=place_of))

    def explain(self, demand: DemandFacts, product_id: str) -> tuple[Judgement, ...]:
        """`MatchIndex.explain`. Raises KeyError for an unknown id."""
        return self._holding(product_id, demand.scope).explain(demand, product_id)

    def rows_of(
        self, demand: DemandFacts, product_ids: Iterable[str], *, weights: Weights = PUBLISHED_WEIGHTS
    ) -> Mapping[str, MatchRow]:
        """The rows of these products, wherever they would stand in the result; ids outside the scope are left out."""
        wanted = list(product_ids)
        indexes = self.indexes_for(demand.scope)
        return {row.product_id: row for index in indexes for row in index.rows_of(demand, wanted, weights=weights)}

    def holds(self, product_id: str) -> bool:
        """Whether any family knows the product."""
        return any(index.holds(product_id) for index in self.indexes.values())

    def index_for(self, scope: frozenset[str] | None) -> MatchIndex:
        """One index for the questions that need the columns themselves (what-if, check-up, relaxation).

        The family's own where the scope lies in one, otherwise the families joined; the last few are kept.
        """
        families = self.touched(scope)
        if len(families) == 1:
            return self.indexes[families[0]]
        key = frozenset(families)
        if key not in self._joined:
            indexes = [self.indexes[family] for family in families]
            joined = indexes[0].joined([index.part() for index in indexes]) if indexes else self._nothing
            for older in list(self._joined)[: -MOST_JOINED + 1]:
                self._joined.pop(older, None)
            self._joined[key] = joined
        return self._joined[key]

    def indexes_for(self, scope: frozenset[str] | None) -> list[MatchIndex]:
        """The indexes that a scope touches; an empty one where there is none, so that whoever asks gets an answer."""
        return [self.indexes[family] for family in self.touched(scope)] or [self._nothing]

    def _holding(self, product_id: str, scope: frozenset[str] | None) -> MatchIndex:
        """The index that knows a product, looked for in the scope first. Raises KeyError."""
        inside = self.touched(scope)
        outside = [] if scope is None else self.touched(None)
        for family in dict.fromkeys((*inside, *outside)):
            if self.indexes[family].holds(product_id):
                return self.indexes[family]
        raise KeyError(product_id)

    @cached_property
    def _nothing(self) -> MatchIndex:
        return MatchIndex.build([], parameters=self.parameters, units=self.units, today=self.today)


class _Best:
    """The best keys so far, ids apart; `beyond` is what the next ones must come before, or be equal to."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._keys = np.empty(0, np.int64)
        self.beyond = int(WORST) if limit else 0

    def add(self, keys: Int64) -> None:
        """Further keys."""
        if len(keys):
            self._keys = np.sort(np.concatenate((self._keys, keys >> ID_BITS)))[: self._limit]
            if len(self._keys) == self._limit:
                self.beyond = (int(self._keys[-1]) + 1) << ID_BITS


def place_of(row: MatchRow) -> tuple[int, int, int, str]:
    """What rows of a result are sorted by: outcome, score, evidence, id."""
    return OUTCOME_ORDER.index(row.outcome), -row.score, -row.evidence, row.product_id


def _added(rankings: Sequence[Ranking]) -> Mapping[Outcome, int]:
    return {outcome: sum(each.counts[outcome] for each in rankings) for outcome in OUTCOME_ORDER}


def _best(
    demand: DemandFacts, indexes: Sequence[MatchIndex], evaluations: Sequence[Evaluation], limit: int | None
) -> tuple[MatchRow, ...]:
    """The best of several rankings, each of which holds at least its own best `limit`.

    The numbers by which rows are sorted are compared first, and ids, which are text, only where rows could still enter.
    """
    keys = [each.keys(index.columns) >> ID_BITS for each, index in zip(evaluations, indexes, strict=True)]
    worst = _worst_that_enters(np.concatenate(keys), limit)
    entering = [np.flatnonzero(each <= worst) for each in keys]
    chosen = sorted(
        (int(keys[number][place]), indexes[number].columns.product_ids[evaluations[number].rows[place]], number, place)
        for number, places in enumerate(entering)
        for place in places.tolist()
    )[:limit]
    rows: dict[str, MatchRow] = {}
    for number, index in enumerate(indexes):
        own = np.array([place for _, _, of, place in chosen if of == number], dtype=np.int64)
        rows |= {row.product_id: row for row in index.rows(demand, evaluations[number].taken(own))}
    return tuple(rows[product_id] for _, product_id, _, _ in chosen)


def _worst_that_enters(keys: Int64, limit: int | None) -> int:
    if limit is None or limit >= len(keys):
        return int(keys.max(initial=0))
    return int(np.partition(keys, limit - 1)[limit - 1]) if limit else -1
