"""News of trials."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrialRequested:
    """An institution asked for a trial of a product."""

    trial_id: int
    user_id: int | None


@dataclass(frozen=True, slots=True)
class TrialReported:
    """The evaluation centre has issued a trial's results."""

    trial_id: int
    user_id: int | None
