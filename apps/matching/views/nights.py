"""The administrator's page of the nightly full re-match."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import ActorRequest
from apps.matching import access
from apps.matching.nights import planning, reading
from apps.matching.rebuilding import rebuild_progress
from design.paging import page_of


@login_required
@require_GET
def index(request: ActorRequest, night_id: int | None = None) -> HttpResponse:
    """A night (the latest), what it found, and those before it."""
    nights = reading.latest_nights(request.actor)
    night = reading.night_among(nights, night_id)
    families = reading.family_lines(night) if night else []
    names = {line.family: line.name for line in families}
    page = page_of(request, reading.changed_standings())
    lines = reading.night_lines([night, *nights] if night else nights)
    context = {
        "night": night,
        "line": lines[0] if night else None,
        "is_latest": night is not None and night == nights[0],
        "families": families,
        "failed": [(task, names[task.family]) for task in reading.failed_tasks(night)] if night else (),
        "past": lines[1:] if night else (),
        "page_obj": page,
        "rebuild": rebuild_progress(),
        "waiting": reading.count_waiting(),
        "per_hour": settings.NIGHT_RUNS_PER_HOUR,
        "hour": settings.NIGHT_HOUR,
        "may_steer": access.may_steer_nights(request.actor),
    }
    return render(request, "matching/nights.html", context)


@login_required
@require_POST
def begin(request: ActorRequest) -> HttpResponse:
    """Begin a full re-match now."""
    night = planning.begin(actor=request.actor)
    said = _("已开始全量复核：%(count)s 项公开需求。") if night.demand_count else _("还没有公开的需求，无可复核。")
    messages.success(request, said % {"count": night.demand_count} if night.demand_count else said)
    return redirect("nights:index")


@login_required
@require_POST
def try_again(request: ActorRequest, task_id: int) -> HttpResponse:
    """Have a task tried again that was set aside."""
    task = planning.try_again(task_id, actor=request.actor)
    messages.success(request, _("已重新排队：%(count)s 项需求。") % {"count": task.demand_count})
    return redirect("nights:index")
