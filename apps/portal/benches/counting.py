"""Several short lists in one query, so that a page of many parts stays quick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, F, QuerySet, Subquery, Value
from django.db.models.functions import Cast

MOST_WAITING = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of any kind that waits for somebody: its id, its name, a second word, and since when."""

    kind: str
    id: int
    name: str
    detail: str
    since: datetime
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRows:
    """How rows of one model become `Waiting`; the fields are names of columns or annotations, '' for nothing."""

    kind: str
    rows: QuerySet[Any]
    name: str
    detail: str = ""
    since: str = "created_at"
    number: str | Subquery[Any] = ""


def waiting_rows(asked: Iterable[WaitingRows]) -> Mapping[str, list[Waiting]]:
    """The rows of all kinds, the longest waiting first, at most sixty together, by kind. One query."""
    first, *others = (_as_waiting(each) for each in asked)
    rows = first.union(*others, all=True).order_by("w_since", "w_id")[:MOST_WAITING]
    found: dict[str, list[Waiting]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Waiting(*row))
    return found


def _as_waiting(asked: WaitingRows) -> QuerySet[Any, tuple[Any, ...]]:
    text, number = CharField(), F(asked.number) if isinstance(asked.number, str) else asked.number
    named: dict[str, Any] = {
        "w_kind": Value(asked.kind, output_field=text),
        "w_id": Cast(F("pk"), BigIntegerField()),
        "w_name": Cast(F(asked.name), text),
        "w_detail": Cast(F(asked.detail), text) if asked.detail else Value("", output_field=text),
        "w_since": Cast(F(asked.since), DateTimeField()),
        "w_number": Cast(number, BigIntegerField()) if asked.number else Value(0),
    }
    rows: QuerySet[Any, tuple[Any, ...]] = asked.rows.order_by().annotate(**named).values_list(*named)
    return rows
