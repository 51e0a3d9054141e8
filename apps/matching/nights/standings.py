"""Where a demand stands: the few numbers that are kept of it every night, and their digest.

The digest is the same for a stored run and for a night's work that say the same: products with outcome and score in
their order, counts, the demand's version, the weights and the engine. What is shown besides (references, near misses
beyond the best fifty) follows a product's change by the ordinary way and is not part of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.engine.merged import Best
from apps.matching.night_models import Standing


@dataclass(frozen=True, slots=True)
class Found:
    """The head of a demand version's result, and what it was worked out by."""

    demand_id: int
    version_id: int
    best: Best
    weights_version: str

    @property
    def digest(self) -> str:
        """What tells two results apart."""
        return digest_of(self.version_id, self.best, weights_version=self.weights_version)


def digest_of(version_id: int, best: Best, *, weights_version: str) -> str:
    """The digest of a result: 32 hexadecimal digits."""
    said = [
        *(ENGINE_VERSION, weights_version, version_id),
        [(product, outcome, -score) for outcome, score, _proof, product in best.keys],
        *(best.counts, best.one_short),
    ]
    return hashlib.blake2b(json.dumps(said, separators=(",", ":")).encode(), digest_size=16).hexdigest()


def epoch_of(token: str) -> str:
    """A short name for a state of the catalogue."""
    return hashlib.blake2b(token.encode(), digest_size=8).hexdigest()


def keep(found: Iterable[Found], *, night_id: int, epoch: str, as_of: datetime) -> int:
    """Write the standings of these demands over those of before; returns how many differ from what pages show.

    One statement. Written twice they are the same; what was found later is never written over. `as_of` is a moment
    before the catalogue was read: a run that began after it knows more than this standing, and no other is needed.
    """
    rows = [_row(each) for each in found]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"rows": json.dumps(rows), "night": night_id, "epoch": epoch, "as_of": as_of, **_STATES})
        return sum(state != Standing.State.SAME for (state,) in cursor.fetchall())


_STATES = {"same": Standing.State.SAME.value, "waiting": Standing.State.WAITING.value}

_KEEP = """
INSERT INTO matching_standing AS kept
       (demand_id, night_id, version_id, epoch, as_of, products, outcomes, scores, counts, one_short, digest,
        state, changed_at)
SELECT found.demand_id, %(night)s, found.version_id, %(epoch)s, %(as_of)s, found.products, found.outcomes,
       found.scores, found.counts, found.one_short, found.digest,
       CASE WHEN is_known THEN %(same)s ELSE %(waiting)s END,
       CASE WHEN is_known THEN NULL ELSE %(as_of)s::timestamptz END
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS found
       (demand_id bigint, version_id bigint, products bigint[], outcomes smallint[], scores integer[],
        counts integer[], one_short integer, digest text)
  JOIN demands_demand demand ON demand.id = found.demand_id
 CROSS JOIN LATERAL (
       SELECT EXISTS (
         SELECT FROM matching_matchrun run
          WHERE run.version_id = found.version_id AND run.is_current
            AND (run.digest = found.digest OR run.started_at >= %(as_of)s)) AS is_known) shown
 ORDER BY found.demand_id
    ON CONFLICT (demand_id) DO UPDATE SET
       night_id = EXCLUDED.night_id, version_id = EXCLUDED.version_id, epoch = EXCLUDED.epoch, as_of = EXCLUDED.as_of,
       products = EXCLUDED.products, outcomes = EXCLUDED.outcomes, scores = EXCLUDED.scores,
       counts = EXCLUDED.counts, one_short = EXCLUDED.one_short, digest = EXCLUDED.digest, state = EXCLUDED.state,
       changed_at = CASE WHEN EXCLUDED.changed_at IS NULL THEN NULL ELSE coalesce(kept.changed_at, EXCLUDED.changed_at)
                    END
 WHERE kept.as_of <= EXCLUDED.as_of
RETURNING state
"""


def _row(found: Found) -> dict[str, object]:
    return {
        "demand_id": found.demand_id,
        "version_id": found.version_id,
        "products": products_of(found.best),
        "outcomes": [outcome for outcome, _score, _proof, _product in found.best.keys],
        "scores": [-score for _outcome, score, _proof, _product in found.best.keys],
        "counts": found.best.counts,
        "one_short": found.best.one_short,
        "digest": found.digest,
    }


def products_of(best: Best) -> Sequence[int]:
    """The ids of the best products, best first."""
    return [int(product) for _outcome, _score, _proof, product in best.keys]
