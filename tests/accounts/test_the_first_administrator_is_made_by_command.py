"""An empty platform gets its first administrator from the command line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.selectors import actor_of
from apps.accounts.uscc import compose_uscc
from tests.cast import make_organisation

GOOD_PASSWORD = "harbour-lantern-88"


def _call(
    monkeypatch: pytest.MonkeyPatch, *, uscc: str, typed: tuple[str, str] = (GOOD_PASSWORD, GOOD_PASSWORD)
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("apps.accounts.management.commands.create_administrator.getpass", lambda prompt: next(answers))
    call_command("create_administrator", "chief@example.org", "平台负责人", organisation="平台运营", uscc=uscc)


@pytest.mark.django_db
def test_the_person_administers_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    _call(monkeypatch, uscc=compose_uscc(77))
    actor = actor_of(User.objects.get(email="chief@example.org"))
    assert actor.is_administrator
    assert actor.is_verified


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [("12345", "12345"), (GOOD_PASSWORD, "something-else-9")])
def test_a_weak_or_mistyped_password_writes_nothing(monkeypatch: pytest.MonkeyPatch, typed: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        _call(monkeypatch, uscc=compose_uscc(77), typed=typed)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_code_that_is_wrong_or_belongs_to_somebody_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_organisation()
    for code in ("123456789012345678", other.uscc):
        with pytest.raises(CommandError):
            _call(monkeypatch, uscc=code)
    assert not User.objects.filter(email="chief@example.org").exists()
