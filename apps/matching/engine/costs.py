"""What a move costs, in whole millionths: `distance.steps_travelled`, exact, for many levels at once.

Logarithms and quotients are taken in floats and rounded; wherever the error of a float could change the rounding, the
level is worked out again by the exact function. So no number here depends on a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.moves import Move, MoveKind
from apps.matching.engine.scales import Order, Scale
from apps.taxonomy.language.distance import MILLION, is_ratio_scale, steps_travelled
from apps.taxonomy.language.types import Ambient, Bound, Operator, ParameterFacts

Float64 = npt.NDArray[np.float64]

DEMOTION_COST = MILLION  # as a missing capability
_LEAST = 1
_LARGEST_SAFE = 1e14  # millionths; beyond, a float has no digits left behind the point
_FLOAT_ERROR = 2.0**-48  # of a quotient of two rounded quotients, with room to spare


@dataclass(frozen=True)
class MovingEnd:
    """One end of a clause on its parameter's scale: where it stands, and which way giving up moves its rank."""

    order: Order
    start: Fraction
    word: str
    sign: int

    def after(self, level: int) -> Bound:
        """The bound in base units after giving up `level` ranks."""
        number = self.start
        if level:
            number = Fraction(self.order.multiples[int(self._places(np.array([level]))[0])], self.order.denominator)
        return Ambient(number, self.word) if self.word else number

    def floats_after(self, levels: Int64) -> Float64:
        """The same for rising levels as floats, each the nearest one to the exact number."""
        multiples, denominator = self.order.multiples, self.order.denominator
        moved = levels[levels > 0]
        floats = [_quotient(multiples[place], denominator) for place in self._places(moved).tolist()]
        start = _quotient(self.start.numerator, self.start.denominator)
        return np.array([start] * (len(levels) - len(moved)) + floats)

    def _places(self, levels: Int64) -> Int64:
        places: Int64 = (self.order.rank(self.start) + self.sign * levels.astype(np.int64)) // 2
        return places


def ends_of(move: Move, scale: Scale) -> tuple[MovingEnd, ...]:
    """The ends that move, in the order of the levels' coordinates; none for sets and for lowered marks."""
    ask = move.ask
    if ask is None or move.kind in (MoveKind.DROP, MoveKind.DEMOTE):
        return ()
    if move.kind is MoveKind.SHRINK:
        return (_end(ask.lo, scale, 1), _end(ask.hi, scale, -1))
    sign = -1 if move.kind is MoveKind.LOWER else 1
    if ask.op is Operator.TOLERANCE:
        return (MovingEnd(scale.magnitudes, ask.magnitude or Fraction(0), "", sign),)
    return (_end(ask.hi if ask.op is Operator.AT_MOST else ask.lo, scale, sign),)


def _end(bound: Bound | None, scale: Scale, sign: int) -> MovingEnd:
    if isinstance(bound, Ambient):
        return MovingEnd(scale.offsets, bound.offset, bound.word, sign)
    return MovingEnd(scale.values, bound or Fraction(0), "", sign)


def costs_of(move: Move, places: Int64, *, scale: Scale, parameter: ParameterFacts | None) -> Int64:
    """The cost of each product's need, coordinates × places; 0 where the clause is met as it is written.

    A range costs what its dearer end costs; a set one for each member, in a coordinate of its own.
    """
    levels = move.levels[:, places]
    missed = ~move.is_met[places]
    if move.kind is MoveKind.DEMOTE or parameter is None:
        return (levels * DEMOTION_COST).astype(np.int64)
    if move.kind is MoveKind.DROP:
        return (levels * MILLION).astype(np.int64)
    cost = np.zeros((1, len(places)), np.int64)
    if missed.any():
        ends = [
            _end_costs(end, levels[coordinate, missed], parameter)
            for coordinate, end in enumerate(ends_of(move, scale))
        ]
        cost[0, missed] = np.maximum(np.max(ends, axis=0), _LEAST)
    return cost


def _end_costs(end: MovingEnd, levels: Int32, parameter: ParameterFacts) -> Int64:
    found, where = np.unique(levels, return_inverse=True)
    if end.word:
        return np.array([steps_travelled(end.after(0), end.after(int(level)), parameter) for level in found])[where]
    estimate, error = _estimates(end, found.astype(np.int64), parameter)
    rounded = np.rint(estimate)
    costs = rounded.astype(np.int64)
    for place in np.flatnonzero(0.5 - np.abs(estimate - rounded) <= error):
        costs[place] = steps_travelled(end.after(0), end.after(int(found[place])), parameter)
    spread: Int64 = costs[where]
    return spread


def _estimates(end: MovingEnd, levels: Int64, parameter: ParameterFacts) -> tuple[Float64, Float64]:
    """The distances in millionths as floats, and how far each may be from the truth."""
    given, wanted = end.floats_after(levels), _quotient(end.start.numerator, end.start.denominator)
    scale = _quotient(parameter.spread.numerator, parameter.spread.denominator) if parameter.spread else None
    with np.errstate(all="ignore"):
        ratio = np.abs(np.log(wanted / given)) * MILLION
        width = np.maximum(np.abs(given), abs(wanted)) if scale is None else np.full_like(given, scale)
        linear = np.where(width > 0, np.abs(wanted - given) * MILLION / width, 0.0)
        lost = np.where(width > 0, (np.abs(given) + abs(wanted)) * MILLION / width, 0.0) * _FLOAT_ERROR
    is_ratio = (given > 0) & is_ratio_scale(end.start, Fraction(1), parameter)
    estimate = np.where(is_ratio, ratio, linear)
    error = np.where(is_ratio, _FLOAT_ERROR * (2 * MILLION + ratio), lost) + 1e-9
    turns = (given * wanted <= 0) & (is_ratio_scale(end.start, end.start, parameter) | (scale is None))
    unsafe = turns | ~np.isfinite(estimate) | (estimate > _LARGEST_SAFE)
    return np.where(unsafe, 0.5, estimate), np.where(unsafe, 1.0, error)


def _quotient(numerator: int, denominator: int) -> float:
    """The nearest float; infinity and the smallest numbers are told from the others by `_estimates`."""
    try:
        return numerator / denominator
    except OverflowError:
        return float("inf")
