"""Work that must not be lost: a row written with its cause, a bell rung after commit, a sweep for what the bell missed.

PostgreSQL is the truth; Redis only wakes workers. A handler is called with the row's payload, must be idempotent, and
makes its writes in transactions of its own: a crash between its work and the mark "done" means that it runs again.

Life of a row: waiting → leased (a worker tries) → done; a failed try waits 2^n × 10 s, at most 5 minutes, and after
`MOST_FAILURES` tries the row is dead and stays for a person to look at.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from celery import current_app
from django.db import connection, transaction
from django.db.models import F, Q

from kernel import clock
from kernel.models import OutboxRow

logger = logging.getLogger(__name__)

Payload = Mapping[str, object]
Handler = Callable[[Payload], None]

TASK = "kernel.execute_outbox_row"
MATCHING_QUEUE = "yiqiao"
WAITED_FOR_QUEUE = "waited-for"
LEASE = timedelta(seconds=30)
MOST_FAILURES = 8
LONGEST_PAUSE = timedelta(minutes=5)
SWEPT_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Registration:
    handler: Handler
    lease: timedelta
    queue: str


_handlers: dict[str, _Registration] = {}


def handle(topic: str, handler: Handler, *, lease: timedelta = LEASE, queue: str = MATCHING_QUEUE) -> None:
    """Register the handler of a topic. `lease` must be longer than the handler ever takes, else it may run twice.

    `queue` keeps what people wait for (`WAITED_FOR_QUEUE`: a document, an import, a mail) from standing in line behind
    a thousand comparisons; a worker serves all queues in turn, or only some of them.
    """
    _handlers[topic] = _Registration(handler, lease, queue)


def enqueue(topic: str, payload: Payload, *, key: str = "", delay: timedelta = timedelta()) -> None:
    """Write a piece of work and ring the bell after commit. Must run inside the transaction of its cause.

    With a `key`, a row of the same topic and key that still waits is taken instead of a new one. That row is locked
    until this transaction ends, so that no worker takes it before the cause is visible.

    Raises RuntimeError outside a transaction, KeyError for a topic that nobody handles.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"outbox row {topic!r} was written outside a transaction")
    if topic not in _handlers:
        raise KeyError(f"no handler is registered for outbox topic {topic!r}")
    row_id = _insert(topic, payload, key, clock.now() + delay)
    if not delay:
        transaction.on_commit(lambda: ring(row_id, topic))


def _insert(topic: str, payload: Payload, key: str, due_at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO kernel_outboxrow
                   (topic, key, payload, created_at, due_at, dispatches, failures, error)
            VALUES (%s, %s, %s, clock_timestamp(), %s, 0, 0, '')
            ON CONFLICT (topic, key)
                  WHERE done_at IS NULL AND dead_at IS NULL AND leased_until IS NULL AND NOT (key = '')
            DO UPDATE SET due_at = LEAST(kernel_outboxrow.due_at, EXCLUDED.due_at)
            RETURNING id
            """,
            [topic, key, json.dumps(dict(payload)), due_at],
        )
        row_id: int = cursor.fetchone()[0]
    return row_id


def ring(row_id: int, topic: str) -> bool:
    """Wake a worker for a row. A broker that is away is logged and left to the sweep; nothing is lost by it."""
    try:
        current_app.send_task(TASK, args=[row_id], queue=_handlers[topic].queue)
    except Exception as problem:
        # Any failure of the transport means the same here: nobody was woken.
        logger.warning("the broker could not be rung for outbox row %s: %s", row_id, problem)
        return False
    OutboxRow.objects.filter(pk=row_id).update(dispatches=F("dispatches") + 1, dispatched_at=clock.now())
    return True


def execute(row_id: int) -> bool:
    """Claim a row and do its work. False when it is done already, not due, or held by another worker."""
    row = _claim(row_id)
    if row is None:
        return False
    try:
        _handlers[row.topic].handler(row.payload)
    except Exception as problem:
        logger.exception("outbox row %s (%s) failed", row.pk, row.topic)
        _note_failure(row, problem)
        return False
    OutboxRow.objects.filter(pk=row.pk).update(done_at=clock.now(), error="")
    return True


def _free() -> Q:
    now = clock.now()
    return Q(done_at=None, dead_at=None, due_at__lte=now) & (Q(leased_until=None) | Q(leased_until__lt=now))


def _claim(row_id: int) -> OutboxRow | None:
    with transaction.atomic():
        # A row of a topic that this process doesn't handle is not even locked: another worker may want it.
        rows = OutboxRow.objects.select_for_update(skip_locked=True, no_key=True).filter(topic__in=_handlers)
        row = rows.filter(_free(), pk=row_id).first()
        if row is None:
            return None
        row.leased_until = clock.now() + _handlers[row.topic].lease
        row.save(update_fields=["leased_until"])
    return row


def _note_failure(row: OutboxRow, problem: Exception) -> None:
    failures = row.failures + 1
    pause = min(timedelta(seconds=10 * 2 ** (failures - 1)), LONGEST_PAUSE)
    OutboxRow.objects.filter(pk=row.pk).update(
        failures=failures,
        error=f"{type(problem).__name__}: {problem}"[:2000],
        # The lease stays set, so that a new cause makes a row of its own instead of waiting out this pause.
        leased_until=clock.now() + pause,
        dead_at=clock.now() if failures >= MOST_FAILURES else None,
    )


def sweep() -> int:
    """Ring for every row that is due, free, and was not rung within a lease. Returns how many were rung.

    Rows are found by their state and never by an id or a time cursor: a transaction that commits late writes ids and
    times behind any cursor.
    """
    with transaction.atomic():
        due = OutboxRow.objects.select_for_update(skip_locked=True, no_key=True).filter(
            _free(), Q(dispatched_at=None) | Q(dispatched_at__lt=clock.now() - LEASE)
        )
        rows = list(due.filter(topic__in=_handlers).order_by("due_at").values_list("pk", "topic")[:SWEPT_AT_ONCE])
    # The first bell that fails ends the round: a broker that hangs costs one timeout, not five hundred.
    return sum(1 for _ in takewhile(lambda row: ring(*row), rows))


def waiting() -> int:
    """How many rows are neither done nor dead."""
    return OutboxRow.objects.filter(done_at=None, dead_at=None).count()
