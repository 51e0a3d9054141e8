"""The lists of a Word 97 document ([MS-DOC] 2.9: LSTF, LVL, LFO): what its automatic numbers look like."""

from __future__ import annotations

import struct

from documents.wordnumbers import DEEPEST, Level, Numbering

_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet", 30: "ideographTraditional",
    33: "taiwaneseCounting", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital", 37: "chineseCounting",
    38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
MOST_LISTS = 2000
_LIST_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16


def read_numbering(table: bytes, lists: tuple[int, int], overrides: tuple[int, int]) -> Numbering:
    """The document's lists, each under the number by which paragraphs name it (as text).

    `lists` and `overrides` are (place, length) in the table stream. What is cut short ends there.
    """
    numbering = Numbering(None)
    try:
        levels = _levels_by_list(table, *lists)
        _define(numbering, table, overrides[0], overrides[1], levels)
    except (struct.error, IndexError):
        return numbering
    return numbering


def _levels_by_list(table: bytes, place: int, length: int) -> dict[int, dict[int, Level]]:
    if length < 2:
        return {}
    (count,) = struct.unpack_from("<H", table, place)
    found: dict[int, dict[int, Level]] = {}
    at = place + length
    for number in range(min(count, MOST_LISTS)):
        entry = place + 2 + _LIST_SIZE * number
        (list_id,) = struct.unpack_from("<i", table, entry)
        depths = 1 if table[entry + 26] & 1 else DEEPEST
        found[list_id] = {}
        for depth in range(depths):
            found[list_id][depth], at = _level(table, at)
    return found


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, form, flags = struct.unpack_from("<iBB", table, at)
    characters, paragraphs = table[at + 24], table[at + 25]
    text_at = at + _LEVEL_SIZE + characters + paragraphs
    (length,) = struct.unpack_from("<H", table, text_at)
    text = table[text_at + 2 : text_at + 2 + 2 * length].decode("utf-16-le", "replace")
    # A character below nine stands for the number of that depth.
    written = "".join(f"%{ord(c) + 1}" if ord(c) < DEEPEST else c for c in text)
    level = Level(form=_FORMS.get(form, "decimal"), text=written, start=max(0, start), is_legal=bool(flags & 4))
    return level, text_at + 2 + 2 * length


def _define(numbering: Numbering, table: bytes, place: int, length: int, levels: dict[int, dict[int, Level]]) -> None:
    if length < 4:
        return
    (count,) = struct.unpack_from("<I", table, place)
    at = place + 4 + _OVERRIDE_SIZE * min(count, MOST_LISTS)
    for number in range(min(count, MOST_LISTS)):
        entry = place + 4 + _OVERRIDE_SIZE * number
        (list_id,) = struct.unpack_from("<i", table, entry)
        own = dict(levels.get(list_id, {}))
        starts: dict[int, int] = {}
        at += 4
        for _ in range(table[entry + 12]):
            start, flags = struct.unpack_from("<iI", table, at)
            at += 8
            if flags & 0x20:
                own[flags & 0xF], at = _level(table, at)
            elif flags & 0x10:
                starts[flags & 0xF] = max(0, start)
        numbering.define(str(number + 1), str(list_id), own, starts)
