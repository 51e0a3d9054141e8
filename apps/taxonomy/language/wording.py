"""Numbers, values and requirements as they are printed for a reader, in Chinese or English."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Literal

from apps.taxonomy.language.types import Ambient, Bound, Operator, Requirement, SpecKind, SpecValue, decimal_text

Language = Literal["zh", "en"]

_GROUPED_FROM = 10_000
_POWERS_FROM, _POWERS_BELOW = Fraction(10**7), Fraction(1, 1000)
_SHORTEST_SMALL = len("0.0005")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_NO_BLANK_BEFORE = ("°", "′", "″", ":")
_LONGEST_DECIMAL = 12
_MANY_DIGITS = 8


def number_text(number: Fraction, digits: int | None = None) -> str:
    """A number for reading: 80,000; 0.25; 5×10⁻⁶. `digits` rounds to that many significant digits.

    Without `digits` the number is exact, save for fractions without a short decimal form: six significant digits.
    """
    plain = decimal_text(number)
    if digits is None and ("/" in plain or len(plain) > _LONGEST_DECIMAL):
        digits = None if is_short(number) else 6
    shown = number if digits is None else rounded_to(number, digits)
    text = decimal_text(shown)
    is_plain = _POWERS_BELOW <= abs(shown) < _POWERS_FROM or len(text.lstrip("-−")) <= _SHORTEST_SMALL
    if shown and not is_plain:
        return _power_text(shown)
    return f"{Decimal(text):,f}" if abs(shown) >= _GROUPED_FROM else text


def bound_in_words(bound: Bound | None, unit: str | None) -> str:
    """A bound with its unit: 8,700 psi, 室温+5 ℃, 30°."""
    if bound is None:
        return "?"
    if isinstance(bound, Ambient) and not bound.offset:
        return bound.word
    text = str(bound) if isinstance(bound, Ambient) else number_text(bound)
    return with_unit(text, unit)


def with_unit(text: str, unit: str | None) -> str:
    """A number's text and its unit, with a blank between where one is usual."""
    if not unit:
        return text
    return text + unit if unit.startswith(_NO_BLANK_BEFORE) else f"{text} {unit}"


def value_in_words(value: SpecValue, language: Language = "zh") -> str:
    """What the product answers, as printed: ≥ 80 MPa, 0.2～30 kV, SE、BSE, 具备."""
    about = ("约 " if language == "zh" else "about ") if value.approximate else ""
    match value.kind:
        case SpecKind.HAS:
            return capability_in_words(bool(value.has), language)
        case SpecKind.SET:
            return about + members_in_words(value.members, value.unit, language)
        case SpecKind.AT_LEAST:
            return about + (">" if value.strict else "≥") + " " + bound_in_words(value.lo, value.unit)
        case SpecKind.AT_MOST:
            return about + ("<" if value.strict else "≤") + " " + bound_in_words(value.hi, value.unit)
        case SpecKind.TOLERANCE:
            return about + "±" + bound_in_words(value.hi, value.unit)
        case SpecKind.RANGE:
            return about + range_in_words(value.lo, value.hi, value.unit)
        case SpecKind.EXACT:
            return about + bound_in_words(value.lo if value.lo is not None else value.hi, value.unit)
        case _:
            return value.text


def requirement_in_words(requirement: Requirement, language: Language = "zh") -> str:
    """What is asked, without the parameter's name: ≥ 60 MPa, 0.2～30 kV, ±0.5 %, SE、BSE."""
    lo, hi, unit = requirement.lo, requirement.hi, requirement.unit
    match requirement.op:
        case Operator.AT_LEAST:
            return (">" if requirement.strict else "≥") + " " + bound_in_words(lo, unit)
        case Operator.AT_MOST:
            return ("<" if requirement.strict else "≤") + " " + bound_in_words(hi, unit)
        case Operator.EQUALS:
            return bound_in_words(lo, unit)
        case Operator.RANGE:
            return range_in_words(lo, hi, unit)
        case Operator.TOLERANCE:
            return "±" + bound_in_words(hi, unit)
        case Operator.SET | Operator.ENUM:
            return members_in_words(requirement.members, unit, language)
        case Operator.HAS:
            return capability_in_words(True, language)
        case Operator.ANY:
            joint = " 或 " if language == "zh" else " or "
            return joint.join(requirement_in_words(each, language) for each in requirement.alternatives)
        case _:
            return requirement.name


def range_in_words(lo: Bound | None, hi: Bound | None, unit: str | None) -> str:
    """Both ends with one unit: 0.2～30 kV; each end with its own where one is the surroundings."""
    if isinstance(lo, Fraction) and isinstance(hi, Fraction):
        return with_unit(f"{number_text(lo)}～{number_text(hi)}", unit)
    return f"{bound_in_words(lo, unit)}～{bound_in_words(hi, unit)}"


def members_in_words(members: tuple[str, ...], unit: str | None, language: Language) -> str:
    """The members of a set in their order."""
    return with_unit(("、" if language == "zh" else ", ").join(members), unit)


def capability_in_words(has: bool, language: Language) -> str:
    """具备 or 不具备."""
    if language == "zh":
        return "具备" if has else "不具备"
    return "yes" if has else "no"


def is_short(number: Fraction) -> bool:
    """Whether the number has few significant digits, however many zeros: 80,000,000,000 or 0.00000005."""
    plain = decimal_text(number)
    return "/" not in plain and len(plain.lstrip("-").replace(".", "").strip("0")) <= _MANY_DIGITS


def rounded_to(number: Fraction, digits: int) -> Fraction:
    """The number with so many significant digits, half to even."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    return Fraction(context.divide(Decimal(number.numerator), Decimal(number.denominator)))


def _power_text(number: Fraction) -> str:
    plain = decimal_text(abs(number)).lstrip("0.").replace(".", "").rstrip("0")
    exponent = Decimal(decimal_text(abs(number))).adjusted()
    mantissa = f"{plain[0]}.{plain[1:]}" if len(plain) > 1 else plain
    sign = "-" if number < 0 else ""
    return f"{sign}{mantissa}×10{str(exponent).translate(_SUPERSCRIPTS)}"
