"""The unit table: spellings, quantities, and exact rational factors.

The data stand in `units.tsv`: one row a unit with its quantity, canonical symbol, factor to the quantity's base unit,
offset, and all spellings that mean it. A spelling may belong to several quantities (℃ is a temperature, a difference
of temperatures, and part of a rate), so a look-up takes the quantity that the parameter has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from apps.taxonomy.language.spelling import repair_spelling

UNITS_FILE = Path(__file__).with_name("units.tsv")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: value in the quantity's base unit = value × factor + offset, both exact."""

    symbol: str
    quantity: str
    factor: Fraction
    offset: Fraction = Fraction(0)

    def to_base(self, number: Fraction) -> Fraction:
        """Convert a number in this unit into the base unit of its quantity, exactly."""
        return number * self.factor + self.offset


class UnitTable:
    """All known units, found by spelling and quantity."""

    def __init__(self, rows: Iterable[tuple[Unit, Iterable[str]]]) -> None:
        self._by_spelling: dict[str, dict[str, Unit]] = {}
        self._by_quantity: dict[str, list[Unit]] = {}
        for unit, spellings in rows:
            self._by_quantity.setdefault(unit.quantity, []).append(unit)
            for spelling in (unit.symbol, *spellings):
                self._by_spelling.setdefault(spelling, {}).setdefault(unit.quantity, unit)

    def find(self, spelling: str | None, quantity: str) -> Unit | None:
        """The unit that the spelling means for this quantity; None when it is no unit of the quantity.

        The spelling is looked up as printed first, then repaired (oC, KV, mL·min-1). No spelling at all (None or '')
        finds the unit of a quantity that is counted or dimensionless.
        """
        printed = self._by_spelling.get(spelling or "", {}).get(quantity)
        return printed or self._by_spelling.get(repair_spelling(spelling or ""), {}).get(quantity)

    def quantities(self, spelling: str | None) -> tuple[str, ...]:
        """All quantities in which the spelling is a unit, as printed or after repair."""
        printed = self._by_spelling.get(spelling or "", {})
        return tuple(printed or self._by_spelling.get(repair_spelling(spelling or ""), {}))

    def units(self, quantity: str) -> tuple[Unit, ...]:
        """All units of a quantity, in the order of the table."""
        return tuple(self._by_quantity.get(quantity, ()))

    def spellings(self) -> frozenset[str]:
        """Every spelling that the table knows."""
        return frozenset(self._by_spelling)

    @classmethod
    def from_mapping(cls, units: Mapping[str, Mapping[str, str]], counters: Iterable[str | None]) -> UnitTable:
        """A table from {quantity: {symbol: factor}} and the list of counting units (None = no unit printed)."""
        rows: list[tuple[Unit, Iterable[str]]] = [
            (Unit(symbol, quantity, Fraction(factor), _offset(quantity, symbol)), ())
            for quantity, symbols in units.items()
            for symbol, factor in symbols.items()
        ]
        rows.append((Unit("", "count", Fraction(1)), tuple(counter or "" for counter in counters)))
        return cls(rows)


def _offset(quantity: str, symbol: str) -> Fraction:
    return Fraction("273.15") if quantity == "temp" and symbol == "℃" else Fraction(0)


@lru_cache(maxsize=1)
def default_units() -> UnitTable:
    """The platform's own unit table, read once from `units.tsv`.

    Columns, separated by tabs: quantity, symbol, factor (rational), offset (rational, may be empty), spellings
    (separated by spaces). Lines that start with '#' are comments.
    """
    rows: list[tuple[Unit, Iterable[str]]] = []
    for line in UNITS_FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        quantity, symbol, factor, offset, spellings = [*line.split("\t"), "", ""][:5]
        unit = Unit(symbol, quantity, Fraction(factor), Fraction(offset or 0))
        rows.append((unit, spellings.split(" ") if spellings else ()))
    return UnitTable(rows)
