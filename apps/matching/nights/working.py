"""A task of a night is done: its demands are ranked, their standings written, the next task handed out.

A task may be begun twice (a worker was killed, a lease ran out): it writes the same rows again. What an older night
left is closed and does nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

from django.db import transaction

from apps.demands.models import Demand, DemandVersion
from apps.matching.asked import facts_of_versions
from apps.matching.catalogues import catalogue
from apps.matching.engine.facts import DemandFacts
from apps.matching.night_models import Night, NightTask, Standing
from apps.matching.nights import parts, standings
from apps.matching.nights.families import categories_by_group, family_of_demands
from apps.matching.nights.planning import UNFINISHED, hand_out
from apps.matching.nights.ranking import narrowed, rank_many
from apps.matching.nights.standings import Found
from kernel import clock

logger = logging.getLogger(__name__)

TASK_LEASE = timedelta(minutes=6)  # above the time limit of any Celery task (config.worker)
MOST_ATTEMPTS = 3
LONGEST_ERROR = 2000
_LOST = "the worker ended while it was at this task, %s times: killed, or out of memory"


@dataclass(frozen=True, slots=True)
class _Work:
    """What a task has done: by which state of the catalogue, of how many demands, and how many of them differ."""

    epoch: str
    done: int
    changed: int


def execute_task(payload: Mapping[str, object]) -> None:
    """Outbox handler: do a task. Raises what went wrong, so that it is tried again; the last time it is set aside."""
    task = _taken(int(str(payload["task_id"])))
    if task is None:
        return
    before = perf_counter()
    try:
        work = _worked(task)
        _finish(task, work, duration_ms=round((perf_counter() - before) * 1000))
    except Exception as problem:
        logger.exception("task %s of night %s failed", task.pk, task.night_id)
        if not _set_aside(task.pk, f"{type(problem).__name__}: {problem}"):
            raise


@transaction.atomic
def _taken(task_id: int) -> NightTask | None:
    """The task, begun; None where it is done, set aside, closed, or has ended too many workers."""
    tasks = NightTask.objects.select_for_update(no_key=True, of=("self",)).select_related("night")
    task = tasks.filter(pk=task_id).first()
    if task is None or task.state not in UNFINISHED or task.night.state != Night.State.RUNNING:
        return None
    if task.attempts >= MOST_ATTEMPTS:
        _end(task, NightTask.State.FAILED, error=task.error or _LOST % task.attempts)
        return None
    task.state, task.attempts, task.started_at = NightTask.State.RUNNING, task.attempts + 1, clock.now()
    task.save(update_fields=["state", "attempts", "started_at"])
    return task


# ---- the work -----------------------------------------------------------------------------------------------------


def _worked(task: NightTask) -> _Work:
    as_of = clock.now()
    versions = _versions_of(task)
    facts = facts_of_versions(versions)
    is_shared = parts.is_shared(task)
    own = categories_by_group().get(task.group, frozenset()) if is_shared else frozenset()
    asked = [narrowed(facts[each.pk], own) if is_shared else facts[each.pk] for each in versions]
    now = catalogue()
    found = [
        Found(version.demand_id, version.pk, best, now.weights.version)
        for version, best in zip(versions, rank_many(now, asked), strict=True)
    ]
    epoch = standings.epoch_of(now.token_for(_joint_scope(asked)))
    if is_shared:
        parts.keep(found, night_id=task.night_id, group=task.group, epoch=epoch, as_of=as_of)
        return _Work(epoch, len(found), 0)
    return _Work(epoch, len(found), standings.keep(found, night_id=task.night_id, epoch=epoch, as_of=as_of))


def _joint_scope(asked: Sequence[DemandFacts]) -> frozenset[str] | None:
    """All categories that these demands look in; None is everything."""
    scopes = {demand.scope for demand in asked}
    return None if None in scopes else frozenset().union(*(scope for scope in scopes if scope is not None))


def _versions_of(task: NightTask) -> list[DemandVersion]:
    """The published versions of the open demands in a task's range that are of its family, by demand."""
    found = DemandVersion.objects.filter(
        published_of__status=Demand.Status.PUBLISHED, published_of__pk__range=(task.first_id, task.last_id)
    )
    ordered = found.select_related("category").order_by("demand_id")
    return [version for version in ordered if family_of_demands(version.category) == task.family]


# ---- its end ------------------------------------------------------------------------------------------------------


@transaction.atomic
def _finish(task: NightTask, work: _Work, *, duration_ms: int) -> None:
    """Mark a task done, unless its night was closed meanwhile."""
    night = Night.objects.select_for_update(no_key=True).get(pk=task.night_id)
    task = NightTask.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.state not in UNFINISHED or night.state != Night.State.RUNNING:
        return
    changed = parts.put_together(task) if parts.is_shared(task) else work.changed
    task.epoch, task.duration_ms = work.epoch, duration_ms
    task.done_count, task.changed_count = work.done, changed
    _end(task, NightTask.State.DONE)


@transaction.atomic
def _set_aside(task_id: int, error: str) -> bool:
    """Keep the error; whether the task is given up. Its night goes on without it."""
    task = NightTask.objects.select_for_update(no_key=True).get(pk=task_id)
    if task.state not in UNFINISHED:
        return True
    error = error.replace("\0", "")[:LONGEST_ERROR]
    if task.attempts >= MOST_ATTEMPTS:
        _end(task, NightTask.State.FAILED, error=error)
        return True
    NightTask.objects.filter(pk=task_id).update(state=NightTask.State.WAITING, error=error)
    return False


def _end(task: NightTask, state: NightTask.State, *, error: str = "") -> None:
    """Write a task's end, hand out the next one, and end the night with its last task. The task is locked.

    The night is locked before its tasks are counted, so that of two last tasks one sees the other's end.
    """
    task.state, task.error, task.finished_at = state, error, clock.now()
    task.save()
    hand_out(task.night_id, group=task.group)
    night = Night.objects.select_for_update(no_key=True).get(pk=task.night_id)
    if not night.tasks.filter(state__in=UNFINISHED).exists():
        night.state, night.finished_at = Night.State.DONE, clock.now()
        night.save(update_fields=["state", "finished_at"])
        Standing.objects.exclude(demand__status=Demand.Status.PUBLISHED).delete()
