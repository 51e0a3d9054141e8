"""The bells: tasks that carry an id and nothing else."""

from __future__ import annotations

from celery import shared_task

from kernel import outbox, row_changes, table_states


@shared_task(name=outbox.TASK)
def execute_outbox_row(row_id: int) -> None:
    """Do the work behind one outbox row."""
    outbox.execute(row_id)


@shared_task(name="kernel.sweep_outbox")
def sweep_outbox() -> None:
    """Find what no bell has reached."""
    outbox.sweep()


@shared_task(name="kernel.forget_table_changes")
def forget_table_changes() -> None:
    """Keep the question for a table's state cheap."""
    table_states.forget_old_changes()
    row_changes.prune()
