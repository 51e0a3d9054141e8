"""What a worker process does before its first task, and what beat asks for."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_process_init

from apps.matching.engine.warming import warm_up
from apps.matching.nights import following, planning
from apps.taxonomy.language.units import default_units


@worker_process_init.connect
def load_kernels(**_: object) -> None:
    """Load the compiled kernels after the fork, so that the first demand does not wait half a second for them."""
    warm_up(default_units())


@shared_task(name="matching.begin_night")
def begin_night() -> None:
    """Begin the nightly full re-match where it is due."""
    planning.begin_if_due()


@shared_task(name="matching.ask_for_changed", time_limit=50, soft_time_limit=45)
def ask_for_changed() -> int:
    """Have the next demands compared whose result changed over night."""
    return following.ask_for_changed()
