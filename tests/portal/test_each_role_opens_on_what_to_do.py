"""Home tells what is here, and each workbench opens on what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Membership
from apps.demands.models import Demand
from apps.demands.services import submit_demand
from apps.suppliers.models import SpecValue
from kernel import clock
from tests.cast import Cast, acting, make_member, make_organisation, organisation_of, signed_in
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
    assert "50 MPa → <b>≥ 60 MPa</b>" in page
    rival = _page(cast.competing_maker)
    assert "GOOD-1" not in rival
    assert "WEAK-1" not in rival


def test_an_institution_sees_its_demand_and_nobody_elses(demand: Demand, cast: Cast) -> None:
    assert "测试色谱仪采购" in _page(cast.institution_member)
    assert "测试色谱仪采购" not in _page(cast.other_institution_member)


def test_an_administrator_sees_who_waits(cast: Cast) -> None:
    make_organisation(name="等待核验的单位", verified=False)
    assert "等待核验的单位" in _page(cast.administrator)


ROLES = (
    *("newcomer", "unverified_member", "institution_approver", "institution_member", "sales_engineer"),
    *("evaluator", "broker", "administrator", "auditor"),
)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_workbench_in_twelve_queries(
    demand: Demand, cast: Cast, role: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor = signed_in(getattr(cast, role))
    with django_assert_max_num_queries(12):
        assert visitor.get(reverse("portal:workbench")).status_code == 200


def test_a_maker_that_matches_is_asked_to_answer_until_it_has(demand: Demand, cast: Cast) -> None:
    page = _page(cast.sales_engineer)
    assert "应答 " + demand.code in page
    assert reverse("answers:start", args=[demand.pk]) in page
    assert demand.code not in _page(cast.competing_maker)


def test_an_approver_is_asked_to_approve_what_another_submitted(cast: Cast, db: None) -> None:
    draft = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    submit_demand(draft.pk, actor=acting(cast.institution_member))
    assert "审批：测试色谱仪采购" in _page(cast.institution_approver)
    assert "审批：测试色谱仪采购" not in _page(cast.institution_member)
    assert "测试色谱仪采购" not in _page(cast.other_institution_member)


def test_a_broker_is_shown_whom_to_bring_together(demand: Demand, cast: Cast) -> None:
    page = _page(cast.broker)
    assert "可撮合的需求" in page
    assert "测试色谱仪采购" in page


def test_the_rules_add_up_to_a_hundred(db: None) -> None:
    page = Client().get(reverse("portal:rules"))
    assert sum(points for _, points in page.context["rules"].weights) == 100


def test_an_approver_of_an_organisation_of_one_approves_its_own(db: None) -> None:
    alone = make_member(organisation=make_organisation(name="一人单位"), role=Membership.Role.OWNER)
    draft = make_demand(institution=organisation_of(alone), author=alone, is_published=False)
    submit_demand(draft.pk, actor=acting(alone))
    assert "审批：测试色谱仪采购" in _page(alone)
    make_member(organisation=organisation_of(alone), role=Membership.Role.APPROVER)
    assert "审批：测试色谱仪采购" not in _page(alone)


def test_a_paper_that_expires_is_a_task_until_a_better_value_stands_before_it(cast: Cast, db: None) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="PAPER-1", specs=GOOD)
    soon = clock.today() + timedelta(days=9)
    pressure = product.spec_values.get(parameter__code="test.pressure")
    SpecValue.objects.filter(pk=pressure.pk).update(rung=3, evidence="检测报告 HD-1", expires_on=soon)
    assert "PAPER-1 的检测报告 HD-1将到期" in _page(cast.sales_engineer)
    assert "HD-1" not in _page(cast.competing_maker)
    pressure.pk, pressure.rung, pressure.evidence, pressure.expires_on = None, 4, "校准证书 JZ-1", None
    pressure.save()
    assert "HD-1" not in _page(cast.sales_engineer)
