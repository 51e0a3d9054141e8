"""更正公告 on a published demand: hand it in, hold it against the rows, accept its changes into a new version."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import ActorRequest
from apps.demands import access, amendments, selectors
from apps.demands.amended_facts import fact_proposals
from apps.demands.amendments import Decision
from apps.demands.differences import Piece, word_differences
from apps.demands.documents import BEING_READ, tender_of
from apps.demands.forms import PasteForm, UploadForm
from apps.demands.models import SourceDocument
from apps.demands.reading.types import ChangeKind
from apps.demands.targets import Line, Proposal, lines_of, proposals_for
from apps.demands.views.writing import answer_sources
from apps.taxonomy.language.types import Mark
from kernel.errors import AccessDenied, InvalidInput, NotFound

ENDS = "；;。"
LONGEST_ID = 18


@login_required
@require_http_methods(["GET", "POST"])
def amend(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Hand in an amendment: a file, or what was copied from a notice."""
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_edit(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以上传更正公告。"))
    is_published = demand.published_version_id is not None
    context = {
        "demand": demand,
        "version": amendments.base_of(demand) if is_published else selectors.version_for(request.actor, demand),
        "earlier": selectors.amendments_of(demand),
        "shows_sample": demand.is_sample,
    }
    return answer_sources(
        request,
        lambda form: redirect("demands:amendment", demand_id, _take_in(request, demand_id, form).pk),
        "demands/amend.html",
        context,
    )


def _take_in(request: ActorRequest, demand_id: int, form: object) -> SourceDocument:
    if isinstance(form, PasteForm):
        file, text = form.source()
        return amendments.add_amendment(demand_id, actor=request.actor, file=file, text=text)
    assert isinstance(form, UploadForm)  # noqa: S101  the tab decides the form
    files = form.cleaned_data["file"]
    if len(files) > 1:
        message = _("更正公告请一份一份上传，便于逐份核对。")
        raise InvalidInput(message, detail={"file": message})
    return amendments.add_amendment(demand_id, actor=request.actor, file=files[0])


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A change as the page shows it: what stands there, word by word beside what will, and what was chosen so far."""

    proposal: Proposal
    present: tuple[Piece, ...]
    future: tuple[Piece, ...]
    target: str
    new: str
    mark: str
    is_accepted: bool
    problem: str


@login_required
@require_http_methods(["GET", "POST"])
def amendment(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """The changes of an amendment beside the rows; those that are accepted make the next version."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    if not document.is_amendment:
        raise NotFound(_("这份文件不是更正公告。"))
    problem: InvalidInput | None = None
    if request.method == "POST":
        try:
            return _apply(request, document)
        except InvalidInput as refusal:
            problem = refusal
    template = "demands/_amendment.html" if getattr(request, "htmx", False) else "demands/amendment.html"
    return render(request, template, _context(request, document, problem), status=422 if problem else 200)


def _apply(request: ActorRequest, document: SourceDocument) -> HttpResponse:
    demand_id = document.version.demand_id
    version = amendments.apply_amendment(
        demand_id,
        document.pk,
        decisions=_decisions(request, document),
        facts=_accepted_facts(request, document),
        actor=request.actor,
    )
    said = _("已采纳，建立了第 %(number)s 版草稿。请核对后提交审批；在此之前，已发布的版本不变。")
    messages.success(request, said % {"number": version.number})
    return redirect("demands:review", demand_id)


def _decisions(request: ActorRequest, document: SourceDocument) -> list[Decision]:
    """`accept-N` of change N with its `target-N` (a line, or "new") and `new-N`; `all=1` accepts every change."""
    post = request.POST
    found = []
    for number, change in enumerate(amendments.changes_of(document), start=1):
        if not (f"accept-{number}" in post or post.get("all") == "1"):
            continue
        target = post.get(f"target-{number}", "")
        if not target and change.kind is not ChangeKind.ADDED:
            message = _("第 %(number)s 处：请选择它更正的条款，或作为新增条款。") % {"number": number}
            raise InvalidInput(message, detail={f"change-{number}": message})
        is_line = target.isascii() and target.isdigit() and len(target) <= LONGEST_ID
        new = "" if change.kind is ChangeKind.DELETED else post.get(f"new-{number}", change.new)
        found.append(Decision(number, int(target) if is_line else None, new, _mark(post.get(f"mark-{number}", ""))))
    return found


def _accepted_facts(request: ActorRequest, document: SourceDocument) -> list[int]:
    """`accept-fact-N` of fact N; `all=1` accepts every fact whose new value was read and is another."""
    proposals = fact_proposals(amendments.facts_of(document), amendments.base_of(document.version.demand))
    wants_all = request.POST.get("all") == "1"
    return [
        each.number
        for each in proposals
        if f"accept-fact-{each.number}" in request.POST or (wants_all and each.may_accept)
    ]


def _mark(value: str) -> Mark:
    return Mark(value) if value in {mark.value for mark in Mark} else Mark.GENERAL


def _context(request: ActorRequest, document: SourceDocument, problem: InvalidInput | None) -> dict[str, object]:
    demand = document.version.demand
    base = document.version if document.applied_to_id else amendments.base_of(demand)
    lines = lines_of(selectors.rows_of(base))
    views = [_view(request, each, problem) for each in _proposals(document, lines)]
    facts = fact_proposals(amendments.facts_of(document), base)
    sent = {name for name in request.POST if name.startswith("accept-fact-")} if request.method == "POST" else None
    is_open = document.applied_to_id is None and document.state not in BEING_READ
    return {
        "demand": demand,
        "document": document,
        "base": base,
        "lines": lines,
        "proposals": views,
        "facts": [
            (each, f"accept-fact-{each.number}" in sent if sent is not None else each.is_proposed) for each in facts
        ],
        "total": len(views) + len(facts),
        "sure": sum(each.proposal.is_proposed for each in views) + sum(each.is_proposed for each in facts),
        "is_reading": document.state in BEING_READ,
        "may_apply": is_open and access.may_edit(request.actor, demand),
        "problem": problem.message if problem else "",
        "shows_sample": demand.is_sample,
    }


def _proposals(document: SourceDocument, lines: list[Line]) -> list[Proposal]:
    return proposals_for(tender_of(document), lines) if document.tender else []


def _view(request: ActorRequest, proposal: Proposal, problem: InvalidInput | None) -> ProposalView:
    change, number = proposal.change, proposal.number
    sent = request.POST if request.method == "POST" else None
    line = proposal.line or proposal.behind
    target = sent.get(f"target-{number}", "") if sent else str(line.id) if line else ""
    is_accepted = f"accept-{number}" in sent if sent else proposal.is_proposed
    new = sent.get(f"new-{number}", change.new) if sent else change.new
    stands = proposal.line.text.rstrip(ENDS) if proposal.line else change.old  # the reader leaves these ends out
    present, future = word_differences(stands, change.new)
    mark = sent.get(f"mark-{number}", "") if sent else proposal.mark.value
    fault = str(problem.detail.get(f"change-{number}", "")) if problem else ""
    return ProposalView(proposal, present, future, target, new, mark, is_accepted, fault)
