"""The one place where a night asks the engine: many demands at once, the head of each result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from apps.matching.catalogues import Catalogue
from apps.matching.comparisons import MOST_KEPT
from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import Batch, match_many
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.merged import Best, merge_best
from apps.matching.engine.scoring import Weights
from apps.matching.engine.sweeping import MOST_REQUIREMENTS

Scope = frozenset[str] | None


def rank_many(now: Catalogue, demands: Sequence[DemandFacts]) -> list[Best]:
    """The best of each demand, in their order, by the weights in force: what a run of each would find."""
    places: dict[Scope, list[int]] = defaultdict(list)
    for place, demand in enumerate(demands):
        places[demand.scope].append(place)
    found: dict[int, Best] = {}
    for scope, own in places.items():
        answers = [_answers(index, [demands[place] for place in own], now.weights) for index in _indexes(now, scope)]
        found |= {place: merge_best(parts, limit=MOST_KEPT) for place, *parts in zip(own, *answers, strict=True)}
    return [found[place] for place in range(len(demands))]


def _indexes(now: Catalogue, scope: Scope) -> Sequence[MatchIndex]:
    """Those that hold products of the scope; no other is opened."""
    return [now.shards.indexes[family] for family in now.shards.touched(scope)]


def _answers(index: MatchIndex, demands: Sequence[DemandFacts], weights: Weights) -> list[Best]:
    """What one index answers demands of one scope; those that are too large for columns one by one."""
    batched = [demand for demand in demands if len(demand.requirements) <= MOST_REQUIREMENTS]
    columns = DemandColumns.build(batched, parameters=index.parameters, units=index.units)
    scope = demands[0].scope
    batch = match_many(index, columns, scope=scope, limit=MOST_KEPT, weights=weights)
    heads = iter(_head(batch, place) for place in range(len(batched)))
    return [
        next(heads)
        if len(demand.requirements) <= MOST_REQUIREMENTS
        else Best.of(index.match(demand, limit=MOST_KEPT, weights=weights))
        for demand in demands
    ]


def _head(batch: Batch, place: int) -> Best:
    count = batch.found(place)
    columns = (batch.outcomes[place], -batch.scores[place], -batch.evidence[place])
    numbers = zip(*(column[:count].tolist() for column in columns), strict=True)
    keys = ((*three, product) for three, product in zip(numbers, batch.product_ids(place), strict=True))
    *counts, one_short = batch.counts[place].tolist()
    return Best(tuple(keys), tuple(counts), one_short)


def narrowed(facts: DemandFacts, categories: frozenset[str]) -> DemandFacts:
    """The demand put to these categories alone."""
    return replace(facts, scope=categories if facts.scope is None else facts.scope & categories)
