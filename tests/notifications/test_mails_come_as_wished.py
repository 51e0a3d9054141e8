"""Mails about notifications: at once, in a digest at eight, or never; none lost, none twice, ended by one click."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from apps.accounts.models import User
from apps.notifications import mailing
from apps.notifications.models import MailMode, Notification
from apps.notifications.preferences import DEFAULTS, modes_of, read_unsubscribe_token, set_modes, unsubscribe_token
from apps.notifications.services import MAIL_TOPIC, mark_read, notify
from config import celery_app
from kernel import clock, outbox
from kernel.errors import InvalidInput
from kernel.models import OutboxRow
from kernel.wording import worded
from tests.cast import Cast, signed_in

Kind = Notification.Kind
SETTINGS = "/notifications/settings/"


def tell(user: User, title: str = "待审批：液相色谱仪", *, kind: Notification.Kind = Kind.DEMAND, **more: str) -> None:
    notify([user.pk], kind=kind, title=worded(title), url="/demands/417/", action=worded("看需求"), **more)


def do_mail_work() -> None:
    """Do what waits in the outbox."""
    for row_id in list(OutboxRow.objects.filter(done_at=None).values_list("pk", flat=True)):
        outbox.execute(row_id)


def since_yesterday() -> None:
    """Make everything that is there a day older, so that a digest is due for it whatever the hour."""
    Notification.objects.update(created_at=clock.now() - timedelta(days=1))


def ask_and_send() -> None:
    mailing.ask_for_mail()
    do_mail_work()


def sent() -> list[EmailMultiAlternatives]:
    box: list[EmailMultiAlternatives] = getattr(mail, "outbox", [])
    return box


# ---- wishes -------------------------------------------------------------------------------------------------------


def test_every_subject_has_a_default_and_steps_of_ones_own_come_at_once() -> None:
    assert set(DEFAULTS) == set(Kind.values)
    assert DEFAULTS[Kind.DEMAND] == MailMode.IMMEDIATE
    assert DEFAULTS[Kind.MATCH] == MailMode.DIGEST


def test_wishes_are_kept_per_subject_and_person(cast: Cast) -> None:
    browser = signed_in(cast.institution_member)
    assert browser.post(SETTINGS, {"match": "immediate", "demand": "off"}).status_code == 302
    modes = modes_of(cast.institution_member.pk)
    assert (modes["match"], modes["demand"], modes["deal"]) == ("immediate", "off", DEFAULTS["deal"])
    assert modes_of(cast.institution_owner.pk) == dict(DEFAULTS)
    page = browser.get(SETTINGS).content.decode()
    assert re.search(r'name="demand" value="off"\s+checked', page)


def test_a_wish_that_is_none_changes_nothing(institution_member: User) -> None:
    answer = signed_in(institution_member).post(SETTINGS, {"match": "off", "demand": "hourly"})
    assert answer.status_code == 422
    assert modes_of(institution_member.pk) == dict(DEFAULTS)
    with pytest.raises(InvalidInput, match="gossip"):
        set_modes(institution_member.pk, {"gossip": "off"})


# ---- at once ------------------------------------------------------------------------------------------------------


def test_a_mail_comes_at_once_with_text_page_and_the_way_there(institution_member: User, settings: Settings) -> None:
    settings.SITE_URL = "https://yiqiao.example"
    tell(institution_member, body="请在 <b>三</b> 天内审批", title="待审批：\n“A & B”")
    do_mail_work()
    (message,) = sent()
    assert message.to == [institution_member.email]
    assert message.subject == "[仪桥] 待审批： “A & B”"
    assert "看需求: https://yiqiao.example/demands/417/" in message.body
    assert "请在 <b>三</b> 天内审批" in message.body
    page, kind = message.alternatives[0]
    assert kind == "text/html"
    assert "请在 &lt;b&gt;三&lt;/b&gt; 天内审批" in str(page)
    assert '<a href="https://yiqiao.example/demands/417/">看需求</a>' in str(page)
    assert message.message()["Auto-Submitted"] == "auto-generated"


def test_it_is_sent_once_however_often_the_work_is_done(institution_member: User) -> None:
    tell(institution_member)
    row = OutboxRow.objects.get(topic=MAIL_TOPIC)
    mailing.mail_one(row.payload)
    mailing.mail_one(row.payload)
    do_mail_work()
    assert len(sent()) == 1


@pytest.mark.parametrize("mode", [MailMode.DIGEST, MailMode.OFF])
def test_who_wishes_none_at_once_gets_none(institution_member: User, mode: MailMode) -> None:
    set_modes(institution_member.pk, {Kind.DEMAND: mode})
    tell(institution_member)
    do_mail_work()
    assert sent() == []
    assert Notification.objects.filter(user=institution_member).exists()  # the site always tells


def test_what_was_read_replaced_or_switched_off_meanwhile_is_not_mailed(cast: Cast) -> None:
    tell(cast.institution_member, "读过的")
    mark_read(cast.institution_member.pk)
    tell(cast.institution_owner, "旧的", subject_key="demand-1")
    tell(cast.institution_owner, "新的", subject_key="demand-1")
    tell(cast.institution_approver, "关掉的")
    set_modes(cast.institution_approver.pk, {Kind.DEMAND: MailMode.OFF})
    do_mail_work()
    assert [message.subject for message in sent()] == ["[仪桥] 新的"]


def test_no_mail_to_unconfirmed_addresses_and_suspended_people(cast: Cast) -> None:
    EmailAddress.objects.filter(user=cast.institution_member).update(verified=False)
    tell(cast.institution_member)
    tell(cast.suspended_user)
    do_mail_work()
    assert sent() == []


def test_a_cause_that_is_rolled_back_sends_nothing(institution_member: User) -> None:
    with transaction.atomic():
        tell(institution_member)
        transaction.set_rollback(True)
    do_mail_work()
    ask_and_send()
    assert sent() == []


class UnwillingServer(EmailBackend):
    """A mail server that does what the test says, and then takes mails like the one in memory."""

    refusals: list[Exception] = []

    def send_messages(self, messages: Any) -> int:
        if self.refusals:
            raise self.refusals.pop(0)
        return int(super().send_messages(messages))


@pytest.fixture
def refusals(settings: Settings) -> Iterator[list[Exception]]:
    """What the mail server raises for the next mails."""
    settings.EMAIL_BACKEND = f"{__name__}.UnwillingServer"
    UnwillingServer.refusals = []
    yield UnwillingServer.refusals
    UnwillingServer.refusals = []


def test_a_mail_server_that_is_away_loses_nothing(institution_member: User, refusals: list[Exception]) -> None:
    refusals += [SMTPServerDisconnected("away")] * 2
    tell(institution_member)
    for _ in range(3):
        do_mail_work()
        OutboxRow.objects.filter(done_at=None).update(leased_until=clock.now() - timedelta(seconds=1))
    assert len(sent()) == 1


def test_even_a_dead_row_is_asked_for_again_but_not_for_ever(
    institution_member: User, refusals: list[Exception]
) -> None:
    refusals += [SMTPServerDisconnected("away")]
    tell(institution_member)
    do_mail_work()
    OutboxRow.objects.update(dead_at=clock.now())
    ask_and_send()
    assert sent() == []  # the row has only just been given up
    Notification.objects.update(created_at=clock.now() - timedelta(hours=2))
    ask_and_send()
    assert len(sent()) == 1
    tell(institution_member, "很久以前")
    OutboxRow.objects.update(dead_at=clock.now())
    Notification.objects.filter(title="很久以前").update(created_at=clock.now() - timedelta(days=4))
    ask_and_send()
    assert len(sent()) == 1


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    institution_member: User, refusals: list[Exception]
) -> None:
    refusals += [SMTPRecipientsRefused({institution_member.email: (550, b"no such user")})]
    tell(institution_member)
    do_mail_work()
    assert not OutboxRow.objects.filter(done_at=None).exists()
    tell(institution_member, "暂时")
    refusals += [SMTPRecipientsRefused({institution_member.email: (451, b"later")})]
    do_mail_work()
    assert OutboxRow.objects.filter(done_at=None, failures=1).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", [True, False])
def test_two_workers_send_one_mail(
    institution_member: User, no_worker: None, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """With the lock off both workers find the notification waiting and both send."""
    if not guard:
        monkeypatch.setattr("kernel.locks.hold", lambda name: None)
    gate = threading.Barrier(2)
    real = EmailMultiAlternatives.send

    def send_slowly(message: EmailMultiAlternatives, **options: Any) -> int:
        if not guard:
            gate.wait(timeout=10)
        return int(real(message, **options))

    monkeypatch.setattr(EmailMultiAlternatives, "send", send_slowly)
    tell(institution_member)
    payload = OutboxRow.objects.get(topic=MAIL_TOPIC).payload
    threads = [threading.Thread(target=_mail_elsewhere, args=(payload,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(sent()) == (1 if guard else 2)
    assert len({message.message()["Message-ID"] for message in sent()}) == 1


def _mail_elsewhere(payload: Mapping[str, object]) -> None:
    try:
        mailing.mail_one(payload)
    finally:
        connection.close()


# ---- the digest ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-27T00:00:00+00:00", "2026-11-27T00:00:00+00:00"),  # 08:00 in Shanghai to the second
        ("2026-11-26T23:59:59+00:00", "2026-11-26T00:00:00+00:00"),
        ("2026-11-27T15:59:00+00:00", "2026-11-27T00:00:00+00:00"),  # just before midnight there
        ("2026-11-27T16:01:00+00:00", "2026-11-27T00:00:00+00:00"),
    ],
)
def test_the_digest_is_due_at_eight_in_shanghai(now: str, expected: str) -> None:
    assert mailing.last_digest_time(datetime.fromisoformat(now)).astimezone(UTC).isoformat() == expected


def test_beat_rings_at_eight() -> None:
    schedule = celery_app.conf.beat_schedule["ask-for-mail"]["schedule"]
    assert str(celery_app.conf.timezone) == "Asia/Shanghai"
    assert 8 in schedule.hour
    assert 0 in schedule.minute


def test_a_digest_holds_all_that_is_unread_in_one_mail(cast: Cast) -> None:
    set_modes(cast.institution_member.pk, {Kind.DEAL: MailMode.DIGEST})
    tell(cast.institution_member, "第一条", kind=Kind.MATCH)
    tell(cast.institution_member, "第二条", kind=Kind.DEAL)
    tell(cast.institution_owner, "别人的", kind=Kind.MATCH)
    since_yesterday()
    ask_and_send()
    by_person = {message.to[0]: message for message in sent()}
    assert set(by_person) == {cast.institution_member.email, cast.institution_owner.email}
    message = by_person[cast.institution_member.email]
    assert message.subject == "[仪桥] 2 条未读通知"
    assert message.body.index("[对接] 第二条") < message.body.index("[比对] 第一条")
    assert "别人的" not in message.body
    ask_and_send()
    assert len(sent()) == 2


def test_what_comes_after_eight_waits_for_the_next_day(institution_member: User) -> None:
    tell(institution_member, "昨天的", kind=Kind.MATCH)
    Notification.objects.update(created_at=mailing.last_digest_time(clock.now()) - timedelta(seconds=1))
    tell(institution_member, "刚才的", kind=Kind.MATCH)
    Notification.objects.filter(title="刚才的").update(created_at=mailing.last_digest_time(clock.now()))
    ask_and_send()
    (message,) = sent()
    assert "昨天的" in message.body
    assert "刚才的" not in message.body


def test_what_was_read_needs_no_digest(institution_member: User) -> None:
    tell(institution_member, kind=Kind.MATCH)
    since_yesterday()
    mark_read(institution_member.pk)
    ask_and_send()
    assert sent() == []


def test_a_long_digest_is_cut_and_says_so(institution_member: User) -> None:
    for number in range(mailing.MOST_IN_A_DIGEST + 3):
        tell(institution_member, f"第{number}条", kind=Kind.MATCH)
    since_yesterday()
    ask_and_send()
    (message,) = sent()
    assert message.body.count("[比对]") == mailing.MOST_IN_A_DIGEST
    assert "另有 3 条" in message.body
    assert "第52条" in message.body  # the latest stand in it


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_does_it(cast: Cast, worker: int) -> None:
    """The worker's mails go into its own memory; here it counts that the work is done and noted."""
    tell(cast.institution_member)
    deadline = clock.now() + timedelta(seconds=40)
    while not Notification.objects.filter(user=cast.institution_member, mailed_at__isnull=False).exists():
        assert clock.now() < deadline, list(OutboxRow.objects.values("topic", "failures", "error"))
        connection.close()


# ---- one click ----------------------------------------------------------------------------------------------------


def link_of(message: EmailMultiAlternatives) -> str:
    """The path of the link that ends these mails."""
    found = re.fullmatch(r"<https?://[^/]+(/[^>]+)>", str(message.message()["List-Unsubscribe"]))
    assert found is not None, str(message.message()["List-Unsubscribe"])
    return found[1]


def test_one_click_in_the_mail_program_ends_these_mails(institution_member: User) -> None:
    tell(institution_member)
    do_mail_work()
    assert sent()[0].message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # as RFC 8058 sends it: no cookie, no token of a form, no signing in
    program = Client(enforce_csrf_checks=True)
    answer = program.post(link_of(sent()[0]), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    modes = modes_of(institution_member.pk)
    assert modes["demand"] == MailMode.OFF
    assert modes["deal"] == DEFAULTS["deal"]


def test_looking_at_the_link_changes_nothing_and_the_button_does(institution_member: User) -> None:
    tell(institution_member)
    do_mail_work()
    link, visitor = link_of(sent()[0]), Client()
    assert link in sent()[0].body
    assert "停发邮件" in visitor.get(link).content.decode()
    assert modes_of(institution_member.pk)["demand"] == MailMode.IMMEDIATE
    assert "已停发“需求”邮件" in visitor.post(link).content.decode()
    assert modes_of(institution_member.pk)["demand"] == MailMode.OFF
    visitor.post(link, {"back": "1"})
    assert modes_of(institution_member.pk)["demand"] == MailMode.IMMEDIATE


def test_the_link_of_a_digest_ends_the_digest(institution_member: User) -> None:
    tell(institution_member, kind=Kind.MATCH)
    since_yesterday()
    ask_and_send()
    Client().post(link_of(sent()[0]), {"List-Unsubscribe": "One-Click"})
    modes = modes_of(institution_member.pk)
    assert modes["match"] == MailMode.OFF
    assert modes["demand"] == MailMode.IMMEDIATE


def test_a_link_is_good_for_its_person_and_subject_alone(cast: Cast) -> None:
    token = unsubscribe_token(cast.institution_member.pk, Kind.MATCH)
    wanted = read_unsubscribe_token(token)
    assert (wanted.user_id, wanted.subject) == (cast.institution_member.pk, "match")
    for forged in (token[:-1], token[1:], "x" + token, token.replace(":", ":x", 1), "nonsense"):
        assert Client().post(f"/notifications/unsubscribe/{forged}/").status_code == 404
    assert modes_of(cast.institution_member.pk) == dict(DEFAULTS)
