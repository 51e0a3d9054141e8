"""Counts that take long over a large table: kept until its content changes; over a large one a minute at least."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kernel.table_states import State, state_of

LARGE = 20_000
FRESH_SECONDS = 60.0

CountsT = TypeVar("CountsT")


@dataclass(frozen=True, slots=True)
class _Counted(Generic[CountsT]):
    counts: CountsT
    state: State
    at: float


class SlowCounts(Generic[CountsT]):
    """What `count` counts in watched tables (`kernel.table_states`), for all who ask in this process.

    `size` says how many rows were counted: up to LARGE the answer is exact, above it is at most FRESH_SECONDS old.
    """

    def __init__(self, tables: tuple[str, ...], count: Callable[[], CountsT], size: Callable[[CountsT], int]) -> None:
        self._tables, self._count, self._size = tables, count, size
        self._known: _Counted[CountsT] | None = None

    def now(self) -> CountsT:
        """The counts. One query where nothing has changed."""
        known, at = self._known, time.monotonic()
        if known is not None and self._size(known.counts) > LARGE and at - known.at < FRESH_SECONDS:
            return known.counts
        state = state_of(self._tables)
        if known is None or known.state != state:
            known = _Counted(self._count(), state, at)
            self._known = known
        return known.counts
