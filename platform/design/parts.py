"""Frozen values that other apps hand to the tags of this one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class StepState(StrEnum):
    """Where a step of a process stands."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    REFUSED = "refused"


@dataclass(frozen=True)
class Step:
    """One step of a process line. ``when`` is a date, a time, or words such as 剩 11 天."""

    label: str
    state: StepState = StepState.AHEAD
    when: date | datetime | str | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One line of an append-only log."""

    at: date | datetime | str
    text: str
    note: str = ""
    url: str = ""
    link_text: str = ""


@dataclass(frozen=True)
class ScorePart:
    """One part of a score, in points: ``0 <= value <= maximum``."""

    label: str
    value: Decimal
    maximum: Decimal


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram: the half-open interval [start, end) and how many fall into it."""

    start: float
    end: float
    count: int
