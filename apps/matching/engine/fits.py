"""How well every product of a scope fits a question: meets all, open, misses one thing, misses more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Int64
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.kernels import GOODNESS
from apps.matching.engine.picking import ID_BITS
from apps.matching.engine.running import Evaluation
from apps.matching.engine.scoring import NO_AMOUNT, fen


class Fit(StrEnum):
    """满足 · 待确认 (nothing missed, something unknown) · 只差一条 · 差得更多."""

    MEETS = "meets"
    OPEN = "open"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class PriceRange:
    """The prices asked for, in 元; None where an end is open. Where both are None no price is asked for."""

    lo: Decimal | None = None
    hi: Decimal | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a price is asked for at all."""
        return self.lo is not None or self.hi is not None

    def holds(self, price: Decimal) -> bool:
        """Whether the price lies inside; both ends belong to it."""
        return (self.lo is None or price >= self.lo) and (self.hi is None or price <= self.hi)


@dataclass(frozen=True, slots=True)
class Fits:
    """The candidates' ids in the order of the result (MEETS first, then best first), each with its fit."""

    ids: tuple[str, ...]
    fits: tuple[Fit, ...]

    def count(self, fit: Fit) -> int:
        """How many products fit so."""
        return self.fits.count(fit)


def fit_products(
    indexes: Sequence[MatchIndex], question: DemandFacts, *, prices: PriceRange, among: Set[str] | None = None
) -> Fits:
    """Judge every product of the question's scope that is no reference, over all of these indexes as over one.

    `among` narrows to these ids. A price outside the range counts like one requirement missed; a product without a
    price is open where one is asked for. Inside a fit the order is the engine's own. No product may be in two indexes.
    """
    found = sorted(each for index in indexes for each in _placed(index, question, prices, among))
    names = tuple(Fit)
    return Fits(ids=tuple(each[-1] for each in found), fits=tuple(names[each[0]] for each in found))


def _placed(
    index: MatchIndex, question: DemandFacts, prices: PriceRange, among: Set[str] | None
) -> Iterator[tuple[int, int, str]]:
    """The candidates with what they are sorted by: fit, rank, id."""
    evaluation, columns = index.evaluate(question), index.columns
    codes = _codes(evaluation, columns.price[evaluation.rows], prices)
    ranks = evaluation.keys(columns) >> ID_BITS
    for place in np.flatnonzero(~columns.is_reference[evaluation.rows]).tolist():
        product_id = columns.product_ids[evaluation.rows[place]]
        if among is None or product_id in among:
            yield int(codes[place]), int(ranks[place]), product_id


def _codes(evaluation: Evaluation, price: Int64, prices: PriceRange) -> npt.NDArray[np.int8]:
    """The fit of each place of the evaluation, as an index into Fit."""
    goodness = GOODNESS[evaluation.reasons]
    missed = (goodness == layout.NEGATIVE_GOODNESS).sum(axis=0)
    unknown = ((goodness < layout.FULFILLED_GOODNESS) & (goodness != layout.NEGATIVE_GOODNESS)).sum(axis=0)
    if prices.is_asked:
        has_none = price == NO_AMOUNT
        lowest, highest = fen(prices.lo), fen(prices.hi)
        above = price > highest if highest != NO_AMOUNT else np.zeros_like(has_none)
        missed = missed + (~has_none & (above | (price < lowest)))
        unknown = unknown + has_none
    codes: npt.NDArray[np.int8] = np.select(
        [(missed == 0) & (unknown == 0), missed == 0, missed == 1], [0, 1, 2], default=3
    ).astype(np.int8)
    return codes
