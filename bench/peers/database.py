"""A PostgreSQL server of the bench's own, tuned for it, that leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

from launch import postgres
from launch.layout import CHECKOUT, Layout, make_folders

# For two cores and one reader: everything in memory, no durability in the way of loading.
SERVER = {
    "shared_buffers": "2GB",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "8GB",
    "max_parallel_workers": "4",
    "autovacuum": "off",
}
SESSION = {
    "work_mem": "512MB",
    "maintenance_work_mem": "1GB",
    "max_parallel_workers_per_gather": str(os.cpu_count() or 2),
    "max_parallel_maintenance_workers": str(os.cpu_count() or 2),
    "parallel_setup_cost": "100",
    "min_parallel_table_scan_size": "0",
    "min_parallel_index_scan_size": "0",
    "parallel_tuple_cost": "0.01",
    "random_page_cost": "1.05",
    "effective_cache_size": "8GB",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}


@contextlib.contextmanager
def scratch_database() -> Iterator[Any]:
    """A connection (autocommit) to an empty database; server and files are gone when the block ends."""
    parent = CHECKOUT / ".bench-matching"
    parent.mkdir(exist_ok=True)
    state = Path(tempfile.mkdtemp(prefix="postgres-", dir=parent))
    sockets = Path(tempfile.mkdtemp(prefix="yiqiao-bench-", dir="/tmp"))
    state.chmod(0o755)
    try:
        with _served(Layout(state=state), sockets) as connection:
            yield connection
    finally:
        shutil.rmtree(state, ignore_errors=True)
        shutil.rmtree(sockets, ignore_errors=True)


@contextlib.contextmanager
def _served(layout: Layout, sockets: Path) -> Iterator[Any]:
    make_folders(layout)
    server = postgres.start(layout, sockets=sockets)
    try:
        with contextlib.closing(_connect(sockets)) as connection, connection.cursor() as cursor:
            for name, value in SERVER.items():
                cursor.execute(f"ALTER SYSTEM SET {name} = %s", [value])
        server.stop()
        server = postgres.start(layout, sockets=sockets)
        with contextlib.closing(_connect(sockets)) as connection:
            with connection.cursor() as cursor:
                for name, value in SESSION.items():
                    cursor.execute(f"SET {name} = %s", [value])
            yield connection
    finally:
        server.stop()


def _connect(sockets: Path) -> Any:
    connection = psycopg2.connect(host=str(sockets), user=postgres.ROLE, dbname=postgres.DATABASE)
    connection.autocommit = True
    return connection
