"""Deals: opened from a match, confirmed by both sides, led on by a broker; every step logged."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, User
from apps.deals import access, reactions
from apps.deals.lifecycle import LIFECYCLE, Step
from apps.deals.models import Consent, ContactReveal, Deal, DealStep, Reaction
from apps.matching.models import Match
from apps.notifications.models import Notification
from apps.notifications.services import notify_organisations
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.wording import label, worded

REACTIONS = {
    Step.SIGN: Reaction.Kind.BOUGHT,
    Step.LOSE: Reaction.Kind.LOST,
    Step.REFUSE: Reaction.Kind.LOST,
}
"""What a step says of the match that the deal came from."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call on one side."""

    side: str
    organisation: str
    name: str
    phone: str
    email: str


@transaction.atomic
def open_deal(match: Match, *, actor: Actor, note: str = "") -> Deal:
    """Open a deal for a matched pair. An institution that opens one consents by it and waits for a broker.

    Raises AccessDenied, or Conflict when a deal of the pair is open already.
    """
    if not access.may_open_deal(actor, match):
        raise AccessDenied(_("只有需求单位、经理人和平台管理员可以发起对接。"))
    demand = match.run.version.demand
    if Deal.objects.filter(demand=demand, product=match.product).exclude(status=Deal.Status.LOST).exists():
        raise Conflict(_("这对需求与产品已有进行中的对接单，请在“对接”中查看。"))
    deal = Deal.objects.create(
        demand=demand,
        product=match.product,
        match=match,
        buyer=demand.organisation,
        maker=match.product.organisation,
        broker=actor.user if access.is_keeper(actor) else None,
        is_sample=demand.is_sample and match.product.is_sample,
    )
    _log(deal, Step.OPEN, "", actor, note)
    reactions.note_deal(deal, Reaction.Kind.SHORTLISTED, actor=actor)
    if access.side_of(actor, deal) is Consent.Side.BUYER:
        _record_consent(deal, Consent.Side.BUYER, True, actor, note)
    _tell(deal, Step.OPEN)
    return deal


@transaction.atomic
def take_step(deal_id: int, step: Step, *, actor: Actor, reason: str = "") -> Deal:
    """Take over, consent, refuse, lead on or end a deal. The deal is locked, so that of two people one wins.

    The second consent confirms the deal by itself. Raises NotFound, AccessDenied, TransitionRefused, or InvalidInput
    where a reason is missing.
    """
    deal = _locked(deal_id, actor)
    if not access.may_ever_take(actor, deal, step):
        raise AccessDenied(_("您现在不能执行“%(step)s”。") % {"step": step.label})
    status = LIFECYCLE.after(Deal.Status(deal.status), step)
    if not access.may_take(actor, deal, step):
        raise TransitionRefused(_("“%(step)s”已经有人做过了，请刷新页面查看最新状态。") % {"step": step.label})
    if step in (Step.LOSE, Step.REFUSE) and not reason.strip():
        raise InvalidInput(_("请写明原因，对方会看到。"), detail={"reason": _("不能为空")})
    before, deal.status = deal.status, status
    if step is Step.TAKE_OVER:
        deal.broker = actor.user
    if step in (Step.LOSE, Step.REFUSE):
        deal.lost_reason = reason.strip()[:400]
    deal.save()
    _log(deal, step, before, actor, reason)
    if step in REACTIONS:
        reactions.note_deal(deal, REACTIONS[step], actor=actor, note=reason.strip())
    if step in (Step.CONSENT, Step.REFUSE):
        _consent(deal, step, actor, reason)
    _tell(deal, step)
    return deal


def _consent(deal: Deal, step: Step, actor: Actor, reason: str) -> None:
    side = access.side_of(actor, deal)
    if side is None:  # may_take has seen to it
        raise AccessDenied(_("只有需求方和产品方可以表态。"))
    _record_consent(deal, side, step is Step.CONSENT, actor, reason)
    if deal.consents.filter(given=True).count() == len(Consent.Side.values):
        before, deal.status = deal.status, LIFECYCLE.after(Deal.Status(deal.status), Step.CONFIRM)
        deal.save()
        _log(deal, Step.CONFIRM, before, actor, "")


def _record_consent(deal: Deal, side: Consent.Side, given: bool, actor: Actor, note: str) -> None:
    Consent.objects.create(deal=deal, side=side, given=given, note=note[:400], decided_by=actor.person)


@transaction.atomic
def reveal_contacts(deal_id: int, *, actor: Actor) -> tuple[Contact, ...]:
    """The contacts of the other side (of both sides for the broker); that they were looked at is recorded.

    Raises NotFound, or AccessDenied while one side has not consented.
    """
    deal = _locked(deal_id, actor)
    if not access.may_see_contacts(actor, deal):
        raise AccessDenied(_("双方都同意对接之后，联系方式才会显示。"))
    own = access.side_of(actor, deal)
    sides = [side for side in Consent.Side if side != own]
    for side in sides:
        ContactReveal.objects.create(deal=deal, side=side, revealed_to=actor.person)
    return tuple(_contact(deal, side) for side in sides)


def _contact(deal: Deal, side: Consent.Side) -> Contact:
    organisation = deal.buyer if side is Consent.Side.BUYER else deal.maker
    version = deal.demand.published_version
    consent = deal.consents.select_related("decided_by").filter(side=side, given=True).first()
    person = consent.decided_by if consent else _owner(organisation.pk)
    name, phone = person.name, person.phone
    if side is Consent.Side.BUYER and version is not None and version.contact_name:
        name, phone = version.contact_name, version.contact_phone or phone
    return Contact(str(side.label), organisation.name, name, phone, person.email)


def _owner(organisation_id: int) -> User:
    membership = (
        Membership.objects.select_related("user").filter(organisation_id=organisation_id).order_by("joined_at").first()
    )
    if membership is None:
        raise NotFound(_("该组织没有联系人。"))
    return membership.user


def _locked(deal_id: int, actor: Actor) -> Deal:
    deal = (
        Deal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("buyer", "maker", "product", "demand__published_version")
        .filter(pk=deal_id)
        .first()
    )
    if deal is None or not access.may_see_deal(actor, deal):
        raise NotFound(_("没有找到这张对接单，或您无权查看。"))
    return deal


def _log(deal: Deal, step: Step, before: str, actor: Actor, reason: str) -> None:
    DealStep.objects.create(
        deal=deal, step=step, from_status=before, to_status=deal.status, reason=reason, taken_by=actor.user
    )


def _tell(deal: Deal, step: Step) -> None:
    said_step = label(step.label)
    notify_organisations(
        [deal.buyer_id, deal.maker_id],
        also=[] if deal.broker_id is None else [deal.broker_id],
        kind=Notification.Kind.DEAL,
        title=worded("%(step)s：%(model)s（%(code)s）", step=said_step, model=deal.product.model, code=deal.code),
        url=reverse("deals:detail", args=[deal.pk]),
        action=worded("看对接单"),
        about={"deal": deal.pk, "demand": deal.demand_id, "product": deal.product_id},
        subject_key=f"deal:{deal.pk}",
    )
