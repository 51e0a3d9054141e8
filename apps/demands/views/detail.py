"""One demand: its facts, rows, versions, log, and the table as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.regions import region_name
from apps.accounts.requests import ActorRequest
from apps.demands import access, selectors, services
from apps.demands.exports import requirement_workbook
from apps.demands.forms import ReasonForm
from apps.demands.lifecycle import LIFECYCLE, Stage, Status, Step
from apps.demands.models import Demand, DemandVersion
from apps.demands.pages import counts_of, row_views
from design.parts import timeline_of
from kernel.downloads import download
from kernel.exports import XLSX

STATUS_TONES = {"draft": "idle", "pending": "waiting", "published": "running", "closed": "done", "withdrawn": "idle"}


@require_GET
def detail(request: ActorRequest, demand_id: int, number: int | None = None) -> HttpResponse:
    """The demand: inside the institution the latest version, outside the published one."""
    demand = selectors.demand_for(request.actor, demand_id)
    version = selectors.version_for(request.actor, demand, number)
    rows = selectors.rows_of(version)
    is_inside = access.may_see_inside(request.actor, demand)
    views = row_views(rows)
    context = {
        "demand": demand,
        "version": version,
        "technical": [view for view in views if view.row.scope == "technical"],
        "commercial": [view for view in views if view.row.scope == "commercial"],
        "counts": counts_of(rows),
        "versions": selectors.versions_of(request.actor, demand),
        "region": region_name(version.province_code),
        "is_inside": is_inside,
        "shows_budget": access.may_see_budget(request.actor, version),
        "shows_contact": access.may_see_contact(request.actor, version),
        "log": timeline_of(selectors.steps_of(demand), Step) if is_inside else [],
        "documents": selectors.documents_of(version) if is_inside else [],
        "reason_form": ReasonForm(),
        "tone": STATUS_TONES[demand.status],
        "shows_sample": demand.is_sample,
        **_permissions(request, demand, version),
    }
    return render(request, "demands/detail.html", context)


def _permissions(request: ActorRequest, demand: Demand, version: DemandVersion) -> dict[str, bool]:
    actor = request.actor
    may_edit = access.may_edit(actor, demand)
    is_open = version.published_at is None
    status = Status(demand.status)
    may_end = access.may_end(actor, demand)
    has_draft = is_open and version.stage == Stage.DRAFT
    return {
        "may_review": may_edit and has_draft and LIFECYCLE.permits(status, Step.EDIT),
        "may_recall": may_edit and is_open and version.stage == Stage.PENDING,
        "may_approve": is_open and services.may_approve_now(actor, demand, version),
        "may_return": is_open and version.stage != Stage.DRAFT and access.may_decide(actor, demand),
        "may_publish": is_open and version.stage == Stage.APPROVED and may_edit,
        "is_verified": actor.is_verified,
        "may_revise": may_edit and not is_open and LIFECYCLE.permits(status, Step.REVISE),
        "may_discard": may_edit and is_open and LIFECYCLE.permits(status, Step.DISCARD),
        "may_amend": may_edit and status is Status.PUBLISHED and (not is_open or has_draft),
        "may_delete": may_end and services.is_untouched_draft(demand),
        "may_close": may_end and LIFECYCLE.permits(status, Step.CLOSE),
        "may_withdraw": may_end and LIFECYCLE.permits(status, Step.WITHDRAW),
    }


@require_GET
def export(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The requirement table as a workbook; `?version=` chooses one."""
    demand = selectors.demand_for(request.actor, demand_id)
    wanted = request.GET.get("version", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else None
    version = selectors.version_for(request.actor, demand, number)
    shows_budget = access.may_see_budget(request.actor, version)
    content = requirement_workbook(version, selectors.rows_of(version), shows_budget=shows_budget)
    return download(content, name=f"{demand.code}-v{version.number}.xlsx", content_type=XLSX)
