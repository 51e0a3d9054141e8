"""News of organisations and their people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrganisationSubmitted:
    """An organisation waits for verification."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class OrganisationReviewed:
    """An administrator has decided on an organisation's verification."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """A person has accepted an invitation."""

    organisation_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """A person's membership has ended; `removed_by_id` is the person itself when it left."""

    organisation_id: int
    user_id: int
    removed_by_id: int
