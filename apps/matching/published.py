"""What everybody may read of the ranking: the weights in force, their version, the engine's version."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.selectors import PART_LABELS


@dataclass(frozen=True, slots=True)
class PublishedRules:
    """The rules in force. `weights` are (label, points of 100) in the published order."""

    engine_version: str
    weights_version: str
    weights: tuple[tuple[str, Decimal], ...]


def published_rules() -> PublishedRules:
    """The rules that the next run will use."""
    weights = tuple((str(PART_LABELS[name]), Decimal(points) / 100) for name, points in PUBLISHED_WEIGHTS.parts.items())
    return PublishedRules(ENGINE_VERSION, PUBLISHED_WEIGHTS.version, weights)
