"""What the page of the nights shows: how the latest goes, what it found, and those before it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.matching import access
from apps.matching.night_models import Night, NightTask, Standing
from apps.matching.nights.families import family_names
from kernel import clock
from kernel.errors import AccessDenied, NotFound

State = NightTask.State
SHOWN_NIGHTS = 14
SHOWN_FAILED = 20


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """The tasks of one family by state, and how many of its demands are done."""

    family: str
    name: str
    planned: int
    done: int
    waiting: int
    running: int
    finished: int
    failed: int
    changed: int
    milliseconds: int

    @property
    def per_second(self) -> float | None:
        """Demands a second of work; None before any is done."""
        return self.done * 1000 / self.milliseconds if self.done and self.milliseconds else None


@dataclass(frozen=True, slots=True)
class NightLine:
    """A night in figures. `moved` tasks saw other products than most of their family: some changed in mid-night."""

    night: Night
    done: int
    changed: int
    failed: int
    moved: int

    @property
    def is_running(self) -> bool:
        """Whether it goes on."""
        return self.night.state == Night.State.RUNNING

    @property
    def elapsed(self) -> timedelta:
        """How long it took, or has been going on."""
        return (self.night.finished_at or clock.now()) - self.night.started_at

    @property
    def took(self) -> str:
        """That time in words: 42 秒, 3 分 12 秒, 1 小时 5 分."""
        seconds = int(self.elapsed.total_seconds())
        if seconds < 60:
            return _("%(seconds)s 秒") % {"seconds": seconds}
        if seconds < 3600:
            return _("%(minutes)s 分 %(seconds)s 秒") % {"minutes": seconds // 60, "seconds": seconds % 60}
        return _("%(hours)s 小时 %(minutes)s 分") % {"hours": seconds // 3600, "minutes": seconds // 60 % 60}

    @property
    def per_second(self) -> float | None:
        """Demands a second by the clock; None before any is done."""
        seconds = self.elapsed.total_seconds()
        return self.done / seconds if self.done and seconds > 0 else None

    @property
    def expected_end(self) -> datetime | None:
        """When the rest will be done at this speed."""
        if not self.is_running or self.per_second is None:
            return None
        return clock.now() + timedelta(seconds=(self.night.demand_count - self.done) / self.per_second)


def latest_nights(actor: Actor) -> list[Night]:
    """The latest nights, newest first. Raises AccessDenied for everybody but administrators and auditors. One query."""
    if not access.may_see_nights(actor):
        raise AccessDenied(_("只有平台管理员和审计可以查看全量复核。"))
    return list(Night.objects.select_related("requested_by")[:SHOWN_NIGHTS])


def night_among(nights: Sequence[Night], night_id: int | None) -> Night | None:
    """A night, the latest for None, which may not exist yet. Raises NotFound for an unknown id."""
    if night_id is None:
        return next(iter(nights), None)
    known = next((night for night in nights if night.pk == night_id), None)
    found = known or Night.objects.select_related("requested_by").filter(pk=night_id).first()
    if found is None:
        raise NotFound(_("没有这一轮复核。"))
    return found


def family_lines(night: Night) -> list[FamilyLine]:
    """The families of a night, what is unfinished first. Two queries."""
    by_family = night.tasks.order_by().values("family")
    rows = list(
        by_family.annotate(
            groups=Count("group", distinct=True),
            planned=Sum("demand_count"),
            done=Sum("done_count"),
            changed=Sum("changed_count"),
            spent=Sum("duration_ms", default=0),
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            running=Count("pk", filter=Q(state=State.RUNNING)),
            finished=Count("pk", filter=Q(state=State.DONE)),
            set_aside=Count("pk", filter=Q(state=State.FAILED)),
        )
    )
    names = _names({row["family"] for row in rows})
    lines = [
        FamilyLine(
            family=row["family"],
            name=names[row["family"]],
            planned=row["planned"] // row["groups"],
            done=row["done"] // row["groups"],
            waiting=row["waiting"],
            running=row["running"],
            finished=row["finished"],
            failed=row["set_aside"],
            changed=row["changed"],
            milliseconds=row["spent"],
        )
        for row in rows
    ]
    return sorted(
        lines, key=lambda line: (not line.failed, not line.running, not line.waiting, -line.planned, line.name)
    )


def _names(families: set[str]) -> dict[str, str]:
    """A family whose types are gone keeps its key for a name."""
    known = family_names(families) | {NightTask.EVERYTHING: _("跨类别的需求")}
    return {family: known.get(family, family) for family in families}


def night_lines(nights: Sequence[Night]) -> list[NightLine]:
    """Nights in figures. Two queries for all of them."""
    tasks = NightTask.objects.filter(night__in=nights).order_by()
    sums = tasks.values("night", "family").annotate(
        done=Sum("done_count") / Count("group", distinct=True),
        changed=Sum("changed_count"),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    figures: dict[int, Counter[str]] = {night.pk: Counter() for night in nights}
    for row in sums:
        figures[row["night"]].update(done=row["done"], changed=row["changed"], failed=row["failed"])
    moved = _moved(nights)
    return [_line(night, figures[night.pk], moved.get(night.pk, 0)) for night in nights]


def _line(night: Night, figures: Counter[str], moved: int) -> NightLine:
    return NightLine(night, done=figures["done"], changed=figures["changed"], failed=figures["failed"], moved=moved)


def _moved(nights: Sequence[Night]) -> dict[int, int]:
    """How many tasks of each night saw another epoch than most of their family."""
    done = NightTask.objects.filter(night__in=nights, state=State.DONE).order_by()
    counts: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for row in done.values("night", "family", "group", "epoch").annotate(count=Count("pk")):
        counts[row["night"], row["family"], row["group"]].append(row["count"])
    moved: dict[int, int] = defaultdict(int)
    for (night, _family, _group), each in counts.items():
        moved[night] += sum(each) - max(each)
    return moved


def failed_tasks(night: Night) -> list[NightTask]:
    """What was set aside, with its error."""
    return list(night.tasks.filter(state=State.FAILED).order_by("finished_at", "pk")[:SHOWN_FAILED])


def changed_standings() -> QuerySet[Standing]:
    """Open demands whose result changed, those that wait first, the oldest first."""
    changed = Standing.objects.exclude(state=Standing.State.SAME)
    related = changed.select_related("demand__organisation", "demand__published_version__category")
    return related.order_by(F("asked_at").desc(nulls_first=True), "changed_at", "pk")


def count_waiting() -> int:
    """How many demands wait to be compared again."""
    return Standing.objects.filter(state=Standing.State.WAITING).count()
