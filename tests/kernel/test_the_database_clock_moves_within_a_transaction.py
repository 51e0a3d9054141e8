"""Deadlines are decided by the time of the question, not of the transaction's start."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction

from kernel import clock


@pytest.mark.django_db
def test_it_is_later_at_the_second_look() -> None:
    with transaction.atomic():
        first = clock.database_now()
        time.sleep(0.02)
        assert clock.database_now() - first >= timedelta(milliseconds=20)


@pytest.mark.django_db
def test_all_clocks_are_aware_and_agree() -> None:
    assert clock.database_now().tzinfo is not None
    assert clock.now().tzinfo is not None
    assert abs(clock.database_now() - clock.now()) < timedelta(seconds=5)
    assert abs((clock.today() - clock.now().date()).days) <= 1
