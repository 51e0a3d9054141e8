"""The agenda: overdue first, then what is due soon, then what has waited longest, then what is due later."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.portal.benches.shapes import MOST_TASKS, SHOWN_TASKS, Task, agenda_of

TODAY = date(2026, 5, 12)


def _task(title: str, *, due: int | None = None, waited: int = 0) -> Task:
    came = datetime(2026, 5, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai")) - timedelta(days=waited)
    day = None if due is None else TODAY + timedelta(days=due)
    return Task(title=title, why="", url="/", action="", due=day, since=came)


def test_days_come_before_waiting_and_overdue_before_all() -> None:
    tasks = [
        *(_task("in 11 days", due=11), _task("no day, new"), _task("in five days", due=5)),
        *(_task("no day, old", waited=9), _task("late", due=-2)),
    ]
    agenda = agenda_of(tasks, today=TODAY)
    titles = [line.task.title for line in agenda.lines]
    assert titles == ["late", "in five days", "no day, old", "no day, new", "in 11 days"]
    assert [line.when for line in agenda.lines] == ["逾期 2 天", "剩 5 天", "等了 9 天", "今天收到", "剩 11 天"]
    assert (agenda.near_count, agenda.late_count) == (2, 1)


@pytest.mark.parametrize(("due", "urgent"), [(-1, True), (0, True), (2, True), (3, False), (None, False)])
def test_only_what_is_due_within_two_days_is_urgent(due: int | None, urgent: bool) -> None:
    (line,) = agenda_of([_task("x", due=due)], today=TODAY).lines
    assert line.is_urgent is urgent


def test_what_is_not_shown_at_first_is_folded_and_not_lost() -> None:
    agenda = agenda_of([_task(str(n), due=n) for n in range(MOST_TASKS)], today=TODAY)
    assert len(agenda.lines) == SHOWN_TASKS
    assert agenda.count == MOST_TASKS
