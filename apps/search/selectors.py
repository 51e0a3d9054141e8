"""What answers a question: products by the engine, demands and organisations by the tables, as the actor sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.demands.models import Demand, Requirement
from apps.demands.selectors import BoardFilter, board
from apps.matching.probing import Fit, Judged, PriceRange, Probe, probe
from apps.search.models import SavedSearch
from apps.search.questions import Question
from apps.suppliers.models import Product
from apps.suppliers.searching import search_condition
from apps.suppliers.selectors import published
from kernel import clock
from kernel.errors import NotFound

FITTING = (Fit.MEETS, Fit.OPEN, Fit.NEAR)


@dataclass(frozen=True, slots=True)
class ProductsFound:
    """The products of a question by fit; the engine's order inside each."""

    probe: Probe | None
    by_fit: Mapping[Fit, tuple[int, ...]]

    def count(self, *fits: Fit) -> int:
        """How many products fit in one of these ways."""
        return sum(len(self.by_fit.get(each, ())) for each in fits)

    def ids(self, *fits: Fit) -> list[int]:
        """Their ids, in the order of the result."""
        return [product_id for each in fits for product_id in self.by_fit.get(each, ())]

    def judged(self, product_ids: Sequence[int]) -> Mapping[int, tuple[Judged, ...]]:
        """What each of these answers to each requirement, in the order of the question's requirements."""
        return self.probe.judged(product_ids) if self.probe else {}


# ---- products -----------------------------------------------------------------------------------------------------


def find_products(question: Question) -> ProductsFound:
    """Published products but references. Four queries at most, and one more for each word.

    The engine judges parameters; a question without any needs only the tables, the newest publication first.
    """
    if question.is_empty:
        return ProductsFound(None, {})
    scope, narrowed = question.competing_ids, _narrowed(question)
    by_fit: dict[Fit, list[int]] = {each: [] for each in Fit}
    if not question.requirements:
        rows = _candidates(narrowed, scope).order_by("-published_at", "-pk").values_list("pk", "price_yuan")
        for product_id, price in rows:
            by_fit[_fit_of_price(price, question.prices)].append(product_id)
        return ProductsFound(None, {fit: tuple(ids) for fit, ids in by_fit.items()})
    among = frozenset(_candidates(narrowed, scope).values_list("pk", flat=True)) if narrowed else None
    found = probe(question.requirements, category_ids=scope, prices=question.prices, among=among)
    for each, fit in zip(found.fits.ids, found.fits.fits, strict=True):
        by_fit[fit].append(int(each))
    return ProductsFound(found, {fit: tuple(ids) for fit, ids in by_fit.items()})


def _fit_of_price(price: Decimal | None, asked: PriceRange) -> Fit:
    if not asked.is_asked:
        return Fit.MEETS
    if price is None:
        return Fit.OPEN
    return Fit.MEETS if asked.holds(price) else Fit.NEAR


def _candidates(condition: Q, scope: Set[int] | None) -> QuerySet[Product]:
    rows = Product.objects.filter(condition, status=Product.Status.PUBLISHED, is_reference=False)
    return rows if scope is None else rows.filter(category_id__in=scope)


def _narrowed(question: Question) -> Q:
    """What words, region, origin and trial ask of a product; empty where none of them is asked."""
    condition = Q()
    if question.words:
        condition &= search_condition(" ".join(question.words), categories=question.vocabulary.categories.values())
    if question.region:
        condition &= _in_region(question.region, "organisation__")
    if question.is_domestic:
        condition &= Q(origin=Product.Origin.DOMESTIC)
    if question.has_trial_unit:
        condition &= Q(has_trial_unit=True)
    return condition


def _in_region(code: str, prefix: str = "") -> Q:
    is_province = len(code) == 2
    return Q(**{f"{prefix}province_code" if is_province else f"{prefix}city_code": code})


def products_by_id(product_ids: Sequence[int]) -> list[Product]:
    """These products in this order, as they stand in the database now: who was withdrawn meanwhile is left out."""
    known = {product.pk: product for product in published().filter(pk__in=product_ids)}
    return [known[product_id] for product_id in product_ids if product_id in known]


# ---- demands ------------------------------------------------------------------------------------------------------


def find_demands(actor: Actor, question: Question) -> QuerySet[Demand]:
    """Open demands of the same family, region and budget, with `shared_count` parameters of the question, most first.

    A ceiling price that is not public decides nothing (`board`).
    """
    if not (question.category or question.words or question.region or question.prices.is_asked):
        return Demand.objects.none()
    wanted = BoardFilter(
        province_code=question.region[:2],
        budget_from=question.prices.lo,
        budget_to=question.prices.hi,
        text=" ".join(question.words),
    )
    demands = board(actor, wanted)
    if question.asking_ids is not None:
        demands = demands.filter(published_version__category_id__in=question.asking_ids)
    shared = (
        Requirement.objects.filter(version=OuterRef("published_version"), parameter__code__in=codes_of(question))
        .order_by()
        .values("version")
        .annotate(count=Count("parameter", distinct=True))
        .values("count")
    )
    demands = demands.annotate(shared_count=Coalesce(Subquery(shared), 0, output_field=IntegerField()))
    return demands.order_by("-shared_count", "-updated_at", "-pk")


def codes_of(question: Question) -> frozenset[str]:
    """The codes of the parameters that are asked for."""
    return frozenset(each.code for each in question.requirements if each.code)


# ---- organisations ------------------------------------------------------------------------------------------------


def find_organisations(question: Question) -> QuerySet[Organisation]:
    """Verified organisations in the region that are called so, or that publish something of the category.

    Each with `product_count` and `demand_count`: what it has published of the question's family.
    """
    if not (question.category or question.words or question.region):
        return Organisation.objects.none()
    products = Product.objects.filter(organisation=OuterRef("pk"), status=Product.Status.PUBLISHED, is_reference=False)
    demands = Demand.objects.filter(organisation=OuterRef("pk"), status=Demand.Status.PUBLISHED)
    if question.competing_ids is not None and question.asking_ids is not None:
        products = products.filter(category_id__in=question.competing_ids)
        demands = demands.filter(published_version__category_id__in=question.asking_ids)
    found = Organisation.objects.filter(verification=Organisation.Verification.VERIFIED)
    for word in question.words:
        found = found.filter(name__icontains=word)
    if question.region:
        found = found.filter(_in_region(question.region))
    if question.category is not None:
        found = found.filter(Exists(products) | Exists(demands))
    found = found.annotate(product_count=_count_of(products), demand_count=_count_of(demands))
    return found.exclude(kind=Organisation.Kind.PLATFORM).order_by("-product_count", "-demand_count", "name", "pk")


def _count_of(rows: QuerySet[Product] | QuerySet[Demand]) -> Coalesce:
    counted = rows.order_by().values("organisation").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


# ---- saved searches -----------------------------------------------------------------------------------------------


def saved_searches_of(user_id: int) -> QuerySet[SavedSearch]:
    """The person's saved searches, the newest first."""
    return SavedSearch.objects.filter(user_id=user_id, deleted_at=None)


def saved_search_of(user_id: int, search_id: int, *, is_deleted: bool = False) -> SavedSearch:
    """One of the person's saved searches. Raises NotFound, for another person's as for none."""
    found = SavedSearch.objects.filter(pk=search_id, user_id=user_id, deleted_at__isnull=not is_deleted).first()
    if found is None:
        raise NotFound(_("没有找到这条订阅的搜索。"))
    return found


def due_searches() -> QuerySet[SavedSearch]:
    """The saved searches that are to be looked through now, the longest waiting first."""
    due = SavedSearch.objects.filter(deleted_at=None, due_at__lte=clock.now(), user__is_active=True)
    return due.order_by("due_at", "pk")
