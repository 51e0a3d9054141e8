"""Bounds said as people write them: ≥60,000, 室温+5～85 ℃, ±0.1 ℃.

Numbers keep their exact digits; whole numbers get thousands separators; very small and very large ones are written as
a × 10ⁿ. The unit follows after a space, but % and ° stand close.
"""

from __future__ import annotations

from fractions import Fraction

from apps.taxonomy.language.types import Ambient, Bound, Operator, SpecKind, decimal_text

_CLOSE_UNITS = ("%", "‰", "°", "′", "″", ":1", "×")
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LONGEST_PLAIN = 8  # characters of a decimal before it is written as a power of ten


def say_number(number: Fraction) -> str:
    """A number for reading: 60,000; 0.06; −115; 1.4×10⁻¹²; an endless decimal with six significant digits and ≈."""
    plain = decimal_text(number)
    if "/" in plain:
        return f"≈{float(number):.6g}".replace("-", "−")
    sign, digits = ("−", plain[1:]) if plain.startswith("-") else ("", plain)
    whole, dot, part = digits.partition(".")
    if (len(part) > LONGEST_PLAIN - 3 and whole == "0") or (len(whole) > LONGEST_PLAIN and whole.endswith("000")):
        return sign + _as_power(whole, part)
    return f"{sign}{int(whole):,}{dot}{part}"


def _as_power(whole: str, part: str) -> str:
    if whole == "0":
        zeros = len(part) - len(part.lstrip("0"))
        digits, exponent = part[zeros:], -zeros - 1
    else:
        digits, exponent = whole.rstrip("0"), len(whole) - 1
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return power if mantissa == "1" else f"{mantissa}×{power}"


def say_bound(bound: Bound) -> str:
    """A bound without its unit."""
    return str(bound) if isinstance(bound, Ambient) else say_number(bound)


def with_unit(text: str, unit: str | None) -> str:
    """The text followed by the unit, with a space where the unit asks for one."""
    if not unit:
        return text
    return text + unit if unit.startswith(_CLOSE_UNITS) else f"{text} {unit}"


def say_bounds(
    op: Operator | SpecKind, lo: Bound | None, hi: Bound | None, unit: str | None, *, is_strict: bool = False
) -> str:
    """The sign, the number or numbers, and the unit of a requirement or a spec value. '' when there is no number."""
    match op:
        case Operator.AT_LEAST | SpecKind.AT_LEAST if lo is not None:
            return with_unit(("＞" if is_strict else "≥") + say_bound(lo), unit)
        case Operator.AT_MOST | SpecKind.AT_MOST if hi is not None:
            return with_unit(("＜" if is_strict else "≤") + say_bound(hi), unit)
        case Operator.TOLERANCE | SpecKind.TOLERANCE if hi is not None:
            return with_unit("±" + say_bound(hi), unit)
        case Operator.RANGE | SpecKind.RANGE if lo is not None and hi is not None:
            return with_unit(f"{say_bound(lo)}～{say_bound(hi)}", unit)
        case Operator.EQUALS | SpecKind.EXACT if lo is not None:
            return with_unit(say_bound(lo), unit)
    return ""
