"""Questions about products. What an actor may not see is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Count, FloatField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Upper
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import access
from apps.suppliers.contents import CertificateEntry, ProductContent, SpecEntry
from apps.suppliers.models import Certificate, Product, ProductImport, ProductRevision, SpecValue
from apps.suppliers.specs import value_of
from apps.taxonomy.language import types
from kernel.errors import NotFound

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductForMatching:
    """What the comparison needs of one published product. `specs` holds the newest first for each position."""

    id: int
    revision: int
    organisation_id: int
    category_id: int
    family: str
    name: str
    model: str
    summary: str
    price_yuan: Decimal | None
    lead_time_days: int | None
    origin: str
    is_reference: bool
    has_trial_unit: bool
    specs: tuple[types.SpecValue, ...]


def published() -> QuerySet[Product]:
    """Published products with their maker and their category."""
    return Product.objects.filter(status=Product.Status.PUBLISHED).select_related("organisation", "category")


def visible_to(actor: Actor) -> QuerySet[Product]:
    """Every product that exists for the actor: published ones, its own, and all for administrators and auditors."""
    products = Product.objects.select_related("organisation", "category__parent__parent")
    if access.may_see_unpublished(actor):
        return products
    existing = Q(status=Product.Status.PUBLISHED)
    if actor.organisation_id is not None:
        existing |= Q(organisation_id=actor.organisation_id)
    return products.filter(existing)


def product_for(actor: Actor, product_id: int) -> Product:
    """One product with maker and category. Raises NotFound alike for a random id and for another maker's draft."""
    product = visible_to(actor).filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("没有找到该产品，或您无权查看。"))
    return product


def products_of(actor: Actor) -> QuerySet[Product]:
    """The actor's organisation's own products in every status, with the number of their spec values."""
    if actor.organisation_id is None:
        return Product.objects.none()
    products = Product.objects.filter(organisation_id=actor.organisation_id)
    return products.select_related("category").annotate(spec_count=_spec_count()).order_by("-updated_at", "-pk")


def _spec_count() -> Coalesce:
    """Counted for what is shown: a join would count the values of all before it sorts them."""
    values = SpecValue.objects.filter(product=OuterRef("pk")).order_by().values("product")
    return Coalesce(Subquery(values.annotate(count=Count("pk")).values("count")), 0)


def counts_by_status(products: QuerySet[Product]) -> Mapping[str, int]:
    """How many of these products stand in each status."""
    counted = Product.objects.filter(pk__in=products.order_by().values("pk")).order_by().values("status")
    return {row["status"]: row["count"] for row in counted.annotate(count=Count("pk"))}


def imports_of(actor: Actor) -> QuerySet[ProductImport]:
    """The imports of the actor's organisation, the newest first, without their contents."""
    imports = ProductImport.objects.filter(organisation_id=actor.organisation_id or 0)
    return imports.select_related("category").defer("file", "rows", "problems")


def spec_rows_of(product_ids: Iterable[int]) -> QuerySet[SpecValue]:
    """The rows of these products in the order of the pages, the newest first within a position."""
    rows = SpecValue.objects.filter(product_id__in=list(product_ids)).select_related("parameter")
    return rows.order_by("product_id", "position", "-recorded_at", "-id")


def spec_values_of(products: Iterable[Product | int]) -> Mapping[int, tuple[types.SpecValue, ...]]:
    """The exact spec values of each product, by product id, the newest first where several stand beside one another.

    One query. Values of printed names of the maker's own have the code '' and answer nothing.
    """
    ids = [each if isinstance(each, int) else each.pk for each in products]
    found: dict[int, list[types.SpecValue]] = defaultdict(list)
    for row in spec_rows_of(ids):
        found[row.product_id].append(value_of(row))
    return {product_id: tuple(found[product_id]) for product_id in ids}


def products_for_matching(product_ids: Collection[int] | None = None) -> Iterator[ProductForMatching]:
    """Stream published products by rising id, CHUNK at a time: two queries a chunk, memory for one chunk.

    All of them, or those with these ids.
    """
    wanted = published() if product_ids is None else published().filter(pk__in=product_ids)
    products = wanted.order_by("pk").iterator(chunk_size=CHUNK)
    while chunk := list(islice(products, CHUNK)):
        specs = spec_values_of(chunk)
        yield from (_for_matching(product, specs[product.pk]) for product in chunk)


def _for_matching(product: Product, specs: tuple[types.SpecValue, ...]) -> ProductForMatching:
    return ProductForMatching(
        id=product.pk,
        revision=product.revision,
        organisation_id=product.organisation_id,
        category_id=product.category_id,
        family=product.category.family,
        name=product.name,
        model=product.model,
        summary=product.summary,
        price_yuan=product.price_yuan,
        lead_time_days=product.lead_time_days,
        origin=product.origin,
        is_reference=product.is_reference,
        has_trial_unit=product.has_trial_unit,
        specs=tuple(spec for spec in specs if spec.code),
    )


PRICE = 0
"""The key of prices among figures: no parameter has this id."""


MOST_DRAWN = 1_000
"""Histograms are drawn from so many products at most, the newest."""


def figures_by_parameter(products: QuerySet[Product]) -> Mapping[int, Sequence[float]]:
    """What histograms of these products are drawn from: figures in base units by parameter id, prices in 元 by PRICE.

    One query. Of more than MOST_DRAWN products the newest are taken.
    """
    return figures_of_products(products.order_by("-published_at", "-pk").values("pk")[:MOST_DRAWN])


def figures_of_products(drawn: Sequence[int] | QuerySet[Any]) -> Mapping[int, Sequence[float]]:
    """`figures_by_parameter` of the products with these ids. One query."""
    found: dict[int, list[float]] = defaultdict(list)
    values = SpecValue.objects.filter(product__in=drawn, parameter__isnull=False, base_hi__isnull=False)
    priced = Product.objects.filter(pk__in=drawn, price_yuan__isnull=False).order_by()
    prices = priced.values_list(Value(PRICE), Cast("price_yuan", FloatField()))
    for parameter_id, figure in values.order_by().values_list("parameter_id", "base_hi").union(prices, all=True):
        if figure is not None:
            found[parameter_id].append(figure)
    return found


def similar_to(product: Product, *, most: int) -> list[Product]:
    """Other published products of the same instrument type without references, the newest first."""
    found = published().filter(category_id=product.category_id, is_reference=False).exclude(pk=product.pk)
    return list(found.order_by("-published_at", "-pk")[:most])


def names_in_catalogue(words: Iterable[str]) -> tuple[str, ...]:
    """The brands of published products, and those of the words that are a published product's model. One query."""
    brands = published().exclude(brand="").order_by().values_list("brand", flat=True)
    wanted = {word.upper() for word in words}
    models = published().annotate(folded=Upper("model")).filter(folded__in=wanted).order_by()
    return tuple(brands.union(models.values_list("model", flat=True)))


# ---- content ------------------------------------------------------------------------------------------------------


def contents_of(products: Iterable[Product]) -> Mapping[int, ProductContent]:
    """What the maker wrote, by product id: without the values that were measured here. Two queries.

    Reads `product.category`; select it before.
    """
    products = list(products)
    ids = [product.pk for product in products]
    specs: dict[int, list[SpecEntry]] = defaultdict(list)
    for row in spec_rows_of(ids).filter(is_recorded=False).order_by("product_id", "position", "pk"):
        specs[row.product_id].append(_entry_of(row))
    certificates: dict[int, list[CertificateEntry]] = defaultdict(list)
    for each in Certificate.objects.filter(product_id__in=ids):
        certificates[each.product_id].append(
            CertificateEntry(
                title=each.title,
                number=each.number,
                issuer=each.issuer,
                issued_on=each.issued_on,
                expires_on=each.expires_on,
            )
        )
    return {
        product.pk: _content_of(product, tuple(specs[product.pk]), tuple(certificates[product.pk]))
        for product in products
    }


def _entry_of(row: SpecValue) -> SpecEntry:
    return SpecEntry(
        parameter=row.parameter.code if row.parameter else "",
        printed_name="" if row.parameter else row.printed_name,
        text=row.text,
        condition=row.condition,
        asked_rung=types.EvidenceRung(row.asked_rung),
        evidence=row.evidence,
        expires_on=row.expires_on,
    )


def _content_of(
    product: Product, specs: tuple[SpecEntry, ...], certificates: tuple[CertificateEntry, ...]
) -> ProductContent:
    return ProductContent(
        category=product.category.code,
        name=product.name,
        model=product.model,
        brand=product.brand,
        summary=product.summary,
        price_yuan=product.price_yuan,
        lead_time_days=product.lead_time_days,
        warranty_months=product.warranty_months,
        origin=product.origin,
        place_of_production=product.place_of_production,
        has_trial_unit=product.has_trial_unit,
        is_reference=product.is_reference,
        specs=specs,
        certificates=certificates,
    )


# ---- review -------------------------------------------------------------------------------------------------------


def submitted() -> QuerySet[Product]:
    """Products that wait for a review, the longest waiting first."""
    waiting = Product.objects.filter(status=Product.Status.SUBMITTED).select_related("organisation", "category")
    return waiting.annotate(spec_count=_spec_count()).order_by("updated_at", "pk")


def revisions_to_check() -> QuerySet[ProductRevision]:
    """Changes of published products that no administrator has looked at, the oldest first."""
    revisions = ProductRevision.objects.filter(needs_check=True)
    return revisions.select_related("product__organisation", "created_by").order_by("created_at", "pk")


def contents_before(revisions: Iterable[ProductRevision]) -> Mapping[int, Mapping[str, object]]:
    """By revision id the content of the revision before it; {} for a first one. One query."""
    revisions = list(revisions)
    known = ProductRevision.objects.filter(product_id__in={revision.product_id for revision in revisions})
    contents = {(each.product_id, each.number): each.content for each in known.only("product_id", "number", "content")}
    return {each.pk: contents.get((each.product_id, each.number - 1), {}) for each in revisions}
