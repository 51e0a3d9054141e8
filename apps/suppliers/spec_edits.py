"""One spec value put right from elsewhere: an ordinary edit of the whole product with one entry changed."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from apps.accounts.actors import Actor
from apps.suppliers import services
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product
from apps.suppliers.selectors import contents_of, product_for
from apps.suppliers.specs import key_of_condition


@transaction.atomic
def put_spec_value(product_id: int, *, entry: SpecEntry, actor: Actor) -> Product:
    """Make this entry what the maker states of its parameter under its condition; everything else stays.

    It takes the place of the maker's own value, or stands at the end where there was none; values that were measured on
    the platform are left alone, and still count before it. Gives the product with its new revision. Raises what
    `services.edit_product` raises, Conflict too when somebody edited the product in the same moment.
    """
    product = product_for(actor, product_id)
    content = contents_of([product])[product.pk]
    specs = list(content.specs)
    places = [place for place, each in enumerate(specs) if _key(each) == _key(entry)]
    if places:
        specs[places[0]] = entry
    else:
        specs.append(entry)
    return services.edit_product(
        product.pk, content=replace(content, specs=tuple(specs)), actor=actor, expected_revision=product.revision
    )


def _key(entry: SpecEntry) -> tuple[str, str]:
    return entry.parameter or entry.printed_name.strip(), key_of_condition(entry.condition)
