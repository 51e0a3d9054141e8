"""An organisation's systems are told by signed requests, tried again with growing pauses, and given up in the end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from apps.accounts.models import User
from apps.notifications import deliveries, webhooks
from apps.notifications.models import Attempt, Delivery, Notification, Webhook
from apps.notifications.services import notify_organisations
from kernel import clock, outbox, outgoing
from kernel.models import OutboxRow
from kernel.wording import worded
from launch.layout import CHECKOUT
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.support.receiver import Receiver, receiving

LIST = "/notifications/webhooks/"
State = Delivery.State
Kind = Notification.Kind


@pytest.fixture
def receiver(settings: Settings, no_worker: None) -> Iterator[Receiver]:
    """A receiver on this machine, which may be reached."""
    settings.OUTGOING_MAY_REACH_LOOPBACK = True
    with receiving() as running:
        yield running


@pytest.fixture
def webhook(cast: Cast, receiver: Receiver) -> Webhook:
    """The receiver, registered by the institution's owner for two subjects."""
    actor = acting(cast.institution_owner)
    return webhooks.create_webhook(actor, url=receiver.url, subjects=[Kind.MATCH, Kind.DEAL])


def tell(cast: Cast, *, kind: Notification.Kind = Kind.MATCH, title: str = "比对完成：液相色谱仪") -> None:
    notify_organisations(
        [organisation_of(cast.institution_member).pk],
        kind=kind,
        title=worded(title),
        body="3 款国产产品满足全部★",
        url="/matching/demands/417/",
        about={"demand": 417},
    )


def deliver_what_is_due() -> None:
    """Do the outbox work that is due now, as the sweep finds it."""
    due = OutboxRow.objects.filter(done_at=None, topic__in=(webhooks.TOPIC, webhooks.TEST_TOPIC))
    for row_id in list(due.filter(due_at__lte=clock.now()).values_list("pk", flat=True)):
        assert outbox.execute(row_id)


def let_time_pass() -> None:
    """Make every pause that runs be over."""
    past = clock.now() - timedelta(seconds=1)
    Delivery.objects.filter(state=State.WAITING).update(due_at=past)
    OutboxRow.objects.filter(done_at=None).update(due_at=past)


def the_delivery() -> Delivery:
    return Delivery.objects.get()


# ---- what is sent -------------------------------------------------------------------------------------------------


def test_what_an_organisation_is_told_reaches_its_system(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    tell(cast)
    deliver_what_is_due()
    (received,) = receiver.received
    message = json.loads(received.body)
    assert message["type"] == "match"
    assert message["organisation"] == {"id": webhook.organisation_id, "name": "江畔大学（示例）"}
    assert message["data"]["title"] == "比对完成：液相色谱仪"
    assert message["data"]["about"] == {"demand": 417}
    assert message["data"]["url"].endswith("/matching/demands/417/")
    assert message["id"] == received.headers["webhook-id"]
    assert the_delivery().state == State.DELIVERED
    assert the_delivery().attempts.get().status == 200


def test_only_wanted_subjects_of_the_own_organisation_are_sent(cast: Cast, webhook: Webhook) -> None:
    tell(cast, kind=Kind.TRIAL)
    other = organisation_of(cast.other_institution_member).pk
    notify_organisations([other], kind=Kind.MATCH, title=worded("别家的"))
    assert not Delivery.objects.exists()
    tell(cast, kind=Kind.DEAL)
    assert the_delivery().subject == Kind.DEAL


def test_without_webhooks_telling_costs_one_query_more(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as queries:
        webhooks.announce([1, 2], subject=Kind.MATCH, title="", text="", path="", about={})
    assert len(queries) == 1


def test_a_message_stands_or_falls_with_its_cause(cast: Cast, webhook: Webhook) -> None:
    with transaction.atomic():
        tell(cast)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert not OutboxRow.objects.filter(topic=webhooks.TOPIC).exists()


# ---- signatures ---------------------------------------------------------------------------------------------------


def expected_signature(secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """The signature by the words of the convention, written here a second time."""
    key = base64.b64decode(secret[len("whsec_") :])
    signed = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def test_the_signature_covers_id_time_and_body(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    tell(cast)
    deliver_what_is_due()
    (received,) = receiver.received
    secret = webhooks.secret_of(webhook)
    assert received.headers["webhook-signature"] == expected_signature(secret, received.headers, received.body)
    assert abs(int(received.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    for changed in (received.body + b" ", received.body.replace(b"417", b"418")):
        assert received.headers["webhook-signature"] != expected_signature(secret, received.headers, changed)
    later = {**received.headers, "webhook-timestamp": str(int(received.headers["webhook-timestamp"]) + 1)}
    assert received.headers["webhook-signature"] != expected_signature(secret, later, received.body)


def test_the_documented_sample_accepts_ours_and_refuses_others(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    tell(cast)
    deliver_what_is_due()
    (received,) = receiver.received
    verify = documented_sample()["is_from_yiqiao"]
    secret = webhooks.secret_of(webhook)
    now = clock.now().timestamp()
    assert verify(secret, received.headers, received.body, now=now)
    assert not verify(secret, received.headers, received.body + b" ", now=now)
    assert not verify(secret, received.headers, received.body, now=now + 301)
    assert not verify(secret, received.headers, received.body, now=now - 301)
    assert not verify("whsec_" + base64.b64encode(b"x" * 32).decode(), received.headers, received.body, now=now)
    assert not verify(secret, {**received.headers, "webhook-signature": "v1,"}, received.body, now=now)
    assert not verify(secret, {}, received.body, now=now)


def documented_sample() -> dict[str, Any]:
    """The code that docs/http/webhooks.md prints for receivers, as a reader would run it."""
    page = (CHECKOUT / Path("docs/http/webhooks.md")).read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)  # noqa: S102  our own page
    return names


def test_a_new_secret_signs_beside_the_old_one_for_a_day(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    old = webhooks.secret_of(webhook)
    rotated = webhooks.rotate_secret(acting(cast.institution_owner), webhook.pk)
    new = webhooks.secret_of(rotated)
    assert new != old
    tell(cast)
    deliver_what_is_due()
    received = receiver.received[0]
    both = [expected_signature(secret, received.headers, received.body) for secret in (new, old)]
    assert received.headers["webhook-signature"].split(" ") == both
    Webhook.objects.update(rotated_at=clock.now() - timedelta(days=1, seconds=1))
    tell(cast)
    deliver_what_is_due()
    received = receiver.received[1]
    assert received.headers["webhook-signature"] == expected_signature(new, received.headers, received.body)


def test_secrets_stand_in_no_table_and_on_no_later_page(cast: Cast, receiver: Receiver) -> None:
    browser = signed_in(cast.institution_owner)
    page = browser.post(LIST + "new/", {"url": receiver.url, "subjects": ["match"]})
    made = Webhook.objects.get()
    secret = webhooks.secret_of(made)
    assert secret in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert secret not in browser.get(f"{LIST}{made.pk}/").content.decode()
    assert secret not in browser.get(LIST).content.decode()
    assert secret not in str(Webhook.objects.values())


# ---- failures -----------------------------------------------------------------------------------------------------


def test_a_failure_is_tried_again_after_growing_pauses_until_it_has_failed_for_good(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.statuses, receiver.body = [503], b"busy"
    tell(cast)
    pauses = []
    deliver_what_is_due()
    while the_delivery().state == State.WAITING:
        pauses.append(round((the_delivery().due_at - clock.now()).total_seconds() / 60))
        deliver_what_is_due()  # too early: nothing happens
        assert len(receiver.received) == len(pauses)
        let_time_pass()
        deliver_what_is_due()
    assert pauses == [1, 5, 30, 120, 360]
    assert the_delivery().state == State.FAILED
    assert [each.status for each in Attempt.objects.all()] == [503] * 6
    assert Attempt.objects.first().excerpt == "busy"  # type: ignore[union-attr]
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert len({each.body for each in receiver.received}) == 1


def test_a_success_ends_the_row_of_failures(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [500, 500, 204]
    tell(cast)
    for _ in range(3):
        deliver_what_is_due()
        let_time_pass()
    webhook.refresh_from_db()
    assert (the_delivery().state, webhook.failures) == (State.DELIVERED, 0)


def test_an_address_that_stays_silent_is_switched_off_and_its_managers_are_told(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.statuses = [500]
    for number in range(deliveries.MOST_FAILURES + 1):
        tell(cast, title=f"第{number}条")
        deliver_what_is_due()
    webhook.refresh_from_db()
    assert webhook.disabled_at is not None
    assert "连续 12 次" in webhook.disabled_reason
    assert len(receiver.received) == deliveries.MOST_FAILURES
    assert not Delivery.objects.filter(state=State.WAITING).exists()
    told = Notification.objects.get(user=cast.institution_owner, title__startswith="推送地址已停用")
    assert told.url == f"{LIST}{webhook.pk}/"
    assert not Notification.objects.filter(user=cast.institution_member, title__startswith="推送地址已停用").exists()
    before = Delivery.objects.count()
    tell(cast, title="停用之后")
    assert Delivery.objects.count() == before


def test_gone_switches_off_at_once(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [410]
    tell(cast)
    deliver_what_is_due()
    webhook.refresh_from_db()
    assert webhook.disabled_at is not None


def test_a_redirect_counts_as_failure_and_says_why(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses, receiver.headers = [302], {"Location": "http://169.254.169.254/"}
    tell(cast)
    deliver_what_is_due()
    attempt = Attempt.objects.get()
    assert attempt.status == 302
    assert "重定向" in attempt.problem


def test_a_name_that_turns_inward_later_is_refused_at_delivery(
    cast: Cast, webhook: Webhook, receiver: Receiver, settings: Settings
) -> None:
    Webhook.objects.update(url=f"https://localtest.localhost:{receiver.port}/")
    settings.OUTGOING_MAY_REACH_LOOPBACK = False
    tell(cast)
    deliver_what_is_due()
    attempt = Attempt.objects.get()
    assert attempt.status is None
    assert "内部" in attempt.problem
    assert receiver.received == []


def test_what_failed_is_sent_again_by_hand_under_its_old_id(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [410, 200]
    tell(cast)
    deliver_what_is_due()
    browser, delivery = signed_in(cast.institution_owner), the_delivery()
    again = f"{LIST}{webhook.pk}/deliveries/{delivery.pk}/again/"
    assert browser.post(again).status_code == 409  # it is switched off
    browser.post(f"{LIST}{webhook.pk}/switch/", {"on": "1"})
    assert browser.post(again).status_code == 302
    deliver_what_is_due()
    assert the_delivery().state == State.DELIVERED
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert browser.post(again).status_code == 404  # nothing left to send


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guard", [True, False])
def test_two_workers_send_a_message_once(
    cast: Cast, webhook: Webhook, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, guard: bool
) -> None:
    """With the lock off both workers find the delivery waiting and both send it."""
    if not guard:
        monkeypatch.setattr("kernel.locks.hold", lambda name: None)
    gate = threading.Barrier(2)

    def post_slowly(*args: Any, **options: Any) -> Any:
        if not guard:
            gate.wait(timeout=10)  # both are past the question whether it waits
        return outgoing.post(*args, **options)

    monkeypatch.setattr("apps.notifications.deliveries.post", post_slowly)
    tell(cast)
    payload = {"delivery_id": the_delivery().pk}
    threads = [threading.Thread(target=_deliver_elsewhere, args=(payload,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(receiver.received) == (1 if guard else 2)


def _deliver_elsewhere(payload: Mapping[str, object]) -> None:
    try:
        deliveries.deliver(payload)
    finally:
        connection.close()


def test_old_deliveries_are_forgotten(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    for _ in range(2):
        tell(cast)
    deliver_what_is_due()
    oldest = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=oldest.pk).update(ended_at=clock.now() - timedelta(days=31))
    assert deliveries.forget_old() == 1
    assert not Delivery.objects.filter(pk=oldest.pk).exists()
    assert Delivery.objects.count() == 1


# ---- pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hooks.example.org/", "https://"),
        ("https://127.0.0.1/", "内部"),
        ("https://hooks.example.org/" + "a" * 500, "500"),
        ("", "必填"),
    ],
)
def test_a_bad_address_is_refused_beside_the_field(institution_owner: User, url: str, why: str) -> None:
    page = signed_in(institution_owner).post(LIST + "new/", {"url": url, "subjects": ["match"]})
    assert page.status_code == 422
    assert why in str(page.context["form"].errors["url"])
    assert not Webhook.objects.exists()


def test_subjects_must_be_chosen_from_the_list(institution_owner: User) -> None:
    browser = signed_in(institution_owner)
    for subjects in ([], ["gossip"], ["match", "gossip"]):
        page = browser.post(LIST + "new/", {"url": "https://hooks.example.org/", "subjects": subjects})
        assert page.status_code == 422
        assert "subjects" in page.context["form"].errors


def test_an_address_stands_once_and_five_are_enough(institution_owner: User) -> None:
    actor = acting(institution_owner)
    browser = signed_in(institution_owner)
    for number in range(webhooks.MOST_WEBHOOKS):
        webhooks.create_webhook(actor, url=f"https://hooks.example.org/{number}", subjects=["match"])
    page = browser.post(LIST + "new/", {"url": "https://hooks.example.org/new", "subjects": ["match"]})
    assert "5" in str(page.context["form"].non_field_errors())
    Webhook.objects.first().delete()  # type: ignore[union-attr]
    page = browser.post(LIST + "new/", {"url": "https://hooks.example.org/3", "subjects": ["match"]})
    assert "已经登记" in str(page.context["form"].errors["url"])


def test_the_test_button_sends_a_message_and_the_log_shows_the_code(
    cast: Cast, webhook: Webhook, receiver: Receiver
) -> None:
    receiver.statuses, receiver.body = [202], b"<b>thanks</b>"
    browser = signed_in(cast.institution_owner)
    assert browser.post(f"{LIST}{webhook.pk}/test/").status_code == 302
    waiting = browser.get(f"{LIST}{webhook.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    deliver_what_is_due()
    page = browser.get(f"{LIST}{webhook.pk}/").content.decode()
    assert "<b>202</b>" in page
    assert "已送达" in page
    assert "&lt;b&gt;thanks" in page
    assert "hx-trigger" not in page
    part = browser.get(f"{LIST}{webhook.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "已送达" in part


def test_no_number_of_failed_tests_switches_an_address_off(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [500]
    for _ in range(deliveries.MOST_FAILURES + 1):
        webhooks.send_test(acting(cast.institution_owner), webhook.pk)
        deliver_what_is_due()
    webhook.refresh_from_db()
    assert (webhook.disabled_at, len(receiver.received)) == (None, deliveries.MOST_FAILURES + 1)


def test_a_failed_test_is_not_repeated_and_tests_are_counted(cast: Cast, webhook: Webhook, receiver: Receiver) -> None:
    receiver.statuses = [500]
    browser = signed_in(cast.institution_owner)
    browser.post(f"{LIST}{webhook.pk}/test/")
    deliver_what_is_due()
    assert the_delivery().state == State.FAILED
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, subject="test", body="{}", due_at=clock.now(), state=State.FAILED)
        for _ in range(webhooks.MOST_TESTS_AN_HOUR)
    )
    assert browser.post(f"{LIST}{webhook.pk}/test/").status_code == 409


def test_members_are_refused_and_others_find_nothing(cast: Cast, webhook: Webhook) -> None:
    for member in (cast.institution_member, cast.institution_approver):
        assert signed_in(member).get(LIST).status_code == 403
        assert signed_in(member).get(f"{LIST}{webhook.pk}/").status_code == 403
    for other in (cast.sales_engineer, cast.other_institution_member, cast.administrator):
        assert signed_in(other).get(f"{LIST}{webhook.pk}/").status_code == 404
        assert signed_in(other).post(f"{LIST}{webhook.pk}/test/").status_code == 404
        assert signed_in(other).post(f"{LIST}{webhook.pk}/delete/").status_code == 404
    assert Webhook.objects.filter(pk=webhook.pk).exists()


def test_a_long_log_costs_as_many_queries_as_a_short_one(cast: Cast, webhook: Webhook) -> None:
    browser = signed_in(cast.institution_owner)
    counts = []
    for number in (1, 18):
        for _ in range(number):
            delivery = Delivery.objects.create(webhook=webhook, subject="match", body="{}", due_at=clock.now())
            Attempt.objects.create(delivery=delivery, status=500, took_ms=3)
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"{LIST}{webhook.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
