"""News of demands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemandSubmitted:
    """A version of a demand was handed in for approval: its rows are as somebody wants them published."""

    demand_id: int
    version_id: int
    user_id: int | None


@dataclass(frozen=True, slots=True)
class DemandPublished:
    """A version of a demand became what makers see."""

    demand_id: int
    version_id: int
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class DemandEnded:
    """A published demand was closed or withdrawn."""

    demand_id: int
