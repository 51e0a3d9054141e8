"""What goes on from the result page: a trial becomes a draft, colleagues are told, the whole result becomes a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.matching import access, drafting, sharing
from apps.matching.comparing import MOST_COMPARED, chosen_lines, compared_rows
from apps.matching.filters import Filters
from apps.matching.pages import groups_of
from apps.matching.result_documents import result_docx, result_xlsx
from apps.matching.result_pages import clean_query, read_shown
from apps.matching.results import read_result
from apps.matching.selectors import current_run, demand_for_result
from apps.matching.whatif import read_trial
from kernel.downloads import download
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.exports import DOCX, XLSX
from kernel.ids import ids_from
from kernel.languages import in_source_language

CONTENT_TYPES = {"xlsx": XLSX, "docx": DOCX}


@login_required
@require_POST
def save_trial(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Make what is tried a new draft version: the body says what, as the page's address does."""
    demand = demand_for_result(request.actor, demand_id)
    if not access.may_save_trial(request.actor, demand) or demand.published_version is None:
        raise AccessDenied(_("只有本单位成员可以把试算存为已发布需求的新草稿。"))
    trial = read_trial(demand.published_version, request.POST)
    try:
        version = drafting.save_trial(demand, trial, actor=request.actor)
    except (Conflict, InvalidInput, TransitionRefused) as problem:
        messages.error(request, problem.message)
        return redirect(
            f"{reverse('matching:result', args=[demand_id])}?{clean_query(request.POST, trial).urlencode()}"
        )
    messages.success(request, _("已另存为第 %(number)s 版草稿；已发布的版本没有变。") % {"number": version.number})
    return redirect("demands:review", demand_id)


@login_required
@require_http_methods(["GET", "POST"])
def share(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Choose colleagues and tell them of the page with this query string."""
    demand = demand_for_result(request.actor, demand_id)
    if not access.may_share(request.actor, demand):
        raise AccessDenied(_("只有需求单位和经理人可以把比对结果转给本单位同事。"))
    run = current_run(demand)
    if run is None:
        return redirect("matching:result", demand_id)
    trial = read_trial(run.version, request.GET) if access.may_try(request.actor, demand) else None
    query = clean_query(request.GET, trial)
    url = reverse("matching:result", args=[demand_id]) + (f"?{query.urlencode()}" if query else "")
    chosen, note, problem = ids_from(request.POST.getlist("user")), request.POST.get("note", ""), ""
    if request.method == "POST":
        try:
            told = sharing.share_result(demand, user_ids=chosen, url=url, note=note, actor=request.actor)
        except InvalidInput as refused:
            problem = refused.message
        else:
            messages.success(request, _("已通知 %(count)s 位同事。") % {"count": told})
            return redirect(url)
    context = {
        "demand": demand,
        "run": run,
        "colleagues": sharing.colleagues_of(request.actor),
        "chosen": chosen,
        "note": note[: sharing.LONGEST_NOTE],
        "longest_note": sharing.LONGEST_NOTE,
        "problem": problem,
        "result_url": url,
        "full_url": request.build_absolute_uri(url),
        "is_trial": bool(trial and trial.is_on),
        "shows_sample": demand.is_sample,
    }
    return render(request, "matching/share.html", context, status=422 if problem else 200)


@login_required
@require_GET
def result_file(request: ActorRequest, demand_id: int, form: str) -> HttpResponse:
    """The result as it is kept, with the filters of the address, as a file."""
    demand = demand_for_result(request.actor, demand_id)
    run = current_run(demand)
    if run is None:
        raise NotFound(_("还没有比对结果，没有可导出的内容。"))
    filters = Filters.of(read_result(run), request.GET)
    groups = in_source_language(groups_of)(filters.shown, shows_all=filters.shows_all)
    write = result_xlsx if form == "xlsx" else result_docx
    name = f"比对结果与偏离表-{demand.code}.{form}"
    return download(write(filters.shown, groups), name=name, content_type=CONTENT_TYPES[form])


@login_required
@require_GET
def compare(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Up to six products of the result in columns: `?product=1&product=2`; `differing=1` hides rows that are alike.

    The address may try other bounds, as the result page's does. Products that are not in the result are left out.
    """
    demand = demand_for_result(request.actor, demand_id)
    run = current_run(demand)
    if run is None:
        return redirect("matching:result", demand_id)
    wanted = ids_from(request.GET.getlist("product"))
    shown = read_shown(run, request.GET, actor=request.actor, in_words=wanted)
    lines = chosen_lines(shown.result, wanted)
    rows = compared_rows(shown.result, lines)
    only_differing = request.GET.get("differing") == "1"
    query = clean_query(request.GET, shown.trial)
    query.setlist("product", [str(line.match.product_id) for line in lines])
    context = {
        "demand": demand,
        "run": run,
        "tried": shown.tried,
        "lines": lines,
        "rows": [row for row in rows if row.differs or not only_differing],
        "differing_count": sum(row.differs for row in rows),
        "row_count": len(rows),
        "only_differing": only_differing,
        "share_query": query.urlencode(),
        "most": MOST_COMPARED,
        "address": request.build_absolute_uri(f"{request.path}?{query.urlencode()}"),
        "shows_sample": demand.is_sample,
    }
    return render(request, "matching/compare.html", context)
