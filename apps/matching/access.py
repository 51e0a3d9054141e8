"""Who may see what of the matching.

The institution that asks sees the whole result; brokers see it while the demand is published and its budget public;
a maker sees the rows of its own products; administrators and auditors see everything; nobody else sees anything.
"""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.demands import access as demand_access
from apps.demands.models import Demand
from apps.matching.models import Match


def may_see_result(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may see every product of the demand's result."""
    if actor.belongs_to(demand.organisation_id) or actor.is_administrator or actor.is_auditor:
        return True
    return actor.acts_for(Organisation.Kind.BROKERAGE) and _is_open_to_brokers(demand)


def _is_open_to_brokers(demand: Demand) -> bool:
    version = demand.published_version
    return demand.status == Demand.Status.PUBLISHED and version is not None and version.is_budget_public


def may_share(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may point colleagues to the result: people of an organisation all of whose members see it."""
    return may_see_result(actor, demand) and actor.kind in (
        Organisation.Kind.INSTITUTION,
        Organisation.Kind.BROKERAGE,
    )


def may_try(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may try other bounds on the result page: that shows what `may_see_relaxations` keeps inside."""
    return may_see_relaxations(actor, demand)


def may_save_trial(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may make what was tried a new draft version: who may start a change of the demand."""
    return demand.status == Demand.Status.PUBLISHED and demand_access.may_edit(actor, demand)


def may_see_match(actor: Actor, match: Match) -> bool:
    """Whether the actor may see this product's deviation table."""
    demand = match.run.version.demand
    if may_see_result(actor, demand):
        return True
    is_own_product = actor.kind == Organisation.Kind.MAKER and actor.belongs_to(match.product.organisation_id)
    return is_own_product and demand.status == Demand.Status.PUBLISHED


def may_request_run(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may have the demand compared again."""
    return demand.status == Demand.Status.PUBLISHED and (
        actor.belongs_to(demand.organisation_id) or actor.is_administrator
    )


def may_record_checkup(actor: Actor, demand: Demand) -> bool:
    """Whether the actor may have a check-up kept: members of the institution."""
    return actor.belongs_to(demand.organisation_id)


def may_see_relaxations(actor: Actor, demand: Demand) -> bool:
    """Whether the actor sees which changes would let makers in: the institution alone, not even the platform."""
    return actor.belongs_to(demand.organisation_id)


def may_see_price_parts(actor: Actor, match: Match) -> bool:
    """Whether score and price fit may be shown: to a maker only where the budget is public.

    A visible total together with the published weights would give a hidden ceiling away.
    """
    return may_see_result(actor, match.run.version.demand) or match.run.version.is_budget_public


def may_read_weights(actor: Actor) -> bool:
    """Whether the actor sees drafts and proposals of weights; what is or was in force is public."""
    return actor.is_administrator or actor.is_auditor


def may_see_nights(actor: Actor) -> bool:
    """Whether the actor sees how the nightly re-match goes."""
    return actor.is_administrator or actor.is_auditor


def may_steer_nights(actor: Actor) -> bool:
    """Whether the actor begins a full re-match and has what was set aside tried again."""
    return actor.is_administrator


def may_write_weights(actor: Actor) -> bool:
    """Whether the actor drafts, proposes and decides on weights."""
    return actor.is_administrator
