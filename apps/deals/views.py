"""Pages of deals."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import ActorRequest
from apps.deals import access, reactions, services
from apps.deals.lifecycle import Step
from apps.deals.models import Consent, Deal
from apps.deals.selectors import deal_for, visible_deals
from apps.matching.models import Match
from apps.matching.selectors import match_for
from design.paging import page_by_status
from design.parts import road_of, timeline_of
from kernel.errors import DomainError, InvalidInput, NotFound

RESULT = "result"
"""What `from` says when the press was on the result page."""
ENDING = (Step.REFUSE, Step.LOSE)
ROAD = (Deal.Status.LEAD, Deal.Status.CONSENTED, Deal.Status.TALKING, Deal.Status.QUOTED, Deal.Status.SIGNED)
REACHES: Mapping[str, Deal.Status] = {
    Step.OPEN: Deal.Status.LEAD,
    Step.CONFIRM: Deal.Status.CONSENTED,
    Step.TALK: Deal.Status.TALKING,
    Step.QUOTE: Deal.Status.QUOTED,
    Step.SIGN: Deal.Status.SIGNED,
    Step.REFUSE: Deal.Status.LOST,
    Step.LOSE: Deal.Status.LOST,
}
"""Which station of a deal's road a step leads to."""


@login_required
@require_GET
def deal_list(request: ActorRequest) -> HttpResponse:
    """The deals of the actor."""
    context = page_by_status(request, visible_deals(request.actor), statuses=Deal.Status)
    return render(request, "deals/list.html", context)


@login_required
@require_POST
def open_for_match(request: ActorRequest, match_id: int) -> HttpResponse:
    """Open a deal for a matched pair."""
    deal = services.open_deal(match_for(request.actor, match_id), actor=request.actor)
    messages.success(request, _("对接单已建立，双方会收到通知。"))
    return redirect("deals:detail", deal.pk)


@login_required
@require_POST
def dismiss(request: ActorRequest, match_id: int) -> HttpResponse:
    """Mark a product as not considered for the demand: `reason`, and `note` where it is 其他原因."""
    match = match_for(request.actor, match_id)
    try:
        reactions.dismiss(
            match, reason=request.POST.get("reason", ""), note=request.POST.get("note", "")[:2000], actor=request.actor
        )
    except InvalidInput as problem:
        messages.error(request, problem.message)
    else:
        undo = f"{reverse('deals:restore', args=[match_id])}?from={_came_from(request)}"
        messages.success(
            request, _("已标记不考虑：%(model)s。") % {"model": match.product.model}, extra_tags=f"undo:{undo}"
        )
    return _back(request, match)


@login_required
@require_POST
def restore(request: ActorRequest, match_id: int) -> HttpResponse:
    """Take that back."""
    match = match_for(request.actor, match_id)
    reactions.restore(match, actor=request.actor)
    messages.success(request, _("已恢复考虑：%(model)s。") % {"model": match.product.model})
    return _back(request, match)


def _back(request: ActorRequest, match: Match) -> HttpResponse:
    if _came_from(request) == RESULT:
        return redirect("matching:result", match.run.version.demand_id)
    return redirect("matching:match", match.pk)


def _came_from(request: ActorRequest) -> str:
    """RESULT where the press was on the result page; the undo in a toast says it in its address."""
    return RESULT if RESULT in (request.POST.get("from"), request.GET.get("from")) else ""


@login_required
@require_GET
def detail(request: ActorRequest, deal_id: int) -> HttpResponse:
    """One deal: where it stands, who has consented, what may be done next."""
    return _show(request, deal_for(request.actor, deal_id))


def _show(request: ActorRequest, deal: Deal, *, problem: DomainError | None = None, shown: object = ()) -> HttpResponse:
    open_steps = [step for step in Step if access.may_take(request.actor, deal, step)]
    log = list(deal.steps.select_related("taken_by"))
    given = {consent.side: consent for consent in deal.consents.all()}
    context = {
        "deal": deal,
        "road": road_of(ROAD, Deal.Status(deal.status), log, reaches=REACHES),
        "sides": [(side.label, _party(deal, side), given.get(side.value)) for side in Consent.Side],
        "steps": [step for step in open_steps if step not in ENDING],
        "endings": [step for step in open_steps if step in ENDING],
        "may_see_contacts": access.may_see_contacts(request.actor, deal),
        "contacts": shown,
        "problem": problem,
        "log": timeline_of(log, Step),
        "shows_sample": deal.is_sample,
    }
    return render(request, "deals/detail.html", context, status=problem.status if problem else 200)


def _party(deal: Deal, side: Consent.Side) -> object:
    return deal.buyer if side is Consent.Side.BUYER else deal.maker


@login_required
@require_POST
def take(request: ActorRequest, deal_id: int, step: str) -> HttpResponse:
    """Take one step."""
    if step not in Step.values or step in (Step.OPEN, Step.CONFIRM):
        raise NotFound(_("没有这个步骤。"))
    try:
        services.take_step(deal_id, Step(step), actor=request.actor, reason=request.POST.get("reason", "")[:2000])
    except DomainError as problem:
        if problem.status != 422:
            raise
        return _show(request, deal_for(request.actor, deal_id), problem=problem)
    messages.success(request, _("已完成：%(step)s。") % {"step": Step(step).label})
    return redirect("deals:detail", deal_id)


@login_required
@require_POST
def contacts(request: ActorRequest, deal_id: int) -> HttpResponse:
    """Show the contacts; that they were looked at is recorded."""
    shown = services.reveal_contacts(deal_id, actor=request.actor)
    return _show(request, deal_for(request.actor, deal_id), shown=shown)
