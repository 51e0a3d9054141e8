"""Asking for runs, executing them, and keeping their results.

A run is a row that waits (`request_run`), is executed by a worker behind an outbox row, and replaces the demand's
earlier result in one transaction: nobody ever sees half a result.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from time import perf_counter

from django.db import transaction

from apps.demands.models import Demand, DemandVersion
from apps.matching import comparisons, epochs, storing, telling
from apps.matching.facts import RunFinished
from apps.matching.models import MatchRun
from apps.matching.nights.families import run_topic_of
from apps.suppliers.models import Product
from kernel import clock, facts, outbox

logger = logging.getLogger(__name__)

PRODUCT_TOPIC = "matching.product"
RUN_LEASE = timedelta(minutes=1)  # a run takes seconds; a killed worker is replaced after this


@transaction.atomic
def request_run(version_id: int, *, cause: MatchRun.Cause) -> MatchRun:
    """Ask for a comparison of a published version; a run that still waits is taken instead of a second one.

    The version is locked, so that two causes at the same moment make one run; the waiting run is locked, so that no
    worker starts it before this cause is visible.
    """
    versions = DemandVersion.objects.select_for_update(no_key=True, of=("self",)).select_related("category")
    version = versions.get(pk=version_id)
    waiting = (
        MatchRun.objects.select_for_update(no_key=True)
        .filter(version_id=version_id, state=MatchRun.State.WAITING)
        .first()
    )
    run = waiting or MatchRun.objects.create(version_id=version_id, cause=cause)
    outbox.enqueue(run_topic_of(version.category), {"run_id": run.pk}, key=f"run:{run.pk}")
    return run


def note_product(product_id: int, *, cause: MatchRun.Cause) -> None:
    """Write down that a product changed. Must run inside the transaction of the change."""
    outbox.enqueue(PRODUCT_TOPIC, {"product_id": product_id, "cause": cause.value}, key=f"product:{product_id}")


def request_runs_for_product(payload: Mapping[str, object]) -> None:
    """Outbox handler: ask for a run of every open demand that the changed product may answer."""
    product = Product.objects.select_related("category").get(pk=int(str(payload["product_id"])))
    for version_id in _open_versions(comparisons.asking_ids(product.category)):
        request_run(version_id, cause=MatchRun.Cause(str(payload["cause"])))


def _open_versions(category_ids: Iterable[int]) -> list[int]:
    return list(
        Demand.objects.filter(
            status=Demand.Status.PUBLISHED, published_version__category_id__in=list(category_ids)
        ).values_list("published_version_id", flat=True)
    )


def execute_run(payload: Mapping[str, object]) -> None:
    """Outbox handler: compare and store. A run that is done already stays as it is.

    The run is marked RUNNING before the products are read: a product that changes later makes a new run.
    """
    run_id = int(str(payload["run_id"]))
    started = clock.now()
    MatchRun.objects.filter(pk=run_id).exclude(state=MatchRun.State.DONE).update(
        state=MatchRun.State.RUNNING, started_at=started
    )
    run = MatchRun.objects.select_related("version__demand", "version__category").get(pk=run_id)
    if run.state == MatchRun.State.DONE:
        return
    if run.version.demand.published_version_id != run.version_id:
        _finish_unneeded(run)
        return
    before = perf_counter()
    compared = comparisons.compare(run.version)
    duration_ms = round((perf_counter() - before) * 1000)
    _store(run_id, compared, epoch=epochs.keep(compared), duration_ms=duration_ms)


def _finish_unneeded(run: MatchRun) -> None:
    MatchRun.objects.filter(pk=run.pk).update(
        state=MatchRun.State.FAILED, finished_at=clock.now(), message="superseded by a newer version"
    )


@transaction.atomic
def _store(run_id: int, compared: comparisons.Comparison, *, epoch: str, duration_ms: int) -> None:
    runs = MatchRun.objects.select_for_update(no_key=True, of=("self",)).select_related("version__demand")
    run = runs.get(pk=run_id)
    if run.state == MatchRun.State.DONE:
        return
    current = MatchRun.objects.filter(version__demand_id=run.version.demand_id, is_current=True)
    before = telling.standings(current.first())
    storing.keep_matches(run, compared)
    current.update(is_current=False)
    run.state, run.is_current, run.epoch_id = MatchRun.State.DONE, True, epoch
    run.finished_at, run.duration_ms = clock.now(), duration_ms
    run.save()
    telling.tell(run, before=before)
    facts.publish(RunFinished(run_id=run.pk))
