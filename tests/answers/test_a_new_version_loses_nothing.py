"""A new version of the demand: open answers are told of it, rows are carried over, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.answers import services
from apps.answers.carrying import carry_over, left_behind
from apps.answers.contents import fields_of
from apps.answers.models import Answer
from apps.demands.facts import DemandPublished
from apps.demands.models import Demand, DemandVersion, Requirement
from apps.notifications.models import Notification
from kernel import facts
from kernel.errors import Conflict, NotFound, TransitionRefused
from tests.answers.build import make_answer, row_of, write
from tests.cast import Cast, acting, signed_in
from tests.support.market import do_waiting_work

pytestmark = pytest.mark.django_db

# What the second version does to the clauses of the first: new number, new words, gone; and one clause is new.
RENUMBERED, REWORDED, GONE = {"2.1": "3.1"}, {"2.3": "噪声≤58dB"}, {"2.5"}


def publish_second(demand: Demand) -> DemandVersion:
    """A second version with these changes, published, its news told."""
    first = demand.published_version
    assert first is not None
    values: dict[str, Any] = {
        name: getattr(first, name) for name in ("title", "category", "budget_yuan", "delivery_days", "is_budget_public")
    }
    second = DemandVersion.objects.create(
        demand=demand, number=2, stage=DemandVersion.Stage.PUBLISHED, published_at=timezone.now(), **values
    )
    for row in first.requirements.exclude(clause__in=GONE):
        row.pk = None
        row.version = second
        row.clause = RENUMBERED.get(row.clause, row.clause)
        if row.clause in REWORDED:
            row.raw_text, row.hi = REWORDED[row.clause], "58"
        row.save()
    Requirement.objects.create(
        version=second, position=50, line=50, clause="2.9", raw_text="提供维护手册", printed_name="维护手册", op="text"
    )
    with transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(published_version=second)
        facts.publish(DemandPublished(demand.pk, second.pk))
    demand.refresh_from_db()
    return second


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """A half-filled answer to the first version."""
    made = make_answer(cast)
    write(made, "2.1", cast, explanation="按出厂检验值")
    write(made, "2.3", cast, response="57 dB", proof_name="检测报告", proof_pages="4")
    write(made, "2.5", cast, response="全中文软件", stated="meets")
    services.set_offer(made.pk, price_yuan=None, delivery_days=45, actor=acting(cast.sales_engineer))
    return made


def test_the_makers_people_are_told_once(cast: Cast, answer: Answer) -> None:
    publish_second(answer.version.demand)
    do_waiting_work()
    told = Notification.objects.filter(subject_key=f"answer-version:{answer.pk}")
    assert [each.user for each in told] == [cast.sales_engineer]
    assert told[0].url == reverse("answers:detail", args=[answer.pk])


def test_the_page_says_so_and_offers_to_carry_over(cast: Cast, answer: Answer) -> None:
    page = reverse("answers:detail", args=[answer.pk])
    assert "带入新版" not in signed_in(cast.sales_engineer).get(page).content.decode()
    publish_second(answer.version.demand)
    told = signed_in(cast.sales_engineer).get(page).content.decode()
    assert "需求已发布第 2 版" in told
    assert reverse("answers:carry", args=[answer.pk]) in told


def test_rows_of_the_same_clause_come_over_whole(cast: Cast, answer: Answer) -> None:
    publish_second(answer.version.demand)
    later = carry_over(answer.pk, actor=acting(cast.sales_engineer))
    assert (later.carried_from, later.delivery_days, later.version.number) == (answer, 45, 2)
    assert fields_of(row_of(later, "3.1")) == fields_of(row_of(answer, "2.1"))
    assert row_of(later, "3.1").rung == 3


def test_a_clause_with_other_words_is_judged_anew_and_waits_for_a_look(cast: Cast, answer: Answer) -> None:
    publish_second(answer.version.demand)
    later = carry_over(answer.pk, actor=acting(cast.sales_engineer))
    row = row_of(later, "2.3")
    assert (row.response, row.proof_pages, row.is_confirmed, row.is_changed_clause) == ("57 dB", "4", False, True)
    assert "58" in row.sentence
    assert services.confirm_rows(later.pk, actor=acting(cast.sales_engineer)) > 0
    assert not row_of(later, "2.3").is_confirmed, "what changed is confirmed by hand alone"
    looked = write(later, "2.3", cast, is_confirmed=True)
    assert (looked.is_confirmed, looked.is_changed_clause) == (True, False)


def test_what_has_no_clause_any_more_is_named_and_still_there(cast: Cast, answer: Answer) -> None:
    publish_second(answer.version.demand)
    later = carry_over(answer.pk, actor=acting(cast.sales_engineer))
    assert [row.requirement.clause for row in left_behind(later)] == ["2.5"]
    assert row_of(later, "2.9").response == ""
    assert row_of(answer, "2.5").response == "全中文软件"
    page = signed_in(cast.sales_engineer).get(reverse("answers:detail", args=[later.pk])).content.decode()
    assert "仍保留在原应答中" in page


def test_it_is_carried_over_once_and_only_forward(cast: Cast, answer: Answer) -> None:
    actor = acting(cast.sales_engineer)
    with pytest.raises(Conflict):
        carry_over(answer.pk, actor=actor)
    demand = answer.version.demand
    publish_second(demand)
    later = carry_over(answer.pk, actor=actor)
    with pytest.raises(services.AlreadyThere) as there:
        carry_over(answer.pk, actor=actor)
    assert there.value.answer_id == later.pk
    Demand.objects.filter(pk=demand.pk).update(status=Demand.Status.CLOSED)
    with pytest.raises(TransitionRefused):
        carry_over(answer.pk, actor=actor)


def test_nobody_else_carries_it_over(cast: Cast, answer: Answer) -> None:
    publish_second(answer.version.demand)
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, None):
        with pytest.raises(NotFound):
            carry_over(answer.pk, actor=acting(person))
    assert Answer.objects.count() == 1
