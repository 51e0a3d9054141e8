"""Counts that take long over a large table: kept until its content changes; over a large one a minute at least."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.table_states import State, state_of

LARGE = 20_000
FRESH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Counted:
    counts: Mapping[Any, int]
    state: State
    at: float


class SlowCounts:
    """What `count` counts in watched tables (`kernel.table_states`), for all who ask in this process.

    Exact up to a sum of LARGE; above, at most FRESH_SECONDS old.
    """

    def __init__(self, tables: tuple[str, ...], count: Callable[[], Mapping[Any, int]]) -> None:
        self._tables, self._count = tables, count
        self._known: _Counted | None = None

    def now(self) -> Mapping[Any, int]:
        """The counts. One query where nothing has changed."""
        known, at = self._known, time.monotonic()
        if known is not None and sum(known.counts.values()) > LARGE and at - known.at < FRESH_SECONDS:
            return known.counts
        state = state_of(self._tables)
        if known is None or known.state != state:
            known = _Counted(self._count(), state, at)
            self._known = known
        return known.counts
