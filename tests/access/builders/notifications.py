"""What the routes of notifications are about."""

from __future__ import annotations

from apps.notifications.models import Notification
from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def notification_of_institution_member(cast: Cast) -> Params:
    """An unread notification of one person."""
    notification = Notification.objects.create(
        user=cast.institution_member, kind=Notification.Kind.MATCH, title="比对完成", url="/notifications/"
    )
    return {"notification_id": notification.pk}
