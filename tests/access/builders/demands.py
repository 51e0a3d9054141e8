"""What the routes of demands are about. All are of the institution, written by `institution_member`."""

from __future__ import annotations

from django.core.files.base import ContentFile

from apps.demands import services
from apps.demands.amendments import add_amendment
from apps.demands.documents import add_document, handle_read_document
from apps.demands.models import Demand, Requirement, SourceDocument
from tests.access.world import Params, builds
from tests.cast import Cast, acting
from tests.demands.build import make_draft, make_published
from tests.demands.documents.tenders import two_packages
from tests.support.market import make_category


def _params(demand: Demand) -> Params:
    return {"demand_id": demand.pk}


def _submitted(cast: Cast) -> Demand:
    demand = make_draft(cast.institution_member)
    services.submit_demand(demand.pk, actor=acting(cast.institution_member))
    return demand


def _changing(cast: Cast) -> Demand:
    demand = make_published(cast.institution_member)
    services.revise_demand(demand.pk, actor=acting(cast.institution_member))
    return demand


@builds
def draft_demand(cast: Cast) -> Params:
    """A draft with one row."""
    return _params(make_draft(cast.institution_member))


@builds
def draft_row(cast: Cast) -> Params:
    """The row of a draft."""
    demand = make_draft(cast.institution_member)
    return {"demand_id": demand.pk, "row_id": Requirement.objects.get(version__demand=demand).pk}


@builds
def draft_document(cast: Cast) -> Params:
    """A text that was pasted into a draft."""
    demand = make_draft(cast.institution_member)
    document = add_document(demand.pk, actor=acting(cast.institution_member), text="★分辨率：≥60000")
    return {"demand_id": demand.pk, "document_id": document.pk}


@builds
def untaken_line(cast: Cast) -> Params:
    """A line of a document that gave no row."""
    demand = make_draft(cast.institution_member)
    document = add_document(demand.pk, actor=acting(cast.institution_member), text="★分辨率：≥60000")
    SourceDocument.objects.filter(pk=document.pk).update(
        blocks=[{"text": "最高耐压：≥60MPa", "kind": "paragraph", "place": "第 1 段"}]
    )
    return {"demand_id": demand.pk, "document_id": document.pk, "block": 0}


@builds
def draft_pdf(cast: Cast) -> Params:
    """A kept PDF. The row is made directly: what is inside does not matter here."""
    version = make_draft(cast.institution_member).versions.get()
    document = SourceDocument.objects.create(
        version=version, name="a.pdf", file=ContentFile(b"%PDF-1.4", name="a.pdf"), uploaded_by=cast.institution_member
    )
    return {"demand_id": version.demand_id, "document_id": document.pk}


@builds
def document_with_packages(cast: Cast) -> Params:
    """A document with two packages that was read and waits for a choice."""
    file = ContentFile(two_packages(), name="packages.docx")
    document = services.create_demand_from_source(actor=acting(cast.institution_member), file=file)
    handle_read_document({"document_id": document.pk})
    return {"demand_id": document.version.demand_id, "document_id": document.pk}


@builds
def amendment(cast: Cast) -> Params:
    """An amendment of a published demand that was read and not yet taken."""
    demand = make_published(cast.institution_member)
    text = "更正公告\n一、原“分辨率：≥60000”更正为“分辨率：≥50000”。"
    document = add_amendment(demand.pk, actor=acting(cast.institution_member), text=text)
    handle_read_document({"document_id": document.pk})
    return {"demand_id": demand.pk, "document_id": document.pk}


@builds
def submitted_demand(cast: Cast) -> Params:
    """A demand that waits for approval."""
    return _params(_submitted(cast))


@builds
def approved_demand(cast: Cast) -> Params:
    """A demand that is approved and not published."""
    demand = _submitted(cast)
    services.approve_demand(demand.pk, actor=acting(cast.institution_approver))
    return _params(demand)


@builds
def published_demand(cast: Cast) -> Params:
    """A published demand."""
    return _params(make_published(cast.institution_member))


@builds
def published_version(cast: Cast) -> Params:
    """The published version of a demand that is being changed."""
    return {"demand_id": _changing(cast).pk, "number": 1}


@builds
def version_under_way(cast: Cast) -> Params:
    """The change under way of a published demand."""
    return {"demand_id": _changing(cast).pk, "number": 2}


@builds
def changing_demand(cast: Cast) -> Params:
    """A published demand with a change under way."""
    return _params(_changing(cast))


@builds
def category_with_demands(cast: Cast) -> Params:
    """An instrument type, for its feed."""
    return {"code": make_category().code}
