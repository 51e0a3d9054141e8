"""Pages that show many apps."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST, require_safe

from apps.accounts.for_everybody import kept_page
from apps.accounts.models import User
from apps.accounts.requests import ActorRequest, MemberRequest
from apps.accounts.services import choose_first_steps
from apps.matching.published import published_rules
from apps.notifications.calendars import person_behind
from apps.portal.deadlines import calendar_of, deadlines_of
from apps.portal.entries import entries_for
from apps.portal.recent_work import recent_work
from apps.portal.selectors import example_questions, home_figures, latest_comparison, recent_demands, recently_proven
from apps.search.pages import address_of
from kernel import outbox
from kernel.downloads import download
from kernel.errors import NotFound

SHOWN = (
    "accounts_organisation", "demands_demand", "demands_demandversion", "demands_requirement", "matching_deviationrow",
    "matching_match", "matching_matchrun", "suppliers_product", "suppliers_specvalue", "taxonomy_category",
    "taxonomy_parameter", "trials_trial",
)  # fmt: skip
"""The tables that the home page of a visitor shows."""


@require_GET
@kept_page(shows=SHOWN, visitors_only=True)
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


CALENDAR = "text/calendar; charset=utf-8"


@require_safe
def deadlines(request: ActorRequest, token: str) -> HttpResponse:
    """The deadlines of the person whose secret address this is, for calendar programs; nobody is signed in here."""
    person = person_behind(token)
    with override(person.language or settings.LANGUAGE_CODE):
        answer = HttpResponse(calendar_of(deadlines_of(person)), content_type=CALENDAR)
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_required
@require_GET
def deadlines_download(request: MemberRequest) -> HttpResponse:
    """One's own deadlines as a file."""
    content = calendar_of(deadlines_of(request.user))
    return download(content, name=_("仪桥截止日期.ics"), content_type=CALENDAR)


@require_GET
def health(request: ActorRequest) -> JsonResponse:
    """For machines: whether the database answers, and how much work waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "waiting_work": outbox.waiting()})
