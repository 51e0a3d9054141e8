"""Who may see and do what with a deal."""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.deals.lifecycle import LIFECYCLE, Step
from apps.deals.models import Consent, Deal
from apps.matching import access as matching
from apps.matching.models import Match

KEEPER_STEPS = frozenset({Step.TALK, Step.QUOTE, Step.SIGN, Step.LOSE})


def is_keeper(actor: Actor) -> bool:
    """Whether the actor may keep deals: a verified broker or an administrator."""
    return actor.acts_for(Organisation.Kind.BROKERAGE) or actor.is_administrator


def may_open_deal(actor: Actor, match: Match) -> bool:
    """Brokers, administrators, and the institution whose demand it is; never for an imported reference."""
    if match.is_reference or not matching.may_see_result(actor, match.run.version.demand):
        return False
    is_buyer = actor.is_verified and actor.belongs_to(match.run.version.demand.organisation_id)
    return is_buyer or is_keeper(actor)


def may_dismiss(actor: Actor, match: Match) -> bool:
    """Who weighs the product for the demand: the verified institution that asks, and brokers who see its result."""
    demand = match.run.version.demand
    is_weighing = actor.acts_for(Organisation.Kind.BROKERAGE) or (
        actor.is_verified and actor.belongs_to(demand.organisation_id)
    )
    return is_weighing and not match.is_reference and matching.may_see_result(actor, demand)


def side_of(actor: Actor, deal: Deal) -> Consent.Side | None:
    """The side that the actor stands on, if any."""
    if actor.is_verified and actor.belongs_to(deal.buyer_id):
        return Consent.Side.BUYER
    if actor.is_verified and actor.belongs_to(deal.maker_id):
        return Consent.Side.MAKER
    return None


def may_see_deal(actor: Actor, deal: Deal) -> bool:
    """Both sides, its broker, brokers while nobody keeps it, administrators and auditors."""
    if side_of(actor, deal) or actor.is_administrator or actor.is_auditor:
        return True
    return is_keeper(actor) and (deal.broker_id is None or _keeps(actor, deal))


def _keeps(actor: Actor, deal: Deal) -> bool:
    return actor.user is not None and deal.broker_id == actor.user.pk


def may_take(actor: Actor, deal: Deal, step: Step) -> bool:
    """Whether the actor may take this step now."""
    if not LIFECYCLE.permits(Deal.Status(deal.status), step) or not may_ever_take(actor, deal, step):
        return False
    if step is Step.TAKE_OVER:
        return deal.broker_id is None
    if step in (Step.CONSENT, Step.REFUSE):
        return not has_decided(actor, deal)
    return True


def has_decided(actor: Actor, deal: Deal) -> bool:
    """Whether the actor's side has consented or refused already."""
    side = side_of(actor, deal)
    return any(consent.side == side for consent in deal.consents.all())


def may_ever_take(actor: Actor, deal: Deal, step: Step) -> bool:
    """Whether the step is this actor's at all."""
    if step is Step.TAKE_OVER:
        return is_keeper(actor)
    if step in (Step.CONSENT, Step.REFUSE):
        return side_of(actor, deal) is not None
    return step in KEEPER_STEPS and is_keeper(actor) and (_keeps(actor, deal) or actor.is_administrator)


def may_see_contacts(actor: Actor, deal: Deal) -> bool:
    """Contacts appear to both sides and the broker once both sides have consented, and never before."""
    both = {consent.side for consent in deal.consents.all() if consent.given} == set(Consent.Side.values)
    return both and (side_of(actor, deal) is not None or _keeps(actor, deal) or actor.is_administrator)
