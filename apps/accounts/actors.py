"""Who acts in a request: a person, and the organisation that the person acts for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.accounts.models import Membership, Organisation, User
from kernel.errors import AccessDenied


@dataclass(frozen=True, slots=True)
class Actor:
    """The person and the membership under which the request is made; both None for an anonymous visitor.

    Every access rule takes an Actor. A suspended user (is_active false) never becomes one.
    """

    user: User | None = None
    membership: Membership | None = None

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.user is not None

    @property
    def person(self) -> User:
        """The signed-in person. Raises AccessDenied for a visitor."""
        if self.user is None:
            raise AccessDenied(_("请先登录。"))
        return self.user

    @property
    def organisation(self) -> Organisation | None:
        """The organisation acted for."""
        return self.membership.organisation if self.membership else None

    @property
    def organisation_id(self) -> int | None:
        """Its id, or None."""
        return self.membership.organisation_id if self.membership else None

    @property
    def kind(self) -> str | None:
        """The kind of the organisation acted for: institution, maker, evaluation, broker, platform."""
        return self.membership.organisation.kind if self.membership else None

    @property
    def role(self) -> str | None:
        """The person's role in it."""
        return self.membership.role if self.membership else None

    @property
    def is_verified(self) -> bool:
        """Whether the organisation acted for has been verified."""
        return bool(self.membership and self.membership.organisation.is_verified)

    @property
    def is_administrator(self) -> bool:
        """Whether the actor administers the platform."""
        return self.kind == Organisation.Kind.PLATFORM and self.role == Membership.Role.ADMINISTRATOR

    @property
    def is_auditor(self) -> bool:
        """Whether the actor reads everything and changes nothing."""
        return self.kind == Organisation.Kind.PLATFORM and self.role == Membership.Role.AUDITOR

    def belongs_to(self, organisation_id: int | None) -> bool:
        """Whether the actor acts for this organisation."""
        return organisation_id is not None and self.organisation_id == organisation_id

    def acts_for(self, kind: str) -> bool:
        """Whether the actor acts for a verified organisation of this kind."""
        return self.is_verified and self.kind == kind


ANONYMOUS = Actor()
