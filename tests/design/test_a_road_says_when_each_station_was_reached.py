"""The stations of a process: which are done, when each was reached, and where it was broken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import TextChoices

from design.parts import StepState, road_of

START = datetime(2026, 5, 1, 9, tzinfo=UTC)


class Station(TextChoices):
    """Three stations and a way out."""

    ASKED = "asked", "已申请"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已取消"


ROAD = (Station.ASKED, Station.RUNNING, Station.DONE)
REACHES = {"ask": Station.ASKED, "start": Station.RUNNING, "end": Station.DONE, "drop": Station.DROPPED}


@dataclass(frozen=True)
class Entry:
    """A row of a log."""

    step: str
    taken_at: datetime
    reason: str = ""
    taken_by: object = None


def log_of(*steps: str) -> list[Entry]:
    return [Entry(step, START + timedelta(days=day)) for day, step in enumerate(steps)]


def test_what_lies_behind_is_done_with_its_day_and_what_lies_ahead_has_none() -> None:
    road = road_of(ROAD, Station.RUNNING, log_of("ask", "note", "start"), reaches=REACHES)
    assert [step.label for step in road] == ["已申请", "进行中", "已完成"]
    assert [step.state for step in road] == [StepState.DONE, StepState.CURRENT, StepState.AHEAD]
    assert [step.when for step in road] == [START, START + timedelta(days=2), None]


def test_the_last_station_is_done_when_it_is_reached() -> None:
    road = road_of(ROAD, Station.DONE, log_of("ask", "start", "end"), reaches=REACHES)
    assert [step.state for step in road] == [StepState.DONE] * 3


def test_a_process_that_was_broken_off_ends_where_it_stopped() -> None:
    road = road_of(ROAD, Station.DROPPED, log_of("ask", "drop"), reaches=REACHES)
    assert [(step.label, step.state) for step in road] == [
        ("已申请", StepState.DONE), ("已取消", StepState.REFUSED)
    ]  # fmt: skip
    assert road[-1].when == START + timedelta(days=1)
