"""Telling people and organisations, and what people do with what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.accounts.selectors import people_of
from apps.notifications import webhooks
from apps.notifications.models import MailMode, Notification
from apps.notifications.preferences import modes_for
from kernel import clock, outbox, wording
from kernel.wording import Wording

MAIL_TOPIC = "notifications.mail"


@transaction.atomic
def notify(
    user_ids: Iterable[int],
    *,
    kind: Notification.Kind,
    title: Wording,
    body: str | Wording = "",
    url: str = "",
    action: Wording | None = None,
    subject_key: str = "",
) -> None:
    """Write one notification to each person, inside the transaction of its cause, and ask for the mails they want.

    Each reads it in their own language; a `body` that is a str was written by a person and stays as it is.

    With a `subject_key`, an unread notification of the same subject is replaced: people see the latest state once.
    `url` is a path of the platform, `action` what is done there in two or three words.
    """
    people = sorted(set(user_ids))
    if subject_key:
        Notification.objects.filter(user_id__in=people, subject_key=subject_key, read_at=None).delete()
    modes = modes_for(people, kind)
    parts = {"title": title, "body": body, "action": action or ""}
    wordings = {name: wording.stored(part) for name, part in parts.items() if isinstance(part, Wording)}
    rows = Notification.objects.bulk_create(
        [
            Notification(
                user_id=user_id,
                kind=kind,
                title=wording.in_source(title)[:200],
                body=wording.in_source(body),
                url=url[:300],
                action=wording.in_source(parts["action"])[:30],
                wordings=wordings,
                subject_key=subject_key,
                mail=modes[user_id],
            )
            for user_id in people
        ],
        ignore_conflicts=bool(subject_key),
    )
    _ask_for_mail(rows, subject_key)


def _ask_for_mail(rows: list[Notification], subject_key: str) -> None:
    wanted = [row for row in rows if row.mail == MailMode.IMMEDIATE]
    ids: list[int] = [row.pk for row in wanted]
    if wanted and subject_key:
        # A row that was written over a conflict doesn't know its id, and another's may stand in its place.
        there = Notification.objects.filter(user_id__in=[row.user_id for row in wanted], subject_key=subject_key)
        ids = list(there.filter(read_at=None, mailed_at=None).values_list("pk", flat=True))
    for notification_id in ids:
        outbox.enqueue(MAIL_TOPIC, {"notification_id": notification_id})


@transaction.atomic
def notify_organisations(
    organisation_ids: Iterable[int | None],
    *,
    kind: Notification.Kind,
    title: Wording,
    body: str | Wording = "",
    url: str = "",
    action: Wording | None = None,
    subject_key: str = "",
    roles: tuple[str, ...] = (),
    also: Iterable[int] = (),
    only: Iterable[int] | None = None,
    about: Mapping[str, int] | None = None,
) -> None:
    """Tell the organisations' people and webhooks: all people, those of the roles given, or `only` these; and `also`.

    `about` names the things by id, for programs: {"demand": 417}. None among the organisations is passed over. Programs
    are told in Chinese.
    """
    organisations = sorted({pk for pk in organisation_ids if pk is not None})
    people = [person for pk in organisations for person in people_of(pk, roles)] if only is None else only
    everybody = {*people, *also}
    notify(everybody, kind=kind, title=title, body=body, url=url, action=action, subject_key=subject_key)
    webhooks.announce(
        organisations,
        subject=kind,
        title=wording.in_source(title),
        text=wording.in_source(body),
        path=url,
        about=about or {},
    )


def take_back(subject_key: str) -> None:
    """Take unread notifications of a subject away: what they lead to is gone. Must run inside a transaction."""
    Notification.objects.filter(subject_key=subject_key, read_at=None).delete()


def mark_read(user_id: int, notification_ids: Iterable[int] | None = None, *, kind: str = "") -> int:
    """Mark the person's notifications read: those given, or all; with `kind` only of that. Returns how many changed."""
    return mark_read_at(user_id, clock.now(), notification_ids, kind=kind)


def mark_read_at(
    user_id: int, moment: datetime, notification_ids: Iterable[int] | None = None, *, kind: str = ""
) -> int:
    """As `mark_read`, at a moment by which it can be taken back (`take_back_reading`)."""
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if kind:
        unread = unread.filter(kind=kind)
    if notification_ids is not None:
        unread = unread.filter(pk__in=list(notification_ids))
    return unread.update(read_at=moment)


def take_back_reading(user_id: int, moment: datetime) -> int:
    """Make unread again what the person marked at this moment. Returns how many.

    What has a newer unread message of the same subject stays read: people see the latest state once.
    """
    newer = Notification.objects.filter(user_id=user_id, subject_key=OuterRef("subject_key"), read_at=None)
    marked = Notification.objects.filter(user_id=user_id, read_at=moment)
    outdated = marked.exclude(subject_key="").filter(Exists(newer)).values("pk")
    return marked.exclude(pk__in=outdated).update(read_at=None)
