"""Locks and logs that every service of this app uses."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands import access
from apps.demands.lifecycle import LIFECYCLE, VERSION_LIFECYCLE, VERSION_STEPS, Stage, Status, Step
from apps.demands.models import Demand, DemandStep, DemandVersion
from kernel.errors import AccessDenied, NotFound, TransitionRefused


def lock_demand(demand_id: int, actor: Actor) -> Demand:
    """Lock a demand that the actor may see. Must run inside a transaction. Raises NotFound."""
    demand = (
        Demand.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "published_version")
        .filter(pk=demand_id)
        .first()
    )
    if demand is None or not access.may_see(actor, demand):
        raise NotFound(_("没有找到这项需求，或您无权查看。"))
    return demand


def open_version(demand: Demand) -> DemandVersion:
    """The version that is being written or approved. Raises TransitionRefused when there is none."""
    version = demand.versions.filter(published_at=None).select_related("category").first()
    if version is None:
        raise TransitionRefused(_("已发布的版本不能修改。请先“开始变更”，建立新的版本。"))
    version.demand = demand
    return version


def lock_draft(demand_id: int, actor: Actor) -> DemandVersion:
    """Lock the demand and give its open version, which must be in writing.

    Raises NotFound, AccessDenied, or TransitionRefused when the version is in approval or published.
    """
    demand = lock_demand(demand_id, actor)
    if not access.may_edit(actor, demand):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))
    version = open_version(demand)
    LIFECYCLE.after(Status(demand.status), Step.EDIT)
    VERSION_LIFECYCLE.after(Stage(version.stage), Step.EDIT)
    return version


def take(demand: Demand, version: DemandVersion | None, step: Step, *, actor: Actor, reason: str = "") -> None:
    """Take a step of the locked demand and its open version, and log it. The rows are saved.

    Raises TransitionRefused when either table forbids it.
    """
    before = Status(demand.status)
    after = LIFECYCLE.after(before, step)
    if version is not None and step in VERSION_STEPS:
        version.stage = VERSION_LIFECYCLE.after(Stage(version.stage), step)
        version.save(update_fields=["stage"])
    demand.status = after
    demand.save(update_fields=["status", "updated_at"])
    log(demand, step, before=before.value, actor=actor, reason=reason, number=version.number if version else None)


def log(demand: Demand, step: Step, *, before: str, actor: Actor, reason: str = "", number: int | None = None) -> None:
    """Add a row to the demand's log."""
    DemandStep.objects.create(
        demand=demand,
        step=step.value,
        from_status=before,
        to_status=demand.status,
        reason=reason,
        taken_by=actor.user,
        version_number=number,
    )
