"""What everybody may read of the ranking: the weights in force since when, their history, the engine's version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from apps.matching.engine.facts import ScoreParts
from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.selectors import PART_LABELS
from apps.matching.weights import parts_of, periods, weights_in_force


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A version and when it held, with its weights as (label, points, difference to the version before)."""

    version: str
    reason: str
    since: datetime
    until: datetime | None
    weights: tuple[tuple[str, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """The rules in force. `weights` are (label, points of 100) in the published order; `history` is newest first."""

    engine_version: str
    weights_version: str
    weights: tuple[tuple[str, Decimal], ...]
    history: tuple[PublishedPeriod, ...]

    @property
    def since(self) -> datetime | None:
        """Since when the weights hold."""
        return self.history[0].since if self.history else None


def published_rules() -> PublishedRules:
    """The rules that the next run will use. Two queries."""
    in_force = weights_in_force()
    weights = tuple((label, points) for label, points, _change in labelled(in_force.parts))
    return PublishedRules(ENGINE_VERSION, in_force.version, weights, _history())


def _history() -> tuple[PublishedPeriod, ...]:
    found = periods()
    before = [parts_of(each.weight_set) for each in found[1:]] + [None]
    return tuple(
        PublishedPeriod(
            version=each.weight_set.version,
            reason=each.reason,
            since=each.since,
            until=each.until,
            weights=labelled(parts_of(each.weight_set), earlier),
        )
        for each, earlier in zip(found, before, strict=False)
    )


def labelled(parts: ScoreParts, before: ScoreParts | None = None) -> tuple[tuple[str, Decimal, Decimal], ...]:
    """Each part as (label, points, difference to `before`) in points of 100; no difference without a `before`."""
    earlier = dict((before or parts).items())
    return tuple(
        (str(PART_LABELS[name]), Decimal(points) / 100, Decimal(points - earlier[name]) / 100)
        for name, points in parts.items()
    )
