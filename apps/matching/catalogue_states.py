"""What the catalogue depends on besides demands, read by one statement; and which products changed since the last time.

Nothing here goes by a time or by the newest row seen: a transaction that commits late is found all the same
(`kernel.row_changes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from apps.matching.members import Pair
from apps.matching.models import WeightSet
from apps.suppliers.models import Product
from kernel.row_changes import WHOLE_TABLE

PRODUCTS = "suppliers_product"
TAXONOMY = ["taxonomy_category", "taxonomy_parameter"]

_NOTHING_KNOWN = 1 << 62  # above every horizon: nothing is listed from there on, and nothing is known


@dataclass(frozen=True, slots=True)
class State:
    """What was read. `taxonomy` tells whether anything was written to its tables, `frozen` which statistics hold.

    `unsettled` are products whose change was seen and may still be taken back, as a reader sees its own transaction's:
    they are looked at again the next time.
    """

    day: date
    database: str
    taxonomy: str
    weights: int
    frozen: int
    horizon: int
    unsettled: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A state, and what changed since the one before: by product id what is published now, None for nothing.

    `changed` None: everything must be compared.
    """

    state: State
    changed: Mapping[int, Pair | None] | None


def read_state(day: date, *, known: State | None = None) -> Reading:
    """What the catalogue depends on now. One query.

    The database is told by its cluster, the history of that (a restore begins a new one), its own number and the file
    of its products: another one, one that was put back from a backup, or an emptied one has other products under the
    same ids.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _QUESTION,
            {
                "products": PRODUCTS,
                "taxonomy": TAXONOMY,
                "active": WeightSet.State.ACTIVE,
                "published": Product.Status.PUBLISHED,
                "horizon": known.horizon if known else _NOTHING_KNOWN,
                "unsettled": sorted(known.unsettled - {WHOLE_TABLE}) if known else [],
            },
        )
        database, taxonomy, weights, frozen, horizon, is_known, unsettled, rows = cursor.fetchone()
    state = State(
        day=day,
        database=database,
        taxonomy=taxonomy,
        weights=weights,
        frozen=frozen,
        horizon=horizon,
        unsettled=frozenset(unsettled),
    )
    if known is None or known.database != database or not is_known or WHOLE_TABLE in known.unsettled:
        return Reading(state, None)
    return Reading(state, {row[0]: (row[1], row[2]) if row[1] else None for row in rows or ()})


_QUESTION = """
    WITH changes AS MATERIALIZED (
        SELECT * FROM kernel_changes_since(%(products)s, %(horizon)s)
    ), looked_at AS (
        SELECT DISTINCT unnest(row_ids || %(unsettled)s::bigint[]) AS id FROM changes
    )
    SELECT
        (SELECT system_identifier FROM pg_control_system()) || ':' ||
        CASE WHEN pg_is_in_recovery() THEN '' ELSE left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END || ':' ||
        (SELECT oid FROM pg_database WHERE datname = current_database()) || ':' ||
        pg_relation_filenode(%(products)s),
        (SELECT count(*) || ':' || coalesce(max(id), 0) FROM kernel_tablechange WHERE name = ANY(%(taxonomy)s)),
        (SELECT coalesce(max(id), 0) FROM matching_weightset WHERE state = %(active)s),
        (SELECT coalesce(max(id), 0) FROM matching_frozenstatistics),
        changes.horizon,
        changes.is_known,
        ARRAY(
            SELECT DISTINCT row_id FROM kernel_rowchange
            WHERE name = %(products)s AND xact >= changes.horizon AND row_id >= 0
        ),
        (
            SELECT array_agg(ARRAY[looked_at.id, coalesce(product.revision, 0), coalesce(product.category_id, 0)])
            FROM looked_at
            LEFT JOIN suppliers_product AS product ON product.id = looked_at.id AND product.status = %(published)s
        )
    FROM changes
"""
