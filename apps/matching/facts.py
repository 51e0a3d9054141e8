"""News of matching."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run is done and its matches are what the pages show."""

    run_id: int
