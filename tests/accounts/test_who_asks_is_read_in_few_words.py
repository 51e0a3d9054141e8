"""Session and memberships, which every page of a signed-in person reads, are what Django itself would have read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client

from apps.accounts.belonging import memberships_with_organisations
from apps.accounts.models import Membership, Organisation
from apps.accounts.selectors import memberships_of
from apps.accounts.sessions import SessionStore
from kernel import clock
from tests.cast import Cast, join, make_organisation, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/notifications/"


def _all_of(membership: Membership) -> list[dict[str, object]]:
    return [
        {field.attname: getattr(each, field.attname) for field in each._meta.concrete_fields}
        for each in (membership, membership.organisation, membership.user)
    ]


def test_memberships_are_those_of_the_models(cast: Cast) -> None:
    join(cast.institution_member, make_organisation(kind=Organisation.Kind.MAKER))
    for person in (cast.newcomer, cast.institution_member, cast.sales_engineer, cast.auditor):
        with_ours = [_all_of(each) for each in memberships_with_organisations(person)]
        assert with_ours == [_all_of(each) for each in memberships_of(person)]
    assert len(memberships_with_organisations(cast.institution_member)) == 2


def test_no_column_needs_to_be_turned_into_something_else() -> None:
    for model in (Membership, Organisation):
        for field in model._meta.concrete_fields:
            assert not field.get_db_converters(connection), field


def test_a_membership_read_this_way_can_be_changed(cast: Cast) -> None:
    (membership,) = memberships_with_organisations(cast.institution_member)
    membership.role = Membership.Role.APPROVER
    membership.save(update_fields=["role"])
    assert model_to_dict(Membership.objects.get(pk=membership.pk)) == model_to_dict(membership)


def test_a_session_says_what_was_kept_by_either_store() -> None:
    for writes, reads in ((db.SessionStore, SessionStore), (SessionStore, db.SessionStore)):
        kept = writes()
        kept["organisation_id"] = 7
        kept.save()
        assert dict(reads(kept.session_key).items()) == {"organisation_id": 7}


def test_a_session_that_is_over_is_nobodys(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    assert client.get(PAGE).status_code == 200
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "a'; DROP TABLE django_session; --", "a" * 5000])
def test_a_made_up_session_is_nobodys(cast: Cast, key: str) -> None:
    signed_in(cast.institution_member)
    client = Client()
    client.cookies["sessionid"] = key
    assert client.get(PAGE).status_code == 302
    store = SessionStore(key)
    assert store.load() == {}
    assert store.session_key is None


def test_a_session_that_somebody_changed_is_empty(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    Session.objects.update(session_data="e30:forged:signature")
    assert client.get(PAGE).status_code == 302
