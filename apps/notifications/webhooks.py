"""Addresses that an organisation's own systems are told at: registered, signed for, switched off and on.

Messages follow the Standard Webhooks convention: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, the
last holding HMAC-SHA256 over id, timestamp and body. docs/http/webhooks.md shows how they are verified.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.accounts.access import managing_role
from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.notifications.models import Delivery, Notification, Webhook
from kernel import clock, outbox
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound
from kernel.outgoing import check_address
from kernel.wording import Wording

TOPIC = "notifications.deliver"
TEST_TOPIC = "notifications.deliver_test"
SECRET_PREFIX = "whsec_"  # noqa: S105  the mark of the convention, no secret
BOTH_SECRETS_FOR = timedelta(days=1)
MOST_WEBHOOKS = 5
MOST_TESTS_AN_HOUR = 20
LONGEST_URL = 500


# ---- who may ------------------------------------------------------------------------------------------------------


def may_manage(actor: Actor) -> bool:
    """Whether the actor sees and changes the webhooks of the organisation acted for: those who manage its members."""
    return actor.organisation is not None and actor.role == managing_role(actor.organisation.kind)


def check_may_manage(actor: Actor) -> Organisation:
    """The organisation acted for. Raises AccessDenied."""
    if actor.organisation is None or not may_manage(actor):
        raise AccessDenied(_("只有本组织的负责人可以管理推送地址。"))
    return actor.organisation


def webhook_of(actor: Actor, webhook_id: int) -> Webhook:
    """One of the organisation's webhooks. Raises AccessDenied, NotFound for another organisation's as for none."""
    found = Webhook.objects.filter(pk=webhook_id, organisation=check_may_manage(actor)).first()
    if found is None:
        raise NotFound(_("没有找到这个推送地址。"))
    return found


# ---- secrets and signatures ---------------------------------------------------------------------------------------


def secret_of(webhook: Webhook, *, nonce: str = "") -> str:
    """The secret in force. It is made anew from the row and our key, so that no table holds it."""
    value = f"{webhook.pk}:{nonce or webhook.nonce}"
    return (
        SECRET_PREFIX
        + base64.b64encode(salted_hmac("notifications.webhook", value, algorithm="sha256").digest()).decode()
    )


def sign(secret: str, *, event: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `event.timestamp.body` under the secret's own bytes."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.new(key, f"{event}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers_of(webhook: Webhook, *, event: str, body: bytes, moment: datetime) -> dict[str, str]:
    """The headers of one attempt. For a day after a rotation the secret before signs as well."""
    timestamp = int(moment.timestamp())
    nonces = [webhook.nonce]
    if webhook.nonce_before and webhook.rotated_at and moment - webhook.rotated_at < BOTH_SECRETS_FOR:
        nonces.append(webhook.nonce_before)
    signatures = [sign(secret_of(webhook, nonce=each), event=event, timestamp=timestamp, body=body) for each in nonces]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Yiqiao-Webhook/1",
        "webhook-id": event,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


# ---- what a manager does ------------------------------------------------------------------------------------------


@transaction.atomic
def create_webhook(actor: Actor, *, url: str, subjects: Collection[str]) -> Webhook:
    """Register an address. Locks the organisation.

    Raises AccessDenied, InvalidInput for an address that is never asked or no subject, Conflict for one that is there
    already or beyond MOST_WEBHOOKS.
    """
    organisation = check_may_manage(actor)
    chosen = _checked(url, subjects)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if Webhook.objects.filter(organisation=organisation).count() >= MOST_WEBHOOKS:
        raise Conflict(_("已登记 %(count)d 个推送地址，请先删去不用的。") % {"count": MOST_WEBHOOKS})
    return _kept(
        Webhook(
            organisation=organisation,
            url=url,
            subjects=chosen,
            nonce=secrets.token_hex(16),
            created_by=actor.person,
        )
    )


@transaction.atomic
def edit_webhook(actor: Actor, webhook_id: int, *, url: str, subjects: Collection[str]) -> Webhook:
    """Change address and subjects; what still waits goes to the new address. Raises as `create_webhook`."""
    webhook = webhook_of(actor, webhook_id)
    webhook.subjects = _checked(url, subjects)
    if webhook.url != url:
        webhook.url, webhook.failures = url, 0  # what the old address failed is not held against the new one
    return _kept(webhook, fields=["url", "subjects", "failures"])


def _checked(url: str, subjects: Collection[str]) -> list[str]:
    if len(url) > LONGEST_URL:
        message = _("地址超过 %(most)d 个字符。") % {"most": LONGEST_URL}
        raise InvalidInput(message, detail={"url": message})
    check_address(url)
    chosen = [kind for kind in Notification.Kind.values if kind in subjects]
    if not chosen or len(chosen) < len(set(subjects)):
        message = _("请至少选一个主题，且只选列出的主题。")
        raise InvalidInput(message, detail={"subjects": message})
    return chosen


def _kept(webhook: Webhook, fields: list[str] | None = None) -> Webhook:
    try:
        with transaction.atomic():
            webhook.save(update_fields=fields)
    except IntegrityError:
        message = _("这个地址已经登记过了。请在列表里修改它。")
        raise Conflict(message, detail={"url": message}) from None
    return webhook


@transaction.atomic
def rotate_secret(actor: Actor, webhook_id: int) -> Webhook:
    """Give the webhook another secret; the one before signs as well for BOTH_SECRETS_FOR."""
    webhook = webhook_of(actor, webhook_id)
    webhook.nonce, webhook.nonce_before = secrets.token_hex(16), webhook.nonce
    webhook.rotated_at = clock.now()
    webhook.save(update_fields=["nonce", "nonce_before", "rotated_at"])
    return webhook


@transaction.atomic
def switch_off(actor: Actor, webhook_id: int) -> Webhook:
    """Send nothing more; what still waits ends as failed and can be sent again by hand."""
    webhook = webhook_of(actor, webhook_id)
    disable(webhook, reason=None)
    return webhook


@transaction.atomic
def switch_on(actor: Actor, webhook_id: int) -> Webhook:
    """Send from now on. What was not delivered meanwhile is sent again by hand."""
    webhook = webhook_of(actor, webhook_id)
    webhook.disabled_at, webhook.failures = None, 0
    webhook.disabled_reason, webhook.disabled_wording = "", {}
    webhook.save(update_fields=["disabled_at", "disabled_reason", "disabled_wording", "failures"])
    return webhook


def disable(webhook: Webhook, *, reason: Wording | None) -> None:
    """Switch the webhook off, and end what waits; no reason where a person wants it. Must run inside a transaction."""
    now = clock.now()
    webhook.disabled_at = now
    webhook.disabled_reason = reason.in_source()[:300] if reason else ""
    webhook.disabled_wording = reason.stored() if reason else {}
    webhook.save(update_fields=["disabled_at", "disabled_reason", "disabled_wording"])
    waiting = webhook.deliveries.filter(state=Delivery.State.WAITING)
    waiting.update(state=Delivery.State.FAILED, ended_at=now)


@transaction.atomic
def delete_webhook(actor: Actor, webhook_id: int) -> None:
    """Remove the webhook with its log."""
    webhook_of(actor, webhook_id).delete()


# ---- messages -----------------------------------------------------------------------------------------------------


def announce(
    organisation_ids: Iterable[int], *, subject: str, title: str, text: str, path: str, about: Mapping[str, int]
) -> None:
    """Write a delivery for every webhook of these organisations that wants the subject, and ask for it.

    Must run inside the transaction of its cause. One query where nobody wants it.
    """
    wanted = Webhook.objects.filter(
        organisation_id__in=list(organisation_ids), disabled_at=None, subjects__contains=[subject]
    )
    for webhook in wanted.select_related("organisation"):
        _enqueue(webhook, subject, {"title": title, "text": text, "url": _link(path), "about": dict(about)})


@transaction.atomic
def send_test(actor: Actor, webhook_id: int) -> Delivery:
    """Send a message that says that it is a test, on the same way as all others.

    Raises Conflict for a webhook that is off and beyond MOST_TESTS_AN_HOUR.
    """
    webhook = webhook_of(actor, webhook_id)
    _check_on(webhook)
    tests = webhook.deliveries.filter(subject=Delivery.Subject.TEST, created_at__gt=clock.now() - timedelta(hours=1))
    if tests.count() >= MOST_TESTS_AN_HOUR:
        raise Conflict(_("一小时内最多测试 %(most)d 次，请稍后再试。") % {"most": MOST_TESTS_AN_HOUR})
    title = _("测试：推送地址已登记")
    data = {"title": title, "text": "", "url": _link("/notifications/"), "about": {}}
    return _enqueue(webhook, Delivery.Subject.TEST, data)


@transaction.atomic
def send_again(actor: Actor, webhook_id: int, delivery_id: int) -> Delivery:
    """Ask once more for a delivery that failed, under its old id. Raises NotFound, Conflict."""
    webhook = webhook_of(actor, webhook_id)
    _check_on(webhook)
    changed = webhook.deliveries.filter(pk=delivery_id, state=Delivery.State.FAILED).update(
        state=Delivery.State.WAITING, due_at=clock.now(), ended_at=None, tries=0
    )
    if not changed:
        raise NotFound(_("没有找到这次未送达的推送，它可能正在投递或已送达。"))
    outbox.enqueue(TEST_TOPIC, {"delivery_id": delivery_id})
    return webhook.deliveries.get(pk=delivery_id)


def _check_on(webhook: Webhook) -> None:
    if webhook.disabled_at is not None:
        raise Conflict(_("这个推送地址已停用。请先启用它。"))


def _enqueue(webhook: Webhook, subject: str, data: Mapping[str, object]) -> Delivery:
    now = clock.now()
    delivery = Delivery(webhook=webhook, subject=subject, due_at=now)
    organisation = {"id": webhook.organisation_id, "name": webhook.organisation.name}
    message = {
        "type": subject,
        "id": str(delivery.event),
        "timestamp": now.isoformat(),
        "organisation": organisation,
        "data": data,
    }
    delivery.body = json.dumps(message, ensure_ascii=False)
    delivery.save()
    topic = TEST_TOPIC if subject == Delivery.Subject.TEST else TOPIC  # somebody waits before the page for a test
    outbox.enqueue(topic, {"delivery_id": delivery.pk})
    return delivery


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}" if path else ""
