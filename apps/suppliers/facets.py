"""The numeric filters of the catalogue as its page shows them: fields from ～ to, a unit, and the distribution."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.suppliers.catalogue import CatalogueQuery
from apps.suppliers.ranges import RangeFilter, unit_choices
from apps.taxonomy.language.canonical import find_unit
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.wording import number_text
from apps.taxonomy.models import Parameter
from design.parts import Bin

BINS = 12
FACETS_SHOWN = 4
_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Facet:
    """A numeric filter: what stands in its two fields, its units, and the distribution in the chosen unit."""

    asked: RangeFilter
    units: tuple[str, ...]
    unit: str
    bins: tuple[Bin, ...]
    low: float | None
    high: float | None
    low_text: str
    high_text: str

    @property
    def parameter(self) -> Parameter:
        """The parameter that is filtered."""
        return self.asked.parameter


@dataclass(frozen=True, slots=True)
class PriceFacet:
    """The filter by price, in 万元."""

    bins: tuple[Bin, ...]
    low: float | None
    high: float | None


def facets_of(query: CatalogueQuery, figures: Mapping[int, Sequence[float]]) -> list[Facet]:
    """The numeric filters: those in use first, then those with at least two figures, in the template's order."""
    used, others = [], []
    for asked in query.ranges:
        values = figures.get(asked.parameter.pk, ())
        if asked.text:
            used.append(_facet(asked, values))
        elif len(set(values)) > 1:
            others.append(_facet(asked, values))
    return used + others


def price_facet(query: CatalogueQuery, prices: Sequence[float]) -> PriceFacet:
    """The distribution of prices given in 元."""
    return PriceFacet(
        bins=histogram_bins([price / _WAN for price in prices]), low=_wan(query.price_from), high=_wan(query.price_to)
    )


def _wan(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount / _WAN)


def _facet(asked: RangeFilter, values: Sequence[float]) -> Facet:
    parameter, unit = asked.parameter, asked.unit or asked.parameter.unit
    low_text, high_text = _fields(asked, unit)
    shift, step = _scale(parameter, unit)
    return Facet(
        asked=asked,
        units=unit_choices(parameter),
        unit=unit,
        bins=histogram_bins([(value - shift) / step for value in values]),
        low=None if asked.lo is None else (float(asked.lo) - shift) / step,
        high=None if asked.hi is None else (float(asked.hi) - shift) / step,
        low_text=low_text,
        high_text=high_text,
    )


def _fields(asked: RangeFilter, unit: str) -> tuple[str, str]:
    """What stands in the two fields: what was typed there, else the ends of the text, exactly, in the unit shown."""
    if any(asked.typed):
        return asked.typed
    if not asked.is_usable:
        return asked.text, ""
    low, high = (_end_text(end, asked.parameter, unit) for end in (asked.lo, asked.hi))
    return (f">{low}" if low and asked.is_strict else low, f"<{high}" if high and asked.is_strict else high)


def _end_text(end: Fraction | None, parameter: Parameter, unit: str) -> str:
    if end is None:
        return ""
    found = find_unit(unit, parameter.quantity, default_units()) if unit else None
    return number_text(end if found is None else (end - found.offset) / found.factor)


def _scale(parameter: Parameter, unit: str) -> tuple[float, float]:
    """Offset and factor of the unit: a figure in base units less the one, divided by the other, is in this unit."""
    found = find_unit(unit, parameter.quantity, default_units()) if unit else None
    return (0.0, 1.0) if found is None else (float(found.offset), float(found.factor))


def histogram_bins(values: Sequence[float]) -> tuple[Bin, ...]:
    """Equal steps between the smallest and the largest; equal ratios where they span two powers of ten and more."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        return ()
    if low > 0 and high / low >= 100:
        ratio = (high / low) ** (1 / BINS)
        edges = [low * ratio**step for step in range(BINS)] + [high]
    else:
        width = (high - low) / BINS
        edges = [low + width * step for step in range(BINS)] + [high]
    counts = [0] * BINS
    for value in values:
        counts[bisect_right(edges, value, 1, BINS) - 1] += 1
    rounded = [float(f"{edge:.3g}") for edge in edges]
    return tuple(Bin(rounded[i], rounded[i + 1], counts[i]) for i in range(BINS))
