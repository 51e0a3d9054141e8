"""Pages of answers: the list, choosing a product, the form, its files."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.answers import access, selectors, services, uploads
from apps.answers.carrying import carry_over
from apps.answers.documents import answer_docx, answer_xlsx
from apps.answers.forms import OfferForm, ReadBackForm, row_fields, seen_edit
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerUpload
from apps.answers.pages import differing_sides, form_context, state_context
from apps.answers.storing_back import store_back, take_back_stored
from design.forms import show_problem
from design.paging import page_of
from kernel.downloads import download
from kernel.errors import AccessDenied, Conflict, DomainError, InvalidInput, NotFound, TransitionRefused
from kernel.exports import DOCX, XLSX
from kernel.ids import id_from

STEPS = {"finish": Step.FINISH, "reopen": Step.REOPEN}


@login_required
@require_GET
def answers(request: ActorRequest) -> HttpResponse:
    """The maker's answers, the newest change first."""
    if not access.may_answer(request.actor):
        raise AccessDenied(_("只有仪器制造商的成员可以填写应答表。"))
    page = page_of(request, selectors.answers_of(request.actor))
    context = {"page_obj": page, "shows_sample": any(answer.is_sample for answer in page)}
    return render(request, "answers/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest, demand_id: int) -> HttpResponse:
    """Choose the product to answer with, the best match first; POST begins the answer, or opens the one there is."""
    demand = selectors.demand_to_answer(request.actor, demand_id)
    if request.method == "POST":
        product_id = id_from(request.POST.get("product", ""))
        if product_id is None:
            message = _("请选择用哪款产品应答。")
            raise InvalidInput(message, detail={"product": message})
        product = selectors.product_to_offer(request.actor, product_id)
        try:
            answer = services.create_answer(demand, product, actor=request.actor)
        except services.AlreadyThere as there:
            return redirect("answers:detail", there.answer_id)
        messages.success(request, _("已按产品指标预填，请逐行核对。"))
        return redirect("answers:detail", answer.pk)
    choices = selectors.product_choices(request.actor, demand)
    context = {
        "demand": demand,
        "version": demand.published_version,
        "choices": choices,
        "shows_sample": demand.is_sample,
    }
    return render(request, "answers/start.html", context)


@login_required
@require_GET
def detail(request: ActorRequest, answer_id: int) -> HttpResponse:
    """The form: row by row what is asked, answered, judged and proven. `?show=` narrows it."""
    answer = selectors.answer_for(request.actor, answer_id)
    return _form(request, answer)


def _form(
    request: ActorRequest,
    answer: Answer,
    *,
    offer: OfferForm | None = None,
    read_back: ReadBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = form_context(request.actor, answer, selectors.rows_of(answer), chosen=request.GET.get("show", ""))
    context |= {
        "offer_form": offer
        or OfferForm(initial={"price_yuan": answer.price_yuan, "delivery_days": answer.delivery_days}),
        "read_back_form": read_back or ReadBackForm(),
    }
    return render(request, "answers/detail.html", context, status=status)


# ---- rows ---------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def row(request: ActorRequest, answer_id: int, row_id: int) -> HttpResponse:
    """Save a row, or show it as it is now.

    With htmx the answer holds only what changed around the fields, so that nobody's typing is taken away; GET gives the
    fields as well. Without scripts the page is shown at the row.
    """
    selectors.row_of(selectors.answer_for(request.actor, answer_id), row_id)
    refused = _save_row(request, answer_id, row_id) if request.method == "POST" else None
    if not getattr(request, "htmx", False):
        if refused is not None:
            raise refused
        return redirect(reverse("answers:detail", args=[answer_id]) + f"#row-{row_id}")
    return _row_state(request, answer_id, row_id, refused=refused)


def _save_row(request: ActorRequest, answer_id: int, row_id: int) -> DomainError | None:
    """Save the row; gives the refusal that is shown beside it."""
    try:
        services.update_row(
            answer_id, row_id, fields=row_fields(request.POST), seen_edit=seen_edit(request.POST), actor=request.actor
        )
    except (services.RowChanged, InvalidInput, TransitionRefused) as problem:
        return problem
    return None


def _row_state(
    request: ActorRequest, answer_id: int, row_id: int, *, refused: DomainError | None = None
) -> HttpResponse:
    answer = selectors.answer_for(request.actor, answer_id)
    rows = selectors.rows_of(answer)
    context = state_context(answer, rows, chosen=request.POST.get("show", ""))
    found = next(each for each in rows if each.pk == row_id)
    context |= {"row": found, "problem": refused, "is_saved": not refused, "is_anew": request.method == "GET"}
    context["sides"] = differing_sides(refused) if refused else []
    return render(request, "answers/_row_state.html", context, status=refused.status if refused else 200)


@login_required
@require_POST
def confirm(request: ActorRequest, answer_id: int) -> HttpResponse:
    """Confirm all rows that pass."""
    count = services.confirm_rows(answer_id, actor=request.actor)
    messages.success(
        request,
        ngettext(
            "已确认 %(count)s 行无负偏离、不需人工的应答。", "已确认 %(count)s 行无负偏离、不需人工的应答。", count
        )
        % {"count": count},
    )
    return redirect("answers:detail", answer_id)


@login_required
@require_POST
def store(request: ActorRequest, answer_id: int, row_id: int) -> HttpResponse:
    """Take a row's value over into the product."""
    product = store_back(answer_id, row_id, actor=request.actor)
    words = {"model": product.model, "number": product.revision}
    undo = reverse("answers:store-undo", args=[answer_id, row_id, product.revision])
    said = _("已存回产品 %(model)s（第 %(number)s 次修订，可在产品历史中查看）。") % words
    messages.success(request, said, extra_tags=f"undo:{undo}")
    return redirect(reverse("answers:detail", args=[answer_id]) + f"#row-{row_id}")


@login_required
@require_POST
def store_undo(request: ActorRequest, answer_id: int, row_id: int, number: int) -> HttpResponse:
    """Give the product what it stated before the row was stored as this revision."""
    try:
        done = take_back_stored(answer_id, row_id, number=number, actor=request.actor)
    except Conflict as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, done.words)
    return redirect(reverse("answers:detail", args=[answer_id]) + f"#row-{row_id}")


# ---- the whole ----------------------------------------------------------------------------------------------------


@login_required
@require_POST
def offer(request: ActorRequest, answer_id: int) -> HttpResponse:
    """Note price and delivery."""
    answer = selectors.answer_for(request.actor, answer_id)
    form = OfferForm(request.POST)
    if form.is_valid():
        try:
            services.set_offer(answer_id, actor=request.actor, **form.cleaned_data)
        except InvalidInput as problem:
            show_problem(form, problem)
        else:
            messages.success(request, _("已保存报价和交货期。"))
            return redirect("answers:detail", answer_id)
    return _form(request, answer, offer=form, status=422)


@login_required
@require_POST
def step(request: ActorRequest, answer_id: int, name: str) -> HttpResponse:
    """Finish or reopen the answer."""
    if name not in STEPS:
        raise NotFound(_("没有这一步。"))
    services.take_step(answer_id, STEPS[name], actor=request.actor)
    done = {"finish": _("已定稿，可以导出。"), "reopen": _("已重新打开，可以修改。")}
    messages.success(request, done[name])
    return redirect("answers:detail", answer_id)


@login_required
@require_POST
def delete(request: ActorRequest, answer_id: int) -> HttpResponse:
    """Delete an answer under way."""
    services.delete_answer(answer_id, actor=request.actor)
    messages.success(request, _("应答已删除。"))
    return redirect("answers:list")


@login_required
@require_POST
def carry(request: ActorRequest, answer_id: int) -> HttpResponse:
    """Begin the answer to the new version with the rows of this one, or open the one there is."""
    try:
        answer = carry_over(answer_id, actor=request.actor)
    except services.AlreadyThere as there:
        return redirect("answers:detail", there.answer_id)
    messages.success(request, _("已带入新版；条款文字有变的行请重新核对。"))
    return redirect("answers:detail", answer.pk)


@login_required
@require_GET
def file(request: ActorRequest, answer_id: int, form: str) -> HttpResponse:
    """The deviation tables as a file."""
    answer = selectors.answer_for(request.actor, answer_id)
    rows = selectors.rows_of(answer)
    content, kind = (answer_xlsx(answer, rows), XLSX) if form == "xlsx" else (answer_docx(answer, rows), DOCX)
    name = f"偏离表-{answer.version.demand.code}-{answer.product.model}.{form}"
    return download(content, name=name, content_type=kind)


# ---- files that come back -----------------------------------------------------------------------------------------


@login_required
@require_POST
def read_back(request: ActorRequest, answer_id: int) -> HttpResponse:
    """Take in a table that was filled in outside."""
    answer = selectors.answer_for(request.actor, answer_id)
    form = ReadBackForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            upload = uploads.create_upload(answer_id, file=given, file_name=given.name or "", actor=request.actor)
        except InvalidInput as problem:
            show_problem(form, problem)
        else:
            return redirect("answers:upload", upload.pk)
    return _form(request, answer, read_back=form, status=422)


@login_required
@require_GET
def upload(request: ActorRequest, upload_id: int) -> HttpResponse:
    """A file that came back: being read, refused, what it would change, or what it has changed."""
    given = uploads.upload_for(request.actor, upload_id)
    context: dict[str, object] = {"upload": given, "answer": given.answer, "shows_sample": given.answer.is_sample}
    if given.status == AnswerUpload.Status.READY:
        context["plan"] = uploads.plan_for(given)
        context["cell_problems"] = [(each, _(uploads.CELL_PROBLEMS[each["problem"]])) for each in given.problems]
    is_fragment = bool(getattr(request, "htmx", False))
    return render(request, "answers/_upload_state.html" if is_fragment else "answers/upload.html", context)


@login_required
@require_POST
def upload_apply(request: ActorRequest, upload_id: int) -> HttpResponse:
    """Write what the file changes."""
    given = uploads.upload_for(request.actor, upload_id)
    count = uploads.apply_upload(upload_id, token=request.POST.get("token", ""), actor=request.actor)
    undo = reverse("answers:upload-undo", args=[upload_id])
    messages.success(
        request,
        ngettext("已按文件更新 %(count)s 行。", "已按文件更新 %(count)s 行。", count) % {"count": count},
        extra_tags=f"undo:{undo}",
    )
    return redirect("answers:detail", given.answer_id)


@login_required
@require_POST
def upload_undo(request: ActorRequest, upload_id: int) -> HttpResponse:
    """Bring the rows back as they were."""
    given = uploads.upload_for(request.actor, upload_id)
    count = uploads.undo_upload(upload_id, actor=request.actor)
    messages.success(
        request, ngettext("已撤销，%(count)s 行恢复原样。", "已撤销，%(count)s 行恢复原样。", count) % {"count": count}
    )
    return redirect("answers:detail", given.answer_id)
