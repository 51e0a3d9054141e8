"""Questions about datasheets. They are their maker's own business: nobody else learns that one exists."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import access
from apps.suppliers.models import Datasheet, DatasheetProposal, Product, SpecValue
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import TemplateLine, template_of
from kernel.errors import NotFound

_HEAVY = ("blocks", "entries", "pasted_text")


def datasheets_of(actor: Actor) -> QuerySet[Datasheet]:
    """The datasheets of the actor's maker, the newest first, without their contents."""
    found = Datasheet.objects.filter(organisation_id=actor.organisation_id or 0)
    return found.select_related("product", "category").defer(*_HEAVY)


def datasheet_for(actor: Actor, datasheet_id: int) -> Datasheet:
    """A datasheet of the actor's maker. Raises NotFound for any other, alike for one that does not exist."""
    found = (
        Datasheet.objects.select_related("product__category", "category__parent__parent")
        .filter(pk=datasheet_id)
        .first()
    )
    if found is None or not access.may_read_datasheet(actor, found):
        raise not_found()
    return found


def not_found() -> NotFound:
    """What is answered for every datasheet that is not the actor's."""
    return NotFound(_("没有找到该样本，或您无权查看。"))


def proposals_of(datasheet: Datasheet, template: Sequence[TemplateLine]) -> list[DatasheetProposal]:
    """The proposals in the order of the template: known parameters first, then others, folded kinds last. One query."""
    rows = list(datasheet.proposals.select_related("parameter"))
    order = {line.parameter.pk: index for index, line in enumerate(template)}
    last = len(order)
    return sorted(
        rows,
        key=lambda row: (row.is_quiet, row.parameter_id is None, order.get(row.parameter_id or 0, last), row.position),
    )


def proposal_of(datasheet: Datasheet, proposal_id: int) -> DatasheetProposal:
    """One proposal. Raises NotFound."""
    row = datasheet.proposals.select_related("parameter").filter(pk=proposal_id).first()
    if row is None:
        raise NotFound(_("没有找到这一行，可能已被他人改动。请刷新页面。"))
    return row


def template_lines(datasheet: Datasheet) -> list[TemplateLine]:
    """The template of the datasheet's category; [] while none is chosen."""
    return list(template_of(datasheet.category)) if datasheet.category else []


def missing_parameters(
    lines: Sequence[TemplateLine], rows: Sequence[DatasheetProposal], present: Sequence[SpecValue]
) -> list[Parameter]:
    """Parameters of the template that neither the datasheet nor the product answers."""
    answered = {row.parameter_id for row in rows if row.decision != DatasheetProposal.Decision.REJECTED}
    answered |= {value.parameter_id for value in present}
    return [line.parameter for line in lines if line.parameter.pk not in answered]


def present_values(product: Product | None) -> list[SpecValue]:
    """What the product says now, the maker's values and those measured here."""
    if product is None:
        return []
    return list(product.spec_values.select_related("parameter").order_by("position", "-rung", "pk"))
