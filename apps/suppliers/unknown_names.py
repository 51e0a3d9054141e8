"""Names of spec values that the taxonomy doesn't know: told to its editors, and linked anew once they are accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.suppliers import writing
from apps.suppliers.contents import ProductContent, SpecEntry
from apps.suppliers.facts import ProductPublished
from apps.suppliers.models import Datasheet, DatasheetProposal, Product, ProductRevision
from apps.suppliers.selectors import contents_of
from apps.suppliers.specs import key_of_condition
from apps.taxonomy.editing import note_relinked
from apps.taxonomy.facts import RelinkAsked
from apps.taxonomy.models import NameProposal
from apps.taxonomy.noting import Source, UnknownName, mark_published, note_unknown_names
from apps.taxonomy.selectors import family_of, linker_for
from kernel import outbox

TOPIC = "suppliers.link_anew"
_DRAFTS = (Product.Status.DRAFT, Product.Status.RETURNED)


def source_key(product_id: int) -> str:
    """What the taxonomy knows a product by."""
    return f"suppliers.product:{product_id}"


def note_unlinked(product: Product) -> None:
    """Tell the taxonomy's editors the names of a product that link to nothing. Must run inside its transaction."""
    source = Source(
        source_key(product.pk),
        product.organisation,
        is_published=product.status == Product.Status.PUBLISHED,
        is_sample=product.is_sample,
    )
    rows = product.spec_values.filter(parameter=None, is_recorded=False)
    names = [UnknownName(row.printed_name, "", row.unit, f"{row.printed_name}：{row.text}") for row in rows]
    note_unknown_names(names, source=source, category_id=product.category_id)


def note_datasheet(datasheet: Datasheet, rows: Iterable[DatasheetProposal]) -> None:
    """Tell the taxonomy's editors the names of a datasheet that link to nothing. Must run inside its transaction."""
    if datasheet.category_id is None:
        return
    source = Source(f"suppliers.datasheet:{datasheet.pk}", datasheet.organisation, is_sample=datasheet.is_sample)
    names = [
        UnknownName(row.printed_name, row.group, "", f"{row.printed_name}：{row.text}")
        for row in rows
        if row.parameter is None and not row.is_quiet
    ]
    note_unknown_names(names, source=source, category_id=datasheet.category_id)


def when_published(fact: ProductPublished) -> None:
    """Listener: what a published product prints is public."""
    mark_published([source_key(fact.product_id)])


def when_relink_asked(fact: RelinkAsked) -> None:
    """Listener: the worker links the drafts anew."""
    outbox.enqueue(TOPIC, {"proposal_id": fact.proposal_id}, key=str(fact.proposal_id))


def handle_link_anew(payload: outbox.Payload) -> None:
    """Outbox handler: give the spec values of drafts that print an accepted name their parameter."""
    proposal = NameProposal.objects.select_related("category").filter(pk=int(str(payload["proposal_id"]))).first()
    if proposal is None or proposal.parameter is None:
        return
    spellings = set(proposal.sightings.values_list("printed_name", flat=True)) | {proposal.name}
    drafts = Product.objects.filter(status__in=_DRAFTS, category__in=family_of(proposal.category))
    waiting = drafts.filter(spec_values__parameter=None, spec_values__printed_name__in=spellings)
    ids = sorted(set(waiting.values_list("pk", flat=True)))
    linked = sum(_link_draft(product_id, spellings) for product_id in ids)
    note_relinked(proposal.pk, rows=linked, what=_("产品草稿"))


@transaction.atomic
def _link_draft(product_id: int, spellings: set[str]) -> int:
    """Link a draft's values of these names and keep a revision; gives how many were linked."""
    locked = Product.objects.select_for_update(no_key=True, of=("self",)).select_related("category")
    product = locked.get(pk=product_id)
    if product.status not in _DRAFTS:
        return 0
    content = contents_of([product])[product.pk]
    linked, count = _linked(content, spellings)
    if count:
        writing.write_specs(product, linked, writing.mentioned_parameters(linked))
        product.revision += 1
        product.save(update_fields=["revision", "updated_at"])
        writing.write_revision(product, cause=ProductRevision.Cause.EDITED, by=None)
    return count


def _linked(content: ProductContent, spellings: set[str]) -> tuple[ProductContent, int]:
    """The content with a code for each of these names that leads to one, where the product has no such value yet."""
    linker = linker_for(content.category)
    taken = {(spec.parameter, key_of_condition(spec.condition)) for spec in content.specs if spec.parameter}
    specs: list[SpecEntry] = []
    for spec in content.specs:
        link = linker.link(spec.printed_name) if spec.printed_name in spellings and not spec.parameter else None
        key = (link.code, key_of_condition(spec.condition)) if link else None
        if link is None or key in taken:
            specs.append(spec)
            continue
        taken.add((link.code, key_of_condition(spec.condition)))
        specs.append(replace(spec, parameter=link.code, printed_name=""))
    changed = sum(1 for before, after in zip(content.specs, specs, strict=True) if before != after)
    return replace(content, specs=tuple(specs)), changed
