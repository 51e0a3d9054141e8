"""The words of tender reading: the rows that a tender asks for, its packages, the tender."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from documents.blocks import Block


class RowKind(StrEnum):
    """What a row is about."""

    TECHNICAL = "technical"
    COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class TenderRow:
    """One row that a tender asks for: joined over breaks, without its number and mark.

    `mark` is the symbol as printed ('' without one), `group` the heading it stands under, `block` the index of the
    block where it begins.
    """

    text: str
    number: str
    mark: str
    kind: RowKind
    block: int
    group: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What one instrument of a tender asks for. None and '' mean that the document does not say."""

    instrument: str = ""
    budget_yuan: Decimal | None = None
    quantity: int | None = None
    delivery_days: int | None = None
    rows: tuple[TenderRow, ...] = ()


class ChangeKind(StrEnum):
    """What an amendment does to a clause."""

    CHANGED = "changed"
    DELETED = "deleted"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an amendment. Texts are without number and mark.

    `clause` is the number of the clause ('' when none is named), `old` what it said ('' for an added one, or when the
    amendment does not quote it), `new` what it says now ('' for a deleted one), `mark` its mark from now on as printed,
    `where` the place in words, `block` the index of the block that says so.
    """

    kind: ChangeKind
    clause: str
    old: str
    new: str
    mark: str
    where: str
    block: int


class Fact(StrEnum):
    """A fact of a purchase, by the name of the field that holds it; NONE is held by no demand."""

    BUDGET = "budget_yuan"
    DELIVERY = "delivery_days"
    DEADLINE = "answers_until"
    QUANTITY = "quantity"
    NONE = ""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that an amendment changes. `name`, `old` and `new` are as printed, `old` '' where it is not said.

    `was` and `value` are the same as plain texts: an amount in 元, a number, a date as 2026-06-03; '' where the words
    do not give one for sure. `block` is the index of the block that says so.
    """

    fact: Fact
    name: str
    old: str
    new: str
    was: str
    value: str
    block: int


@dataclass(frozen=True, slots=True)
class Tender:
    """A tender document: its title, its packages (at least one) and all its blocks in order.

    An amendment has `changes` and `facts`; with changes its packages have no rows: what it quotes is no requirement by
    itself.
    """

    title: str
    packages: tuple[Package, ...]
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...] = ()
    facts: tuple[FactChange, ...] = ()
