"""Who may do what with the taxonomy."""

from __future__ import annotations

from apps.accounts.actors import Actor


def may_see_taxonomy(actor: Actor) -> bool:
    """Everybody may: categories and parameters are public, also without signing in."""
    return True


def may_change_taxonomy(actor: Actor) -> bool:
    """Only administrators of the platform; members of every other organisation, auditors too, may not."""
    return actor.is_administrator
