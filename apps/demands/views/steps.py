"""The steps of a demand's life, each a POST that goes back to the demand."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import selectors, services
from kernel.errors import InvalidInput


def _take(
    request: ActorRequest, demand_id: int, step: Callable[[], object], done: str, *, back: str = "demands:detail"
) -> HttpResponse:
    """Take a step; what is missing is said on the page where it can be mended."""
    selectors.demand_for(request.actor, demand_id)
    try:
        step()
    except InvalidInput as problem:
        messages.error(request, problem.message)
        return redirect(back, demand_id)
    messages.success(request, done)
    return redirect("demands:detail", demand_id)


def _reason(request: ActorRequest) -> str:
    return request.POST.get("reason", "")[:400]


@login_required
@require_POST
def submit(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Hand the open version in for approval."""
    note = request.POST.get("change_note", "")[:400]
    return _take(
        request,
        demand_id,
        lambda: services.submit_demand(demand_id, actor=request.actor, change_note=note),
        _("已提交，本单位审批人会收到通知。"),
        back="demands:review",
    )


@login_required
@require_POST
def recall(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Take the submitted version back into writing."""
    return _take(
        request, demand_id, lambda: services.recall_demand(demand_id, actor=request.actor), _("已收回，可以继续修改。")
    )


@login_required
@require_POST
def approve(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Approve; with `publish=1` publish at once."""
    if request.POST.get("publish") != "1":
        return _take(
            request, demand_id, lambda: services.approve_demand(demand_id, actor=request.actor), _("已批准，可以发布。")
        )
    return _take(
        request,
        demand_id,
        lambda: services.approve_and_publish_demand(demand_id, actor=request.actor),
        _("已批准并发布，正在与产品比对。"),
    )


@login_required
@require_POST
def send_back(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Return to writing with a reason."""
    reason = _reason(request)
    return _take(
        request,
        demand_id,
        lambda: services.return_demand(demand_id, reason=reason, actor=request.actor),
        _("已退回，建立人会收到通知。"),
    )


@login_required
@require_POST
def publish(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Publish the approved version."""
    return _take(
        request,
        demand_id,
        lambda: services.publish_demand(demand_id, actor=request.actor),
        _("已发布，正在与产品比对。"),
    )


@login_required
@require_POST
def new_version(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Begin a change of a published demand."""
    selectors.demand_for(request.actor, demand_id)
    services.revise_demand(demand_id, actor=request.actor)
    messages.success(request, _("已建立新版本。修改后重新提交审批；在此之前，已发布的版本不变。"))
    return redirect("demands:review", demand_id)


@login_required
@require_POST
def discard(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Give up the change under way."""
    return _take(
        request,
        demand_id,
        lambda: services.discard_change(demand_id, actor=request.actor),
        _("已放弃变更，已发布的版本不变。"),
    )


@login_required
@require_POST
def close(request: ActorRequest, demand_id: int) -> HttpResponse:
    """End the demand."""
    reason = _reason(request)
    return _take(
        request,
        demand_id,
        lambda: services.close_demand(demand_id, reason=reason, actor=request.actor),
        _("需求已结束。"),
    )


@login_required
@require_POST
def withdraw(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Withdraw the demand, with the reason."""
    reason = _reason(request)
    return _take(
        request,
        demand_id,
        lambda: services.withdraw_demand(demand_id, reason=reason, actor=request.actor),
        _("需求已撤回。"),
    )
