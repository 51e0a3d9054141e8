"""The workbench of the platform: administrators decide in the order of the limits; auditors see the same and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.regions import region_name
from apps.deals.models import Deal
from apps.demands.models import Demand
from apps.demands.selectors import province_counts
from apps.matching.models import CheckupRecord, MatchRun
from apps.portal.benches.health import read_health
from apps.portal.benches.queues import REVIEW_DAYS, TRIAL_DAYS, Queue, review_queues, review_tasks, waiting_entries
from apps.portal.benches.shapes import Bench, Figure, agenda_of
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung
from kernel import clock
from kernel.counting import count_together

SHOWN_PROVINCES = 8
SHOWN_CHECKUPS = 6


def platform_bench(actor: Actor) -> Bench:
    """Eight queries for administrators and for auditors."""
    queues = review_queues(may_decide=actor.is_administrator)
    tasks = review_tasks(waiting_entries()) if actor.is_administrator else ()
    provinces = province_counts()
    lists: dict[str, object] = {
        "queues": queues,
        "review_days": REVIEW_DAYS,
        "trial_days": TRIAL_DAYS,
        "health": read_health(),
        "provinces": provinces,
        "province_list": _largest(provinces),
        "late_count": sum(queue.late for queue in queues),
        "waiting_count": sum(queue.count for queue in queues if queue.kind != "name"),
    }
    if actor.is_auditor:
        lists["checkups"] = list(_doubtful_checkups()[:SHOWN_CHECKUPS])
    return Bench(
        template="portal/benches/platform.html",
        agenda=agenda_of(tasks, today=clock.today()),
        figures=_figures(queues),
        lists=lists,
    )


def _largest(provinces: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Code, name and count of the provinces with most demands."""
    ordered = sorted(provinces.items(), key=lambda item: (-item[1], item[0]))
    return [(code, region_name(code) or code, count) for code, count in ordered[:SHOWN_PROVINCES]]


def _doubtful_checkups() -> QuerySet[CheckupRecord]:
    """Demands that were published although their check-up speaks against a rule, the newest first."""
    records = CheckupRecord.objects.filter(
        cause=CheckupRecord.Cause.PUBLISHED,
        state=CheckupRecord.State.DONE,
        findings__contains=[{"severity": "negative"}],
    )
    return records.select_related("version__demand__organisation").order_by("-made_at", "-pk")


def _figures(queues: Sequence[Queue]) -> tuple[Figure, ...]:
    published = Demand.objects.filter(status=Demand.Status.PUBLISHED)
    current: QuerySet[Any] = MatchRun.objects.filter(is_current=True, version__demand__in=published)
    deals = Deal.objects.exclude(status__in=(Deal.Status.SIGNED, Deal.Status.LOST))
    listed = Product.objects.filter(status=Product.Status.PUBLISHED, is_reference=False)
    proven = SpecValue.objects.filter(product__in=listed, rung__gte=EvidenceRung.THIRD_PARTY)
    counts = count_together(
        demands=published,
        compared=current,
        satisfied=current.filter(eligible_count__gt=0),
        proven=proven.exclude(expires_on__lt=clock.today()),
        products=listed,
        deals=deals,
        signed=Deal.objects.filter(status=Deal.Status.SIGNED),
    )
    late = sum(queue.late for queue in queues)
    share = f"{round(counts['satisfied'] * 100 / counts['compared'])}" if counts["compared"] else "—"
    return (
        Figure(
            value=late,
            unit="件",
            label=_("超过时限"),
            note=_("共 %(count)s 件待处理") % {"count": sum(queue.count for queue in queues if queue.kind != "name")},
            is_bad=bool(late),
        ),
        Figure(value=counts["demands"], unit="项", label=_("公开需求"), url=reverse("demands:board")),
        Figure(
            value=share,
            unit="%",
            label=_("有国产仪器满足"),
            note=f"{counts['satisfied']} / {counts['compared']}",
            url=reverse("matching:runs"),
        ),
        Figure(value=counts["products"], unit="款", label=_("在架产品"), url=reverse("suppliers:catalogue")),
        Figure(value=counts["proven"], unit="个", label=_("三方以上证据的值")),
        Figure(
            value=counts["deals"],
            unit="单",
            label=_("在办对接"),
            note=_("已成交 %(count)s 单") % {"count": counts["signed"]},
            url=reverse("deals:list"),
        ),
    )
