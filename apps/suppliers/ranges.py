"""A numeric filter of the catalogue: what a user typed, in exact base units, and which figures it admits.

Figures are stored as floats. Rounding to a float keeps the order, so a comparison of floats can be wrong only where
both are equal; exactly these rows are decided again with the exact numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.suppliers.specs import LARGEST_FLOAT, facts_of
from apps.taxonomy.language.canonical import answer_of
from apps.taxonomy.language.spec import read_spec
from apps.taxonomy.language.types import SpecKind
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Parameter

LONGEST_TEXT = 80
MOST_UNITS = 12
_SIGNS = tuple("≥≤><＞＜=")


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeFilter:
    """What was typed for one parameter, and its ends in base units; `problem` says why it can't be used.

    `typed` holds the two fields of a form, where the ends came from two.

    A single-number product passes inside the ends. A range that the user sets on the instrument passes when it covers
    both ends, or reaches the one that is given; a spread of measured values passes with its worse end.
    """

    parameter: Parameter
    text: str
    unit: str
    lo: Fraction | None = None
    hi: Fraction | None = None
    is_strict: bool = False
    problem: str = ""
    typed: tuple[str, str] = ("", "")

    @property
    def is_usable(self) -> bool:
        """Whether anything is asked and understood."""
        return not self.problem and (self.lo is not None or self.hi is not None)

    @property
    def covers(self) -> bool:
        """Whether a product's range must cover what is asked."""
        return self.parameter.settable or self.parameter.kind == Parameter.Kind.RANGE

    def admits(self, lo: Fraction, hi: Fraction, *, is_range: bool) -> bool:
        """Decide exactly: figures in base units; for anything but a range both are the same figure."""
        if is_range and self.covers:
            if self.lo is not None and self.hi is not None:
                return lo <= self.lo and hi >= self.hi
            return self._is_above(hi) and self._is_below(lo)
        if is_range and self.parameter.better:
            lo = hi = lo if self.parameter.better == Parameter.Better.HIGHER else hi
        return self._is_above(lo) and self._is_below(hi)

    def _is_above(self, figure: Fraction) -> bool:
        return self.lo is None or (figure > self.lo if self.is_strict else figure >= self.lo)

    def _is_below(self, figure: Fraction) -> bool:
        return self.hi is None or (figure < self.hi if self.is_strict else figure <= self.hi)

    def rows(self) -> Q:
        """The spec rows that `admits` lets pass, ends and figures taken as floats."""
        single = self._between("base_lo", "base_hi")
        if self.covers:
            both = self.lo is not None and self.hi is not None
            around = replace(self, lo=self.hi, hi=self.lo, is_strict=False) if both else self
            ranged = around._between("base_hi", "base_lo")
        elif self.parameter.better:
            end = "base_lo" if self.parameter.better == Parameter.Better.HIGHER else "base_hi"
            ranged = self._between(end, end)
        else:
            ranged = single
        is_range = Q(kind=SpecKind.RANGE.value)
        numbers = Q(parameter=self.parameter, base_lo__isnull=False, base_hi__isnull=False)
        return numbers & ((is_range & ranged) | (~is_range & single))

    def _between(self, lower_field: str, upper_field: str) -> Q:
        """lower_field ≥ lo and upper_field ≤ hi, as far as the ends are given."""
        condition, strictly = Q(), "" if self.is_strict else "e"
        if self.lo is not None:
            condition &= Q(**{f"{lower_field}__gt{strictly}": float(self.lo)})
        if self.hi is not None:
            condition &= Q(**{f"{upper_field}__lt{strictly}": float(self.hi)})
        return condition

    def by_float(self) -> RangeFilter:
        """The same filter with the ends that floats make of its own: it decides as `rows` does."""
        lo, hi = (None if end is None else Fraction(float(end)) for end in (self.lo, self.hi))
        return replace(self, lo=lo, hi=hi)

    def borderline(self) -> Q:
        """The rows whose figure is equal to an end as a float: floats can't decide these."""
        ends = [float(end) for end in (self.lo, self.hi) if end is not None]
        return Q(base_hi__isnull=False) & (Q(base_lo__in=ends) | Q(base_hi__in=ends))


def range_text(low: str, high: str) -> str:
    """What two fields ask for, as one text: 60 and 80 → 60～80, 60 alone → ≥60, <5 alone as it is."""
    if low and high:
        return f"{low}～{high}"
    lead, end = ("≥", low) if low else ("≤", high)
    return end if end[:1] in _SIGNS else f"{lead}{end}"


def read_range(text: str, *, parameter: Parameter, unit: str = "", typed: tuple[str, str] = ("", "")) -> RangeFilter:
    """Read 50000～120000, ≥0.1 MPa, <5, 100 bar. `unit` counts where the text has none; else the parameter's unit.

    A bare number means at least or at most, as the parameter's good direction says; without a direction, exactly it.
    """
    asked = text.strip()[:LONGEST_TEXT].replace("\0", "")
    found = RangeFilter(parameter=parameter, text=asked, unit=unit, typed=typed)
    if not asked:
        return found
    value = read_spec(asked, parameter=facts_of(parameter), units=default_units())
    if value.unit is None:
        value = replace(value, unit=unit or parameter.unit or None)
    answer = answer_of(value, parameter=facts_of(parameter), units=default_units())
    if not answer.fits:
        said = {"unit": value.unit or "", "wanted": parameter.unit or _("不带单位的数")}
        return replace(found, problem=_("单位“%(unit)s”不能用于该参数，请换成 %(wanted)s。") % said)
    lo, hi = answer.lo, answer.hi
    if answer.kind is SpecKind.TOLERANCE:
        lo, hi = None, answer.magnitude
    if answer.kind is SpecKind.EXACT and parameter.better:
        lo, hi = (lo, None) if parameter.better == Parameter.Better.HIGHER else (None, hi)
    ends = [end for end in (lo, hi) if end is not None]
    if not ends or any(not isinstance(end, Fraction) or abs(end) > LARGEST_FLOAT for end in ends):
        return replace(
            found, problem=_("没有读懂“%(text)s”，请写成 50000～120000、≥0.1 或 <5 的样子。") % {"text": asked}
        )
    return replace(
        found,
        lo=lo if isinstance(lo, Fraction) else None,
        hi=hi if isinstance(hi, Fraction) else None,
        is_strict=answer.strict,
    )


def unit_choices(parameter: Parameter) -> tuple[str, ...]:
    """The unit symbols that a user may pick for a parameter, its own first."""
    symbols = [unit.symbol for unit in default_units().units(parameter.quantity) if unit.symbol]
    others = [symbol for symbol in symbols if symbol != parameter.unit][:MOST_UNITS]
    return (parameter.unit, *others) if parameter.unit else tuple(others)
