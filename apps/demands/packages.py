"""A document with several packages (包): which of them this demand is about, and which become demands of their own.

Everything that a choice needs was kept when the document was read (`SourceDocument.tender`), so that it can be made
again as long as the demand is being written. The rows themselves are read by the worker, as after any upload.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.demands import access
from apps.demands.contents import DemandContent
from apps.demands.documents import BEING_READ, category_of, enqueue_reading, fill_facts, package_of, tender_of, title_of
from apps.demands.models import Demand, DemandVersion, SourceDocument
from apps.demands.reading.types import Package, RowKind, Tender
from apps.demands.services import create_demand, delete_draft, is_untouched_draft
from apps.demands.versions import lock_draft
from apps.taxonomy.language.convert import mark_of
from apps.taxonomy.language.types import Mark
from apps.taxonomy.models import Category
from kernel.errors import Conflict, InvalidInput, NotFound

State = SourceDocument.State


@dataclass(frozen=True, slots=True)
class PackageView:
    """A package as people choose it. `number` counts from 1; `draft` is the demand that it has already become."""

    number: int
    package: Package
    title: str
    is_here: bool
    draft: Demand | None

    @property
    def technical(self) -> int:
        """How many technical rows."""
        return sum(row.kind is RowKind.TECHNICAL for row in self.package.rows)

    @property
    def commercial(self) -> int:
        """How many commercial rows."""
        return len(self.package.rows) - self.technical

    @property
    def mandatory(self) -> int:
        """How many rows with ★."""
        return sum(mark_of(row.mark) is Mark.MANDATORY for row in self.package.rows)

    @property
    def is_draft_open(self) -> bool:
        """Whether its own demand can still be taken back."""
        return self.draft is None or is_untouched_draft(self.draft)


def packages_of(document: SourceDocument) -> list[PackageView]:
    """The packages of a document in its order; none as long as it was not read, one for an ordinary document."""
    if not document.tender:
        return []
    tender = tender_of(document)
    drafts = _drafts_of(document)
    return [
        PackageView(number, package, title_of(package, tender), document.package == number, drafts.get(number))
        for number, package in enumerate(tender.packages, start=1)
    ]


def _drafts_of(document: SourceDocument) -> dict[int, Demand]:
    """The demands that packages of this document have become, by package."""
    copies = document.copies.select_related("version__demand__organisation")
    return {copy.package: copy.version.demand for copy in copies if copy.package}


@transaction.atomic
def choose_packages(demand_id: int, document_id: int, *, into: int, own: Collection[int], actor: Actor) -> list[Demand]:
    """Take package `into` into this demand and make a draft of its own of each in `own`; gives the drafts, by package.

    May be repeated while the demand is being written: a package that is chosen anew replaces the rows of the one
    before, and a draft that is no longer wanted is deleted. Rows of the chosen packages are read by the worker.

    Raises NotFound, AccessDenied, TransitionRefused, Conflict while the document is still being read, and InvalidInput
    for numbers that the document does not have or a draft that was already handed in.
    """
    version = lock_draft(demand_id, actor)
    document = _chosen_document(version, document_id)
    tender = tender_of(document)
    _check_numbers(into, own, len(tender.packages))
    drafts = _drafts_of(document)
    for number in sorted(set(drafts) - set(own)):
        _take_back(drafts.pop(number), actor)
    for number in sorted(set(own) - set(drafts)):
        drafts[number] = _make_draft(document, tender, number, actor=actor)
    if document.package != into:
        _take_in(version, document, tender, into)
    return [drafts[number] for number in sorted(own)]


def _chosen_document(version: DemandVersion, document_id: int) -> SourceDocument:
    document = version.documents.select_for_update(no_key=True).filter(pk=document_id).first()
    if document is None:
        raise NotFound(_("没有找到这份文件，或您无权查看。"))
    if document.state in BEING_READ:
        raise Conflict(_("文件还在读取，请稍候再选。"))
    if document.origin_id is not None or len(document.tender.get("packages", ())) < 2:
        raise InvalidInput(_("这份文件没有可以选择的其他包。请在最初上传它的需求中选择。"))
    return document


def _check_numbers(into: int, own: Collection[int], count: int) -> None:
    unknown = sorted({number for number in (into, *own) if not 1 <= number <= count})
    if unknown:
        message = ngettext(
            "文件只有 %(count)s 个包，没有第 %(number)s 个。", "文件只有 %(count)s 个包，没有第 %(number)s 个。", count
        ) % {"count": count, "number": unknown[0]}
        raise InvalidInput(message, detail={"into" if into in unknown else "own": message})
    if into in own:
        message = _("第 %(number)s 包已放入本需求，不能同时另立需求。") % {"number": into}
        raise InvalidInput(message, detail={"own": message})


def _take_back(draft: Demand, actor: Actor) -> None:
    if not is_untouched_draft(draft):
        message = _("%(code)s 已提交过，不能收回。请保留它，或到该需求中撤回。") % {"code": draft.code}
        raise InvalidInput(message, detail={"own": message})
    delete_draft(draft.pk, actor=actor)


def _take_in(version: DemandVersion, document: SourceDocument, tender: Tender, number: int) -> None:
    """Put the document's chosen package into the locked version: facts now, rows by the worker."""
    before = package_of(tender, document.package) if document.package else None
    package = package_of(tender, number)
    if before is not None and version.category == category_of(before, tender):
        version.category = None
    document.requirements.filter(version=version).delete()
    version.edits.all().delete()  # they would bring rows of the other package back
    document.package = number
    fill_facts(version, package, tender, _named_category(package), instead_of=before)
    _have_read(document)


def _named_category(package: Package) -> Category | None:
    """By its name only: what the parameters show is found by the worker, which reads them."""
    return category_of(Package(instrument=package.instrument), Tender("", (), ()))


def _have_read(document: SourceDocument) -> None:
    document.state, document.message, document.read_at = State.WAITING, "", None
    document.lines_read = document.lines_total = 0
    document.save()
    enqueue_reading(document)


def _make_draft(document: SourceDocument, tender: Tender, number: int, *, actor: Actor) -> Demand:
    """A demand of its own for one package, with the same original behind it."""
    assert actor.user is not None  # noqa: S101  lock_draft lets only members pass
    package, beside = package_of(tender, number), document.version
    content = DemandContent(
        title=title_of(package, tender),
        is_budget_public=beside.is_budget_public,
        province_code=beside.province_code,
        answers_until=beside.answers_until,
        contact_name=beside.contact_name,
        contact_phone=beside.contact_phone,
    )
    demand = create_demand(content, actor=actor, is_sample=beside.demand.is_sample)
    version = demand.versions.get()
    fill_facts(version, package, tender, _named_category(package))
    copy = SourceDocument(
        version=version,
        file=document.file.name if document.file else "",
        name=document.name,
        pasted_text=document.pasted_text,
        blocks=document.blocks,
        tender=document.tender,
        package=number,
        origin=document,
        uploaded_by=actor.user,
    )
    _have_read(copy)
    return demand


def may_choose(actor: Actor, document: SourceDocument) -> bool:
    """Whether the choice is this actor's now: for showing it as a form."""
    version = document.version
    is_open = version.published_at is None and version.stage == DemandVersion.Stage.DRAFT
    return is_open and access.may_edit(actor, version.demand) and document.state not in BEING_READ
