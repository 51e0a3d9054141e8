"""Requirements and spec values brought to one scale: base units, canonical words, sorted ends.

`Ask` and `Answer` are what the rules of the verdict compare, in the plain reference and in the engine's columns alike.
A value that cannot be brought here with certainty becomes an answer of kind TEXT, a requirement an ask of TEXT: both
are judged by a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from apps.taxonomy.language.conditions import condition_key, member_key
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.types import (
    Ambient,
    Bound,
    EvidenceRung,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    decimal_text,
    read_bound,
)
from apps.taxonomy.language.units import Unit, UnitTable, default_units

# The surroundings that an offset may stand on. Offsets compare only on the same base; an unknown word is comparable
# with nothing. The order is part of the engine's format: append, never reorder.
SURROUNDINGS = ("室温", "环境", "水温", "冷却水温", "露点")
_SURROUNDINGS: Mapping[str, str] = {word: word for word in SURROUNDINGS} | {
    "常温": "室温",
    "RT": "室温",
    "rt": "室温",
    "环境温度": "环境",
    "进水温度": "水温",
    "冷却水": "冷却水温",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A requirement in base units. `magnitude` is the t of ±t; `member` the value of = as a member of a set.

    `fits` is false when the printed unit is no unit of the parameter's quantity. `higher` says which side is better
    for a value printed after 最高/最大/可达 (`superlative`).
    """

    op: Operator
    fits: bool = True
    lo: Bound | None = None
    hi: Bound | None = None
    magnitude: Fraction | None = None
    strict: bool = False
    members: frozenset[str] = frozenset()
    member: str = ""
    settable: bool = False
    superlative: bool = False
    higher: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A spec value in base units. EXACT has lo = hi; a SET of numbers has its smallest and largest as lo and hi.

    `magnitude` is the absolute value, by the unit's factor alone, of EXACT, AT_MOST (if not negative) and TOLERANCE:
    what a requirement ±t compares.
    """

    kind: SpecKind
    fits: bool = True
    lo: Bound | None = None
    hi: Bound | None = None
    magnitude: Fraction | None = None
    strict: bool = False
    approximate: bool = False
    members: frozenset[str] = frozenset()
    has: bool = False


@dataclass(frozen=True, slots=True)
class Current:
    """The spec value that counts today for one parameter and condition, with its evidence rung of today."""

    value: SpecValue
    rung: EvidenceRung


@lru_cache(maxsize=16384)
def find_unit(spelling: str | None, quantity: str, units: UnitTable) -> Unit | None:
    """The unit of the quantity that a spelling means; None when it is another dimension or unknown.

    The table's own spellings come first, then the repaired spelling, then the platform's symbol for the spelling.
    """
    found = units.find(spelling, quantity)
    if found is not None or not spelling:
        return found
    found = units.find(repair_spelling(spelling), quantity)
    if found is not None:
        return found
    platform = default_units()
    names = (platform.find(spelling, known) for known in platform.quantities(spelling))
    candidates = (units.find(unit.symbol, quantity) for unit in names if unit and unit.symbol)
    return next((unit for unit in candidates if unit is not None), None)


def current_values(
    values: Sequence[SpecValue], *, units: UnitTable, today: date | None
) -> Mapping[tuple[str, str], Current]:
    """Of several values for one parameter and condition the one that counts, by (code, condition key).

    The highest evidence rung counts; an expired one counts as a claim, but still before a plain claim, so that a
    failed verification never lets the older claim revive. Among equals the first counts: give the newest first.
    `today` None means that nothing expires.
    """
    chosen: dict[tuple[str, str], Current] = {}
    for value in values:
        key = (value.code, condition_key(value.condition, units))
        offered = Current(value, rung_today(value, today))
        known = chosen.get(key)
        if known is None or _weight(offered) > _weight(known):
            chosen[key] = offered
    return chosen


def rung_today(value: SpecValue, today: date | None) -> EvidenceRung:
    """The evidence rung that a value has today: expired evidence counts as the maker's claim."""
    expired = today is not None and value.expires_on is not None and value.expires_on < today
    return EvidenceRung.CLAIM if expired else value.rung


def _weight(current: Current) -> tuple[int, int]:
    return current.rung, current.value.rung


def ask_of(requirement: Requirement, *, parameter: ParameterFacts, units: UnitTable) -> Ask:
    """The requirement in base units. An ask of TEXT when a bound is missing or makes no sense."""
    unit = find_unit(requirement.unit, parameter.quantity, units)
    lo, hi = _sorted_ends(_to_base(requirement.lo, unit), _to_base(requirement.hi, unit))
    ask = Ask(
        op=Operator.SET if requirement.op is Operator.ENUM else requirement.op,
        fits=unit is not None or _needs_no_unit(requirement.lo, requirement.hi, requirement.unit),
        lo=lo,
        hi=hi,
        magnitude=_tolerance(requirement, unit),
        strict=requirement.strict,
        members=frozenset(member_key(member, requirement.unit, units) for member in requirement.members),
        member=_value_as_member(requirement, units),
        settable=parameter.settable,
        superlative=requirement.superlative,
        higher=parameter.better != "lower",
    )
    return ask if _is_complete(requirement) else Ask(op=Operator.TEXT)


def answer_of(value: SpecValue, *, parameter: ParameterFacts, units: UnitTable) -> Answer:
    """The spec value in base units. An answer of kind TEXT when a bound is missing or makes no sense."""
    if not _is_readable(value):
        return Answer(kind=SpecKind.TEXT, approximate=value.approximate)
    unit = find_unit(value.unit, parameter.quantity, units)
    lo, hi = printed_ends(value)
    base_lo, base_hi = _to_base(lo, unit), _to_base(hi, unit)
    if value.kind is SpecKind.RANGE:
        base_lo, base_hi = _sorted_ends(base_lo, base_hi)
    if value.kind is SpecKind.SET:
        base_lo, base_hi = _member_ends(value.members, unit)
    return Answer(
        kind=value.kind,
        fits=unit is not None or _needs_no_unit(lo, hi, value.unit),
        lo=base_lo,
        hi=base_hi,
        magnitude=_magnitude(value, unit),
        strict=value.strict,
        approximate=value.approximate,
        members=frozenset(member_key(member, value.unit, units) for member in value.members),
        has=bool(value.has),
    )


def _is_complete(requirement: Requirement) -> bool:
    lo, hi = requirement.lo, requirement.hi
    match requirement.op:
        case Operator.AT_LEAST:
            return lo is not None
        case Operator.AT_MOST:
            return hi is not None
        case Operator.EQUALS:
            return lo is not None and lo == hi
        case Operator.RANGE:
            return lo is not None and hi is not None
        case Operator.TOLERANCE:
            return isinstance(hi, Fraction) and hi >= 0 and lo == -hi
        case Operator.SET | Operator.ENUM:
            return bool(requirement.members)
        case _:
            return True


def _is_readable(value: SpecValue) -> bool:
    lo, hi = printed_ends(value)
    match value.kind:
        case SpecKind.EXACT | SpecKind.RANGE:
            return lo is not None and hi is not None
        case SpecKind.AT_LEAST:
            return lo is not None
        case SpecKind.AT_MOST:
            return hi is not None
        case SpecKind.TOLERANCE:
            return isinstance(hi, Fraction)
        case SpecKind.SET:
            return bool(value.members)
        case SpecKind.HAS:
            return value.has is not None
        case _:
            return False


def printed_ends(value: SpecValue) -> tuple[Bound | None, Bound | None]:
    """The ends that the kind uses, in the printed unit; other bounds that may be filled in are ignored."""
    lo, hi = value.lo, value.hi
    if value.kind is SpecKind.EXACT:
        one = lo if lo is not None else hi
        return one, one
    if value.kind is SpecKind.AT_LEAST:
        return lo, None
    if value.kind is SpecKind.AT_MOST:
        return None, hi
    if value.kind is SpecKind.TOLERANCE:
        return None, abs(hi) if isinstance(hi, Fraction) else hi
    return lo, hi


def _to_base(bound: Bound | None, unit: Unit | None) -> Bound | None:
    if isinstance(bound, Ambient):
        return Ambient(bound.offset, _SURROUNDINGS.get(bound.word, ""))
    return None if bound is None or unit is None else unit.to_base(bound)


def _sorted_ends(lo: Bound | None, hi: Bound | None) -> tuple[Bound | None, Bound | None]:
    """Ends in rising order, also when they were printed from high to low."""
    if isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo > hi:
        return hi, lo
    if isinstance(lo, Ambient) and isinstance(hi, Ambient) and lo.word == hi.word and lo.offset > hi.offset:
        return hi, lo
    return lo, hi


def _needs_no_unit(lo: Bound | None, hi: Bound | None, unit: str | None) -> bool:
    """室温～室温+70 without a unit is complete; a number without one is not, unless the quantity has such a unit."""
    bounds = [bound for bound in (lo, hi) if bound is not None]
    return not unit and all(isinstance(bound, Ambient) for bound in bounds)


def _tolerance(requirement: Requirement, unit: Unit | None) -> Fraction | None:
    """The t of ±t. A tolerance is a difference, so the unit's offset (℃ → K) is not added."""
    if requirement.op is not Operator.TOLERANCE or unit is None or not isinstance(requirement.hi, Fraction):
        return None
    return requirement.hi * unit.factor


def _magnitude(value: SpecValue, unit: Unit | None) -> Fraction | None:
    bound = printed_ends(value)[1]
    if unit is None or not isinstance(bound, Fraction):
        return None
    if value.kind is SpecKind.AT_MOST and bound < 0:
        return None  # ≤ -1 leaves the deviation open downwards
    wanted = value.kind in (SpecKind.EXACT, SpecKind.AT_MOST, SpecKind.TOLERANCE)
    return abs(bound) * unit.factor if wanted else None


def _value_as_member(requirement: Requirement, units: UnitTable) -> str:
    if requirement.op is not Operator.EQUALS or not isinstance(requirement.lo, Fraction):
        return ""
    return member_key(decimal_text(requirement.lo), requirement.unit, units)


def _member_ends(members: Sequence[str], unit: Unit | None) -> tuple[Bound | None, Bound | None]:
    """The smallest and the largest member of a set of numbers; None when a member is no number."""
    try:
        read = [read_bound(member) for member in members]
    except (ValueError, ZeroDivisionError):
        return None, None
    numbers = [unit.to_base(number) for number in read if isinstance(number, Fraction)] if unit else []
    return (min(numbers), max(numbers)) if len(numbers) == len(members) else (None, None)
