"""Tables without their secondary indexes, foreign keys and triggers that read other rows, while they are being filled.

How each of them is made again is written down in the database, in the transaction that drops it: whoever is killed in
between leaves the list, and the next start puts everything back.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Model

_BUILDING_MEMORY = "512MB"
_FIND = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)
    UNION ALL
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE NOT indisunique AND indrelid::regclass::text = ANY(%s)
    UNION ALL
    SELECT format('DROP TRIGGER %%I ON %%s', tgname, tgrelid::regclass), pg_get_triggerdef(oid)
    FROM pg_trigger WHERE tgnewtable IS NOT NULL AND NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)
"""


@contextlib.contextmanager
def laid_bare(models: Sequence[type[Model]], *, say_what: Callable[[str], None]) -> Iterator[None]:
    """Drop what is not unique for the block and make it anew afterwards, however the block ends."""
    names = [model._meta.db_table for model in models]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FIND, [names, names, names])
        found = cursor.fetchall()
        cursor.execute("CREATE TABLE scale_load_put_back (id serial PRIMARY KEY, statement text NOT NULL)")
        for drop, make in found:
            cursor.execute(drop)
            cursor.execute("INSERT INTO scale_load_put_back (statement) VALUES (%s)", [make])
    try:
        yield
    finally:
        put_back(say_what=say_what)


def put_back(*, say_what: Callable[[str], None]) -> None:
    """Make everything that is on the list, one after the other, keys last; nothing where there is no list."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('scale_load_put_back')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute(
            "SELECT id, statement FROM scale_load_put_back ORDER BY statement LIKE 'ALTER%', id"
        )  # keys last
        for row_id, statement in cursor.fetchall():
            say_what(statement.partition(" USING ")[0].partition(" FOREIGN ")[0])
            with transaction.atomic():
                cursor.execute(f"SET LOCAL maintenance_work_mem = '{_BUILDING_MEMORY}'")
                cursor.execute(statement)
                cursor.execute("DELETE FROM scale_load_put_back WHERE id = %s", [row_id])
        cursor.execute("DROP TABLE scale_load_put_back")
