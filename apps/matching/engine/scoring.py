"""The score: published weights over parts between nothing and everything, in whole hundredths of a point.

The same integer functions serve the plain reference and, compiled, the kernels: every path gives the same points, and
the parts add up to the total by construction. docs/algorithms/score.md explains each part with a worked table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from apps.matching.engine.facts import PART_NAMES, DemandFacts, ScoreParts, count_marks
from apps.taxonomy.language.types import EvidenceRung, Mark

FULL_SCORE = 10_000  # 100 points in hundredths
FULL_TEXT = 1_000  # a text relevance of one, in thousandths
TOP_RUNGS = int(EvidenceRung.ACCREDITED) - int(EvidenceRung.CLAIM)
NO_AMOUNT = -1  # no price, no budget, no lead time, no limit
_OWN_REST = 4  # what a name has beyond the title counts a quarter of what it lacks
_FEN_PER_YUAN = 100
_LARGEST_FEN = 10**14  # above a thousand billion 元 products of integers could overflow; such amounts count as none

_REQUIREMENT_PARTS: Mapping[str, Mark] = {
    "mandatory": Mark.MANDATORY,
    "important": Mark.IMPORTANT,
    "general": Mark.GENERAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A published set of weights; `parts` add up to 10,000. A change of any number is a new version."""

    version: str
    parts: ScoreParts

    def __post_init__(self) -> None:
        if self.parts.total != FULL_SCORE or any(points < 0 for _, points in self.parts.items()):
            raise ValueError(f"weights must be positive and add up to {FULL_SCORE}: {self.parts}")


PUBLISHED_WEIGHTS = Weights(
    version="1",
    parts=ScoreParts(mandatory=4000, important=2500, general=1000, price=1000, delivery=500, evidence=500, text=500),
)


def weights_for(demand: DemandFacts, weights: Weights) -> ScoreParts:
    """The weights in force for a demand: what it does not ask for is shared out over its requirement groups.

    A demand without ▲ rows gives that weight to its ★ and general rows in proportion to their own weights; so do a
    missing budget, delivery limit or title. Without any requirement the parts that remain share in proportion. What
    division leaves goes, one hundredth each, to the parts in their published order.
    """
    return shared_out(asked_parts(demand), weights.parts)


@lru_cache(1024)
def shared_out(asked: tuple[str, ...], parts: ScoreParts) -> ScoreParts:
    """`weights_for` a demand that asks for these parts."""
    own = dict(parts.items())
    takers = [name for name in asked if name in _REQUIREMENT_PARTS and own[name]] or [n for n in asked if own[n]]
    if not takers:
        return ScoreParts()
    freed = FULL_SCORE - sum(own[name] for name in asked)
    base = sum(own[name] for name in takers)
    shares = {name: freed * own[name] // base for name in takers}
    left = freed - sum(shares.values())
    for name in takers[:left]:
        shares[name] += 1
    return ScoreParts(**{name: own[name] + shares.get(name, 0) for name in asked})


def asked_parts(demand: DemandFacts) -> tuple[str, ...]:
    """The parts of the score that a demand asks for, in their published order."""
    marks = count_marks(demand.requirements)
    asked = {name: marks[mark] > 0 for name, mark in _REQUIREMENT_PARTS.items()}
    asked["price"] = fen(demand.budget) != NO_AMOUNT
    asked["delivery"] = days(demand.delivery_days) != NO_AMOUNT
    asked["evidence"] = bool(demand.requirements)
    asked["text"] = bool(demand.title.strip())
    return tuple(name for name in PART_NAMES if asked[name])


def fen(amount: Decimal | None) -> int:
    """An amount of 元 in whole 分, rounded up; NO_AMOUNT for none, for a negative and for an absurd one."""
    if amount is None or not amount.is_finite() or not 0 <= amount * _FEN_PER_YUAN < _LARGEST_FEN:
        return NO_AMOUNT
    return int((amount * _FEN_PER_YUAN).to_integral_value(rounding=ROUND_CEILING))


def days(number: int | None) -> int:
    """Days as the columns hold them; NO_AMOUNT for none and for what no contract says."""
    return number if number is not None and 0 <= number < 1_000_000 else NO_AMOUNT


# ---- parts: plain integer functions, compiled by the kernels as they stand -------------------------------------------


def share(weight: int, good: int, count: int) -> int:
    """The part of a weight that `good` of `count` earn, rounded down; 0 when there is nothing to earn."""
    if count <= 0:
        return 0
    return weight * good // count


def price_points(weight: int, price: int, budget: int) -> int:
    """Full within the budget, then falling evenly to nothing at 125 % of it. No price: nothing. Amounts in 分."""
    if price < 0 or budget < 0:
        return 0
    if price <= budget:
        return weight
    above = (price - budget) * 4
    if above >= budget:
        return 0
    return weight * (budget - above) // budget


def delivery_points(weight: int, lead_days: int, limit_days: int) -> int:
    """Full within the limit, then falling evenly to nothing at twice the limit. No lead time: nothing."""
    if lead_days < 0 or limit_days < 0:
        return 0
    if lead_days <= limit_days:
        return weight
    above = lead_days - limit_days
    if above >= limit_days:
        return 0
    return weight * (limit_days - above) // limit_days


def found_share(found: int, whole_text: int, whole_title: int) -> int:
    """Text relevance in thousandths: what title and text share, of the title and a quarter of the text's own rest.

    All three are sums of weights of terms; `found` is part of both wholes.
    """
    if found == 0:
        return 0
    return FULL_TEXT * _OWN_REST * found // (_OWN_REST * whole_title + whole_text - found)
