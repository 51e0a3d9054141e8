"""What the pages show of rows: the line with its coloured parts, and the row beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from apps.demands.conversion import asked_in_words, relation_of, value_of
from apps.demands.models import Requirement
from apps.taxonomy.language.types import Operator
from apps.taxonomy.language.wording import number_text

_OPERATOR = re.compile(
    r"(?:≥|≧|≤|≦|＞|＜|>=|<=|>|<|±|＝|=|不低于|不小于|不少于|不大于|不超过|不高于|优于|大于等于|小于等于|大于|小于|至少|应包含)\s*±?\s*$"
)
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line; `part` is name, relation, value, unit, condition, or '' for the rest."""

    text: str
    part: str = ""


@dataclass(slots=True)
class Line:
    """One line of the original with the rows that were read from it. `group` is set where a new heading begins."""

    number: int
    clause: str
    mark: str
    segments: list[Segment]
    row_ids: list[int]
    group: str = ""
    is_read: bool = True
    place: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row beside the original."""

    row: Requirement
    number: int
    relation: str
    value: str
    asked: str
    is_open: bool

    @property
    def is_unread(self) -> bool:
        """Whether nothing was understood: the row is text that a person judges."""
        return self.row.op == Operator.TEXT


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """The counts above the rows."""

    rows: int = 0
    mandatory: int = 0
    important: int = 0
    general: int = 0
    unread: int = 0
    open: int = 0
    sure: int = 0

    @property
    def understood(self) -> int:
        """Rows that the engine can compare."""
        return self.rows - self.unread


def row_views(rows: Iterable[Requirement]) -> list[RowView]:
    """The rows of a version for the review and detail pages."""
    return [
        RowView(
            row=row,
            number=number,
            relation=relation_of(row),
            value=shown_value(row),
            asked=asked_in_words(row),
            is_open=not row.is_confirmed and (row.needs_review or row.confidence < 95),
        )
        for number, row in enumerate(rows, start=1)
    ]


def shown_value(row: Requirement) -> str:
    """The value side for reading: numbers with separators."""
    if row.op in (Operator.TEXT, Operator.HAS, Operator.SET, Operator.ENUM):
        return value_of(row)

    def written(match: re.Match[str]) -> str:
        return number_text(Fraction(match[0]))

    ends = [row.lo, row.hi] if row.op == Operator.RANGE else [value_of(row)]
    return "～".join(_PLAIN_NUMBER.sub(written, end) if "/" not in end else end for end in ends)


def counts_of(rows: Sequence[Requirement]) -> ReviewCounts:
    """The counts above the rows."""
    marks = [row.mark for row in rows]
    return ReviewCounts(
        rows=len(rows),
        mandatory=marks.count("mandatory"),
        important=marks.count("important"),
        general=marks.count(""),
        unread=sum(row.op == Operator.TEXT for row in rows),
        open=sum(view.is_open for view in row_views(rows)),
        sure=sum(row.confidence >= 95 and not row.needs_review and not row.is_confirmed for row in rows),
    )


# ---- the original -------------------------------------------------------------------------------------------------


def original_lines(rows: Sequence[Requirement]) -> list[Line]:
    """The lines of the original in order, each once, with its parts coloured by what was read from them."""
    lines: list[Line] = []
    group = ""
    for (_line, raw_text), members in groupby(rows, key=lambda row: (row.line, row.raw_text)):
        found = list(members)
        first = found[0]
        lines.append(
            Line(
                number=len(lines) + 1,
                clause=first.clause,
                mark=first.mark,
                segments=segments_of(raw_text, found),
                row_ids=[row.pk for row in found],
                group=first.group if first.group not in (group, "") and first.group not in raw_text else "",
                is_read=any(row.op != Operator.TEXT for row in found),
                place=_place(first),
            )
        )
        group = lines[-1].group or group
    return lines


def _place(row: Requirement) -> str:
    blocks = row.document.blocks if row.document else []
    if row.block is None or not 0 <= row.block < len(blocks):
        return ""
    return str(blocks[row.block].get("place", ""))


def segments_of(text: str, rows: Sequence[Requirement]) -> list[Segment]:
    """Cut a line into pieces by what each row took from it. The pieces joined give the line."""
    parts = [""] * len(text)
    for row in rows:
        if row.op == Operator.TEXT:
            continue
        _paint(parts, _find(text, row.printed_name, 0, len(text)), "name")
        start, end = min(row.span_start, len(text)), min(row.span_end, len(text))
        name_end = _find(text, row.printed_name, start, end)[1]
        begin = max(start, name_end) if name_end < end else start
        _paint(parts, (begin, _value_end(text, row, begin, end)), "value")
        operator = _OPERATOR.search(text[:begin])
        if operator:
            _paint(parts, operator.span(), "relation")
        if row.unit:
            _paint(parts, _find(text, row.unit, begin, len(text)), "unit")
        for condition in row.condition.split("; "):
            _paint(parts, _find(text, condition, 0, len(text)), "condition")
    return [
        Segment("".join(text[index] for index in indexes), part)
        for part, indexes in ((part, list(run)) for part, run in groupby(range(len(text)), key=lambda i: parts[i]))
    ]


def _value_end(text: str, row: Requirement, begin: int, end: int) -> int:
    """Where the value itself ends: before its unit, or before a bracket or @ that begins a condition."""
    unit = _find(text, row.unit, begin, end)[0] if row.unit else 0
    bracket = re.compile(r"[（(@]").search(text, begin + 1, end)
    return min(each for each in (unit or end, bracket.start() if bracket else end, end))


def _find(text: str, wanted: str, start: int, end: int) -> tuple[int, int]:
    """Where the words stand, blanks apart; (0, 0) when they don't stand there in one piece."""
    if not wanted.strip():
        return (0, 0)
    pattern = r"\s*".join(re.escape(char) for char in wanted if not char.isspace())
    match = re.compile(pattern, re.IGNORECASE).search(text, start, end)
    return match.span() if match else (0, 0)


def _paint(parts: list[str], span: tuple[int, int], part: str) -> None:
    for index in range(*span):
        parts[index] = part
