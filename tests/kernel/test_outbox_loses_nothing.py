"""Work is written with its cause, done at least once, retried, and given up on only in sight of people."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from celery import Celery
from django.db import connection, transaction

from apps.accounts.members import invite_colleague
from config import celery_app
from kernel import clock, outbox
from kernel.models import OutboxRow
from tests.cast import acting, make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)

TOPIC = "tests.note"


@pytest.fixture
def done() -> Iterator[list[object]]:
    """What the handler of TOPIC has done; a payload {"fail": true} makes it fail."""
    seen: list[object] = []

    def note(payload: outbox.Payload) -> None:
        if payload.get("fail"):
            raise ValueError("asked to fail")
        seen.append(payload["n"])

    outbox.handle(TOPIC, note)
    yield seen
    del outbox._handlers[TOPIC]


@pytest.fixture
def dead_broker() -> Iterator[None]:
    """The broker is away: nobody listens at its address. The rest of the configuration is ours."""
    away = Celery("away", set_as_current=False)
    away.conf.update(
        broker_url="redis://127.0.0.1:1/0",
        broker_transport_options=celery_app.conf.broker_transport_options,
        task_publish_retry=celery_app.conf.task_publish_retry,
    )
    away.set_current()
    yield
    celery_app.set_current()


def enqueue(n: int = 1, *, key: str = "", fail: bool = False) -> OutboxRow:
    with transaction.atomic():
        outbox.enqueue(TOPIC, {"n": n} | ({"fail": True} if fail else {}), key=key)
    return OutboxRow.objects.order_by("-pk")[0]


def in_another_session(work: Callable[[], object]) -> object:
    """Run `work` in a thread with a database session of its own, to the end; gives its result."""
    results: list[object] = []

    def run() -> None:
        try:
            results.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive(), "the other session waits for us"
    return results[0]


# ---- writing ------------------------------------------------------------------------------------------------------


def test_outside_a_transaction_nothing_is_written(done: list[object]) -> None:
    with pytest.raises(RuntimeError):
        outbox.enqueue(TOPIC, {"n": 1})
    assert not OutboxRow.objects.exists()


def test_work_that_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        outbox.enqueue("tests.nobody", {})


def test_work_goes_with_its_cause_when_that_is_rolled_back(done: list[object]) -> None:
    @transaction.atomic
    def write_and_fail() -> None:
        outbox.enqueue(TOPIC, {"n": 1})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert not OutboxRow.objects.exists()


def test_a_second_cause_with_the_same_key_is_the_same_work(done: list[object]) -> None:
    first, second = enqueue(key="a"), enqueue(key="a")
    assert first == second
    assert enqueue(key="b") != first
    assert enqueue(key="") != enqueue(key="")


def test_a_cause_during_the_work_makes_new_work(done: list[object]) -> None:
    row = enqueue(key="a")
    OutboxRow.objects.filter(pk=row.pk).update(leased_until=clock.now() + timedelta(seconds=30))
    assert enqueue(key="a") != row


def test_the_shared_row_is_not_taken_before_the_second_cause_is_visible(done: list[object]) -> None:
    row = enqueue(key="a")
    with transaction.atomic():
        outbox.enqueue(TOPIC, {"n": 1}, key="a")
        assert in_another_session(lambda: outbox.execute(row.pk)) is False
    assert outbox.execute(row.pk) is True
    assert done == [1]


def test_delayed_work_waits_and_is_not_rung(done: list[object]) -> None:
    with transaction.atomic():
        outbox.enqueue(TOPIC, {"n": 1}, delay=timedelta(hours=1))
    row = OutboxRow.objects.get()
    assert (outbox.execute(row.pk), row.dispatches, outbox.sweep()) == (False, 0, 0)


# ---- doing --------------------------------------------------------------------------------------------------------


def test_work_is_done_once_however_often_it_is_rung(done: list[object]) -> None:
    row = enqueue(7)
    assert [outbox.execute(row.pk) for _ in range(3)] == [True, False, False]
    assert done == [7]
    row.refresh_from_db()
    assert row.done_at is not None
    assert outbox.waiting() == 0


def test_two_workers_at_once_do_it_once() -> None:
    entered, leave, seen = threading.Event(), threading.Event(), []

    def slow(payload: outbox.Payload) -> None:
        seen.append(payload["n"])
        entered.set()
        assert leave.wait(10)

    outbox.handle(TOPIC, slow)
    row = enqueue(3)
    first = threading.Thread(target=lambda: in_another_session(lambda: outbox.execute(row.pk)))
    first.start()
    assert entered.wait(10)
    assert outbox.execute(row.pk) is False
    leave.set()
    first.join(10)
    del outbox._handlers[TOPIC]
    assert seen == [3]


def test_a_worker_that_died_is_relieved_after_its_lease(done: list[object]) -> None:
    row = enqueue(4)
    OutboxRow.objects.filter(pk=row.pk).update(leased_until=clock.now() + timedelta(seconds=1))
    assert outbox.execute(row.pk) is False
    OutboxRow.objects.filter(pk=row.pk).update(leased_until=clock.now() - timedelta(milliseconds=1))
    assert outbox.execute(row.pk) is True
    assert done == [4]


def test_the_pauses_after_failures_grow_to_five_minutes_and_then_the_row_is_dead(done: list[object]) -> None:
    row = enqueue(fail=True)
    pauses = []
    for _ in range(outbox.MOST_FAILURES):
        OutboxRow.objects.filter(pk=row.pk).update(leased_until=None)
        before = clock.now()
        assert outbox.execute(row.pk) is False
        row.refresh_from_db()
        assert row.leased_until is not None
        pauses.append(round((row.leased_until - before).total_seconds()))
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
    assert row.dead_at is not None
    assert row.error == "ValueError: asked to fail"
    OutboxRow.objects.filter(pk=row.pk).update(leased_until=None)
    assert outbox.execute(row.pk) is False
    assert (row.failures, outbox.sweep(), outbox.waiting()) == (outbox.MOST_FAILURES, 0, 0)


def test_a_failing_row_does_not_hold_up_a_new_cause(done: list[object]) -> None:
    failing = enqueue(key="a", fail=True)
    outbox.execute(failing.pk)
    fresh = enqueue(2, key="a")
    assert fresh != failing
    assert outbox.execute(fresh.pk) is True


# ---- bells --------------------------------------------------------------------------------------------------------


def test_without_the_broker_writes_go_on_and_the_sweep_finds_them_later(done: list[object], dead_broker: None) -> None:
    began = time.monotonic()
    rows = [enqueue(n) for n in range(3)]
    assert outbox.sweep() == 0
    assert time.monotonic() - began < 5
    assert set(OutboxRow.objects.values_list("dispatches", "done_at")) == {(0, None)}
    celery_app.set_current()
    assert outbox.sweep() == 3
    assert {row.dispatches for row in OutboxRow.objects.filter(pk__in=[row.pk for row in rows])} == {1}


def test_a_row_that_was_rung_is_left_alone_for_a_lease(done: list[object]) -> None:
    row = enqueue()
    row.refresh_from_db()
    assert row.dispatches == 1
    assert outbox.sweep() == 0
    OutboxRow.objects.update(dispatched_at=clock.now() - outbox.LEASE - timedelta(seconds=1))
    assert outbox.sweep() == 1


def test_the_sweep_finds_rows_by_state_also_when_an_older_one_is_committed_late(done: list[object]) -> None:
    """The late row has the smaller id: a cursor behind the newer one would never see it."""
    with transaction.atomic():
        outbox.enqueue(TOPIC, {"n": 1})
        late = OutboxRow.objects.get()
        newer = in_another_session(lambda: enqueue(2).pk)
        in_another_session(outbox.sweep)
        OutboxRow.objects.filter(pk=late.pk).update(dispatched_at=None)
    OutboxRow.objects.filter(pk=late.pk).update(dispatched_at=None)
    assert late.pk < int(str(newer))
    assert outbox.sweep() == 1
    assert outbox.execute(late.pk) is True


def test_a_real_worker_does_the_work(worker: int) -> None:
    owner = make_member(organisation=make_organisation(), role="owner")
    invite_colleague(acting(owner), email="a@example.org", role="member", site_url="https://yiqiao.example")
    assert _is_done_within(20)


def test_a_real_worker_does_what_only_the_sweep_has_found(worker: int, dead_broker: None) -> None:
    owner = make_member(organisation=make_organisation(), role="owner")
    invite_colleague(acting(owner), email="a@example.org", role="member", site_url="https://yiqiao.example")
    assert OutboxRow.objects.get().dispatches == 0
    celery_app.set_current()
    assert outbox.sweep() == 1
    assert _is_done_within(20)


def _is_done_within(seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if OutboxRow.objects.filter(done_at__isnull=False).exists():
            return True
        time.sleep(0.05)
    return False
