"""News of products."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProductPublished:
    """A product became visible and takes part in matching."""

    product_id: int


@dataclass(frozen=True, slots=True)
class ProductChanged:
    """A published product has a new revision."""

    product_id: int


@dataclass(frozen=True, slots=True)
class ProductWithdrawn:
    """A published product is no longer offered."""

    product_id: int


@dataclass(frozen=True, slots=True)
class EvidenceRecorded:
    """A published product has a spec value with new evidence."""

    product_id: int
    spec_value_id: int
