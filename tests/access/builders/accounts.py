"""What the routes of accounts are about."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from apps.accounts.members import digest, token_of
from apps.accounts.models import Invitation, Membership, Organisation
from tests.access.world import Params, builds
from tests.cast import Cast, make_member, make_organisation, organisation_of


@builds
def institution(cast: Cast) -> Params:
    """The verified institution of the cast."""
    return {"organisation_id": organisation_of(cast.institution_owner).pk}


@builds
def unverified_institution(cast: Cast) -> Params:
    """The institution of `unverified_member`, not public yet."""
    return {"organisation_id": organisation_of(cast.unverified_member).pk}


@builds
def waiting_maker(cast: Cast) -> Params:
    """A maker that waits for verification and that nobody of the cast belongs to."""
    return {"organisation_id": make_organisation(kind=Organisation.Kind.MAKER, verified=False).pk}


@builds
def membership_of_institution(cast: Cast) -> Params:
    """A further member of the institution."""
    user = make_member(organisation=organisation_of(cast.institution_owner))
    return {"membership_id": user.memberships.get().pk}


@builds
def invitation_of_institution(cast: Cast) -> Params:
    """An open invitation into the institution."""
    return {"invitation_id": _invitation(cast, email="colleague@example.org").pk}


@builds
def invitation_of_newcomer(cast: Cast) -> Params:
    """The link of an open invitation of the newcomer."""
    return {"token": token_of(_invitation(cast, email=cast.newcomer.email))}


def _invitation(cast: Cast, *, email: str) -> Invitation:
    invitation = Invitation.objects.create(
        organisation=organisation_of(cast.institution_owner),
        email=email,
        role=Membership.Role.MEMBER,
        token_digest=f"unset-{email}",
        invited_by=cast.institution_owner,
        expires_at=timezone.now() + timedelta(days=14),
    )
    invitation.token_digest = digest(token_of(invitation))
    invitation.save(update_fields=["token_digest"])
    return invitation
