"""Lists on pages: twenty rows at a time, and the chips that narrow a list down to one status."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet, TextChoices
from django.http import HttpRequest

PER_PAGE = 20

ModelT = TypeVar("ModelT", bound=Model)


def page_of(
    request: HttpRequest,
    rows: QuerySet[ModelT],
    *,
    name: str = "page",
    count: int | None = None,
    most: int | None = None,
) -> Page[ModelT]:
    """The page that `?name=` asks for; the first or the last where that is no page of this list.

    `count` says how many rows there are where that is known already, and saves a query. So does a first page that
    holds all of them. Of a list that may be very long only the first `most` are counted and can be turned to; then the
    paginator's `is_cut` says that there are more.
    """
    pages, asked = Paginator(rows, PER_PAGE), request.GET.get(name) or "1"
    pages.is_cut = False  # type: ignore[attr-defined]
    first = list(rows[: PER_PAGE + 1]) if count is None and asked == "1" else None
    if first is not None and len(first) <= PER_PAGE:
        count = len(first)
    if count is None and most is not None:
        count = rows.order_by().values("pk")[: most + 1].count()
    if count is not None:
        pages.is_cut = most is not None and count > most  # type: ignore[attr-defined]
        count = count if most is None else min(count, most)
        pages.__dict__["count"] = count  # stands in for the cached property, which would ask the database
    page = pages.get_page(asked)
    if first is not None:
        page.object_list = first[:PER_PAGE]
    return page


def page_by_status(request: HttpRequest, rows: QuerySet[Any], *, statuses: type[TextChoices]) -> dict[str, object]:
    """What a list with status chips shows: `?status=` narrows it, any other word leaves it whole.

    The rows have `status` and `is_sample`. `statuses` holds (value, label, whether it is the one shown, how
    many), `whole_count` how many there are of all.
    """
    status = request.GET.get("status", "")
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    if status in statuses.values:
        rows = rows.filter(status=status)
    page = page_of(request, rows, count=counts.get(status, 0) if status in statuses.values else sum(counts.values()))
    return {
        "page_obj": page,
        "statuses": [(value, label, value == status, counts.get(value, 0)) for value, label in statuses.choices],
        "whole_count": sum(counts.values()),
        "status": status,
        "shows_sample": any(row.is_sample for row in page),
    }
