"""Who may do what with demands.

What is published, or was, is seen by everybody; drafts and changes under way only by the own institution,
administrators and auditors: to anybody else they look as if they didn't exist. The ceiling price leaves the institution
only where it is public; contacts never do.
"""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organisation
from apps.demands.models import Demand, DemandVersion

APPROVING_ROLES = (Membership.Role.OWNER, Membership.Role.APPROVER)


def may_see_inside(actor: Actor, demand: Demand) -> bool:
    """Whether the actor sees drafts, changes under way, the ceiling price, contacts and the log."""
    return actor.belongs_to(demand.organisation_id) or actor.is_administrator or actor.is_auditor


def may_see(actor: Actor, demand: Demand) -> bool:
    """Whether the demand exists for this actor: once published, a demand stays known."""
    return demand.published_version_id is not None or may_see_inside(actor, demand)


def may_see_version(actor: Actor, version: DemandVersion) -> bool:
    """Whether this version exists for the actor."""
    return version.published_at is not None or may_see_inside(actor, version.demand)


def may_see_budget(actor: Actor, version: DemandVersion) -> bool:
    """Whether the ceiling price may be shown."""
    return version.is_budget_public or may_see_inside(actor, version.demand)


def may_see_contact(actor: Actor, version: DemandVersion) -> bool:
    """Whether contacts may be shown: inside the institution only; a deal releases them to others."""
    return actor.belongs_to(version.demand.organisation_id) or actor.is_administrator


def may_see_checkup(actor: Actor, demand: Demand) -> bool:
    """Whether the actor sees what the check-up finds: the own institution, and auditors; not administrators."""
    return actor.belongs_to(demand.organisation_id) or actor.is_auditor


def may_take_original(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may have the file itself: its own institution only. What was read of it is seen inside."""
    return actor.belongs_to(demand.organisation_id)


def may_create(actor: Actor) -> bool:
    """Whether the actor may write demands: members of an institution, verified or not."""
    return actor.kind == Organisation.Kind.INSTITUTION


def may_edit(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may change the open version, submit it, or start a change."""
    return may_create(actor) and actor.belongs_to(demand.organisation_id)


def may_decide(actor: Actor, demand: Demand) -> bool:
    """Whether the actor's role allows to approve and return. Four eyes are a rule of the service."""
    return may_edit(actor, demand) and actor.role in APPROVING_ROLES


def may_publish(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may publish: only of a verified institution."""
    return may_edit(actor, demand) and actor.is_verified


def may_end(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may close or withdraw the demand."""
    return (may_edit(actor, demand) and actor.role in APPROVING_ROLES) or (
        may_edit(actor, demand) and actor.user is not None and actor.user.pk == demand.created_by_id
    )
