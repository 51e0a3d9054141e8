"""The catalogue: what a visitor asks (CatalogueQuery), and the products that answer it.

A filter on a parameter looks at the value that counts today: of several values for one parameter and condition the
highest unexpired evidence, as in the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from apps.suppliers.models import Product, SpecValue
from apps.suppliers.ranges import RangeFilter, range_text, read_range
from apps.suppliers.searching import LONGEST_QUERY, search_condition
from apps.suppliers.selectors import published
from apps.suppliers.specs import exact_figures, value_of
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Category, Parameter
from kernel.errors import InvalidInput
from kernel.money import read_yuan

NUMERIC_KINDS = (Parameter.Kind.NUMBER, Parameter.Kind.RANGE, Parameter.Kind.TOLERANCE)
LOWEST_LEVEL = 3
PLAIN_SORTS: Mapping[str, str] = {"price": "price_yuan", "lead": "lead_time_days", "model": "model"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueQuery:
    """What a visitor asks of the catalogue. Prices in 元. `sort` is model, price, lead or a parameter code.

    `words` and `decided` are what `prepared` has looked up once for many questions: the condition that the words
    mean, and by parameter id the rows that exact numbers decide otherwise than floats.
    """

    category: Category | None = None
    text: str = ""
    ranges: tuple[RangeFilter, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    price_problem: str = ""
    evidence: int = 0
    domestic: bool = False
    trial: bool = False
    province: str = ""
    sort: str = ""
    descending: bool = False
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    words: Q | None = None
    decided: Mapping[int, Decided] | None = None

    @property
    def used_ranges(self) -> tuple[RangeFilter, ...]:
        """The range filters that ask for something and were understood."""
        return tuple(each for each in self.ranges if each.is_usable)

    @property
    def is_measured(self) -> bool:
        """Whether a parameter or the price is filtered."""
        return bool(self.used_ranges) or self.price_from is not None or self.price_to is not None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the category and the words narrows the list down."""
        return self.is_measured or bool(self.evidence or self.domestic or self.trial or self.province)


def read_query(
    given: Mapping[str, str], *, category: Category | None, parameters: Sequence[Parameter]
) -> CatalogueQuery:
    """Read the query string: q, p_CODE, u_CODE, price_from, price_to (万元), evidence, domestic, trial, province, sort.

    A parameter is asked for by p_CODE (≥80 MPa, 50000～120000) or by its ends, lo_CODE and hi_CODE. What makes no
    sense is ignored, or kept with its problem for the page to show; nothing here raises.
    """
    numeric = [parameter for parameter in parameters if parameter.kind in NUMERIC_KINDS]
    low, high, problem = _prices(given)
    sort = given.get("sort", "")
    name = sort.removeprefix("-")
    known = {parameter.code: parameter for parameter in parameters}
    return CatalogueQuery(
        category=category,
        text=given.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY],
        ranges=tuple(_range_of(given, parameter) for parameter in numeric),
        price_from=low,
        price_to=high,
        price_problem=problem,
        evidence=_rung(given.get("evidence", "")),
        domestic=given.get("domestic") == "1",
        trial=given.get("trial") == "1",
        province=given.get("province", "")[:2] if given.get("province", "").isascii() else "",
        sort=name if name in PLAIN_SORTS or name in known else "",
        descending=sort.startswith("-"),
        parameters=known,
    )


def _range_of(given: Mapping[str, str], parameter: Parameter) -> RangeFilter:
    code, unit = parameter.code, given.get(f"u_{parameter.code}", "")
    typed = given.get(f"lo_{code}", "").strip(), given.get(f"hi_{code}", "").strip()
    if any(typed):
        return read_range(range_text(*typed), parameter=parameter, unit=unit, typed=typed)
    return read_range(given.get(f"p_{code}", ""), parameter=parameter, unit=unit)


def _rung(text: str) -> int:
    return int(text) if text in {"1", "2", "3", "4"} else 0


def _prices(given: Mapping[str, str]) -> tuple[Decimal | None, Decimal | None, str]:
    ends: list[Decimal | None] = []
    for name in ("price_from", "price_to"):
        text = given.get(name, "").replace("\0", "").strip()
        try:
            ends.append(read_yuan(text, bare_unit="万元") if text else None)
        except InvalidInput as problem:
            return None, None, problem.message
    return ends[0], ends[1], ""


# ---- what counts today --------------------------------------------------------------------------------------------


def _with_rung_today(values: QuerySet[SpecValue], today: date) -> QuerySet[SpecValue]:
    claim = Value(int(EvidenceRung.CLAIM))
    rung = Case(When(expires_on__lt=today, then=claim), default=F("rung"), output_field=IntegerField())
    return values.annotate(rung_today=rung)


def counting_values(today: date) -> QuerySet[SpecValue]:
    """The spec values that count today, annotated with `rung_today`; the rule of `canonical.current_values` in SQL."""
    beside = SpecValue.objects.filter(
        product=OuterRef("product"), parameter=OuterRef("parameter"), condition_key=OuterRef("condition_key")
    )
    mine = {name: OuterRef(name) for name in ("rung_today", "rung", "pk")}
    higher = _with_rung_today(beside, today).filter(
        Q(rung_today__gt=mine["rung_today"])
        | Q(rung_today=mine["rung_today"], rung__gt=mine["rung"])
        | Q(rung_today=mine["rung_today"], rung=mine["rung"], pk__gt=mine["pk"])
    )
    return _with_rung_today(SpecValue.objects.all(), today).filter(Q(has_rival=False) | ~Exists(higher))


# ---- filters ------------------------------------------------------------------------------------------------------


def in_category(products: QuerySet[Product], category: Category | None) -> QuerySet[Product]:
    """The products of a category and of everything below it."""
    if category is None:
        return products
    if category.level == LOWEST_LEVEL:
        return products.filter(category=category)
    below = Category.objects.filter(Q(pk=category.pk) | Q(parent=category) | Q(parent__parent=category))
    return products.filter(category__in=below.order_by())


def in_scope(query: CatalogueQuery, *, references: bool = False) -> QuerySet[Product]:
    """Published products of the category that answer the words: what facets are counted over."""
    products = in_category(published().filter(is_reference=references), query.category)
    if not query.text:
        return products
    return products.filter(search_condition(query.text) if query.words is None else query.words)


def answering(query: CatalogueQuery, *, today: date, references: bool = False) -> QuerySet[Product]:
    """The products that pass every filter."""
    return in_scope(query, references=references).filter(conditions(query, today=today, references=references))


def but_facets(query: CatalogueQuery, *, today: date, known: Sequence[Q] | None = None) -> Q:
    """The filters on parameters and on the price: those that are no choice among a few.

    `known` are the conditions for the parameters in use, for a statement that has found who passes them already.
    """
    asked = Q()
    for place, each in enumerate(query.used_ranges):
        passing = passing_products(each, query, today=today) if known is None else None
        asked &= _looked_up(passing) if passing is not None else (known or ())[place]
    if query.price_from is not None:
        asked &= Q(price_yuan__gte=query.price_from)
    if query.price_to is not None:
        asked &= Q(price_yuan__lte=query.price_to)
    return asked


def passing_products(each: RangeFilter, query: CatalogueQuery, *, today: date) -> QuerySet[Any]:
    """The ids of the products with a value that counts today and passes; an index alone tells for most of them."""
    decided = (_decided((each,)) if query.decided is None else query.decided)[each.parameter.pk]
    rows = Q(each.rows()) if not decided.passing else each.rows() | Q(pk__in=decided.passing)
    alone = SpecValue.objects.filter(rows, has_rival=False)
    beside = counting_values(today).filter(rows, has_rival=True)
    if decided.failing:
        alone, beside = (found.exclude(pk__in=decided.failing) for found in (alone, beside))
    return alone.order_by().values("product").union(beside.order_by().values("product"), all=True)


def _looked_up(passing: QuerySet[Any]) -> Q:
    """Whether a product is among these: they are gathered once and looked up, whatever the planner thinks of joining.

    Kinds and figures go together, which no statistics tell: it takes a hundred thousand for a few.
    """
    return Q(Case(When(pk__in=passing, then=Value(True)), default=Value(False), output_field=BooleanField()))


def conditions(query: CatalogueQuery, *, today: date, references: bool = False, known: Sequence[Q] | None = None) -> Q:
    """Every filter but the category and the words, as one condition; `known` as for `but_facets`."""
    asked = but_facets(query, today=today, known=known)
    if query.evidence:
        asked &= Q(has_evidence(query.evidence, today))
    if query.domestic and not references:
        asked &= is_domestic_q()
    if query.trial:
        asked &= Q(has_trial_unit=True)
    if query.province:
        asked &= Q(organisation__province_code=query.province)
    return asked


def is_domestic_q() -> Q:
    """The domestic rule, version 1, as a condition (see `domestic.domestic_statement`)."""
    return Q(origin=Product.Origin.DOMESTIC)


def has_evidence(rung: int, today: date) -> Exists:
    """Whether a value of a known parameter stands on this rung or higher today, as a condition on a product.

    Of values beside one another the highest rung of today counts, so it is enough that any of them stands so high.
    """
    values = SpecValue.objects.filter(product=OuterRef("pk"), parameter__isnull=False).order_by()
    if rung > EvidenceRung.CLAIM:
        values = values.filter(Q(expires_on=None) | Q(expires_on__gte=today), rung__gte=rung)
    return Exists(values)


def prepared(query: CatalogueQuery) -> CatalogueQuery:
    """The same query with its look-ups done, for a page that asks it several times."""
    words = search_condition(query.text) if query.text else None
    return replace(query, words=words, decided=_decided(query.used_ranges))


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows that floats take for the other side of an end than exact numbers: `failing` and `passing` for sure."""

    failing: tuple[int, ...] = ()
    passing: tuple[int, ...] = ()


def _decided(asked: Sequence[RangeFilter]) -> Mapping[int, Decided]:
    """By parameter id the rows that exact numbers decide otherwise than floats.

    Only rows that are equal to an end as floats can be such, and of these each printed form is looked at once. One
    query for all filters and one more where there are such rows; none without a filter.
    """
    by_parameter = {each.parameter.pk: each for each in asked}
    if not by_parameter:
        return {}
    close = Q(pk=None)
    for each in asked:
        close |= Q(parameter=each.parameter) & each.borderline()
    rows = SpecValue.objects.filter(close).order_by()
    failing: dict[int, Q] = {parameter: Q() for parameter in by_parameter}
    passing: dict[int, Q] = {parameter: Q() for parameter in by_parameter}
    for form in rows.values(*_PRINTED).distinct():
        each = by_parameter[form["parameter"]]
        by_float, exactly = _verdicts(each, form)
        if by_float != exactly:
            (failing if by_float else passing)[each.parameter.pk] |= Q(**form)
    return {
        parameter: Decided(_ids(rows, failing[parameter]), _ids(rows, passing[parameter])) for parameter in by_parameter
    }


_PRINTED = (
    "parameter",
    "kind",
    "lo",
    "hi",
    "unit",
    "members",
    "has",
    "is_strict",
    "is_approximate",
    "base_lo",
    "base_hi",
)
"""What the figures of a row follow from, and the figures as floats."""


def _verdicts(asked: RangeFilter, form: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether rows of this form pass by their floats, and whether they pass by their exact figures."""
    is_range = form["kind"] == SpecKind.RANGE.value
    floats = [Fraction(form[name]) for name in ("base_lo", "base_hi")]
    row = SpecValue(**{name: value for name, value in form.items() if name != "parameter"}, parameter=asked.parameter)
    figures = exact_figures(value_of(row), asked.parameter)
    exactly = figures is not None and asked.admits(*figures, is_range=is_range)
    return asked.by_float().admits(*floats, is_range=is_range), exactly


def _ids(rows: QuerySet[SpecValue], chosen: Q) -> tuple[int, ...]:
    return tuple(rows.filter(chosen).values_list("pk", flat=True)) if chosen else ()


# ---- order --------------------------------------------------------------------------------------------------------


def newest_first(products: QuerySet[Product]) -> QuerySet[Product]:
    """The newest publication first."""
    return products.order_by("-published_at", "-pk")


def in_order(products: QuerySet[Product], query: CatalogueQuery, *, today: date) -> QuerySet[Product]:
    """Sorted as asked, products without a value last; else the newest publication first. Ties by id, the same way."""
    if not query.sort:
        return newest_first(products)
    if query.sort in PLAIN_SORTS:
        key = F(PLAIN_SORTS[query.sort])
    else:
        figures = _first_figures(query, today).filter(product=OuterRef("pk"))
        products = products.annotate(figure=Subquery(figures.values("base_hi")[:1]))
        key = F("figure")
    ordered = key.desc(nulls_last=True) if query.descending else key.asc(nulls_last=True)
    return products.order_by(ordered, "-pk" if query.descending else "pk")


def page_in_order(products: QuerySet[Product], query: CatalogueQuery, *, today: date, place: slice) -> list[int]:
    """The ids at these places of `in_order`, as an index gives them: nothing is sorted that is not shown.

    Products with a value and those without are asked for apart, since only the former stand in an index in order.
    """
    if not query.sort:
        return list(newest_first(products).values_list("pk", flat=True)[place])
    by_parameter = query.sort not in PLAIN_SORTS
    found = (_by_figure if by_parameter else _by_column)(products, query, today, place.stop)
    if len(found) < place.stop:
        missing = _without_key(products, query, today).order_by("-pk" if query.descending else "pk")
        found += missing.values_list("pk", flat=True)[: place.stop - len(found)]
    return found[place]


def _by_column(products: QuerySet[Product], query: CatalogueQuery, today: date, most: int) -> list[int]:
    direction, name = "-" if query.descending else "", PLAIN_SORTS[query.sort]
    known = products.filter(**{f"{name}__isnull": False}).order_by(f"{direction}{name}", f"{direction}pk")
    return list(known.values_list("pk", flat=True)[:most])


def _by_figure(products: QuerySet[Product], query: CatalogueQuery, today: date, most: int) -> list[int]:
    """Most products give one value, and an index has these in order; the few that give several are put among them."""
    ids = products.order_by().values("pk")
    alone = SpecValue.objects.filter(
        parameter=query.parameters[query.sort], base_hi__isnull=False, has_rival=False, product__in=ids
    )
    direction = "-" if query.descending else ""
    ordered = alone.order_by(f"{direction}base_hi", f"{direction}product_id").values_list("base_hi", "product_id")
    pairs = list(ordered[:most])
    first: dict[int, tuple[float | None, int]] = {}
    for figure, product_id in (
        _first_figures(query, today).filter(has_rival=True, product__in=ids).values_list("base_hi", "product_id")
    ):
        first.setdefault(product_id, (figure, product_id))
    pairs += first.values()
    return [product_id for _figure, product_id in sorted(pairs, reverse=query.descending)][:most]


def _without_key(products: QuerySet[Product], query: CatalogueQuery, today: date) -> QuerySet[Product]:
    """Those that have nothing of what is sorted by."""
    if query.sort in PLAIN_SORTS:
        return products.filter(**{f"{PLAIN_SORTS[query.sort]}__isnull": True})
    return products.filter(~Exists(_first_figures(query, today).filter(product=OuterRef("pk")).order_by()))


def _first_figures(query: CatalogueQuery, today: date) -> QuerySet[SpecValue]:
    """The figures of the parameter that is sorted by, those that count first in front."""
    figures = counting_values(today).filter(parameter=query.parameters[query.sort], base_hi__isnull=False)
    return figures.order_by("position", "-pk")
