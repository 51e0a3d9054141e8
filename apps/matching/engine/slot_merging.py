"""The slots of several catalogues as one: who has which value, and each distinct value once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import NO_SLOT, Columns, Entries, Int32, Int64, Sets, Slot, Span, UInt32, Values
from apps.matching.engine.encoded import Encoded, joined
from apps.matching.engine.joining_scales import Moved, Used, joined_scale
from apps.matching.engine.printed import encoded_values, read_value
from apps.matching.engine.scales import Scale
from apps.taxonomy.language.canonical import Current

Array = npt.NDArray[Any]

_NAMES = ("rows", "numbers", "code_rows", "heads", "first", "second", "at", "lowest", "highest", "words")
_TYPES = (*(np.int32,) * 3, np.uint32, *(np.int32,) * 5, np.uint64)


class _Growing:
    """The columns while parameters are added: the arrays in pieces, and how long each is so far."""

    def __init__(self) -> None:
        self.pieces: dict[str, list[Array]] = {name: [] for name in _NAMES}
        self.sizes = dict.fromkeys(_NAMES, 0)
        self.printed: list[Encoded[Current]] = []

    def add(self, name: str, piece: Array) -> None:
        """One more piece of an array."""
        self.pieces[name].append(piece)
        self.sizes[name] += len(piece)

    def joined(self, name: str) -> Array:
        """The whole array."""
        kind = _TYPES[_NAMES.index(name)]
        array = np.concatenate(self.pieces[name], dtype=kind) if self.pieces[name] else np.empty(0, kind)
        array.flags.writeable = False
        return array


@dataclass(frozen=True)
class _Source:
    """One catalogue: its columns, where each entry's row goes (below 0: nowhere), and the parameters that lose some."""

    columns: Columns
    rows: Int32
    new_rows: Int32
    printed: Encoded[Current]
    losing: frozenset[str]

    @classmethod
    def of(cls, columns: Columns, new_rows: Int32) -> _Source:
        """From columns and where their rows go."""
        rows = new_rows[columns.entries.rows]
        gone = np.flatnonzero(rows < 0)
        codes = sorted(columns.slots, key=lambda code: _span(columns, code, "begin", "end")[0])
        begins = np.array([_span(columns, code, "begin", "end")[0] for code in codes], dtype=np.int64)
        losing = np.unique(np.searchsorted(begins, gone, side="right") - 1).tolist()
        return cls(columns, rows, new_rows, encoded_values(columns.printed), frozenset(codes[each] for each in losing))


class SlotMerger:
    """Takes parameters in the order of their codes, and gives the columns that speak of values."""

    def __init__(self, catalogues: Sequence[Columns], new_rows: Sequence[Int32]) -> None:
        self._sources = [_Source.of(columns, rows) for columns, rows in zip(catalogues, new_rows, strict=True)]
        self._out = _Growing()
        self._scales: dict[str, Scale] = {}
        self._slots: dict[str, dict[str, Slot]] = {}
        self._codes: dict[str, Span] = {}

    def add(self, code: str) -> None:
        """One more parameter. One that nobody answers any more is left out."""
        sources = [source for source in self._sources if code in source.columns.slots]
        if len(sources) == 1 and code not in sources[0].losing:
            self._carry_over(code, sources[0])
        else:
            self._mix(code, sources)

    def finish(self) -> dict[str, Any]:
        """The columns by name."""
        array = self._out.joined
        return {
            "scales": self._scales,
            "slots": self._slots,
            "codes": self._codes,
            "code_rows": array("code_rows"),
            "entries": Entries(array("rows"), array("numbers")),
            "values": Values(array("heads"), array("first"), array("second")),
            "sets": Sets(array("at"), array("lowest"), array("highest"), array("words")),
            "printed": joined(self._out.printed, read_value),
        }

    # ---- as it is --------------------------------------------------------------------------------------------------

    def _carry_over(self, code: str, source: _Source) -> None:
        columns, out = source.columns, self._out
        begin, end = _span(columns, code, "begin", "end")
        first, last = _span(columns, code, "first_value", "last_value")
        entries, values = out.sizes["rows"] - begin, out.sizes["heads"] - first
        self._slots[code] = {
            condition: Slot(
                slot.begin + entries, slot.end + entries, slot.first_value + values, slot.last_value + values
            )
            for condition, slot in columns.slots[code].items()
        }
        self._scales[code] = columns.scales[code]
        self._add_code_rows(code, source.new_rows[columns.code_rows[slice(*columns.codes[code])]])
        out.add("rows", source.rows[begin:end])
        out.add("numbers", columns.entries.values[begin:end] + np.int32(values))
        out.printed.append(source.printed.cut(first, last))
        self._carry_over_values(columns, first, last)

    def _carry_over_values(self, columns: Columns, first: int, last: int) -> None:
        out, heads = self._out, columns.values.heads[first:last]
        is_set = (heads & np.uint32(layout.KIND_BITS)) == layout.SET
        sets = columns.values.first[first:last][is_set]
        numbers = columns.values.first[first:last]
        if len(sets):
            begin, end = int(sets.min()), int(sets.max()) + 1
            words = columns.sets.at[begin], columns.sets.at[end] if end < len(columns.sets.at) else None
            numbers = np.where(is_set, numbers + np.int32(out.sizes["at"] - begin), numbers)
            out.add("at", columns.sets.at[begin:end] + np.int32(out.sizes["words"] - words[0]))
            out.add("lowest", columns.sets.lowest[begin:end])
            out.add("highest", columns.sets.highest[begin:end])
            out.add("words", columns.sets.words[words[0] : words[1]])
        out.add("heads", heads)
        out.add("first", numbers)
        out.add("second", columns.values.second[first:last])

    def _add_code_rows(self, code: str, rows: Int32) -> None:
        begin = self._out.sizes["code_rows"]
        self._out.add("code_rows", rows)
        self._codes[code] = (begin, begin + len(rows))

    # ---- anew ------------------------------------------------------------------------------------------------------

    def _mix(self, code: str, sources: Sequence[_Source]) -> None:
        used = [_used(source, code) for source in sources]
        scale, moved = joined_scale(used)
        pools = [_Pool.of(*each, scale.mask_words) for each in zip(sources, used, moved, strict=True)]
        slots, answering = {}, []
        for condition in sorted({condition for source in sources for condition in source.columns.slots[code]}):
            slot, rows = self._mix_slot([(pool, pool.source.columns.slots[code].get(condition)) for pool in pools])
            if len(rows):
                slots[condition] = slot
                answering.append(rows)
        if slots:
            self._slots[code], self._scales[code] = slots, scale
            self._add_code_rows(code, np.unique(np.concatenate(answering)))

    def _mix_slot(self, parts: Iterable[tuple[_Pool, Slot | None]]) -> tuple[Slot, Int32]:
        """One condition: the values of all, each once, and who has them."""
        out, known = self._out, _Distinct()
        first_value, begin = out.sizes["heads"], out.sizes["rows"]
        rows, numbers = [], []
        for pool, slot in parts:
            own_rows, places = pool.kept(slot or NO_SLOT)
            kinds, of_entry = np.unique(places, return_inverse=True)
            rows.append(own_rows)
            numbers.append(known.add(pool, kinds)[of_entry])
        every_row, every_number = np.concatenate(rows), np.concatenate(numbers)
        order = np.argsort(every_row, kind="stable")
        out.add("rows", every_row[order])
        out.add("numbers", (every_number + first_value)[order])
        known.write(out)
        return Slot(begin, out.sizes["rows"], first_value, out.sizes["heads"]), every_row


@dataclass(frozen=True)
class _Pool:
    """The kept values of a parameter in one catalogue, with their ranks in the joint scale; those of sets are 0.

    A set's mask will have `width` words.
    """

    source: _Source
    used: Used
    moved: Moved
    width: int
    heads: UInt32
    first: Int32
    second: Int32

    @classmethod
    def of(cls, source: _Source, used: Used, moved: Moved, width: int) -> _Pool:
        """From what is used and where it goes."""
        return cls(source, used, moved, width, source.columns.values.heads[used.places], *moved.first_and_second(used))

    def kept(self, slot: Slot) -> tuple[Int32, Int64]:
        """Who has a value in a slot: the new rows, and the places of the values among the kept ones."""
        rows = self.source.rows[slot.begin : slot.end]
        values = self.source.columns.entries.values[slot.begin : slot.end][rows >= 0]
        return rows[rows >= 0], np.searchsorted(self.used.places, values)

    def code(self, place: int) -> bytes:
        """A value as it was printed."""
        return self.source.printed.code(int(self.used.places[place]))

    def write(self, places: Int64, out: _Growing) -> None:
        """Put these values among the columns."""
        first, is_set = self.first[places], self.used.is_set[places]
        if is_set.any():
            sets, old = self.used.sets, self.source.columns.values.first[self.used.places[places][is_set]]
            first = first.copy()
            first[is_set] = out.sizes["at"] + np.arange(len(old), dtype=np.int32)
            masks = self.moved.masks(self.used.words(old.astype(np.int64)), self.width)
            out.add("at", out.sizes["words"] + self.width * np.arange(len(old), dtype=np.int32))
            out.add("lowest", self.moved.ends(sets.lowest[old]))
            out.add("highest", self.moved.ends(sets.highest[old]))
            out.add("words", masks.reshape(-1))
        out.add("heads", self.heads[places])
        out.add("first", first)
        out.add("second", self.second[places])
        out.printed.append(self.source.printed.taken(self.used.places[places]))


class _Distinct:
    """The values of one slot, each once: makers print the same ones in every catalogue."""

    def __init__(self) -> None:
        self._pieces: list[tuple[_Pool, Int64]] = []
        self._keys = np.empty((3, 0), np.int64)
        self._homes: list[tuple[_Pool, int]] = []

    def add(self, pool: _Pool, places: Int64) -> Int64:
        """The numbers of these values, which are distinct among themselves; new ones get the next numbers."""
        keys = np.stack([each[places].astype(np.int64) for each in (pool.heads, pool.first, pool.second)])
        numbers = np.full(len(places), layout.MISSING, np.int64)
        if self._homes:
            numbers[:] = [self._find(pool, *each) for each in zip(places.tolist(), keys.T, strict=True)]
        fresh = np.flatnonzero(numbers < 0)
        numbers[fresh] = len(self._homes) + np.arange(len(fresh))
        self._pieces.append((pool, places[fresh]))
        self._keys = np.concatenate([self._keys, keys[:, fresh]], axis=1)
        self._homes += [(pool, place) for place in places[fresh].tolist()]
        return numbers

    def _find(self, pool: _Pool, place: int, key: Int64) -> int:
        """The number of a value that is known; MISSING for none. The same numbers may be printed in other words."""
        alike = np.flatnonzero((self._keys == key[:, None]).all(axis=0)).tolist()
        code = pool.code(place) if alike else b""
        return next((each for each in alike if self._code(each) == code), layout.MISSING)

    def _code(self, number: int) -> bytes:
        pool, place = self._homes[number]
        return pool.code(place)

    def write(self, out: _Growing) -> None:
        """Put the values among the columns, in the order of their numbers."""
        for pool, places in self._pieces:
            pool.write(places, out)


def _used(source: _Source, code: str) -> Used:
    columns = source.columns
    entries = slice(*_span(columns, code, "begin", "end"))
    places = np.unique(columns.entries.values[entries][source.rows[entries] >= 0]).astype(np.int64)
    return Used(columns.values, columns.sets, columns.scales[code], places)


def _span(columns: Columns, code: str, begin: str, end: str) -> Span:
    """From where to where the slots of a parameter reach; they stand together."""
    slots = columns.slots[code].values()
    return min(getattr(slot, begin) for slot in slots), max(getattr(slot, end) for slot in slots)
