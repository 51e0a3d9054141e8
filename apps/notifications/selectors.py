"""Questions about notifications and deliveries. Everybody sees only their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.notifications.models import Delivery, Notification, Webhook
from kernel import clock
from kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """How many notifications a person has of one kind, and how many of them unread."""

    kind: str
    label: str
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class Day:
    """The notifications of one day; `word` is 今天 or 昨天, or empty."""

    day: date
    word: str
    entries: tuple[Notification, ...]


def notifications_of(user_id: int, *, only_unread: bool = False, kind: str = "") -> QuerySet[Notification]:
    """The person's notifications, newest first; of one kind if given."""
    found = Notification.objects.filter(user_id=user_id)
    if kind:
        found = found.filter(kind=kind)
    return found.filter(read_at=None) if only_unread else found


def notification_of(user_id: int, notification_id: int) -> Notification:
    """One of the person's notifications. Raises NotFound, for another person's as for none."""
    found = Notification.objects.filter(pk=notification_id, user_id=user_id).first()
    if found is None:
        raise NotFound(_("没有找到这条通知。"))
    return found


def subject_counts(user_id: int) -> list[SubjectCount]:
    """The kinds of which the person has notifications, in their order. One query."""
    rows = Notification.objects.filter(user_id=user_id).order_by().values_list("kind")
    found = {
        kind: counts for kind, *counts in rows.annotate(total=Count("id"), unread=Count("id", filter=Q(read_at=None)))
    }
    return [SubjectCount(kind, str(label), *found[kind]) for kind, label in Notification.Kind.choices if kind in found]


def by_day(notifications: Iterable[Notification]) -> list[Day]:
    """Notifications that stand in the order of their time, day by day at the platform's place."""
    today = clock.today()
    words = {today: _("今天"), today - timedelta(days=1): _("昨天")}
    groups = groupby(notifications, key=lambda each: timezone.localdate(each.created_at))
    return [Day(day, words.get(day, ""), tuple(entries)) for day, entries in groups]


def webhooks_of(organisation_id: int) -> QuerySet[Webhook]:
    """An organisation's webhooks, each with `failed_count` and `delivered_count` of what its log still holds."""
    states = Delivery.State
    return Webhook.objects.filter(organisation_id=organisation_id).annotate(
        delivered_count=Count("deliveries", filter=Q(deliveries__state=states.DELIVERED)),
        failed_count=Count("deliveries", filter=Q(deliveries__state=states.FAILED)),
    )


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """The log of a webhook, newest first, each with its attempts."""
    return webhook.deliveries.prefetch_related("attempts").order_by(F("created_at").desc(), "-pk")
