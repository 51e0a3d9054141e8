"""A token is given for the right password alone, acts for the chosen organisation, and ends when it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.selectors import actor_of
from tests.api.asking import Api, body_of
from tests.cast import PASSWORD, Cast, join, make_organisation, organisation_of, signed_in

pytestmark = pytest.mark.django_db


def _sign_in(email: str, password: str = PASSWORD, code: str = "") -> tuple[int, dict[str, str]]:
    answer = Api(None).post("/sign-in/", {"email": email, "password": password, "code": code})
    return answer.status_code, body_of(answer)


def _with_token(token: str) -> Api:
    return Api(None, Authorization=f"Token {token}")


def test_the_right_password_gives_a_token_that_says_who_one_is(cast: Cast) -> None:
    status, answer = _sign_in(cast.institution_member.email.upper())
    assert status == 200
    me = body_of(_with_token(answer["token"]).get("/me/"))
    assert (me["email"], me["acting_for"]["name"]) == (cast.institution_member.email, "江畔大学（示例）")


def test_an_unknown_address_and_a_wrong_password_answer_alike(cast: Cast) -> None:
    wrong = _sign_in(cast.institution_member.email, "not-the-password")
    unknown = _sign_in("nobody@example.org", "not-the-password")
    suspended = _sign_in(cast.suspended_user.email)
    assert wrong == unknown == suspended
    assert wrong[0] == 401


def test_a_token_that_is_signed_out_is_worth_nothing(cast: Cast) -> None:
    api = _with_token(_sign_in(cast.institution_member.email)[1]["token"])
    other = _with_token(_sign_in(cast.institution_member.email)[1]["token"])
    assert api.post("/sign-out/").status_code == 204
    assert api.get("/me/").status_code == 401
    assert other.get("/me/").status_code == 200


def test_a_new_password_and_a_suspension_end_all_tokens(cast: Cast) -> None:
    member, owner = Api(cast.institution_member), Api(cast.institution_owner)
    cast.institution_member.set_password("another-river-43")
    cast.institution_member.save()
    assert member.get("/me/").status_code == 401
    User.objects.filter(pk=cast.institution_owner.pk).update(is_active=False)
    assert owner.get("/me/").status_code == 401


def test_a_token_has_a_term(cast: Cast) -> None:
    member = Api(cast.institution_member)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert member.get("/me/").status_code == 401


def test_a_browsers_session_is_no_token(cast: Cast) -> None:
    key = signed_in(cast.institution_member).session.session_key
    assert _with_token(str(key)).get("/me/").status_code == 401
    for hostile in ("", "x", "0" * 4000, "../../etc", "none none"):
        assert _with_token(hostile).get("/me/").status_code == 401


def test_many_failures_lock_the_address(cast: Cast) -> None:
    with override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3):
        failures = [_sign_in(cast.institution_member.email, "wrong-password")[0] for _ in range(3)]
        status, answer = _sign_in(cast.institution_member.email)
    assert failures[:2] == [401, 401]
    assert (status, answer["code"]) == (429, "locked_out")


def test_many_requests_are_held_back(cast: Cast) -> None:
    statuses = [_sign_in(f"nobody{turn}@example.org")[0] for turn in range(21)]
    assert statuses == [401] * 20 + [429]


def test_the_header_chooses_the_organisation(cast: Cast) -> None:
    second = make_organisation(kind="maker", name="另一家（示例）")
    join(cast.institution_member, second, Membership.Role.OWNER)
    chosen = Api(cast.institution_member, **{"X-Organisation": str(second.pk)})
    assert body_of(chosen.get("/me/"))["acting_for"]["id"] == second.pk
    assert chosen.get("/products/mine/").status_code == 200
    assert Api(cast.institution_member).get("/products/mine/").status_code == 403


def test_a_foreign_organisation_is_refused_like_none(cast: Cast) -> None:
    foreign = organisation_of(cast.sales_engineer).pk
    answers = [
        Api(cast.institution_member, **{"X-Organisation": str(pk)}).get("/me/") for pk in (foreign, 2_000_000_011)
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
    assert Api(cast.institution_member, **{"X-Organisation": "abc"}).get("/me/").status_code == 422
    assert Api(cast.institution_member, **{"X-Organisation": "9" * 500}).get("/me/").status_code == 422


def test_a_second_factor_is_asked_for(cast: Cast) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.broker, secret)
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert _sign_in(cast.broker.email)[1]["code"] == "second_factor_required"
    assert (
        _sign_in(cast.broker.email, code="000000" if code != "000000" else "111111")[1]["code"]
        == "second_factor_failed"
    )
    assert _sign_in(cast.broker.email, code=code)[0] == 200


def test_an_office_without_a_second_factor_gets_nowhere_where_it_is_required(cast: Cast) -> None:
    api = Api(cast.administrator)
    with override_settings(REQUIRE_MFA_FOR_OFFICES=True):
        refused = api.get("/deals/")
        assert (refused.status_code, body_of(refused)["code"]) == (403, "second_factor_missing")
        assert api.get("/me/").status_code == 200
        assert Api(cast.sales_engineer).get("/deals/").status_code == 200


def test_nobody_is_an_anonymous_actor() -> None:
    assert not actor_of(AnonymousUser()).is_authenticated


def test_a_browser_needs_its_csrf_token_and_a_program_does_not(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.institution_member, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/v1/me/").status_code == 200
    assert browser.post("/api/v1/notifications/read/", {}, content_type="application/json").status_code == 403
    assert Api(cast.institution_member).post("/notifications/read/").status_code == 200
