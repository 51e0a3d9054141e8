#!/usr/bin/env python3
"""How long a night's full re-match takes through the real tables, broker and workers, on one host or several.

    python3 run.py manage load_scale_world --products 100000 --demands 10000        once
    python3 run.py manage shell -c "import time; time.sleep(36000)"                  in one terminal: the services
    .venv/bin/python bench/nights.py [--groups 1 2] [--processes 2] [--json]         in another

Each number of groups is a night of its own: so many workers are started on this machine, each with the families of its
group and a folder of its own, and share `--processes` processes. A first night warms them up (it opens the families and
loads the kernels) and is printed too. Every night must leave the same standings, byte for byte; the bench ends with an
error where it does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

PATIENCE_S = 3_600


@dataclass(frozen=True, slots=True)
class Measured:
    """One night. `task_ms` is the median of its tasks; `said` is a digest of everything that it left."""

    groups: int
    is_first: bool
    demands: int
    tasks: int
    set_aside: int
    seconds: float
    per_second: float
    task_ms: float
    standing_bytes: float
    said: str


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--groups", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.environ.update(environment_of_running_site())
    import django

    django.setup()
    found = [measured for groups in asked.groups for measured in measure(groups, processes=asked.processes)]
    print(json.dumps({"nights": [asdict(each) for each in found]}) if asked.json else table(found))
    return 0 if len({each.said for each in found}) == 1 else 1


def environment_of_running_site() -> dict[str, str]:
    """The services of this checkout. Ends with the way out where none run."""
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None:
        sys.exit("No services are running: see the beginning of this file for how to start them.")
    return services.environment(DEVELOPMENT, running, settings="config.settings.dev")


def measure(groups: int, *, processes: int) -> Iterator[Measured]:
    """Two nights with so many groups of families, the first with cold workers."""
    from django.conf import settings

    from apps.matching.listeners import handle_groups

    settings.FAMILY_GROUPS = groups
    handle_groups()
    with ExitStack() as stack:
        for group in range(groups):
            stack.enter_context(host(group, groups=groups, processes=max(processes // groups, 1)))
        for is_first in (True, False):
            yield night(groups, is_first=is_first)


@contextmanager
def host(group: int, *, groups: int, processes: int) -> Iterator[None]:
    """A worker as on a host of its own, for the block."""
    from config import celery_app
    from launch import site
    from launch.layout import Layout, make_folders

    with tempfile.TemporaryDirectory(prefix="yiqiao-host-") as folder:
        env = dict(os.environ) | {
            "YIQIAO_STATE_DIR": folder,
            "YIQIAO_FAMILY_GROUPS": str(groups),
            "YIQIAO_FAMILIES": str(group),
            "LOG_LEVEL": "WARNING",
        }
        layout = Layout(Path(folder))
        make_folders(layout)
        name = f"night-{os.getpid()}-{groups}-{group}@localhost"
        child = site.start_worker(layout, env=env, options=("--hostname", name, "--concurrency", str(processes)))
        try:
            while not celery_app.control.ping(destination=[name], timeout=0.5):
                if child.ended():
                    sys.exit(f"the worker {child.how_it_ended()}:\n{child.last_lines(40)}")
            yield
        finally:
            child.stop()


def night(groups: int, *, is_first: bool) -> Measured:
    """One night from its plan to its end."""
    from apps.matching.models import Night, NightTask
    from apps.matching.nights import planning
    from kernel import outbox

    began = time.perf_counter()
    made = planning.start()
    while Night.objects.filter(pk=made.pk, state=Night.State.RUNNING).exists():
        if time.perf_counter() - began > PATIENCE_S:
            sys.exit(f"the night did not end within {PATIENCE_S} s")
        time.sleep(0.05)
        outbox.sweep()
    seconds = time.perf_counter() - began
    times = [each or 0 for each in made.tasks.values_list("duration_ms", flat=True)]
    return Measured(
        groups=groups,
        is_first=is_first,
        demands=made.demand_count,
        tasks=len(times),
        set_aside=made.tasks.filter(state=NightTask.State.FAILED).count(),
        seconds=seconds,
        per_second=made.demand_count / seconds,
        task_ms=statistics.median(times) if times else 0,
        standing_bytes=bytes_of_standings(),
        said=said(),
    )


def bytes_of_standings() -> float:
    """What a standing takes in the table, with indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('matching_standing')::float / greatest(count(*), 1) FROM matching_standing"
        )
        size: float = cursor.fetchone()[0]
    return size


def said() -> str:
    """A digest over all standings."""
    from apps.matching.models import Standing

    digest = hashlib.sha256()
    fields = ("demand_id", "version_id", "products", "outcomes", "scores", "counts", "one_short", "digest")
    for row in Standing.objects.order_by("pk").values_list(*fields).iterator(chunk_size=2_000):
        digest.update(repr(row).encode())
    return digest.hexdigest()[:16]


def table(found: list[Measured]) -> str:
    """The nights as text."""
    heads = ("groups", "night", "demands", "tasks", "aside", "s", "demands/s", "ms a task", "bytes each", "standings")
    lines = ["  ".join(f"{head:>10}" for head in heads)]
    for each in found:
        numbers = (each.seconds, each.per_second, each.task_ms, each.standing_bytes)
        counts = (each.groups, "cold" if each.is_first else "warm", each.demands, each.tasks, each.set_aside)
        lines.append(
            "  ".join(f"{cell:>10}" for cell in (*counts, *(f"{number:.1f}" for number in numbers), each.said))
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
