"""新匹配的需求: the published demands that a maker's products pass without a ★ negative, one row a demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce

from apps.accounts.actors import Actor
from apps.answers.models import Answer
from apps.demands.models import Demand
from apps.matching.models import DeviationRow, Match
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Outcome

MOST_OFFERS = 60
SHOWN_OFFERS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A demand, the maker's best product for it, and how far its answer is ('' while there is none).

    Score and budget are None where the budget is not public.
    """

    match: Match
    verdicts: tuple[str, ...]
    other_products: int
    answer_status: str
    answer_id: int | None

    @property
    def demand(self) -> Demand:
        """The demand."""
        return self.match.run.version.demand

    @property
    def points(self) -> Decimal | None:
        """The score in points; a visible score gives a hidden ceiling away, so it stands only beside a public one."""
        return Decimal(self.match.score) / 100 if self.match.run.version.is_budget_public else None

    @property
    def answerable_rows(self) -> int:
        """How many clauses the product has a value for: what an answer is filled with beforehand."""
        return len(self.verdicts) - self.match.unanswered_count

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered in time."""
        until = self.match.run.version.answers_until
        return until is None or until >= today


@dataclass(frozen=True, slots=True)
class Offers:
    """What is shown of them, and how many there are in all."""

    shown: tuple[Offer, ...]
    count: int
    eligible_count: int

    @property
    def open_count(self) -> int:
        """How many of them wait for a clarification."""
        return self.count - self.eligible_count


def offers_to(actor: Actor) -> Offers:
    """The demands that the maker can win, the unanswered first, then by their day. One query."""
    rows: Sequence[Any] = list(_offers(actor)[:MOST_OFFERS])
    shown = tuple(
        Offer(row, tuple(row.verdicts), row.product_count - 1, row.answer_status, row.answer_id) for row in rows
    )
    return Offers(shown, rows[0].offer_count if rows else 0, rows[0].eligible_total if rows else 0)


def matches_without_miss(actor: Actor) -> QuerySet[Match]:
    """The matches of the maker's published products without a ★ negative, in current runs of published demands."""
    return Match.objects.filter(
        run__is_current=True,
        run__version__demand__status=Demand.Status.PUBLISHED,
        product__organisation_id=actor.organisation_id or 0,
        product__status=Product.Status.PUBLISHED,
        is_reference=False,
    ).exclude(outcome=Outcome.INELIGIBLE)


def _offers(actor: Actor) -> QuerySet[Any]:
    matches = matches_without_miss(actor)
    best = matches.order_by("run__version__demand_id", "rank").distinct("run__version__demand_id").values("pk")
    rows = DeviationRow.objects.filter(match=OuterRef("pk")).order_by("position", "pk").values("verdict")
    beside = matches.filter(run=OuterRef("run")).order_by().values("run").annotate(count=Count("pk")).values("count")
    answers = Answer.objects.filter(
        organisation_id=actor.organisation_id or 0, version__demand=OuterRef("run__version__demand")
    ).order_by("-status", "-updated_at")
    return (
        Match.objects.filter(pk__in=best)
        .annotate(
            verdicts=ArraySubquery(rows),
            product_count=Coalesce(Subquery(beside, output_field=IntegerField()), Value(1)),
            answer_status=Coalesce(Subquery(answers.values("status")[:1]), Value("")),
            answer_id=Subquery(answers.values("pk")[:1]),
            offer_count=Window(Count("pk")),
            eligible_total=Window(Count("pk", filter=Q(outcome=Outcome.ELIGIBLE))),
        )
        .select_related("run__version__demand__organisation", "product")
        .order_by("answer_status", F("run__version__answers_until").asc(nulls_last=True), "rank", "pk")
    )
