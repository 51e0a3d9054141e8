"""Delivering to webhooks: one attempt at a time, growing pauses after failures, an end to addresses that stay silent.

A delivery that has failed is due again after the next of PAUSES; after the last of them it has failed for good. A
webhook whose attempts fail MOST_FAILURES times in a row, or that answers 410 Gone, is switched off and its managers
are told. Where a worker dies after the receiver has answered, the message is sent again under its old id.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from apps.accounts.access import managing_role
from apps.accounts.selectors import people_of
from apps.notifications.models import Attempt, Delivery, Notification, Webhook
from apps.notifications.services import notify
from apps.notifications.webhooks import TEST_TOPIC, TOPIC, disable, headers_of
from kernel import clock, locks, outbox
from kernel.outgoing import Unreachable, post
from kernel.wording import Wording, read, worded, worded_count

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
MOST_FAILURES = 12
GONE = 410
KEPT_FOR = timedelta(days=30)
LEASE = timedelta(minutes=1)  # resolving, connecting and answering together stay far below

State = Delivery.State


def register() -> None:
    """Register the outbox handlers; called once when Django is ready."""
    outbox.handle(TOPIC, deliver, lease=LEASE)
    outbox.handle(TEST_TOPIC, deliver, lease=LEASE, queue=outbox.WAITED_FOR_QUEUE)


@transaction.atomic
def deliver(payload: outbox.Payload) -> None:
    """Outbox handler: make the attempt that is due, note it, and ask for the next one if it failed.

    Nothing is done for a delivery that has ended, is not due yet, or whose webhook is off or gone.
    """
    delivery_id = int(str(payload["delivery_id"]))
    locks.hold(f"{TOPIC}:{delivery_id}")
    due = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, due_at__lte=clock.now())
    delivery = due.filter(webhook__disabled_at=None).select_related("webhook").first()
    if delivery is None:
        return
    attempt = _attempt(delivery)
    attempt.save()
    if attempt.status is not None and 200 <= attempt.status < 300:
        _note_success(delivery)
    else:
        _note_failure(delivery, attempt)


def _attempt(delivery: Delivery) -> Attempt:
    body = delivery.body.encode()
    headers = headers_of(delivery.webhook, event=str(delivery.event), body=body, moment=clock.now())
    began = time.monotonic()
    attempt = Attempt(delivery=delivery)
    try:
        answer = post(delivery.webhook.url, body, headers=headers)
    except Unreachable as problem:
        _note_problem(attempt, problem.wording)
    else:
        attempt.status, attempt.excerpt = answer.status, answer.excerpt[:300]
        if 300 <= answer.status < 400:
            _note_problem(attempt, worded("不跟随重定向，请登记最终地址。"))
    attempt.took_ms = round((time.monotonic() - began) * 1000)
    return attempt


def _note_problem(attempt: Attempt, problem: Wording) -> None:
    attempt.problem, attempt.problem_wording = problem.in_source()[:300], problem.stored()


def _note_success(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=State.DELIVERED, ended_at=clock.now())
    Webhook.objects.filter(pk=delivery.webhook_id).exclude(failures=0).update(failures=0)


def _note_failure(delivery: Delivery, attempt: Attempt) -> None:
    Webhook.objects.filter(pk=delivery.webhook_id).update(failures=F("failures") + 1)
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=delivery.webhook_id)
    if delivery.tries < len(PAUSES) and delivery.subject != Delivery.Subject.TEST:
        _ask_again(delivery, PAUSES[delivery.tries])
    else:
        Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED, ended_at=clock.now())
    is_silent = webhook.failures >= MOST_FAILURES and delivery.subject != Delivery.Subject.TEST
    if webhook.disabled_at is None and (attempt.status == GONE or is_silent):
        _give_up(webhook, attempt)


def _ask_again(delivery: Delivery, pause: timedelta) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=clock.now() + pause, tries=F("tries") + 1)
    outbox.enqueue(TOPIC, {"delivery_id": delivery.pk}, delay=pause)


def _give_up(webhook: Webhook, attempt: Attempt) -> None:
    if attempt.status == GONE:
        reason = worded("对方答复 410：地址已不再使用。")
    else:
        last = worded("响应码 %(status)d", status=attempt.status) if attempt.status else read(attempt.problem_wording)
        reason = worded_count(
            "连续 %(count)d 次没有送达，最后一次：%(last)s",
            "连续 %(count)d 次没有送达，最后一次：%(last)s",
            count=webhook.failures,
            last=last,
        )
    disable(webhook, reason=reason)
    notify(
        people_of(webhook.organisation_id, (managing_role(webhook.organisation.kind),)),
        kind=Notification.Kind.ORGANISATION,
        title=worded("推送地址已停用：%(url)s", url=webhook.url[:120]),
        body=reason,
        url=reverse("notifications:webhook", args=[webhook.pk]),
        action=worded("去检查"),
        subject_key=f"webhook-disabled:{webhook.pk}",
    )


def forget_old() -> int:
    """Delete deliveries that ended more than KEPT_FOR ago. Returns how many."""
    old = Delivery.objects.filter(ended_at__lt=clock.now() - KEPT_FOR)
    count = old.count()
    old.delete()
    return count
