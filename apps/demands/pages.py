"""What the pages show of rows: each as the table has it, and the counts above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from apps.demands.conversion import asked_in_words, relation_of, value_of
from apps.demands.models import Requirement
from apps.demands.source_lines import line_key
from apps.taxonomy.language.types import Operator
from apps.taxonomy.language.wording import number_text

_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


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

    @property
    def typed(self) -> str:
        """The value as a form has it, where what is shown would be read as something else (a rounded number)."""
        value = value_of(self.row)
        return "" if self.value.replace(",", "") == value else value

    @property
    def relation_code(self) -> str:
        """The relation as the form's choice names it: >, range, set."""
        return relation_code(self.row)

    @property
    def line_key(self) -> str:
        """The line of the original that the row was read from."""
        return line_key(self.row)


def relation_code(row: Requirement) -> str:
    """The relation as a form's choice: an enumeration is a set, and strict bounds are choices of their own."""
    if row.is_strict and row.op in (Operator.AT_LEAST, Operator.AT_MOST):
        return row.op[0]
    return "set" if row.op == Operator.ENUM else row.op


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """The counts above the rows."""

    rows: int = 0
    mandatory: int = 0
    important: int = 0
    general: int = 0
    commercial: int = 0
    unread: int = 0
    open: int = 0
    sure: int = 0

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """Each count with its name, as the page's script takes them."""
        return list(asdict(self).items())

    @property
    def understood(self) -> int:
        """Rows that the engine can compare."""
        return self.rows - self.unread


def is_sure(row: Requirement) -> bool:
    """Whether the row was understood well enough to be accepted together with others."""
    return row.confidence >= Requirement.SURE and not row.needs_review and row.op != Operator.TEXT


def row_views(rows: Iterable[Requirement]) -> list[RowView]:
    """The rows of a version for the review and detail pages."""
    return [row_view(row, number) for number, row in enumerate(rows, start=1)]


def row_view(row: Requirement, number: int = 0) -> RowView:
    """One row; 0 where its number is not known (the page then counts)."""
    return RowView(
        row=row,
        number=number,
        relation=relation_of(row),
        value=shown_value(row),
        asked=asked_in_words(row),
        is_open=not row.is_confirmed and not is_sure(row),
    )


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
        commercial=sum(row.scope == Requirement.Scope.COMMERCIAL for row in rows),
        unread=sum(row.op == Operator.TEXT for row in rows),
        open=sum(view.is_open for view in row_views(rows)),
        sure=sum(is_sure(row) and not row.is_confirmed for row in rows),
    )
