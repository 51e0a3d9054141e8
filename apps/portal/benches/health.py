"""Whether the machine keeps up: work that waits, work that stopped, who works it off, and the latest comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, CharField, Count, Max, Min, Q, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.demands.models import SourceDocument
from apps.matching.models import MatchRun
from kernel import clock
from kernel.models import OutboxRow

STALLED_SECONDS = 60
LAST_ROWS = 2000
LAST_RUNS = 200
SHOWN_RUNS = 5


@dataclass(frozen=True, slots=True)
class Sign:
    """One figure of the strip: its name, its value, its second line, and the tone of its sign."""

    name: str
    value: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Health:
    """The strip of signs and the latest runs."""

    signs: tuple[Sign, ...]
    runs: tuple[MatchRun, ...]
    at: datetime


def read_health() -> Health:
    """Three queries, each over a bounded part of its table."""
    now = clock.now()
    runs = list(
        MatchRun.objects.exclude(finished_at=None).select_related("version__demand").order_by("-pk")[:LAST_RUNS]
    )
    signs = (*_work(now), *_comparisons(runs), _documents(now))
    return Health(signs, tuple(runs[:SHOWN_RUNS]), now)


def _work(now: datetime) -> tuple[Sign, ...]:
    waiting, oldest, failing, dead, last_done = _read_work(now)
    age = 0 if oldest is None else max(int((now - oldest).total_seconds()), 0)
    is_stalled = age > STALLED_SECONDS
    return (
        Sign(
            _("待办工作"),
            _("%(count)s 件") % {"count": waiting},
            _("最久等了 %(span)s") % {"span": span_words(age)} if waiting else _("没有积压"),
            "overdue" if is_stalled else "done",
        ),
        Sign(
            _("后台工人"),
            _("没有动静") if is_stalled else _("在工作") if waiting else _("空闲"),
            _("上次完成在 %(span)s 前") % {"span": span_words(int((now - last_done).total_seconds()))}
            if last_done
            else _("还没有做过工作"),
            "overdue" if is_stalled else "done",
        ),
        Sign(
            _("停下的工作"),
            _("%(count)s 件") % {"count": dead},
            _("%(count)s 件在重试") % {"count": failing},
            "overdue" if dead else "waiting" if failing else "done",
        ),
    )


def _read_work(now: datetime) -> tuple[int, datetime | None, int, int, datetime | None]:
    """How much waits and since when it is due, how much of it failed before, how much stopped, when work was done last.

    One query of three parts, each by an index: the table of work that is done grows for ever.
    """
    unfinished = OutboxRow.objects.filter(done_at=None, dead_at=None)
    stopped = OutboxRow.objects.exclude(dead_at=None)
    last = OutboxRow.objects.filter(pk__in=OutboxRow.objects.order_by("-pk").values("pk")[:LAST_ROWS])
    parts = (
        _part("waiting", unfinished, Min("due_at", filter=Q(due_at__lte=now)), Count("pk", filter=Q(failures__gt=0))),
        _part("stopped", stopped, Max("dead_at"), Count("pk")),
        _part("last", last, Max("done_at"), Count("pk")),
    )
    found = {kind: (count, at, marked) for kind, count, at, marked in parts[0].union(*parts[1:], all=True)}
    waiting, oldest, failing = found.get("waiting", (0, None, 0))
    return waiting, oldest, failing, found.get("stopped", (0,))[0], found.get("last", (0, None))[1]


def _part(kind: str, rows: QuerySet[OutboxRow], at: Aggregate, marked: Count) -> Any:
    named = rows.order_by().annotate(h_kind=Value(kind, output_field=CharField())).values("h_kind")
    counted = named.annotate(h_count=Count("pk"), h_at=at, h_marked=marked)
    return counted.values_list("h_kind", "h_count", "h_at", "h_marked")


def _comparisons(runs: Sequence[MatchRun]) -> tuple[Sign, ...]:
    durations = sorted(run.duration_ms for run in runs if run.duration_ms is not None)
    failed = sum(run.state == MatchRun.State.FAILED for run in runs)
    if not durations:
        return (Sign(_("比对用时 p95"), "—", _("还没有比对"), "idle"),)
    value = durations[min(len(durations) * 95 // 100, len(durations) - 1)]
    note = _("近 %(count)s 次，%(failed)s 次失败") % {"count": len(runs), "failed": failed}
    return (Sign(_("比对用时 p95"), f"{value / 1000:.2f} s", note, "waiting" if failed else "done"),)


def _documents(now: datetime) -> Sign:
    open_ones = (SourceDocument.State.WAITING, SourceDocument.State.READING)
    since = now - timedelta(days=1)
    found = SourceDocument.objects.filter(Q(state__in=open_ones) | Q(uploaded_at__gte=since)).aggregate(
        reading=Count("pk", filter=Q(state__in=open_ones)),
        refused=Count("pk", filter=Q(state=SourceDocument.State.REFUSED)),
        day=Count("pk", filter=Q(uploaded_at__gte=since)),
    )
    note = _("24 小时内 %(day)s 份，读不了 %(refused)s 份") % found
    value = _("%(count)s 份在读") % {"count": found["reading"]}
    return Sign(_("文件读取"), value, note, "waiting" if found["refused"] else "done")


def span_words(seconds: int) -> str:
    """8 秒, 5 分钟, 3 小时, 2 天."""
    if seconds < 60:
        return _("%(count)s 秒") % {"count": seconds}
    if seconds < 3600:
        return _("%(count)s 分钟") % {"count": seconds // 60}
    if seconds < 86400:
        return _("%(count)s 小时") % {"count": seconds // 3600}
    return ngettext("%(count)s 天", "%(count)s 天", seconds // 86400) % {"count": seconds // 86400}
