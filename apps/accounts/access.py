"""Who may do what with organisations, their members, and their verification."""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organisation

Role = Membership.Role

_ROLES_OF_PLATFORM = (Role.ADMINISTRATOR, Role.AUDITOR)
_ROLES_ELSEWHERE = (Role.OWNER, Role.APPROVER, Role.MEMBER)


def roles_of(kind: str) -> tuple[Membership.Role, ...]:
    """The roles that people can have in an organisation of this kind."""
    return _ROLES_OF_PLATFORM if kind == Organisation.Kind.PLATFORM else _ROLES_ELSEWHERE


def managing_role(kind: str) -> Membership.Role:
    """The role that manages the members of an organisation of this kind; at least one person must always hold it."""
    return Role.ADMINISTRATOR if kind == Organisation.Kind.PLATFORM else Role.OWNER


def may_see_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Verified organisations are public; the others are seen by their members, administrators, and auditors."""
    return organisation.is_verified or actor.belongs_to(organisation.pk) or may_read_reviews(actor)


def may_manage_members(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor invites, gives roles, and removes people here."""
    return actor.belongs_to(organisation.pk) and actor.role == managing_role(organisation.kind)


def may_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor changes what the organisation says of itself."""
    return may_manage_members(actor, organisation)


def may_read_reviews(actor: Actor) -> bool:
    """Whether the actor sees the verification queue with its reasons."""
    return actor.is_administrator or actor.is_auditor


def may_review(actor: Actor, organisation: Organisation) -> bool:
    """Whether the actor decides on this organisation; nobody decides on one that they act for."""
    return actor.is_administrator and not actor.belongs_to(organisation.pk)


def holds_office(actor: Actor) -> bool:
    """Whether the actor holds an office that needs a second factor: broker, administrator, auditor."""
    return actor.kind == Organisation.Kind.BROKERAGE or actor.is_administrator or actor.is_auditor
