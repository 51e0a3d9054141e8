"""Which words of a line a row took: name, relation, value, unit, condition. The pieces joined always give the line.

The language says from where to where a row was read (`span_start`, `span_end`); the parts inside and before it are
found again by their words, so that a part that was spelt anew (oC → ℃) stays uncoloured and nothing wrong is coloured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from apps.demands.models import Requirement
from apps.taxonomy.language.types import Operator

_RELATION = (
    r"(?:≥|≧|≤|≦|＞|＜|>=|<=|>|<|±|＝|=|不低于|不小于|不少于|不大于|不超过|不高于|不多于|优于|高于|低于|大于等于|小于等于"
    r"|大于|小于|至少|应包含|包含|包括|应?具[备有]|配有|可达|达到?)"
)
_BEFORE = re.compile(_RELATION + r"\s*±?\s*$")
_AFTER_NAME = re.compile(r"[\s:：,，为应]*(" + _RELATION + r"\s*±?)?\s*")
_LATER = re.compile("(" + _RELATION + r"\s*±?)\s*(?=[+\-−]?[\d室常])")
_END_OF_VALUE = re.compile(r"[（(@]")
_TRAILING = "；;。，,、 \u3000"
Part = tuple[str, int]
_NOTHING: Part = ("", 0)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line. `part` is name, relation, value, unit, condition, or '' for the rest; `row_id` whose it is.

    `is_doubted`: the row it belongs to waits for a person.
    """

    text: str
    part: str = ""
    row_id: int = 0
    is_doubted: bool = False


def parts_of(text: str, rows: Sequence[Requirement]) -> list[Part]:
    """For each character of the line: the part and the row it belongs to."""
    parts = [_NOTHING] * len(text)
    for row in rows:
        if row.op == Operator.TEXT:
            start, end = _clamped(row, text)
            _paint(parts, (start, end), "text", row)
        else:
            _paint_row(parts, text, row)
    return parts


def segments_of(text: str, rows: Sequence[Requirement], parts: Sequence[Part] | None = None) -> list[Segment]:
    """Cut a line into pieces by what each row took from it."""
    found = parts if parts is not None else parts_of(text, rows)
    doubted = {row.pk for row in rows if row.needs_review and not row.is_confirmed}
    segments = []
    for (part, row_id), run in groupby(range(len(text)), key=lambda index: found[index]):
        indexes = list(run)
        piece = text[indexes[0] : indexes[-1] + 1]
        segments.append(Segment(piece, part, row_id or 0, bool(part) and row_id in doubted))
    return segments


def _paint_row(parts: list[Part], text: str, row: Requirement) -> None:
    start, end = _clamped(row, text)
    name = _name_span(text, row.printed_name, start, end)
    begin = max(start, name[1]) if name[1] < end else start
    match = _AFTER_NAME.match(text, begin, end)
    if not (match and match[1]) and name[1]:
        match = _LATER.search(text, begin, end) or match  # 质量精度（内标）≤0.9: the relation stands behind a bracket
    relation = match.span(1) if match and match[1] else (0, 0)
    begin = match.end() if match else begin
    before = None if match and match[1] else _BEFORE.search(text, 0, begin)
    if row.op == Operator.HAS and name[1]:
        begin = end  # what is asked for is the name itself
    stop = _END_OF_VALUE.search(text, min(begin + 1, end), end)
    finish = stop.start() if stop else end
    finish = begin + len(text[begin:finish].rstrip(_TRAILING))
    _paint(parts, name, "name", row)
    _paint(parts, (begin, finish), "value", row)
    _paint(parts, before.span() if before else relation, "relation", row)
    _paint_units(parts, text, row, (begin, finish))
    for condition in row.condition.split("; "):
        found = _find(text, condition, start, len(text))
        _paint(parts, found if found[1] else _find(text, condition, 0, len(text)), "condition", row)


def _paint_units(parts: list[Part], text: str, row: Requirement, value: tuple[int, int]) -> None:
    """Each unit of the value, but never its whole: 100 pA～100 nA has two, m/z 50～3000 has one in front."""
    here = value[0]
    while row.unit and here < value[1]:
        found = _find(text, row.unit, here, value[1])
        if not found[1] or found == value:
            return
        _paint(parts, found, "unit", row)
        here = found[1]


def _name_span(text: str, name: str, start: int, end: int) -> tuple[int, int]:
    """The name nearest before the value; where a line says it once for several values, the only one."""
    found, here = (0, 0), 0
    while True:
        span = _find(text, name, here, end)
        if not span[1] or (found[1] and span[0] > start):
            return found
        found, here = span, span[0] + 1


def _clamped(row: Requirement, text: str) -> tuple[int, int]:
    return min(row.span_start, len(text)), min(row.span_end, len(text))


def _find(text: str, wanted: str, start: int, end: int) -> tuple[int, int]:
    """Where the words stand, blanks apart; (0, 0) when they don't stand there in one piece."""
    if not wanted.strip():
        return (0, 0)
    pattern = r"\s*".join(re.escape(char) for char in wanted if not char.isspace())
    match = re.compile(pattern, re.IGNORECASE).search(text, start, end)
    return match.span() if match else (0, 0)


def _paint(parts: list[Part], span: tuple[int, int], part: str, row: Requirement) -> None:
    for index in range(*span):
        parts[index] = (part, row.pk or 0)


# ---- from the text of a row to the line as printed -----------------------------------------------------------------

_SKIPPED_IN_PRINT = frozenset(" \t\n\r\u3000|")
_ADDED_IN_ROW = frozenset("：:，, \t\n\u3000")
_MOST_STARTS = 40


def place_in_print(row_text: str, printed: str) -> list[int] | None:
    """For each character of a row's text its index in the printed text (-1 for what joining added); None: not there.

    A row's text is the printed one without number and mark; over breaks and cells it was joined by blanks and colons.
    """
    first = next((char for char in row_text if char not in _ADDED_IN_ROW), "")
    starts = [index for index, char in enumerate(printed) if char == first][:_MOST_STARTS]
    return next((found for start in starts if (found := _aligned(row_text, printed, start)) is not None), None)


def _aligned(row_text: str, printed: str, start: int) -> list[int] | None:
    places: list[int] = []
    here = start
    for char in row_text:
        while here < len(printed) and printed[here] in _SKIPPED_IN_PRINT and printed[here] != char:
            here += 1
        if here < len(printed) and printed[here] == char:
            places.append(here)
            here += 1
        elif char in _ADDED_IN_ROW:
            places.append(-1)
        else:
            return None
    return places
