"""Questions about people and organisations."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from apps.accounts.actors import ANONYMOUS, Actor
from apps.accounts.models import Membership, Organisation, User


def actor_of(user: User | AnonymousUser | object, organisation_id: int | None = None) -> Actor:
    """The actor that a signed-in user is: for the chosen organisation if the user still belongs to it, else the first.

    Asked at each request, so a revoked membership has no effect from the next request on.
    """
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    memberships = list(Membership.objects.filter(user=user).select_related("organisation").order_by("joined_at", "id"))
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
