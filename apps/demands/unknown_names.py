"""Names of requirements that the taxonomy doesn't know: told to its editors, and linked anew once they are accepted."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.demands.facts import DemandPublished
from apps.demands.lifecycle import Stage
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.taxonomy.editing import note_relinked
from apps.taxonomy.facts import RelinkAsked
from apps.taxonomy.language.types import Operator
from apps.taxonomy.models import NameProposal
from apps.taxonomy.noting import Source, UnknownName, forget, mark_published, note_unknown_names
from apps.taxonomy.selectors import family_of, linker_for
from kernel import outbox

TOPIC = "demands.link_anew"
DOUBTFUL = 75  # a link below it is shown for review


def source_key(document_id: int) -> str:
    """What the taxonomy knows a document by."""
    return f"demands.document:{document_id}"


def note_unlinked(document: SourceDocument, rows: Iterable[Requirement]) -> None:
    """Tell the taxonomy's editors the names of a document that link to nothing or doubtfully.

    Must run inside the transaction that stores the rows. Without a category there is no template to be missing in.
    """
    version = document.version
    if version.category_id is None:
        forget_documents([document.pk])
        return
    demand = version.demand
    source = Source(source_key(document.pk), demand.organisation, is_sample=demand.is_sample)
    names = [UnknownName(row.printed_name, row.group, row.unit, row.raw_text) for row in rows if _is_unlinked(row)]
    note_unknown_names(names, source=source, category_id=version.category_id)


def _is_unlinked(row: Requirement) -> bool:
    """A technical row with a value that was read for sure, whose name means nothing or may mean something else."""
    if row.op == Operator.TEXT or row.scope != Requirement.Scope.TECHNICAL:
        return False
    if row.parameter_id is None:
        return not row.needs_review
    return row.needs_review and row.confidence < DOUBTFUL


def forget_documents(ids: Iterable[int]) -> None:
    """The names of these documents count no longer: they are about to go. Must run inside a transaction."""
    forget([source_key(pk) for pk in ids])


def when_published(fact: DemandPublished) -> None:
    """Listener: what a published version's documents print is public."""
    documents = SourceDocument.objects.filter(version_id=fact.version_id).values_list("pk", flat=True)
    mark_published([source_key(pk) for pk in documents])


def when_relink_asked(fact: RelinkAsked) -> None:
    """Listener: the worker links the drafts anew."""
    outbox.enqueue(TOPIC, {"proposal_id": fact.proposal_id}, key=str(fact.proposal_id))


def handle_link_anew(payload: outbox.Payload) -> None:
    """Outbox handler: link the rows of drafts that print an accepted name; the second time finds none."""
    proposal = NameProposal.objects.select_related("category").filter(pk=int(str(payload["proposal_id"]))).first()
    if proposal is None or proposal.parameter_id is None:
        return
    spellings = set(proposal.sightings.values_list("printed_name", flat=True)) | {proposal.name}
    rows = Requirement.objects.filter(_unlinked(proposal), printed_name__in=spellings)
    demands = sorted(set(rows.values_list("version__demand_id", flat=True)))
    linked = sum(_link_draft(demand_id, spellings) for demand_id in demands)
    note_relinked(proposal.pk, rows=linked, what=_("需求草稿"))


def _unlinked(proposal: NameProposal) -> Q:
    return Q(
        parameter=None,
        is_confirmed=False,
        version__stage=Stage.DRAFT,
        version__category__in=family_of(proposal.category),
    )


@transaction.atomic
def _link_draft(demand_id: int, spellings: set[str]) -> int:
    """Link a draft's rows of these names; gives how many have a parameter now."""
    from apps.demands.documents import link_rows  # documents tells this module what it could not link

    Demand.objects.select_for_update(no_key=True).get(pk=demand_id)
    versions = DemandVersion.objects.filter(demand_id=demand_id, stage=Stage.DRAFT)
    version = versions.select_related("category").first()
    if version is None or version.category is None:
        return 0
    rows = list(version.requirements.filter(parameter=None, is_confirmed=False, printed_name__in=spellings))
    link_rows(rows, linker_for(version.category.code))
    changed = ["parameter", "confidence", "needs_review", "review_reason", "op", "members", "value_text"]
    Requirement.objects.bulk_update(rows, changed)
    return sum(1 for row in rows if row.parameter_id is not None)
