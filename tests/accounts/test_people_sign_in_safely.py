"""Sign-up, sign-in, new passwords, locking out, second factors."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from apps.accounts.models import User
from tests.cast import PASSWORD, Cast, make_user, signed_in

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_rate_limits_left_over() -> None:
    cache.clear()


def try_password(client: Client, email: str, password: str) -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def test_a_person_signs_up_with_a_name_and_is_signed_in(db: None) -> None:
    client = Client()
    form = {
        "email": "New@Example.org",
        "name": "新用户",
        "password1": "quiet-harbour-7",
        "password2": "quiet-harbour-7",
    }
    assert client.post("/accounts/signup/", form).status_code == 302
    user = User.objects.get()
    assert (user.email, user.name, is_signed_in(client)) == ("new@example.org", "新用户", True)
    assert "确认邮箱" in mail.outbox[0].subject


@pytest.mark.parametrize("password", ["short-1", "1234567890123", "password123", "newcomer@example.org"])
def test_weak_passwords_are_refused(db: None, password: str) -> None:
    form = {"email": "newcomer@example.org", "name": "新用户", "password1": password, "password2": password}
    assert Client().post("/accounts/signup/", form).status_code == 200
    assert not User.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answers(db: None, settings: Settings) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # as in production
    make_user(email="known@example.org")
    known, unknown = _answers("known@example.org"), _answers("other@example.org")
    assert known == unknown
    assert {message.to[0] for message in mail.outbox} == {"known@example.org", "other@example.org"}
    assert User.objects.filter(email="known@example.org").count() == 1


def _answers(email: str) -> list[object]:
    cache.clear()
    form = {"email": email, "name": "某人", "password1": "quiet-harbour-7", "password2": "quiet-harbour-7"}
    login = Client().post(LOGIN, {"login": email, "password": "wrong-wrong-1"})
    reset = Client().post("/accounts/password/reset/", {"email": email})
    signup = Client().post("/accounts/signup/", form)
    page = _without_tokens(login.content, email)
    return [login.status_code, page, reset.headers["Location"], signup.status_code, signup.headers["Location"]]


def _without_tokens(page: bytes, email: str) -> bytes:
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', b"", page).replace(email.encode(), b"")


def test_a_lost_password_is_replaced_by_the_link_in_the_mail_and_ends_all_sessions(db: None) -> None:
    user = make_user(email="known@example.org")
    elsewhere = signed_in(user)
    client = Client()
    client.post("/accounts/password/reset/", {"email": "known@example.org"})
    link = re.search(r"https?://\S+", str(mail.outbox[0].body))
    assert link is not None
    form_page = client.get(urlsplit(link[0]).path).headers["Location"]
    new = {"password1": "quiet-harbour-7", "password2": "quiet-harbour-7"}
    assert client.post(form_page, new).status_code == 302
    assert not is_signed_in(elsewhere)
    assert try_password(Client(), "known@example.org", PASSWORD) == 200
    assert try_password(Client(), "known@example.org", "quiet-harbour-7") == 302


def test_a_changed_password_ends_all_sessions(newcomer: User) -> None:
    here, elsewhere = signed_in(newcomer), signed_in(newcomer)
    form = {"oldpassword": PASSWORD, "password1": "quiet-harbour-7", "password2": "quiet-harbour-7"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert not is_signed_in(elsewhere)
    assert not is_signed_in(here)


def test_a_suspended_person_cannot_sign_in(cast: Cast) -> None:
    client = Client()
    answer = client.post(LOGIN, {"login": cast.suspended_user.email, "password": PASSWORD}, follow=True)
    assert not is_signed_in(client)
    assert answer.status_code == 200


@pytest.mark.parametrize("guard", [True, False])
def test_ten_wrong_passwords_lock_even_the_right_one(newcomer: User, settings: Settings, guard: bool) -> None:
    """With the guard off the right password gets in: what locks is axes, in the database."""
    settings.AXES_ENABLED = guard
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    statuses = [try_password(Client(), newcomer.email, f"wrong-wrong-{n}") for n in range(10)]
    assert statuses[:9] == [200] * 9
    assert statuses[9] == (429 if guard else 200)
    assert try_password(Client(), newcomer.email, PASSWORD) == (429 if guard else 302)


def test_another_persons_failures_lock_nobody_else(cast: Cast, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    for number in range(11):
        try_password(Client(), cast.newcomer.email, f"wrong-wrong-{number}")
    assert try_password(Client(), cast.sales_engineer.email, PASSWORD) == 302


@pytest.mark.parametrize("role", ["broker", "administrator", "auditor"])
def test_an_office_without_a_second_factor_is_told_so(cast: Cast, role: str) -> None:
    client = Client()
    user: User = getattr(cast, role)
    assert try_password(client, user.email, PASSWORD) == 302
    assert "两步验证" in client.get(reverse("accounts:profile")).content.decode()


def test_nobody_else_is_bothered_with_it(cast: Cast, settings: Settings) -> None:
    settings.REQUIRE_MFA_FOR_OFFICES = True
    client = signed_in(cast.institution_owner)
    assert "您的职务" not in client.get(reverse("accounts:profile")).content.decode()
    assert client.get(reverse("notifications:list")).status_code == 200


@pytest.mark.parametrize(("required", "status"), [(True, 302), (False, 200)])
def test_where_it_is_required_an_office_gets_nowhere_else(
    administrator: User, settings: Settings, required: bool, status: int
) -> None:
    settings.REQUIRE_MFA_FOR_OFFICES = required
    client = signed_in(administrator)
    answer = client.get(reverse("accounts:review"))
    assert answer.status_code == status
    if required:
        assert answer.headers["Location"] == reverse("mfa_activate_totp")


def test_a_second_factor_is_set_up_and_asked_for(administrator: User, settings: Settings) -> None:
    settings.REQUIRE_MFA_FOR_OFFICES = True
    client = Client()
    try_password(client, administrator.email, PASSWORD)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>(\w+)</code>", page.content.decode())
    assert secret is not None
    assert client.post(reverse("mfa_activate_totp"), {"code": _code(secret[1])}).status_code == 302
    assert client.get(reverse("accounts:review")).status_code == 200
    cache.clear()  # a code counts once; the next one would come in 30 s
    later = Client()
    answer = later.post(LOGIN, {"login": administrator.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(later)
    assert later.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(later)
    later.post(reverse("mfa_authenticate"), {"code": _code(secret[1])})
    assert is_signed_in(later)


def test_recovery_codes_are_shown_to_their_owner(administrator: User) -> None:
    client = Client()
    try_password(client, administrator.email, PASSWORD)
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    TOTP.activate(administrator, generate_totp_secret())
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<li><code>\w+</code>", shown)) == 10


def _code(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return str(auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time())))))


def test_the_chosen_language_is_kept_and_set_at_sign_in(newcomer: User) -> None:
    client = signed_in(newcomer)
    form = {"name": "改名", "phone": "010-1", "language": "en"}
    assert client.post(reverse("accounts:profile"), form).cookies["django_language"].value == "en"
    newcomer.refresh_from_db()
    assert (newcomer.name, newcomer.phone, newcomer.language) == ("改名", "010-1", "en")
    fresh = Client()
    answer = fresh.post(LOGIN, {"login": newcomer.email, "password": PASSWORD})
    assert answer.cookies["django_language"].value == "en"


def test_a_new_address_counts_only_when_it_is_confirmed(newcomer: User) -> None:
    client = Client()
    try_password(client, newcomer.email, PASSWORD)
    client.post(reverse("account_email"), {"action_add": "", "email": "moved@example.org"})
    newcomer.refresh_from_db()
    assert newcomer.email == "newcomer@example.org"
    link = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert link is not None
    assert client.post(urlsplit(link[0]).path).status_code == 302
    newcomer.refresh_from_db()
    assert newcomer.email == "moved@example.org"
    assert list(EmailAddress.objects.filter(user=newcomer).values_list("email", "verified")) == [
        ("moved@example.org", True)
    ]


def test_the_sign_in_page_names_no_account(cast: Cast) -> None:
    page = Client().get(LOGIN).content.decode()
    for user in cast.everyone().values():
        assert user is None or user.email not in page
    assert PASSWORD not in page
