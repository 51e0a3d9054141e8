"""The institution's workbench: drafts, approvals, results to look at, trials, and the days until answers close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from apps.accounts.actors import Actor
from apps.accounts.selectors import people_of
from apps.deals.models import Consent, Deal
from apps.demands.access import APPROVING_ROLES
from apps.demands.lifecycle import Step
from apps.demands.models import Demand, DemandStep, DemandVersion, Requirement, SourceDocument
from apps.matching.models import MatchRun
from apps.portal.benches.counting import Waiting, WaitingRows, waiting_rows
from apps.portal.benches.shapes import Bench, Figure, Start, Task, agenda_of
from apps.trials.models import Trial
from kernel import clock
from kernel.counting import count_together

SHOWN = 8
MOST_VERSIONS = 60
MOST_DEMANDS = 60
FRESH_DAYS = 14
CLOSING_DAYS = 10

Stage = DemandVersion.Stage
OPEN_TRIALS = (Trial.Status.REQUESTED, Trial.Status.ACCEPTED, Trial.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A version that is not published: how many of its rows a person must look at, and what the approver said."""

    version: DemandVersion
    rows: int
    unclear: int
    returned_because: str
    submitted_by: int | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenDemand:
    """A published demand with the current result of its version (None while it is compared) and the days left."""

    demand: Demand
    version: DemandVersion
    run: MatchRun | None
    days_left: int | None

    @property
    def is_closed(self) -> bool:
        """Whether nobody answers any more."""
        return self.days_left is not None and self.days_left < 0

    @property
    def far_count(self) -> int:
        """How many products fail more than one ★."""
        return self.run.ineligible_count - self.run.one_clause_short_count if self.run else 0


def institution_bench(actor: Actor) -> Bench:
    """Seven queries, however much there is."""
    today = clock.today()
    versions, demands = _open_versions(actor), _open_demands(actor, today)
    waiting, counts = _waiting(actor, today), _counts(actor)
    trials = list(_trials(actor, today)[:SHOWN])
    tasks = [
        *_version_tasks(versions, actor),
        *_waiting_tasks(waiting),
        *_demand_tasks(demands),
        *_trial_tasks(trials),
    ]
    agenda = agenda_of(tasks, today=today)
    lists = {
        "demands": demands[:SHOWN],
        "demands_count": counts["published"],
        "versions": versions[:SHOWN],
        "trials": trials,
        "today": today,
    }
    return Bench(
        template="portal/benches/institution.html",
        agenda=agenda,
        figures=_figures(agenda.near_count, demands, counts),
        start=None if counts["all"] else _start(),
        lists=lists,
    )


def _start() -> Start:
    return Start(
        title=_("写下第一项需求"),
        text=_("上传招标文件或粘贴参数，几分钟就能知道国内有没有满足的仪器、差在哪一条。核验通过前可以先写草稿。"),
        url=reverse("demands:new"),
        action=_("写需求"),
        second_url=reverse("suppliers:catalogue"),
        second_action=_("先看看产品"),
    )


def _counts(actor: Actor) -> Mapping[str, int]:
    own = Demand.objects.filter(organisation_id=actor.organisation_id or 0)
    published = own.filter(status=Demand.Status.PUBLISHED)
    current = MatchRun.objects.filter(is_current=True, version__demand__in=published)
    mine = Q(institution_id=actor.organisation_id or 0)
    deals = Deal.objects.filter(buyer_id=actor.organisation_id or 0)
    return count_together(
        all=own,
        drafts=own.filter(status=Demand.Status.DRAFT),
        pending=own.filter(versions__stage=Stage.PENDING),
        published=published,
        compared=current,
        satisfied=current.filter(eligible_count__gt=0),
        trials=Trial.objects.filter(mine, status__in=OPEN_TRIALS),
        deals=deals.exclude(status__in=(Deal.Status.SIGNED, Deal.Status.LOST)),
    )


def _open_versions(actor: Actor) -> list[OpenVersion]:
    rows = Requirement.objects.filter(version=OuterRef("pk")).order_by().values("version").annotate(count=Count("pk"))
    steps = DemandStep.objects.filter(demand=OuterRef("demand")).order_by("-taken_at", "-pk")
    submitted = steps.filter(step=Step.SUBMIT)
    versions: QuerySet[Any] = (
        DemandVersion.objects.filter(demand__organisation_id=actor.organisation_id or 0, published_at=None)
        .exclude(demand__status__in=(Demand.Status.CLOSED, Demand.Status.WITHDRAWN))
        .select_related("demand", "category")
        .annotate(
            row_count=_number(rows),
            unclear_count=_number(rows.filter(needs_review=True, is_confirmed=False)),
            last_step=Subquery(steps.values("step")[:1]),
            last_reason=Coalesce(Subquery(steps.values("reason")[:1]), Value(""), output_field=TextField()),
            submitter=Subquery(submitted.values("taken_by")[:1]),
            submitted_at=Subquery(submitted.values("taken_at")[:1]),
        )
        .order_by("-stage", "-demand__updated_at")
    )
    return [
        OpenVersion(
            version,
            version.row_count,
            version.unclear_count,
            version.last_reason if version.last_step == Step.RETURN else "",
            version.submitter,
            version.submitted_at,
        )
        for version in versions[:MOST_VERSIONS]
    ]


def _number(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("count"), output_field=IntegerField()), Value(0))


def _open_demands(actor: Actor, today: date) -> list[OpenDemand]:
    """Those that close first; those whose day has passed come first of all."""
    demands = (
        Demand.objects.filter(organisation_id=actor.organisation_id or 0, status=Demand.Status.PUBLISHED)
        .select_related("published_version__category")
        .prefetch_related(_current_runs())
        .order_by(F("published_version__answers_until").asc(nulls_last=True), "pk")
    )
    found = []
    for demand in demands[:MOST_DEMANDS]:
        version = demand.published_version
        if version is not None:
            until = version.answers_until
            runs: list[MatchRun] = version.current_runs  # type: ignore[attr-defined]
            found.append(
                OpenDemand(demand, version, runs[0] if runs else None, None if until is None else (until - today).days)
            )
    return found


def _current_runs() -> Any:
    runs = MatchRun.objects.filter(is_current=True)
    return Prefetch("published_version__runs", queryset=runs, to_attr="current_runs")


def _trials(actor: Actor, today: date) -> QuerySet[Trial]:
    fresh = Q(status=Trial.Status.REPORTED, updated_at__date__gte=today - timedelta(days=FRESH_DAYS))
    trials = Trial.objects.filter(
        Q(status__in=OPEN_TRIALS) | fresh, institution_id=actor.organisation_id or 0
    ).select_related("product__organisation", "evaluation_centre")
    return trials.annotate(readings_count=Count("readings")).order_by("-updated_at")


def _waiting(actor: Actor, today: date) -> Mapping[str, list[Waiting]]:
    own = actor.organisation_id or 0
    papers = SourceDocument.objects.filter(version__demand__organisation_id=own, version__published_at=None)
    leads = Deal.objects.filter(buyer_id=own if actor.is_verified else 0, status=Deal.Status.LEAD)
    return waiting_rows(
        (
            WaitingRows(
                kind="choosing",
                rows=papers.filter(state=SourceDocument.State.CHOOSING),
                name="name",
                since="uploaded_at",
                number="version__demand_id",
            ),
            WaitingRows(
                kind="refused",
                rows=papers.filter(
                    state=SourceDocument.State.REFUSED, uploaded_at__date__gte=today - timedelta(days=FRESH_DAYS)
                ),
                name="name",
                detail="message",
                since="uploaded_at",
                number="version__demand_id",
            ),
            WaitingRows(
                kind="deal",
                rows=leads.exclude(Exists(Consent.objects.filter(deal=OuterRef("pk"), side=Consent.Side.BUYER))),
                name="demand__published_version__title",
                detail="product__model",
            ),
        )
    )


# ---- tasks --------------------------------------------------------------------------------------------------------


def _version_tasks(versions: Iterable[OpenVersion], actor: Actor) -> Iterator[Task]:
    approves = _approval_rule(actor)
    for each in versions:
        version, title = each.version, each.version.title or _("未命名需求")
        common: dict[str, Any] = {"since": version.demand.updated_at, "is_sample": version.demand.is_sample}
        detail = reverse("demands:detail", args=[version.demand_id])
        if version.stage == Stage.PENDING and approves(each):
            why = _("%(count)s 条参数；批准前可看体检") % {"count": each.rows}
            yield _task(_("审批：%(title)s") % {"title": title}, why, detail, _("去审批"), **common)
        elif version.stage == Stage.APPROVED:
            why = (
                _("已批准；发布后自动与全部产品逐条比对") if actor.is_verified else _("已批准；组织核验通过后才能发布")
            )
            yield _task(_("发布：%(title)s") % {"title": title}, why, detail, _("去发布"), **common)
        elif version.stage == Stage.DRAFT:
            yield _task(_draft_title(each) % {"title": title}, _draft_why(each), *_draft_way(each), **common)


def _approval_rule(actor: Actor) -> Callable[[OpenVersion], bool]:
    """Whether the actor may approve a version: not one's own, unless nobody else approves in this organisation."""
    me = actor.user.pk if actor.user else None

    @cache
    def is_alone() -> bool:
        deciders = people_of(actor.organisation_id or 0, tuple(str(role) for role in APPROVING_ROLES))
        return all(person == me for person in deciders)

    def may_approve(each: OpenVersion) -> bool:
        return actor.role in APPROVING_ROLES and (each.submitted_by != me or is_alone())

    return may_approve


def _task(title: str, why: str, url: str, action: str, **more: Any) -> Task:
    return Task(title=title, why=why, url=url, action=action, **more)


def _draft_title(each: OpenVersion) -> str:
    return _("修改被退回的需求：%(title)s") if each.returned_because else _("整理草稿：%(title)s")


def _draft_why(each: OpenVersion) -> str:
    if each.returned_because:
        return _("退回意见：%(reason)s") % {"reason": each.returned_because}
    if not each.rows:
        return _("还没有参数：上传招标文件或粘贴参数")
    if each.unclear:
        said = _("%(rows)s 条参数，%(unclear)s 条要您看一眼")
    else:
        said = ngettext("%(rows)s 条参数都读懂了，可以提交审批", "%(rows)s 条参数都读懂了，可以提交审批", each.rows)
    return said % {"rows": each.rows, "unclear": each.unclear}


def _draft_way(each: OpenVersion) -> tuple[str, str]:
    if each.rows:
        return reverse("demands:review", args=[each.version.demand_id]), _("去整理")
    return reverse("demands:detail", args=[each.version.demand_id]), _("加参数")


def _waiting_tasks(waiting: Mapping[str, Sequence[Waiting]]) -> Iterator[Task]:
    for row in waiting.get("choosing", ()):
        url = reverse("demands:packages", args=[row.number, row.id])
        yield _task(
            _("选包：%(name)s") % {"name": row.name},
            _("文件里有几个包，选定后才读入参数"),
            url,
            _("去选包"),
            since=row.since,
        )
    for row in waiting.get("refused", ()):
        url = reverse("demands:detail", args=[row.number])
        yield _task(
            _("换一个文件：%(name)s") % {"name": row.name},
            row.detail or _("没有读懂这个文件"),
            url,
            _("重新上传"),
            since=row.since,
        )
    for row in waiting.get("deal", ()):
        url = reverse("deals:detail", args=[row.id])
        yield _task(
            _("确认对接：%(model)s") % {"model": row.detail},
            _("%(title)s；双方都同意后才互见联系方式") % {"title": row.name},
            url,
            _("去表态"),
            since=row.since,
        )


def _demand_tasks(demands: Iterable[OpenDemand]) -> Iterator[Task]:
    for each in demands:
        said = {"code": each.demand.code, "title": each.version.title}
        url = reverse("matching:result", args=[each.demand.pk])
        more: dict[str, Any] = {"due": each.version.answers_until, "is_sample": each.demand.is_sample}
        if each.run is not None and not each.run.compared_count:
            yield _task(
                _("还没有这一类的产品：%(title)s") % said,
                _("有产品上架时会自动比对并通知您；也可以看看相近的类别"),
                reverse("suppliers:catalogue"),
                _("找产品"),
                **more,
            )
        elif each.run is not None and not each.run.eligible_count:
            why = _("满足 0 款，差 1 条的 %(near)s 款；看看放宽哪一条") % {"near": each.run.one_clause_short_count}
            yield _task(
                _("没有产品满足：%(title)s") % said,
                why,
                reverse("matching:checkup", args=[each.demand.pk]),
                _("看放宽建议"),
                **more,
            )
        elif each.is_closed:
            yield _task(_("应答已截止：%(title)s") % said, _("选定产品后请结束这项需求"), url, _("看比对结果"), **more)
        elif each.days_left is not None and each.days_left <= CLOSING_DAYS and each.run is not None:
            why = _("满足 %(eligible)s 款，待确认 %(open)s 款") % {
                "eligible": each.run.eligible_count,
                "open": each.run.open_count,
            }
            yield _task(_("应答将截止：%(title)s") % said, why, url, _("看比对结果"), **more)


def _trial_tasks(trials: Iterable[Trial]) -> Iterator[Task]:
    for trial in trials:
        if trial.status == Trial.Status.REPORTED:
            said = {"model": trial.product.model, "count": trial.readings_count}  # type: ignore[attr-defined]
            yield _task(
                _("看实测结果：%(model)s") % said,
                _("已出结果，%(count)s 个实测值已写入产品指标") % said,
                reverse("trials:detail", args=[trial.pk]),
                _("看结果"),
                since=trial.updated_at,
                is_sample=trial.is_sample,
            )


# ---- figures ------------------------------------------------------------------------------------------------------


def _figures(near: int, demands: Sequence[OpenDemand], counts: Mapping[str, int]) -> tuple[Figure, ...]:
    board = reverse("demands:board") + "?own=1"
    closing = sum(each.days_left is not None and 0 <= each.days_left <= CLOSING_DAYS for each in demands)
    return (
        Figure(value=near, unit="件", label=_("10 天内到期的事")),
        Figure(value=counts["drafts"], unit="份", label=pgettext("list", "草稿"), url=board + "&status=draft"),
        Figure(value=counts["pending"], unit="份", label=_("等待内部审批"), url=board + "&status=pending"),
        Figure(
            value=counts["published"],
            unit="项",
            label=_("公开需求"),
            note=_("10 天内截止 %(count)s 项") % {"count": closing} if closing else "",
            url=board + "&status=published",
        ),
        Figure(
            value=counts["satisfied"],
            unit=f"/ {counts['compared']}",
            label=_("有国产仪器满足"),
            note=_("按已完成的比对"),
            url=reverse("matching:runs"),
        ),
        Figure(
            value=counts["trials"],
            unit="项",
            label=_("试用正在进行"),
            note=_("对接中 %(count)s 单") % {"count": counts["deals"]},
            url=reverse("trials:list"),
        ),
    )
