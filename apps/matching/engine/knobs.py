"""假如改一条: the numeric ends of a demand's clauses that can be moved, and where every product stands beside them.

A knob is one end of one clause: the bound of ≥, ≤ and ±, and each end of a range. Whoever turns one asks the index
again with the changed demand (`MatchIndex.match`); nothing is judged here. Offsets from the surroundings (室温+5),
sets, fixed values and choices have no knob.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Int64
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.moves import Bools, Given, given_for
from apps.matching.engine.running import Evaluation
from apps.matching.engine.scales import Order, Scale
from apps.taxonomy.language.canonical import Ask, ask_of, find_unit
from apps.taxonomy.language.types import Mark, Operator, Requirement
from apps.taxonomy.language.units import Unit

Goodness = npt.NDArray[np.int8]

_GOODNESS = np.array(layout.GOODNESS_BY_REASON, dtype=np.int8)
# The kinds of values that a bound is compared with, beside ranges: ±0.1 answers ≤ 0.1 by its width.
_SINGLE = {
    Operator.AT_LEAST: (layout.EXACT, layout.AT_LEAST),
    Operator.AT_MOST: (layout.EXACT, layout.AT_MOST, layout.TOLERANCE),
}


class End(StrEnum):
    """Which bound of a requirement moves."""

    LO = "lo"
    HI = "hi"


@dataclass(frozen=True, slots=True)
class Knob:
    """One end of the requirement at place `index`. `asked` is where it stands, in the unit that is printed.

    `at_least` says which products pass: those that give as much or more, or as much or less.
    """

    index: int
    end: End
    at_least: bool
    asked: Fraction


@dataclass(frozen=True, slots=True)
class Tick:
    """What some products give, in the unit that is printed, and whether they pass the clause at this end."""

    value: Fraction
    passes: bool
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A knob with everybody beside it, values rising. `silent` candidates give nothing that can be compared.

    `step` is the nearest value that would make further products 满足; None where none would.
    """

    knob: Knob
    ticks: tuple[Tick, ...]
    silent: int
    step: Tick | None

    def value_of(self, product_id: str) -> Fraction | None:
        """What a product gives; None where it can't be compared."""
        return next((tick.value for tick in self.ticks if product_id in tick.products), None)


def knobs_of(requirements: Sequence[Requirement]) -> tuple[Knob, ...]:
    """The knobs of a demand, in the order of its clauses."""
    return tuple(knob for index, each in enumerate(requirements) for knob in _knobs(index, each))


def _knobs(index: int, requirement: Requirement) -> list[Knob]:
    lo, hi = requirement.lo, requirement.hi
    if requirement.code is None or requirement.op not in (*_SINGLE, Operator.TOLERANCE, Operator.RANGE):
        return []
    is_range = requirement.op is Operator.RANGE
    found: list[Knob] = []
    if isinstance(lo, Fraction) and requirement.op in (Operator.AT_LEAST, Operator.RANGE):
        found.append(Knob(index, End.LO, not is_range, lo))
    if isinstance(hi, Fraction) and requirement.op is not Operator.AT_LEAST:
        found.append(Knob(index, End.HI, is_range, hi))
    return found


def turned(demand: DemandFacts, knob: Knob, value: Fraction) -> DemandFacts:
    """The demand with this end at `value`. Raises ValueError where a range or a width would be left empty."""
    requirements = list(demand.requirements)
    requirements[knob.index] = _turned(requirements[knob.index], knob.end, value)
    return replace(demand, requirements=tuple(requirements))


def _turned(requirement: Requirement, end: End, value: Fraction) -> Requirement:
    if requirement.op is Operator.TOLERANCE:
        if value < 0:
            raise ValueError("a width is not negative")
        return replace(requirement, lo=-value, hi=value)
    changed = replace(requirement, lo=value) if end is End.LO else replace(requirement, hi=value)
    if requirement.op is Operator.RANGE:
        lo, hi = changed.lo, changed.hi
        if isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo > hi:
            raise ValueError("the lower end stands above the upper one")
    return changed


def scene_of(index: MatchIndex, demand: DemandFacts, evaluation: Evaluation, knob: Knob) -> Scene:
    """Everybody beside one knob. `evaluation` must be the demand's own."""
    candidates = np.flatnonzero(~index.columns.is_reference[evaluation.rows])
    requirement = demand.requirements[knob.index]
    parameter = index.parameters.get(requirement.code or "")
    ask = ask_of(requirement, parameter=parameter, units=index.units) if parameter else None
    if parameter is None or ask is None or ask.op is not requirement.op:  # nobody can be compared with such a clause
        return Scene(knob, (), len(candidates), None)
    rows, goodness = evaluation.rows[candidates], _GOODNESS[evaluation.reasons[:, candidates]]
    beside = _Beside(
        given=given_for(requirement, index.columns, rows, index.units),
        ask=ask,
        scale=index.columns.scales.get(requirement.code or "") or Scale(),
        own=goodness[knob.index],
    )
    ranks, usable, passes = beside.at(knob.end, at_least=knob.at_least)
    is_width = requirement.op is Operator.TOLERANCE
    ticks = _Ticks(
        product_ids=index.columns.product_ids,
        rows=rows,
        ranks=ranks,
        order=beside.scale.magnitudes if is_width else beside.scale.values,
        unit=find_unit(requirement.unit, parameter.quantity, index.units),
        is_width=is_width,
    )
    could = usable & ~passes & _all_else_is_met(demand, knob, goodness, beside)
    return Scene(
        knob=knob,
        ticks=tuple(ticks.of(usable, passes)),
        silent=int(np.count_nonzero(~usable)),
        step=ticks.nearest(could, at_least=knob.at_least) if _can_step(requirement) else None,
    )


def _can_step(requirement: Requirement) -> bool:
    """A bound that excludes its own value lets nobody in by standing on it; without ★ nobody is kept out.

    Where the other end of a range is no number (室温+5), nothing can be said of it.
    """
    ends = (requirement.lo, requirement.hi) if requirement.op is Operator.RANGE else ()
    is_known = all(isinstance(end, Fraction) for end in ends)
    return requirement.mark is Mark.MANDATORY and not requirement.strict and is_known


def _all_else_is_met(demand: DemandFacts, knob: Knob, goodness: Goodness, beside: _Beside) -> Bools:
    """Where every other ★ is met, and of a range the other end."""
    others = [
        place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY and place != knob.index
    ]
    met: Bools = np.all(goodness[others] >= layout.FULFILLED_GOODNESS, axis=0)
    if demand.requirements[knob.index].op is Operator.RANGE:
        other = End.HI if knob.end is End.LO else End.LO
        met = met & beside.at(other, at_least=not knob.at_least)[2]
    return met


@dataclass(frozen=True)
class _Beside:
    """What the candidates give for one clause, and how good it is."""

    given: Given
    ask: Ask
    scale: Scale
    own: Goodness

    def at(self, end: End, *, at_least: bool) -> tuple[Int64, Bools, Bools]:
        """At this end: each candidate's guaranteed rank, where there is one, and where it passes."""
        ranks, usable = self._ranks(end)
        usable &= (self.own == layout.NEGATIVE_GOODNESS) | (self.own >= layout.FULFILLED_GOODNESS)
        if self.ask.op is not Operator.RANGE:
            return ranks, usable, usable & (self.own >= layout.FULFILLED_GOODNESS)
        wanted = self.scale.place(self.ask.lo if end is End.LO else self.ask.hi)
        return ranks, usable, usable & (ranks >= wanted if at_least else ranks <= wanted)

    def _ranks(self, end: End) -> tuple[Int64, Bools]:
        """As the kernels compare them: the worse end of a spread, the reachable end of what can be set."""
        given, op = self.given, self.ask.op
        plain = (given.heads & layout.FITS != 0) & (given.heads & layout.APPROXIMATE == 0)
        if op is Operator.TOLERANCE:
            kinds = np.isin(given.kinds, (layout.EXACT, layout.AT_MOST, layout.TOLERANCE))
            return given.second, plain & kinds & (given.second != layout.MISSING)
        is_range = given.kinds == layout.RANGE
        takes_second = is_range & ((end is End.HI) if op is Operator.RANGE else self.ask.settable == (end is End.LO))
        fits = is_range if op is Operator.RANGE else is_range | np.isin(given.kinds, _SINGLE[op])
        bases = np.where(takes_second, given.second_base, given.first_base)
        return np.where(takes_second, given.second, given.first), plain & fits & (bases == layout.NUMBER)


@dataclass(frozen=True)
class _Ticks:
    """Turns ranks into values: exact, in the printed unit; a width has no zero point to shift."""

    product_ids: Sequence[str]
    rows: Int64
    ranks: Int64
    order: Order
    unit: Unit | None
    is_width: bool

    def of(self, usable: Bools, passes: Bools) -> list[Tick]:
        """One tick for each distinct rank and verdict, values rising."""
        found = []
        for rank in np.unique(self.ranks[usable]):
            for verdict in (False, True):
                there = usable & (self.ranks == rank) & (passes == verdict)
                if there.any():
                    found.append(self._tick(int(rank), there, passes=verdict))
        return sorted(found, key=lambda tick: tick.value)

    def nearest(self, could: Bools, *, at_least: bool) -> Tick | None:
        """The first value on the way down (≥) or up (≤) that one of these products gives."""
        ranks = self.ranks[could]
        if not len(ranks):
            return None
        rank = int(ranks.max() if at_least else ranks.min())
        return self._tick(rank, could & (self.ranks == rank), passes=True)

    def _tick(self, rank: int, there: Bools, *, passes: bool) -> Tick:
        number = Fraction(self.order.multiples[rank // 2], self.order.denominator)
        if self.unit is not None:
            number = (number - (0 if self.is_width else self.unit.offset)) / self.unit.factor
        return Tick(number, passes, tuple(self.product_ids[row] for row in self.rows[there]))
