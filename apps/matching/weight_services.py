"""What administrators do with the weights: draft, propose, approve with four eyes; and the re-runs that follow.

Every service holds one lock for all weight sets, so that two approvals follow one another, checks the step against
`LIFECYCLE`, and logs who took it. What was active once keeps its numbers for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.selectors import administrators
from apps.demands.models import Demand
from apps.matching import access, services
from apps.matching.engine.facts import PART_NAMES, ScoreParts
from apps.matching.engine.scoring import FULL_SCORE
from apps.matching.models import MatchRun, WeightSet, WeightStep
from apps.matching.weight_lifecycle import LIFECYCLE, Step
from apps.matching.weights import weights_in_force
from apps.notifications.models import Notification
from apps.notifications.services import notify
from kernel import clock, locks, outbox
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound
from kernel.wording import Wording, worded

State = WeightSet.State
LONGEST_REASON = 400
TOPIC = "matching.weights"
RERUN_AT_ONCE = 200  # demands whose runs one outbox row asks for
RERUN_PAUSE = timedelta(seconds=5)  # between such rows: what people publish meanwhile does not wait behind them all
_LOCK = "matching.weights"


@transaction.atomic
def draft(parts: ScoreParts, *, actor: Actor) -> WeightSet:
    """Write a new version that its author may still change. Raises AccessDenied, or InvalidInput (`check_parts`)."""
    demand_administrator(actor)
    check_parts(parts)
    locks.hold(_LOCK)
    created = WeightSet.objects.create(version=_next_version(), created_by=actor.user, **dict(parts.items()))
    _log(created, Step.CREATE, from_state="", actor=actor)
    return created


@transaction.atomic
def edit(set_id: int, parts: ScoreParts, *, actor: Actor) -> WeightSet:
    """Change a draft's numbers. Raises NotFound, AccessDenied for anybody but its author, TransitionRefused."""
    found = _locked(set_id, actor)
    _demand_author(found, actor)
    LIFECYCLE.after(State(found.state), Step.EDIT)
    check_parts(parts)
    for name, points in parts.items():
        setattr(found, name, points)
    return _take(found, Step.EDIT, actor=actor, save=PART_NAMES)


@transaction.atomic
def propose(set_id: int, *, reason: str, actor: Actor) -> WeightSet:
    """Put a draft, or a former version that shall hold again, before the other administrators, and tell them.

    Raises NotFound, AccessDenied, TransitionRefused, or InvalidInput without a reason: it will be public.
    """
    found = _locked(set_id, actor)
    step = Step.PROPOSE_AGAIN if found.activated_at else Step.PROPOSE
    if step is Step.PROPOSE:
        _demand_author(found, actor)
    LIFECYCLE.after(State(found.state), step)
    found.reason = _needed(reason, _("请写明为什么改：理由会与权重一起公开。"))
    found.proposed_by, found.proposed_at, found.approved_by = actor.user, clock.now(), None
    saved = ("reason", "proposed_by", "proposed_at", "approved_by")
    _take(found, step, actor=actor, reason=found.reason, save=saved)
    _tell_others(found, actor)
    return found


@transaction.atomic
def recall(set_id: int, *, actor: Actor) -> WeightSet:
    """Take the own proposal back. Raises NotFound, TransitionRefused, AccessDenied for anybody else's."""
    found = _locked(set_id, actor)
    step = Step.RECALL_AGAIN if found.activated_at else Step.RECALL
    LIFECYCLE.after(State(found.state), step)
    if found.proposed_by_id != _user_id(actor):
        raise AccessDenied(_("只有提出的人可以收回；不同意请退回并写明理由。"))
    return _take(found, step, actor=actor)


@transaction.atomic
def refuse(set_id: int, *, reason: str, actor: Actor) -> WeightSet:
    """Send a proposal back with a reason. Raises as `approve` does, or InvalidInput without a reason."""
    found = _locked(set_id, actor)
    step = Step.KEEP if found.activated_at else Step.RETURN
    LIFECYCLE.after(State(found.state), step)
    _demand_second_person(found, actor)
    said = _needed(reason, _("请写明退回的理由。"))
    _take(found, step, actor=actor, reason=said)
    _tell_proposer(found, worded("权重 %(version)s 被退回", version=found.version), said)
    return found


@transaction.atomic
def approve(set_id: int, *, actor: Actor, reason: str = "", instead_of: str | None = None) -> WeightSet:
    """Put a proposal into force for every run from now on, retire the version before, and ask for new runs.

    `instead_of` is the version in force that the approver compared with; another one by now raises Conflict. Raises
    NotFound, TransitionRefused, or AccessDenied where the proposer approves: four eyes.
    """
    found = _locked(set_id, actor)
    LIFECYCLE.after(State(found.state), Step.APPROVE)
    _demand_second_person(found, actor)
    before = WeightSet.objects.filter(state=State.ACTIVE).first()
    in_force = weights_in_force().version
    if instead_of is not None and in_force != instead_of:
        raise Conflict(_("现行权重已换成版本 %(version)s，请重新查看影响后再批准。") % {"version": in_force})
    if before is not None:
        before.retired_at = clock.now()
        _take(before, Step.RETIRE, actor=actor, save=("retired_at",))
    found.approved_by, found.activated_at, found.retired_at = actor.user, clock.now(), None
    saved = ("approved_by", "activated_at", "retired_at")
    _take(found, Step.APPROVE, actor=actor, reason=reason.strip()[:LONGEST_REASON], save=saved)
    outbox.enqueue(TOPIC, {"weight_set_id": found.pk, "after": 0}, key=f"weights:{found.pk}:0")
    _tell_proposer(found, worded("权重 %(version)s 已启用", version=found.version), reason)
    return found


def request_reruns(payload: Mapping[str, object]) -> None:
    """Outbox handler: ask for a run of the next RERUN_AT_ONCE open demands, and for the rest a little later.

    Stops where the weights are no longer those in force: whoever took their place asks for all of them anew.
    """
    set_id, after = int(str(payload["weight_set_id"])), int(str(payload["after"]))
    if not WeightSet.objects.filter(pk=set_id, state=State.ACTIVE).exists():
        return
    open_demands = Demand.objects.filter(status=Demand.Status.PUBLISHED, published_version__isnull=False)
    rows = open_demands.filter(pk__gt=after).order_by("pk").values_list("pk", "published_version_id")[:RERUN_AT_ONCE]
    asked = [(demand_id, version_id) for demand_id, version_id in rows if version_id is not None]
    for _demand_id, version_id in asked:
        services.request_run(version_id, cause=MatchRun.Cause.WEIGHTS)
    if len(asked) == RERUN_AT_ONCE:
        last = asked[-1][0]
        with transaction.atomic():
            outbox.enqueue(
                TOPIC,
                {"weight_set_id": set_id, "after": last},
                key=f"weights:{set_id}:{last}",
                delay=RERUN_PAUSE,
            )


def check_parts(parts: ScoreParts) -> None:
    """Raises InvalidInput that names each part below 0, or says how far the sum is from 100 points."""
    below = {name: _("不能小于 0") for name, points in parts.items() if points < 0}
    if below:
        raise InvalidInput(_("每一部分都不能小于 0 分。"), detail=below)
    if parts.total != FULL_SCORE:
        words = {"total": f"{parts.total / 100:g}", "off": f"{abs(FULL_SCORE - parts.total) / 100:g}"}
        said = _("合计 %(total)s 分，还差 %(off)s 分；须正好 100 分。")
        if parts.total > FULL_SCORE:
            said = _("合计 %(total)s 分，多了 %(off)s 分；须正好 100 分。")
        raise InvalidInput(said % words)


def demand_administrator(actor: Actor) -> None:
    """Raises AccessDenied for everybody but administrators; asked before anything else is looked at."""
    if not access.may_write_weights(actor):
        raise AccessDenied(_("只有平台管理员可以起草和批准权重。"))


# ---- inside -------------------------------------------------------------------------------------------------------


def _locked(set_id: int, actor: Actor) -> WeightSet:
    demand_administrator(actor)
    locks.hold(_LOCK)
    found = WeightSet.objects.select_for_update(no_key=True).filter(pk=set_id).first()
    if found is None:
        raise NotFound(_("没有这一版权重。"))
    return found


def _user_id(actor: Actor) -> int | None:
    return actor.user.pk if actor.user else None


def _demand_author(found: WeightSet, actor: Actor) -> None:
    if found.created_by_id != _user_id(actor):
        raise AccessDenied(_("草稿只由起草人修改和提出；您可以另起一版。"))


def _demand_second_person(found: WeightSet, actor: Actor) -> None:
    if found.proposed_by_id == _user_id(actor):
        raise AccessDenied(_("提出的人不能批准或退回自己的权重：须由另一位管理员决定。"))


def _needed(reason: str, message: str) -> str:
    said = reason.replace("\0", "").strip()
    if not said:
        raise InvalidInput(message, detail={"reason": message})
    if len(said) > LONGEST_REASON:
        message = _("理由最多 %(most)s 字，现有 %(count)s 字。") % {"most": LONGEST_REASON, "count": len(said)}
        raise InvalidInput(message, detail={"reason": message})
    return said


def _next_version() -> str:
    numbers = [int(label) for label in WeightSet.objects.values_list("version", flat=True) if label.isdecimal()]
    return str(max(numbers, default=1) + 1)


def _take(found: WeightSet, step: Step, *, actor: Actor, reason: str = "", save: Collection[str] = ()) -> WeightSet:
    before = found.state
    found.state = LIFECYCLE.after(State(before), step)
    found.save(update_fields=["state", *save])
    _log(found, step, from_state=before, actor=actor, reason=reason)
    return found


def _log(found: WeightSet, step: Step, *, from_state: str, actor: Actor, reason: str = "") -> None:
    WeightStep.objects.create(
        weight_set=found,
        step=step.value,
        from_status=from_state,
        to_status=found.state,
        reason=reason.replace("\0", ""),
        taken_by=actor.user,
    )


def _tell_others(found: WeightSet, actor: Actor) -> None:
    others = [user_id for user_id in administrators() if user_id != _user_id(actor)]
    _tell(others, found, worded("权重 %(version)s 待批准", version=found.version), found.reason, worded("看影响并决定"))


def _tell_proposer(found: WeightSet, title: Wording, body: str) -> None:
    if found.proposed_by_id is not None:
        _tell([found.proposed_by_id], found, title, body, worded("查看"))


def _tell(people: list[int], found: WeightSet, title: Wording, body: str, action: Wording) -> None:
    notify(
        people,
        kind=Notification.Kind.MATCH,
        title=title,
        body=body,
        url=reverse("weights:detail", args=[found.pk]),
        action=action,
        subject_key=f"weights:{found.pk}",
    )
