"""What crosses the border of the limited child: bytes in, a tender as JSON out, and back into dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.demands.reading.tender import read_tender
from apps.demands.reading.types import Change, ChangeKind, Fact, FactChange, Package, RowKind, Tender, TenderRow
from documents.blocks import Block, BlockKind

READ_DOCUMENT = "apps.demands.reading.child:read_document"
# A PDF of 300 pages needs more than the usual twenty seconds.
CPU_SECONDS, WALL_SECONDS = 40, 80
READ_TEXT = "apps.demands.reading.child:read_text"


def read_document(payload: bytes) -> dict[str, Any]:
    """Called in the child with a document of any format that is read."""
    return to_json(read_tender(payload))


def read_text(payload: bytes) -> dict[str, Any]:
    """Called in the child with pasted text in UTF-8."""
    return to_json(read_tender(payload, is_text=True))


def to_json(tender: Tender) -> dict[str, Any]:
    """A tender as plain lists and texts. NUL characters, which no database keeps, are dropped."""
    return {
        "title": _storable(tender.title),
        "packages": [_package_to_json(package) for package in tender.packages],
        "blocks": [[_storable(block.text), block.kind.value, block.place, block.page] for block in tender.blocks],
        "changes": [_change_to_json(change) for change in tender.changes],
        "facts": [_fact_to_json(fact) for fact in tender.facts],
    }


def _change_to_json(change: Change) -> list[Any]:
    texts = (change.clause, change.old, change.new, change.mark, change.where)
    return [change.kind.value, *map(_storable, texts), change.block]


def _fact_to_json(fact: FactChange) -> list[Any]:
    texts = (fact.name, fact.old, fact.new, fact.was, fact.value)
    return [fact.fact.value, *map(_storable, texts), fact.block]


def _package_to_json(package: Package) -> dict[str, Any]:
    return {
        "instrument": _storable(package.instrument),
        "budget_yuan": None if package.budget_yuan is None else str(package.budget_yuan),
        "quantity": package.quantity,
        "delivery_days": package.delivery_days,
        "rows": [
            [_storable(row.text), row.number, row.mark, row.kind.value, row.block, _storable(row.group)]
            for row in package.rows
        ],
    }


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def from_json(document: object) -> Tender:
    """The tender that `to_json` wrote; blocks come back with their text and without cells."""
    if not isinstance(document, Mapping):
        raise TypeError("a tender crosses the border as an object")
    return Tender(
        title=document["title"],
        packages=tuple(_package_from_json(package) for package in document["packages"]),
        blocks=tuple(Block(text, BlockKind(kind), place, page=page) for text, kind, place, page in document["blocks"]),
        changes=tuple(Change(ChangeKind(kind), *rest) for kind, *rest in document["changes"]),
        facts=tuple(FactChange(Fact(fact), *rest) for fact, *rest in document.get("facts", ())),
    )


def _package_from_json(package: Mapping[str, Any]) -> Package:
    return Package(
        instrument=package["instrument"],
        budget_yuan=None if package["budget_yuan"] is None else Decimal(package["budget_yuan"]),
        quantity=package["quantity"],
        delivery_days=package["delivery_days"],
        rows=tuple(
            TenderRow(text, number, mark, RowKind(kind), block, group)
            for text, number, mark, kind, block, group in package["rows"]
        ),
    )
