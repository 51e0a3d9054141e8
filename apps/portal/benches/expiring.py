"""Evidence that expires: what stands behind a maker's values, and when it counts as a mere claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from apps.accounts.actors import Actor
from apps.suppliers.catalogue import counting_values
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung

AHEAD_DAYS = 180
BEHIND_DAYS = 60
TASK_DAYS = 30
MOST_VALUES = 400


@dataclass(frozen=True, slots=True)
class ExpiringProof:
    """One paper of a product with the day it expires, and the values that it stands behind."""

    product: Product
    paper: str
    expires_on: date
    names: tuple[str, ...]
    days_left: int

    @property
    def used_days(self) -> int:
        """How much of the last 180 days has run, for the bar."""
        return min(max(AHEAD_DAYS - self.days_left, 0), AHEAD_DAYS)

    @property
    def tone(self) -> str:
        """Of the bar: expired or within thirty days stands out."""
        return "neg" if self.days_left < 0 else "man" if self.days_left <= TASK_DAYS else "ink"


def expiring_proofs(actor: Actor, *, today: date) -> list[ExpiringProof]:
    """The papers behind the maker's published values that expire within 180 days or did within 60. One query.

    Only values that count today: a paper behind a value that a better one stands before changes nothing.
    """
    values = (
        counting_values(today)
        .filter(
            product__organisation_id=actor.organisation_id or 0,
            product__status=Product.Status.PUBLISHED,
            product__is_reference=False,
            rung__gt=EvidenceRung.CLAIM,
            expires_on__range=(today - timedelta(days=BEHIND_DAYS), today + timedelta(days=AHEAD_DAYS)),
        )
        .select_related("product", "parameter")
    )
    return proofs_of(values.order_by("expires_on", "product_id", "position")[:MOST_VALUES], today=today)


def proofs_of(values: Iterable[SpecValue], *, today: date) -> list[ExpiringProof]:
    """Put values of one product, paper and day together."""
    groups: dict[tuple[int, str, date], list[SpecValue]] = {}
    for value in values:
        if value.expires_on is not None:
            groups.setdefault((value.product_id, value.evidence, value.expires_on), []).append(value)
    return [
        ExpiringProof(rows[0].product, paper, day, tuple(_name(row) for row in rows), (day - today).days)
        for (_product, paper, day), rows in groups.items()
    ]


def _name(value: SpecValue) -> str:
    return value.parameter.name if value.parameter else value.printed_name
