"""Keeping what people worked on."""

from __future__ import annotations

from apps.portal.models import RecentItem
from kernel import clock


def note_work(user_id: int, *, kind: RecentItem.Kind, object_id: int, is_edit: bool) -> None:
    """Write down that the person opened a thing now, or changed it. One statement; the same thing stays one row."""
    now = clock.now()
    item = RecentItem(
        user_id=user_id, kind=kind, object_id=object_id, opened_at=now, edited_at=now if is_edit else None
    )
    RecentItem.objects.bulk_create(
        [item],
        update_conflicts=True,
        unique_fields=["user", "kind", "object_id"],
        update_fields=["opened_at", "edited_at"] if is_edit else ["opened_at"],
    )
