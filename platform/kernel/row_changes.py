"""Which rows of a table changed since somebody looked, told so that a transaction that commits late is never skipped.

A table that `listed` names in a migration writes the id of each row that changes into `RowChange`, in the same
transaction and with that transaction's number. Numbers are given when a transaction begins to write, and rows become
visible when it commits: whoever remembers the newest row that it saw skips those of a transaction that began earlier
and commits later. A reader therefore remembers the *horizon*: the oldest transaction that was still running when it
looked (`pg_snapshot_xmin`). Everything below has ended and was seen; everything at or above is read again.

What is read again was mostly seen before, so readers compare what the rows say now with what they know. The list is
pruned; a reader whose horizon lies below the pruned part is told that it must compare everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.operations import RunSQL

KEPT_ROWS = 20_000
MOST_LISTED = 2_000
"""Rows of one statement that are listed one by one; a larger statement is noted as a change of the whole table.

This number and the two below stand in the functions of the migration as well.
"""

WHOLE_TABLE = 0
PRUNED = -1
"""Numbers in place of a row's id: the whole table changed; everything of older transactions was pruned."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed at or above a horizon. `horizon` is to be given next time.

    `rows` are ids, perhaps of rows that were seen already or are gone; None where everything must be compared.
    """

    horizon: int
    rows: frozenset[int] | None


def changes_since(table: str, horizon: int) -> Changes:
    """What changed in a listed table since the reader that remembers `horizon` looked. One query.

    A statement that reads the rows as well, at the same moment, asks `kernel_changes_since` in SQL.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT horizon, is_known, row_ids FROM kernel_changes_since(%s, %s)", [table, horizon])
        now, is_known, rows = cursor.fetchone()
    return Changes(now, frozenset(rows) if is_known else None)


def prune() -> None:
    """Keep the list short: of each table the newest KEPT_ROWS and everything of transactions that may still run.

    How far it was pruned stands in the list itself, written by the same transaction: a reader sees both or neither.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH newest AS (
                SELECT name, xact, row_number() OVER (PARTITION BY name ORDER BY xact DESC, id DESC) AS place
                FROM kernel_rowchange WHERE row_id <> %(pruned)s
            ), floors AS (
                SELECT name, least(max(xact) + 1, pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS floor
                FROM newest WHERE place > %(kept)s GROUP BY name
            ), gone AS (
                DELETE FROM kernel_rowchange AS old USING floors
                WHERE old.name = floors.name AND old.xact < floors.floor RETURNING old.name
            )
            INSERT INTO kernel_rowchange (name, row_id, xact)
            SELECT name, %(pruned)s, floor FROM floors WHERE name IN (SELECT name FROM gone)
            """,
            {"pruned": PRUNED, "kept": KEPT_ROWS},
        )


def listed(*tables: str) -> list[RunSQL]:
    """The operations of a migration after which these tables list their changed rows. Their key must be `id`."""
    events = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
    return [
        operation
        for table in tables
        for operation in (
            *(
                RunSQL(  # the names come from migrations
                    f"CREATE TRIGGER list_{event}s AFTER {event} ON {table} REFERENCING {side} TABLE AS changed"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION kernel_list_changes()",
                    f"DROP TRIGGER list_{event}s ON {table}",
                )
                for event, side in events
            ),
            RunSQL(
                f"CREATE TRIGGER list_truncates AFTER TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION kernel_list_changes()",
                f"DROP TRIGGER list_truncates ON {table}",
            ),
        )
    ]


LIST_CHANGES = RunSQL(
    """
    CREATE FUNCTION kernel_list_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        number bigint := pg_current_xact_id()::text::bigint;
        is_whole boolean := TG_OP = 'TRUNCATE';
    BEGIN
        IF NOT is_whole THEN
            is_whole := (SELECT count(*) FROM changed) > 2000;
        END IF;
        IF is_whole THEN
            INSERT INTO kernel_rowchange (name, row_id, xact) VALUES (TG_TABLE_NAME, 0, number);
        ELSE
            INSERT INTO kernel_rowchange (name, row_id, xact) SELECT TG_TABLE_NAME, id, number FROM changed;
        END IF;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION kernel_list_changes()",
)
"""The operation of the kernel's migration that makes the function behind the triggers."""

# A horizon above what the cluster has counted to comes from another history, as after a restore to an earlier moment.
CHANGES_SINCE = RunSQL(
    """
    CREATE FUNCTION kernel_changes_since(
        listed text, since bigint, OUT horizon bigint, OUT is_known boolean, OUT row_ids bigint[]
    ) LANGUAGE sql STABLE AS $$
        SELECT
            pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
            since <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                AND NOT EXISTS (
                    SELECT FROM kernel_rowchange
                    WHERE name = listed AND xact >= since AND row_id = 0
                )
                AND NOT EXISTS (
                    SELECT FROM kernel_rowchange WHERE name = listed AND xact > since AND row_id = -1
                ),
            ARRAY(
                SELECT DISTINCT row_id FROM kernel_rowchange WHERE name = listed AND xact >= since AND row_id > 0
            )
    $$
    """,
    "DROP FUNCTION kernel_changes_since(text, bigint)",
)
"""The operation of the kernel's migration that makes the question, for statements that ask more at the same moment."""
