"""Products as immutable columns of integers, in which an integer comparison is the exact comparison.

All numbers that products give for one parameter are brought to base units and sorted as fractions; a value's rank is
2·i + 1 for its place i. A requirement's bound is placed by exact bisection: on the rank of an equal value, or on the
even number between its neighbours. So `rank < threshold` holds exactly when `value < bound` does, and no float is used.

Rows are products sorted by category, then id: a family of categories is a handful of row ranges. The values of one
parameter under one condition form a *slot*: a slice of the entry arrays, sorted by row.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.scoring import days, fen
from apps.taxonomy.language.canonical import Answer, answer_of, current_values
from apps.taxonomy.language.types import Ambient, Bound, ParameterFacts, SpecKind
from apps.taxonomy.language.units import UnitTable

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]
Span = tuple[int, int]
Number = TypeVar("Number", bound=np.generic)

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


@dataclass(frozen=True, slots=True)
class Entries:
    """All values, slot after slot: the row, the head (layout), and the two ranks that the kind uses."""

    rows: Int32
    heads: UInt32
    first: Int32
    second: Int32


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets: where each one's mask words begin, its smallest and largest number's rank (MISSING: no numbers)."""

    at: Int32
    lowest: Int32
    highest: Int32
    words: UInt64


@dataclass(frozen=True, slots=True)
class Columns:
    """One catalogue. Arrays are read-only; per-row arrays are as long as `product_ids`.

    `slots` maps (parameter code, condition key) to a span of the entries, `codes` a parameter code to a span of
    `code_rows` (rows that answer it under any condition). `id_order` is a row's place when ids are sorted. `makers`
    numbers the makers in the order of their ids. `is_domestic` is true only where the place of production is known.
    """

    product_ids: tuple[str, ...]
    categories: Mapping[str, Span]
    scales: Mapping[str, Scale]
    slots: Mapping[tuple[str, str], Span]
    codes: Mapping[str, Span]
    code_rows: Int32
    entries: Entries
    sets: Sets
    price: Int64
    lead_days: Int32
    is_reference: npt.NDArray[np.bool_]
    id_order: Int64
    makers: Int32
    is_domestic: npt.NDArray[np.bool_]

    def spans(self, scope: frozenset[str] | None) -> list[Span]:
        """The row ranges of the categories in the scope, joined where they touch; None is everything."""
        if scope is None:
            return [(0, len(self.product_ids))] if self.product_ids else []
        spans: list[Span] = []
        for begin, end in sorted(self.categories[each] for each in scope if each in self.categories):
            if spans and spans[-1][1] == begin:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((begin, end))
        return spans


def build_columns(
    products: Iterable[ProductFacts],
    *,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
) -> Columns:
    """Bring products into columns. Their order does not matter; ids must be unique."""
    ordered = in_row_order(products)
    by_code: dict[str, dict[str, list[_Given]]] = {}
    for row, product in enumerate(ordered):
        for (code, condition), current in current_values(product.specs, units=units, today=today).items():
            parameter = parameters.get(code)
            answer = answer_of(current.value, parameter=parameter, units=units) if parameter else _UNREAD
            given = _Given(row, answer, int(current.rung))
            by_code.setdefault(code, {}).setdefault(condition, []).append(given)
    writer = _Writer()
    for code in sorted(by_code):
        writer.write_parameter(code, by_code[code])
    ids = tuple(product.product_id for product in ordered)
    return Columns(
        product_ids=ids,
        categories=_category_spans(ordered),
        scales=writer.scales,
        slots=writer.slots,
        codes=writer.codes,
        code_rows=_frozen(writer.code_rows, np.int32),
        entries=writer.entries(),
        sets=writer.sets(),
        price=_frozen([fen(product.price) for product in ordered], np.int64),
        lead_days=_frozen([days(product.lead_days) for product in ordered], np.int32),
        is_reference=_frozen([product.is_reference for product in ordered], np.bool_),
        id_order=_order_of(ids),
        makers=_maker_numbers(ordered),
        is_domestic=_frozen([product.domestic is True for product in ordered], np.bool_),
    )


def in_row_order(products: Iterable[ProductFacts]) -> list[ProductFacts]:
    """Products in the order of the columns' rows: by category, then by id."""
    return sorted(products, key=lambda product: (product.category, product.product_id))


_UNREAD = Answer(kind=SpecKind.TEXT)


@dataclass(frozen=True, slots=True)
class _Given:
    row: int
    answer: Answer
    rung: int


class _Writer:
    """Collects entries slot by slot and freezes them into arrays."""

    def __init__(self) -> None:
        self.scales: dict[str, Scale] = {}
        self.slots: dict[tuple[str, str], Span] = {}
        self.codes: dict[str, Span] = {}
        self.code_rows: list[int] = []
        self._entries: list[tuple[int, int, int, int]] = []
        self._sets: list[tuple[int, int, int]] = []
        self._words: list[int] = []

    def write_parameter(self, code: str, conditions: Mapping[str, Sequence[_Given]]) -> None:
        """All slots of one parameter; its numbers share one scale."""
        answers = [given.answer for givens in conditions.values() for given in givens]
        scale = self.scales[code] = _scale_of(answers)
        begin = len(self.code_rows)
        self.code_rows += sorted({given.row for givens in conditions.values() for given in givens})
        self.codes[code] = (begin, len(self.code_rows))
        for condition in sorted(conditions):
            begin = len(self._entries)
            self._entries += [self._entry(given, scale) for given in conditions[condition]]
            self.slots[code, condition] = (begin, len(self._entries))

    def entries(self) -> Entries:
        """The entry arrays."""
        table = np.array(self._entries, dtype=np.int64).reshape(-1, 4)
        return Entries(
            rows=_frozen(table[:, 0], np.int32),
            heads=_frozen(table[:, 1], np.uint32),
            first=_frozen(table[:, 2], np.int32),
            second=_frozen(table[:, 3], np.int32),
        )

    def sets(self) -> Sets:
        """The set arrays."""
        table = np.array(self._sets, dtype=np.int64).reshape(-1, 3)
        return Sets(
            at=_frozen(table[:, 0], np.int32),
            lowest=_frozen(table[:, 1], np.int32),
            highest=_frozen(table[:, 2], np.int32),
            words=_frozen(self._words, np.uint64),
        )

    def _entry(self, given: _Given, scale: Scale) -> tuple[int, int, int, int]:
        answer = given.answer
        if answer.kind is SpecKind.SET:
            return given.row, _head(given, None, None), self._add_set(answer, scale), 0
        if answer.kind is SpecKind.RANGE:
            head = _head(given, answer.lo, answer.hi)
            return given.row, head, scale.place(answer.lo), scale.place(answer.hi)
        bound = answer.lo if answer.lo is not None else answer.hi
        return given.row, _head(given, bound, None), scale.place(bound), scale.place_magnitude(answer.magnitude)

    def _add_set(self, answer: Answer, scale: Scale) -> int:
        numeric = answer.lo is not None
        lowest = scale.place(answer.lo) if numeric else layout.MISSING
        highest = scale.place(answer.hi) if numeric else layout.MISSING
        self._sets.append((len(self._words), lowest, highest))
        self._words += mask_of(answer.members, scale)
        return len(self._sets) - 1


def mask_of(members: Iterable[str], scale: Scale) -> list[int]:
    """The words of a set's bitmask; members that no product has are left out."""
    words = [0] * scale.mask_words
    for member in members:
        bit = scale.bits.get(member)
        if bit is not None:
            words[bit // WORD_BITS] |= 1 << bit % WORD_BITS
    return words


def _scale_of(answers: Sequence[Answer]) -> Scale:
    bounds = [bound for answer in answers for bound in (answer.lo, answer.hi)]
    members = sorted({member for answer in answers for member in answer.members})
    return Scale(
        values=Order.of(bound for bound in bounds if isinstance(bound, Fraction)),
        offsets=Order.of(bound.offset for bound in bounds if isinstance(bound, Ambient)),
        magnitudes=Order.of(answer.magnitude for answer in answers if answer.magnitude is not None),
        bits={member: bit for bit, member in enumerate(members)},
    )


def _head(given: _Given, first: Bound | None, second: Bound | None) -> int:
    answer = given.answer
    head = layout.KINDS.index(answer.kind)
    head |= layout.APPROXIMATE if answer.approximate else 0
    head |= layout.FITS if answer.fits else 0
    head |= layout.STRICT if answer.strict else 0
    head |= layout.YES if answer.has else 0
    head |= given.rung << layout.RUNG_SHIFT
    head |= layout.base_code(first) << layout.FIRST_SHIFT
    return head | layout.base_code(second) << layout.SECOND_SHIFT


def _category_spans(ordered: Sequence[ProductFacts]) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for row, product in enumerate(ordered):
        begin, _ = spans.get(product.category, (row, row))
        spans[product.category] = (begin, row + 1)
    return spans


def _maker_numbers(ordered: Sequence[ProductFacts]) -> Int32:
    numbers = {maker: number for number, maker in enumerate(sorted({product.maker for product in ordered}))}
    return _frozen([numbers[product.maker] for product in ordered], np.int32)


def _order_of(ids: Sequence[str]) -> Int64:
    order = np.empty(len(ids), dtype=np.int64)
    for place, row in enumerate(sorted(range(len(ids)), key=ids.__getitem__)):
        order[row] = place
    order.flags.writeable = False
    return order


def _frozen(values: npt.ArrayLike, dtype: type[Number]) -> npt.NDArray[Number]:
    array = np.array(values, dtype=dtype)
    array.flags.writeable = False
    return array
