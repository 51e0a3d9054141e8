"""Brings products into columns, one after the other: what is kept of a product is numbers, so a catalogue of a million
needs no million objects.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Columns, Entries, Int32, Sets, Slot, Span, Values
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.scales import Scale, mask_of, scale_of
from apps.matching.engine.scoring import days, fen
from apps.taxonomy.language.canonical import Answer, Current, answer_of, current_values
from apps.taxonomy.language.types import Bound, ParameterFacts, SpecKind
from apps.taxonomy.language.units import UnitTable

Number = TypeVar("Number", bound=np.generic)
UNREAD = Answer(kind=SpecKind.TEXT)


def build_columns(
    products: Iterable[ProductFacts],
    *,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
) -> Columns:
    """Bring products into columns. Their order does not matter; ids must be unique."""
    builder = ColumnsBuilder(parameters=parameters, units=units, today=today)
    for product in in_row_order(products):
        builder.add(product)
    return builder.finish()


def in_row_order(products: Iterable[ProductFacts]) -> list[ProductFacts]:
    """Products in the order of the columns' rows: by category, then by id."""
    return sorted(products, key=lambda product: (product.category, product.product_id))


@dataclass(slots=True)
class _GrowingSlot:
    """A slot while products are added: rows, the number of each one's value, and the distinct values in that order."""

    rows: array[int] = field(default_factory=lambda: array("i"))
    numbers: array[int] = field(default_factory=lambda: array("i"))
    known: dict[Current, Answer] = field(default_factory=dict)


class ColumnsBuilder:
    """Takes products in the order of the rows (`in_row_order`) and gives their columns."""

    def __init__(self, *, parameters: Mapping[str, ParameterFacts], units: UnitTable, today: date | None) -> None:
        self._parameters, self._units, self._today = parameters, units, today
        self._slots: dict[str, dict[str, _GrowingSlot]] = {}
        self._categories: dict[str, Span] = {}
        self._ids: list[str] = []
        self._makers: dict[str, int] = {}
        self._maker_of = array("i")
        self._price = array("q")
        self._lead_days = array("i")
        self._is_reference = bytearray()
        self._is_domestic = bytearray()
        self._known: dict[Current, tuple[_GrowingSlot, int]] = {}

    def add(self, product: ProductFacts) -> None:
        """One more row."""
        row = len(self._ids)
        self._ids.append(product.product_id)
        begin, _ = self._categories.get(product.category, (row, row))
        self._categories[product.category] = (begin, row + 1)
        self._maker_of.append(self._makers.setdefault(product.maker, len(self._makers)))
        self._price.append(fen(product.price))
        self._lead_days.append(days(product.lead_days))
        self._is_reference.append(product.is_reference)
        self._is_domestic.append(product.domestic is True)
        for key, current in current_values(product.specs, units=self._units, today=self._today).items():
            slot, number = self._known.get(current) or self._read(key, current)
            slot.rows.append(row)
            slot.numbers.append(number)

    def _read(self, key: tuple[str, str], current: Current) -> tuple[_GrowingSlot, int]:
        """The slot and the number of a value that was not printed before."""
        code, condition = key
        parameter = self._parameters.get(code)
        answer = answer_of(current.value, parameter=parameter, units=self._units) if parameter else UNREAD
        slot = self._slots.setdefault(code, {}).setdefault(condition, _GrowingSlot())
        number = len(slot.known)
        slot.known[current] = answer
        self._known[current] = (slot, number)
        return slot, number

    def finish(self) -> Columns:
        """The columns of what was added."""
        makers, maker_ids = self._maker_numbers()
        writer = _Writer()
        for code in sorted(self._slots):
            writer.write_parameter(code, self._slots[code])
        return Columns(
            product_ids=tuple(self._ids),
            categories=self._categories,
            scales=writer.scales,
            slots=writer.slots,
            codes=writer.codes,
            code_rows=_joined(writer.code_rows, np.int32),
            entries=Entries(_joined(writer.rows, np.int32), _joined(writer.numbers, np.int32)),
            values=writer.values(),
            printed=writer.printed,
            sets=writer.sets(),
            price=frozen(self._price, np.int64),
            lead_days=frozen(self._lead_days, np.int32),
            is_reference=frozen(np.frombuffer(bytes(self._is_reference), np.uint8), np.bool_),
            id_order=_order_of(self._ids),
            makers=makers,
            maker_ids=maker_ids,
            is_domestic=frozen(np.frombuffer(bytes(self._is_domestic), np.uint8), np.bool_),
        )

    def _maker_numbers(self) -> tuple[Int32, tuple[str, ...]]:
        """Makers are numbered in the order of their ids, not in the order of their coming."""
        ids = tuple(sorted(self._makers))
        numbers = np.empty(len(ids), np.int32)
        for number, maker in enumerate(ids):
            numbers[self._makers[maker]] = number
        return frozen(numbers[np.asarray(self._maker_of, dtype=np.int32)], np.int32), ids


class _Writer:
    """Collects slots, parameter after parameter, as arrays that are joined at the end."""

    def __init__(self) -> None:
        self.scales: dict[str, Scale] = {}
        self.slots: dict[str, dict[str, Slot]] = {}
        self.codes: dict[str, Span] = {}
        self.rows: list[Int32] = []
        self.numbers: list[Int32] = []
        self.code_rows: list[Int32] = []
        self.printed: list[Current] = []
        self._entry_count = self._code_row_count = 0
        self._values: list[tuple[int, int, int]] = []
        self._sets: list[tuple[int, int, int]] = []
        self._words: list[int] = []

    def write_parameter(self, code: str, slots: Mapping[str, _GrowingSlot]) -> None:
        """All slots of one parameter; its numbers share one scale."""
        scale = self.scales[code] = scale_of([answer for slot in slots.values() for answer in slot.known.values()])
        answering = np.unique(np.concatenate([np.asarray(slot.rows, dtype=np.int32) for slot in slots.values()]))
        self.code_rows.append(answering)
        self.codes[code] = (self._code_row_count, self._code_row_count + len(answering))
        self._code_row_count += len(answering)
        self.slots[code] = {condition: self._write_slot(slots[condition], scale) for condition in sorted(slots)}

    def _write_slot(self, slot: _GrowingSlot, scale: Scale) -> Slot:
        begin, first_value = self._entry_count, len(self._values)
        rows = np.asarray(slot.rows, dtype=np.int32)
        order = np.argsort(rows, kind="stable")
        self.rows.append(rows[order])
        self.numbers.append(np.asarray(slot.numbers, dtype=np.int32)[order] + np.int32(first_value))
        self._entry_count += len(slot.rows)
        self.printed += slot.known
        for current, answer in slot.known.items():
            self.add_value(answer, int(current.rung), scale)
        return Slot(begin, self._entry_count, first_value, len(self._values))

    def add_value(self, answer: Answer, rung: int, scale: Scale) -> None:
        """One more distinct value."""
        self._values.append(self._value(answer, rung, scale))

    def values(self) -> Values:
        """The value arrays."""
        table = np.array(self._values, dtype=np.int64).reshape(-1, 3)
        return Values(
            heads=frozen(table[:, 0], np.uint32),
            first=frozen(table[:, 1], np.int32),
            second=frozen(table[:, 2], np.int32),
        )

    def sets(self) -> Sets:
        """The set arrays."""
        table = np.array(self._sets, dtype=np.int64).reshape(-1, 3)
        return Sets(
            at=frozen(table[:, 0], np.int32),
            lowest=frozen(table[:, 1], np.int32),
            highest=frozen(table[:, 2], np.int32),
            words=frozen(self._words, np.uint64),
        )

    def _value(self, answer: Answer, rung: int, scale: Scale) -> tuple[int, int, int]:
        if answer.kind is SpecKind.SET:
            return _head(answer, rung, None, None), self._add_set(answer, scale), 0
        if answer.kind is SpecKind.RANGE:
            head = _head(answer, rung, answer.lo, answer.hi)
            return head, scale.place(answer.lo), scale.place(answer.hi)
        if answer.kind is SpecKind.HAS:  # numbers beside a yes are compared with nothing
            return _head(answer, rung, None, None), 0, layout.MISSING
        bound = answer.lo if answer.lo is not None else answer.hi
        return _head(answer, rung, bound, None), scale.place(bound), scale.place_magnitude(answer.magnitude)

    def _add_set(self, answer: Answer, scale: Scale) -> int:
        numeric = answer.lo is not None
        lowest = scale.place(answer.lo) if numeric else layout.MISSING
        highest = scale.place(answer.hi) if numeric else layout.MISSING
        self._sets.append((len(self._words), lowest, highest))
        self._words += mask_of(answer.members, scale)
        return len(self._sets) - 1


def placed_values(answers: Iterable[tuple[Answer, int, Scale]]) -> tuple[Values, Sets]:
    """Answers, each with its rung, on scales that are there already."""
    writer = _Writer()
    for answer, rung, scale in answers:
        writer.add_value(answer, rung, scale)
    return writer.values(), writer.sets()


def _head(answer: Answer, rung: int, first: Bound | None, second: Bound | None) -> int:
    head = layout.KINDS.index(answer.kind)
    head |= layout.APPROXIMATE if answer.approximate else 0
    head |= layout.FITS if answer.fits else 0
    head |= layout.STRICT if answer.strict else 0
    head |= layout.YES if answer.has else 0
    head |= rung << layout.RUNG_SHIFT
    head |= layout.base_code(first) << layout.FIRST_SHIFT
    return head | layout.base_code(second) << layout.SECOND_SHIFT


def _order_of(ids: list[str]) -> Int32:
    order = np.empty(len(ids), dtype=np.int32)
    order[np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)] = np.arange(len(ids), dtype=np.int32)
    order.flags.writeable = False
    return order


def _joined(parts: list[Int32], dtype: type[np.int32]) -> Int32:
    return frozen(np.concatenate(parts) if parts else np.empty(0, dtype), dtype)


def frozen(values: npt.ArrayLike, dtype: type[Number]) -> npt.NDArray[Number]:
    """An array of its own that nobody can write to."""
    array_ = np.array(values, dtype=dtype)
    array_.flags.writeable = False
    return array_
