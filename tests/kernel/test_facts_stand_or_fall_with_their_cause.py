"""News is told inside the transaction that makes it true, to everybody who asked, once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from apps.accounts.models import User
from kernel import facts
from tests.cast import make_user


@dataclass(frozen=True, slots=True)
class SampleFact:
    """A fact of this test."""

    user_id: int


@pytest.fixture(autouse=True)
def _forget_listeners() -> Iterator[None]:
    yield
    facts._listeners.pop(SampleFact, None)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="SampleFact"):
        facts.publish(SampleFact(1))


@pytest.mark.django_db
def test_every_listener_hears_it_once_in_order() -> None:
    heard: list[str] = []

    def first(fact: SampleFact) -> None:
        heard.append(f"first {fact.user_id}")

    for listener in (first, lambda fact: heard.append(f"second {fact.user_id}"), first):
        facts.listen(SampleFact, listener)
    with transaction.atomic():
        facts.publish(SampleFact(7))
    assert heard == ["first 7", "second 7"]


@pytest.mark.django_db(transaction=True)
def test_what_a_listener_writes_is_undone_with_the_cause() -> None:
    facts.listen(SampleFact, _write)

    @transaction.atomic
    def tell_and_fail() -> None:
        facts.publish(SampleFact(1))
        assert User.objects.filter(email="written@example.org").exists()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert not User.objects.exists()


def _write(fact: SampleFact) -> None:
    make_user(email="written@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_undoes_the_cause() -> None:
    def refuse(fact: SampleFact) -> None:
        raise ZeroDivisionError

    @transaction.atomic
    def write_and_tell() -> None:
        make_user()
        facts.publish(SampleFact(1))

    facts.listen(SampleFact, refuse)
    with pytest.raises(ZeroDivisionError):
        write_and_tell()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_other_facts_are_not_heard() -> None:
    @dataclass(frozen=True)
    class OtherFact:
        user_id: int

    heard: list[object] = []
    facts.listen(OtherFact, heard.append)
    facts.publish(SampleFact(1))
    assert heard == []
