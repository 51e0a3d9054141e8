"""The one place where a night asks the engine: many demands at once, the head of each result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from apps.matching.catalogues import Catalogue
from apps.matching.comparisons import MOST_KEPT
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.merged import Best


def rank_many(now: Catalogue, demands: Iterable[DemandFacts]) -> Iterator[Best]:
    """The best of each demand, in their order, by the weights in force."""
    for demand in demands:
        yield Best.of(now.index.match(demand, limit=MOST_KEPT, weights=now.weights))


def narrowed(facts: DemandFacts, categories: frozenset[str]) -> DemandFacts:
    """The demand put to these categories alone."""
    return replace(facts, scope=categories if facts.scope is None else facts.scope & categories)
