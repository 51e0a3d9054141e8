"""Whether tables have changed since they were last read, told exactly and by one cheap question.

A table that `watched` names in a migration notes each statement that writes to it as one row of `TableChange`, in the
same transaction. Rows of others become visible when their transaction commits, so the pair (how many rows are visible,
the newest) of a set of tables changes whenever a change to them becomes visible, whatever order transactions commit in:
the count grows, or, once old rows are forgotten, a newer row stands. No writer waits for another.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.operations import RunSQL

State = tuple[int, int]
KEPT_ROWS = 500


def state_of(tables: Iterable[str]) -> State:
    """What these tables' content may be filed under: equal states mean equal content. One query.

    Ask it before reading the content: what is written in between then counts as newer than the state.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(max(id), 0) FROM kernel_tablechange WHERE name = ANY(%s)", [list(tables)]
        )
        count, newest = cursor.fetchone()
    return count, newest


def forget_old_changes() -> None:
    """Keep the notes few. A table that loses some gets a new one, so that no state ever comes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM kernel_tablechange WHERE id < (SELECT max(id) FROM kernel_tablechange) - %s RETURNING name
            )
            INSERT INTO kernel_tablechange (name) SELECT DISTINCT name FROM gone
            """,
            [KEPT_ROWS],
        )


def watched(*tables: str) -> list[RunSQL]:
    """The operations of a migration after which these tables note their changes."""
    return [
        RunSQL(  # the names come from migrations
            f"CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION kernel_note_change()",
            f"DROP TRIGGER note_change ON {table}",
        )
        for table in tables
    ]


CREATE_NOTE = RunSQL(
    """
    CREATE FUNCTION kernel_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO kernel_tablechange (name) VALUES (TG_TABLE_NAME);
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION kernel_note_change()",
)
"""The operation of the kernel's migration that makes the function behind the triggers."""
