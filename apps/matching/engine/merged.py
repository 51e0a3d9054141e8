"""Answers of several sets of products put together, exactly as one set would have answered.

The order of a result is total (outcome, score, proof, product id), so the best of everything are the best of the bests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.matching.engine.facts import MatchResult
from apps.matching.engine.reference import OUTCOME_ORDER

Key = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class Best:
    """The head of a result: its best candidates in their order as (outcome, −score, −proof, product id).

    An outcome is its place in OUTCOME_ORDER. `counts` are all candidates by outcome in that order, `one_short` those
    that miss a single ★ row.
    """

    keys: tuple[Key, ...]
    counts: tuple[int, ...]
    one_short: int

    @classmethod
    def of(cls, result: MatchResult) -> Best:
        """The head of what the engine answered."""
        return cls(
            keys=tuple(
                (OUTCOME_ORDER.index(row.outcome), -row.score, -row.evidence, row.product_id) for row in result.rows
            ),
            counts=tuple(result.counts[outcome] for outcome in OUTCOME_ORDER),
            one_short=result.one_short,
        )


def merge_best(parts: Iterable[Best], *, limit: int) -> Best:
    """The head of what one set of all these products would have answered. No product may stand in two parts."""
    every = tuple(parts)
    keys = sorted(key for part in every for key in part.keys)
    counts = tuple(sum(part.counts[place] for part in every) for place in range(len(OUTCOME_ORDER)))
    return Best(tuple(keys[:limit]), counts, sum(part.one_short for part in every))
