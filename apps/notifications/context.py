"""What every template knows of the notifications."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def unread(request: HttpRequest) -> dict[str, object]:
    """`unread_count`: how many notifications the signed-in user has not read; counted only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_count": 0}
    return {"unread_count": SimpleLazyObject(lambda: _unread_of(user.pk))}


def _unread_of(user_id: int) -> int:
    """Each page of a signed-in person asks this: the statement is written out, since making it takes longer than it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM notifications_notification WHERE user_id = %s AND read_at IS NULL", [user_id]
        )
        (count,) = cursor.fetchone()
    return int(count)
