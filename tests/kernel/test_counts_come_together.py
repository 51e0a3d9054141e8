"""Several counts are one statement, and say what each query would say by itself."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Organisation, User
from kernel.counting import count_together
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_each_count_is_that_of_its_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    makers = Organisation.objects.filter(kind=Organisation.Kind.MAKER)
    kinds = Organisation.objects.order_by().values("kind").distinct()
    nothing = User.objects.filter(pk__in=[])
    with django_assert_num_queries(1):
        counted = count_together(makers=makers.values("pk"), nothing=nothing.values("pk"), kinds=kinds)
    assert counted == {"makers": makers.count(), "nothing": 0, "kinds": kinds.count()}
    assert counted["makers"] == 2


def test_no_query_is_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert count_together() == {}
