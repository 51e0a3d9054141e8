"""The catalogue, its export, and the comparison of several products. Public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.paginator import Page
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.accounts.for_everybody import kept_page
from apps.accounts.regions import region_name
from apps.accounts.requests import ActorRequest
from apps.suppliers import catalogue as finding
from apps.suppliers import facets, pages
from apps.suppliers.catalogue import CatalogueQuery
from apps.suppliers.counting import MOST_COUNTED, CatalogueCounts, count_catalogue
from apps.suppliers.domestic import domestic_statement
from apps.suppliers.lists import CONTENT_TYPES, catalogue_csv, catalogue_xlsx
from apps.suppliers.models import Product
from apps.suppliers.ranges import RangeFilter
from apps.suppliers.selectors import PRICE, figures_by_parameter, figures_of_products, published, visible_to
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import (
    CategoryNode,
    TemplateLine,
    ancestors,
    category_by_code,
    category_in,
    category_tree,
    template_of,
)
from design.paging import page_of
from design.signs import RUNG_NAMES
from kernel import clock
from kernel.downloads import download
from kernel.ids import ids_from

SHOWN = (
    "suppliers_product", "suppliers_specvalue", "suppliers_certificate", "accounts_organisation",
    "taxonomy_category", "taxonomy_parameter", "taxonomy_templaterow",
)  # fmt: skip
"""The tables that the catalogue shows."""
MOST_COMPARED = 6
MOST_EXPORTED = 5000


@require_GET
@kept_page(shows=SHOWN, asked_by=("page", "sort", "province", "evidence", "domestic", "trial"))
def catalogue(request: ActorRequest, code: str = "") -> HttpResponse:
    """Published products of a category, filtered and sorted as the query string asks. Twelve queries at most."""
    tree = category_tree()
    category = category_in(tree, code) if code else None
    lines = template_of(category, with_aliases=False) if category else ()
    query, today = finding.prepared(_query(request, category, lines)), clock.today()
    counts = count_catalogue(query, today=today)
    page = _page(request, query, counts, today)
    figures = _figures(query, counts) if lines else {}
    columns = pages.columns_for(lines, figures, chosen=request.GET.getlist("col"))
    references = _by_ids(counts.references) if counts.references else []
    rows = pages.catalogue_rows([*page.object_list, *references], columns, today)
    context = {
        "category": category,
        "trail": ancestors(category) if category else (),
        "query": query.text,
        "asked": query,
        "page_obj": page,
        "columns": columns,
        "column_choices": _column_choices(lines, columns),
        "chosen_columns": [column.code for column in columns] if request.GET.get("col") else [],
        "kept": _kept(request.GET, "col", "page"),
        "rows": [row for row in rows if not row.product.is_reference],
        "reference_rows": [row for row in rows if row.product.is_reference],
        "facets": (numeric := facets.facets_of(query, figures)),
        "facets_rest": len(numeric) - facets.FACETS_SHOWN,
        "facets_shown": facets.FACETS_SHOWN,
        "clear_urls": {each.parameter.code: _without_range(request.GET, each) for each in query.ranges if each.text},
        "price": facets.price_facet(query, figures.get(PRICE, ())),
        "counts": counts,
        "rungs": list(reversed(RUNG_NAMES.items())),
        "chips": _chips(request.GET, query),
        "sorts": _sorts(request.GET, query),
        "sort_words": _sort_words(query),
        "export_query": request.GET.urlencode(),
        "province_url": _province_url(request.GET),
        "shows_sample": any(row.product.is_sample for row in rows),
        **_tree(tree, category, counts.by_category),
    }
    return render(request, "suppliers/catalogue.html", context)


def _page(request: ActorRequest, query: CatalogueQuery, counts: CatalogueCounts, today: date) -> Page[Product]:
    """The page of what is found. Its ids are found first: joins and columns are read for what is shown alone."""
    page = page_of(request, Product.objects.none(), count=counts.found, most=MOST_COUNTED)
    place = slice(max(page.start_index() - 1, 0), page.end_index())
    if not query.sort and (counts.looked_at is None or place.stop <= len(counts.ids)):
        ids = list(counts.ids[place])
    else:
        few = Product.objects.filter(pk__in=counts.ids) if counts.looked_at is None else None
        found = finding.answering(query, today=today) if few is None else few
        ids = finding.page_in_order(found, query, today=today, place=place)
    page.object_list = _by_ids(ids)
    return page


def _figures(query: CatalogueQuery, counts: CatalogueCounts) -> Mapping[int, Sequence[float]]:
    if counts.scope_ids is None:
        return figures_by_parameter(finding.in_scope(query))
    return figures_of_products(counts.scope_ids)


def _by_ids(ids: Sequence[int]) -> list[Product]:
    """Products that are published now, in this order."""
    products = {product.pk: product for product in published().filter(pk__in=ids)}
    return [products[product_id] for product_id in ids if product_id in products]


def _column_choices(lines: Sequence[TemplateLine], columns: Sequence[Parameter]) -> list[tuple[Parameter, bool]]:
    """Every parameter of the template, and whether it is a column now."""
    shown = {column.pk for column in columns}
    return [(line.parameter, line.parameter.pk in shown) for line in lines]


def _kept(given: QueryDict, *without: str) -> list[tuple[str, str]]:
    """The rest of the query string, for a form that changes one part of it."""
    return [(name, value) for name, values in given.lists() if name not in without for value in values]


def _sort_words(query: CatalogueQuery) -> str:
    """How the table is sorted: 按分辨率从高到低."""
    if not query.sort:
        return _("最新发布在前")
    plain = {"model": _("型号"), "price": _("报价"), "lead": _("交货期")}
    name = plain.get(query.sort) or query.parameters[query.sort].name
    words = _("按%(name)s从高到低") if query.descending else _("按%(name)s从低到高")
    return words % {"name": name}


def _query(request: ActorRequest, category: Category | None, lines: Sequence[TemplateLine]) -> CatalogueQuery:
    parameters = [line.parameter for line in lines]
    return finding.read_query(request.GET.dict(), category=category, parameters=parameters)


def _tree(tree: Sequence[CategoryNode], category: Category | None, counts: Mapping[int, int]) -> dict[str, object]:
    way = frozenset(each.pk for each in (*ancestors(category), category)) if category else frozenset()
    current = category.pk if category else None
    return {
        "branches": pages.branches_of(tree, counts, open_ids=way, current=current),
        "total_count": sum(counts.values()),
    }


def _without(given: QueryDict, *names: str) -> str:
    rest = given.copy()
    for name in (*names, "page"):
        rest.pop(name, None)
    return "?" + rest.urlencode()


def _province_url(given: QueryDict) -> str:
    rest = _without(given, "province")
    return f"{rest}&province=" if rest != "?" else "?province="


def _chips(given: QueryDict, query: CatalogueQuery) -> list[tuple[str, str]]:
    """What is filtered by, in words, each with the address without it."""
    chips = [(f"“{query.text}”", _without(given, "q"))] if query.text else []
    chips += [(_range_words(each), _without_range(given, each)) for each in query.used_ranges]
    if query.price_from is not None or query.price_to is not None:
        ends = (given.get("price_from") or "0", given.get("price_to") or "∞")
        chips.append(
            (
                _("报价 %(from)s～%(to)s 万元") % {"from": ends[0], "to": ends[1]},
                _without(given, "price_from", "price_to"),
            )
        )
    if query.evidence > 1:
        chips.append((_("证据 ≥ %(rung)s") % {"rung": RUNG_NAMES[query.evidence]}, _without(given, "evidence")))
    if query.domestic:
        chips.append((_("本国产品"), _without(given, "domestic")))
    if query.trial:
        chips.append((_("可试用"), _without(given, "trial")))
    if query.province:
        chips.append((region_name(query.province) or query.province, _without(given, "province")))
    return chips


def _range_words(asked: RangeFilter) -> str:
    """最高耐压 ≥80 MPa: with the unit, unless the text has one."""
    has_unit = any(letter.isalpha() or letter in "%℃°" for letter in asked.text)
    unit = "" if has_unit else asked.unit or asked.parameter.unit
    return f"{asked.parameter.name} {asked.text} {unit}".strip()


def _without_range(given: QueryDict, asked: RangeFilter) -> str:
    return _without(given, *(f"{lead}_{asked.parameter.code}" for lead in ("p", "lo", "hi", "u")))


def _sorts(given: QueryDict, query: CatalogueQuery) -> Mapping[str, tuple[str, str]]:
    """By column the address that sorts by it (the other way if it does already), and how it is sorted by it now."""
    names = [*finding.PLAIN_SORTS, *query.parameters]
    return {name: _sort(given, query, name) for name in names}


def _sort(given: QueryDict, query: CatalogueQuery, name: str) -> tuple[str, str]:
    parameter = query.parameters.get(name)
    first = "-" if parameter is not None and parameter.better == "higher" else ""
    standing = ""
    if query.sort == name:
        standing = "descending" if query.descending else "ascending"
        first = "" if query.descending else "-"
    rest = given.copy()
    rest.pop("page", None)
    rest["sort"] = first + name
    return "?" + rest.urlencode(), standing


@require_GET
def export(request: ActorRequest) -> HttpResponse:
    """The filtered list as a file: `form` xlsx or csv, `category` a code, and the catalogue's own query string."""
    code = request.GET.get("category", "")
    category = category_by_code(code) if code else None
    lines = template_of(category) if category else ()
    query = _query(request, category, lines)
    today = clock.today()
    found = finding.in_order(finding.answering(query, today=today), query, today=today)[:MOST_EXPORTED]
    form = "csv" if request.GET.get("form") == "csv" else "xlsx"
    write = catalogue_csv if form == "csv" else catalogue_xlsx
    name = f"{category.name if category else _('产品目录')}-{today:%Y%m%d}.{form}"
    return download(write(list(found), lines, today), name=name, content_type=CONTENT_TYPES[form])


@require_GET
def compare(request: ActorRequest) -> HttpResponse:
    """Up to six products side by side: `?id=1&id=2`. Ids that the actor may not see are left out without a word."""
    wanted = list(dict.fromkeys(ids_from(request.GET.getlist("id"))))[:MOST_COMPARED]
    visible = {product.pk: product for product in visible_to(request.actor).filter(pk__in=wanted)}
    products = [visible[product_id] for product_id in wanted if product_id in visible]
    today = clock.today()
    category = products[0].category if products else None
    cells = pages.cells_of([product.pk for product in products], today)
    rows = pages.comparison_rows(products, template_of(category) if category else (), cells)
    share_query = "&".join(f"id={product.pk}" for product in products)
    context = {
        "products": [_compared(product, products) for product in products],
        "rows": rows,
        "differing_count": sum(row.differs for row in rows),
        "only_differences": request.GET.get("only") == "1",
        "category": category,
        "share_query": share_query,
        "address": request.build_absolute_uri(f"{request.path}?{share_query}"),
        "is_mixed": len({product.category_id for product in products}) > 1,
        "shows_sample": any(product.is_sample for product in products),
    }
    return render(request, "suppliers/compare.html", context)


def _compared(product: Product, others: Sequence[Product]) -> dict[str, object]:
    rest = "&".join(f"id={other.pk}" for other in others if other.pk != product.pk)
    statement = domestic_statement(product.origin, product.place_of_production, on=clock.today())
    return {"product": product, "domestic": statement, "without_url": f"{reverse('suppliers:compare')}?{rest}"}
