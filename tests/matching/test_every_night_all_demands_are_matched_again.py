"""Every night all open demands are matched again; what differs from its shown result gets a run by the ordinary way."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.demands.models import Demand, Requirement
from apps.matching.engine.merged import Best
from apps.matching.engine.sweeping import MOST_REQUIREMENTS
from apps.matching.models import MatchRun, Night, NightTask, Standing
from apps.matching.nights import following, planning, reading, standings, working
from apps.matching.nights.standings import Found
from apps.notifications.models import Notification
from apps.suppliers.models import Product, SpecValue
from kernel import clock
from kernel.errors import AccessDenied, Conflict, NotFound
from kernel.models import OutboxRow
from tests.cast import Cast, acting, organisation_of
from tests.matching.nightly import do_task, done, market, rows
from tests.support.market import LINES, do_waiting_work, make_demand, make_product, match_now

pytestmark = pytest.mark.django_db


def _begin(cast: Cast) -> Night:
    return planning.begin(actor=acting(cast.administrator))


def _expire_everything() -> None:
    """What no listener hears of: a bulk statement takes every value of a product away."""
    SpecValue.objects.filter(product__model="GOOD-1", parameter__code="test.pressure").delete()
    Product.objects.filter(model="GOOD-1").update(revision=99)


def test_the_plan_is_written_before_any_work(cast: Cast) -> None:
    demands = market(cast, demands=3)
    night = _begin(cast)
    planned = {(task.family, task.first_id, task.last_id): task.demand_count for task in night.tasks.all()}
    assert planned == {
        ("test", demands[0].pk, demands[1].pk): 2,
        (NightTask.EVERYTHING, demands[2].pk, demands[2].pk): 1,
    }
    assert (night.demand_count, night.state) == (3, Night.State.RUNNING)
    assert not Standing.objects.exists()


def test_every_open_demand_gets_its_standing_and_nothing_else_happens(cast: Cast) -> None:
    demands = market(cast)
    make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    told, runs = Notification.objects.count(), MatchRun.objects.count()
    night = _begin(cast)
    do_waiting_work()
    assert done(night).state == Night.State.DONE
    assert [standing.demand_id for standing in Standing.objects.order_by("pk")] == [each.pk for each in demands]
    for standing in Standing.objects.all():
        run = MatchRun.objects.get(version_id=standing.version_id, is_current=True)
        assert standing.digest == run.digest
        matches = run.matches.exclude(outcome="ineligible").order_by("rank")
        kept = [(product, score) for product, outcome, score in _best(standing) if outcome < 2]
        assert kept == [(match.product_id, match.score) for match in matches]
        assert standing.counts == [run.eligible_count, run.open_count, run.ineligible_count]
        assert standing.state == Standing.State.SAME
    assert following.ask_for_changed() == 0
    assert (Notification.objects.count(), MatchRun.objects.count()) == (told, runs)


def _best(standing: Standing) -> list[tuple[int, int, int]]:
    return list(zip(standing.products, standing.outcomes, standing.scores, strict=True))


def test_what_differs_is_matched_by_the_ordinary_way(cast: Cast) -> None:
    demands = market(cast)
    before = MatchRun.objects.filter(is_current=True).count()
    _expire_everything()
    night = _begin(cast)
    do_waiting_work()
    assert set(Standing.objects.values_list("state", flat=True)) == {Standing.State.WAITING}
    assert sum(task.changed_count for task in night.tasks.all()) == 2
    assert following.ask_for_changed() == 2
    do_waiting_work()
    for demand in demands:
        run = MatchRun.objects.get(version__demand=demand, is_current=True)
        assert run.cause == MatchRun.Cause.NIGHT
        assert run.digest == Standing.objects.get(demand=demand).digest
    assert MatchRun.objects.filter(is_current=True).count() == before
    again = _begin(cast)
    do_waiting_work()
    assert sum(task.changed_count for task in again.tasks.all()) == 0
    assert set(Standing.objects.values_list("state", flat=True)) == {Standing.State.SAME}


def test_people_hear_of_it_as_of_any_other_run(cast: Cast) -> None:
    market(cast)
    Notification.objects.all().delete()
    make_product(maker=organisation_of(cast.sales_engineer), model="BULK-1", specs={"test.pressure": "90 MPa"})
    _begin(cast)
    do_waiting_work()
    assert not Notification.objects.exists()
    following.ask_for_changed()
    do_waiting_work()
    assert Notification.objects.filter(user=cast.sales_engineer, subject_key__startswith="match:").count() == 2


def test_a_task_done_twice_leaves_the_same_rows(cast: Cast) -> None:
    market(cast)
    _expire_everything()
    night = _begin(cast)
    do_waiting_work()
    before = rows()
    Night.objects.filter(pk=night.pk).update(state=Night.State.RUNNING)
    for task in night.tasks.all():
        NightTask.objects.filter(pk=task.pk).update(state=NightTask.State.WAITING)
        do_task(task)
    assert rows() == before
    assert done(night).state == Night.State.DONE


def test_a_worker_that_ended_leaves_its_task_to_the_next_one(cast: Cast) -> None:
    market(cast)
    night = _begin(cast)
    task = night.tasks.first()
    assert task is not None
    assert working._taken(task.pk) is not None  # and then the worker was killed
    do_waiting_work()
    assert done(night).state == Night.State.DONE
    task.refresh_from_db()
    assert (task.state, task.attempts) == (NightTask.State.DONE, 2)


def test_a_task_that_ends_its_workers_is_set_aside(cast: Cast) -> None:
    market(cast)
    night = _begin(cast)
    task = night.tasks.first()
    assert task is not None
    for _ in range(working.MOST_ATTEMPTS):
        assert working._taken(task.pk) is not None
    do_waiting_work()
    task.refresh_from_db()
    assert (task.state, "ended while it was at this task" in task.error) == (NightTask.State.FAILED, True)
    assert done(night).state == Night.State.DONE  # the others are done
    assert Standing.objects.count() == 1


def test_a_poisoned_task_is_set_aside_with_its_error_and_tried_again_when_asked(cast: Cast) -> None:
    demands = market(cast)
    night = _begin(cast)
    poisoned = night.tasks.get(family="test")
    asked = Requirement.objects.filter(pk=Requirement.objects.filter(version=demands[0].published_version)[0].pk)
    asked.update(op="~")  # what no service writes, and no engine reads
    for _ in range(working.MOST_ATTEMPTS):
        do_waiting_work()
        OutboxRow.objects.filter(done_at=None).update(leased_until=None, failures=0)
    do_waiting_work()
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.attempts) == (NightTask.State.FAILED, working.MOST_ATTEMPTS)
    assert poisoned.error
    assert done(night).state == Night.State.DONE
    assert list(Standing.objects.values_list("demand_id", flat=True)) == [demands[1].pk]
    asked.update(op=">=")
    planning.try_again(poisoned.pk, actor=acting(cast.administrator))
    assert done(night).state == Night.State.RUNNING
    do_waiting_work()
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.error, done(night).state) == (NightTask.State.DONE, "", Night.State.DONE)
    assert Standing.objects.count() == 2


def test_only_what_was_set_aside_in_the_latest_night_is_tried_again(cast: Cast) -> None:
    market(cast)
    task = _begin(cast).tasks.first()
    assert task is not None
    administrator = acting(cast.administrator)
    with pytest.raises(Conflict, match="没有搁置"):
        planning.try_again(task.pk, actor=administrator)
    NightTask.objects.filter(pk=task.pk).update(state=NightTask.State.FAILED)
    for other in (cast.auditor, cast.institution_owner, cast.sales_engineer, cast.broker, cast.newcomer):
        with pytest.raises(AccessDenied):
            planning.try_again(task.pk, actor=acting(other))
        with pytest.raises(AccessDenied):
            planning.begin(actor=acting(other))
    _begin(cast)
    with pytest.raises(Conflict, match="之后又有一轮"):
        planning.try_again(task.pk, actor=administrator)
    with pytest.raises(NotFound):
        planning.try_again(2_000_000_011, actor=administrator)


def test_the_next_night_closes_what_an_older_one_left(cast: Cast) -> None:
    market(cast)
    older = _begin(cast)
    task = older.tasks.first()
    assert task is not None
    night = _begin(cast)
    assert done(older).state == Night.State.CLOSED
    do_task(task)
    task.refresh_from_db()
    assert (task.state, task.attempts, Standing.objects.count()) == (NightTask.State.CLOSED, 0, 0)
    do_waiting_work()
    assert done(night).state == Night.State.DONE


def test_what_an_older_task_still_writes_is_not_written_over_what_is_newer(cast: Cast) -> None:
    demands = market(cast)
    _begin(cast)
    do_waiting_work()
    newest = rows()
    version = demands[0].published_version
    assert version is not None
    stale = Found(demands[0].pk, version.pk, Best((), (0, 0, 0), 0), "1")
    night = Night.objects.get()
    assert standings.keep([stale], night_id=night.pk, epoch="old", as_of=clock.now() - timedelta(hours=1)) == 0
    assert rows() == newest
    assert standings.keep([stale], night_id=night.pk, epoch="new", as_of=clock.now()) == 1
    assert rows() != newest


def test_a_run_that_began_after_the_task_needs_no_other(cast: Cast) -> None:
    demands = market(cast)
    _expire_everything()
    _begin(cast)
    do_waiting_work()
    match_now(demands[0])
    assert following.ask_for_changed() == 1
    assert Standing.objects.get(demand=demands[0]).state == Standing.State.SAME
    assert Standing.objects.get(demand=demands[1]).state == Standing.State.ASKED


def test_a_closed_demand_waits_for_nothing(cast: Cast) -> None:
    demands = market(cast)
    _expire_everything()
    _begin(cast)
    do_waiting_work()
    Demand.objects.filter(pk=demands[0].pk).update(status=Demand.Status.CLOSED)
    assert following.ask_for_changed() == 1
    _begin(cast)
    do_waiting_work()
    assert list(Standing.objects.values_list("demand_id", flat=True)) == [demands[1].pk]


def test_no_more_are_asked_for_than_the_hour_allows(cast: Cast, settings: Settings) -> None:
    settings.NIGHT_RUNS_PER_HOUR = 2
    market(cast, demands=4)
    _expire_everything()
    _begin(cast)
    do_waiting_work()
    assert [following.ask_for_changed() for _ in range(4)] == [1, 1, 0, 0]
    assert Standing.objects.filter(state=Standing.State.WAITING).count() == 2
    Standing.objects.filter(state=Standing.State.ASKED).update(asked_at=clock.now() - timedelta(hours=2))
    assert following.ask_for_changed() == 1


def test_few_tasks_stand_in_the_queue_at_a_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "TASK_DEMANDS", 1)
    monkeypatch.setattr(planning, "HANDED_OUT", 2)
    market(cast, demands=5)
    night = _begin(cast)
    assert night.tasks.count() == 5
    assert night.tasks.filter(is_handed_out=True).count() == 2
    do_waiting_work()
    assert set(night.tasks.values_list("state", flat=True)) == {NightTask.State.DONE}
    ranges = list(night.tasks.filter(family="test").order_by("first_id").values_list("first_id", "last_id"))
    assert all(earlier[1] < later[0] for earlier, later in pairwise(ranges))


def test_a_night_begins_once_and_at_its_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    market(cast)
    moment = timezone.localtime().replace(hour=0, minute=50)
    monkeypatch.setattr(clock, "now", lambda: moment)
    assert planning.begin_if_due() is None  # yesterday's hour is too long ago
    moment += timedelta(minutes=20)
    night = planning.begin_if_due()
    assert night is not None
    assert planning.begin_if_due() is None
    _begin(cast)  # somebody begins another one by hand: tonight's has been
    assert planning.begin_if_due() is None
    moment += timedelta(days=1, hours=4)
    assert planning.begin_if_due() is not None  # beat was away at the hour
    moment += timedelta(days=1, hours=2)
    assert planning.begin_if_due() is None


def test_an_empty_platform_has_an_empty_night(cast: Cast) -> None:
    night = _begin(cast)
    assert (night.state, night.demand_count, night.tasks.count()) == (Night.State.DONE, 0, 0)


def test_a_demand_too_large_for_a_batch_stands_as_its_run_says(cast: Cast) -> None:
    market(cast, demands=1)
    institution, author = organisation_of(cast.institution_member), cast.institution_member
    demand = make_demand(institution=institution, author=author, lines=LINES * (MOST_REQUIREMENTS // len(LINES) + 1))
    run = match_now(demand)
    _begin(cast)
    do_waiting_work()
    assert Standing.objects.get(demand=demand).digest == run.digest


def test_products_that_change_in_mid_night_are_noted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "TASK_DEMANDS", 1)
    market(cast, demands=4)
    night = _begin(cast)
    tasks = list(night.tasks.filter(family="test"))
    do_task(tasks[0])
    do_task(tasks[1])
    assert reading.night_lines([night])[0].moved == 0
    make_product(maker=organisation_of(cast.sales_engineer), model="LATE-1", specs={"test.pressure": "90 MPa"})
    do_task(tasks[2])
    assert reading.night_lines([night])[0].moved == 1
