"""Mails about notifications: at once or in a daily digest, none lost, none sent twice by two workers.

A notification waits for its mail by state. Whoever sends holds a lock from before the mail server is asked until
`mailed_at` is written, so a second worker waits and then finds nothing; no row is locked meanwhile, for its reader may
want to mark it. Only where the sender dies after the server has taken the mail is it sent again, under the same
Message-ID, by which mail programs know it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.notifications.models import MailMode, Notification
from apps.notifications.preferences import ALL_DIGESTS, modes_of, unsubscribe_token
from apps.notifications.services import MAIL_TOPIC
from kernel import clock, locks, outbox

logger = logging.getLogger(__name__)

DIGEST_TOPIC = "notifications.digest"
DIGEST_HOUR = 8
PLACE = ZoneInfo("Asia/Shanghai")
MOST_IN_A_DIGEST = 50
ASKED_AGAIN_AFTER = timedelta(hours=1)  # by then the outbox has given up on a mail server that is away
ASKED_FOR = timedelta(days=3)
LEASE = timedelta(minutes=3)  # several answers of a mail server, each within EMAIL_TIMEOUT
PERMANENT = 500  # from here on a mail server's refusal is final


def register() -> None:
    """Register the outbox handlers; called once when Django is ready."""
    outbox.handle(MAIL_TOPIC, mail_one, lease=LEASE)
    outbox.handle(DIGEST_TOPIC, mail_digest, lease=LEASE)


# ---- who is asked -------------------------------------------------------------------------------------------------


def last_digest_time(now: datetime) -> datetime:
    """The latest 08:00 in Shanghai that is not after `now`."""
    local = now.astimezone(PLACE)
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def ask_for_mail() -> int:
    """Ask for every digest that is due and every single mail that should have gone long ago. Returns how many.

    By state: a digest that was not sent at 08:00, because nobody was there or the mail server was away, is asked for
    at the next call. What nobody could send for ASKED_FOR is left.
    """
    now = clock.now()
    digests = _waiting(MailMode.DIGEST).filter(
        created_at__lt=last_digest_time(now), created_at__gt=now - ASKED_FOR - timedelta(days=1)
    )
    late = _waiting(MailMode.IMMEDIATE).filter(created_at__lt=now - ASKED_AGAIN_AFTER, created_at__gt=now - ASKED_FOR)
    people = list(digests.order_by("user_id").values_list("user_id", flat=True).distinct())
    mails = list(late.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for user_id in people:
            outbox.enqueue(DIGEST_TOPIC, {"user_id": user_id}, key=f"digest:{user_id}")
        for pk in mails:
            outbox.enqueue(MAIL_TOPIC, {"notification_id": pk}, key=f"mail:{pk}")
    return len(people) + len(mails)


def _waiting(mode: MailMode) -> QuerySet[Notification]:
    return Notification.objects.filter(mail=mode, mailed_at=None, read_at=None)


# ---- sending ------------------------------------------------------------------------------------------------------


@transaction.atomic
def mail_one(payload: outbox.Payload) -> None:
    """Outbox handler: the mail about one notification, unless it was sent, read, replaced, or is wanted no more."""
    notification_id = int(str(payload["notification_id"]))
    locks.hold(f"{MAIL_TOPIC}:{notification_id}")
    found = _waiting(MailMode.IMMEDIATE).filter(pk=notification_id).select_related("user").first()
    if found is not None:
        _send(found.user, [found], is_digest=False)


@transaction.atomic
def mail_digest(payload: outbox.Payload) -> None:
    """Outbox handler: one mail about everything unread that waited for the digest before the latest 08:00."""
    user = User.objects.get(pk=int(str(payload["user_id"])))
    waiting = _waiting(MailMode.DIGEST).filter(user=user, created_at__lt=last_digest_time(clock.now()))
    locks.hold(f"{DIGEST_TOPIC}:{user.pk}")
    found = list(waiting.order_by("pk"))
    if found:
        _send(user, found, is_digest=True)


def _send(user: User, about: Sequence[Notification], *, is_digest: bool) -> None:
    """Send one mail and note it. Raises what the mail server says, unless it refuses this address for good."""
    modes = modes_of(user.pk)
    wanted = [each for each in about if modes[each.kind] != MailMode.OFF]
    ids = [each.pk for each in about]
    if not (wanted and user.is_active and _is_confirmed(user)):
        Notification.objects.filter(pk__in=ids).update(mail=MailMode.OFF)
        return
    try:
        _compose(user, wanted, is_digest=is_digest).send()
    except SMTPRecipientsRefused as refusal:
        if any(code < PERMANENT for code, _text in refusal.recipients.values()):
            raise
        logger.warning("the mail server refuses the address of user %s for good", user.pk)
        Notification.objects.filter(pk__in=ids).update(mail=MailMode.OFF)
        return
    Notification.objects.filter(pk__in=ids).update(mailed_at=clock.now())


def _is_confirmed(user: User) -> bool:
    """Whether the address is the person's own: whoever types a stranger's address in must not get mails sent there."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())


# ---- the mail -----------------------------------------------------------------------------------------------------


def _compose(user: User, about: Sequence[Notification], *, is_digest: bool) -> EmailMultiAlternatives:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = ALL_DIGESTS if is_digest else about[0].kind
        leave = _link(reverse("notifications:unsubscribe", args=[unsubscribe_token(user.pk, subject)]))
        context = {
            "language": translation.get_language(),
            "name": user.name,
            "entries": [(each, _link(each.url) if each.url else "") for each in about[-1 : -MOST_IN_A_DIGEST - 1 : -1]],
            "more": max(0, len(about) - MOST_IN_A_DIGEST),
            "is_digest": is_digest,
            "subject_name": about[0].get_kind_display(),
            "centre": _link(reverse("notifications:list")),
            "settings": _link(reverse("notifications:settings")),
            "leave": leave,
        }
        return EmailMultiAlternatives(
            settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + _title(about, is_digest=is_digest),
            render_to_string("notifications/mail/text.txt", context),
            None,
            [user.email],
            headers=_headers(user, about, leave=leave, is_digest=is_digest),
            alternatives=[(render_to_string("notifications/mail/page.html", context), "text/html")],
        )


def _title(about: Sequence[Notification], *, is_digest: bool) -> str:
    if not is_digest:
        return " ".join(about[0].said_title.split())  # a line break ends a header
    count = len(about)
    return ngettext("%(count)d 条未读通知", "%(count)d 条未读通知", count) % {"count": count}


def _headers(user: User, about: Sequence[Notification], *, leave: str, is_digest: bool) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    name = f"digest-{user.pk}-{about[0].pk}-{about[-1].pk}" if is_digest else f"notification-{about[0].pk}"
    return {
        "Message-ID": f"<{name}@{host}>",
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def _link(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
