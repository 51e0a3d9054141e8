"""The peers' tables: spec rows, jsonb documents and texts, loaded by COPY and indexed for this one question."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from apps.sample.market import World
from bench.peers.rows import Coder, write_files

_PRODUCT = "id int, category smallint, price bigint, lead_days int, is_reference boolean, name_text int, model_text int"
_TABLES = f"""
CREATE UNLOGGED TABLE product ({_PRODUCT});
CREATE UNLOGGED TABLE document ({_PRODUCT}, specs jsonb);
CREATE UNLOGGED TABLE spec (
    product int, category smallint, parameter smallint, condition smallint, kind smallint, rung smallint,
    approximate boolean, strict boolean, has boolean, lo bigint, hi bigint, members smallint[]
);
CREATE UNLOGGED TABLE text_term (term text, text_id int, weight int, whole int);
CREATE UNLOGGED TABLE category_text (category smallint, text_id int);
-- sum(bigint) goes through numeric; whole numbers that fit are added as such.
CREATE AGGREGATE add_up (bigint) (
    sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe
);
"""
_INDEXES = (
    "CREATE UNIQUE INDEX product_id ON product (id)",
    "CREATE INDEX product_family ON product (category, id)"
    " INCLUDE (price, lead_days, name_text, model_text) WHERE NOT is_reference",
    "CREATE INDEX spec_answer ON spec (parameter, category, product)"
    " INCLUDE (condition, kind, rung, approximate, strict, has, lo, hi, members)",
    "CREATE INDEX text_term_text ON text_term (term) INCLUDE (text_id, weight, whole)",
    "CREATE INDEX document_family ON document (category, id)",
    "CLUSTER document USING document_family",
    "CREATE UNIQUE INDEX document_id ON document (id)",
    "CREATE INDEX document_keys ON document USING gin (specs) WITH (fastupdate = off)",
)
TABLES = ("product", "document", "spec", "text_term", "category_text")


def load(connection: Any, world: World, count: int) -> Coder:
    """Fill the scratch database with the first products of a market; returns how codes were numbered."""
    with connection.cursor() as cursor, tempfile.TemporaryDirectory(prefix="yiqiao-bench-") as folder:
        cursor.execute(_TABLES)
        coder = write_files(world, count, Path(folder))
        for table in TABLES:
            with (Path(folder) / f"{table}.tsv").open(encoding="utf-8") as lines:
                cursor.copy_expert(f"COPY {table} FROM STDIN", lines)
        for statement in _INDEXES:
            cursor.execute(statement)
        cursor.execute("VACUUM (ANALYZE)")  # index-only scans need the visibility map
    return coder


def sizes_mib(connection: Any) -> dict[str, float]:
    """Each table with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) / 1048576.0 FROM pg_class WHERE relname = ANY(%s)",
            [list(TABLES)],
        )
        return {name: round(float(size), 1) for name, size in cursor.fetchall()}
