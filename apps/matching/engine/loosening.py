"""A clause as it would read after giving up levels, in the unit in which it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from apps.matching.engine.costs import DEMOTION_COST, MovingEnd, ends_of
from apps.matching.engine.moves import Move, MoveKind
from apps.matching.engine.scales import Scale
from apps.taxonomy.language.canonical import find_unit
from apps.taxonomy.language.conditions import member_key
from apps.taxonomy.language.distance import MILLION, steps_travelled
from apps.taxonomy.language.types import Ambient, Bound, Mark, Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import Unit, UnitTable


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One ★ clause as it would read. `index` is its place among the demand's requirements; cost in millionths.

    `opens` is true where = became ≥ or ≤. `dropped` are the members, as printed, that are no longer asked for.
    """

    index: int
    kind: MoveKind
    after: Requirement
    cost: int
    opens: bool = False
    dropped: tuple[str, ...] = ()


def loosened(
    requirement: Requirement,
    move: Move,
    levels: Sequence[int],
    *,
    scale: Scale,
    parameter: ParameterFacts | None,
    units: UnitTable,
) -> ClauseChange:
    """The clause after the move. Its bound stands exactly on the value of a product, or where it stood before."""
    if move.kind is MoveKind.DEMOTE or parameter is None:
        return ClauseChange(move.index, move.kind, replace(requirement, mark=Mark.IMPORTANT), DEMOTION_COST)
    if move.kind is MoveKind.DROP:
        return _without_members(requirement, move, levels, units)
    ends = ends_of(move, scale)
    bounds = [end.after(level) for end, level in zip(ends, levels, strict=True)]
    after = _with_bounds(requirement, move, bounds, find_unit(requirement.unit, parameter.quantity, units))
    opens = requirement.op is Operator.EQUALS
    return ClauseChange(move.index, move.kind, after, _cost(ends, bounds, parameter), opens)


def _cost(ends: Sequence[MovingEnd], bounds: Sequence[Bound], parameter: ParameterFacts) -> int:
    return max(1, *(steps_travelled(end.after(0), bound, parameter) for end, bound in zip(ends, bounds, strict=True)))


def _without_members(requirement: Requirement, move: Move, levels: Sequence[int], units: UnitTable) -> ClauseChange:
    gone = {member for member, level in zip(move.members, levels, strict=True) if level}
    dropped = tuple(each for each in requirement.members if member_key(each, requirement.unit, units) in gone)
    after = replace(requirement, members=tuple(each for each in requirement.members if each not in dropped))
    return ClauseChange(move.index, move.kind, after, len(gone) * MILLION, dropped=dropped)


def _with_bounds(requirement: Requirement, move: Move, bounds: Sequence[Bound], unit: Unit | None) -> Requirement:
    printed = [_printed(bound, unit, is_width=requirement.op is Operator.TOLERANCE) for bound in bounds]
    if requirement.op is Operator.TOLERANCE and isinstance(printed[0], Fraction):
        return replace(requirement, lo=-printed[0], hi=printed[0], strict=False)
    if move.kind is MoveKind.SHRINK:
        return replace(requirement, lo=printed[0], hi=printed[1])
    if move.kind is MoveKind.LOWER:
        return replace(requirement, op=Operator.AT_LEAST, lo=printed[0], hi=None, strict=False, superlative=False)
    return replace(requirement, op=Operator.AT_MOST, lo=None, hi=printed[0], strict=False, superlative=False)


def _printed(bound: Bound, unit: Unit | None, *, is_width: bool) -> Bound:
    """From base units back into the printed one; a width (±t) has no zero point to shift."""
    if isinstance(bound, Ambient) or unit is None:
        return bound
    return (bound - (0 if is_width else unit.offset)) / unit.factor
