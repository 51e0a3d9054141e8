"""The first steps of each role: marked from the rows, put away and brought back by the person alone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Membership, User
from apps.portal.first_steps import FirstSteps, first_steps_for
from handbook.pages import SLUGS, page
from tests.cast import Cast, acting, join, make_organisation, make_user, organisation_of, signed_in
from tests.demands.build import make_draft
from tests.support.market import make_demand, make_product, match_now

HIDDEN = "/workbench/first-steps/hidden/"
SHOWN = "/workbench/first-steps/shown/"
ROLES = (
    "newcomer",
    "unverified_member",
    "institution_member",
    "institution_approver",
    "sales_engineer",
    "evaluator",
    "broker",
    "administrator",
    "auditor",
)


def _steps(person: User) -> FirstSteps:
    found = first_steps_for(acting(person))
    assert found is not None
    return found


def _done(person: User) -> list[bool | None]:
    return [step.is_done for step in _steps(person).steps]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_three_to_five_steps_that_lead_somewhere(cast: Cast, role: str) -> None:
    person = getattr(cast, role)
    steps = _steps(person).steps
    assert 3 <= len(steps) <= 5
    for step in steps:
        assert signed_in(person).get(step.url).status_code in {200, 302}, step
        slug, _hash, section = step.place.partition("#")
        assert slug in SLUGS
        assert section in {each.anchor for each in page(slug).sections}


@pytest.mark.parametrize("role", ROLES)
def test_all_marks_of_a_role_are_one_query(
    cast: Cast, role: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    actor = acting(getattr(cast, role))
    with django_assert_max_num_queries(1):
        first_steps_for(actor)


@pytest.mark.django_db
def test_an_institution_is_marked_step_by_step() -> None:
    organisation = make_organisation(verified=False)
    person = make_user(name="张老师")
    join(person, organisation, Membership.Role.OWNER)
    assert _done(person) == [False, False, False, False, False]
    join(make_user(name="李老师"), organisation, Membership.Role.APPROVER)
    make_draft(person)
    assert _done(person) == [False, True, True, False, False]
    organisation.verification = "verified"
    organisation.save()
    demand = make_demand(institution=organisation, author=person)
    assert _done(person) == [True, True, True, True, False]
    make_product(maker=make_organisation(kind="maker"), model="GOOD-1", specs={"test.pressure": "80 MPa"})
    match_now(demand)
    assert first_steps_for(acting(person)) is None  # all done: the list goes by itself


def test_another_organisations_work_marks_nothing(cast: Cast) -> None:
    before = _done(cast.other_institution_member)
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    assert _done(cast.other_institution_member) == before


def test_a_maker_is_marked_by_its_products_only(cast: Cast) -> None:
    assert _done(cast.sales_engineer) == [True, False, False, False, False]
    make_product(maker=organisation_of(cast.competing_maker), model="THEIRS-1", specs={"test.pressure": "80 MPa"})
    assert _done(cast.sales_engineer) == [True, False, False, False, False]
    make_product(maker=organisation_of(cast.sales_engineer), model="OURS-1", specs={"test.pressure": "80 MPa"})
    assert _done(cast.sales_engineer) == [True, True, True, False, False]


def test_the_workbench_shows_the_list_with_its_how_tos(cast: Cast) -> None:
    content = signed_in(cast.sales_engineer).get(reverse("portal:workbench")).content.decode()
    assert "第一次来，从这里开始" in content
    assert "5 步已做 1 步" in content
    assert "/help/maker/#answer" in content


def test_the_list_is_put_away_for_one_person_and_brought_back(cast: Cast) -> None:
    browser = signed_in(cast.institution_member)
    put_away = browser.post(HIDDEN, follow=True).content.decode()
    assert "第一次来，从这里开始" not in put_away
    assert f'action="{SHOWN}"' in put_away
    others = signed_in(cast.institution_owner).get(reverse("portal:workbench")).content.decode()
    assert "第一次来，从这里开始" in others
    assert "第一次来，从这里开始" in browser.post(SHOWN, follow=True).content.decode()


def test_who_asks_for_the_list_sees_it_though_all_is_done(cast: Cast) -> None:
    person = cast.newcomer
    User.objects.filter(pk=person.pk).update(first_steps="shown")
    assert first_steps_for(acting(person)) is not None


@pytest.mark.django_db
def test_visitors_and_other_words_are_refused(cast: Cast) -> None:
    assert Client().post(HIDDEN).headers["Location"].startswith("/accounts/login/")
    assert signed_in(cast.broker).post("/workbench/first-steps/sideways/").status_code == 404
    assert signed_in(cast.broker).get(HIDDEN).status_code == 405


def test_the_list_is_english_in_english(cast: Cast) -> None:
    with translation.override("en"):
        texts = [step.text + step.action for step in _steps(cast.sales_engineer).steps]
    assert all(text.isascii() for text in texts)
