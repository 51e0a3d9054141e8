"""Frozen values that other apps hand to the tags of this one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _


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
class Series:
    """One line of a chart: (x, y) points in the order they are joined."""

    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram: the half-open interval [start, end) and how many fall into it."""

    start: float
    end: float
    count: int


@dataclass(frozen=True)
class RulerTick:
    """What ``count`` products give, as a place on a ruler, and whether it passes; ``label`` names the products."""

    value: float
    passes: bool
    count: int = 1
    label: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """One column of a chart of shares: ``part`` of ``whole``; without a whole nothing is drawn."""

    label: str
    part: int
    whole: int


class LoggedStep(Protocol):
    """What a row of a step log must have (`kernel.transitions.StepLog`)."""

    @property
    def step(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def taken_at(self) -> datetime: ...
    @property
    def taken_by(self) -> object: ...


def road_of(
    stations: Sequence[TextChoices], here: TextChoices, log: Iterable[LoggedStep], *, reaches: Mapping[str, TextChoices]
) -> list[Step]:
    """The stations of a process up to its end, each with the time at which it was reached.

    ``reaches`` says which station a logged step leads to. Where ``here`` is no station the process was broken off: the
    stations that were reached are shown, and it behind them.
    """
    reached = {reaches[entry.step]: entry.taken_at for entry in log if entry.step in reaches}
    if here not in stations:
        passed = [Step(str(each.label), StepState.DONE, reached[each]) for each in stations if each in reached]
        return [*passed, Step(str(here.label), StepState.REFUSED, reached.get(here))]
    place = stations.index(here)
    states = [StepState.DONE] * place + [StepState.CURRENT] + [StepState.AHEAD] * (len(stations) - place - 1)
    if here == stations[-1]:
        states[-1] = StepState.DONE
    return [Step(str(each.label), state, reached.get(each)) for each, state in zip(stations, states, strict=True)]


def timeline_of(log: Iterable[LoggedStep], steps: type[Enum]) -> list[TimelineEntry]:
    """The lines of a step log, oldest first: the step's words from its choices, who took it, and why."""
    labels = {member.value: getattr(member, "label", member.name) for member in steps}
    return [
        TimelineEntry(
            at=entry.taken_at,
            text=f"{labels.get(entry.step, entry.step)} · {entry.taken_by or _('系统')}",
            note=entry.reason,
        )
        for entry in log
    ]
