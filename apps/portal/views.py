"""Pages that show many apps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import ActorRequest
from apps.matching.published import published_rules
from apps.portal.entries import entries_for
from apps.portal.recent_work import recent_work
from apps.portal.selectors import example_questions, home_figures, latest_comparison, recent_demands, recently_proven
from apps.portal.workbenches import workbench_of
from apps.search.pages import address_of
from kernel import outbox


@require_GET
def home(request: ActorRequest) -> HttpResponse:
    """What the platform is for, what is on it now, and the way in for each role; what the person worked on last."""
    recent, proven = recent_demands(), recently_proven()
    work = recent_work(request.actor)
    context = {
        "figures": home_figures(),
        "work": work,
        "comparison": None if work else latest_comparison(),
        "recent": recent,
        "examples": [(question, address_of(question)) for question in example_questions(recent)],
        "proven": proven,
        "entries": entries_for(request.actor),
        "shows_sample": any(each.run.version.demand.is_sample for each in recent),
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
