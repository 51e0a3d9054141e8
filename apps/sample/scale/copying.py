"""Rows of a model as lines for COPY, the quickest way into a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, DateField, Field, JSONField, Model

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """The columns of a model in the order of its lines: `leading` first, which differ from row to row, then the rest.

    `rest` of a row that many share needs to be written once only. Without `id` among the leading columns the table
    numbers its rows itself.
    """

    def __init__(self, model: type[Model], *leading: str) -> None:
        fields = {field.name: field for field in model._meta.concrete_fields}
        if "id" not in leading:
            del fields["id"]
        first = [fields.pop(name) for name in leading]
        self._rest = [(field.attname, _writer_of(field)) for field in fields.values()]
        names = [connection.ops.quote_name(str(field.column)) for field in (*first, *fields.values())]
        self.name = model._meta.db_table
        self._head = f"COPY {self.name} ({', '.join(names)}) FROM STDIN"

    def rest(self, row: Model) -> str:
        """Everything but the leading columns."""
        values = [(write, getattr(row, name)) for name, write in self._rest]
        return "\t".join(["\\N" if value is None else write(value) for write, value in values])

    def copy(self, lines: Sequence[str]) -> None:
        """Write the lines into the table."""
        with connection.cursor() as cursor:
            cursor.copy_expert(self._head, StringIO("\n".join(lines) + "\n" if lines else ""), size=1 << 17)


Filling = Sequence[tuple[Table, Sequence[str]]]
"""Lines by table, in the order in which they are written."""


def take_ids(model: type[Model], count: int) -> list[int]:
    """So many ids from the table's sequence, rising: nobody else has been or will be given one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(array_agg(nextval(pg_get_serial_sequence(%s, 'id'))), '{}') FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return sorted(cursor.fetchone()[0])


def escaped(text: str) -> str:
    """A text as one field of a line."""
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)


def _writer_of(field: Field[Any, Any]) -> Callable[[Any], str]:
    """How a value of this field that is not None is written."""
    if isinstance(field, BooleanField):
        return _flag
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _array
    if isinstance(field, DateField):
        return _day_or_moment
    return _plain


def _plain(value: object) -> str:
    return escaped(str(value))


def _day_or_moment(value: date) -> str:
    return value.isoformat()


def _flag(value: bool) -> str:
    return "t" if value else "f"


def _json(value: object) -> str:
    return escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _array(values: Iterable[object]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return escaped("{" + ",".join(f'"{value}"' for value in quoted) + "}")
