"""Questions about deals, each answered for an actor."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.deals import access
from apps.deals.models import Deal
from kernel.errors import NotFound


def visible_deals(actor: Actor) -> QuerySet[Deal]:
    """The deals that the actor is a side of or keeps, unkept leads for brokers, all for administrators and auditors."""
    deals = Deal.objects.select_related("demand__published_version", "product", "buyer", "maker", "broker")
    if actor.is_administrator or actor.is_auditor:
        return deals
    wanted = Q(pk=None)
    if actor.organisation_id is not None and actor.is_verified:
        wanted |= Q(buyer_id=actor.organisation_id) | Q(maker_id=actor.organisation_id)
    if access.is_keeper(actor) and actor.user is not None:
        wanted |= Q(broker=actor.user) | Q(broker=None)
    return deals.filter(wanted)


def deal_for(actor: Actor, deal_id: int) -> Deal:
    """One deal. Raises NotFound where the actor may not see it, as for an id that is nowhere."""
    deal = (
        Deal.objects.select_related("demand__published_version", "product", "buyer", "maker", "broker")
        .prefetch_related("consents__decided_by")
        .filter(pk=deal_id)
        .first()
    )
    if deal is None or not access.may_see_deal(actor, deal):
        raise NotFound(_("没有找到这张对接单，或您无权查看。"))
    return deal
