"""The steps of a demand's life: one view for all, each a POST that goes back to the demand."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import selectors, services
from apps.demands.lifecycle import Step
from apps.demands.steps import APPROVE_AND_PUBLISH, STEPS
from kernel.errors import InvalidInput

LONGEST_TEXT = 400
# Where what is missing can be mended, and where a change goes on; everything else goes back to the demand.
MENDED_AT = {Step.SUBMIT: "demands:review"}
GOES_ON_AT = {Step.REVISE: "demands:review"}


@login_required
@require_POST
def take(request: ActorRequest, demand_id: int, step: Step) -> HttpResponse:
    """Take a step; what is missing is said where it can be mended. `publish=1` approves and publishes at once."""
    selectors.demand_for(request.actor, demand_id)
    taken = APPROVE_AND_PUBLISH if step is Step.APPROVE and request.POST.get("publish") == "1" else STEPS[step]
    try:
        taken.take(demand_id, actor=request.actor, text=request.POST.get(taken.word, "")[:LONGEST_TEXT])
    except InvalidInput as problem:
        messages.error(request, problem.message)
        return redirect(MENDED_AT.get(step, "demands:detail"), demand_id)
    messages.success(request, str(taken.said))
    return redirect(GOES_ON_AT.get(step, "demands:detail"), demand_id)


@login_required
@require_POST
def delete(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Delete a draft that was never handed in."""
    selectors.demand_for(request.actor, demand_id)
    services.delete_draft(demand_id, actor=request.actor)
    messages.success(request, _("草稿已删除。"))
    return redirect("demands:board")
