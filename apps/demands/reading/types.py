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


@dataclass(frozen=True, slots=True)
class Tender:
    """A tender document: its title, its packages (at least one) and all its blocks in order."""

    title: str
    packages: tuple[Package, ...]
    blocks: tuple[Block, ...]
