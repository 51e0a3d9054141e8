"""Telling people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from apps.notifications.models import Notification
from kernel import clock


@transaction.atomic
def notify(
    user_ids: Iterable[int],
    *,
    kind: Notification.Kind,
    title: str,
    body: str = "",
    url: str = "",
    subject_key: str = "",
) -> None:
    """Write one notification to each person, inside the transaction of its cause.

    With a `subject_key`, an unread notification of the same subject is replaced: people see the latest state once.
    `url` is a path of the platform.
    """
    people = sorted(set(user_ids))
    if subject_key:
        Notification.objects.filter(user_id__in=people, subject_key=subject_key, read_at=None).delete()
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=user_id, kind=kind, title=title[:200], body=body, url=url[:300], subject_key=subject_key
            )
            for user_id in people
        ],
        ignore_conflicts=True,
    )


def take_back(subject_key: str) -> None:
    """Take unread notifications of a subject away: what they lead to is gone. Must run inside a transaction."""
    Notification.objects.filter(subject_key=subject_key, read_at=None).delete()


def mark_read(user_id: int, notification_ids: Iterable[int] | None = None) -> int:
    """Mark the person's notifications read: those given, or all. Returns how many changed."""
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if notification_ids is not None:
        unread = unread.filter(pk__in=list(notification_ids))
    return unread.update(read_at=clock.now())
