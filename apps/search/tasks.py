"""What beat asks for: saved searches are looked through in turn."""

from __future__ import annotations

import logging

from celery import shared_task

from apps.search import services
from apps.search.selectors import due_searches

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200


@shared_task(name="search.look_through_saved", time_limit=120, soft_time_limit=110)
def look_through_saved() -> int:
    """Look through the saved searches that are due, each in a transaction of its own. Returns how many.

    Which are due is told by the rows alone, so a round that is lost or runs twice changes nothing.
    """
    services.purge_deleted()
    due = list(due_searches().values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_look_through(search_id) for search_id in due)


def _look_through(search_id: int) -> bool:
    try:
        return services.look_through(search_id)
    except Exception:
        # Whatever is wrong with one search, the others must not wait behind it for ever.
        logger.exception("saved search %s could not be looked through", search_id)
        services.postpone(search_id)
        return False
