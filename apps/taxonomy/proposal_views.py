"""Pages of the taxonomy's editors: names that link to nothing, by frequency, and what becomes of each."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import MemberRequest
from apps.taxonomy import access, editing
from apps.taxonomy import proposal_selectors as selectors
from apps.taxonomy.lifecycle import LIFECYCLE, Step
from apps.taxonomy.models import NameProposal
from apps.taxonomy.proposal_forms import NewParameterForm, RejectForm
from design.forms import show_problem
from design.paging import page_of
from kernel.errors import InvalidInput

MOST_AT_ONCE = 100
_ID = re.compile(r"[0-9]{1,18}")
State = NameProposal.State


@login_required
@require_GET
def index(request: MemberRequest) -> HttpResponse:
    """The proposals of one state, the most frequent first, each with its closest parameter."""
    counts = selectors.counts_by_state(request.actor)
    wanted = request.GET.get("state", "")
    state = wanted if wanted in State.values else State.OPEN.value
    category, search = request.GET.get("category", "")[:16], request.GET.get("q", "")
    rows = selectors.proposals(request.actor, state=state, category_code=category, search=search)
    page = page_of(request, rows)
    closest = selectors.candidates(list(page), limit=1) if state == State.OPEN else {}
    context = {
        "page_obj": page,
        "rows": [(row, next(iter(closest.get(row.pk, ())), None)) for row in page],
        "tabs": [(each, each.label, counts[each]) for each in State],
        "state": state,
        "categories": selectors.categories_with_proposals(state),
        "category": category,
        "search_text": search[: selectors.LONGEST_SEARCH],
        "may_decide": access.may_decide_proposals(request.actor),
        "shows_sample": any(row.is_sample for row in page),
    }
    return render(request, "taxonomy/proposals.html", context)


@login_required
@require_GET
def detail(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """One proposal: how it is printed, what it may mean, and the three decisions."""
    return _page(request, selectors.proposal_for(request.actor, proposal_id))


@login_required
@require_POST
def alias(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take the name as an alias of the chosen parameter."""
    code = request.POST.get("other") or request.POST.get("parameter") or ""
    try:
        proposal = editing.accept_alias(proposal_id, parameter_code=code, actor=request.actor)
    except InvalidInput as problem:
        shown = selectors.proposal_for(request.actor, proposal_id)
        return _page(request, shown, problem=problem.message if code else _("请选择一个参数。"))
    assert proposal.parameter is not None  # noqa: S101  an alias has one
    return _done(
        request,
        proposal,
        _("“%(name)s”已收为“%(parameter)s”的别名，今后的读取立即生效。")
        % {"name": proposal.name, "parameter": proposal.parameter.name},
    )


@login_required
@require_POST
def parameter(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Add a parameter to the category's template."""
    editing.demand_editor(request.actor)
    shown = selectors.proposal_for(request.actor, proposal_id)
    form = NewParameterForm(request.POST)
    if form.is_valid():
        try:
            proposal = editing.accept_parameter(proposal_id, new=form.parameter(), actor=request.actor)
        except InvalidInput as problem:
            show_problem(form, problem)
        else:
            return _done(request, proposal, _("新参数“%(name)s”已加入模板。") % {"name": form.cleaned_data["name_zh"]})
    return _page(request, shown, form=form)


@login_required
@require_POST
def reject(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Say why the name is no parameter."""
    editing.demand_editor(request.actor)
    shown = selectors.proposal_for(request.actor, proposal_id)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, reject_form=form)
    proposal = editing.reject(proposal_id, reason=form.cleaned_data["reason"], actor=request.actor)
    return _done(request, proposal, _("“%(name)s”已驳回。") % {"name": proposal.name})


@login_required
@require_POST
def undo(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Take the decision back."""
    proposal = editing.undo(proposal_id, actor=request.actor)
    messages.success(request, _("“%(name)s”回到待处理。") % {"name": proposal.name})
    return redirect("proposals:detail", proposal.pk)


@login_required
@require_POST
def relink(request: MemberRequest, proposal_id: int) -> HttpResponse:
    """Have the drafts linked anew in which the name stood unlinked."""
    proposal = editing.ask_relink(proposal_id, actor=request.actor)
    messages.success(request, _("正在重新对应草稿；结果会写入处理记录。已发布的版本不变。"))
    return redirect("proposals:detail", proposal.pk)


@login_required
@require_POST
def accept_many(request: MemberRequest) -> HttpResponse:
    """Take each chosen name as an alias of its closest parameter."""
    editing.demand_editor(request.actor)
    chosen = [value.partition(":") for value in request.POST.getlist("chosen")[:MOST_AT_ONCE]]
    pairs = [(int(number), code) for number, _colon, code in chosen if _ID.fullmatch(number)]
    if not pairs:
        messages.warning(request, _("没有选中任何名称。"))
        return redirect("proposals:index")
    accepted, refused = editing.accept_many(pairs, actor=request.actor)
    if accepted:
        messages.success(
            request, ngettext("已收下 %(count)s 个别名。", "已收下 %(count)s 个别名。", accepted) % {"count": accepted}
        )
    for message in dict.fromkeys(refused):
        messages.error(request, message)
    return redirect("proposals:index")


def _done(request: MemberRequest, proposal: NameProposal, message: str) -> HttpResponse:
    messages.success(request, message, extra_tags=f"undo:{reverse('proposals:undo', args=[proposal.pk])}")
    return redirect("proposals:detail", proposal.pk)


def _page(
    request: MemberRequest,
    proposal: NameProposal,
    *,
    problem: str = "",
    form: NewParameterForm | None = None,
    reject_form: RejectForm | None = None,
) -> HttpResponse:
    around = selectors.surroundings(proposal)
    may_decide = access.may_decide_proposals(request.actor)
    is_open = proposal.state == State.OPEN
    template = selectors.template_rows([proposal.category])
    offered = selectors.parameters_in(template)
    possible = LIFECYCLE.steps(State(proposal.state)) if may_decide else ()
    context = {
        "proposal": proposal,
        "spellings": selectors.spellings(proposal),
        "around": around,
        "candidates": selectors.candidates([proposal], template=template)[proposal.pk] if is_open else (),
        "offered": offered,
        "problem": problem,
        "form": form or NewParameterForm(initial=_initial(proposal, around, offered_codes=[p.code for p in offered])),
        "reject_form": reject_form or RejectForm(),
        "decisions": selectors.decisions(proposal),
        "may_decide": may_decide and is_open,
        "may_undo": Step.UNDO in possible,
        "may_relink": Step.RELINK in possible,
        "unpublished_rows": selectors.unpublished_rows(proposal),
        "is_writing": form is not None,
        "shows_sample": proposal.is_sample,
    }
    is_refused = bool(problem or (form and form.errors) or (reject_form and reject_form.errors))
    return render(request, "taxonomy/proposal.html", context, status=422 if is_refused else 200)


def _initial(proposal: NameProposal, around: selectors.Surroundings, *, offered_codes: list[str]) -> dict[str, object]:
    """What the form of a new parameter starts with: the printed name, and the template's own prefix of codes."""
    prefixes = [code.partition(".")[0] for code in offered_codes if not code.startswith("common.")]
    prefix = max(sorted(set(prefixes)), key=prefixes.count, default="")
    return {
        "name_zh": proposal.name,
        "code": f"{prefix}." if prefix else "",
        "unit": next(iter(around.units), ""),
        "group": next(iter(around.groups), ""),
    }
