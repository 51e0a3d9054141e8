"""Who may do what with answers.

An answer is the maker's private working paper: its members see and write it, and to everybody else, the institution
that asked and the platform's own people among them, it looks as if it didn't exist.
"""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organisation
from apps.answers.models import Answer
from apps.demands.models import Demand
from apps.suppliers.models import Product

DELETING_ROLES = (Membership.Role.OWNER, Membership.Role.APPROVER)


def may_answer(actor: Actor) -> bool:
    """Whether the actor writes answers at all: members of a maker, verified or not."""
    return actor.kind == Organisation.Kind.MAKER


def may_see(actor: Actor, answer: Answer) -> bool:
    """Whether the answer exists for this actor."""
    return may_answer(actor) and actor.belongs_to(answer.organisation_id)


def may_delete(actor: Actor, answer: Answer) -> bool:
    """Whether the actor may delete the answer: who began it, and the maker's owners and approvers."""
    is_own = actor.user is not None and actor.user.pk == answer.created_by_id
    return may_see(actor, answer) and (is_own or actor.role in DELETING_ROLES)


def may_offer(actor: Actor, product: Product) -> bool:
    """Whether the actor may answer with this product: one of its own, and no imported reference."""
    return may_answer(actor) and actor.belongs_to(product.organisation_id) and not product.is_reference


def is_open(demand: Demand) -> bool:
    """Whether a demand can be answered now."""
    return demand.status == Demand.Status.PUBLISHED and demand.published_version_id is not None
