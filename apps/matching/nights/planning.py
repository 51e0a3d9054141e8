"""A night begins: its plan is written, tasks are handed out, and whatever an older night left is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.models import Demand
from apps.matching import access
from apps.matching.night_models import Night, NightTask, StandingPart
from apps.matching.nights.families import family_of_demands, groups_of, topic_of
from apps.taxonomy.models import Category
from kernel import clock, locks, outbox
from kernel.errors import AccessDenied, Conflict, NotFound

TASK_DEMANDS = 1000  # a task takes seconds, and what a killed worker loses is no more than that
HANDED_OUT = 4  # tasks of a group that stand in its queue; each that ends hands out the next
LATEST_START = timedelta(hours=5)  # after the hour of the night; later in the day people work
KEPT_NIGHTS = 60
_LOCK = "matching.night"
UNFINISHED = (NightTask.State.WAITING, NightTask.State.RUNNING)


def begin_if_due() -> Night | None:
    """Begin tonight's night unless it began already. Told by the rows alone, so that asking twice begins one.

    A beat that was away is late and not never, up to LATEST_START; a night that still runs is left at it until then.
    """
    now = clock.now()
    due = due_time(now)
    if not due <= now < due + LATEST_START:
        return None
    with transaction.atomic():
        locks.hold(_LOCK)
        if Night.objects.filter(started_at__gte=due, requested_by=None).exists():
            return None
        return start()


def due_time(now: datetime) -> datetime:
    """The latest hour of the night that is not in the future, at the platform's place."""
    here = timezone.localtime(now)
    due = here.replace(hour=settings.NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return due if due <= here else due - timedelta(days=1)


@transaction.atomic
def begin(*, actor: Actor) -> Night:
    """Begin a full re-match now. Raises AccessDenied for everybody but administrators."""
    if not access.may_steer_nights(actor):
        raise AccessDenied(_("只有平台管理员可以启动全量复核。"))
    return start(requested_by_id=actor.user.pk if actor.user else None)


@transaction.atomic
def try_again(task_id: int, *, actor: Actor) -> NightTask:
    """Hand a task out anew that was set aside; its night goes on for it.

    Raises AccessDenied, NotFound, or Conflict where it is not set aside or a later night has begun.
    """
    if not access.may_steer_nights(actor):
        raise AccessDenied(_("只有平台管理员可以重试复核任务。"))
    locks.hold(_LOCK)
    task = NightTask.objects.select_for_update(no_key=True, of=("self",)).filter(pk=task_id).first()
    if task is None:
        raise NotFound(_("没有这个复核任务。"))
    if task.night_id != Night.objects.order_by("-pk").values_list("pk", flat=True).first():
        raise Conflict(_("之后又有一轮复核，这个任务的需求已在那一轮里；不必再试。"))
    if task.state != NightTask.State.FAILED:
        raise Conflict(_("这个任务没有搁置，不必再试。"))
    task.state, task.attempts, task.error, task.finished_at = NightTask.State.WAITING, 0, "", None
    task.save(update_fields=["state", "attempts", "error", "finished_at"])
    Night.objects.filter(pk=task.night_id).update(state=Night.State.RUNNING, finished_at=None)
    put_in_queue(task)
    return task


@transaction.atomic
def start(*, requested_by_id: int | None = None) -> Night:
    """Write the plan of a night, close what an older one left, and hand out the first tasks."""
    locks.hold(_LOCK)
    _close_older()
    night = Night.objects.create(started_at=clock.now(), requested_by_id=requested_by_id)
    tasks = list(_tasks_of(night))
    NightTask.objects.bulk_create(tasks, batch_size=1000)
    night.demand_count = sum(task.demand_count for task in tasks if task.group == groups_of(task.family)[0])
    if not tasks:
        night.state, night.finished_at = Night.State.DONE, night.started_at
    night.save()
    for group in sorted({task.group for task in tasks}):
        hand_out(night.pk, group=group, count=HANDED_OUT)
    return night


def _close_older() -> None:
    StandingPart.objects.all().delete()
    NightTask.objects.filter(night__state=Night.State.RUNNING, state__in=UNFINISHED).update(
        state=NightTask.State.CLOSED, finished_at=clock.now()
    )
    Night.objects.filter(state=Night.State.RUNNING).update(state=Night.State.CLOSED, finished_at=clock.now())
    kept = Night.objects.order_by("-pk").values_list("pk", flat=True)[: KEPT_NIGHTS - 1]
    Night.objects.exclude(pk__in=list(kept)).filter(standings=None).delete()


def _tasks_of(night: Night) -> Iterator[NightTask]:
    """The plan: families by name, their demands in ranges."""
    for family, ids in sorted(_demands_by_family().items()):
        for start in range(0, len(ids), TASK_DEMANDS):
            part = ids[start : start + TASK_DEMANDS]
            for group in groups_of(family):
                yield NightTask(
                    night=night,
                    family=family,
                    group=group,
                    first_id=part[0],
                    last_id=part[-1],
                    demand_count=len(part),
                )


def _demands_by_family() -> dict[str, list[int]]:
    families = {each.pk: family_of_demands(each) for each in Category.objects.all()}
    found: dict[str, list[int]] = defaultdict(list)
    rows = open_demands().order_by("pk").values_list("pk", "published_version__category_id")
    for demand_id, category_id in rows.iterator(chunk_size=10_000):
        found[NightTask.EVERYTHING if category_id is None else families[category_id]].append(demand_id)
    return found


def open_demands() -> QuerySet[Demand]:
    """The demands that a night looks at."""
    return Demand.objects.filter(status=Demand.Status.PUBLISHED, published_version__isnull=False)


def hand_out(night_id: int, *, group: int, count: int = 1) -> None:
    """Put the next waiting tasks of a group behind the bell. Inside the transaction of the cause.

    Few stand in a queue at a time: the sweep rings again for what waits, and must not ring for a whole night.
    """
    waiting = NightTask.objects.select_for_update(skip_locked=True, no_key=True).filter(
        night_id=night_id, group=group, state=NightTask.State.WAITING, is_handed_out=False
    )
    for task in waiting.order_by("pk")[:count]:
        put_in_queue(task)


def put_in_queue(task: NightTask) -> None:
    """Hand one task out."""
    NightTask.objects.filter(pk=task.pk).update(is_handed_out=True)
    outbox.enqueue(topic_of(task.group), {"task_id": task.pk}, key=f"night:{task.pk}")
