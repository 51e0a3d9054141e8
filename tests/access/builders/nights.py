"""Nights for the access table: one that ended, with a task that is done and one that was set aside."""

from __future__ import annotations

from apps.matching.models import Night, NightTask
from kernel import clock
from tests.access.world import Params, builds
from tests.cast import Cast


def _task(state: NightTask.State) -> NightTask:
    night = Night.objects.first()
    if night is None:
        night = Night.objects.create(state=Night.State.DONE, started_at=clock.now(), finished_at=clock.now())
    return NightTask.objects.create(
        night=night,
        family=state.value,
        group=0,
        first_id=NightTask.objects.count(),
        last_id=9,
        demand_count=9,
        state=state,
    )


@builds
def night_that_ended(cast: Cast) -> Params:
    """The latest night."""
    return {"night_id": _task(NightTask.State.DONE).night_id}


@builds
def task_done(cast: Cast) -> Params:
    """A task that needs nothing."""
    return {"task_id": _task(NightTask.State.DONE).pk}


@builds
def task_set_aside(cast: Cast) -> Params:
    """A task of the latest night that failed too often."""
    return {"task_id": _task(NightTask.State.FAILED).pk}
