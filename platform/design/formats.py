"""Numbers as this site writes them: thousands separators, true minus, unit after a space.

Every function is total: a missing value becomes a dash, and text that is no number stays as it is, because
a reader must never be shown a number that nobody gave.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DASH = "—"
MINUS = "−"
_WAN = Decimal(10_000)
_SHORTEST_MS = Decimal(5)
_LONG_WHOLE = re.compile(r"(?<![\w.,\-/])[1-9][0-9]{4,11}(?![\w.,\-/])", re.ASCII)

Numeric = Decimal | int | float | Fraction | str | None


def to_decimal(value: object) -> Decimal | None:
    """Return ``value`` as a finite Decimal, or None where it is missing or no number.

    A Fraction that has no finite decimal expansion is rounded to twelve significant digits for display.
    """
    if value is None or isinstance(value, bool) or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return Decimal(int(value))
    if isinstance(value, Fraction):
        return (Decimal(value.numerator) / Decimal(value.denominator)).normalize()
    try:
        number = Decimal(str(value).replace(MINUS, "-"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _separated(number: Decimal) -> str:
    return f"{number:,f}".replace("-", MINUS)


def _rounded(number: Decimal, *, places: int) -> Decimal:
    # Adding zero turns a rounded -0.00 into 0.00: zero has no sign.
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def format_number(value: object, places: int | None = None) -> str:
    """Return ``value`` with thousands separators and a true minus.

    Without ``places`` every digit that was given is kept (``Decimal("1.0")`` stays ``1.0``).
    None and the empty string give a dash; text that is no number is returned unchanged.
    """
    number = to_decimal(value)
    if number is None:
        return DASH if value is None or value == "" else str(value)
    return _separated(number if places is None else _rounded(number, places=places))


def group_digits(text: object) -> str:
    """Return words with thousands separators in their whole numbers of five digits and more: ``m/z 20～40,000``.

    For what somebody wrote; decimals, names with digits in them and what is grouped already stay as they are.
    """
    return _LONG_WHOLE.sub(lambda found: f"{int(found[0]):,}", str(text))


def format_wan(value: object) -> str:
    """Return an amount in 元 as 万元 with two decimals, the form of overviews: ``300.00 万元``."""
    number = to_decimal(value)
    if number is None:
        return DASH
    return _("%(amount)s 万元") % {"amount": format_wan_bare(number)}


def format_wan_bare(value: object) -> str:
    """Return an amount in 元 as 万元 without the unit, for columns whose head carries it."""
    number = to_decimal(value)
    return DASH if number is None else _separated(_rounded(number / _WAN, places=2))


def format_yuan(value: object) -> str:
    """Return an amount in 元 exactly, as quotes and contracts show it: ``3,000,000.00 元``."""
    number = to_decimal(value)
    if number is None:
        return DASH
    exponent = number.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return _("%(amount)s 元") % {"amount": _separated(_rounded(number, places=places))}


def format_days(value: object) -> str:
    """Return a number of days with its unit: ``90 天``."""
    number = to_decimal(value)
    if number is None:
        return DASH
    # One and a half days are several.
    return ngettext("%(count)s 天", "%(count)s 天", 1 if number == 1 else 2) % {"count": _separated(number)}


def format_seconds(milliseconds: object) -> str:
    """Return a duration in milliseconds as seconds with two decimals: ``5.32 s``; shorter than 10 ms as ``<0.01 s``."""
    number = to_decimal(milliseconds)
    if number is None:
        return DASH
    return f"{_separated(_rounded(number / 1000, places=2))} s" if number >= _SHORTEST_MS else "<0.01 s"


def format_signed_percent(ratio: object, places: int = 0) -> str:
    """Return a ratio as a percentage with its sign: 0.33 → ``+33%``, −0.16 → ``−16%``.

    A ratio that is not zero is never shown as zero: places are added up to three, then ``<0.001%`` is said.
    """
    number = to_decimal(ratio)
    if number is None:
        return DASH
    percent = number * 100
    if percent == 0:
        return "0%"
    sign = "+" if percent > 0 else MINUS
    for digits in range(places, 4):
        rounded = _rounded(abs(percent), places=digits)
        if rounded:
            return f"{sign}{_separated(rounded)}%"
    return f"{sign}<0.001%"
