"""Pages of the weights for administrators: versions, the editor, what would change, and the second one's decision."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.matching import access
from apps.matching import weight_services as services
from apps.matching.models import WeightSet
from apps.matching.weight_forms import ReasonForm, WeightsForm, points_of
from apps.matching.weight_pages import detail_context, move_lines, version_lines
from apps.matching.weight_preview import preview
from apps.matching.weights import (
    in_engine,
    periods,
    runs_by_version,
    steps_of,
    weight_set_for,
    weight_sets,
    weights_in_force,
)
from design.forms import show_problem
from design.paging import page_of
from kernel.errors import AccessDenied, InvalidInput
from kernel.ids import ids_from

State = WeightSet.State


@login_required
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """Every version, the newest first, with what it changes."""
    page = page_of(request, weight_sets(request.actor))
    context = {
        "page_obj": page,
        "lines": version_lines(list(page), periods(), runs_by_version()),
        "may_write": access.may_write_weights(request.actor),
    }
    return render(request, "matching/weights.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Draft a version, starting from the one in force or from `?from=ID`."""
    services.demand_administrator(request.actor)
    if request.method == "POST":
        return _written(request, lambda parts: services.draft(parts, actor=request.actor))
    chosen = ids_from([request.GET.get("from", "")])
    base = weight_set_for(request.actor, chosen[0]) if chosen else None
    return _editor(request, WeightsForm(initial=points_of(base, weights_in_force().parts)))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, set_id: int) -> HttpResponse:
    """Change a draft."""
    services.demand_administrator(request.actor)
    found = weight_set_for(request.actor, set_id)
    if request.method == "POST":
        return _written(request, lambda parts: services.edit(set_id, parts, actor=request.actor), found)
    if request.actor.user is None or found.created_by_id != request.actor.user.pk or found.state != State.DRAFT:
        raise AccessDenied(_("只有草稿可以修改，而且只由起草人修改；您可以另起一版。"))
    return _editor(request, WeightsForm(initial=points_of(found, weights_in_force().parts)), found)


def _written(request: ActorRequest, write: Callable[..., WeightSet], found: WeightSet | None = None) -> HttpResponse:
    form = WeightsForm(request.POST)
    if form.is_valid():
        try:
            saved = write(form.parts())
        except InvalidInput as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("权重 %(version)s 已存为草稿。") % {"version": saved.version})
            return redirect("weights:detail", saved.pk)
    return _editor(request, form, found)


def _editor(request: ActorRequest, form: WeightsForm, found: WeightSet | None = None) -> HttpResponse:
    context = {"form": form, "found": found, "in_force": weights_in_force()}
    return render(request, "matching/weights_editor.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def detail(request: ActorRequest, set_id: int) -> HttpResponse:
    """One version beside the one in force, what it would change, and the steps that this actor may take."""
    return _page(request, weight_set_for(request.actor, set_id))


@login_required
@require_POST
def propose(request: ActorRequest, set_id: int) -> HttpResponse:
    """Put a draft or a former version before the other administrators."""
    return _step(
        request,
        set_id,
        lambda reason: services.propose(set_id, reason=reason, actor=request.actor),
        said=_("权重 %(version)s 已提出，等待另一位管理员批准。"),
        undo="weights:recall",
    )


@login_required
@require_POST
def approve(request: ActorRequest, set_id: int) -> HttpResponse:
    """Put a proposal into force."""
    against = request.POST.get("against")
    return _step(
        request,
        set_id,
        lambda reason: services.approve(set_id, actor=request.actor, reason=reason, instead_of=against),
        said=_("权重 %(version)s 已启用；公开需求正在后台重新比对。"),
    )


@login_required
@require_POST
def refuse(request: ActorRequest, set_id: int) -> HttpResponse:
    """Send a proposal back."""
    return _step(
        request,
        set_id,
        lambda reason: services.refuse(set_id, reason=reason, actor=request.actor),
        said=_("权重 %(version)s 已退回。"),
    )


@login_required
@require_POST
def recall(request: ActorRequest, set_id: int) -> HttpResponse:
    """Take the own proposal back."""
    return _step(
        request,
        set_id,
        lambda _reason: services.recall(set_id, actor=request.actor),
        said=_("权重 %(version)s 已收回。"),
    )


def _step(
    request: ActorRequest, set_id: int, take: Callable[[str], WeightSet], *, said: str, undo: str = ""
) -> HttpResponse:
    services.demand_administrator(request.actor)
    reason = request.POST.get("reason", "")
    try:
        found = take(reason)
    except InvalidInput as problem:
        return _page(request, weight_set_for(request.actor, set_id), problem=problem, reason=reason)
    tags = f"undo:{reverse(undo, args=[set_id])}" if undo else ""
    messages.success(request, said % {"version": found.version}, extra_tags=tags)
    return redirect("weights:detail", set_id)


def _page(
    request: ActorRequest, found: WeightSet, *, problem: InvalidInput | None = None, reason: str = ""
) -> HttpResponse:
    in_force = weights_in_force()
    shown = None if found.state == State.ACTIVE else preview(in_force, in_engine(found))
    form = ReasonForm({"reason": reason}) if problem else ReasonForm(initial={"reason": _draft_reason(found)})
    if problem:
        show_problem(form, problem)
    context = detail_context(request.actor, found, in_force) | {
        "preview": shown,
        "moves": move_lines(shown) if shown else (),
        "form": form,
        "steps": list(steps_of(found)),
    }
    return render(request, "matching/weights_detail.html", context, status=422 if problem else 200)


def _draft_reason(found: WeightSet) -> str:
    """A returned draft keeps its reason in the form."""
    return found.reason if found.state == State.DRAFT else ""
