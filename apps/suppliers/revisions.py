"""A product as one of its revisions keeps it, in the form that is compared: what a run needs to be worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.suppliers.models import ProductRevision
from apps.taxonomy.language import types
from apps.taxonomy.language.types import EvidenceRung, SpecKind

Json = Mapping[str, object]
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProduct:
    """What a revision says that a comparison looks at. `specs` holds the newest first for each position.

    `evidence` is the document behind each value; of equal values the last one's, as the product's own rows give it.
    """

    id: int
    revision: int
    name: str
    model: str
    price_yuan: Decimal | None
    lead_time_days: int | None
    origin: str
    is_reference: bool
    specs: tuple[types.SpecValue, ...]
    evidence: Mapping[types.SpecValue, str]


def kept_products(wanted: Sequence[tuple[int, int]]) -> Iterator[KeptProduct]:
    """The products as these revisions keep them, as (product id, number); what is not kept is left out.

    Two queries for every CHUNK of them.
    """
    for start in range(0, len(wanted), CHUNK):
        chunk = set(wanted[start : start + CHUNK])
        numbers = ProductRevision.objects.filter(product_id__in={product_id for product_id, _number in chunk})
        found = [pk for pk, *pair in numbers.values_list("pk", "product_id", "number") if tuple(pair) in chunk]
        for revision in ProductRevision.objects.filter(pk__in=found).order_by("product_id"):
            yield kept_product(revision)


def kept_product(revision: ProductRevision) -> KeptProduct:
    """The product as this revision keeps it."""
    content: Json = revision.content
    rows = _spec_rows(content)
    price, lead = content["price_yuan"], content["lead_time_days"]
    return KeptProduct(
        id=revision.product_id,
        revision=revision.number,
        name=str(content["name"]),
        model=str(content["model"]),
        price_yuan=None if price is None else Decimal(str(price)),
        lead_time_days=None if lead is None else int(str(lead)),
        origin=str(content["origin"]),
        is_reference=bool(content["is_reference"]),
        specs=tuple(_value(row) for row in _newest_first(rows) if row["code"]),
        evidence={_value(row): str(row["evidence"]) for row in rows},
    )


def _spec_rows(content: Json) -> list[Json]:
    rows = content.get("specs")
    return rows if isinstance(rows, list) else []


def _newest_first(rows: Sequence[Json]) -> list[Json]:
    """In the order of `selectors.spec_values_of`. Old revisions keep no position: what was measured stood beside."""
    places: dict[object, int] = {}
    for number, row in enumerate(rows):
        places.setdefault(row["code"] or row["printed_name"], number)
    return sorted(
        rows,
        key=lambda row: (
            int(str(row.get("position", places[row["code"] or row["printed_name"]]))),
            -int(str(row["id"])),
        ),
    )


def _value(row: Json) -> types.SpecValue:
    """The exact value that a row of a revision keeps; `specs.value_of` for what is no row any more."""
    members, expires_on = row["members"], row["expires_on"]
    return types.SpecValue(
        code=str(row["code"]),
        kind=SpecKind(str(row["kind"])),
        lo=types.read_bound(str(row["lo"])),
        hi=types.read_bound(str(row["hi"])),
        unit=str(row["unit"]) or None,
        members=tuple(members) if isinstance(members, list) else (),
        has=None if row["has"] is None else bool(row["has"]),
        strict=bool(row["is_strict"]),
        approximate=bool(row["is_approximate"]),
        condition=str(row["condition"]) or None,
        text=str(row["text"]),
        rung=EvidenceRung(int(str(row["rung"]))),
        expires_on=date.fromisoformat(str(expires_on)) if expires_on else None,
    )
