"""What the check-up of a parameter table finds: one shape for all rules, wherever they are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

from apps.demands.models import Requirement

Text = str | Promise


class Severity(StrEnum):
    """How a finding weighs: against a rule, to be looked at by a person, or as it should be."""

    AGAINST = "negative"
    DOUBTFUL = "manual"
    FINE = "meets"


class MendKind(StrEnum):
    """What one press may change."""

    DELETE = "delete"
    OPEN = "open"
    DROP_WORDS = "words"
    DEMOTE = "demote"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Mend:
    """One press that mends a row; EDIT leads to the row instead. `words` are what DROP_WORDS takes out."""

    kind: MendKind
    label: str
    row_id: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: the rule that found it, what it says, the rows it is about, and how it can be mended."""

    rule: str
    title: str
    text: str
    source: str
    severity: Severity
    row_ids: tuple[int, ...] = ()
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a rule looks at: the rows in order, the budget, and names of companies, brands and models to look for."""

    rows: tuple[Requirement, ...]
    budget_yuan: Decimal | None = None
    names: tuple[str, ...] = ()

    @property
    def technical(self) -> tuple[Requirement, ...]:
        """The rows that are compared with products."""
        return tuple(row for row in self.rows if row.scope == Requirement.Scope.TECHNICAL)

    @property
    def lines(self) -> tuple[Requirement, ...]:
        """The first technical row of each line: the words of a line are looked at once, however many rows it gave."""
        first = {(row.line, row.raw_text): row for row in reversed(self.technical)}
        return tuple(row for row in self.technical if first[row.line, row.raw_text] is row)

    def number_of(self, row: Requirement) -> int:
        """The row's number on the page, from 1."""
        return next(number for number, each in enumerate(self.rows, start=1) if each.pk == row.pk)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its number, title, the convention it comes from, and the function that applies it.

    `check` gives (severity, text, row ids, mends); nothing where there is nothing to say.
    """

    number: str
    title: Text
    source: Text
    check: Callable[[Table], Iterable[Remark]]

    def apply(self, table: Table) -> list[Finding]:
        """The rule's findings."""
        return [
            Finding(
                self.number,
                str(self.title),
                remark.text,
                str(self.source),
                remark.severity,
                remark.row_ids,
                remark.mends,
            )
            for remark in self.check(table)
        ]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says of some rows."""

    severity: Severity
    text: str
    row_ids: tuple[int, ...] = ()
    mends: tuple[Mend, ...] = ()
