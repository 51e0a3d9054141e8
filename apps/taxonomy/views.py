"""Pages of the taxonomy: the tree with its search, and a category with its parameter template."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.for_everybody import kept_page
from apps.taxonomy import selectors
from apps.taxonomy.selectors import TemplateLine


@require_GET
@kept_page(shows=("taxonomy_category", "taxonomy_templaterow"))
def index(request: HttpRequest) -> HttpResponse:
    """The tree of categories; with ?q= the categories found by name, abbreviation or code instead."""
    query = request.GET.get("q", "").replace("\0", "").strip()[: selectors.LONGEST_SEARCH]
    tree = selectors.category_tree()
    context = {
        "tree": tree,
        "type_count": sum(node.type_count for node in tree),
        "search_text": query,
        "hits": selectors.search_categories(query) if query else (),
    }
    return render(request, "taxonomy/index.html", context)


@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One category: where it stands, what competes with it, and its parameter template in groups."""
    category = selectors.category_by_code(code)
    lines = selectors.template_of(category)
    context = {
        "category": category,
        "ancestors": selectors.ancestors(category),
        "children": selectors.descendants(category).exclude(pk=category.pk).filter(parent=category),
        "family": selectors.family_of(category).exclude(pk=category.pk) if category.level == 3 else (),
        "groups": _grouped(lines),
        "line_count": len(lines),
        "lender": _lender(lines, category.pk),
    }
    return render(request, "taxonomy/detail.html", context)


def _grouped(lines: tuple[TemplateLine, ...]) -> list[tuple[str, list[TemplateLine]]]:
    return [(group, list(members)) for group, members in groupby(lines, key=lambda line: line.group_name)]


def _lender(lines: tuple[TemplateLine, ...], category_id: int) -> object:
    """The neighbouring type whose template is borrowed, if it is."""
    return next((line.origin for line in lines if line.origin.level == 3 and line.origin.pk != category_id), None)
