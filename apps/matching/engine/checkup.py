"""参数体检: how many domestic makers and products survive each ★ clause and all of them, and whose datasheet they copy.

Counts only: nothing here names a maker or a product. A product survives a clause when its verdict is not negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from apps.matching.engine import layout
from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.moves import Bools, UInt8
from apps.matching.engine.scoring import fen
from apps.taxonomy.language.types import Mark, Operator

NUMERIC = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE})
_SAME_VALUE = (layout.R_EQUAL, layout.R_RANGE_EQUAL, layout.R_STRICT_EQUAL)
_GOODNESS = np.array(layout.GOODNESS_BY_REASON, dtype=np.int8)


@dataclass(frozen=True)
class Candidates:
    """The domestic candidates in a demand's scope. Arrays are as long as `rows`; `reasons` is requirements × rows.

    `eligible` have every ★ met, `unclear` have none negative and some unanswered or for a person.
    """

    rows: Int64
    reasons: UInt8
    makers: Int32
    mandatory: tuple[int, ...]

    @classmethod
    def of(cls, index: MatchIndex, demand: DemandFacts) -> Candidates:
        """Evaluate the demand and leave out references and what is not known to be domestic."""
        return next(_parts(index, demand))

    @property
    def survives(self) -> Bools:
        """★ clauses × products: the verdict is not negative."""
        survives: Bools = _GOODNESS[self.reasons[list(self.mandatory)]] > layout.NEGATIVE_GOODNESS
        return survives

    @property
    def fulfils(self) -> Bools:
        """★ clauses × products: the verdict is positive or meets."""
        fulfils: Bools = _GOODNESS[self.reasons[list(self.mandatory)]] >= layout.FULFILLED_GOODNESS
        return fulfils

    @property
    def surviving(self) -> Bools:
        """Products with no negative ★."""
        surviving: Bools = np.all(self.survives, axis=0)
        return surviving

    @property
    def eligible(self) -> Bools:
        """Products that are 满足."""
        eligible: Bools = np.all(self.fulfils, axis=0)
        return eligible

    @property
    def unclear(self) -> Bools:
        """Products that are 待确认: kept out only by 未响应 or 需人工."""
        unclear: Bools = self.surviving & ~self.eligible
        return unclear

    def count_makers(self, kept: Bools) -> int:
        """How many makers the kept products have."""
        return int(np.count_nonzero(np.bincount(self.makers[kept], minlength=1)))

    def count(self, kept: Bools) -> Count:
        """Makers and products among the kept ones."""
        return Count(self.count_makers(kept), int(np.count_nonzero(kept)))


@dataclass(frozen=True, slots=True)
class Count:
    """So many makers with so many products."""

    makers: int = 0
    products: int = 0


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """One ★ clause (`index` among the demand's requirements): who survives it alone, and it with all ★ before it.

    `fulfilling` of the surviving are positive or meet; the others are unanswered or for a person.
    """

    index: int
    surviving: Count
    fulfilling: Count
    cumulative: Count


@dataclass(frozen=True, slots=True)
class DatasheetCopy:
    """The published product or reference whose values the numeric ★ clauses repeat most: `indexes` of `numeric`."""

    indexes: tuple[int, ...]
    numeric: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The whole measurement. `total` is everything domestic in scope; `others` are references and unknown origins.

    Of the products that survive all ★, `priced` state a price and `affordable` one within the budget (both 0 without
    a budget).
    """

    total: Count
    surviving: Count
    fulfilling: Count
    unclear: Count
    others: int
    priced: int
    affordable: int
    clauses: tuple[ClauseCount, ...]
    copy: DatasheetCopy | None

    @property
    def tightest(self) -> ClauseCount | None:
        """The ★ clause that excludes most: fewest makers, then fewest products survive it; None if none excludes."""
        excluding = [each for each in self.clauses if each.surviving.products < self.total.products]
        return min(excluding, key=lambda each: (each.surviving.makers, each.surviving.products), default=None)


def measure(index: MatchIndex, demand: DemandFacts) -> Figures:
    """Count survivors over the demand's scope, exactly."""
    candidates, everyone = _parts(index, demand)
    everything = np.ones(len(candidates.rows), np.bool_)
    prices = index.columns.price[candidates.rows[candidates.surviving]]
    prices = prices[prices >= 0] if demand.budget is not None else prices[:0]
    return Figures(
        total=candidates.count(everything),
        surviving=candidates.count(candidates.surviving),
        fulfilling=candidates.count(candidates.eligible),
        unclear=candidates.count(candidates.unclear),
        others=len(everyone.rows) - len(candidates.rows),
        priced=len(prices),
        affordable=int(np.count_nonzero(prices <= fen(demand.budget))),
        clauses=tuple(_clause_counts(candidates, everything)),
        copy=_closest_datasheet(everyone, demand),
    )


def _parts(index: MatchIndex, demand: DemandFacts) -> Iterator[Candidates]:
    """The domestic candidates, then everything in scope, references included."""
    columns, evaluation = index.columns, index.evaluate(demand)
    rows = evaluation.rows
    mandatory = tuple(place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY)
    chosen = columns.is_domestic[rows] & ~columns.is_reference[rows]
    yield Candidates(rows[chosen], evaluation.reasons[:, chosen], columns.makers[rows[chosen]], mandatory)
    yield Candidates(rows, evaluation.reasons, columns.makers[rows], mandatory)


def _clause_counts(candidates: Candidates, everything: Bools) -> Iterator[ClauseCount]:
    survives, fulfils, together = candidates.survives, candidates.fulfils, everything
    for place, index in enumerate(candidates.mandatory):
        together = together & survives[place]
        yield ClauseCount(
            index=index,
            surviving=candidates.count(survives[place]),
            fulfilling=candidates.count(fulfils[place]),
            cumulative=candidates.count(together),
        )


def _closest_datasheet(everyone: Candidates, demand: DemandFacts) -> DatasheetCopy | None:
    """The product with most numeric ★ clauses at exactly its value; the first in the order of rows among equals."""
    numeric = [index for index in everyone.mandatory if demand.requirements[index].op in NUMERIC]
    if not numeric or not len(everyone.rows):
        return None
    same = np.isin(everyone.reasons[numeric], _SAME_VALUE)
    best = int(np.argmax(same.sum(axis=0)))
    return DatasheetCopy(tuple(index for index, hit in zip(numeric, same[:, best], strict=True) if hit), len(numeric))
