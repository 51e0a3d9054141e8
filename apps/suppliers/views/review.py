"""The review: products that wait, and changes of published ones. Administrators decide, auditors read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.suppliers import access, pages, services
from apps.suppliers.contents import changes_between
from apps.suppliers.domestic import domestic_statement
from apps.suppliers.forms import DecisionForm
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Product
from apps.suppliers.selectors import contents_before, product_for, revisions_to_check, spec_rows_of, submitted
from apps.taxonomy.selectors import template_of
from design.paging import page_of
from design.parts import timeline_of
from kernel import clock
from kernel.errors import AccessDenied, DomainError
from kernel.ids import ids_from


@login_required
@require_GET
def queue(request: ActorRequest) -> HttpResponse:
    """What waits: products handed in, and changes of published products with their differences."""
    if not access.may_read_queue(request.actor):
        raise AccessDenied(_("审核队列只对平台管理员与审计开放。"))
    page = page_of(request, submitted())
    changed = page_of(request, revisions_to_check(), name="changes")
    before = contents_before(changed)
    context = {
        "page_obj": page,
        "changes_page": changed,
        "changes": [(each, changes_between(before[each.pk], each.content)) for each in changed],
        "may_review": access.may_review(request.actor),
        "shows_sample": any(product.is_sample for product in page),
    }
    return render(request, "suppliers/review.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, product_id: int) -> HttpResponse:
    """One product before its reviewer: everything that it says, the evidence that it states, and the decision."""
    if not access.may_read_queue(request.actor):
        raise AccessDenied(_("审核队列只对平台管理员与审计开放。"))
    product = product_for(request.actor, product_id)
    today = clock.today()
    rows = list(spec_rows_of([product.pk]))
    stated = [row for row in rows if not row.is_recorded and row.asked_rung > row.rung]
    if request.method == "POST" and not access.may_review(request.actor):
        raise AccessDenied(_("只有平台管理员可以审核产品。"))
    given = request.POST if request.method == "POST" else None
    form = DecisionForm(given, value_ids=[row.pk for row in stated])
    if given is not None and form.is_valid():
        try:
            return _decided(request, product, form)
        except DomainError as problem:
            form.add_error(None, problem.message)
    context = {
        "product": product,
        "form": form,
        "groups": pages.spec_groups(rows, template_of(product.category), today),
        "stated": [pages.spec_line(row, today) for row in stated],
        "unread_count": sum(row.kind == "text" for row in rows),
        "domestic": domestic_statement(product.origin, product.place_of_production, on=today),
        "certificates": product.certificates.all(),
        "timeline": timeline_of(product.steps.select_related("taken_by"), Step),
        "steps": {step.value for step in LIFECYCLE.steps(Product.Status(product.status))},
        "may_review": access.may_review(request.actor),
        "today": today,
        "shows_sample": product.is_sample,
    }
    return render(request, "suppliers/review_decide.html", context, status=422 if form.errors else 200)


def _decided(request: ActorRequest, product: Product, form: DecisionForm) -> HttpResponse:
    decision, reason = form.cleaned_data["decision"], form.cleaned_data["reason"]
    if decision == "publish":
        services.publish_product(product.pk, actor=request.actor, confirmed=form.cleaned_data["confirmed"])
        messages.success(request, _("已发布：%(product)s") % {"product": product})
    elif decision == "return":
        services.return_product(product.pk, actor=request.actor, reason=reason)
        messages.success(request, _("已退回：%(product)s") % {"product": product})
    else:
        services.remove_product(product.pk, actor=request.actor, reason=reason)
        messages.success(request, _("已下架整改：%(product)s") % {"product": product})
    return redirect("suppliers:review")


@login_required
@require_POST
def check_revision(request: ActorRequest, revision_id: int) -> HttpResponse:
    """Note that a change was looked at; `confirmed` holds the values whose stated evidence was seen."""
    confirmed = ids_from(request.POST.getlist("confirmed"))
    revision = services.check_revision(revision_id, actor=request.actor, confirmed=confirmed)
    messages.success(request, _("已核对第 %(number)s 次修订") % {"number": revision.number})
    return redirect("suppliers:review")
