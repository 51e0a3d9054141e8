"""What the pages show of rows: each as the table has it, the counts above them, and what differs in versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

from apps.accounts.regions import region_name
from apps.demands.conversion import asked_in_words, relation_of, value_of
from apps.demands.models import DemandVersion, Requirement
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


# ---- versions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two versions; `kind` is added, removed or changed."""

    kind: str
    name: str
    before: str = ""
    after: str = ""
    mark_before: str = ""
    mark_after: str = ""


def row_differences(before: Sequence[Requirement], after: Sequence[Requirement]) -> list[Difference]:
    """Rows that were added, removed or changed; rows of one name and condition are paired in their order."""
    old, new = _keyed(before), _keyed(after)
    found: list[Difference] = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was is None and now is not None:
            found.append(Difference("added", now.printed_name, after=asked_in_words(now), mark_after=now.mark))
        elif now is None and was is not None:
            found.append(Difference("removed", was.printed_name, before=asked_in_words(was), mark_before=was.mark))
        elif was is not None and now is not None and _said(was) != _said(now):
            texts = (asked_in_words(was), asked_in_words(now))
            found.append(Difference("changed", now.printed_name, *texts, was.mark, now.mark))
    return found


def _keyed(rows: Sequence[Requirement]) -> dict[tuple[str, str, int], Requirement]:
    keyed: dict[tuple[str, str, int], Requirement] = {}
    for row in rows:
        serial = 0
        while (row.printed_name, row.condition, serial) in keyed:
            serial += 1
        keyed[row.printed_name, row.condition, serial] = row
    return keyed


def _said(row: Requirement) -> tuple[object, ...]:
    return (row.op, row.lo, row.hi, row.unit, tuple(row.members), row.value_text, row.is_strict, row.mark)


FACTS = ("title", "category", "quantity", "budget_yuan", "delivery_days", "province_code", "answers_until", "purpose")


def fact_differences(before: DemandVersion, after: DemandVersion, *, shows_budget: bool) -> list[Difference]:
    """Facts that differ; the ceiling price only where it may be shown. Contacts are never compared."""
    names = [name for name in FACTS if shows_budget or name != "budget_yuan"]
    found = []
    for name in names:
        was, now = (_fact_text(version, name) for version in (before, after))
        if was != now:
            label = str(DemandVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found.append(Difference("changed", label, before=was, after=now))
    return found


def _fact_text(version: DemandVersion, name: str) -> str:
    value = getattr(version, name)
    if name == "category":
        return value.name if value else ""
    if name == "province_code":
        return region_name(value)
    return "" if value is None else str(value)
