"""Several counts in one round trip to the database."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def count_together(**rows: QuerySet[Any, Any]) -> dict[str, int]:
    """How many rows each query has, by the name it is given; one statement for all of them.

    A query cut to its first row ([:1]) counts whether there is any.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    for queryset in rows.values():
        try:
            plain = queryset if queryset.query.is_sliced else queryset.order_by()
            sql, values = plain.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")  # a condition that nothing can fulfil, as pk IN ()
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608  Django's own SQL
        parameters += values
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), parameters)
        return dict(zip(rows, cursor.fetchone(), strict=True))
