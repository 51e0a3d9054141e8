"""What a night found to differ is re-matched by the ordinary way: a run, its result, its notifications.

No faster than so many an hour, oldest first: a change of the taxonomy touches every demand, and neither workers nor
inboxes shall drown in it. What waits is rows that the administrator sees.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction

from apps.matching import services
from apps.matching.models import MatchRun
from apps.matching.night_models import Standing
from kernel import clock, locks

TICKS = 60  # an hour's share is asked for in so many rounds, one a minute
_LOCK = "matching.night.following"


@transaction.atomic
def ask_for_changed() -> int:
    """Ask for a run of the next demands whose result changed, as many as the hour still allows; returns how many."""
    locks.hold(_LOCK)
    _forget_settled()
    waiting = Standing.objects.filter(state=Standing.State.WAITING).order_by("changed_at", "pk")
    chosen = list(waiting.values_list("pk", "version_id")[: _allowed()])
    for _demand_id, version_id in chosen:
        services.request_run(version_id, cause=MatchRun.Cause.NIGHT)
    asked = Standing.objects.filter(pk__in=[demand_id for demand_id, _version_id in chosen])
    asked.update(state=Standing.State.ASKED, asked_at=clock.now())
    return len(chosen)


def _allowed() -> int:
    cap: int = settings.NIGHT_RUNS_PER_HOUR
    last_hour = Standing.objects.filter(asked_at__gt=clock.now() - timedelta(hours=1)).count()
    return max(min(cap - last_hour, -(-cap // TICKS)), 0)


def _forget_settled() -> None:
    """Demands that need no run any more: closed, of another version, or compared by the ordinary way meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE matching_standing kept SET state = %(same)s, changed_at = NULL
             WHERE kept.state = %(waiting)s
               AND (NOT EXISTS (SELECT FROM demands_demand demand
                                 WHERE demand.id = kept.demand_id AND demand.status = 'published'
                                   AND demand.published_version_id = kept.version_id)
                    OR EXISTS (SELECT FROM matching_matchrun run
                                WHERE run.version_id = kept.version_id AND run.is_current
                                  AND (run.digest = kept.digest OR run.started_at >= kept.as_of)))
            """,
            {"same": Standing.State.SAME.value, "waiting": Standing.State.WAITING.value},
        )
