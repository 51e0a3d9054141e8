"""The one reader of the clock. Where a deadline is decided, the database's clock is asked, after the row is locked."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """This process's time, aware."""
    return timezone.now()


def today() -> date:
    """Today's date at the platform's place."""
    return timezone.localdate()


def database_now() -> datetime:
    """`clock_timestamp()` of the database: the time of this call, not of the transaction's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None  # noqa: S101  a SELECT without FROM always gives one row
    moment: datetime = row[0]
    return moment
