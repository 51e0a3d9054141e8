"""Pages of matching: results, deviation tables, comparison, files."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.models import Organisation
from apps.accounts.requests import ActorRequest
from apps.matching import access, services
from apps.matching.documents import deviation_docx, deviation_xlsx
from apps.matching.models import MatchRun
from apps.matching.pages import chips, deviation_table, filter_result, result_context
from apps.matching.results import read_result
from apps.matching.selectors import (
    current_run,
    demand_for_result,
    match_for,
    matches_for_comparison,
    matches_of_maker,
    pending_run,
    rows_of,
    score_parts,
    visible_runs,
)
from design.paging import page_of
from kernel.downloads import download
from kernel.errors import AccessDenied
from kernel.exports import DOCX, XLSX
from kernel.ids import ids_from

CONTENT_TYPES = {"xlsx": XLSX, "docx": DOCX}


@login_required
@require_GET
def runs(request: ActorRequest) -> HttpResponse:
    """The results of the institution's own demands; for a maker, the demands that its products were compared with."""
    if request.actor.kind == Organisation.Kind.MAKER:
        matches = page_of(request, matches_of_maker(request.actor))
        shows_sample = any(match.run.version.demand.is_sample for match in matches)
        return render(request, "matching/maker_matches.html", {"page_obj": matches, "shows_sample": shows_sample})
    page = page_of(request, visible_runs(request.actor))
    shows_sample = any(run.version.demand.is_sample for run in page)
    return render(request, "matching/runs.html", {"page_obj": page, "shows_sample": shows_sample})


@login_required
@require_GET
def result(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Ranked products with their verdicts, clause by clause."""
    demand = demand_for_result(request.actor, demand_id)
    run, pending = current_run(demand), pending_run(demand)
    context: dict[str, object] = {
        "demand": demand,
        "run": run,
        "pending": pending,
        "shows_sample": demand.is_sample,
    }
    if run is None:
        return render(request, "matching/waiting.html", context)
    whole = read_result(run)
    shown = filter_result(whole, request.GET)
    context |= result_context(shown, request.GET, may_run_again=access.may_request_run(request.actor, demand))
    context["chips"] = chips(whole, request.GET)
    return render(request, "matching/result.html", context)


@login_required
@require_GET
def progress(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The progress line, asked again by the page while a run is under way; reloads the page when it is finished."""
    demand = demand_for_result(request.actor, demand_id)
    pending = pending_run(demand)
    response = render(request, "matching/progress.html", {"demand": demand, "pending": pending})
    if pending is None:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def run_again(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Ask for a new comparison of the published version."""
    demand = demand_for_result(request.actor, demand_id)
    if not access.may_request_run(request.actor, demand) or demand.published_version_id is None:
        raise AccessDenied(_("只有需求单位和平台管理员可以重新比对已发布的需求。"))
    services.request_run(demand.published_version_id, cause=MatchRun.Cause.REQUESTED)
    messages.success(request, _("已开始重新比对，完成后本页自动更新。"))
    return redirect("matching:result", demand_id)


@login_required
@require_GET
def match(request: ActorRequest, match_id: int) -> HttpResponse:
    """One product's deviation table: a page of its own, or, for htmx, the sheet that opens in the matrix."""
    found = match_for(request.actor, match_id)
    shows_score = access.may_see_price_parts(request.actor, found)
    context = {
        "match": found,
        "rows": rows_of(found),
        "parts": score_parts(found) if shows_score else [],
        "sees_result": access.may_see_result(request.actor, found.run.version.demand),
        "shows_sample": found.run.version.demand.is_sample or found.product.is_sample,
    }
    template = "matching/sheet.html" if request.headers.get("HX-Request") else "matching/match.html"
    return render(request, template, context)


@login_required
@require_GET
def compare(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Several products in columns, clauses in rows."""
    demand = demand_for_result(request.actor, demand_id)
    run = current_run(demand)
    if run is None:
        return redirect("matching:result", demand_id)
    chosen_ids = ids_from(request.GET.getlist("match"))[:6]
    chosen = matches_for_comparison(run, chosen_ids)
    whole = read_result(run)
    by_match = {line.match.pk: line for line in whole.candidates + whole.references}
    lines = [by_match[each.pk] for each in chosen]
    table = [(column, [line.cells[index] for line in lines]) for index, column in enumerate(whole.columns)]
    if request.GET.get("differing"):
        table = [(column, cells) for column, cells in table if len({cell and cell.verdict for cell in cells}) > 1]
    context = {"demand": demand, "run": run, "lines": lines, "table": table, "shows_sample": demand.is_sample}
    return render(request, "matching/compare.html", context)


@login_required
@require_GET
def deviation_file(request: ActorRequest, match_id: int, form: str) -> HttpResponse:
    """The deviation table as a file for the tender."""
    found = match_for(request.actor, match_id)
    table = deviation_table(found, rows_of(found))
    content = deviation_xlsx(table) if form == "xlsx" else deviation_docx(table)
    name = f"技术参数偏离表-{found.run.version.demand.code}-{found.product.model}.{form}"
    return download(content, name=name, content_type=CONTENT_TYPES[form])
