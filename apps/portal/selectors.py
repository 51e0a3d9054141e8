"""Figures and lists that join several apps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from apps.demands.models import Demand
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung, Mark
from apps.taxonomy.models import Category
from apps.trials.models import Trial

LISTED = 6
COMPARED_PRODUCTS = 5
COMPARED_CLAUSES = 12
FEWEST_CANDIDATES = 3
FOUND_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """What the home page counts, each from the rows behind it. `budget_yuan` sums public budgets only."""

    demands: int
    budget_yuan: Decimal
    products: int
    makers: int
    answered: int
    proven: int
    trials: int


def home_figures() -> Figures:
    """Count what is published now."""
    demands = Demand.objects.filter(status=Demand.Status.PUBLISHED).aggregate(
        count=Count("pk"),
        budget=Sum("published_version__budget_yuan", filter=Q(published_version__is_budget_public=True)),
    )
    products = Product.objects.filter(status=Product.Status.PUBLISHED, is_reference=False)
    counted = products.aggregate(count=Count("pk"), makers=Count("organisation", distinct=True))
    return Figures(
        demands=demands["count"],
        budget_yuan=demands["budget"] or Decimal(0),
        products=counted["count"],
        makers=counted["makers"],
        answered=_current_runs().filter(eligible_count__gt=0).count(),
        proven=SpecValue.objects.filter(product__in=products, rung__gte=EvidenceRung.THIRD_PARTY).count(),
        trials=Trial.objects.filter(status=Trial.Status.RUNNING).count(),
    )


def _current_runs() -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(is_current=True, version__demand__status=Demand.Status.PUBLISHED)


def recent_runs() -> list[MatchRun]:
    """The latest results of published demands, for the list of recent demands with how many products pass."""
    runs = _current_runs().select_related("version__demand__organisation", "version__category")
    return list(runs.order_by("-version__published_at")[:LISTED])


@dataclass(frozen=True, slots=True)
class ComparedProduct:
    """One line of the home page's small matrix: the verdict codes in the order of the clauses, the score in points."""

    match: Match
    codes: tuple[str, ...]
    points: Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result in small: the marks of the clauses shown, and the best products with their verdicts."""

    run: MatchRun
    marks: tuple[str, ...]
    products: tuple[ComparedProduct, ...]


def latest_comparison() -> Comparison | None:
    """The newest result of a published demand with at least three candidates, for everybody to see.

    Only demands whose budget is public: a score shown beside the published weights gives a hidden ceiling away.
    Shows the ★ and ▲ clauses, or the first ones where none is marked.
    """
    runs = _current_runs().filter(version__is_budget_public=True, compared_count__gte=FEWEST_CANDIDATES)
    run = runs.select_related("version__demand").order_by("-finished_at", "-pk").first()
    if run is None:
        return None
    matches = run.matches.filter(is_reference=False, product__status=Product.Status.PUBLISHED)
    best = matches.select_related("product__organisation").order_by("rank")[:COMPARED_PRODUCTS]
    rows = {match: _marked_first(match) for match in best}
    shown = next(iter(rows.values()), [])
    products = tuple(
        ComparedProduct(match, tuple(row.verdict for row in cells), Decimal(match.score) / 100)
        for match, cells in rows.items()
    )
    return Comparison(run, tuple(row.requirement.mark for row in shown), products)


def _marked_first(match: Match) -> list[DeviationRow]:
    rows = list(match.rows.select_related("requirement").order_by("position"))
    marked = [row for row in rows if row.requirement.mark != Mark.GENERAL]
    return (marked or rows)[:COMPARED_CLAUSES]


def recently_proven() -> list[SpecValue]:
    """The newest values that a third party or an accredited laboratory stands behind."""
    values = SpecValue.objects.filter(
        rung__gte=EvidenceRung.THIRD_PARTY, product__status=Product.Status.PUBLISHED, product__is_reference=False
    ).select_related("product__organisation", "product__category", "parameter")
    return list(values.order_by("-recorded_at", "-pk")[:LISTED])


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, each kind cut at FOUND_AT_MOST."""

    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    demands: tuple[Demand, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.categories or self.products or self.demands)


def search_everything(text: str) -> Found:
    """Categories by name and alias, published products and demands by words; every word must be found."""
    words = text.split()[:8]
    if not words:
        return Found((), (), ())
    categories = _all_words(Category.objects.filter(is_active=True), words, ("name_zh", "name_en", "aliases"))
    products = _all_words(
        Product.objects.filter(status=Product.Status.PUBLISHED).select_related("organisation", "category"),
        words,
        ("name", "model", "organisation__name", "category__name_zh", "category__name_en", "category__aliases"),
    )
    demands = _all_words(
        Demand.objects.filter(status=Demand.Status.PUBLISHED).select_related(
            "organisation", "published_version__category"
        ),
        words,
        (
            "published_version__title",
            "organisation__name",
            "published_version__category__name_zh",
            "published_version__category__aliases",
        ),
    )
    return Found(
        tuple(categories.order_by("-level", "position")[:FOUND_AT_MOST]),
        tuple(products.order_by("is_reference", "-updated_at")[:FOUND_AT_MOST]),
        tuple(demands.order_by("-updated_at")[:FOUND_AT_MOST]),
    )


def _all_words(rows: QuerySet, words: list[str], columns: tuple[str, ...]) -> QuerySet:  # type: ignore[type-arg]
    for word in words:
        any_column = Q()
        for column in columns:
            any_column |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(any_column)
    return rows
