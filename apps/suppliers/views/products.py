"""A product's own page, and the pages of the maker that writes it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.suppliers import access, pages, services
from apps.suppliers.contents import ProductContent, SpecEntry, changes_between
from apps.suppliers.domestic import domestic_statement
from apps.suppliers.forms import ProductEditor
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Product
from apps.suppliers.reading import read_value
from apps.suppliers.selectors import (
    contents_of,
    counts_by_status,
    product_for,
    products_of,
    similar_to,
    spec_rows_of,
)
from apps.suppliers.specs import understanding_of
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import ancestors, category_by_code, category_tree, template_of
from design.paging import page_of
from design.parts import timeline_of
from kernel import clock
from kernel.errors import AccessDenied, DomainError

SIMILAR = 5
SIMILAR_BESIDE = 2
TONES = {"draft": "idle", "submitted": "running", "returned": "waiting", "published": "done", "withdrawn": "idle"}


@require_GET
def detail(request: ActorRequest, product_id: int) -> HttpResponse:
    """A product: what it is, its values with evidence, certificates, and its likes. Contacts are never shown."""
    product = product_for(request.actor, product_id)
    today = clock.today()
    rows = list(spec_rows_of([product.pk]))
    lines = template_of(product.category)
    similar = similar_to(product, most=SIMILAR)
    compared = [product, *similar[:SIMILAR_BESIDE]]
    cells = pages.cells_of([each.pk for each in compared], today)
    is_own = request.actor.belongs_to(product.organisation_id) or access.may_see_unpublished(request.actor)
    context = {
        "product": product,
        "trail": ancestors(product.category),
        "domestic": domestic_statement(product.origin, product.place_of_production, on=today),
        "groups": pages.spec_groups(rows, lines, today),
        "value_count": len(pages.counting_rows(rows, today)),
        "rung_counts": pages.rung_counts(rows, today),
        "certificates": product.certificates.all(),
        "today": today,
        "compared": compared,
        "comparison": pages.comparison_rows(compared, lines, cells)[:8] if similar else [],
        "compare_query": "&".join(f"id={each.pk}" for each in [product, *similar]),
        "is_own": is_own,
        "timeline": timeline_of(product.steps.select_related("taken_by"), Step) if is_own else [],
        "tone": TONES[product.status],
        "may_edit": access.may_edit(request.actor, product),
        "may_review": access.may_review(request.actor),
        "steps": _own_steps(request, product),
        "shows_sample": product.is_sample,
    }
    return render(request, "suppliers/detail.html", context)


def _own_steps(request: ActorRequest, product: Product) -> frozenset[str]:
    """The steps that the actor may take now, by their names, for the buttons of the page."""
    steps = {step.value for step in LIFECYCLE.steps(Product.Status(product.status))}
    own = {Step.EDIT, Step.SUBMIT, Step.RECALL, Step.WITHDRAW, Step.REPUBLISH}
    allowed = {step.value for step in own} if access.may_edit(request.actor, product) else set()
    if access.may_review(request.actor):
        allowed |= {Step.PUBLISH.value, Step.RETURN.value, Step.REMOVE.value}
    return frozenset(steps & allowed)


@require_GET
def history(request: ActorRequest, product_id: int) -> HttpResponse:
    """All revisions of a product, each with what it changed. For its maker, administrators and auditors."""
    product = product_for(request.actor, product_id)
    if not (access.may_edit(request.actor, product) or access.may_see_unpublished(request.actor)):
        raise AccessDenied(_("修订记录只对本厂商与平台开放。"))
    revisions = list(product.revisions.select_related("created_by"))
    before: dict[str, object] = {}
    entries = []
    for revision in revisions:
        changes = changes_between(before, revision.content) if before else ()
        entries.append({"revision": revision, "changes": changes})
        before = revision.content
    context = {"product": product, "entries": entries[::-1], "shows_sample": product.is_sample}
    return render(request, "suppliers/history.html", context)


@login_required
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """The maker's own products with their status and the next step."""
    if not access.may_create(request.actor):
        raise AccessDenied(_("只有仪器制造商的成员有“我的产品”。"))
    products = products_of(request.actor)
    status = request.GET.get("status", "")
    counts = counts_by_status(products)
    if status in Product.Status.values:
        products = products.filter(status=status)
    page = page_of(request, products)
    rows = [(product, TONES[product.status], _own_steps(request, product)) for product in page]
    context = {
        "page_obj": page,
        "rows": rows,
        "status": status,
        "statuses": [(value, label, counts.get(value, 0)) for value, label in Product.Status.choices],
        "total_count": sum(counts.values()),
        "draft_count": counts.get(Product.Status.DRAFT.value, 0),
        "is_verified": request.actor.is_verified,
        "shows_sample": any(product.is_sample for product in page),
    }
    return render(request, "suppliers/mine.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Choose an instrument type, then write the product. `?category=CODE`; `?reference=1` for an imported reference."""
    is_reference = request.GET.get("reference") == "1"
    permitted = access.may_create_reference(request.actor) if is_reference else access.may_create(request.actor)
    if not permitted:
        raise AccessDenied(_("只有仪器制造商的成员可以建立产品。"))
    code = request.GET.get("category", "")
    if not code:
        context = {"tree": category_tree(), "target": "new", "is_reference": is_reference}
        return render(request, "suppliers/choose_category.html", context)
    category = category_by_code(code)
    data = request.POST if request.method == "POST" else None
    editor = _editor(data, category, is_reference=is_reference)
    if data is not None and editor.is_valid():
        try:
            product = services.create_product(editor.content(), actor=request.actor)
        except DomainError as problem:
            editor.show(problem)
        else:
            return _saved(request, product)
    return render(request, "suppliers/edit.html", {"editor": editor, "category": category}, status=_status(data))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, product_id: int) -> HttpResponse:
    """Change a product. A published one changes at once; the page says so."""
    product = product_for(request.actor, product_id)
    if not access.may_edit(request.actor, product):
        raise AccessDenied(_("您没有对该产品执行此操作的权限。"))
    LIFECYCLE.after(Product.Status(product.status), Step.EDIT)
    content = contents_of([product])[product.pk]
    data = request.POST if request.method == "POST" else None
    editor = _editor(data, product.category, content=content, is_reference=product.is_reference)
    if data is not None and editor.is_valid():
        seen = data.get("revision", "")
        try:
            services.edit_product(
                product.pk,
                content=editor.content(),
                actor=request.actor,
                expected_revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None,
            )
        except DomainError as problem:
            editor.show(problem)
        else:
            return _saved(request, product)
    context = {"editor": editor, "category": product.category, "product": product, "shows_sample": product.is_sample}
    return render(request, "suppliers/edit.html", context, status=_status(data))


def _editor(
    data: QueryDict | None, category: Category, *, content: ProductContent | None = None, is_reference: bool
) -> ProductEditor:
    lines = template_of(category)
    return ProductEditor(
        data,
        category=category,
        parameters=[line.parameter for line in lines],
        groups={line.parameter.code: line.group_name for line in lines},
        content=content,
        is_reference=is_reference,
    )


def _status(data: object) -> int:
    return 200 if data is None else 422


def _saved(request: ActorRequest, product: Product) -> HttpResponse:
    if "submit" in request.POST:
        try:
            services.submit_product(product.pk, actor=request.actor)
        except DomainError as problem:
            messages.warning(request, _("已保存。%(problem)s") % {"problem": problem.message})
        else:
            messages.success(request, _("已保存并提交审核"))
    else:
        messages.success(request, _("已保存"))
    return redirect("suppliers:detail", product.pk)


@login_required
@require_GET
def read(request: ActorRequest) -> HttpResponse:
    """How a text would be read for a parameter, as a fragment: `?parameter=CODE&text=…&condition=…`."""
    codes = [value for name, value in request.GET.dict().items() if name.endswith("parameter")]
    parameter = Parameter.objects.filter(code=codes[0].replace("\0", "")).first() if codes else None
    given = {name.rpartition("-")[2]: value.replace("\0", "")[:400] for name, value in request.GET.dict().items()}
    entry = SpecEntry(text=given.get("text", ""), condition=given.get("condition", "")[:200])
    reading = understanding_of(read_value(entry, parameter), parameter) if entry.text.strip() else None
    return render(request, "suppliers/_reading.html", {"reading": reading})


def _step_view(step: Callable[..., Product], done: str) -> Callable[[ActorRequest, int], HttpResponse]:
    """A view that takes one step by POST and goes back to where it was asked for."""

    @login_required
    @require_POST
    def view(request: ActorRequest, product_id: int) -> HttpResponse:
        product = step(product_id, actor=request.actor)
        undo = _undo_of(product)
        messages.success(request, _(done) % {"product": product}, extra_tags=f"undo:{undo}" if undo else "")
        return redirect(
            "suppliers:mine" if request.POST.get("back") == "mine" else reverse("suppliers:detail", args=[product.pk])
        )

    return view


def _undo_of(product: Product) -> str:
    """The address whose POST takes the step back, where there is one."""
    back = {Product.Status.SUBMITTED: "suppliers:recall", Product.Status.WITHDRAWN: "suppliers:republish"}
    name = back.get(Product.Status(product.status))
    return reverse(name, args=[product.pk]) if name else ""


@login_required
@require_POST
def submit_all(request: ActorRequest) -> HttpResponse:
    """Hand in all drafts of the maker, as after an import."""
    count = services.submit_drafts(actor=request.actor)
    messages.success(request, ngettext("已提交 %(count)s 款产品", "已提交 %(count)s 款产品", count) % {"count": count})
    return redirect("suppliers:mine")


submit = _step_view(services.submit_product, gettext_noop("已提交审核：%(product)s"))
recall = _step_view(services.recall_product, gettext_noop("已撤回，可继续修改：%(product)s"))
withdraw = _step_view(services.withdraw_product, gettext_noop("已下架：%(product)s"))
republish = _step_view(services.republish_product, gettext_noop("已重新上架：%(product)s"))
