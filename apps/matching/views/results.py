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
from apps.matching.pages import deviation_table, table_context
from apps.matching.result_pages import clean_query, read_shown, result_page
from apps.matching.selectors import (
    current_run,
    demand_for_result,
    match_for,
    matches_of_maker,
    pending_run,
    rows_of,
    runs_shown,
    visible_runs,
)
from design.paging import page_of
from kernel.downloads import download
from kernel.errors import AccessDenied, NotFound
from kernel.exports import DOCX, XLSX

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
    """Ranked products with their verdicts, clause by clause; with other bounds where the address tries some.

    What htmx asks for the board gets the board and the rulers alone, and the page's new address.
    """
    demand = demand_for_result(request.actor, demand_id)
    run, pending = runs_shown(demand)
    if run is None:
        context = {"demand": demand, "pending": pending, "shows_sample": demand.is_sample}
        return render(request, "matching/waiting.html", context)
    shown = read_shown(run, request.GET, actor=request.actor)
    query = clean_query(request.GET, shown.trial)
    if request.headers.get("HX-Target") == "board" and not request.headers.get("HX-History-Restore-Request"):
        context = result_page(shown, demand, query, actor=request.actor)
        response = render(request, "matching/_board_update.html", context)
        response["HX-Replace-Url"] = f"{request.path}?{query.urlencode()}" if query else request.path
        return response
    if any(name.startswith(("lo-", "hi-")) and name not in query for name in request.GET):
        return redirect(f"{request.path}?{query.urlencode()}")
    context = result_page(shown, demand, query, actor=request.actor) | {"pending": pending}
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
    rows = rows_of(found)
    context = table_context(found, rows, actor=request.actor)
    return render(
        request, "matching/sheet.html" if request.headers.get("HX-Request") else "matching/match.html", context
    )


@login_required
@require_GET
def tried(request: ActorRequest, demand_id: int, product_id: int) -> HttpResponse:
    """One product's deviation table with the bounds that the address tries: computed, shown, and not kept."""
    demand = demand_for_result(request.actor, demand_id)
    run = current_run(demand)
    shown = read_shown(run, request.GET, actor=request.actor, in_words=[product_id]) if run else None
    if shown is None or shown.trial is None or shown.tried is None:
        raise NotFound(_("没有找到这次试算，或您无权查看。"))
    line = next((each for each in shown.result.everybody if each.match.product_id == product_id), None)
    if line is None:
        raise NotFound(_("没有找到这次试算，或您无权查看。"))
    rows = [cell for cell in line.cells if cell is not None]
    context = table_context(line.match, rows, actor=request.actor) | {
        "demand": demand,
        "changed": {column.requirement.pk: column for column in shown.result.columns if column.was},
        "query_string": f"?{clean_query(request.GET, shown.trial).urlencode()}",
    }
    return render(
        request, "matching/sheet.html" if request.headers.get("HX-Request") else "matching/tried.html", context
    )


@login_required
@require_GET
def deviation_file(request: ActorRequest, match_id: int, form: str) -> HttpResponse:
    """The deviation table as a file for the tender."""
    found = match_for(request.actor, match_id)
    table = deviation_table(found, rows_of(found))
    content = deviation_xlsx(table) if form == "xlsx" else deviation_docx(table)
    name = f"技术参数偏离表-{found.run.version.demand.code}-{found.product.model}.{form}"
    return download(content, name=name, content_type=CONTENT_TYPES[form])
