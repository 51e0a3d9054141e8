"""The values that makers print for one parameter: a pool that many share, and values of one's own.

Numbers are round in the unit in which they are printed. A parameter is printed in up to three units; `denominator` is
so fine that every value of the parameter, in base units, is a whole multiple of 1/denominator, and small enough that
the multiples fit 62 bits: whoever wants to may compare whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import floor, lcm, log10
from random import Random

from apps.taxonomy.files import ParameterRecord
from apps.taxonomy.language.types import EvidenceRung, ParameterFacts, SpecKind, SpecValue, decimal_text
from apps.taxonomy.language.units import Unit, UnitTable

TODAY = date(2026, 6, 1)
POOL = 240
LARGEST_MULTIPLE = 1 << 60
_AWKWARD = {
    "pressure": ("MPa", "bar", "psi"),
    "temp": ("℃", "K"),
    "dtemp": ("℃", "K"),
    "time": ("s", "min", "h"),
    "length": ("mm", "μm", "nm", "英寸"),
    "flow": ("mL/min", "L/min", "L/h"),
    "voltage": ("V", "kV"),
}
_RUNGS = (
    *(EvidenceRung.CLAIM,) * 70,
    *(EvidenceRung.USER_REPORT,) * 12,
    *(EvidenceRung.THIRD_PARTY,) * 13,
    *(EvidenceRung.ACCREDITED,) * 5,
)
_KINDS = {
    "higher": (SpecKind.AT_LEAST,) * 9 + (SpecKind.EXACT,) * 9 + (SpecKind.RANGE, SpecKind.AT_MOST),
    "lower": (SpecKind.AT_MOST,) * 9 + (SpecKind.EXACT,) * 9 + (SpecKind.RANGE, SpecKind.AT_LEAST),
    "": (SpecKind.EXACT,) * 14 + (SpecKind.AT_LEAST,) * 2 + (SpecKind.SET,) * 4,
    "range": (SpecKind.RANGE,) * 16 + (SpecKind.EXACT,) * 2 + (SpecKind.AT_LEAST, SpecKind.AT_MOST),
    "tolerance": (SpecKind.TOLERANCE,) * 15 + (SpecKind.AT_MOST,) * 4 + (SpecKind.EXACT,),
}


@dataclass(frozen=True, slots=True)
class Printing:
    """One unit in which a parameter is printed, and how many decimals makers give in it."""

    unit: Unit
    symbol: str | None
    decimals: int


class Printed:
    """What makers print for one parameter."""

    def __init__(self, record: ParameterRecord, units: UnitTable) -> None:
        random = Random(f"parameter {record.code}")
        self.record = record
        self.facts = ParameterFacts(
            code=record.code,
            name=record.name_zh,
            quantity=record.quantity,
            settable=record.settable,
            better=record.better,
        )
        self.centre = _centre(record, random)
        self.printings = _printings(record, units, self.centre) if record.kind not in ("set", "bool") else ()
        self.denominator = _denominator(self.printings)
        self.options = tuple(f"{record.name_zh[:4]}{letter}型" for letter in "甲乙丙丁戊己庚辛壬癸子丑")
        self.conditions: tuple[str | None, ...] = (None, None, None, *record.conditions[:2])

    @cached_property
    def pool(self) -> tuple[SpecValue, ...]:
        """What many makers print, the most usual first."""
        random = Random(f"pool {self.record.code}")
        return tuple(self.value(random) for _ in range(POOL))

    @cached_property
    def numbers(self) -> Sequence[Fraction]:
        """The numbers that makers print, in the parameter's own unit, rising."""
        random = Random(f"numbers {self.record.code}")
        return sorted((self.number(random) for _ in range(POOL if self.printings else 0)), key=float)

    def number(self, random: Random, *, digits: int = 2) -> Fraction:
        """A number around the parameter's centre, in its own unit, with so many significant digits."""
        if self.record.quantity == "temp":
            return Fraction(random.randrange(-16, 80) * 5) if digits < 3 else Fraction(random.randrange(-80, 400))
        spread = float(self.centre) * 10 ** random.uniform(-0.7, 0.7)  # even on a ratio scale
        return rounded(spread, digits, self.printings[0].decimals)

    def value(self, random: Random, *, digits: int = 2) -> SpecValue:
        """One spec value with everything a maker may say about it."""
        kind = self._kind(random)
        rung = random.choice(_RUNGS)
        expires = TODAY + timedelta(days=random.randrange(-60, 900)) if rung > EvidenceRung.USER_REPORT else None
        condition = random.choice(self.conditions)
        code = self.record.code
        if kind is SpecKind.HAS:
            has = random.random() < 0.85
            return SpecValue(code=code, kind=kind, has=has, condition=condition, rung=rung, expires_on=expires)
        if kind is SpecKind.SET:
            members, unit = self._members(random)
            return SpecValue(
                code=code, kind=kind, members=members, unit=unit, condition=condition, rung=rung, expires_on=expires
            )
        lo, hi, symbol = self._ends(kind, random, digits)
        return SpecValue(
            code=code,
            kind=kind,
            lo=lo,
            hi=hi,
            unit=symbol,
            strict=kind in (SpecKind.AT_LEAST, SpecKind.AT_MOST) and random.random() < 0.1,
            approximate=random.random() < 0.02,
            condition=condition,
            rung=rung,
            expires_on=expires,
        )

    def print_in(self, number: Fraction, printing: Printing) -> Fraction:
        """The number, given in the parameter's own unit, as makers print it in another one."""
        own = self.printings[0]
        if printing is own:
            return number
        there = (own.unit.to_base(number) - printing.unit.offset) / printing.unit.factor
        return rounded(float(there), 3, printing.decimals)

    def any_printing(self, random: Random) -> Printing:
        """Mostly the parameter's own unit."""
        return self.printings[0] if random.random() < 0.8 else random.choice(self.printings)

    def _kind(self, random: Random) -> SpecKind:
        match self.record.kind:
            case "bool":
                return SpecKind.HAS
            case "set":
                return SpecKind.SET
            case "number":
                return random.choice(_KINDS[self.record.better])
            case kind:
                return random.choice(_KINDS[kind])

    def _members(self, random: Random) -> tuple[tuple[str, ...], str | None]:
        if not self.printings:
            return tuple(random.sample(self.options, random.randrange(2, 9))), None
        numbers = sorted({self.number(random, digits=1) for _ in range(random.randrange(2, 6))})
        return tuple(decimal_text(number) for number in numbers), self.printings[0].symbol

    def _ends(self, kind: SpecKind, random: Random, digits: int) -> tuple[Fraction | None, Fraction | None, str | None]:
        printing = self.any_printing(random)
        first = self.print_in(self.number(random, digits=digits), printing)
        if kind is SpecKind.RANGE:
            lo, hi = sorted((first, self.print_in(self.number(random, digits=digits), printing)))
            return lo, hi, printing.symbol
        if kind is SpecKind.TOLERANCE:
            return -abs(first), abs(first), printing.symbol
        lo_end = None if kind is SpecKind.AT_MOST else first
        hi_end = None if kind is SpecKind.AT_LEAST else first
        return lo_end, hi_end, printing.symbol


def rounded(number: float, digits: int, decimals: int) -> Fraction:
    """The number with so many significant digits and at most so many decimals."""
    if not number:
        return Fraction(0)
    places = min(decimals, digits - 1 - floor(log10(abs(number))))
    if places <= 0:
        return Fraction(round(number / 10**-places) * 10**-places)
    return Fraction(round(number * 10**places), 10**places)


def _centre(record: ParameterRecord, random: Random) -> Fraction:
    if record.quantity == "count":
        return Fraction(random.choice((4, 10, 50, 100)))
    return random.choice((1, 2, 5)) * Fraction(10) ** random.randrange(-2, 3)


def _printings(record: ParameterRecord, units: UnitTable, centre: Fraction) -> tuple[Printing, ...]:
    """The parameter's own unit, and others of its quantity in which its numbers stay readable and exact in 62 bits."""
    own = units.find(record.unit, record.quantity)
    if own is None:
        raise LookupError(f"{record.code}: {record.unit!r} is no unit of {record.quantity}")
    found = [Printing(own, record.unit or None, 0 if record.quantity == "count" else _decimals(centre))]
    for symbol in _AWKWARD.get(record.quantity, ()):
        unit = units.find(symbol, record.quantity)
        if unit is None or (unit.factor == own.factor and unit.offset == own.offset):
            continue
        printing = Printing(unit, symbol, _decimals(centre * own.factor / unit.factor))
        if _fits([*found, printing], centre):
            found.append(printing)
    return tuple(found)


def _decimals(centre: Fraction) -> int:
    """Enough for three significant digits of the smallest numbers around the centre."""
    return max(0, 3 - floor(log10(centre)))


def _fits(printings: Sequence[Printing], centre: Fraction) -> bool:
    own = printings[0].unit
    largest = max(centre * 10 * own.factor, abs(own.to_base(Fraction(1000))))
    readable = all(Fraction(1, 2000) < centre * own.factor / each.unit.factor < 200_000 for each in printings)
    return readable and largest * _denominator(printings) < LARGEST_MULTIPLE


def _denominator(printings: Sequence[Printing]) -> int:
    parts = [(each.unit.factor / 10**each.decimals).denominator for each in printings]
    return lcm(*parts, *(each.unit.offset.denominator for each in printings)) if parts else 1
