"""Counts that take long over a large table: then counted once a minute, else each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

LARGE = 20_000
FRESH_SECONDS = 60.0

CountsT = TypeVar("CountsT")


class SlowCounts(Generic[CountsT]):
    """What `count` counts, for all who ask in this process.

    `size` says how many rows were counted: up to LARGE the answer is of this moment, above it is at most
    FRESH_SECONDS old.
    """

    def __init__(self, count: Callable[[], CountsT], size: Callable[[CountsT], int]) -> None:
        self._count, self._size = count, size
        self._known: tuple[CountsT, float] | None = None

    def now(self) -> CountsT:
        """The counts."""
        at = time.monotonic()
        if self._known is not None:
            counts, counted_at = self._known
            if self._size(counts) > LARGE and at - counted_at < FRESH_SECONDS:
                return counts
        counts = self._count()
        self._known = counts, at
        return counts
