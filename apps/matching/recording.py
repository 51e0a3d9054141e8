"""Keeping check-ups with the version: at once when a person asks, by a worker at submission and publication."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.models import DemandVersion
from apps.matching import access
from apps.matching.checkups import Checkup, ClauseLine, check_up
from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.models import CheckupRecord
from kernel import clock, outbox
from kernel.errors import AccessDenied

TOPIC = "matching.checkup"


def request_record(version_id: int, *, cause: CheckupRecord.Cause, user_id: int | None) -> None:
    """Write down that a version's check-up is to be kept. Must run inside the transaction of its cause."""
    record = CheckupRecord.objects.create(version_id=version_id, cause=cause, made_by_id=user_id)
    outbox.enqueue(TOPIC, {"record_id": record.pk}, key=f"checkup:{record.pk}")


def execute_record(payload: Mapping[str, object]) -> None:
    """Outbox handler: measure and keep. A record that is done already stays as it is."""
    record_id = int(str(payload["record_id"]))
    waiting = CheckupRecord.objects.filter(pk=record_id, state=CheckupRecord.State.WAITING)
    record = waiting.select_related("version__demand", "version__category").first()
    if record is None:
        return
    checkup = check_up(record.version)
    with transaction.atomic():
        locked = CheckupRecord.objects.select_for_update(no_key=True).get(pk=record_id)
        if locked.state == CheckupRecord.State.WAITING:
            _keep(locked, checkup)


@transaction.atomic
def record_checkup(version: DemandVersion, *, actor: Actor) -> CheckupRecord:
    """Check the version now and keep what was found. Raises AccessDenied for anybody outside the institution."""
    if not access.may_record_checkup(actor, version.demand):
        raise AccessDenied(_("只有本单位成员可以存档体检。"))
    record = CheckupRecord(version=version, cause=CheckupRecord.Cause.REQUESTED, made_by=actor.person)
    _keep(record, check_up(version))
    return record


def _keep(record: CheckupRecord, checkup: Checkup) -> None:
    figures = checkup.figures
    record.state, record.measured_at = CheckupRecord.State.DONE, clock.now()
    record.rows_digest, record.catalogue_token = checkup.rows_digest, checkup.catalogue.token_for(checkup.facts.scope)
    record.engine_version = ENGINE_VERSION
    if figures is not None:
        record.total_makers, record.total_products = figures.total.makers, figures.total.products
        record.surviving_makers, record.surviving_products = figures.surviving.makers, figures.surviving.products
        record.fulfilling_makers, record.fulfilling_products = figures.fulfilling.makers, figures.fulfilling.products
    record.clauses = [clause_json(line) for line in checkup.clauses]
    record.findings = findings_json(checkup)
    record.save()


def clause_json(line: ClauseLine) -> dict[str, Any]:
    """One ★ clause as records and the API hold it: counts only."""
    count = line.count
    return {
        "row": line.number,
        "name": line.name,
        "asked": line.asked,
        "makers": count.surviving.makers,
        "products": count.surviving.products,
        "fulfilling_makers": count.fulfilling.makers,
        "fulfilling_products": count.fulfilling.products,
        "cumulative_makers": count.cumulative.makers,
        "cumulative_products": count.cumulative.products,
        "is_tightest": line.is_tightest,
    }


def findings_json(checkup: Checkup) -> list[dict[str, Any]]:
    """The findings as records and the API hold them; `rows` are numbers on the page."""
    numbers = {row.pk: number for number, row in enumerate(checkup.rows, start=1)}
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "title": finding.title,
            "text": finding.text,
            "source": finding.source,
            "rows": [numbers[row_id] for row_id in finding.row_ids if row_id in numbers],
        }
        for finding in checkup.findings
    ]


def with_differences(records: list[CheckupRecord]) -> list[tuple[CheckupRecord, int | None, bool]]:
    """Each record, oldest first, with the change of surviving makers since the one before and whether rows lowered it.

    None for the first one and where the one before has not been measured. Rows lowered it when they differ and the
    products do not, or when they differ and it fell.
    """
    found: list[tuple[CheckupRecord, int | None, bool]] = [(record, None, False) for record in records[:1]]
    for before, after in pairwise(records):
        if CheckupRecord.State.WAITING in (before.state, after.state):
            found.append((after, None, False))
            continue
        change = after.surviving_makers - before.surviving_makers
        found.append((after, change, change < 0 and after.rows_digest != before.rows_digest))
    return found
