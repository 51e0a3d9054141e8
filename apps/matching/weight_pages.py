"""What the pages of weights show: versions with what changed, the numbers side by side, and moves in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.accounts.actors import Actor
from apps.accounts.selectors import administrators
from apps.matching import access
from apps.matching.engine.facts import ScoreParts
from apps.matching.engine.scoring import Weights
from apps.matching.models import WeightSet
from apps.matching.selectors import PART_LABELS
from apps.matching.weight_lifecycle import LIFECYCLE, Step
from apps.matching.weight_preview import RANKED, Move, Preview
from apps.matching.weights import Period, parts_of
from design.parts import ScorePart

State = WeightSet.State
FEWEST = 2  # administrators, for four eyes


@dataclass(frozen=True, slots=True)
class Points:
    """One part in points at two times, and what lies between."""

    label: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """After minus before."""
        return self.after - self.before


def side_by_side(before: ScoreParts, after: ScoreParts) -> tuple[Points, ...]:
    """Every part of two sets, in the published order."""
    earlier = dict(before.items())
    return tuple(
        Points(str(PART_LABELS[name]), Decimal(earlier[name]) / 100, Decimal(points) / 100)
        for name, points in after.items()
    )


def differing(before: ScoreParts, after: ScoreParts) -> tuple[Points, ...]:
    """Only the parts that differ."""
    return tuple(each for each in side_by_side(before, after) if each.change)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list, held against the one that it follows or would follow."""

    weight_set: WeightSet
    against: str
    changes: tuple[Points, ...]
    results: int


def version_lines(
    sets: Sequence[WeightSet], periods: Sequence[Period], results: Mapping[str, int]
) -> list[VersionLine]:
    """Each version with what it changed: against the one before its latest time in force, else against today's."""
    followed: dict[int, WeightSet | None] = {}
    for each, earlier in zip(periods, [*(each.weight_set for each in periods[1:]), None], strict=False):
        followed.setdefault(each.weight_set.pk, earlier)
    active = periods[0].weight_set if periods else None
    lines = []
    for found in sets:
        other = followed.get(found.pk) if found.state == State.ACTIVE else active
        changes = () if other is None else differing(parts_of(other), parts_of(found))
        lines.append(VersionLine(found, other.version if other else "", changes, results.get(found.version, 0)))
    return lines


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move as a row of the page: `parts` are those of the score that differ."""

    move: Move
    model: str
    parts: tuple[Points, ...]
    score: Points


def move_lines(found: Preview) -> list[MoveLine]:
    """The largest moves with names and the parts that explain them."""
    return [
        MoveLine(
            move,
            found.names.get(move.product_id, ""),
            differing(move.before.parts, move.after.parts),
            Points("", Decimal(move.before.score) / 100, Decimal(move.after.score) / 100),
        )
        for move in found.moves
    ]


def bar_of(parts: ScoreParts) -> list[ScorePart]:
    """The parts as a bar of 100 points."""
    whole = ((str(PART_LABELS[name]), Decimal(points) / 100) for name, points in parts.items())
    return [ScorePart(label, points, points) for label, points in whole]


def detail_context(actor: Actor, found: WeightSet, in_force: Weights) -> dict[str, object]:
    """The numbers beside those in force, and what this actor may do."""
    writes, own = access.may_write_weights(actor), actor.user is not None and actor.user.pk == found.proposed_by_id
    is_author = actor.user is not None and actor.user.pk == found.created_by_id
    steps = LIFECYCLE.steps(State(found.state)) if writes else ()
    return {
        "found": found,
        "in_force": in_force,
        "points": side_by_side(in_force.parts, parts_of(found)),
        "is_changed": in_force.parts != parts_of(found),
        "may_edit": Step.EDIT in steps and is_author,
        "may_propose": (Step.PROPOSE in steps and is_author) or Step.PROPOSE_AGAIN in steps,
        "may_recall": Step.RECALL in steps and own,
        "may_decide": Step.APPROVE in steps and not own,
        "waits_for_other": Step.APPROVE in steps and own,
        "is_alone": Step.APPROVE in steps and own and len(administrators()) < FEWEST,
        "ranked": RANKED,
    }
