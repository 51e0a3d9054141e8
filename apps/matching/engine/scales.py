"""The scale of one parameter: its numbers in exact order, so that comparing two ranks compares the numbers.

All numbers that products give for one parameter are brought to base units and sorted as fractions; a value's rank is
2·i + 1 for its place i. A requirement's bound is placed by exact bisection: on the rank of an equal value, or on the
even number between its neighbours. So `rank < threshold` holds exactly when `value < bound` does, and no float is used.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from apps.matching.engine import layout
from apps.taxonomy.language.canonical import Answer
from apps.taxonomy.language.types import Ambient, Bound, SpecKind

WORD_BITS = 64


@dataclass(frozen=True, slots=True)
class Order:
    """Distinct numbers in rising order, as whole multiples of 1/denominator: exact, and quick to search."""

    multiples: tuple[int, ...] = ()
    denominator: int = 1

    @classmethod
    def of(cls, numbers: Iterable[Fraction]) -> Order:
        """The order of these numbers; repetitions count once."""
        distinct = set(numbers)
        denominator = lcm(*(number.denominator for number in distinct))
        multiples = (number.numerator * (denominator // number.denominator) for number in distinct)
        return cls(tuple(sorted(multiples)), denominator)

    def rank(self, number: Fraction) -> int:
        """2·i + 1 for the number in place i; 2·i for one between the places i - 1 and i."""
        multiple, rest = divmod(number.numerator * self.denominator, number.denominator)
        if rest:
            return 2 * bisect_left(self.multiples, multiple + 1)
        index = bisect_left(self.multiples, multiple)
        found = index < len(self.multiples) and self.multiples[index] == multiple
        return 2 * index + 1 if found else 2 * index


@dataclass(frozen=True, slots=True)
class Scale:
    """The order of one parameter's numbers, of its offsets from the surroundings, of its magnitudes, and its members.

    `bits` numbers the members of the parameter's sets.
    """

    values: Order = Order()
    offsets: Order = Order()
    magnitudes: Order = Order()
    bits: Mapping[str, int] = field(default_factory=dict)

    @property
    def mask_words(self) -> int:
        """How many 64-bit words a set of this parameter takes."""
        return -(-len(self.bits) // WORD_BITS)

    def place(self, bound: Bound | None) -> int:
        """The rank of a bound: odd on a known value, even between two."""
        if bound is None:
            return 0
        return self.offsets.rank(bound.offset) if isinstance(bound, Ambient) else self.values.rank(bound)

    def place_magnitude(self, magnitude: Fraction | None) -> int:
        """The rank of a magnitude; MISSING for none."""
        return layout.MISSING if magnitude is None else self.magnitudes.rank(magnitude)


def mask_of(members: Iterable[str], scale: Scale) -> list[int]:
    """The words of a set's bitmask; members that no product has are left out."""
    words = [0] * scale.mask_words
    for member in members:
        bit = scale.bits.get(member)
        if bit is not None:
            words[bit // WORD_BITS] |= 1 << bit % WORD_BITS
    return words


def scale_of(answers: Sequence[Answer]) -> Scale:
    """The scale of a parameter that is answered so: by what its kinds compare, not by what else is filled in."""
    bounds = [bound for answer in answers if answer.kind is not SpecKind.HAS for bound in (answer.lo, answer.hi)]
    members = sorted({member for answer in answers if answer.kind is SpecKind.SET for member in answer.members})
    return Scale(
        values=Order.of(bound for bound in bounds if isinstance(bound, Fraction)),
        offsets=Order.of(bound.offset for bound in bounds if isinstance(bound, Ambient)),
        magnitudes=Order.of(answer.magnitude for answer in answers if answer.magnitude is not None),
        bits={member: bit for bit, member in enumerate(members)},
    )
