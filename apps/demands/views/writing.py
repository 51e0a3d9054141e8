"""Writing a demand: the three ways in, further sources for one that is being written, and its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.requests import ActorRequest
from apps.demands import access, documents, selectors, services
from apps.demands.contents import DemandContent
from apps.demands.forms import DemandForm, PasteForm, UploadForm
from apps.demands.models import SourceDocument
from design.forms import show_problem
from kernel.errors import AccessDenied, DomainError

SOURCE_WAYS = ("upload", "paste")
WAYS = (*SOURCE_WAYS, "form")


def way_of(request: ActorRequest, ways: Sequence[str]) -> str:
    """Which way in is asked for: by name, by what was sent along, else the first."""
    named = request.POST.get("way") or request.GET.get("way", "")
    if named in ways:
        return named
    return "paste" if request.GET.get("text") or (request.POST.get("text") and not request.FILES) else ways[0]


def source_forms(request: ActorRequest, way: str) -> dict[str, Form]:
    """The forms of a file and of pasted text, the one that was sent bound."""
    bound = request.method == "POST"
    return {
        "upload": UploadForm(request.POST, request.FILES) if bound and way == "upload" else UploadForm(),
        "paste": PasteForm(request.POST) if bound and way == "paste" else PasteForm(initial=_start_text(request)),
    }


def _start_text(request: ActorRequest) -> dict[str, str]:
    """Text that a search page hands over."""
    return {"text": request.GET.get("text", "")[:4000]}


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Three ways on one page: documents, pasted text, a form. `?way=` chooses the tab."""
    if not access.may_create(request.actor):
        raise AccessDenied(_("只有科研单位的成员可以发布需求。请先登录或加入您的单位。"))
    way = way_of(request, WAYS)
    typed = request.POST if request.method == "POST" and way == "form" else None
    forms = source_forms(request, way) | {"form": DemandForm(typed, initial=_start(request))}
    form = forms[way]
    if request.method == "POST" and form.is_valid():
        try:
            return _create(request, form)
        except DomainError as problem:
            show_problem(form, problem)
    return render(request, "demands/new.html", {"way": way, "forms": forms}, status=422 if form.errors else 200)


def _start(request: ActorRequest) -> dict[str, object]:
    organisation = request.actor.organisation
    user = request.actor.user
    return {
        "category_code": request.GET.get("category", ""),
        "province_code": organisation.province_code if organisation else "",
        "contact_name": user.name if user else "",
        "contact_phone": user.phone if user else "",
    }


def _create(request: ActorRequest, form: Form) -> HttpResponseRedirect:
    actor = request.actor
    if isinstance(form, DemandForm):
        return redirect("demands:review", services.create_demand(form.content(), actor=actor).pk)
    if isinstance(form, PasteForm):
        file, text = form.source()
        source = services.create_demand_from_source(actor=actor, file=file, text=text)
        return to_reading(source.version.demand_id, source)
    demand = services.create_demand_from_files(files=form.cleaned_data["file"], actor=actor)
    return to_reading(demand.pk, SourceDocument.objects.filter(version__demand=demand).earliest("pk"))


def to_reading(demand_id: int, first: SourceDocument) -> HttpResponseRedirect:
    """To the page that shows how the sources from this one on are read."""
    return HttpResponseRedirect(f"{reverse('demands:reading', args=[demand_id])}?from={first.pk}")


@login_required
@require_http_methods(["GET", "POST"])
def add_document(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Have further documents or text read into the open version."""
    demand = selectors.demand_for(request.actor, demand_id)
    if not access.may_edit(request.actor, demand):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))
    version = selectors.version_for(request.actor, demand)
    context = {"demand": demand, "version": version, "shows_sample": demand.is_sample}
    return answer_sources(
        request, lambda form: to_reading(demand_id, _add(request, demand_id, form)), "demands/add.html", context
    )


def answer_sources(
    request: ActorRequest, take: Callable[[Form], HttpResponse], template: str, context: dict[str, object]
) -> HttpResponse:
    """A page that asks for a file or text: taken when it is good, else shown again with what is wrong."""
    way = way_of(request, SOURCE_WAYS)
    forms = source_forms(request, way)
    form = forms[way]
    if request.method == "POST" and form.is_valid():
        try:
            return take(form)
        except DomainError as problem:
            show_problem(form, problem)
    return render(request, template, {**context, "way": way, "forms": forms}, status=422 if form.errors else 200)


def _add(request: ActorRequest, demand_id: int, form: Form) -> SourceDocument:
    if isinstance(form, PasteForm):
        file, text = form.source()
        return documents.add_document(demand_id, actor=request.actor, file=file, text=text)
    return documents.add_files(demand_id, files=form.cleaned_data["file"], actor=request.actor)[0]


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
