"""Who may do what with products.

Published products are public. Everything else is seen by the maker that owns it, by administrators and by auditors; to
anybody else it looks as if it didn't exist. Administrators review, and list imported references; auditors only read.
"""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.suppliers.models import Datasheet, Product


def may_see_unpublished(actor: Actor) -> bool:
    """Whether the actor sees every maker's products in every status."""
    return actor.is_administrator or actor.is_auditor


def may_see(actor: Actor, product: Product) -> bool:
    """Whether the product exists for this actor."""
    is_public = product.status == Product.Status.PUBLISHED
    return is_public or actor.belongs_to(product.organisation_id) or may_see_unpublished(actor)


def may_create(actor: Actor) -> bool:
    """Whether the actor may write products of its own: members of a maker, verified or not."""
    return actor.kind == Organisation.Kind.MAKER


def may_create_reference(actor: Actor) -> bool:
    """Whether the actor may list imported products as references."""
    return actor.is_administrator


def may_edit(actor: Actor, product: Product) -> bool:
    """Whether the actor may change the product's content."""
    if product.is_reference:
        return may_create_reference(actor)
    return may_create(actor) and actor.belongs_to(product.organisation_id)


def may_publish(actor: Actor, product: Product) -> bool:
    """Whether the actor may hand the product in or put it back: only a verified organisation."""
    return may_edit(actor, product) and actor.is_verified


def may_review(actor: Actor) -> bool:
    """Whether the actor decides on products that were handed in, and looks at changes of published ones."""
    return actor.is_administrator


def may_read_queue(actor: Actor) -> bool:
    """Whether the actor sees the review queue."""
    return actor.is_administrator or actor.is_auditor


def may_import(actor: Actor) -> bool:
    """Whether the actor may bring in products by Excel."""
    return may_create(actor)


def may_export_own(actor: Actor) -> bool:
    """Whether the actor has products of its own to export."""
    return may_create(actor)


def may_read_datasheet(actor: Actor, datasheet: Datasheet) -> bool:
    """Whether the datasheet exists for this actor: what a maker has not yet written into a product is its own."""
    return may_import(actor) and actor.belongs_to(datasheet.organisation_id)
