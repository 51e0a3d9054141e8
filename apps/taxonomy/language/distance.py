"""How far a value misses a requirement, in whole millionths, so that every machine gives the same number.

Both sides positive on a ratio scale: the natural logarithm of their ratio (half as much and twice as much are equally
far). Zero, negative numbers, temperatures and levels: the difference divided by the catalogue's spread, or by the
larger of the two sides where no spread is known. Missing members count one each, a missing capability one.
A relative change alone would break at zero and differ between ℃ and K.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from apps.taxonomy.language.canonical import Answer, Ask
from apps.taxonomy.language.types import Ambient, Bound, Operator, ParameterFacts, SpecKind

Pair = tuple[Bound | None, Bound | None]

MILLION = 1_000_000
BEYOND_ZERO = 1_000 * MILLION  # more than the logarithm of any ratio that a tender could hold
UNKNOWN_MISS = Fraction(1)  # a miss whose size cannot be told counts as one missing member

# Scales whose zero is a convention: a ratio of two readings means nothing there.
_INTERVAL_QUANTITIES = frozenset({"temp", "sound"})

# The error of a float's logarithm in millionths, with room to spare: of the logarithm 2⁻⁵², of a rounded ratio 2⁻⁵³.
_QUICK_ERROR = 1e-4
_LARGEST_QUICK = 1e10

# Decimal arithmetic is correctly rounded and equal everywhere; the machine's own logarithm is not.
_EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


def distance_of_miss(ask: Ask, answer: Answer, parameter: ParameterFacts) -> Fraction:
    """The distance of a negative verdict: at least one millionth, a whole number of them."""
    if ask.op is Operator.SET:
        return Fraction(len(ask.members - answer.members))
    pairs = _missed_pairs(ask, answer)
    steps = [steps_between(wanted, given, parameter) for wanted, given in pairs]
    return Fraction(max(1, *steps), MILLION) if steps else UNKNOWN_MISS


def _missed_pairs(ask: Ask, answer: Answer) -> list[tuple[Bound, Bound]]:
    """The (wanted, given) pairs that the miss lies between; of a range only the ends that fall short."""
    by_operator: dict[Operator, list[Pair]] = {
        Operator.AT_LEAST: [(ask.lo, _given_end(ask, answer, upper=True))],
        Operator.AT_MOST: [(ask.hi, _given_end(ask, answer, upper=False))],
        Operator.TOLERANCE: [(ask.magnitude, answer.magnitude)],
        Operator.RANGE: _short_ends(ask, answer),
        Operator.EQUALS: _nearest_value(ask, answer),
    }
    pairs = by_operator.get(ask.op, [])
    return [(wanted, given) for wanted, given in pairs if wanted is not None and given is not None]


def _given_end(ask: Ask, answer: Answer, *, upper: bool) -> Bound | None:
    if answer.kind is SpecKind.RANGE:
        return answer.hi if ask.settable == upper else answer.lo
    return answer.lo if answer.lo is not None else answer.hi


def _short_ends(ask: Ask, answer: Answer) -> list[Pair]:
    pairs: list[Pair] = []
    if _is_less(ask.lo, answer.lo):
        pairs.append((ask.lo, answer.lo))
    if _is_less(answer.hi, ask.hi):
        pairs.append((ask.hi, answer.hi))
    return pairs


def _nearest_value(ask: Ask, answer: Answer) -> list[Pair]:
    if answer.kind is SpecKind.SET:
        return []
    return [(ask.lo, answer.lo if _is_less(ask.lo, answer.lo) else answer.hi)]


def _is_less(a: Bound | None, b: Bound | None) -> bool:
    if isinstance(a, Ambient) and isinstance(b, Ambient):
        return a.word == b.word and a.offset < b.offset
    return isinstance(a, Fraction) and isinstance(b, Fraction) and a < b


def steps_between(wanted: Bound, given: Bound, parameter: ParameterFacts) -> int:
    """Millionths between two bounds in base units; 0 for equal ones."""
    if isinstance(wanted, Ambient) or isinstance(given, Ambient):
        return _ambient_steps(wanted, given, parameter)
    if is_ratio_scale(wanted, given, parameter):
        return _log_steps(wanted / given)
    return _linear_steps(wanted, given, parameter)


def steps_travelled(start: Bound, end: Bound, parameter: ParameterFacts) -> int:
    """Millionths of the farthest point on the way from one bound to another: a longer way never costs less.

    Differs from `steps_between` only beyond zero, where ratios grow without end (BEYOND_ZERO is added) and where a
    difference is divided by a side that grows faster than it.
    """
    if isinstance(start, Ambient) or isinstance(end, Ambient):
        both = isinstance(start, Ambient) and isinstance(end, Ambient)
        return _linear_travel(_number(start), _number(end), parameter) if both else MILLION
    if is_ratio_scale(start, end, parameter):
        return _log_steps(start / end)
    crosses = is_ratio_scale(start, start, parameter)
    return _linear_travel(start, end, parameter) + (BEYOND_ZERO if crosses else 0)


def _linear_travel(start: Fraction, end: Fraction, parameter: ParameterFacts) -> int:
    if not parameter.spread and start * end < 0 and abs(end) >= abs(start):
        return 2 * MILLION
    return _linear_steps(start, end, parameter)


def _number(bound: Bound) -> Fraction:
    return bound.offset if isinstance(bound, Ambient) else bound


def is_ratio_scale(wanted: Fraction, given: Fraction, parameter: ParameterFacts) -> bool:
    """Whether the two are compared by their ratio, or else by their difference."""
    return parameter.quantity not in _INTERVAL_QUANTITIES and wanted > 0 and given > 0


def _ambient_steps(wanted: Bound, given: Bound, parameter: ParameterFacts) -> int:
    if isinstance(wanted, Ambient) and isinstance(given, Ambient):
        return _linear_steps(wanted.offset, given.offset, parameter)
    return MILLION


def _log_steps(ratio: Fraction) -> int:
    """|ln ratio| in millionths. A float decides where it is far enough from the middle between two of them."""
    try:
        quick = abs(math.log(ratio)) * MILLION
    except (OverflowError, ValueError):  # beyond what a float holds
        return _exact_log_steps(ratio)
    is_certain = quick < _LARGEST_QUICK and abs(quick % 1 - 0.5) > _QUICK_ERROR
    return round(quick) if is_certain else _exact_log_steps(ratio)


def _exact_log_steps(ratio: Fraction) -> int:
    quotient = _EXACT.divide(Decimal(ratio.numerator), Decimal(ratio.denominator))
    scaled = _EXACT.multiply(abs(_EXACT.ln(quotient)), Decimal(MILLION))
    return int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN))


def _linear_steps(wanted: Fraction, given: Fraction, parameter: ParameterFacts) -> int:
    scale = parameter.spread if parameter.spread else max(abs(wanted), abs(given))
    return round(abs(wanted - given) * MILLION / scale) if scale else 0
