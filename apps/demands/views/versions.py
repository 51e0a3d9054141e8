"""Two versions of a demand: what differs, and the same as a notice of amendment (更正公告) to print or to post."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.requests import ActorRequest
from apps.demands import access, selectors
from apps.demands.differences import Difference, Kind, fact_differences, row_differences
from apps.demands.models import Demand, DemandVersion
from apps.demands.notices import amendment_notice
from kernel.downloads import download
from kernel.errors import NotFound
from kernel.exports import DOCX

SHOWN = ("mandatory", *(kind.value for kind in Kind))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions that the actor may see, with everything that differs."""

    demand: Demand
    before: DemandVersion
    after: DemandVersion
    facts: list[Difference]
    rows: list[Difference]
    row_count: int


def _compared(request: ActorRequest, demand_id: int, number: int) -> Compared:
    """A version beside the one before it, or beside the one that `?against=` names."""
    demand = selectors.demand_for(request.actor, demand_id)
    after = selectors.version_for(request.actor, demand, number)
    if number < 2:
        raise NotFound(_("第一个版本没有可以比较的前一版。"))
    wanted = request.GET.get("against", "")
    is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 6
    against = int(wanted) if is_number and 0 < int(wanted) < number else number - 1
    before = selectors.version_for(request.actor, demand, against)
    shows_budget = all(access.may_see_budget(request.actor, each) for each in (before, after))
    rows = selectors.rows_of(after)
    return Compared(
        demand,
        before,
        after,
        fact_differences(before, after, shows_budget=shows_budget),
        row_differences(selectors.rows_of(before), rows),
        len(rows),
    )


@require_GET
def diff(request: ActorRequest, demand_id: int, number: int) -> HttpResponse:
    """What a version changed. `?show=` leaves only ★ rows, or one kind of change."""
    compared = _compared(request, demand_id, number)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else ""
    counted = Counter(each.kind.value for each in compared.rows)
    context = {
        "demand": compared.demand,
        "before": compared.before,
        "after": compared.after,
        "older": [each for each in selectors.versions_of(request.actor, compared.demand) if each.number < number],
        "facts": compared.facts,
        "rows": [each for each in compared.rows if _is_shown(each, show)],
        "show": show,
        "kinds": [(kind.value, KIND_WORDS[kind], counted[kind.value]) for kind in Kind if counted[kind.value]],
        "total": len(compared.rows),
        "mandatory": sum(each.is_mandatory for each in compared.rows),
        "unchanged": compared.row_count - sum(each.now is not None for each in compared.rows),
        "shows_sample": compared.demand.is_sample,
    }
    return render(request, "demands/diff.html", context)


KIND_WORDS = {Kind.CHANGED: "修改", Kind.ADDED: "新增", Kind.REMOVED: "删去", Kind.MOVED: "移动"}


def _is_shown(difference: Difference, show: str) -> bool:
    return not show or (difference.is_mandatory if show == "mandatory" else difference.kind == show)


@require_GET
def notice(request: ActorRequest, demand_id: int, number: int) -> HttpResponse:
    """The differences as a 更正公告 in Word."""
    compared = _compared(request, demand_id, number)
    content = amendment_notice(compared.before, compared.after, compared.facts, compared.rows)
    name = f"{compared.demand.code}-v{number}-更正公告.docx"
    return download(content, name=name, content_type=DOCX)
