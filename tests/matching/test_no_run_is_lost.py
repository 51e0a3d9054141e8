"""A killed worker loses nothing: each published demand is matched in the end, once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from apps.demands.facts import DemandPublished
from apps.matching.models import Match, MatchRun
from kernel import clock, facts, outbox
from kernel.models import OutboxRow
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
DEMANDS = 12


def _publish(cast: Cast, count: int) -> None:
    for _ in range(count):
        demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
        assert demand.published_version_id is not None
        with transaction.atomic():
            facts.publish(DemandPublished(demand.pk, demand.published_version_id))


def _wait_for(count: int, *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while MatchRun.objects.filter(state=MatchRun.State.DONE).count() < count:
        assert time.monotonic() < deadline, "not all runs were finished in time"
        time.sleep(0.1)


def _time_passes() -> None:
    """Let every lease run out, as waiting a minute would, and sweep."""
    past = clock.now() - timedelta(minutes=10)
    OutboxRow.objects.filter(done_at=None).update(dispatched_at=past)
    OutboxRow.objects.filter(done_at=None, leased_until__isnull=False).update(leased_until=past)
    outbox.sweep()


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(cast: Cast, start_worker: Callable[[], int]) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    doomed = start_worker()
    _publish(cast, DEMANDS)
    _wait_for(1)
    os.kill(doomed, signal.SIGKILL)
    start_worker()
    _time_passes()
    _wait_for(DEMANDS)
    assert MatchRun.objects.filter(is_current=True).count() == DEMANDS
    assert Match.objects.count() == DEMANDS
