"""应答率: finished answers over the demands that the maker's products match, week by week; nobody else's count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.answers import services
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerStep
from apps.demands.models import Demand, DemandVersion
from apps.portal.benches.answering import WEEKS, answer_rate, rate_of
from tests.cast import Cast, acting, organisation_of
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
TODAY = date(2026, 5, 12)
SINCE = TODAY - timedelta(days=83)


def test_weeks_end_today_and_add_up() -> None:
    now = datetime(2026, 5, 12, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    pairs = [(now, None), (now - timedelta(days=6), now), (now - timedelta(days=83), now)]
    rate = rate_of(pairs, since=SINCE, today=TODAY)
    assert (rate.matched, rate.answered, rate.unanswered, rate.percent) == (3, 2, 1, 67)
    assert len(rate.weeks) == WEEKS
    assert [(week.part, week.whole) for week in (rate.weeks[0], rate.weeks[-1])] == [(1, 1), (1, 2)]
    assert sum(week.whole for week in rate.weeks) == 3
    assert rate.median_days == Fraction(445, 10)


def test_nothing_matched_is_no_rate_and_not_zero() -> None:
    rate = rate_of([], since=SINCE, today=TODAY)
    assert rate.percent is None
    assert rate.median_days is None


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


def _finish_answer(person: User, demand: Demand) -> None:
    product = organisation_of(person).products.get()
    with transaction.atomic():
        answer = services.create_answer(demand, product=product, actor=acting(person))
        AnswerStep.objects.create(answer=answer, step=Step.FINISH, to_status=Answer.Status.READY, taken_by=person)


def test_a_finished_answer_counts_once_and_for_its_maker_alone(demand: Demand, cast: Cast) -> None:
    before = answer_rate(acting(cast.sales_engineer))
    _finish_answer(cast.sales_engineer, demand)
    after = answer_rate(acting(cast.sales_engineer))
    rival = answer_rate(acting(cast.competing_maker))
    assert (before.matched, before.answered) == (1, 0)
    assert (after.matched, after.answered, after.percent) == (1, 1, 100)
    assert rival.matched == 0


def test_a_demand_of_long_ago_is_not_counted(demand: Demand, cast: Cast) -> None:
    DemandVersion.objects.update(published_at=timezone.now() - timedelta(days=200))
    assert answer_rate(acting(cast.sales_engineer)).matched == 0
