"""What a person opened or changed last, as far as the person may still see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.answers.selectors import answers_of
from apps.deals.selectors import visible_deals
from apps.demands.models import DemandVersion
from apps.demands.selectors import visible_demands
from apps.portal.models import RecentItem
from apps.suppliers.selectors import visible_to
from apps.trials.selectors import visible_trials

Kind = RecentItem.Kind
SHOWN = 6
LOOKED_AT = 24  # some of them may be gone


@dataclass(frozen=True, slots=True)
class RecentLine:
    """One thing on the home page."""

    kind: str
    title: str
    url: str
    at: datetime
    is_edit: bool


def recent_work(actor: Actor) -> list[RecentLine]:
    """The last things the person opened or changed, the latest first; what may not be seen any more is left out.

    Two queries. What is seen is what the organisation acted for now may see.
    """
    if actor.user is None:
        return []
    items = RecentItem.objects.filter(user=actor.user).annotate(at=Greatest("opened_at", "edited_at"))
    latest = list(items.order_by("-at")[:LOOKED_AT])
    titles = _titles(actor, latest)
    lines = [
        RecentLine(
            kind=str(item.get_kind_display()),
            title=titles[item.kind, item.object_id] or _("未命名"),
            url=reverse(_ADDRESSES[Kind(item.kind)], args=[item.object_id]),
            at=item.at,
            is_edit=item.edited_at is not None and item.edited_at == item.at,
        )
        for item in latest
        if (item.kind, item.object_id) in titles
    ]
    return lines[:SHOWN]


def _titles(actor: Actor, items: Sequence[RecentItem]) -> dict[tuple[str, int], str]:
    """The titles of those things that the actor may see, in one query over all kinds."""
    ids: dict[Kind, list[int]] = {}
    for item in items:
        ids.setdefault(Kind(item.kind), []).append(item.object_id)
    parts = [_SOURCES[kind](actor, wanted).annotate(row_kind=Value(kind.value)) for kind, wanted in ids.items()]
    rows = [part.order_by().values_list("row_kind", "pk", "row_title") for part in parts]
    if not rows:
        return {}
    found = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    return {(kind, pk): title for kind, pk, title in found}


def _demands(actor: Actor, ids: list[int]) -> QuerySet:  # type: ignore[type-arg]
    drafts = DemandVersion.objects.filter(demand=OuterRef("pk")).order_by("-number").values("title")[:1]
    title = Coalesce("published_version__title", Subquery(drafts), output_field=CharField())
    return visible_demands(actor).filter(pk__in=ids).annotate(row_title=title)


def _products(actor: Actor, ids: list[int]) -> QuerySet:  # type: ignore[type-arg]
    return visible_to(actor).filter(pk__in=ids).annotate(row_title=_joined("model", "name"))


def _answers(actor: Actor, ids: list[int]) -> QuerySet:  # type: ignore[type-arg]
    return answers_of(actor).filter(pk__in=ids).annotate(row_title=_joined("product__model", "version__title"))


def _trials(actor: Actor, ids: list[int]) -> QuerySet:  # type: ignore[type-arg]
    return visible_trials(actor).filter(pk__in=ids).annotate(row_title=_joined("product__model", "product__name"))


def _deals(actor: Actor, ids: list[int]) -> QuerySet:  # type: ignore[type-arg]
    return visible_deals(actor).filter(pk__in=ids).annotate(row_title=_joined("product__model", "maker__name"))


def _joined(first: str, second: str) -> Concat:
    return Concat(F(first), Value(" "), F(second), output_field=CharField())


_SOURCES: dict[Kind, Callable[[Actor, list[int]], QuerySet]] = {  # type: ignore[type-arg]
    Kind.DEMAND: _demands,
    Kind.PRODUCT: _products,
    Kind.ANSWER: _answers,
    Kind.TRIAL: _trials,
    Kind.DEAL: _deals,
}
_ADDRESSES = {
    Kind.DEMAND: "demands:detail",
    Kind.PRODUCT: "suppliers:detail",
    Kind.ANSWER: "answers:detail",
    Kind.TRIAL: "trials:detail",
    Kind.DEAL: "deals:detail",
}
