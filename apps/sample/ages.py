"""A past for the sample world: without one everything has happened today, and no list of waiting work says anything.

Demands were published over the last eleven weeks, the maker who signs in has finished some answers, and what waits for
a review has waited between a few hours and a week. Only times are changed, and always into the past.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from apps.accounts.models import Organisation
from apps.accounts.selectors import actor_of
from apps.answers import services as answers
from apps.answers.lifecycle import Step as AnswerStepName
from apps.answers.models import Answer, AnswerStep
from apps.deals.models import Deal, DealStep
from apps.demands.models import Demand, DemandStep, DemandVersion
from apps.matching.comparisons import competing_ids
from apps.sample.cast import Cast
from apps.suppliers.models import Product, ProductStep
from apps.trials.models import Trial, TrialStep
from kernel import clock

SEED = 77
FINISHED_ANSWERS = 4
PUBLISHED_WITHIN_DAYS = 76


def make_ages(cast: Cast) -> None:
    """Move times back, with chance of its own so that everything else stays as it was."""
    chance = random.Random(SEED)  # noqa: S311  the same world every time
    _publish_earlier(chance)
    _finish_answers(cast, chance)
    _let_products_wait(chance)
    _let_organisations_wait(chance)
    _let_cases_wait(chance)


def _publish_earlier(chance: random.Random) -> None:
    for version in DemandVersion.objects.filter(demand__is_sample=True).order_by("pk"):
        days = chance.randrange(1, PUBLISHED_WITHIN_DAYS) if version.published_at else chance.randrange(0, 9)
        back = timedelta(days=days, hours=chance.randrange(0, 9))
        if version.published_at:
            DemandVersion.objects.filter(pk=version.pk).update(published_at=version.published_at - back)
        _move(Demand.objects.filter(pk=version.demand_id), back, "created_at", "updated_at")
        _move(DemandStep.objects.filter(demand=version.demand_id), back, "taken_at")


def _finish_answers(cast: Cast, chance: random.Random) -> None:
    """Some demands that the first maker's products compete for are answered, each a few days after publication."""
    maker, actor = cast.makers[0], actor_of(cast.owner(cast.makers[0]))
    products = maker.products.filter(status=Product.Status.PUBLISHED, is_reference=False)
    done: set[int] = set(Answer.objects.filter(organisation=maker).values_list("version__demand_id", flat=True))
    for product in products.select_related("category", "organisation").order_by("pk"):
        demand = _unanswered(product, done)
        if demand is None or demand.published_version is None or len(done) > FINISHED_ANSWERS:
            continue
        done.add(demand.pk)
        answer = answers.create_answer(demand, product, actor=actor)
        answers.confirm_rows(answer.pk, actor=actor)
        answers.take_step(answer.pk, AnswerStepName.FINISH, actor=actor)
        Answer.objects.filter(pk=answer.pk).update(is_sample=True)
        finished = _after(demand.published_version.published_at, timedelta(hours=chance.randrange(20, 140)))
        AnswerStep.objects.filter(answer=answer).update(taken_at=finished)


def _unanswered(product: Product, done: set[int]) -> Demand | None:
    demands = Demand.objects.filter(
        status=Demand.Status.PUBLISHED, published_version__category_id__in=competing_ids(product.category)
    ).exclude(pk__in=done)
    return demands.select_related("published_version").order_by("published_version__published_at").first()


def _after(published: datetime | None, span: timedelta) -> datetime:
    now = clock.now()
    return min((published or now) + span, now)


def _let_products_wait(chance: random.Random) -> None:
    waiting = (Product.Status.SUBMITTED, Product.Status.RETURNED, Product.Status.DRAFT)
    for product in Product.objects.filter(is_sample=True, status__in=waiting).order_by("pk"):
        back = timedelta(hours=chance.randrange(2, 150))
        _move(Product.objects.filter(pk=product.pk), back, "created_at", "updated_at")
        _move(ProductStep.objects.filter(product=product), back, "taken_at")


def _let_organisations_wait(chance: random.Random) -> None:
    pending = Organisation.objects.filter(is_sample=True, verification=Organisation.Verification.PENDING)
    for organisation in pending.order_by("pk"):
        _move(Organisation.objects.filter(pk=organisation.pk), timedelta(hours=chance.randrange(4, 110)), "created_at")


def _let_cases_wait(chance: random.Random) -> None:
    for trial in Trial.objects.filter(is_sample=True).order_by("pk"):
        back = timedelta(days=chance.randrange(1, 8))
        _move(Trial.objects.filter(pk=trial.pk), back, "created_at", "updated_at")
        _move(TrialStep.objects.filter(trial=trial), back, "taken_at")
    for deal in Deal.objects.filter(is_sample=True).order_by("pk"):
        back = timedelta(days=chance.randrange(1, 14))
        _move(Deal.objects.filter(pk=deal.pk), back, "created_at", "updated_at")
        _move(DealStep.objects.filter(deal=deal), back, "taken_at")


def _move(rows: QuerySet[Any], back: timedelta, *fields: str) -> None:
    """Past the managers of `auto_now`, which an update leaves alone."""
    rows.update(**{field: F(field) - back for field in fields})
