"""`manage.py compile_kernels`: put the engine's compiled code on disk, where every process then finds it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.matching.engine.warming import warm_up
from apps.taxonomy.language.units import default_units


class Command(BaseCommand):
    """Compiling takes eight seconds of a core, loading half a second: done once, before several processes need it."""

    help = "Compile the matching engine's kernels into NUMBA_CACHE_DIR."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is missing; prints nothing."""
        warm_up(default_units())
