"""从样本导入指标: hand a datasheet in, look at what was read beside the original, write it into a product.

With htmx a change answers with the two columns; without scripts it goes back to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.suppliers import access, services
from apps.suppliers.datasheets import applying, building, deciding, intake
from apps.suppliers.datasheets.pages import review_of, suggested_name
from apps.suppliers.datasheets.selectors import datasheet_for, datasheets_of, proposal_of, template_lines
from apps.suppliers.forms import DatasheetForm, ProposalForm, TargetForm
from apps.suppliers.models import Datasheet, DatasheetProposal, Product
from apps.suppliers.selectors import product_for
from apps.suppliers.spec_edits import changed_since
from apps.taxonomy.selectors import TemplateLine, category_tree
from design.forms import show_problem
from design.paging import page_of
from kernel.downloads import download
from kernel.errors import AccessDenied, Conflict, DomainError, InvalidInput, NotFound
from kernel.ids import id_from
from kernel.languages import named

TONES = {"waiting": "running", "reading": "running", "read": "waiting", "refused": "overdue", "applied": "done"}
Decision = DatasheetProposal.Decision


@login_required
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    """Hand a datasheet in, for a new product or (`?product=ID`) for one that exists; earlier ones below."""
    if not access.may_import(request.actor):
        raise AccessDenied(_("只有仪器制造商的成员可以导入样本。"))
    product = _asked_product(request)
    is_post = request.method == "POST"
    form = DatasheetForm(request.POST if is_post else None, request.FILES if is_post else None)
    if is_post and form.is_valid():
        try:
            given = _take_in(request, form, product)
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            return redirect("suppliers:datasheet", given.pk)
    page = page_of(request, datasheets_of(request.actor))
    context = {
        "form": form,
        "product": product,
        "tree": () if product else category_tree(),
        "chosen": str(form["category"].value() or ""),
        "page_obj": page,
        "rows": [(each, TONES[each.state]) for each in page],
        "shows_sample": any(each.is_sample for each in page),
    }
    return render(request, "suppliers/datasheets.html", context, status=422 if form.errors else 200)


def _asked_product(request: ActorRequest) -> Product | None:
    product_id = id_from(request.GET.get("product", ""))
    return product_for(request.actor, product_id) if product_id is not None else None


def _take_in(request: ActorRequest, form: DatasheetForm, product: Product | None) -> Datasheet:
    return intake.add_datasheet(
        actor=request.actor,
        file=form.cleaned_data["file"],
        text=form.cleaned_data["text"],
        product_id=product.pk if product else None,
        category=form.cleaned_data["category"],
    )


def _context(
    request: ActorRequest, datasheet: Datasheet, *, template: Sequence[TemplateLine] | None = None, **extra: object
) -> dict[str, Any]:
    is_open = datasheet.state == Datasheet.State.READ
    only_open = request.GET.get("show") == "open"
    is_read = datasheet.state in (Datasheet.State.READ, Datasheet.State.APPLIED)
    return {
        "datasheet": datasheet,
        "tone": TONES[datasheet.state],
        "is_open": is_open,
        "is_read": is_read,
        "review": review_of(datasheet, only_open=only_open, template=template) if is_read else None,
        "only_open": only_open,
        **_taking_back(datasheet),
        "may_undo": is_open and datasheet.edits.exists(),
        "models": list(enumerate(datasheet.model_names)),
        "model_name": datasheet.model_names[datasheet.chosen] if datasheet.chosen is not None else "",
        "fill_form": ProposalForm(prefix="fill"),
        "target_form": TargetForm(initial=_target_of(datasheet)),
        "may_submit": request.actor.is_verified
        and (datasheet.product is None or datasheet.product.status in (Product.Status.DRAFT, Product.Status.RETURNED)),
        "shows_sample": datasheet.is_sample,
        **extra,
    }


def _taking_back(datasheet: Datasheet) -> dict[str, object]:
    """Whether what was written can be taken back, and which of its values somebody has changed since."""
    if not applying.may_be_taken_back(datasheet) or datasheet.product is None or datasheet.applied_revision is None:
        return {}
    changed = changed_since(datasheet.product, datasheet.applied_revision)
    return {"may_take_back": not changed, "changed_since": changed}


def _target_of(datasheet: Datasheet) -> dict[str, str]:
    model = datasheet.model_names[datasheet.chosen] if datasheet.chosen is not None else datasheet.model
    return {"name": suggested_name(datasheet), "model": model}


@login_required
@require_GET
def review(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """The page. `?show=open` leaves only rows that nobody has decided."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    context = _context(request, datasheet)
    if context["is_open"] and datasheet.product is None:
        context["tree"] = category_tree()
        context["chosen_type"] = datasheet.category.code if datasheet.category else ""
    return render(request, "suppliers/datasheet.html", context)


@login_required
@require_GET
def progress(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Whether it is still being read; asked each second. At the end the page loads anew."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    response = render(request, "suppliers/_datasheet_progress.html", {"datasheet": datasheet})
    if datasheet.state not in (Datasheet.State.WAITING, Datasheet.State.READING):
        response["HX-Trigger"] = "reading-ended"
    return response


@login_required
@require_GET
def original(request: ActorRequest, datasheet_id: int) -> HttpResponse | FileResponse:
    """The original: always a download, never shown by the browser as a page of this site."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    if datasheet.file:
        return FileResponse(datasheet.file.open("rb"), as_attachment=True, filename=datasheet.name)
    name = f"datasheet-{datasheet_id}.txt"
    return download(datasheet.pasted_text, name=name, content_type="text/plain; charset=utf-8")


@login_required
@require_POST
def setup(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Choose the instrument type and the models; the proposals are made anew."""
    models = [number for text in request.POST.getlist("models") if (number := id_from(text)) is not None]
    category = request.POST.get("category", "")
    try:
        made = building.set_up(datasheet_id, actor=request.actor, category=category or None, models=models or None)
    except NotFound:
        raise
    except DomainError as problem:
        messages.error(request, problem.message)
        return redirect("suppliers:datasheet", datasheet_id)
    if len(made) > 1:
        messages.success(
            request,
            ngettext("已按 %(count)s 个型号分开，逐个核对即可", "已按 %(count)s 个型号分开，逐个核对即可", len(made))
            % {"count": len(made)},
        )
        return redirect("suppliers:datasheets")
    return redirect("suppliers:datasheet", datasheet_id)


# ---- rows ---------------------------------------------------------------------------------------------------------


def _answer(request: ActorRequest, datasheet_id: int, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The two columns for htmx, else the way back to the page."""
    if not getattr(request, "htmx", False):
        row_id = extra.get("current_id")
        return redirect(reverse("suppliers:datasheet", args=[datasheet_id]) + (f"#row-{row_id}" if row_id else ""))
    context = _context(request, datasheet_for(request.actor, datasheet_id), **extra)
    return render(request, "suppliers/_datasheet.html", context, status=status)


def _change(
    request: ActorRequest, datasheet_id: int, change: Callable[[], object], *, row_id: int | None = None
) -> HttpResponse:
    try:
        change()
    except NotFound:
        raise
    except DomainError as problem:
        if not getattr(request, "htmx", False):
            messages.error(request, problem.message)
        return _answer(request, datasheet_id, status=problem.status, current_id=row_id, problem=problem.message)
    return _answer(request, datasheet_id, current_id=row_id)


_DECISIONS = {"accept": Decision.ACCEPTED, "reject": Decision.REJECTED, "reopen": Decision.OPEN}


@login_required
@require_POST
def decide(request: ActorRequest, datasheet_id: int, proposal_id: int, decision: str) -> HttpResponse:
    """Accept a row, drop it, or leave it open again."""
    if decision not in _DECISIONS:
        raise NotFound(_("没有这种操作。"))
    change = lambda: deciding.decide(  # noqa: E731
        datasheet_id, proposal_id, decision=_DECISIONS[decision], actor=request.actor
    )
    return _change(request, datasheet_id, change, row_id=proposal_id)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, datasheet_id: int, proposal_id: int) -> HttpResponse:
    """Edit a row in place; it counts as accepted."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    row = proposal_of(datasheet, proposal_id)
    initial = {name: getattr(row, name) for name in ("printed_name", "text", "condition", "evidence")}
    initial["parameter"] = row.parameter.code if row.parameter else ""
    lines = template_lines(datasheet)
    form = _proposal_form(lines, request.POST if request.method == "POST" else None, row, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = deciding.ProposalFields(**form.cleaned_data)
        try:
            deciding.edit_proposal(datasheet_id, proposal_id, fields=fields, actor=request.actor)
        except DomainError as problem:
            show_problem(form, problem)
        else:
            return _answer(request, datasheet_id, current_id=proposal_id)
    context = _context(
        request, datasheet, template=lines, current_id=proposal_id, editing_id=proposal_id, row_form=form
    )
    template = "suppliers/_datasheet.html" if getattr(request, "htmx", False) else "suppliers/datasheet.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _proposal_form(
    lines: Sequence[TemplateLine], data: Any, row: DatasheetProposal | None = None, **words: Any
) -> ProposalForm:
    parameters = [line.parameter for line in lines]
    if row is not None and row.parameter is not None and row.parameter not in parameters:
        parameters.append(row.parameter)
    return ProposalForm(data, parameters=parameters, **words)


@login_required
@require_POST
def fill(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Add what the datasheet does not say."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    form = _proposal_form(template_lines(datasheet), request.POST, prefix="fill")
    if not form.is_valid():
        return _change(request, datasheet_id, _raiser(form))
    fields = deciding.ProposalFields(**form.cleaned_data)
    return _change(
        request, datasheet_id, lambda: deciding.add_proposal(datasheet_id, fields=fields, actor=request.actor)
    )


def _raiser(form: Form) -> Callable[[], object]:
    """A change that refuses with the form's first complaint."""

    def refuse() -> None:
        field, complaints = next(iter(form.errors.items()))
        raise InvalidInput(named(form.fields[field].label, complaints[0]))

    return refuse


@login_required
@require_POST
def accept_sure(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Accept all rows of 95 % and more that contradict nothing."""
    return _change(request, datasheet_id, lambda: deciding.accept_sure(datasheet_id, actor=request.actor))


@login_required
@require_POST
def undo(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Take back the last change of rows."""
    return _change(request, datasheet_id, lambda: deciding.undo_last(datasheet_id, actor=request.actor))


# ---- into the product ---------------------------------------------------------------------------------------------


@login_required
@require_POST
def apply(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Write the accepted rows into the product; with `submit` hand it in for review as well."""
    datasheet = datasheet_for(request.actor, datasheet_id)
    target = applying.Target(request.POST.get("name", "")[:200], request.POST.get("model", "")[:100])
    is_new = datasheet.product is None
    try:
        product = applying.apply_datasheet(datasheet_id, actor=request.actor, target=target)
    except NotFound:
        raise
    except DomainError as problem:
        messages.error(request, problem.message)
        return redirect(reverse("suppliers:datasheet", args=[datasheet_id]) + "#apply")
    back = "" if is_new else f"undo:{reverse('suppliers:datasheet-back', args=[datasheet_id])}"
    messages.success(request, _("已写入 %(product)s") % {"product": product}, extra_tags=back)
    if "submit" in request.POST:
        _submit(request, product)
    return redirect("suppliers:detail", product.pk)


def _submit(request: ActorRequest, product: Product) -> None:
    try:
        services.submit_product(product.pk, actor=request.actor)
    except DomainError as problem:
        messages.warning(request, problem.message)


@login_required
@require_POST
def take_back(request: ActorRequest, datasheet_id: int) -> HttpResponse:
    """Give the product the spec values of before the datasheet."""
    datasheet_for(request.actor, datasheet_id)
    try:
        done = applying.take_back(datasheet_id, actor=request.actor)
    except Conflict as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, done.words)
    return redirect("suppliers:datasheet", datasheet_id)
