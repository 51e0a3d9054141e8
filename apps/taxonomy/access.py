"""Who may see and decide what the taxonomy's editors have before them: administrators decide, auditors read."""

from __future__ import annotations

from apps.accounts.actors import Actor


def may_read_proposals(actor: Actor) -> bool:
    """Whether the actor sees the proposed names."""
    return actor.is_administrator or actor.is_auditor


def may_decide_proposals(actor: Actor) -> bool:
    """Whether the actor accepts and rejects them."""
    return actor.is_administrator
