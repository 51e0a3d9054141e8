"""Writing a demand: the three ways in, its facts, its documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.demands import access, documents, selectors, services
from apps.demands.contents import DemandContent
from apps.demands.forms import DemandForm, PasteForm, UploadForm
from apps.demands.models import SourceDocument
from design.forms import show_problem
from kernel.downloads import download
from kernel.errors import AccessDenied, DomainError

PDF_MAGIC = b"%PDF-"
WAYS = ("upload", "paste", "form")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Three ways on one page: a document, pasted text, a form. `?way=` chooses the tab."""
    if not access.may_create(request.actor):
        raise AccessDenied(_("只有科研单位的成员可以发布需求。请先登录或加入您的单位。"))
    way = request.POST.get("way") or request.GET.get("way", "")
    way = way if way in WAYS else "paste" if request.GET.get("text") else WAYS[0]
    bound = request.method == "POST"
    forms: dict[str, Form] = {
        "upload": UploadForm(request.POST, request.FILES) if bound and way == "upload" else UploadForm(),
        "paste": PasteForm(request.POST) if bound and way == "paste" else PasteForm(_start_text(request)),
        "form": DemandForm(request.POST) if bound and way == "form" else DemandForm(initial=_start(request)),
    }
    form = forms[way]
    if bound and form.is_valid():
        try:
            return redirect("demands:review", _create(request, way, form))
        except DomainError as problem:
            show_problem(form, problem)
    context = {"way": way, "forms": forms, "ways": WAYS}
    return render(request, "demands/new.html", context, status=422 if form.errors and bound else 200)


def _start_text(request: ActorRequest) -> dict[str, str] | None:
    """Text that a search page hands over."""
    text = request.GET.get("text", "")[:4000]
    return {"text": text} if text else None


def _start(request: ActorRequest) -> dict[str, object]:
    organisation = request.actor.organisation
    user = request.actor.user
    return {
        "category_code": request.GET.get("category", ""),
        "province_code": organisation.province_code if organisation else "",
        "contact_name": user.name if user else "",
        "contact_phone": user.phone if user else "",
    }


def _create(request: ActorRequest, way: str, form: Form) -> int:
    actor = request.actor
    if way == "form":
        assert isinstance(form, DemandForm)  # noqa: S101  the tab decides the form
        return services.create_demand(form.content(), actor=actor).pk
    if way == "paste":
        text = str(form.cleaned_data["text"])
        return services.create_demand_from_source(actor=actor, text=text).version.demand_id
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    return services.create_demand_from_source(actor=actor, file=file).version.demand_id


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, demand_id: int) -> HttpResponse:
    """The facts of the open version."""
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_edit(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))
    version = selectors.version_for(request.actor, demand)
    form = DemandForm(request.POST or None, initial=DemandForm.initial_of(version))
    if request.method == "POST" and form.is_valid():
        try:
            content: DemandContent = form.content()
            services.edit_demand(demand_id, content, actor=request.actor)
        except DomainError as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("基本信息已保存。"))
            return redirect("demands:review", demand_id)
    context = {"demand": demand, "version": version, "form": form, "shows_sample": demand.is_sample}
    return render(request, "demands/edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def add_document(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Have a further document or text read into the open version."""
    selectors.demand_for(request.actor, demand_id)
    file = request.FILES.get("file")
    try:
        documents.add_document(demand_id, actor=request.actor, file=file, text=request.POST.get("text", ""))
    except DomainError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("已收下，正在读取。"))
    return redirect("demands:review", demand_id)


@login_required
@require_GET
def original(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse | FileResponse:
    """The original: a download, never a page of this site; only a PDF opens, in the browser's own closed viewer."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    if document.file:
        file = document.file.open("rb")
        is_pdf = file.read(len(PDF_MAGIC)) == PDF_MAGIC
        file.seek(0)
        kind = {"content_type": "application/pdf"} if is_pdf else {}
        return FileResponse(file, as_attachment=not is_pdf, filename=document.name, **kind)
    return download(document.pasted_text, name=f"demand-{demand_id}.txt", content_type="text/plain; charset=utf-8")


@login_required
@require_GET
def progress(request: ActorRequest, demand_id: int, document_id: int) -> HttpResponse:
    """How far the reading is; asked each second. At the end the page loads anew, unless somebody is typing."""
    document = selectors.document_for(request.actor, demand_id, document_id)
    response = render(request, "demands/_progress.html", {"demand_id": demand_id, "document": document})
    if document.state in (SourceDocument.State.READ, SourceDocument.State.REFUSED):
        response["HX-Trigger"] = "reading-ended"
    return response
