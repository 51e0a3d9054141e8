"""Figures and lists that join several apps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.deals.models import Deal
from apps.deals.selectors import visible_deals
from apps.demands.models import Demand, DemandVersion
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.language.types import EvidenceRung, Mark, Outcome
from apps.trials.models import Trial
from apps.trials.selectors import visible_trials

LISTED = 6
COMPARED_PRODUCTS = 5
COMPARED_CLAUSES = 12
FEWEST_CANDIDATES = 3


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
class ToDo:
    """One thing to do today: what, how many, where, and the words of the button."""

    text: str
    count: int
    url: str
    action: str


def near_misses(actor: Actor) -> QuerySet[Match]:
    """The maker's products that fail exactly one ★ clause of a published demand, the nearest first."""
    return (
        Match.objects.filter(
            run__is_current=True,
            run__version__demand__status=Demand.Status.PUBLISHED,
            product__organisation=actor.organisation,
            product__is_reference=False,
            outcome=Outcome.INELIGIBLE,
            mandatory_negative_count=1,
        )
        .select_related("run__version__demand__organisation", "product")
        .order_by("distance", "pk")
    )


def new_matches(actor: Actor) -> QuerySet[Match]:
    """The maker's products that are eligible or open for a published demand, the newest first."""
    return (
        Match.objects.filter(
            run__is_current=True,
            run__version__demand__status=Demand.Status.PUBLISHED,
            product__organisation=actor.organisation,
            product__is_reference=False,
        )
        .exclude(outcome=Outcome.INELIGIBLE)
        .select_related("run__version__demand__organisation", "product")
        .order_by("-run__finished_at", "rank")
    )


def unpublished_versions(actor: Actor) -> QuerySet[DemandVersion]:
    """The versions that the institution is writing or approving: what waits for approval first, then the newest."""
    versions = DemandVersion.objects.filter(demand__organisation=actor.organisation, published_at=None)
    open_ones = versions.exclude(demand__status__in=(Demand.Status.CLOSED, Demand.Status.WITHDRAWN))
    return open_ones.select_related("demand").order_by("-demand__status", "-demand__updated_at")


def organisations_to_verify() -> QuerySet[Organisation]:
    """Organisations that wait for verification, the longest waiting first."""
    return Organisation.objects.filter(verification=Organisation.Verification.PENDING).order_by("created_at")


def open_trials(actor: Actor) -> QuerySet[Trial]:
    """The actor's trials that are not finished."""
    return visible_trials(actor).filter(
        status__in=(Trial.Status.REQUESTED, Trial.Status.ACCEPTED, Trial.Status.RUNNING)
    )


def open_deals(actor: Actor) -> QuerySet[Deal]:
    """The actor's deals that are not finished."""
    return visible_deals(actor).exclude(status__in=(Deal.Status.SIGNED, Deal.Status.LOST))
