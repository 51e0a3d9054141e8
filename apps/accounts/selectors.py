"""Questions about people and organisations."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.access import may_see_organisation
from apps.accounts.actors import ANONYMOUS, Actor
from apps.accounts.belonging import memberships_with_organisations
from apps.accounts.models import Invitation, Membership, Organisation, User, VerificationStep
from kernel import clock
from kernel.errors import NotFound


def actor_of(user: User | AnonymousUser | object, organisation_id: int | None = None) -> Actor:
    """The actor that a signed-in user is: for the chosen organisation if the user still belongs to it, else the first.

    Asked at each request, so a revoked membership has no effect from the next request on.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    memberships = memberships_with_organisations(user)
    chosen = next((m for m in memberships if m.organisation_id == organisation_id), None)
    return Actor(user, chosen or (memberships[0] if memberships else None))


def people_of(organisation_id: int, roles: tuple[str, ...] = ()) -> list[int]:
    """The ids of the active users of an organisation, of all roles or only the given ones."""
    memberships = Membership.objects.filter(organisation_id=organisation_id, user__is_active=True)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return list(memberships.values_list("user_id", flat=True))


def administrators() -> list[int]:
    """The ids of the active platform administrators."""
    return list(
        Membership.objects.filter(
            role=Membership.Role.ADMINISTRATOR, organisation__kind=Organisation.Kind.PLATFORM, user__is_active=True
        ).values_list("user_id", flat=True)
    )


def organisation_for(actor: Actor, organisation_id: int) -> Organisation:
    """The organisation, if the actor may see it. Raises NotFound, for a hidden one as for one that does not exist."""
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if organisation is None or not may_see_organisation(actor, organisation):
        raise NotFound(_("没有找到这个组织。"))
    return organisation


def members_of(organisation_id: int) -> QuerySet[Membership]:
    """The memberships of an organisation with their users, longest standing first."""
    return Membership.objects.filter(organisation_id=organisation_id).select_related("user").order_by("joined_at", "id")


def open_invitations(organisation_id: int) -> QuerySet[Invitation]:
    """The invitations that can still be accepted, newest first."""
    return Invitation.objects.filter(
        organisation_id=organisation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    ).select_related("invited_by")


def memberships_of(user: User) -> QuerySet[Membership]:
    """The person's memberships with their organisations."""
    return Membership.objects.filter(user=user).select_related("organisation").order_by("joined_at", "id")


def review_queue(verification: str) -> QuerySet[Organisation]:
    """Organisations in this state of verification with their people; those that wait longest first."""
    order = "created_at" if verification == Organisation.Verification.PENDING else "-verified_at"
    return (
        Organisation.objects.filter(verification=verification)
        .exclude(kind=Organisation.Kind.PLATFORM)
        .prefetch_related(Prefetch("memberships", Membership.objects.select_related("user")))
        .order_by(order, "id")
    )


def review_counts() -> dict[str, int]:
    """How many organisations are in each state of verification."""
    rows = Organisation.objects.exclude(kind=Organisation.Kind.PLATFORM).order_by().values_list("verification")
    found = dict(rows.annotate(Count("id")))
    return {status: found.get(status, 0) for status in Organisation.Verification.values}


def verification_log(organisation_id: int) -> QuerySet[VerificationStep]:
    """The decisions on an organisation in their order."""
    return VerificationStep.objects.filter(organisation_id=organisation_id).select_related("decided_by")
