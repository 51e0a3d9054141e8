"""Which weights hold: the one place that everything asks which scores a demand now, and what was in force before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.matching import access
from apps.matching.engine.facts import PART_NAMES, ScoreParts
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights
from apps.matching.models import MatchRun, WeightSet, WeightStep
from apps.matching.weight_lifecycle import Step
from kernel.errors import AccessDenied, NotFound

State = WeightSet.State


@dataclass(frozen=True, slots=True)
class Period:
    """One time during which a version held: from when, until when (None: it holds still), and why it was taken.

    The version that came with the platform has no reason of anybody's.
    """

    weight_set: WeightSet
    reason: str
    since: datetime
    until: datetime | None


def weights_in_force() -> Weights:
    """The weights of every score that is worked out now. One query.

    The engine's own first version where the table is empty, which no migrated database is.
    """
    active = WeightSet.objects.filter(state=State.ACTIVE).first()
    return PUBLISHED_WEIGHTS if active is None else in_engine(active)


def in_engine(weight_set: WeightSet) -> Weights:
    """A row as the engine takes it."""
    return Weights(version=weight_set.version, parts=parts_of(weight_set))


def parts_of(weight_set: WeightSet) -> ScoreParts:
    """The numbers of a row."""
    return ScoreParts(**{name: getattr(weight_set, name) for name in PART_NAMES})


def periods() -> list[Period]:
    """When which version held, the newest first. One query."""
    steps = WeightStep.objects.filter(step__in=(Step.PROPOSE, Step.PROPOSE_AGAIN, Step.APPROVE))
    return _periods(steps.select_related("weight_set").order_by("taken_at", "pk"))


def _periods(steps: Iterable[WeightStep]) -> list[Period]:
    said: dict[int, str] = {}
    starts: list[tuple[WeightStep, str]] = []
    for step in steps:
        if step.step == Step.APPROVE:
            starts.append((step, said.get(step.weight_set_id, "")))
        else:
            said[step.weight_set_id] = step.reason
    ends = [step.taken_at for step, _reason in starts[1:]] + [None]
    found = [Period(step.weight_set, why, step.taken_at, end) for (step, why), end in zip(starts, ends, strict=False)]
    return found[::-1]


# ---- for administrators and auditors ------------------------------------------------------------------------------


def weight_sets(actor: Actor) -> QuerySet[WeightSet]:
    """Every version, the newest first. Raises AccessDenied for everybody but administrators and auditors."""
    if not access.may_read_weights(actor):
        raise AccessDenied(_("只有平台管理员和审计可以查看权重的起草与批准；现行权重见“规则与权重公开”。"))
    return WeightSet.objects.select_related("created_by", "proposed_by", "approved_by").order_by("-pk")


def weight_set_for(actor: Actor, set_id: int) -> WeightSet:
    """One version. Raises AccessDenied as `weight_sets` does, NotFound for an unknown id."""
    found = weight_sets(actor).filter(pk=set_id).first()
    if found is None:
        raise NotFound(_("没有这一版权重。"))
    return found


def steps_of(weight_set: WeightSet) -> QuerySet[WeightStep]:
    """What was done with a version, the oldest first."""
    return weight_set.steps.select_related("taken_by").order_by("taken_at", "pk")


def runs_by_version() -> dict[str, int]:
    """How many results that pages show were worked out with each version. One query."""
    current = MatchRun.objects.filter(is_current=True).order_by().values("weights_version")
    return {row["weights_version"]: row["count"] for row in current.annotate(count=Count("pk"))}
