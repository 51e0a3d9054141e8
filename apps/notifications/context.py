"""What every template knows of the notifications."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notifications.models import Notification


def unread(request: HttpRequest) -> dict[str, object]:
    """`unread_count`: how many notifications the signed-in user has not read; counted only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: Notification.objects.filter(user=user, read_at=None).count())}
