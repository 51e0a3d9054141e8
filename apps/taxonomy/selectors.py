"""Questions about categories, parameters and templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.taxonomy.groups import group_name
from apps.taxonomy.guessing import CategoryGuesser, CategoryNames
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.linking import LinkedParameter, Linker, Template, TemplateEntry
from apps.taxonomy.models import AcceptedAlias, Category, Parameter, TemplateRow
from apps.taxonomy.naming import normalised
from kernel.errors import NotFound

LONGEST_SEARCH = 80
# Guessing a type by the names of its parameters: how many are looked at, how sure a link must be, the fewest that
# count, how many more than another family settle it, and how much larger a share settles it otherwise.
MOST_NAMES = 40
SURE_NAME = 88
FEWEST_NAMES = 3
NAMES_AHEAD = 2
CLEAR_SHARE = 1.2


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category in the tree, with what lies below it. `has_template`: a type with parameters, its own or borrowed."""

    category: Category
    children: tuple[CategoryNode, ...]
    has_template: bool

    @property
    def type_count(self) -> int:
        """How many instrument types (level 3) lie here or below."""
        return (self.category.level == 3) + sum(child.type_count for child in self.children)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One line of a category's full template. `origin` is the category whose own rows hold it."""

    parameter: Parameter
    group: str
    origin: Category

    @property
    def group_name(self) -> str:
        """The group in the language of the page."""
        return group_name(self.group)


@dataclass(frozen=True, slots=True)
class CategoryHit:
    """A category found by a search, and the name it was found by."""

    category: Category
    found_by: str


def category_tree() -> tuple[CategoryNode, ...]:
    """All active categories as a tree, in the order of the national classification. One query."""
    own = TemplateRow.objects.filter(category=OuterRef("pk"))
    categories: list[Any] = list(Category.objects.filter(is_active=True).annotate(has_rows=Exists(own)))
    families = {each.family for each in categories if each.level == 3 and each.has_rows}
    below: dict[int | None, list[Category]] = {}
    for category in categories:
        below.setdefault(category.parent_id, []).append(category)

    def node(category: Category) -> CategoryNode:
        children = tuple(node(child) for child in below.get(category.pk, ()))
        return CategoryNode(category, children, category.level == 3 and category.family in families)

    return tuple(node(category) for category in below.get(None, ()))


def category_in(tree: Iterable[CategoryNode], code: str) -> Category:
    """The category of this code with its parents out of the tree; asked of the database only if it is retired.

    Raises NotFound.
    """
    return _found_in(tree, code, None) or category_by_code(code)


def _found_in(nodes: Iterable[CategoryNode], code: str, parent: Category | None) -> Category | None:
    for node in nodes:
        node.category.parent = parent
        if node.category.code == code:
            return node.category
        if code.startswith(node.category.code) and (found := _found_in(node.children, code, node.category)):
            return found
    return None


def category_by_code(code: str) -> Category:
    """The category, active or retired. Raises NotFound, also for a text that can be no code: SQL takes no NUL."""
    known = Category.objects.select_related("parent__parent")
    category = known.filter(code=code).first() if code.isalnum() else None
    if category is None:
        raise NotFound(_("没有代码为 %(code)s 的细分领域。") % {"code": code})
    return category


def ancestors(category: Category) -> tuple[Category, ...]:
    """The category's parents, the highest first."""
    found: list[Category] = []
    here = category.parent
    while here is not None:
        found.insert(0, here)
        here = here.parent
    return tuple(found)


def descendants(category: Category) -> QuerySet[Category]:
    """The category itself and every active category below it."""
    below = Q(parent=category) | Q(parent__parent=category)
    return Category.objects.filter(Q(pk=category.pk) | (below & Q(is_active=True)))


def family_of(category: Category) -> QuerySet[Category]:
    """The instrument types that compete with this one, itself among them; for levels 1 and 2 all types below."""
    if category.level < 3 or not category.family:
        return descendants(category).filter(level=3)
    return Category.objects.filter(level=3, family=category.family, is_active=True)


def template_of(category: Category, *, with_aliases: bool = True) -> tuple[TemplateLine, ...]:
    """The full template: the category's own rows, then those inherited from the levels above it.

    A type without rows of its own borrows those of the first type of its family that has some, so an ultra-high
    pressure liquid chromatograph has the template of the liquid chromatograph. Inactive parameters are left out; a
    parameter stands once. One query, and one more for the accepted aliases.
    """
    above = list(reversed(ancestors(category)))
    relatives = family_of(category) if category.level == 3 and category.family else Category.objects.none()
    rows = TemplateRow.objects.filter(Q(category__in=[category, *above]) | Q(category__in=relatives))
    rows = rows.select_related("parameter", "category").order_by("position", "id")
    if with_aliases:
        rows = rows.prefetch_related("parameter__accepted_aliases")
    rank = {each.pk: place for place, each in enumerate([_lender(category, rows), *above])}
    kept = [row for row in rows if row.category_id in rank and row.parameter.is_active]
    lines: dict[int, TemplateLine] = {}
    for row in sorted(kept, key=lambda row: rank[row.category_id]):
        lines.setdefault(row.parameter_id, TemplateLine(row.parameter, row.group, row.category))
    return tuple(lines.values())


def _lender(category: Category, rows: Iterable[TemplateRow]) -> Category:
    """The category itself if one of the rows is its own, else the first relative that has one."""
    if category.level < 3 or not category.family:
        return category
    holders = {row.category_id: row.category for row in rows if row.category.level == category.level}
    if category.pk in holders or not holders:
        return category
    return min(holders.values(), key=lambda holder: holder.position)


def search_categories(text: str, *, limit: int = 40) -> tuple[CategoryHit, ...]:
    """Active categories whose code, name or alias holds the text; whole names first, then beginnings, then the rest.

    Letters, widths, blanks and hyphens don't matter: lcms finds LC-MS. '' finds nothing.
    """
    text = text[:LONGEST_SEARCH].replace("\0", "")
    key = normalised(text)
    if not key:
        return ()
    hits: list[tuple[int, int, int, CategoryHit]] = []
    for category in Category.objects.filter(is_active=True).select_related("parent"):
        ranked = [(_rank(key, name), name) for name in _names(category)]
        rank, name = min(ranked, key=lambda pair: pair[0])
        if rank < 3:
            hits.append((rank, -category.level, category.position, CategoryHit(category, name)))
    return tuple(hit for *_order, hit in sorted(hits, key=lambda hit: hit[:3])[:limit])


def _names(category: Category) -> tuple[str, ...]:
    return (category.name_zh, category.name_en, *category.aliases, category.code)


def _rank(key: str, name: str) -> int:
    known = normalised(name)
    if known == key:
        return 0
    if known.startswith(key):
        return 1
    return 2 if key in known else 3


def facts_of(codes: Iterable[str]) -> dict[str, ParameterFacts]:
    """What the comparison must know of the parameters, by code; unknown codes are left out."""
    parameters = Parameter.objects.filter(code__in=set(codes))
    return {parameter.code: parameter_facts(parameter) for parameter in parameters}


def parameter_facts(parameter: Parameter) -> ParameterFacts:
    """What the comparison must know of this parameter."""
    return ParameterFacts(
        code=parameter.code,
        name=parameter.name_zh,
        quantity=parameter.quantity,
        settable=parameter.settable,
        better=parameter.better,
    )


# ---- reading texts ------------------------------------------------------------------------------------------------


def taxonomy_version() -> tuple[int, ...]:
    """A value that differs after every change of the tables, by whatever hand: the key of what is kept in memory.

    Asks the database once (about a millisecond): row counts and the newest transaction and command that wrote a row.
    """
    table = "SELECT count(*), coalesce(max(xmin::text::bigint), 0), coalesce(sum(cmin::text::bigint), 0) FROM {}"
    tables = (Category, Parameter, TemplateRow, AcceptedAlias)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(table.format(model._meta.db_table) for model in tables))
        return tuple(int(number) for row in cursor.fetchall() for number in row)


def linker_for(category_code: str) -> Linker:
    """Links printed names to parameters of this category, its family and the common ones.

    '' or an unknown code gives a linker of the common parameters alone. Kept in memory until the taxonomy changes; ask
    once per document, not per line.
    """
    return linker_at(category_code, taxonomy_version())


def link_parameter(
    printed_name: str,
    *,
    category_code: str,
    group: str | None = None,
    unit: str | None = None,
    condition: str | None = None,
) -> LinkedParameter | None:
    """The parameter that a printed name means in this category; see `apps.taxonomy.linking`."""
    return linker_for(category_code).link(printed_name, group=group, unit=unit, condition=condition)


def guess_category(text: str) -> str | None:
    """The code of the instrument type that a title names; None if it names none."""
    return _guesser(taxonomy_version()).guess(text)


def guess_category_by_names(names: Sequence[tuple[str, str | None]]) -> str | None:
    """The instrument type whose template knows most of these (printed name, unit) pairs; None where that is open.

    For a list of parameters without a title. The type must know at least half of the names and three of them. Where
    several families know nearly as many (the template of LC-MS holds that of HPLC), the one counts whose template is
    made of such parameters (lc.…) to the larger share, if it is clearly larger.
    """
    asked = list(dict.fromkeys(names))[:MOST_NAMES]
    known: dict[str, tuple[int, float, str]] = {}
    for category in _types_with_template():
        fit = (*_fit(category, asked), category.code)
        family = category.family or category.code
        if fit[:2] > known.get(family, (0, 0.0, ""))[:2]:
            known[family] = fit
    most = max((count for count, _, _ in known.values()), default=0)
    if most < max(FEWEST_NAMES, len(asked) / 2):
        return None
    near = sorted((fit for fit in known.values() if fit[0] > most - NAMES_AHEAD), key=lambda fit: -fit[1])
    is_clear = len(near) == 1 or near[0][1] >= CLEAR_SHARE * near[1][1]
    return near[0][2] if is_clear else None


def _fit(category: Category, names: Iterable[tuple[str, str | None]]) -> tuple[int, float]:
    """How many names the template knows, and the share of the template that is of the kinds they belong to."""
    linker = linker_for(category.code)
    links = [linker.link(name, unit=unit) for name, unit in names]
    sure = [link.code for link in links if link and link.layer == "own" and link.confidence >= SURE_NAME]
    kinds = {code.split(".")[0] for code in sure}
    own = list(category.template_rows.values_list("parameter__code", flat=True))
    return len(sure), sum(code.split(".")[0] in kinds for code in own) / len(own)


def _types_with_template() -> QuerySet[Category]:
    return Category.objects.filter(level=3, is_active=True, template_rows__isnull=False).distinct().order_by("code")


@lru_cache(maxsize=256)
def linker_at(category_code: str, version: tuple[int, ...]) -> Linker:
    """`linker_for` for whoever has asked for the `taxonomy_version` already."""
    category = Category.objects.select_related("parent__parent").filter(code=category_code).first()
    if category is None:
        return Linker(Template((), common=_common_entries()))
    own = _entries_of([category])
    seen = {entry.code for entry in own}
    relatives = list(family_of(category).exclude(pk=category.pk)) if category.level == 3 else []
    family = tuple(entry for entry in _entries_of(relatives) if entry.code not in seen)
    return Linker(Template(own, family, _entries_of(ancestors(category))))


@lru_cache(maxsize=2)
def _guesser(version: tuple[int, ...]) -> CategoryGuesser:
    types = Category.objects.filter(level=3, is_active=True)
    return CategoryGuesser(
        CategoryNames(category.code, (category.name_zh, category.name_en, *category.aliases)) for category in types
    )


def _common_entries() -> tuple[TemplateEntry, ...]:
    return _entries_of(Category.objects.filter(level=1))


def _entries_of(categories: Iterable[Category]) -> tuple[TemplateEntry, ...]:
    rows = TemplateRow.objects.filter(category__in=list(categories), parameter__is_active=True)
    entries: dict[str, TemplateEntry] = {}
    rows = rows.select_related("parameter").prefetch_related("parameter__accepted_aliases")
    for row in rows.order_by("category__position", "position", "id"):
        entries.setdefault(row.parameter.code, entry_of(row))
    return tuple(entries.values())


def entry_of(row: TemplateRow) -> TemplateEntry:
    """A template row as the linking sees it, with the aliases that editors accepted. Prefetch `accepted_aliases`."""
    parameter = row.parameter
    accepted = (alias.name for alias in parameter.accepted_aliases.all())
    names = tuple(name for name in (*parameter.aliases, *accepted, parameter.name_en) if name)
    kind, quantity, conditions = parameter.kind, parameter.quantity, tuple(parameter.conditions)
    return TemplateEntry(parameter.code, parameter.name_zh, names, kind, quantity, row.group, conditions)
