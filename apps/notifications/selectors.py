"""Questions about notifications. Everybody sees only their own."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.notifications.models import Notification
from kernel.errors import NotFound


def notifications_of(user_id: int, *, only_unread: bool = False) -> QuerySet[Notification]:
    """The person's notifications, newest first."""
    found = Notification.objects.filter(user_id=user_id)
    return found.filter(read_at=None) if only_unread else found


def notification_of(user_id: int, notification_id: int) -> Notification:
    """One of the person's notifications. Raises NotFound, for another person's as for none."""
    found = Notification.objects.filter(pk=notification_id, user_id=user_id).first()
    if found is None:
        raise NotFound(_("没有找到这条通知。"))
    return found
