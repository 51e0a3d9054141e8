"""The platform's review queues: how many wait, how long, how many beyond the limit, and what a reviewer should know.

The limits are the platform's own goals, said on the page; docs/decisions/0065 gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, Organisation
from apps.accounts.regions import region_name
from apps.deals.models import Deal
from apps.portal.benches.counting import Waiting, WaitingRows, waiting_rows
from apps.portal.benches.shapes import Task, waited_words
from apps.suppliers.lifecycle import Step as ProductStepName
from apps.suppliers.models import Product, ProductRevision, ProductStep, SpecValue
from apps.taxonomy.models import NameProposal
from apps.trials.models import Trial
from kernel import clock

REVIEW_DAYS = 3
TRIAL_DAYS = 5
COMMON_NAME_DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue as the page shows it; `since` is when its oldest entry came, None where it is empty."""

    kind: str
    name: str
    count: int
    since: datetime | None
    late: int
    reason: str
    url: str
    action: str

    @property
    def tone(self) -> str:
        """Of its sign: overdue, something to know, or nothing."""
        return "overdue" if self.late else "waiting" if self.reason else "idle"

    @property
    def said(self) -> str:
        """What stands beside the sign."""
        if self.late:
            return _("%(count)s 件超过时限") % {"count": self.late}
        return self.reason or (_("都在时限内") if self.count else _("没有"))

    @property
    def oldest(self) -> str:
        """How long the oldest has waited."""
        if self.since is None:
            return ""
        return waited_words((clock.today() - timezone.localdate(self.since)).days)


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows of a queue, the field that says since when, its limit, and which rows need attention."""

    kind: str
    rows: QuerySet[Any]
    since: str
    limit_days: int
    flagged: Q | Exists


def _submitted() -> QuerySet[Any]:
    handed_in = ProductStep.objects.filter(product=OuterRef("pk"), step=ProductStepName.SUBMIT).order_by("-taken_at")
    return Product.objects.filter(status=Product.Status.SUBMITTED).annotate(
        submitted_at=Subquery(handed_in.values("taken_at")[:1])
    )


def _stated() -> QuerySet[SpecValue]:
    """Values that state a higher rung than was confirmed."""
    return SpecValue.objects.filter(asked_rung__gt=F("rung"), is_recorded=False)


def _organisations() -> QuerySet[Organisation]:
    pending = Organisation.objects.filter(verification=Organisation.Verification.PENDING)
    return pending.exclude(kind=Organisation.Kind.PLATFORM)


def _sources() -> tuple[_Source, ...]:
    namesake = Organisation.objects.filter(name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return (
        _Source("organisation", _organisations(), "created_at", REVIEW_DAYS, Exists(namesake)),
        _Source("product", _submitted(), "submitted_at", REVIEW_DAYS, Exists(_stated().filter(product=OuterRef("pk")))),
        _Source(
            "change",
            ProductRevision.objects.filter(needs_check=True),
            "created_at",
            REVIEW_DAYS,
            Exists(_stated().filter(product=OuterRef("product"))),
        ),
        _Source(
            "lead",
            Deal.objects.filter(status=Deal.Status.LEAD, broker=None),
            "created_at",
            REVIEW_DAYS,
            Q(consents__isnull=False),
        ),
        _Source(
            "trial",
            Trial.objects.filter(status=Trial.Status.REQUESTED),
            "created_at",
            TRIAL_DAYS,
            Q(evaluation_centre=None),
        ),
        _Source(
            "name",
            NameProposal.objects.filter(state=NameProposal.State.OPEN),
            "first_seen",
            0,
            Q(document_count__gte=COMMON_NAME_DOCUMENTS),
        ),
    )


def review_queues(*, may_decide: bool) -> list[Queue]:
    """All queues, those beyond their limit first. One query."""
    sources = _sources()
    first, *others = (_figures(source) for source in sources)
    found = {row[0]: row[1:] for row in first.union(*others, all=True)}
    queues = [_queue(source.kind, found.get(source.kind, (0, None, 0, 0)), may_decide) for source in sources]
    return sorted(queues, key=lambda queue: (-queue.late, not queue.count))


def _figures(source: _Source) -> QuerySet[Any, tuple[Any, ...]]:
    # A queue without a limit is never late; with one, it is late from the day after, as in the agenda.
    late_before = clock.today() - timedelta(days=source.limit_days or 36500)
    figures: QuerySet[Any, tuple[Any, ...]] = (
        source.rows.order_by()
        .annotate(q_kind=Value(source.kind, output_field=CharField()))
        .values("q_kind")
        .annotate(
            q_count=Count("pk", distinct=True),
            q_since=Min(Cast(F(source.since), DateTimeField())),
            q_late=Count("pk", filter=Q(**{f"{source.since}__date__lt": late_before}), distinct=True),
            q_flagged=Count("pk", filter=source.flagged, distinct=True),
        )
        .values_list("q_kind", "q_count", "q_since", "q_late", "q_flagged")
    )
    return figures


def _queue(kind: str, found: Sequence[Any], may_decide: bool) -> Queue:
    count, since, late, flagged = found
    name, reason, url, verb = _words()[kind]
    said = reason % {"count": flagged} if flagged else ""
    return Queue(kind, name, count, since, late, said, url, verb if may_decide else _("查看"))


def _words() -> Mapping[str, tuple[str, str, str, str]]:
    """By queue its name, what its flagged entries mean, where it is, and the verb of its button."""
    review = reverse("suppliers:review")
    return {
        "organisation": (_("组织核验"), _("%(count)s 家与已有组织同名"), reverse("accounts:review"), _("去核验")),
        "product": (_("产品审核"), _("%(count)s 款申报了待核对的证据"), review, _("去审核")),
        "change": (_("已发布产品的改动"), _("%(count)s 处申报了待核对的证据"), review, _("去核对")),
        "lead": (
            _("没有经理人的线索"),
            _("%(count)s 条已有一方表态"),
            reverse("deals:list") + "?status=lead",
            _("去接手"),
        ),
        "trial": (
            _("等待受理的试用"),
            _("%(count)s 项没有指定评价中心"),
            reverse("trials:list") + "?status=requested",
            _("去查看"),
        ),
        "name": (_("新参数词条"), _("%(count)s 条出现在 3 份以上文件"), reverse("proposals:index"), _("去处理")),
    }


def waiting_entries() -> Mapping[str, list[Waiting]]:
    """The entries that wait longest in the queues with a limit, by queue. One query."""
    stated = _stated().filter(product=OuterRef("pk")).order_by().values("product").annotate(count=Count("pk"))
    people = Membership.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return waiting_rows(
        (
            WaitingRows(
                kind="organisation",
                rows=_organisations(),
                name="name",
                detail="province_code",
                number=Subquery(people.annotate(count=Count("pk")).values("count")),
            ),
            WaitingRows(
                kind="product",
                rows=_submitted(),
                name="model",
                detail="organisation__name",
                since="submitted_at",
                number=Subquery(stated.values("count")),
            ),
            WaitingRows(
                kind="change",
                rows=ProductRevision.objects.filter(needs_check=True),
                name="product__model",
                detail="product__organisation__name",
                number="number",
            ),
            WaitingRows(
                kind="lead",
                rows=Deal.objects.filter(status=Deal.Status.LEAD, broker=None),
                name="demand__published_version__title",
                detail="product__model",
            ),
        )
    )


def review_tasks(entries: Mapping[str, Sequence[Waiting]]) -> Iterator[Task]:
    """What an administrator decides on, each due when the limit of its queue ends."""
    for kind, rows in entries.items():
        for row in rows:
            title, why, url, action = _entry_words(kind, row)
            due = timezone.localdate(row.since) + timedelta(days=REVIEW_DAYS)
            yield Task(title=title, why=why, url=url, action=action, due=due, since=row.since)


def _entry_words(kind: str, row: Waiting) -> tuple[str, str, str, str]:
    if kind == "organisation":
        why = _("%(province)s，%(count)s 位成员；核对统一社会信用代码与名称")
        said = {"province": region_name(row.detail), "count": row.number or 0}
        url = reverse("accounts:review-decide", args=[row.id])
        return _("核验 %(name)s") % {"name": row.name}, why % said, url, _("去核验")
    if kind == "product":
        why = _("%(maker)s；%(count)s 个值申报了更高证据，要看证明") if row.number else _("%(maker)s；没有待核对的证据")
        url = reverse("suppliers:review-decide", args=[row.id])
        said = {"maker": row.detail, "count": row.number}
        return _("审核 %(model)s") % {"model": row.name}, why % said, url, _("去审核")
    if kind == "change":
        said = {"maker": row.detail, "number": row.number}
        why = _("%(maker)s 改了已发布的产品，第 %(number)s 次修订") % said
        return _("核对改动：%(model)s") % {"model": row.name}, why, reverse("suppliers:review"), _("去核对")
    title = _("接手线索：%(title)s") % {"title": row.name}
    return (
        title,
        _("%(model)s；还没有经理人") % {"model": row.detail},
        reverse("deals:detail", args=[row.id]),
        _("去接手"),
    )
