"""Home tells what is here, and each workbench opens on what to do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.demands.models import Demand
from tests.cast import Cast, make_organisation, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    """A published demand; one product passes, one misses a single ★."""
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=maker, model="WEAK-1", specs=GOOD | {"test.pressure": "50 MPa"})
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


def _page(person: object, name: str = "portal:workbench") -> str:
    return signed_in(person).get(reverse(name)).content.decode()  # type: ignore[arg-type]


def test_home_counts_from_the_rows(demand: Demand, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(12):
        page = Client().get(reverse("portal:home")).content.decode()
    assert "测试色谱仪采购" in page
    assert "来自 1 家厂商" in page


def test_a_maker_sees_the_match_and_the_clause_that_lost(demand: Demand, cast: Cast) -> None:
    page = _page(cast.sales_engineer)
    assert "GOOD-1" in page
    assert "WEAK-1" in page
    assert "★2.1 最高耐压" in page
    rival = _page(cast.competing_maker)
    assert "GOOD-1" not in rival
    assert "WEAK-1" not in rival


def test_an_institution_sees_its_demand_and_nobody_elses(demand: Demand, cast: Cast) -> None:
    assert "测试色谱仪采购" in _page(cast.institution_member)
    assert "测试色谱仪采购" not in _page(cast.other_institution_member)


def test_an_administrator_sees_who_waits(cast: Cast) -> None:
    make_organisation(name="等待核验的单位", verified=False)
    assert "等待核验的单位" in _page(cast.administrator)


@pytest.mark.parametrize("role", ["newcomer", "unverified_member", "evaluator", "broker", "auditor"])
def test_every_role_has_a_workbench(cast: Cast, role: str) -> None:
    assert signed_in(getattr(cast, role)).get(reverse("portal:workbench")).status_code == 200


def test_the_rules_add_up_to_a_hundred(db: None) -> None:
    page = Client().get(reverse("portal:rules"))
    assert sum(points for _, points in page.context["rules"].weights) == 100
