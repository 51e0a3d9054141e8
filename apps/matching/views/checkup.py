"""参数体检: the panel of the review page, the page with the log, and the presses that mend, try out and take over."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import access as demand_access
from apps.demands.findings import MendKind
from apps.matching import access, mending, recording
from apps.matching.checkup_documents import checkup_xlsx
from apps.matching.checkup_pages import checkup_context
from apps.matching.checkups import check_up
from apps.matching.selectors import checkup_records, version_for_checkup
from kernel.downloads import download
from kernel.errors import AccessDenied, DomainError, NotFound
from kernel.exports import XLSX
from kernel.ids import ids_from


@login_required
@require_GET
def panel(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The panel as a fragment. `?try=KEY` shows survivors with a proposal, `?from=review` beside the rows."""
    version = version_for_checkup(request.actor, demand_id)
    context = checkup_context(request.actor, version, tried_key=request.GET.get("try", ""))
    context["in_review"] = request.GET.get("from") == "review"
    return render(request, "matching/_checkup_panel.html", context)


@login_required
@require_GET
def page(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The whole check-up with all counts, and the log of those that were kept."""
    version = version_for_checkup(request.actor, demand_id)
    context = checkup_context(request.actor, version, tried_key=request.GET.get("try", ""))
    records = recording.with_differences(checkup_records(version.demand))
    context |= {
        "records": list(reversed(records)),
        "may_record": access.may_record_checkup(request.actor, version.demand),
        "in_review": False,
        "section": "demands",  # a demand is checked before anything is compared with it
    }
    return render(request, "matching/checkup.html", context)


@login_required
@require_POST
def record(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Keep the check-up as it is now."""
    version = version_for_checkup(request.actor, demand_id)
    recording.record_checkup(version, actor=request.actor)
    messages.success(request, _("体检已存档，记在这一版名下。"))
    return redirect(reverse("matching:checkup", args=[demand_id]) + "#log")


@login_required
@require_POST
def mend_row(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Apply a mend: `kind`, `row`, and `word` as often as there are words."""
    version = version_for_checkup(request.actor, demand_id)
    if not demand_access.may_edit(request.actor, version.demand):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))
    kind, row_ids = request.POST.get("kind", ""), ids_from(request.POST.getlist("row"))
    if kind not in set(MendKind) or len(row_ids) != 1:
        raise NotFound(_("没有这种修改。"))
    words = [word[:200] for word in request.POST.getlist("word")[:20] if word]

    def change() -> None:
        mending.mend(demand_id, kind=MendKind(kind), row_id=row_ids[0], words=words, actor=request.actor)

    return _changed(request, demand_id, change, done=_("已按提醒修改。"))


@login_required
@require_POST
def adopt_proposal(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Write a proposal into the rows."""
    version = version_for_checkup(request.actor, demand_id)
    key = request.POST.get("key", "")
    return _changed(
        request, demand_id, lambda: mending.adopt(version, key=key, actor=request.actor), done=_("已采用放宽建议。")
    )


def _changed(request: ActorRequest, demand_id: int, change: Callable[[], object], *, done: str) -> HttpResponse:
    """Back to where the press was: the review page or the check-up, with what was done and how to take it back."""
    target = "demands:review" if request.POST.get("from") == "review" else "matching:checkup"
    try:
        change()
    except DomainError as problem:
        if problem.status in (403, 404):
            raise
        messages.error(request, problem.message)
    else:
        messages.success(request, done, extra_tags=f"undo:{reverse('demands:undo', args=[demand_id])}")
    return redirect(target, demand_id)


@login_required
@require_GET
def export(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The check-up and its log as an Excel file: counts only."""
    version = version_for_checkup(request.actor, demand_id)
    content = checkup_xlsx(check_up(version), checkup_records(version.demand))
    return download(content, name=f"参数体检-{version.demand.code}.xlsx", content_type=XLSX)
