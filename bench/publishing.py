#!/usr/bin/env python3
"""How long it takes from a demand's publication to its finished run: real service, outbox, broker and worker.

    python3 run.py manage load_scale_world --products 20000 --demands 2000           once
    python3 run.py manage shell -c "import time; time.sleep(36000)"                  in one terminal: the services
    .venv/bin/python bench/publishing.py [--seconds 60] [--users 2] [--json]         in another

Users of the loaded market's institutions write demands, hand them in and have them approved; then each publishes one
a second. `committed` is what the user waits for; `finished` is from the commit to `finished_at` of the run, `waited` of
it until a worker took it up. The worker (two processes, production's options) is started for the bench, and warmed up
by one demand that does not count. What is published stays: --replace of load_scale_world takes it away.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
LONGEST_WAIT_SECONDS = 900
IDLE_SECONDS = 20
FIRST = 1_000_000  # demands of the market from this number on were never loaded


@dataclass(frozen=True, slots=True)
class Waited:
    """Milliseconds of one part of the way."""

    part: str
    p50: float
    p95: float
    longest: float


def main() -> None:
    """Publish, wait and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--users", type=int, default=2)
    parser.add_argument("--market-seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    env, layout = use_running_services()
    from launch.site import start_worker

    drafts = list(approved_demands(asked.seconds * asked.users + 1, seed=asked.market_seed))
    worker = start_worker(layout, env=env)
    try:
        began = time.perf_counter()
        wait_for([publish(*drafts[0])])
        wait_until_idle()  # handing in asks for check-ups and mails: they are no part of the way
        print(f"the first result after {time.perf_counter() - began:.1f} s, not counted", file=sys.stderr)
        published = publish_in_time(drafts[1:], users=asked.users)
        wait_for(published)
    finally:
        worker.stop()
    rows = summed_up(published)
    if asked.json:
        print(json.dumps({"published": len(published), "parts": [asdict(row) for row in rows]}))
        return
    print(f"{len(published)} demands, {asked.users} a second")
    for row in rows:
        print(f"{row.part:12}{row.p50:9.0f} p50{row.p95:9.0f} p95{row.longest:9.0f} max   ms")


def use_running_services() -> tuple[dict[str, str], Any]:
    """Use the services of this checkout in this process; ends with the way out where none run."""
    from launch import services
    from launch.layout import DEVELOPMENT, read_running

    running = read_running(DEVELOPMENT)
    if running is None:
        sys.exit("No services are running: see the beginning of this file for how to start them.")
    env = services.environment(DEVELOPMENT, running, settings="config.settings.dev") | {"LOG_LEVEL": "WARNING"}
    os.environ.update(env)
    import django

    django.setup()
    return env, DEVELOPMENT


# ---- writing --------------------------------------------------------------------------------------------------------


def approved_demands(count: int, *, seed: int) -> Iterator[tuple[int, Any]]:
    """Demands that only wait for their publication, each with the person who may publish it."""
    from apps.accounts.models import Membership
    from apps.accounts.selectors import actor_of
    from apps.demands import services
    from apps.demands.models import Requirement
    from apps.sample.market import World
    from apps.sample.scale import people
    from apps.sample.scale.demands import DemandWriter

    world = World(seed)
    writer = DemandWriter(world, ())
    seats = Membership.objects.filter(user__email__endswith=f"@{people.DOMAIN}").select_related("user")
    members = itertools.cycle(seats.filter(role=Membership.Role.MEMBER).order_by("pk")[: count or 1])
    for number, member in zip(range(FIRST, FIRST + count), members, strict=False):
        author = actor_of(member.user)
        approver = actor_of(seats.get(organisation=member.organisation_id, role=Membership.Role.APPROVER).user)
        facts = world.demand(number)
        demand = services.create_demand(content_of(facts, world.type_of_demand(number)), actor=author, is_sample=True)
        version = demand.versions.get()
        rows = list(writer.rows_of(facts))
        for row in rows:
            row.version = version
        Requirement.objects.bulk_create(rows)
        services.submit_demand(demand.pk, actor=author)
        services.approve_demand(demand.pk, actor=approver)
        yield demand.pk, author


def content_of(facts: Any, kind: Any) -> Any:
    """The facts of a demand as its author types them."""
    from apps.demands.contents import DemandContent
    from kernel import clock

    return DemandContent(
        title=facts.title,
        category_code=kind.code,
        purpose="示例需求：为测量而编造。",
        budget_yuan=facts.budget,
        delivery_days=facts.delivery_days,
        province_code="31",
        answers_until=clock.today() + timedelta(days=30),
        contact_name="示例联系人",
        contact_phone="000-00000000",
    )


# ---- publishing -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Published:
    """A demand that was published: how long its service took, when it was committed (by the clock of the runs)."""

    demand_id: int
    committed_ms: float
    at: Any
    waited_ms: float = 0.0
    finished_ms: float = 0.0


def publish(demand_id: int, actor: Any) -> Published:
    """Publish as its author does on the page."""
    from apps.demands import services
    from kernel import clock

    began = time.perf_counter()
    services.publish_demand(demand_id, actor=actor)
    return Published(demand_id, (time.perf_counter() - began) * 1000, clock.now())


def publish_in_time(drafts: list[tuple[int, Any]], *, users: int) -> list[Published]:
    """So many a second, evenly spread; one that comes late is followed at once by the next."""
    began = time.perf_counter()
    published = []
    for number, draft in enumerate(drafts):
        time.sleep(max(0.0, began + number / users - time.perf_counter()))
        published.append(publish(*draft))
    return published


def wait_for(published: list[Published]) -> None:
    """Until the runs of all have finished; notes how long each took. Ends the bench where one does not finish."""
    from apps.matching.models import MatchRun

    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    missing = {each.demand_id: each for each in published}
    while missing:
        runs = MatchRun.objects.filter(version__demand_id__in=list(missing), state=MatchRun.State.DONE)
        for run in runs.select_related("version"):
            each = missing.pop(run.version.demand_id)
            each.waited_ms = (run.started_at - each.at).total_seconds() * 1000
            each.finished_ms = (run.finished_at - each.at).total_seconds() * 1000
        if time.monotonic() > deadline:
            sys.exit(f"{len(missing)} runs did not finish within {LONGEST_WAIT_SECONDS} s")
        time.sleep(0.2)


def wait_until_idle() -> None:
    """Until the worker has done what the preparation asked for, or nothing moves any more."""
    from kernel import outbox

    before, since = outbox.waiting(), time.monotonic()
    while before and time.monotonic() - since < IDLE_SECONDS:
        time.sleep(1)
        if (now := outbox.waiting()) != before:
            before, since = now, time.monotonic()


def summed_up(published: list[Published]) -> list[Waited]:
    """A row for each part of the way."""
    parts = ("committed", "waited", "finished")
    times = {part: sorted(getattr(each, f"{part}_ms") for each in published) for part in parts}
    return [
        Waited(part, statistics.median(took), took[max(0, -(-len(took) * 95 // 100) - 1)], took[-1])
        for part, took in times.items()
    ]


if __name__ == "__main__":
    main()
