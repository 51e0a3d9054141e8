"""The looks of characters and paragraphs in a Word 97 document ([MS-DOC] 2.4.6, 2.6): pages of runs, their sprms."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

PAGE = 512
# Sprms of characters.
BOLD, STRUCK, HIDDEN, DELETED, RAISED_OR_LOWERED, POSITION, SYMBOL = (
    0x0835, 0x0837, 0x083C, 0x0800, 0x2A48, 0x4845, 0x6A09,
)  # fmt: skip
# Sprms of paragraphs and table rows.
IN_TABLE, ROW_END, OUTLINE, LIST, LIST_DEPTH, ALIGNMENT, ALIGNMENT_2000, HUGE, ROW_SHAPE, CELL_MERGE = (
    0x2416, 0x2417, 0x2640, 0x460B, 0x260A, 0x2403, 0x2461, 0x6646, 0xD608, 0xD62B,
)  # fmt: skip
INNER_CELL, INNER_ROW_END = 0x244B, 0x244C
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)  # by the three highest bits of a sprm; 0: it says its length itself
_TAB_CHANGES = 0xC615


def sprms_of(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(sprm, operand) of a property list. A list that is cut short ends where it is cut."""
    at = 0
    while at + 2 <= len(data):
        (code,) = struct.unpack_from("<H", data, at)
        at += 2
        length = _OPERANDS[code >> 13]
        if length == 0:
            if code == ROW_SHAPE:
                if at + 2 > len(data):
                    return
                length = struct.unpack_from("<H", data, at)[0] + 1
            elif at < len(data):
                length = (len(data) - at) if code == _TAB_CHANGES and data[at] == 255 else data[at] + 1
        if length <= 0 or at + length > len(data):
            return
        yield code, data[at : at + length]
        at += length


@dataclass(frozen=True, slots=True)
class CharacterLook:
    """How a run of characters looks. `symbol` is a character of a symbol font that stands for the run's own."""

    is_raised: bool = False
    is_hidden: bool = False
    is_bold: bool = False
    symbol: int | None = None


def character_look(data: bytes) -> CharacterLook:
    """The look that a property list gives."""
    raised = hidden = bold = False
    symbol: int | None = None
    for code, operand in sprms_of(data):
        if code == RAISED_OR_LOWERED:
            raised = operand[0] == 1
        elif code == POSITION:
            raised = raised or struct.unpack("<h", operand)[0] > 0
        elif code in (HIDDEN, DELETED):
            hidden = hidden or operand[0] in (1, 0x81)
        elif code == BOLD:
            bold = operand[0] in (1, 0x81)
        elif code == SYMBOL:
            symbol = struct.unpack_from("<H", operand, 2)[0]
    return CharacterLook(raised, hidden, bold, symbol)


@dataclass(frozen=True, slots=True)
class RowShape:
    """The edges of a row's cells in twentieths of a point, and how each joins the cell above (1 goes on, 3 begins)."""

    edges: tuple[int, ...]
    merges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """What a paragraph's properties say. `style` below ten is the level of a heading; `list_id` 0 is no list."""

    style: int = 0
    is_in_table: bool = False
    ends_row: bool = False
    ends_inner: bool = False
    outline: int | None = None
    list_id: int | None = None
    list_depth: int = 0
    is_centred: bool = False
    shape: RowShape | None = None


def paragraph_look(style: int, data: bytes, huge: bytes) -> ParagraphLook:
    """The look that a property list gives; `huge` is the Data stream, where long lists of rows are kept."""
    found: dict[str, object] = {}
    shape: RowShape | None = None
    for code, operand in _with_huge(data, huge):
        if code in (IN_TABLE, ROW_END):
            found["is_in_table" if code == IN_TABLE else "ends_row"] = operand[0] == 1
        elif code in (INNER_CELL, INNER_ROW_END):
            found["ends_inner"] = operand[0] == 1
        elif code == OUTLINE:
            found["outline"] = operand[0] + 1 if operand[0] < 9 else None
        elif code == LIST:
            found["list_id"] = struct.unpack("<H", operand)[0]
        elif code == LIST_DEPTH:
            found["list_depth"] = operand[0]
        elif code in (ALIGNMENT, ALIGNMENT_2000):
            found["is_centred"] = operand[0] == 1
        elif code == ROW_SHAPE:
            shape = _row_shape(operand)
        elif code == CELL_MERGE and shape is not None and operand[1] < len(shape.merges):
            merges = list(shape.merges)
            merges[operand[1]] = operand[2]
            shape = RowShape(shape.edges, tuple(merges))
    return ParagraphLook(style=style, shape=shape, **found)  # type: ignore[arg-type]


def _with_huge(data: bytes, huge: bytes) -> Iterator[tuple[int, bytes]]:
    for code, operand in sprms_of(data):
        if code != HUGE:
            yield code, operand
            continue
        (at,) = struct.unpack("<I", operand)
        if at + 2 <= len(huge):
            (length,) = struct.unpack_from("<H", huge, at)
            yield from sprms_of(huge[at + 2 : at + 2 + length])


def _row_shape(operand: bytes) -> RowShape | None:
    count = operand[2] if len(operand) > 2 else 0
    if not 0 < count < 64 or len(operand) < 3 + 2 * (count + 1):
        return None
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
    at = 3 + 2 * (count + 1)
    merges = []
    for cell in range(count):
        place = at + 20 * cell
        flags = struct.unpack_from("<H", operand, place)[0] if place + 2 <= len(operand) else 0
        merges.append(flags >> 5 & 3)
    return RowShape(edges, tuple(merges))


@dataclass(slots=True)
class Runs:
    """Property lists by place in the file: the list at a place is that of the run which covers it."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lists: list[bytes] = field(default_factory=list)

    def at(self, place: int) -> bytes | None:
        """The property list that holds at a place in the file; None where no run covers it."""
        index = bisect_right(self.starts, place) - 1
        return self.lists[index] if index >= 0 and place < self.ends[index] else None

    def index_at(self, place: int) -> int:
        """The number of the run that covers a place; -1 where none does."""
        index = bisect_right(self.starts, place) - 1
        return index if index >= 0 and place < self.ends[index] else -1


def read_runs(document: bytes, table: bytes, *, of_paragraphs: bool) -> Runs:
    """Collect the runs that a bin table names. Pages outside of the file are left out.

    The property list of a paragraph begins with two bytes for its style.
    """
    found: list[tuple[int, int, bytes]] = []
    count = max(0, (len(table) - 4) // 8)
    pages = struct.unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ()
    for page in dict.fromkeys(pages):
        data = document[(page & 0x3FFFFF) * PAGE : (page & 0x3FFFFF) * PAGE + PAGE]
        if len(data) == PAGE:
            found += _runs_of_page(data, of_paragraphs=of_paragraphs)
    found.sort(key=lambda run: run[0])
    return Runs([run[0] for run in found], [run[1] for run in found], [run[2] for run in found])


def _runs_of_page(page: bytes, *, of_paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    count = page[-1]
    size = 13 if of_paragraphs else 1
    if 4 * (count + 1) + size * count > PAGE - 1:
        return
    places = struct.unpack_from(f"<{count + 1}I", page, 0)
    for index in range(count):
        at = page[4 * (count + 1) + size * index] * 2
        if at == 0:
            yield places[index], places[index + 1], b"\0\0" if of_paragraphs else b""
            continue
        length = page[at]
        if of_paragraphs:
            length = 2 * length - 1
            if length < 0:
                at += 1
                length = 2 * page[at] if at < PAGE else 0
        yield places[index], places[index + 1], page[at + 1 : at + 1 + length]
