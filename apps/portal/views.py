"""Pages that show many apps."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.requests import ActorRequest
from apps.matching.published import published_rules
from apps.portal.selectors import home_figures, latest_comparison, recent_runs, recently_proven, search_everything
from kernel import outbox

LONGEST_QUERY = 200


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


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """Categories, products and demands that hold every word."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    found = search_everything(query)
    shows_sample = any(each.is_sample for each in found.products) or any(each.is_sample for each in found.demands)
    return render(request, "portal/search.html", {"query": query, "found": found, "shows_sample": shows_sample})


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
