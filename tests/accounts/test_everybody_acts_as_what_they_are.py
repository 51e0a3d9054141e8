"""What a person may do comes from the membership acted under, read anew at each request."""

from __future__ import annotations

from apps.accounts.actors import ANONYMOUS
from apps.accounts.models import Membership, Organisation
from apps.accounts.selectors import actor_of
from tests.cast import Cast, acting, join, make_organisation, organisation_of


def test_each_of_the_cast_acts_for_their_organisation(cast: Cast) -> None:
    assert acting(cast.newcomer).organisation is None
    assert acting(cast.institution_member).acts_for(Organisation.Kind.INSTITUTION)
    assert acting(cast.sales_engineer).acts_for(Organisation.Kind.MAKER)
    assert acting(cast.administrator).is_administrator
    assert acting(cast.auditor).is_auditor
    assert not acting(cast.auditor).is_administrator


def test_an_unverified_organisation_acts_for_nobody(cast: Cast) -> None:
    actor = acting(cast.unverified_member)
    assert actor.organisation is not None
    assert not actor.is_verified
    assert not actor.acts_for(Organisation.Kind.INSTITUTION)


def test_a_suspended_person_is_an_anonymous_visitor(cast: Cast) -> None:
    assert acting(cast.suspended_user) == ANONYMOUS


def test_a_role_in_another_organisation_makes_no_administrator(cast: Cast) -> None:
    Membership.objects.filter(user=cast.institution_member).update(role=Membership.Role.ADMINISTRATOR)
    assert not acting(cast.institution_member).is_administrator


def test_the_chosen_organisation_counts_only_while_the_person_belongs_to_it(cast: Cast) -> None:
    user = cast.institution_member
    second = make_organisation(kind=Organisation.Kind.MAKER)
    membership = join(user, second)
    assert actor_of(user, second.pk).organisation_id == second.pk
    membership.delete()
    assert actor_of(user, second.pk).organisation_id == organisation_of(user).pk
