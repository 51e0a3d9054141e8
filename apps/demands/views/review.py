"""整理条款: the original on the left, the rows on the right, and what the page's script asks for while somebody works.

Changes of rows have their own addresses (`row_changes`); without scripts each is a form of its own that goes back here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.actors import Actor
from apps.accounts.requests import ActorRequest
from apps.demands import access, reviewing, rows, selectors, services
from apps.demands.cuts import own_text, proposed_parts
from apps.demands.edits import Action
from apps.demands.findings import Finding, Table
from apps.demands.forms import RELATION_CHOICES, ChangeNoteForm, LineForm, RowForm, SplitForm, UploadForm
from apps.demands.lifecycle import Stage
from apps.demands.models import DemandVersion, Requirement
from apps.demands.pages import RowView, counts_of, row_view, row_views
from apps.demands.readings import offers_for, reasons_for
from apps.demands.review_words import filter_choices, key_groups, mark_choices
from apps.demands.rules import wording_findings
from apps.demands.source_lines import MOST_JOINED, block_entries, line_key, originals_of
from apps.demands.views.review_answers import back, changed, is_by_script, may_review, revision_of, rows_url
from design.forms import show_problem
from kernel.errors import Conflict, DomainError, InvalidInput

MOST_UNFOLDED = 400
FILTERS = {
    "open": lambda view: view.is_open,
    "mandatory": lambda view: view.row.mark == "mandatory",
    "commercial": lambda view: view.row.scope == Requirement.Scope.COMMERCIAL,
    "unread": lambda view: view.is_unread,
}


def _context(request: ActorRequest, demand_id: int, **extra: object) -> dict[str, Any]:
    demand, version = may_review(request, demand_id)
    found = selectors.rows_of(version)
    documents = selectors.documents_of(version)
    may_edit = access.may_edit(request.actor, demand) and version.stage == Stage.DRAFT
    state = reviewing.state_of(version, request.actor)
    last = version.edits.order_by("-id").first()
    shown = originals_of(reviewing.beside_rows(documents, version, found), found)
    counts = counts_of(found)
    return {
        "demand": demand,
        "version": version,
        "originals": shown.documents,
        "typed_entries": shown.typed,
        "rows": _narrowed(request, row_views(found)),
        "seen": reviewing.names_seen(version, found),
        "counts": counts,
        "filters": filter_choices(counts),
        "keys": key_groups(),
        "marks": mark_choices(),
        "rows_url": rows_url(demand.pk),
        "relations": RELATION_CHOICES,
        "state": state,
        "saved_at": timezone.localtime(last.made_at) if last else None,
        "findings": _findings(request, version, found),
        "documents": documents,
        "reading": [document for document in documents if document.state in ("waiting", "reading")],
        "may_edit": may_edit,
        "may_take_file": access.may_take_original(request.actor, demand),
        "show": request.GET.get("show", ""),
        "line_form": LineForm(),
        "upload_form": UploadForm(),
        "note_form": ChangeNoteForm(initial={"change_note": version.change_note}),
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


def _narrowed(request: ActorRequest, views: list[RowView]) -> list[RowView]:
    """The rows that `?show=` and `?q=` leave; without scripts the filter is an address."""
    fits = FILTERS.get(request.GET.get("show", ""))
    words = request.GET.get("q", "")[:100].lower()
    shown = [view for view in views if fits is None or fits(view)]
    return [view for view in shown if words in f"{view.row.printed_name} {view.row.raw_text}".lower()]


@login_required
@require_GET
def review(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The page. `?show=` open, mandatory, commercial or unread leaves only such rows, `?q=` those with these words."""
    return render(request, "demands/review.html", _context(request, demand_id))


def _own_row(request: ActorRequest, demand_id: int, row_id: int) -> Requirement:
    _demand, version = may_review(request, demand_id)
    return selectors.row_of(version, row_id)


@login_required
@require_GET
def lines(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """The lines of a document that the page keeps folded: `?from=` and `?to=` count its blocks."""
    demand, version = may_review(request, demand_id)
    document = selectors.document_for(request.actor, demand_id, document_id)
    first, last = (_number(request.GET.get(name, "")) for name in ("from", "to"))
    blocks = reviewing.blocks_of(document.pk, first, min(last, first + MOST_UNFOLDED) + MOST_JOINED)
    by_key: dict[str, list[Requirement]] = {}
    for row in version.requirements.filter(document=document, block__gte=first, block__lte=last):
        by_key.setdefault(line_key(row), []).append(row)
    entries = [entry for entry in block_entries(document.pk, blocks, first, by_key) if _block_of(entry.key) <= last]
    may_edit = access.may_edit(request.actor, demand) and version.stage == Stage.DRAFT
    return render(request, "demands/_lines.html", {"demand": demand, "entries": entries, "may_edit": may_edit})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _block_of(key: str) -> int:
    return int(key.rpartition("-")[2])


@login_required
@require_GET
def row_help(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """What helps with the chosen row: why it waits, and its other readings."""
    row = _own_row(request, demand_id, row_id)
    offers = offers_for(row, reviewing.siblings_of(row))
    context = {"row": row, "offers": offers, "reasons": reasons_for(row), "demand_id": demand_id}
    return render(request, "demands/_row_help.html", context)


@login_required
@require_GET
def parameters(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """The parameters that a row may be about: the type's template and the common ones."""
    row = _own_row(request, demand_id, row_id)
    choices = reviewing.parameters_to_choose(row.version)
    context = {"row": row, "choices": choices, "category": row.version.category, "demand_id": demand_id}
    return render(request, "demands/_parameters.html", context)


# ---- edit and split: a form, for the script and without it -----------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def row_edit(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Edit a row in place."""
    if request.method == "POST" and is_by_script(request):
        write = partial(_write, request.POST, demand_id, row_id, revision=revision_of(request))
        return changed(request, demand_id, write, row_id=row_id, wish=_wish(request))
    row = _own_row(request, demand_id, row_id)
    form = RowForm(request.POST if request.method == "POST" else None, initial=RowForm.initial_of(row))
    if request.method == "POST":
        try:
            _write(request.POST, demand_id, row_id, revision=revision_of(request), actor=request.actor)
        except DomainError as problem:
            form.is_valid()
            show_problem(form, problem)
        else:
            return back(demand_id, row_id)
    return _with_form(request, demand_id, row_id, "row_form", form)


def _write(
    posted: QueryDict, demand_id: int, row_id: int, *, revision: int | None, actor: Actor, action: Action | None = None
) -> Requirement:
    """Write the typed fields. Raises InvalidInput with the fields that the form itself refuses."""
    form = RowForm(posted)
    if not form.is_valid():
        detail = {name: str(problems[0]) for name, problems in form.errors.items()}
        raise InvalidInput(_("有字段填写不对。") + "".join(detail.values()), detail=detail)
    return rows.edit_row(demand_id, row_id, fields=form.content(), actor=actor, revision=revision, action=action)


def _wish(request: ActorRequest) -> str:
    typed = {
        name: request.POST.get(name, "").strip()[:60] for name in ("name", "relation", "value", "unit", "condition")
    }
    typed["relation"] = str(dict(RELATION_CHOICES).get(typed["relation"], ""))
    return " ".join(part for part in typed.values() if part)


@login_required
@require_http_methods(["GET", "POST"])
def row_split(request: ActorRequest, demand_id: int, row_id: int) -> HttpResponse:
    """Split a row into several lines. `preview` in the form only shows what they would give."""
    row = _own_row(request, demand_id, row_id)
    parts = request.POST.get("parts", "")[:4000].splitlines()
    split = partial(rows.split_row, demand_id, row_id, parts=parts, revision=revision_of(request))
    if request.method == "POST" and request.POST.get("preview"):
        return _preview(request, row, parts)
    if request.method == "POST" and is_by_script(request):
        return changed(request, demand_id, split, row_id=row_id, wish=_("拆分"))
    siblings = reviewing.siblings_of(row)
    form = SplitForm(request.POST or None, initial={"parts": "\n".join(proposed_parts(row, siblings))})
    if request.method == "POST":
        try:
            split(actor=request.actor)
        except (InvalidInput, Conflict) as problem:
            show_problem(form, problem)
        else:
            return back(demand_id)
    if is_by_script(request):
        context = {"row": row, "form": form, "text": own_text(row, siblings), "demand_id": demand_id}
        return render(request, "demands/_cutter.html", context)
    return _with_form(request, demand_id, row_id, "split_form", form)


def _preview(request: ActorRequest, row: Requirement, parts: list[str]) -> HttpResponse:
    texts = [part for part in parts if part.strip()]
    found: list[Requirement] = []
    if len(texts) > 1:
        found = rows.parts_read(row.version, row, texts)
    context = {"views": [row_view(each, number) for number, each in enumerate(found, start=1)]}
    return render(request, "demands/_split_preview.html", context)


def _with_form(request: ActorRequest, demand_id: int, row_id: int, name: str, form: Form) -> HttpResponse:
    context = _context(request, demand_id, current_id=row_id, editing_id=row_id, **{name: form})
    return render(request, "demands/review.html", context, status=422 if form.errors else 200)
