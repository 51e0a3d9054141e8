"""What every workbench is made of: figures, an agenda of tasks in the order of their days, and the role's lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

SOON_DAYS = 2
NEAR_DAYS = 10
SHOWN_TASKS = 6
MOST_TASKS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do: what, why, where, and the words of its button.

    `due` is the day by which it has to be done; a task without one has waited since `since`.
    """

    title: str
    why: str
    url: str
    action: str
    due: date | None = None
    since: datetime | None = None
    is_sample: bool = False

    def days_left(self, today: date) -> int | None:
        """Days until it is due, negative once it is overdue; None without a day."""
        return None if self.due is None else (self.due - today).days

    def days_waited(self, today: date) -> int:
        """Whole days that it has waited; 0 where that is not known."""
        return 0 if self.since is None else max((today - timezone.localdate(self.since)).days, 0)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A task with its day in words."""

    task: Task
    when: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """The tasks in order: what is overdue or due within ten days by its day, then what has no day, the longest
    waiting first, then what is due later.
    """

    lines: tuple[AgendaLine, ...]
    more: tuple[AgendaLine, ...]
    near_count: int
    late_count: int

    @property
    def count(self) -> int:
        """How many tasks are listed."""
        return len(self.lines) + len(self.more)


def agenda_of(tasks: Iterable[Task], *, today: date) -> Agenda:
    """Put the tasks in order and into words; `near_count` are due within ten days or overdue."""
    ordered = sorted(tasks, key=lambda task: _place(task, today))[:MOST_TASKS]
    lines = tuple(_line(task, today) for task in ordered)
    left = [days for task in ordered if (days := task.days_left(today)) is not None]
    return Agenda(
        lines=lines[:SHOWN_TASKS],
        more=lines[SHOWN_TASKS:],
        near_count=sum(days <= NEAR_DAYS for days in left),
        late_count=sum(days < 0 for days in left),
    )


def _place(task: Task, today: date) -> tuple[int, int]:
    left = task.days_left(today)
    if left is None:
        return 1, -task.days_waited(today)
    return (0 if left <= NEAR_DAYS else 2), left


def _line(task: Task, today: date) -> AgendaLine:
    left = task.days_left(today)
    if left is None:
        return AgendaLine(task, waited_words(task.days_waited(today)), False)
    return AgendaLine(task, left_words(left), left <= SOON_DAYS)


def left_words(days: int) -> str:
    """逾期 2 天, 今天, 剩 5 天."""
    if days < 0:
        return _("逾期 %(days)s 天") % {"days": -days}
    return _("今天") if days == 0 else _("剩 %(days)s 天") % {"days": days}


def waited_words(days: int) -> str:
    """今天收到, 等了 5 天."""
    return _("今天收到") if days < 1 else _("等了 %(days)s 天") % {"days": days}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A large figure: its value and unit (the Chinese word), what it counts, a second line, and the rows behind it."""

    value: int | str
    unit: str
    label: str
    note: str = ""
    url: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a new organisation does first, where its workbench has nothing yet."""

    title: str
    text: str
    url: str
    action: str
    second_url: str = ""
    second_action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A role's page: the template, and what it shows. `lists` are the names that the template of the role reads.

    `marks` say of the role's first steps what the page knows already (`first_steps`); the rest is asked.
    """

    template: str
    agenda: Agenda
    figures: tuple[Figure, ...] = ()
    start: Start | None = None
    lists: Mapping[str, object] = field(default_factory=dict)
    marks: Mapping[str, bool] = field(default_factory=dict)
