"""Pages that show many apps."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import User
from apps.accounts.requests import ActorRequest
from apps.accounts.services import choose_first_steps
from apps.matching.published import published_rules
from apps.portal.selectors import home_figures, latest_comparison, recent_runs, recently_proven, search_everything
from apps.portal.workbenches import workbench_of
from kernel import outbox
from kernel.errors import NotFound

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


@login_required
@require_GET
def workbench(request: ActorRequest) -> HttpResponse:
    """What to do today."""
    bench = workbench_of(request.actor)
    return render(request, bench.template, {"agenda": bench.agenda, **bench.lists})


@login_required
@require_POST
def first_steps(request: ActorRequest, choice: str) -> HttpResponse:
    """Put the list of first steps away, or bring it back; either can be undone. Raises NotFound for another word."""
    if choice not in User.FirstSteps:
        raise NotFound(_("没有这个选择。"))
    choose_first_steps(request.actor.person, choice)
    if choice == User.FirstSteps.HIDDEN:
        undo = reverse("portal:first-steps", args=[User.FirstSteps.SHOWN])
        messages.success(request, _("新手步骤已收起，可从账户菜单找回。"), extra_tags=f"undo:{undo}")
    return redirect("portal:workbench")


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
