"""What goes into the engine and what comes out: frozen facts, no models, no dictionaries.

Money is in 元 (Decimal, at most two decimals are used). Scores are whole hundredths of a point: 10,000 is 100 points.
Ids are strings; a database key is passed as `str(pk)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from apps.taxonomy.language.types import Mark, Outcome, Requirement, SpecValue, Verdict
from apps.taxonomy.language.verdict import Reason, verdict_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """One published revision of a product.

    `category` is the id of its leaf category. `specs` may hold several values for one parameter and condition; the
    newest comes first (see canonical.current_values). `maker` is the id of who makes it: check-ups count makers.
    `price` is in 元, `lead_days` in days, None when not given.
    `domestic` None means unknown. `is_reference` marks an imported product that is shown apart and never ranked as a
    candidate. `texts` are the words a demand's title is compared with: name, model, category names and aliases.
    """

    product_id: str
    category: str
    maker: str = ""
    specs: tuple[SpecValue, ...] = ()
    price: Decimal | None = None
    lead_days: int | None = None
    domestic: bool | None = None
    is_reference: bool = False
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFacts:
    """One revision of a demand. `scope` holds the ids of the categories to look in (a family); None is everything.

    `budget` is the ceiling for the whole in 元, None when there is none or it must not count.
    """

    demand_id: str
    title: str = ""
    requirements: tuple[Requirement, ...] = ()
    budget: Decimal | None = None
    delivery_days: int | None = None
    scope: frozenset[str] | None = None


class ScoreParts(NamedTuple):
    """Points by part in the published order, in hundredths of a point; they add up to the row's score exactly."""

    mandatory: int = 0
    important: int = 0
    general: int = 0
    price: int = 0
    delivery: int = 0
    evidence: int = 0
    text: int = 0

    @property
    def total(self) -> int:
        """The score."""
        return sum(self)

    def items(self) -> tuple[tuple[str, int], ...]:
        """(name, points) of each part in the published order."""
        return tuple(zip(self._fields, self, strict=True))


PART_NAMES = ScoreParts._fields


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """One product's place in a result.

    `reasons` has one reason per requirement of the demand, in their order; `verdicts` follows from it. `rungs` is the
    evidence behind each answer today (0: none). `verified` means: eligible, and every ★ answer stands on a third
    party's test or better. `evidence` is the sum that breaks ties. `distance` is how far an ineligible product misses
    its ★ requirements altogether (None for the others).
    """

    product_id: str
    outcome: Outcome
    score: int
    parts: ScoreParts
    reasons: tuple[Reason, ...]
    rungs: tuple[int, ...]
    evidence: int
    verified: bool
    distance: Fraction | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each requirement."""
        return tuple(verdict_of(reason) for reason in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchResult:
    """The answer to one demand: candidates best first, and imported reference products apart.

    `rows` is cut at the limit; `counts` says how many candidates of each outcome there are in the whole scope, and
    `one_short` how many of them miss exactly one ★ requirement.
    `weights` are the weights in force for this demand (parts that it does not ask for are shared out), hundredths.
    """

    demand_id: str
    rows: tuple[MatchRow, ...]
    references: tuple[MatchRow, ...]
    counts: Mapping[Outcome, int]
    one_short: int
    weights: ScoreParts
    engine_version: str
    weights_version: str


def count_marks(requirements: Iterable[Requirement]) -> Mapping[Mark, int]:
    """How many requirements carry each mark."""
    counts = dict.fromkeys(Mark, 0)
    for requirement in requirements:
        counts[requirement.mark] += 1
    return counts
