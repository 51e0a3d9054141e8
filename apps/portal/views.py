"""Pages that show many apps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import ActorRequest
from apps.matching.published import published_rules
from apps.portal.selectors import home_figures, latest_comparison, recent_runs, recently_proven
from apps.portal.workbenches import workbench_of
from kernel import outbox


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """What the platform is for, what is on it now, and the way in for each role."""
    runs, proven = recent_runs(), recently_proven()
    context = {
        "figures": home_figures(),
        "comparison": latest_comparison(),
        "runs": runs,
        "proven": proven,
        "shows_sample": any(run.version.demand.is_sample for run in runs),
    }
    return render(request, "portal/home.html", context)


@login_required
@require_GET
def workbench(request: ActorRequest) -> HttpResponse:
    """What to do today."""
    bench = workbench_of(request.actor)
    return render(request, bench.template, {"agenda": bench.agenda, **bench.lists})


@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """The published rules: verdicts, outcomes, order, and weights in force."""
    return render(request, "portal/rules.html", {"rules": published_rules()})


@require_GET
def health(request: ActorRequest) -> JsonResponse:
    """For machines: whether the database answers, and how much work waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "waiting_work": outbox.waiting()})
