"""What was accepted is written into the product as one revision, and can be taken back by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import services
from apps.suppliers.contents import ProductContent, SpecEntry
from apps.suppliers.datasheets import deciding
from apps.suppliers.datasheets.comparing import Key, key_of, value_of_proposal
from apps.suppliers.datasheets.locking import lock, lock_open
from apps.suppliers.models import Datasheet, DatasheetProposal, Product, ProductRevision
from apps.suppliers.reading import read_value
from apps.suppliers.selectors import contents_of
from apps.suppliers.spec_edits import TakenBack, take_back_specs
from apps.suppliers.specs import key_of_condition
from apps.suppliers.writing import mentioned_parameters
from apps.taxonomy.models import Parameter
from kernel import clock
from kernel.errors import Conflict, InvalidInput

Cause = ProductRevision.Cause
State = Datasheet.State
Decision = DatasheetProposal.Decision


@dataclass(frozen=True, slots=True)
class Target:
    """What a new product is to be called; None of it counts for one that exists."""

    name: str = ""
    model: str = ""


NOBODY = Target()


@transaction.atomic
def apply_datasheet(datasheet_id: int, *, actor: Actor, target: Target = NOBODY, accept_sure: bool = False) -> Product:
    """Write all accepted proposals into the product, or make a draft with them, as one revision.

    With `accept_sure` the sure ones are accepted before (`deciding.accept_sure`).
    Of the maker's present values only those of the same parameter and condition are replaced; what was measured here
    stays. Raises NotFound, Conflict for a datasheet that is not open or a model that exists already, AccessDenied,
    TransitionRefused, or InvalidInput when nothing was accepted, two accepted rows say different things of one
    parameter and condition, or a new product lacks its type, name or model.
    """
    if accept_sure:
        deciding.accept_sure(datasheet_id, actor=actor)
    datasheet = lock_open(datasheet_id, actor)
    rows = list(datasheet.proposals.select_related("parameter").filter(decision=Decision.ACCEPTED))
    _check(rows)
    product = _edited(datasheet.product, rows, actor) if datasheet.product else _made(datasheet, rows, actor, target)
    datasheet.made_product = datasheet.product_id is None
    datasheet.product, datasheet.applied_revision = product, product.revision
    datasheet.state, datasheet.applied_at = State.APPLIED, clock.now()
    datasheet.save(update_fields=["product", "applied_revision", "made_product", "state", "applied_at"])
    return product


def _check(rows: Sequence[DatasheetProposal]) -> None:
    if not rows:
        raise InvalidInput(_("还没有接受任何一行。请先接受要写入产品的指标。"))
    counts = Counter(key_of(row) for row in rows)
    twice = next((row for row in rows if counts[key_of(row)] > 1), None)
    if twice is not None:
        raise InvalidInput(
            _("“%(name)s”在同一条件下接受了两个值。请不采用其中一行，或写明不同的测试条件。")
            % {"name": twice.parameter.name if twice.parameter else twice.printed_name}
        )


def _made(datasheet: Datasheet, rows: Sequence[DatasheetProposal], actor: Actor, target: Target) -> Product:
    if datasheet.category is None:
        message = _("请先选择仪器类型。")
        raise InvalidInput(message, detail={"category": message})
    content = ProductContent(
        category=datasheet.category.code,
        name=target.name.strip(),
        model=target.model.strip(),
        specs=tuple(_entry_of(row) for row in rows),
    )
    return services.create_product(content, actor=actor, cause=Cause.DATASHEET, is_sample=datasheet.is_sample)


def _edited(product: Product, rows: Sequence[DatasheetProposal], actor: Actor) -> Product:
    content = contents_of([product])[product.pk]
    merged = replace(content, specs=merged_specs(content, rows))
    return services.edit_product(product.pk, content=merged, actor=actor, cause=Cause.DATASHEET)


def merged_specs(content: ProductContent, rows: Iterable[DatasheetProposal]) -> tuple[SpecEntry, ...]:
    """The product's entries with the accepted rows in the places of those they replace, new ones behind.

    An entry that says the same text keeps everything that stands behind it; where nothing does, the datasheet is named.
    """
    parameters = mentioned_parameters(content)
    specs = list(content.specs)
    places = {_key_of_entry(entry, parameters): index for index, entry in enumerate(specs)}
    for row in rows:
        index = places.get(key_of(row))
        if index is None:
            specs.append(_entry_of(row))
        elif specs[index].text.strip() != row.text:
            specs[index] = _entry_of(row)
        elif not specs[index].evidence:
            specs[index] = replace(specs[index], evidence=row.evidence)
    return tuple(specs)


def _key_of_entry(entry: SpecEntry, parameters: dict[str, Parameter]) -> Key:
    parameter = parameters.get(entry.parameter)
    condition = read_value(entry, parameter).condition or entry.condition
    return parameter.pk if parameter else f"own:{entry.printed_name.strip()}", key_of_condition(condition)


def _entry_of(row: DatasheetProposal) -> SpecEntry:
    """The row as the maker writes it; a condition that only its text gives is written out: rows differ by it."""
    condition = row.condition or value_of_proposal(row).condition or ""
    return SpecEntry(
        parameter=row.parameter.code if row.parameter else "",
        printed_name="" if row.parameter else row.printed_name,
        text=row.text,
        condition=condition[:200],
        evidence=row.evidence,
    )


@transaction.atomic
def take_back(datasheet_id: int, *, actor: Actor) -> TakenBack:
    """Give the product the spec values of before the datasheet, as a new revision, and open the datasheet again.

    What was edited since elsewhere in the product stays. Raises NotFound; Conflict when the datasheet made the product,
    was not applied, or somebody has changed a value that came from it since.
    """
    datasheet = lock(datasheet_id, actor)
    if not may_be_taken_back(datasheet) or datasheet.product_id is None or datasheet.applied_revision is None:
        raise Conflict(_("该样本没有可以撤回的写入。"))
    done = take_back_specs(datasheet.product_id, datasheet.applied_revision, actor=actor)
    datasheet.state, datasheet.applied_revision, datasheet.applied_at = State.READ, None, None
    datasheet.save(update_fields=["state", "applied_revision", "applied_at"])
    return done


def may_be_taken_back(datasheet: Datasheet) -> bool:
    """Whether it was written into a product that was there before."""
    return datasheet.state == State.APPLIED and datasheet.product_id is not None and not datasheet.made_product
