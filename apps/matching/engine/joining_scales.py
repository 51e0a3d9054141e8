"""Scales of several catalogues as one: what is still used of each, and where every rank and every member goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd, lcm

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Bools, Int32, Int64, Sets, UInt64, Values
from apps.matching.engine.scales import WORD_BITS, Order, Scale

ORDERS = ("values", "offsets", "magnitudes")


@dataclass(frozen=True)
class Used:
    """The values of one parameter that are kept of a catalogue, as their places in `values`, and its scale."""

    values: Values
    sets: Sets
    scale: Scale
    places: Int64

    @property
    def heads(self) -> Int64:
        """What kind of value each is (layout)."""
        heads: Int64 = self.values.heads[self.places].astype(np.int64)
        return heads

    @property
    def is_set(self) -> Bools:
        """Which of the values are sets."""
        is_set: Bools = (self.heads & layout.KIND_BITS) == layout.SET
        return is_set

    def numbers(self) -> tuple[Int64, Int64, Int64]:
        """The two ranks of each value, 0 for sets, and the places of the sets in `sets`."""
        first = self.values.first[self.places].astype(np.int64)
        second = self.values.second[self.places].astype(np.int64)
        return np.where(self.is_set, 0, first), np.where(self.is_set, 0, second), first[self.is_set]

    def ranges(self) -> dict[str, tuple[Bools, Bools]]:
        """By order which of the first ranks, and which of the second, belong to it."""
        heads = self.heads
        first = (heads >> layout.FIRST_SHIFT) & layout.BASE_BITS
        second = (heads >> layout.SECOND_SHIFT) & layout.BASE_BITS
        is_single = ~self.is_set & ((heads & layout.KIND_BITS) != layout.RANGE)
        measured = is_single & (self.values.second[self.places] != layout.MISSING)
        nowhere = np.zeros(len(heads), np.bool_)
        return {
            "values": (first == layout.NUMBER, second == layout.NUMBER),
            "offsets": (first >= layout.FIRST_SURROUNDINGS, second >= layout.FIRST_SURROUNDINGS),
            "magnitudes": (nowhere, measured),
        }

    def words(self, sets: Int64) -> UInt64:
        """The masks of these sets, one row a set."""
        words: UInt64 = self.sets.words[self.sets.at[sets][:, None] + np.arange(self.scale.mask_words)]
        return words


@dataclass(frozen=True)
class Moved:
    """Where the ranks and the members of one catalogue go: new rank by old place in each order, new bit by old bit."""

    ranks: dict[str, Int32]
    bits: Int64

    def first_and_second(self, used: Used) -> tuple[Int32, Int32]:
        """The new ranks of its values."""
        first, second, _ = used.numbers()
        new_first, new_second = first.copy(), second.copy()
        for order, (is_first, is_second) in used.ranges().items():
            new_first[is_first] = self.ranks[order][first[is_first] // 2]
            new_second[is_second] = self.ranks[order][second[is_second] // 2]
        return new_first.astype(np.int32), new_second.astype(np.int32)

    def ends(self, ranks: Int32) -> Int32:
        """The new ranks of the ends of sets; MISSING stays."""
        ends = ranks.copy()
        ends[ranks != layout.MISSING] = self.ranks["values"][ranks[ranks != layout.MISSING] // 2]
        return ends

    def masks(self, words: UInt64, width: int) -> UInt64:
        """The new masks of sets, `width` words each."""
        held = _bits(words)
        moved = np.zeros((len(words), width * WORD_BITS), np.bool_)
        known = np.flatnonzero(self.bits >= 0)
        moved[:, self.bits[known]] = held[:, known]
        packed = np.packbits(moved, axis=1, bitorder="little")
        return np.ascontiguousarray(packed).view(np.uint64).reshape(len(words), width)


def joined_scale(parts: Sequence[Used]) -> tuple[Scale, list[Moved]]:
    """The scale of everything that is kept, and where the ranks of each part go."""
    orders, tables = {}, []
    for name in ORDERS:
        orders[name], moved = _joined_order([(getattr(each.scale, name), _places_in(each, name)) for each in parts])
        tables.append(moved)
    members = [_members_of(each) for each in parts]
    bits = {member: bit for bit, member in enumerate(sorted(set().union(*members)))}
    scale = Scale(orders["values"], orders["offsets"], orders["magnitudes"], bits)
    ranks = ({name: table[place] for name, table in zip(ORDERS, tables, strict=True)} for place in range(len(parts)))
    return scale, [Moved(each, _new_bits(part.scale, bits)) for each, part in zip(ranks, parts, strict=True)]


def _places_in(used: Used, name: str) -> Int64:
    """The places in an order of the numbers that the values use."""
    first, second, sets = used.numbers()
    is_first, is_second = used.ranges()[name]
    ranks = [first[is_first], second[is_second]]
    if name == "values":
        ends = np.concatenate([used.sets.lowest[sets], used.sets.highest[sets]]).astype(np.int64)
        ranks.append(ends[ends != layout.MISSING])
    return np.unique(np.concatenate(ranks) // 2)


def _joined_order(parts: Sequence[tuple[Order, Int64]]) -> tuple[Order, list[Int32]]:
    """One order of the used numbers, and by old place the new rank in it."""
    users = [part for part in parts if len(part[1])]
    is_whole = len(users) == 1 and len(users[0][1]) == len(users[0][0].multiples)
    order = users[0][0] if is_whole else _order_of(users)
    places = {multiple: place for place, multiple in enumerate(order.multiples)}
    tables = []
    for old, used in parts:
        table = np.zeros(len(old.multiples), np.int32)
        for place in used.tolist():
            table[place] = 2 * places[old.multiples[place] * order.denominator // old.denominator] + 1
        tables.append(table)
    return order, tables


def _order_of(parts: Iterable[tuple[Order, Int64]]) -> Order:
    used = [(order.denominator, [order.multiples[place] for place in places.tolist()]) for order, places in parts]
    common = lcm(*(below // gcd(above, below) for below, numbers in used for above in numbers))
    multiples = {above * common // below for below, numbers in used for above in numbers}
    return Order(tuple(sorted(multiples)), common)


def _members_of(used: Used) -> set[str]:
    """The members of the sets that are kept."""
    _, _, sets = used.numbers()
    if not len(sets):
        return set()
    held = np.logical_or.reduce(_bits(used.words(sets)), axis=0).tolist()
    return {member for member, bit in used.scale.bits.items() if held[bit]}


def _new_bits(scale: Scale, bits: dict[str, int]) -> Int64:
    table = np.full(len(scale.bits), layout.MISSING, np.int64)
    for member, bit in scale.bits.items():
        table[bit] = bits.get(member, layout.MISSING)
    return table


def _bits(words: UInt64) -> npt.NDArray[np.bool_]:
    """The bits of rows of words, one column a bit."""
    rows = np.ascontiguousarray(words).view(np.uint8).reshape(len(words), -1)
    return np.unpackbits(rows, axis=1, bitorder="little").astype(np.bool_)
