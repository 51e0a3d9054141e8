"""The broker's workbench: leads to take over, sides that have not answered, deals that lie still, pairs to bring on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.deals.models import Consent, Deal
from apps.deals.selectors import visible_deals
from apps.demands.models import Demand
from apps.matching.models import MatchRun
from apps.portal.benches.shapes import Bench, Figure, Start, Task, agenda_of
from kernel import clock

SHOWN = 10
MOST_DEALS = 100
QUIET_DAYS = 7

Status = Deal.Status


@dataclass(frozen=True, slots=True)
class KeptDeal:
    """A deal that is not finished: which sides still owe their word, and how long nothing has happened."""

    deal: Deal
    silent_sides: tuple[str, ...]
    moved_at: datetime
    quiet_days: int

    @property
    def is_mine(self) -> bool:
        """Whether somebody keeps it; a lead without a broker may be taken over."""
        return self.deal.broker_id is not None

    @property
    def is_quiet(self) -> bool:
        """Whether it has lain still for a week."""
        return self.is_mine and self.quiet_days >= QUIET_DAYS


def broker_bench(actor: Actor) -> Bench:
    """Three queries."""
    today = clock.today()
    deals = _deals(actor, today)
    chances = _chances() if actor.is_verified else []
    leads = [each for each in deals if not each.is_mine]
    mine = [each for each in deals if each.is_mine]
    return Bench(
        template="portal/benches/broker.html",
        agenda=agenda_of(_tasks(deals), today=today),
        figures=_figures(leads, mine, chances),
        start=None if deals or chances else _start(),
        lists={"deals": mine[:SHOWN], "chances": chances[:SHOWN], "quiet_days": QUIET_DAYS},
    )


def _start() -> Start:
    return Start(
        title=_("还没有可以撮合的双方"),
        text=_("有公开预算的需求完成比对、且有产品满足后，会出现在这里，可以为双方发起对接。"),
        url=reverse("demands:board"),
        action=_("看公开需求"),
    )


def _deals(actor: Actor, today: date) -> list[KeptDeal]:
    deals = (
        visible_deals(actor)
        .exclude(status__in=(Status.SIGNED, Status.LOST))
        .prefetch_related("consents")
        .annotate(moved_at=Max("steps__taken_at"))
        .order_by(F("moved_at").asc(nulls_first=True), "pk")
    )
    return [_kept(deal, today) for deal in deals[:MOST_DEALS]]


def _kept(deal: Any, today: date) -> KeptDeal:
    given = {consent.side for consent in deal.consents.all()}
    silent = [side for side in Consent.Side if side not in given]
    moved = deal.moved_at or deal.created_at
    quiet = max((today - timezone.localdate(moved)).days, 0)
    return KeptDeal(deal, tuple(str(side.label) for side in silent), moved, quiet)


def _chances() -> list[Any]:
    """Results with a product that satisfies everything and no deal yet: what a broker may bring on."""
    runs = MatchRun.objects.filter(
        is_current=True,
        eligible_count__gt=0,
        version__is_budget_public=True,
        version__demand__status=Demand.Status.PUBLISHED,
    ).exclude(Exists(Deal.objects.filter(demand=OuterRef("version__demand")).exclude(status=Status.LOST)))
    runs = runs.select_related("version__demand__organisation").annotate(all_count=Window(Count("pk")))
    return list(runs.order_by(F("version__answers_until").asc(nulls_last=True), "pk")[:SHOWN])


def _tasks(deals: Iterable[KeptDeal]) -> Iterator[Task]:
    for each in deals:
        deal, version = each.deal, each.deal.demand.published_version
        said = {
            "pair": f"{version.title if version else deal.demand.code} × {deal.product.model}",
            "buyer": deal.buyer.name,
            "maker": deal.maker.name,
            "side": each.silent_sides[0] if each.silent_sides else "",
            "days": each.quiet_days,
        }
        words = _words(each)
        if words is not None:
            title, why, action = words
            yield Task(
                title=title % said,
                why=why % said,
                url=reverse("deals:detail", args=[deal.pk]),
                action=action,
                since=each.moved_at,
                is_sample=deal.is_sample,
            )


def _words(each: KeptDeal) -> tuple[str, str, str] | None:
    if not each.is_mine:
        return _("接手线索：%(pair)s"), _("%(buyer)s 与 %(maker)s；还没有经理人"), _("去接手")
    if each.deal.status == Status.LEAD:
        title = _("请双方表态：%(pair)s") if len(each.silent_sides) > 1 else _("请%(side)s表态：%(pair)s")
        return title, _("双方都同意后才互见联系方式"), _("去跟进")
    if each.deal.status == Status.CONSENTED:
        return _("开始对接：%(pair)s"), _("双方已同意，联系方式已互见"), _("去对接")
    if each.is_quiet:
        return _("跟进：%(pair)s"), ngettext("%(days)s 天没有进展", "%(days)s 天没有进展", each.quiet_days), _("去跟进")
    return None


def _figures(leads: Sequence[KeptDeal], mine: Sequence[KeptDeal], chances: Sequence[Any]) -> tuple[Figure, ...]:
    deals = reverse("deals:list")
    return (
        Figure(value=len(leads), unit="条", label=_("线索等待接手"), url=deals + "?status=lead"),
        Figure(value=len(mine), unit="单", label=_("我在办的对接"), url=deals),
        Figure(value=sum(bool(each.silent_sides) for each in mine), unit="单", label=_("等一方表态")),
        Figure(value=sum(each.is_quiet for each in mine), unit="单", label=_("7 天没有进展")),
        Figure(
            value=chances[0].all_count if chances else 0,
            unit="项",
            label=_("可撮合的需求"),
            note=_("有产品满足，还没有对接"),
            url=reverse("matching:runs"),
        ),
    )
