"""整理条款: the original on the left, the rows on the right; every change answers with both, or goes back to the page.

With htmx a change answers with the two columns; without scripts it redirects to the row on the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import access, rows, selectors, services
from apps.demands.findings import Finding, Table
from apps.demands.forms import ChangeNoteForm, LineForm, RowForm, SplitForm, UploadForm
from apps.demands.lifecycle import Stage
from apps.demands.models import Demand, DemandVersion, Requirement
from apps.demands.pages import counts_of, original_lines, row_views
from apps.demands.rules import wording_findings
from apps.taxonomy.language.types import Mark
from design.forms import show_problem
from kernel.errors import AccessDenied, DomainError, NotFound


def _may_review(request: ActorRequest, demand_id: int) -> tuple[Demand, DemandVersion]:
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_see_inside(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以整理条款。"))
    return demand, selectors.version_for(request.actor, demand)


def _context(request: ActorRequest, demand_id: int, **extra: object) -> dict[str, Any]:
    demand, version = _may_review(request, demand_id)
    found = selectors.rows_of(version)
    documents = selectors.documents_of(version)
    may_edit = access.may_edit(request.actor, demand) and version.stage == Stage.DRAFT
    only_open = request.GET.get("show") == "open"
    views = [view for view in row_views(found) if view.is_open or not only_open]
    return {
        "demand": demand,
        "version": version,
        "lines": original_lines(found),
        "rows": views,
        "counts": counts_of(found),
        "findings": _findings(request, version, found),
        "documents": documents,
        "reading": [document for document in documents if document.state in ("waiting", "reading")],
        "may_edit": may_edit,
        "may_undo": may_edit and version.edits.exists(),
        "only_open": only_open,
        "line_form": LineForm(),
        "upload_form": UploadForm(),
        "note_form": ChangeNoteForm(initial={"change_note": version.change_note}),
        "may_submit": may_edit,
        "may_approve": services.may_approve_now(request.actor, demand, version),
        "shows_sample": demand.is_sample,
        **extra,
    }


def _findings(request: ActorRequest, version: DemandVersion, found: list[Requirement]) -> list[Finding] | None:
    """What the wording alone tells; the check-up of apps.matching takes its place on the page. None: not to be seen."""
    if not access.may_see_checkup(request.actor, version.demand):
        return None
    table = Table(rows=tuple(found), budget_yuan=version.budget_yuan, names=selectors.known_names())
    return wording_findings(table)


@login_required
@require_GET
def review(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The page. `?show=open` leaves only rows that somebody should look at."""
    return render(request, "demands/review.html", _context(request, demand_id))


def _answer(request: ActorRequest, demand_id: int, *, row_id: int | None = None, **extra: object) -> HttpResponse:
    """The two columns for htmx, else the way back to the page."""
    if not getattr(request, "htmx", False):
        anchor = f"#row-{row_id}" if row_id else ""
        return redirect(reverse("demands:review", args=[demand_id]) + anchor)
    context = _context(request, demand_id, current_id=row_id, **extra)
    return render(request, "demands/_review.html", context)


def _refused(request: ActorRequest, demand_id: int, problem: DomainError, *, row_id: int | None) -> HttpResponse:
    if not getattr(request, "htmx", False):
        messages.error(request, problem.message)
        return redirect("demands:review", demand_id)
    context = _context(request, demand_id, current_id=row_id, problem=problem.message)
    return render(request, "demands/_review.html", context, status=problem.status)


def _change(
    request: ActorRequest, demand_id: int, change: Callable[[], object], *, row_id: int | None = None
) -> HttpResponse:
    _may_review(request, demand_id)
    try:
        change()
    except NotFound:
        raise
    except DomainError as problem:
        return _refused(request, demand_id, problem, row_id=row_id)
    return _answer(request, demand_id, row_id=row_id)


def _own_row(request: ActorRequest, demand_id: int, row_id: int) -> Requirement:
    _demand, version = _may_review(request, demand_id)
    return selectors.row_of(version, row_id)


@login_required
@require_http_methods(["GET", "POST"])
def row_edit(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Edit a row in place."""
    row = _own_row(request, demand_id, row_id)
    form = RowForm(request.POST if request.method == "POST" else None, initial=RowForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            rows.edit_row(demand_id, row_id, fields=form.content(), actor=request.actor)
            return _answer(request, demand_id, row_id=row_id)
        except DomainError as problem:
            show_problem(form, problem)
    return _with_form(request, demand_id, row_id, "row_form", form)


@login_required
@require_http_methods(["GET", "POST"])
def row_split(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Split a row into several lines."""
    row = _own_row(request, demand_id, row_id)
    form = SplitForm(request.POST if request.method == "POST" else None, initial={"parts": _suggested_parts(row)})
    if request.method == "POST" and form.is_valid():
        parts = str(form.cleaned_data["parts"]).splitlines()
        try:
            made = rows.split_row(demand_id, row_id, parts=parts, actor=request.actor)
            return _answer(request, demand_id, row_id=made[0].pk)
        except DomainError as problem:
            show_problem(form, problem)
    return _with_form(request, demand_id, row_id, "split_form", form)


def _suggested_parts(row: Requirement) -> str:
    text = row.raw_text or row.printed_name
    for mark in ("；", ";", "，", "。"):
        pieces = [piece.strip() for piece in text.split(mark) if piece.strip()]
        if len(pieces) > 1:
            return "\n".join(pieces)
    return text


def _with_form(request: ActorRequest, demand_id: int, row_id: int, name: str, form: Form) -> HttpResponse:
    context = _context(request, demand_id, current_id=row_id, editing_id=row_id, **{name: form})
    template = "demands/_review.html" if getattr(request, "htmx", False) else "demands/review.html"
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def row_add(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Add a line, read as if it stood in a document."""
    text = request.POST.get("text", "")[:2000]
    return _change(request, demand_id, lambda: rows.add_rows_of_text(demand_id, text=text, actor=request.actor))


@login_required
@require_POST
def row_merge(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Join a row with the one below."""
    return _change(request, demand_id, lambda: rows.merge_rows(demand_id, row_id, actor=request.actor))


@login_required
@require_POST
def row_delete(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Delete a row; the page offers to take it back."""
    answer = _change(request, demand_id, lambda: rows.delete_row(demand_id, row_id, actor=request.actor))
    if not getattr(request, "htmx", False):
        undo = reverse("demands:undo", args=[demand_id])
        messages.success(request, _("已删去这一行。"), extra_tags=f"undo:{undo}")
    return answer


@login_required
@require_POST
def row_mark(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Set ★, ▲ or nothing."""
    value = request.POST.get("mark", "")
    if value not in {mark.value for mark in Mark}:
        raise NotFound(_("没有这种标记。"))
    change = lambda: rows.mark_row(demand_id, row_id, mark=Mark(value), actor=request.actor)  # noqa: E731
    return _change(request, demand_id, change, row_id=row_id)


@login_required
@require_POST
def row_move(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Move a row up or down."""
    up = request.POST.get("to") == "up"
    change = lambda: rows.move_row(demand_id, row_id, up=up, actor=request.actor)  # noqa: E731
    return _change(request, demand_id, change, row_id=row_id)


@login_required
@require_POST
def row_confirm(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Accept a row as it was read."""
    return _change(request, demand_id, lambda: rows.confirm_row(demand_id, row_id, actor=request.actor), row_id=row_id)


@login_required
@require_POST
def confirm_sure(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Accept all rows of 95 % confidence and more."""
    return _change(request, demand_id, lambda: rows.confirm_sure_rows(demand_id, actor=request.actor))


@login_required
@require_POST
def undo(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Take back the last change of rows."""
    return _change(request, demand_id, lambda: rows.undo_last(demand_id, actor=request.actor))
