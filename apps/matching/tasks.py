"""What a worker process does before its first task."""

from __future__ import annotations

from celery.signals import worker_process_init

from apps.matching.engine.warming import warm_up
from apps.taxonomy.language.units import default_units


@worker_process_init.connect
def load_kernels(**_: object) -> None:
    """Load the compiled kernels after the fork, so that the first demand does not wait half a second for them."""
    warm_up(default_units())
