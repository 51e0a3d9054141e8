"""The outbox: work that waits, written in the same transaction as its cause; notes of what changed in tables."""

from __future__ import annotations

from django.db import models


class OutboxRow(models.Model):
    """One piece of work. It is done when `done_at` is set; dead when it failed too often (`dead_at`).

    `topic` names the handler, `payload` holds ids. Rows of one topic with the same non-empty `key` that still wait are
    one piece of work. `due_at` is when it may be taken; while a worker holds it, `leased_until` lies ahead.
    `failures` counts executions that started and failed; `dispatches` counts rings that reached the broker.
    """

    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatches = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="outbox_waiting", condition=models.Q(done_at=None, dead_at=None)),
            models.Index(fields=["dead_at"], name="outbox_dead", condition=~models.Q(dead_at=None)),
        ]
        constraints = [
            # A second cause while the first still waits unleased is the same work.
            models.UniqueConstraint(
                fields=["topic", "key"],
                name="outbox_one_waiting_row_per_key",
                condition=models.Q(done_at=None, dead_at=None, leased_until=None) & ~models.Q(key=""),
            ),
        ]


class TableChange(models.Model):
    """A note that a statement wrote to a watched table; written by the database itself (`kernel.table_states`)."""

    name = models.CharField(max_length=63)

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="table_changes_by_table")]


class RowChange(models.Model):
    """A row of a listed table that changed, and the transaction that did it; written by the database itself.

    `row_id` below 1 speaks of the whole table (`kernel.row_changes`).
    """

    name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    xact = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["name", "xact"], name="row_changes_by_transaction")]
