"""What each ★ clause would have to give up for each product: the levels of docs/algorithms/relaxation.md, as arrays.

One `Move` a clause, one place a product. `is_met` says that the clause is met as it is written, `is_mendable` that it
is met after the change of its kind with the product's own `levels`. Levels are whole numbers (ranks, or members to
drop), so that joining the needs of several products is the larger of two integers, and exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Columns, Int32, Int64
from apps.matching.engine.scales import Scale
from apps.taxonomy.language.canonical import Ask, ask_of
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable

Bools = npt.NDArray[np.bool_]
UInt8 = npt.NDArray[np.uint8]

# Reasons that the clause itself gives, whatever the product: nobody can meet it, so its ★ can only be lowered.
_OWN_REASONS = (layout.R_UNREAD_REQUIREMENT, layout.R_UNLINKED, layout.R_UNKNOWN_PARAMETER)
_ANY_LIMIT = int(np.iinfo(np.int32).max)


class MoveKind(StrEnum):
    """How a ★ clause may change."""

    LOWER = "lower"  # the bound of ≥ comes down; an = becomes ≥
    RAISE = "raise"  # the bound of ≤ or ± goes up; an = becomes ≤
    SHRINK = "shrink"  # the ends of a range come closer
    DROP = "drop"  # members of a set are no longer asked for
    DEMOTE = "demote"  # the clause keeps its words and loses its ★


@dataclass(frozen=True)
class Move:
    """The change of one clause over all products. `levels` is coordinates × products; 0 gives nothing up.

    The levels of a join must add up to less than `limit`: a range keeps a width, a set a member. `index` is the
    clause's place among the demand's requirements; `ask` what it asks in base units (None for DEMOTE). `members` are
    the keys of the wanted members in the order of the coordinates.
    """

    kind: MoveKind
    index: int
    ask: Ask | None
    is_met: Bools
    is_mendable: Bools
    levels: Int32
    limit: int = _ANY_LIMIT
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """The entries of a clause's slot, spread over the places: head 0 stands for no value."""

    heads: Int64
    first: Int64
    second: Int64

    @property
    def kinds(self) -> Int64:
        return self.heads & layout.KIND_BITS

    @property
    def first_base(self) -> Int64:
        return (self.heads >> layout.FIRST_SHIFT) & layout.BASE_BITS

    @property
    def second_base(self) -> Int64:
        return (self.heads >> layout.SECOND_SHIFT) & layout.BASE_BITS


def given_for(requirement: Requirement, columns: Columns, rows: Int64, units: UnitTable) -> Given:
    """What the products of these rows (rising) give for a clause under its own condition."""
    slot = columns.slot(requirement.code, condition_key(requirement.condition, units))
    found = columns.values_at(slot, rows)
    at = np.flatnonzero(found != layout.MISSING)
    spread = [np.zeros(len(rows), np.int64) for _ in range(3)]
    for target, source in zip(spread, (columns.values.heads, columns.values.first, columns.values.second), strict=True):
        target[at] = source[found[at]]
    return Given(*spread)


@dataclass(frozen=True)
class MoveFinder:
    """Makes the moves of a demand's clauses. `rows` are the products' rows, rising; `reasons` requirements × rows."""

    columns: Columns
    rows: Int64
    reasons: UInt8

    def find(
        self,
        requirements: Sequence[Requirement],
        indexes: Sequence[int],
        *,
        parameters: Mapping[str, ParameterFacts],
        units: UnitTable,
    ) -> list[Move]:
        """The moves of the requirements at these places."""
        return [self._move(requirements[index], index, parameters, units) for index in indexes]

    def _move(
        self, requirement: Requirement, index: int, parameters: Mapping[str, ParameterFacts], units: UnitTable
    ) -> Move:
        reasons = self.reasons[index]
        parameter = parameters.get(requirement.code or "")
        if requirement.op in (Operator.HAS, Operator.ANY) and (parameter or requirement.op is Operator.ANY):
            return _demotion(index, reasons)
        ask = ask_of(requirement, parameter=parameter, units=units) if parameter else Ask(op=Operator.TEXT)
        if parameter is None or ask.op is Operator.TEXT:
            return _demotion(index, np.full_like(reasons, layout.R_UNREAD_REQUIREMENT))
        given = given_for(requirement, self.columns, self.rows, units)
        scale = self.columns.scales.get(requirement.code or "") or Scale()
        if ask.op in (Operator.AT_LEAST, Operator.AT_MOST, Operator.TOLERANCE):
            return _bound_move(index, ask, reasons, given, scale)
        if ask.op is Operator.RANGE:
            return _shrinking(index, ask, reasons, given, scale)
        if ask.op is Operator.SET:
            return self._dropping(index, ask, reasons, given, scale)
        if ask.op is Operator.EQUALS and _has_direction(ask, parameter):
            return _opening(index, ask, reasons, given, scale)
        return _demotion(index, reasons)

    def _dropping(self, index: int, ask: Ask, reasons: UInt8, given: Given, scale: Scale) -> Move:
        members = tuple(sorted(ask.members))
        met, lacking = reasons == layout.R_SET_COVERED, reasons == layout.R_SET_LACKS
        levels = np.zeros((len(members), len(self.rows)), np.int32)
        at = self.columns.sets.at[given.first[lacking]]
        for coordinate, member in enumerate(members):
            bit = scale.bits.get(member)
            levels[coordinate, lacking] = 1 if bit is None else 1 - self._holds(at, bit)
        mendable = met | (lacking & (levels.sum(axis=0) < len(members)))
        return Move(MoveKind.DROP, index, ask, met, mendable, levels, limit=len(members), members=members)

    def _holds(self, at: Int32, bit: int) -> Int64:
        words = self.columns.sets.words[at + bit // 64]
        found: Int64 = ((words >> np.uint64(bit % 64)) & np.uint64(1)).astype(np.int64)
        return found


def _has_direction(ask: Ask, parameter: ParameterFacts) -> bool:
    """Whether = has a better side: the parameter's, or the higher one after 最高/最大/可达. 室温 has none."""
    return isinstance(ask.lo, Fraction) and (parameter.better != "" or ask.superlative)


def _is_met(reasons: UInt8) -> Bools:
    goodness = np.array(layout.GOODNESS_BY_REASON, dtype=np.int8)
    met: Bools = goodness[reasons] >= layout.FULFILLED_GOODNESS
    return met


def _demotion(index: int, reasons: UInt8) -> Move:
    goodness = np.array(layout.GOODNESS_BY_REASON, dtype=np.int8)
    met = _is_met(reasons)
    own = np.isin(reasons, _OWN_REASONS)
    missed = own | (goodness[reasons] == layout.NEGATIVE_GOODNESS)
    levels = missed.astype(np.int32)[np.newaxis, :]
    return Move(MoveKind.DEMOTE, index, None, met, met | missed, levels)


def _bound_move(index: int, ask: Ask, reasons: UInt8, given: Given, scale: Scale) -> Move:
    """≥, ≤ and ±: the guaranteed rank against the wanted one."""
    is_lower = ask.op is Operator.AT_LEAST
    if ask.op is Operator.TOLERANCE:
        wanted, ranks = scale.place_magnitude(ask.magnitude), given.second
    else:
        wanted = scale.place(ask.lo if is_lower else ask.hi)
        takes_second = (given.kinds == layout.RANGE) & (ask.settable == is_lower)
        ranks = np.where(takes_second, given.second, given.first)
    missed = (reasons == layout.R_WORSE) | (reasons == layout.R_STRICT_EQUAL)
    met = _is_met(reasons)
    levels = np.where(missed, np.abs(wanted - ranks), 0).astype(np.int32)[np.newaxis, :]
    return Move(MoveKind.LOWER if is_lower else MoveKind.RAISE, index, ask, met, met | missed, levels)


def _opening(index: int, ask: Ask, reasons: UInt8, given: Given, scale: Scale) -> Move:
    """= becomes ≥ or ≤, at the value or at a product's value on the worse side. A set can't answer the new sign."""
    met, wanted = _is_met(reasons), scale.place(ask.lo)
    is_range = given.kinds == layout.RANGE
    takes_second = is_range & ask.higher
    ranks = np.where(takes_second, given.second, given.first)
    bases = np.where(takes_second, given.second_base, given.first_base)
    answers = (is_range | (given.kinds == layout.EXACT)) & (bases == layout.NUMBER)
    differs = np.isin(reasons, (layout.R_DIFFERS, layout.R_OUTSIDE, layout.R_SUPERLATIVE))
    mendable = answers & (met | differs)
    worse = wanted - ranks if ask.higher else ranks - wanted
    levels = np.where(mendable & differs, np.maximum(worse, 0), 0).astype(np.int32)[np.newaxis, :]
    return Move(MoveKind.LOWER if ask.higher else MoveKind.RAISE, index, ask, met, mendable, levels)


def _shrinking(index: int, ask: Ask, reasons: UInt8, given: Given, scale: Scale) -> Move:
    """A range gives up what the product lacks at each end, as long as something is left."""
    met, short = _is_met(reasons), reasons == layout.R_RANGE_SHORT
    lo_base, hi_base = layout.base_code(ask.lo), layout.base_code(ask.hi)
    wanted_lo, wanted_hi = scale.place(ask.lo), scale.place(ask.hi)
    known = layout.UNKNOWN not in (lo_base, hi_base)
    comparable = known & (given.first_base == lo_base) & (given.second_base == hi_base)
    limit = wanted_hi - wanted_lo if lo_base == hi_base else _ANY_LIMIT
    fixed = short & comparable
    levels = np.zeros((2, len(reasons)), np.int32)
    levels[0, fixed] = np.maximum(given.first[fixed] - wanted_lo, 0)
    levels[1, fixed] = np.maximum(wanted_hi - given.second[fixed], 0)
    mendable = met | (fixed & (levels.sum(axis=0, dtype=np.int64) < limit))
    return Move(MoveKind.SHRINK, index, ask, met, mendable, levels, limit=limit)
