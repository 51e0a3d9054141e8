"""The documents behind a demand: how they are read, which package is meant, what stands in them, the file itself."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.requests import ActorRequest
from apps.demands import access, originals, packages, selectors
from apps.demands.documents import BEING_READ
from apps.demands.models import Demand, DemandVersion, SourceDocument
from kernel.downloads import download
from kernel.errors import AccessDenied, InvalidInput, NotFound
from kernel.languages import listed

State = SourceDocument.State
LONGEST_ID = 18


# ---- reading ------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def reading(request: ActorRequest, demand_id: int) -> HttpResponse:
    """How far the sources since `?from=` are. It can be left; when all are read it leads on by itself."""
    demand, version = _inside(request, demand_id)
    batch = [each for each in selectors.documents_of(version) if each.pk >= _number(request.GET.get("from", ""))]
    onward = _onward(demand_id, batch)
    is_htmx = bool(getattr(request, "htmx", False))
    if onward and is_htmx:
        return HttpResponse(headers={"HX-Redirect": onward.url})
    if onward:
        return onward
    context = {"demand": demand, "version": version, "documents": batch, "shows_sample": demand.is_sample}
    context |= {"is_over": all(each.state not in BEING_READ for each in batch)}
    return render(request, "demands/_reading.html" if is_htmx else "demands/reading.html", context)


def _onward(demand_id: int, batch: list[SourceDocument]) -> HttpResponseRedirect | None:
    """Where to go when nothing is left to wait for; nowhere while something is read or was refused."""
    if any(each.state in (*BEING_READ, State.REFUSED) for each in batch):
        return None
    waiting = next((each for each in batch if each.state == State.CHOOSING), None)
    if waiting:
        return HttpResponseRedirect(reverse("demands:packages", args=[demand_id, waiting.pk]))
    return HttpResponseRedirect(reverse("demands:review", args=[demand_id]))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0


def _inside(request: ActorRequest, demand_id: int) -> tuple[Demand, DemandVersion]:
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_see_inside(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以查看来源文件。"))
    return demand, selectors.version_for(request.actor, demand)


@login_required
@require_GET
def progress(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """How far one reading is; asked each second. At the end the page loads anew, unless somebody is typing."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    response = render(request, "demands/_progress.html", {"demand_id": demand_id, "document": document})
    if document.state not in BEING_READ:
        response["HX-Trigger"] = "reading-ended"
    return response


# ---- packages -----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """The packages of a document: one goes into this demand, others become demands of their own."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    problem = ""
    if request.method == "POST":
        try:
            return _choose(request, document)
        except InvalidInput as refusal:
            problem = refusal.message
    found = packages.packages_of(document)
    context = {
        "demand": document.version.demand,
        "version": document.version,
        "document": document,
        "packages": found,
        "is_first": document.package is None,
        "may_choose": packages.may_choose(request.actor, document),
        "problem": problem,
        "shows_sample": document.version.demand.is_sample,
    }
    return render(request, "demands/packages.html", context, status=422 if problem else 200)


def _choose(request: ActorRequest, document: SourceDocument) -> HttpResponse:
    """`package-N` is here, own or none for each package N."""
    wanted = {view.number: request.POST.get(f"package-{view.number}", "") for view in packages.packages_of(document)}
    here = [number for number, place in wanted.items() if place == "here"]
    if len(here) != 1:
        raise InvalidInput(_("请选择一个包放入本需求，其余的另立需求或暂不用。"))
    own = [number for number, place in wanted.items() if place == "own"]
    demand_id = document.version.demand_id
    made = packages.choose_packages(demand_id, document.pk, into=here[0], own=own, actor=request.actor)
    words = _("已选定，另有 %(count)s 份草稿：%(codes)s。") if made else _("已选定。")
    messages.success(request, words % {"count": len(made), "codes": listed(each.code for each in made)})
    return redirect("demands:packages", demand_id, document.pk) if made else redirect("demands:review", demand_id)


# ---- the original -------------------------------------------------------------------------------------------------


@login_required
@require_GET
def original(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """What was read, block by block, with the rows that came of each block."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    demand = document.version.demand
    version = selectors.version_for(request.actor, demand)
    context = {
        "demand": demand,
        "version": version,
        "document": document,
        "parts": originals.parts_of(document, selectors.rows_of_document(document, version)),
        "may_take_file": access.may_take_original(request.actor, demand),
        "is_pdf": originals.is_pdf(document),
        "shows_sample": demand.is_sample,
    }
    return render(request, "demands/original.html", context)


@login_required
@require_GET
def file(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse | FileResponse:
    """The file as it was handed in, for its own institution: a download, never shown as a page of this site."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    if not access.may_take_original(request.actor, document.version.demand):
        raise AccessDenied(_("只有本单位成员可以下载原文件；读出的内容在“原件”页可见。"))
    if document.file:
        return FileResponse(document.file.open("rb"), as_attachment=True, filename=document.name)
    return download(document.pasted_text, name=f"demand-{demand_id}.txt", content_type="text/plain; charset=utf-8")


@login_required
@require_GET
def pdf(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponseBase:
    """A PDF for the browser's own viewer, which opens `#page=12`. Only what is a PDF by its content is served so."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    if not access.may_take_original(request.actor, document.version.demand):
        raise AccessDenied(_("只有本单位成员可以查看原文件；读出的内容在“原件”页可见。"))
    if not originals.is_pdf(document):
        raise NotFound(_("这份文件不是 PDF，请下载后查看。"))
    return _with_viewer(document)(request)


def _with_viewer(document: SourceDocument) -> Callable[[HttpRequest], HttpResponseBase]:
    """The PDF under a policy that lets the browser's viewer work, and nothing else."""

    @csp_replace({"default-src": [NONE], "object-src": [SELF], "style-src": [SELF], "frame-ancestors": [NONE]})
    def shown(request: HttpRequest) -> HttpResponseBase:
        return FileResponse(document.file.open("rb"), filename=document.name, content_type="application/pdf")

    return shown
