"""What matching does when it hears news: it writes down that a comparison is wanted, and never computes here."""

from __future__ import annotations

from apps.demands.facts import DemandPublished, DemandSubmitted
from apps.matching import recording, services, weight_services
from apps.matching.models import CheckupRecord, MatchRun
from apps.matching.nights import families, working
from apps.suppliers.facts import EvidenceRecorded, ProductChanged, ProductPublished, ProductWithdrawn
from kernel import facts, outbox


def register() -> None:
    """Connect the listeners and the outbox handlers; called once when Django is ready."""
    facts.listen(DemandSubmitted, _record_submitted)
    facts.listen(DemandPublished, _compare_new_version)
    facts.listen(DemandPublished, _record_published)
    facts.listen(ProductPublished, _rematch_product)
    facts.listen(ProductChanged, _rematch_product)
    facts.listen(ProductWithdrawn, _rematch_product)
    facts.listen(EvidenceRecorded, _rematch_with_evidence)
    outbox.handle(services.PRODUCT_TOPIC, services.request_runs_for_product)
    outbox.handle(weight_services.TOPIC, weight_services.request_reruns)
    outbox.handle(recording.TOPIC, recording.execute_record)
    handle_groups()


def handle_groups() -> None:
    """Connect what each group of families does by itself, on its own queue: runs, and the tasks of nights."""
    for topic, queue in families.run_topics().items():
        outbox.handle(topic, services.execute_run, lease=services.RUN_LEASE, queue=queue)
    for topic, queue in families.night_topics().items():
        outbox.handle(topic, working.execute_task, lease=working.TASK_LEASE, queue=queue)


def _record_submitted(fact: DemandSubmitted) -> None:
    recording.request_record(fact.version_id, cause=CheckupRecord.Cause.SUBMITTED, user_id=fact.user_id)


def _record_published(fact: DemandPublished) -> None:
    recording.request_record(fact.version_id, cause=CheckupRecord.Cause.PUBLISHED, user_id=fact.user_id)


def _compare_new_version(fact: DemandPublished) -> None:
    services.request_run(fact.version_id, cause=MatchRun.Cause.PUBLISHED)


def _rematch_product(fact: ProductPublished | ProductChanged | ProductWithdrawn) -> None:
    services.note_product(fact.product_id, cause=MatchRun.Cause.PRODUCT_CHANGED)


def _rematch_with_evidence(fact: EvidenceRecorded) -> None:
    services.note_product(fact.product_id, cause=MatchRun.Cause.EVIDENCE)
