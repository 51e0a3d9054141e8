"""Services around people in organisations: roles, removal, invitations."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.accounts import access
from apps.accounts.actors import Actor
from apps.accounts.facts import MemberJoined, MemberRemoved
from apps.accounts.models import Invitation, Membership, Organisation, User
from apps.accounts.selectors import open_invitations
from kernel import clock, facts, outbox
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound

INVITATION_LIFE = timedelta(days=14)
MOST_OPEN_INVITATIONS = 50
MAIL_TOPIC = "accounts.mail_invitation"


# ---- members ------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_role(actor: Actor, membership_id: int, *, role: str) -> Membership:
    """Give a member another role. Locks the organisation.

    Raises NotFound, AccessDenied, InvalidInput for a role that this kind of organisation does not have, Conflict when
    nobody would be left to manage it.
    """
    organisation, membership = _managed(actor, membership_id)
    _check_role(organisation, role)
    if role != access.managing_role(organisation.kind):
        _check_somebody_else_manages(organisation, membership)
    membership.role = role
    membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def remove_member(actor: Actor, membership_id: int) -> None:
    """End a membership; it has no effect from the person's next request on. Everybody may leave by themselves.

    Locks the organisation. Raises NotFound, AccessDenied, Conflict when nobody would be left to manage it.
    """
    organisation, membership = _managed(actor, membership_id, own_too=True)
    _check_somebody_else_manages(organisation, membership)
    user_id = membership.user_id
    membership.delete()
    assert actor.user is not None  # noqa: S101  _managed has refused visitors
    facts.publish(MemberRemoved(organisation.pk, user_id, removed_by_id=actor.user.pk))


def _managed(actor: Actor, membership_id: int, *, own_too: bool = False) -> tuple[Organisation, Membership]:
    """The actor's organisation, locked, and the membership in it that the actor may change."""
    organisation = _lock_own(actor)
    membership = Membership.objects.filter(pk=membership_id, organisation=organisation).first()
    if membership is None:
        raise NotFound(_("没有找到这位成员。"))
    is_own = own_too and actor.user is not None and membership.user_id == actor.user.pk
    if not (is_own or access.may_manage_members(actor, organisation)):
        raise AccessDenied(_("只有本组织的负责人可以管理成员。"))
    return organisation, membership


def _lock_own(actor: Actor) -> Organisation:
    if actor.user is None or actor.organisation_id is None:
        raise NotFound(_("您还没有加入组织。"))
    return Organisation.objects.select_for_update(no_key=True).get(pk=actor.organisation_id)


def _check_role(organisation: Organisation, role: str) -> None:
    if role not in access.roles_of(organisation.kind):
        message = _("本组织没有“%(role)s”这个角色。") % {"role": role}
        raise InvalidInput(message, detail={"role": message})


def _check_somebody_else_manages(organisation: Organisation, membership: Membership) -> None:
    managing = access.managing_role(organisation.kind)
    others = Membership.objects.filter(organisation=organisation, role=managing, user__is_active=True)
    if membership.role == managing and not others.exclude(pk=membership.pk).exists():
        raise Conflict(_("这是最后一位%(role)s。请先让另一位成员担任，再做这一步。") % {"role": managing.label})


# ---- invitations --------------------------------------------------------------------------------------------------


@transaction.atomic
def invite_colleague(actor: Actor, *, email: str, role: str, site_url: str) -> Invitation:
    """Invite a person by mail; an open invitation of the same address is replaced.

    The mail is sent by the worker; `site_url` is where its link leads. Locks the organisation.
    Raises NotFound, AccessDenied, InvalidInput, Conflict (member already, too many open invitations).
    """
    organisation = _lock_own(actor)
    if actor.user is None or not access.may_manage_members(actor, organisation):
        raise AccessDenied(_("只有本组织的负责人可以邀请同事。"))
    _check_role(organisation, role)
    address = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email__iexact=address).exists():
        message = _("%(email)s 已经是本组织成员。") % {"email": address}
        raise Conflict(message, detail={"email": message})
    open_invitations(organisation.pk).filter(email=address).update(withdrawn_at=clock.now())
    if open_invitations(organisation.pk).count() >= MOST_OPEN_INVITATIONS:
        raise Conflict(_("未接受的邀请已达 %(count)d 份，请先撤回不用的。") % {"count": MOST_OPEN_INVITATIONS})
    invitation = _write_invitation(organisation, address, role, invited_by=actor.user)
    outbox.enqueue(MAIL_TOPIC, {"invitation_id": invitation.pk, "site_url": site_url})
    return invitation


def _write_invitation(organisation: Organisation, address: str, role: str, *, invited_by: User) -> Invitation:
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        role=role,
        token_digest=secrets.token_hex(32),  # the token is made from the row's id, which is known only now
        invited_by=invited_by,
        expires_at=clock.now() + INVITATION_LIFE,
    )
    invitation.token_digest = digest(token_of(invitation))
    invitation.save(update_fields=["token_digest"])
    return invitation


def token_of(invitation: Invitation) -> str:
    """The secret in the link. It is made anew from the row and our key, so that no queue and no table holds it."""
    return salted_hmac("accounts.invitation", str(invitation.pk), algorithm="sha256").hexdigest()


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def mail_invitation(payload: outbox.Payload) -> None:
    """Outbox handler: send the link, unless the invitation is no longer open. A second run sends a second mail."""
    invitation_id = int(str(payload["invitation_id"]))
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= clock.now():
        return
    link = f"{payload['site_url']}{reverse('accounts:invitation-accept', args=[token_of(invitation)])}"
    addressee = User.objects.filter(email__iexact=invitation.email).first()
    with override((addressee and addressee.language) or settings.LANGUAGE_CODE):
        subject = _("%(organisation)s 邀请您加入仪桥") % {"organisation": invitation.organisation.name}
        text = render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "link": link})
    send_mail(subject, text, None, [invitation.email])


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation_id: int) -> None:
    """Make an open invitation's link useless. Raises NotFound, AccessDenied."""
    organisation = _lock_own(actor)
    invitation = open_invitations(organisation.pk).filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound(_("没有找到这份邀请，它可能已被接受或已过期。"))
    if not access.may_manage_members(actor, organisation):
        raise AccessDenied(_("只有本组织的负责人可以撤回邀请。"))
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])


def check_invitation(token: str, *, user: User | None) -> Invitation:
    """The open invitation behind a link, if this person may use it; a visitor may look at it.

    Raises NotFound for an unknown, used, withdrawn or expired link, AccessDenied for a person of another address.
    """
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_digest=digest(token)).first()
    if found is None or found.accepted_at or found.withdrawn_at or found.expires_at <= clock.now():
        raise NotFound(_("邀请链接无效、已使用、已撤回或已过期。请向邀请您的同事索取新的邀请。"))
    if user is not None and user.email.lower() != found.email.lower():
        raise AccessDenied(_("这份邀请发给另一个邮箱。请用收到邀请的邮箱登录后再打开链接。"))
    return found


@transaction.atomic
def accept_invitation(user: User, *, token: str) -> Membership:
    """Join the organisation with the role of the invitation. Locks the organisation.

    Raises NotFound, AccessDenied as check_invitation; Conflict when the person is a member already.
    """
    organisation_id = check_invitation(token, user=user).organisation_id
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    invitation = check_invitation(token, user=user)  # again, now that nobody else can use it
    try:
        with transaction.atomic():
            membership = Membership.objects.create(user=user, organisation_id=organisation_id, role=invitation.role)
    except IntegrityError:
        raise Conflict(_("您已经是这个组织的成员。")) from None
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    facts.publish(MemberJoined(organisation_id, user.pk))
    return membership
