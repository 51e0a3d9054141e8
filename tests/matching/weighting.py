"""Weights for tests: other numbers than those in force, two administrators, and a market in which they matter."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from apps.accounts.actors import Actor
from apps.accounts.models import User
from apps.demands.models import Demand
from apps.matching import weight_services
from apps.matching.engine.facts import ScoreParts
from apps.matching.models import WeightSet
from tests.cast import Cast, acting, make_member, organisation_of
from tests.support.market import make_demand, make_product, match_now

OTHER = ScoreParts(mandatory=3000, important=500, general=500, price=5000, delivery=500, evidence=250, text=250)
"""The price counts for half of the score."""

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
LOUD = GOOD | {"test.noise": "≤62 dB"}


def second_administrator(cast: Cast) -> User:
    """Another administrator of the platform."""
    return make_member(organisation=organisation_of(cast.administrator), role="administrator", name="第二位管理员")


def put_in_force(cast: Cast, parts: ScoreParts = OTHER, *, second: Actor | None = None) -> WeightSet:
    """Draft, propose, approve."""
    made = weight_services.draft(parts, actor=acting(cast.administrator))
    weight_services.propose(made.pk, reason="价格更重要", actor=acting(cast.administrator))
    return weight_services.approve(made.pk, actor=second or acting(second_administrator(cast)))


def market(cast: Cast) -> Demand:
    """A dear product that meets everything, a cheap one that misses a ▲ row, and a matched demand.

    By version 1 the dear one is first, by OTHER the cheap one.
    """
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="DEAR-1", specs=GOOD, price_wan=60)
    make_product(maker=maker, model="CHEAP-1", specs=LOUD, price_wan=30)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(demand)
    return demand


@pytest.fixture
def second(cast: Cast) -> Actor:
    """A second administrator, acting."""
    return acting(second_administrator(cast))


def restore_first_version() -> None:
    """Version 1 as its migration makes it: tests that commit leave empty tables behind."""
    migration = importlib.import_module("apps.matching.migrations.0005_first_weight_set")
    migration.add_first(apps, None)
