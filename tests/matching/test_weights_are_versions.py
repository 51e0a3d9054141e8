"""Weights are versions: drafted by one administrator, put into force by another, and asked for by every later score."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.actors import Actor
from apps.demands.models import Demand
from apps.matching import selectors, services, weight_services
from apps.matching.engine.facts import PART_NAMES, ScoreParts
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.models import MatchRun, WeightSet
from apps.matching.published import published_rules
from apps.matching.weights import periods, weights_in_force
from apps.notifications.models import Notification
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.models import OutboxRow
from tests.cast import Cast, acting, organisation_of
from tests.matching.weighting import (
    OTHER,
    market,
    put_in_force,
    restore_first_version,
    second,
    second_administrator,
)
from tests.support.market import do_waiting_work, make_demand

__all__ = ["second"]
pytestmark = pytest.mark.django_db
State = WeightSet.State


def ranked(run: MatchRun) -> list[str]:
    """Models in the order of a run."""
    return [match.product.model for match in run.matches.filter(is_reference=False).order_by("rank")]


def current(demand: Demand) -> MatchRun:
    """The result that the pages show."""
    return MatchRun.objects.get(version__demand=demand, is_current=True)


# ---- what holds -----------------------------------------------------------------------------------------------------


def test_the_first_version_is_the_engines_and_active() -> None:
    only = WeightSet.objects.get()
    assert (only.version, only.state) == ("1", State.ACTIVE)
    assert weights_in_force() == PUBLISHED_WEIGHTS
    [period] = periods()
    assert (period.weight_set, period.until, period.reason) == (only, None, "")


def test_approval_changes_every_later_score_and_no_earlier_one(cast: Cast, second: Actor) -> None:
    demand = market(cast)
    before = current(demand)
    assert ranked(before) == ["DEAR-1", "CHEAP-1"]
    made = put_in_force(cast, second=second)
    assert weights_in_force().parts == OTHER
    assert current(demand) == before  # until its new run is done
    do_waiting_work()
    after = current(demand)
    assert (after.cause, after.weights_version) == (MatchRun.Cause.WEIGHTS, made.version)
    assert ranked(after) == ["CHEAP-1", "DEAR-1"]
    before.refresh_from_db()
    assert (before.weights_version, ranked(before)) == ("1", ["DEAR-1", "CHEAP-1"])
    parts = {each.label: each.maximum for each in selectors.score_parts(before.matches.get(rank=1))}
    assert parts["价格"] == 10  # explained by its own weights
    assert {each.label: each.maximum for each in selectors.score_parts(after.matches.get(rank=1))}["价格"] == 50


def test_outcomes_stay_and_nobody_is_told_of_other_ranks(cast: Cast, second: Actor) -> None:
    demand = market(cast)
    before = current(demand)
    told = Notification.objects.filter(subject_key__startswith="match:").count()
    put_in_force(cast, second=second)
    do_waiting_work()
    after = current(demand)
    assert (after.eligible_count, after.open_count) == (before.eligible_count, before.open_count)
    assert Notification.objects.filter(subject_key__startswith="match:").count() == told


def test_the_former_version_comes_back_by_the_same_way(cast: Cast, second: Actor) -> None:
    first = WeightSet.objects.get(version="1")
    made = put_in_force(cast, second=second)
    first.refresh_from_db()
    assert first.state == State.RETIRED
    weight_services.propose(first.pk, reason="恢复首版", actor=second)
    with pytest.raises(AccessDenied):
        weight_services.approve(first.pk, actor=second)
    weight_services.approve(first.pk, actor=acting(cast.administrator))
    made.refresh_from_db()
    assert (weights_in_force().version, made.state) == ("1", State.RETIRED)
    assert [(each.weight_set.version, each.reason) for each in periods()] == [
        ("1", "恢复首版"),
        (made.version, "价格更重要"),
        ("1", ""),
    ]
    assert all(later.since == earlier.until for later, earlier in zip(periods(), periods()[1:], strict=False))


def test_numbers_that_were_active_once_never_change(cast: Cast, second: Actor) -> None:
    made = put_in_force(cast, second=second)
    first = WeightSet.objects.get(version="1")
    for found in (made, first):
        with pytest.raises((TransitionRefused, AccessDenied)):
            weight_services.edit(found.pk, OTHER, actor=acting(cast.administrator))
    weight_services.propose(first.pk, reason="恢复首版", actor=second)
    weight_services.refuse(first.pk, reason="不必", actor=acting(cast.administrator))
    first.refresh_from_db()
    assert first.state == State.RETIRED
    weight_services.propose(first.pk, reason="恢复首版", actor=second)
    weight_services.recall(first.pk, actor=second)
    first.refresh_from_db()
    assert first.state == State.RETIRED


def test_the_public_rules_tell_versions_dates_and_reasons(cast: Cast, second: Actor) -> None:
    put_in_force(cast, second=second)
    rules = published_rules()
    assert (rules.weights_version, rules.history[0].reason, rules.history[1].version) == ("2", "价格更重要", "1")
    assert rules.since == rules.history[0].since == rules.history[1].until
    changes = {label: change for label, _points, change in rules.history[0].weights}
    assert (int(changes["价格"]), int(changes["▲条款"])) == (40, -20)


# ---- four eyes ------------------------------------------------------------------------------------------------------


def test_whoever_proposes_does_not_decide(cast: Cast, second: Actor) -> None:
    own = acting(cast.administrator)
    made = weight_services.draft(OTHER, actor=own)
    weight_services.propose(made.pk, reason="价格更重要", actor=own)
    with pytest.raises(AccessDenied):
        weight_services.approve(made.pk, actor=own)
    with pytest.raises(AccessDenied):
        weight_services.refuse(made.pk, reason="我改主意了", actor=own)
    with pytest.raises(AccessDenied):
        weight_services.recall(made.pk, actor=second)
    assert weights_in_force() == PUBLISHED_WEIGHTS
    assert list(Notification.objects.filter(subject_key=f"weights:{made.pk}").values_list("user", flat=True)) == [
        second.user.pk if second.user else None
    ]


def test_the_database_refuses_one_pair_of_eyes_two_active_and_another_sum(cast: Cast) -> None:
    user = cast.administrator
    numbers = dict(OTHER.items())
    wrong = [
        {"version": "8", "state": State.ACTIVE, "proposed_by": user, "approved_by": user, **numbers},
        {"version": "8", "state": State.ACTIVE, "proposed_by": user, **numbers},
        {"version": "8", "state": State.ACTIVE, **numbers},
        {"version": "8", "state": State.ACTIVE, "proposed_by": user, "approved_by": cast.auditor, **numbers},
        {"version": "8", **numbers, "text": 251},
        {"version": "1", **numbers},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            WeightSet.objects.create(**fields)
    WeightSet.objects.filter(version="1").update(state=State.RETIRED)
    WeightSet.objects.create(**wrong[3])  # two people, and nothing else active


@pytest.mark.parametrize("role", ["auditor", "institution_owner", "sales_engineer", "broker", "newcomer", "evaluator"])
def test_nobody_else_takes_a_step(cast: Cast, second: Actor, role: str) -> None:
    other = acting(getattr(cast, role))
    made = weight_services.draft(OTHER, actor=second)
    with pytest.raises(AccessDenied):
        weight_services.draft(OTHER, actor=other)
    with pytest.raises(AccessDenied):
        weight_services.edit(made.pk, OTHER, actor=other)
    with pytest.raises(AccessDenied):
        weight_services.propose(made.pk, reason="x", actor=other)
    weight_services.propose(made.pk, reason="x", actor=second)
    for step in (weight_services.approve, weight_services.recall):
        with pytest.raises(AccessDenied):
            step(made.pk, actor=other)
    with pytest.raises(AccessDenied):
        weight_services.refuse(made.pk, reason="x", actor=other)


def test_a_draft_is_its_authors(cast: Cast, second: Actor) -> None:
    made = weight_services.draft(OTHER, actor=second)
    own = acting(cast.administrator)
    with pytest.raises(AccessDenied):
        weight_services.edit(made.pk, PUBLISHED_WEIGHTS.parts, actor=own)
    with pytest.raises(AccessDenied):
        weight_services.propose(made.pk, reason="x", actor=own)
    with pytest.raises(NotFound):
        weight_services.propose(2_000_000_011, reason="x", actor=own)
    weight_services.edit(made.pk, PUBLISHED_WEIGHTS.parts, actor=second)
    made.refresh_from_db()
    assert made.price == 1000


def test_an_approval_of_something_else_than_was_looked_at_is_refused(cast: Cast, second: Actor) -> None:
    own = acting(cast.administrator)
    two, three = (weight_services.draft(parts, actor=own) for parts in (OTHER, OTHER._replace(text=0, evidence=500)))
    for made in (two, three):
        weight_services.propose(made.pk, reason="x", actor=own)
    weight_services.approve(two.pk, actor=second, instead_of="1")
    with pytest.raises(Conflict, match="版本 2"):
        weight_services.approve(three.pk, actor=second, instead_of="1")
    with pytest.raises(TransitionRefused):
        weight_services.approve(two.pk, actor=second)
    assert weights_in_force().version == "2"


# ---- numbers and reasons --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": 251}, "合计 100.01 分，多了 0.01 分"),
        ({"price": 0}, "合计 50 分，还差 50 分"),
        ({"price": -1}, "不能小于 0"),
    ],
)
def test_numbers_that_are_wrong_are_named(cast: Cast, change: dict[str, int], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        weight_services.draft(OTHER._replace(**change), actor=acting(cast.administrator))
    assert WeightSet.objects.count() == 1


def test_a_weight_of_nothing_is_allowed(cast: Cast) -> None:
    parts = ScoreParts(**{name: 10_000 * (name == "mandatory") for name in PART_NAMES})
    assert weight_services.draft(parts, actor=acting(cast.administrator)).version == "2"


@pytest.mark.parametrize("reason", ["", "  \0 ", "长" * 401])
def test_a_proposal_needs_a_reason(cast: Cast, reason: str) -> None:
    made = weight_services.draft(OTHER, actor=acting(cast.administrator))
    with pytest.raises(InvalidInput, match="理由"):
        weight_services.propose(made.pk, reason=reason, actor=acting(cast.administrator))


def test_a_refusal_needs_a_reason_and_leads_back_to_the_draft(cast: Cast, second: Actor) -> None:
    own = acting(cast.administrator)
    made = weight_services.draft(OTHER, actor=own)
    weight_services.propose(made.pk, reason="价格更重要", actor=own)
    with pytest.raises(InvalidInput):
        weight_services.refuse(made.pk, reason=" ", actor=second)
    weight_services.refuse(made.pk, reason="先征求意见", actor=second)
    made.refresh_from_db()
    assert made.state == State.DRAFT
    told = Notification.objects.get(user=cast.administrator, subject_key=f"weights:{made.pk}")
    assert (told.title, told.body) == ("权重 2 被退回", "先征求意见")
    weight_services.propose(made.pk, reason="已征求意见", actor=own)
    weight_services.approve(made.pk, actor=second, reason="同意")
    steps = [(each.step, each.to_status, each.taken_by_id) for each in made.steps.order_by("pk")]
    assert [step for step, *_rest in steps] == ["create", "propose", "return", "propose", "approve"]
    assert steps[-1] == ("approve", "active", second.user.pk if second.user else None)


# ---- runs that follow -----------------------------------------------------------------------------------------------


def test_reruns_are_asked_for_in_bounded_pieces(cast: Cast, second: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_services, "RERUN_AT_ONCE", 2)
    institution = organisation_of(cast.institution_member)
    demands = [make_demand(institution=institution, author=cast.institution_member) for _ in range(5)]
    closed = make_demand(institution=institution, author=cast.institution_member)
    Demand.objects.filter(pk=closed.pk).update(status=Demand.Status.CLOSED)
    made = put_in_force(cast, second=second)
    asked = MatchRun.objects.filter(cause=MatchRun.Cause.WEIGHTS)
    for count in (2, 4, 5):
        row = OutboxRow.objects.get(topic=weight_services.TOPIC, done_at=None)
        weight_services.request_reruns(row.payload)
        weight_services.request_reruns(row.payload)  # as after a crash
        OutboxRow.objects.filter(pk=row.pk).update(done_at=row.created_at)
        assert asked.count() == count
    assert not OutboxRow.objects.filter(topic=weight_services.TOPIC, done_at=None).exists()
    assert {run.version.demand_id for run in asked.select_related("version")} == {demand.pk for demand in demands}
    assert made.version == "2"


def test_reruns_stop_when_other_weights_took_their_place(cast: Cast, second: Actor) -> None:
    market(cast)
    made = put_in_force(cast, second=second)
    payload = {"weight_set_id": made.pk, "after": 0}
    WeightSet.objects.filter(pk=made.pk).update(state=State.RETIRED)
    weight_services.request_reruns(payload)
    assert not MatchRun.objects.filter(cause=MatchRun.Cause.WEIGHTS).exists()


def test_a_run_under_way_is_followed_by_one_with_the_new_weights(cast: Cast, second: Actor) -> None:
    demand = market(cast)
    assert demand.published_version_id is not None
    with transaction.atomic():
        running = services.request_run(demand.published_version_id, cause=MatchRun.Cause.REQUESTED)
    MatchRun.objects.filter(pk=running.pk).update(state=MatchRun.State.RUNNING)
    put_in_force(cast, second=second)
    do_waiting_work()
    assert current(demand).weights_version == "2"


# ---- at the same time -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_leave_one_version_in_force(cast: Cast) -> None:
    restore_first_version()
    own, others = acting(cast.administrator), [acting(second_administrator(cast)) for _ in range(2)]
    made = [weight_services.draft(OTHER._replace(text=n, evidence=500 - n), actor=own) for n in range(2)]
    for each in made:
        weight_services.propose(each.pk, reason="x", actor=own)
    together = threading.Barrier(2)

    def approve(number: int) -> str:
        try:
            together.wait(timeout=10)
            weight_services.approve(made[number].pk, actor=others[number], instead_of="1")
            return "approved"
        except Conflict:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, range(2))) == ["approved", "too late"]
    assert WeightSet.objects.filter(state=State.ACTIVE).count() == 1
    assert WeightSet.objects.get(version="1").state == State.RETIRED
