"""The evaluation centre's workbench: trials to take on, to start, to measure and to report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.portal.benches.queues import TRIAL_DAYS
from apps.portal.benches.shapes import Bench, Figure, Start, Task, agenda_of
from apps.suppliers.models import SpecValue
from apps.trials.models import Reading, Trial
from kernel import clock
from kernel.counting import count_together

SHOWN = 12
AHEAD_DAYS = 60

Status = Trial.Status


def evaluation_bench(actor: Actor) -> Bench:
    """Three queries."""
    own = Trial.objects.filter(evaluation_centre_id=actor.organisation_id or 0)
    trials: list[Any] = list(_open_trials(own)[:SHOWN])
    today = clock.today()
    expiring = list(_expiring(actor)[:SHOWN])
    counts = count_together(
        all=own,
        requested=own.filter(status=Status.REQUESTED),
        accepted=own.filter(status=Status.ACCEPTED),
        running=own.filter(status=Status.RUNNING),
        reported=own.filter(status=Status.REPORTED),
        readings=Reading.objects.filter(trial__in=own),
    )
    return Bench(
        template="portal/benches/evaluation.html",
        agenda=agenda_of(_tasks(trials), today=today),
        figures=_figures(counts),
        start=None if counts["all"] else _start(),
        lists={"trials": trials, "expiring": expiring, "today": today},
    )


def _start() -> Start:
    return Start(
        title=_("还没有试用申请"),
        text=_("科研单位在比对结果里申请试用并选定评价中心后，申请会出现在这里，您会收到通知。"),
        url=reverse("suppliers:catalogue"),
        action=_("先看看产品"),
    )


def _open_trials(own: QuerySet[Trial]) -> QuerySet[Any]:
    unfinished = own.filter(status__in=(Status.REQUESTED, Status.ACCEPTED, Status.RUNNING))
    return (
        unfinished.select_related("product__organisation", "institution")
        .annotate(readings_count=Count("readings"), last_reading=Max("readings__recorded_at"))
        .order_by("status", "created_at")
    )


def _expiring(actor: Actor) -> QuerySet[SpecValue]:
    """Values that this centre measured and that count as claims again within sixty days."""
    today = clock.today()
    return (
        SpecValue.objects.filter(
            Q(reading__trial__evaluation_centre_id=actor.organisation_id or 0),
            expires_on__range=(today, today + timedelta(days=AHEAD_DAYS)),
        )
        .select_related("product__organisation", "parameter", "reading")
        .order_by("expires_on", "pk")
    )


def _tasks(trials: Iterable[Any]) -> Iterator[Task]:
    for trial in trials:
        said = {
            "model": trial.product.model,
            "institution": trial.institution.name,
            "maker": trial.product.organisation.name,
            "count": trial.readings_count,
        }
        due = None
        if trial.status == Status.REQUESTED:
            title, why, action = (
                _("受理试用：%(model)s"),
                _("%(institution)s 申请；受理或说明为什么不受理"),
                _("去受理"),
            )
            due = timezone.localdate(trial.created_at) + timedelta(days=TRIAL_DAYS)
        elif trial.status == Status.ACCEPTED:
            title, why, action = _("开始测试：%(model)s"), _("%(maker)s 的样机；填仪器编号后开始"), _("去开始")
        elif trial.readings_count:
            title, why = _("出结果：%(model)s"), _("已记录 %(count)s 个实测值；测完了就写结论")
            action = _("继续记录")
        else:
            title, why, action = _("记录实测值：%(model)s"), _("测试中，还没有实测值"), _("去记录")
        yield Task(
            title=title % said,
            why=why % said,
            url=reverse("trials:detail", args=[trial.pk]),
            action=action,
            due=due,
            since=trial.updated_at,
            is_sample=trial.is_sample,
        )


def _figures(counts: Mapping[str, int]) -> tuple[Figure, ...]:
    trials = reverse("trials:list")
    return (
        Figure(value=counts["requested"], unit="项", label=_("等待受理"), url=trials + "?status=requested"),
        Figure(value=counts["accepted"], unit="项", label=_("已受理，未开始"), url=trials + "?status=accepted"),
        Figure(value=counts["running"], unit="项", label=_("测试中"), url=trials + "?status=running"),
        Figure(value=counts["reported"], unit="项", label=_("已出结果"), url=trials + "?status=reported"),
        Figure(value=counts["readings"], unit="个", label=_("实测值，已写入产品指标")),
    )
