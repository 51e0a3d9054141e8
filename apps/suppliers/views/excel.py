"""Excel: the template of an instrument type, imports, and a maker's products in the same form."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.suppliers import access, importing
from apps.suppliers.forms import UploadForm
from apps.suppliers.models import ProductImport
from apps.suppliers.selectors import contents_of, imports_of, products_of
from apps.suppliers.workbook import product_workbook
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import category_by_code, category_tree, template_of
from kernel.downloads import download
from kernel.errors import AccessDenied, DomainError
from kernel.exports import XLSX


@login_required
@require_GET
def template(request: ActorRequest, code: str) -> HttpResponse:
    """The empty form of an instrument type."""
    category = category_by_code(code)
    parameters = [line.parameter for line in template_of(category)]
    content = product_workbook(category, parameters=parameters)
    return download(content, name=f"{category.name}-{_('产品模板')}.xlsx", content_type=XLSX)


@login_required
@require_GET
def own_export(request: ActorRequest, code: str) -> HttpResponse:
    """The maker's own products of an instrument type in the form that an import reads."""
    if not access.may_export_own(request.actor):
        raise AccessDenied(_("只有仪器制造商的成员可以导出本单位的产品。"))
    category = category_by_code(code)
    products = list(products_of(request.actor).filter(category=category).order_by("model"))
    contents = contents_of(products)
    parameters = [line.parameter for line in template_of(category)]
    filled = [contents[product.pk] for product in products]
    content = product_workbook(category, parameters=parameters, contents=filled)
    return download(content, name=f"{category.name}.xlsx", content_type=XLSX)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: ActorRequest) -> HttpResponse:
    """Choose a type, fetch its form, hand the filled one in; earlier imports below."""
    if not access.may_import(request.actor):
        raise AccessDenied(_("只有仪器制造商的成员可以导入产品。"))
    is_post = request.method == "POST"
    form = UploadForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        initial={"category": request.GET.get("category", "")},
    )
    if is_post and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            category = category_by_code(form.cleaned_data["category"])
            given = importing.create_import(file, file_name=file.name or "", category=category, actor=request.actor)
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            return redirect("suppliers:import-detail", given.pk)
    context = {
        "form": form,
        "tree": category_tree(),
        "chosen": str(form["category"].value() or ""),
        "own_categories": Category.objects.filter(products__in=products_of(request.actor).order_by()).distinct(),
        "imports": imports_of(request.actor)[:10],
    }
    return render(request, "suppliers/import.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def import_detail(request: ActorRequest, import_id: int) -> HttpResponse:
    """An import: being read, what is wrong with it, or what it would do. Asks again while it is being read."""
    given = importing.import_for(request.actor, import_id)
    context: dict[str, object] = {"given": given}
    if given.status == ProductImport.Status.READY:
        plan = importing.plan_of(given)
        context["plan"] = plan
        context["new_count"] = sum(row.product_id is None for row in plan.rows)
        context["changed_count"] = sum(row.product_id is not None and not row.is_unchanged for row in plan.rows)
        context["unchanged_count"] = sum(row.is_unchanged for row in plan.rows)
    is_fragment = bool(getattr(request, "htmx", False))
    return render(request, "suppliers/_import_state.html" if is_fragment else "suppliers/import_detail.html", context)


@login_required
@require_POST
def import_apply(request: ActorRequest, import_id: int) -> HttpResponse:
    """Make and change all products of the import."""
    made, changed = importing.apply_import(import_id, actor=request.actor)
    messages.success(request, _("已新建 %(made)s 款、更新 %(changed)s 款产品") % {"made": made, "changed": changed})
    return redirect("suppliers:mine")
