"""A document's unlinked names are counted when it is read, and its draft is linked anew once they are accepted."""

from __future__ import annotations

import pytest
from django.db import transaction

from apps.demands import services, unknown_names
from apps.demands.documents import handle_read_document, link_rows, rows_of_line
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.demands.reading.types import RowKind, TenderRow
from apps.taxonomy import editing
from apps.taxonomy import proposal_selectors as selectors
from apps.taxonomy.models import NameProposal
from apps.taxonomy.selectors import linker_for
from kernel.models import OutboxRow
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.suppliers.builders import make_type
from tests.support.market import make_demand

pytestmark = pytest.mark.django_db
LINES = ("最高耐压≥60MPa", "承压极限值≥70MPa", "操作人员应经过培训")


def read(demand: Demand) -> SourceDocument:
    """The lines as a document of the demand's version, noted as the worker notes them."""
    return read_into(demand.versions.get())


def read_into(version: DemandVersion) -> SourceDocument:
    document = SourceDocument.objects.create(
        version=version, name="参数", state=SourceDocument.State.READ, uploaded_by=version.demand.created_by
    )
    tender = [TenderRow(text=line, number="", mark="", kind=RowKind.TECHNICAL, block=0) for line in LINES]
    rows = [row for n, line in enumerate(tender, start=1) for row in rows_of_line(line, number=n, instrument="")]
    assert version.category is not None
    link_rows(rows, linker_for(version.category.code))
    for position, row in enumerate(rows, start=50):
        row.version, row.document, row.position = version, document, position
    with transaction.atomic():
        Requirement.objects.bulk_create(rows)
        unknown_names.note_unlinked(document, rows)
    return document


@pytest.fixture
def draft(cast: Cast) -> Demand:
    university = organisation_of(cast.institution_member)
    return make_demand(institution=university, author=cast.institution_member, is_published=False)


def test_only_names_with_a_value_that_link_to_nothing_are_counted(draft: Demand) -> None:
    document = read(draft)
    proposal = NameProposal.objects.get()
    assert (proposal.name, proposal.document_count) == ("承压极限值", 1)
    with transaction.atomic():
        unknown_names.note_unlinked(document, list(document.requirements.all()))
    proposal.refresh_from_db()
    assert (proposal.row_count, proposal.document_count) == (1, 1)


def test_a_type_that_the_reading_finds_counts_the_names_at_once(cast: Cast) -> None:
    make_type(name="测试色谱仪")
    text = "测试色谱仪采购需求\n三、技术参数\n3.1 系统耐压：≥60MPa；\n3.2 承压极限值：≥70MPa；"
    source = services.create_demand_from_source(actor=acting(cast.institution_member), text=text)
    handle_read_document({"document_id": source.pk})
    source.refresh_from_db()
    assert source.version.category is not None
    assert NameProposal.objects.get().name == "承压极限值"
    page = signed_in(cast.institution_member).get(f"/demands/{source.version.demand_id}/review/").content.decode()
    assert page.count("已报词表编辑，见于 1 份文件") == 1


def test_the_review_says_that_the_name_is_with_the_editors(draft: Demand, cast: Cast) -> None:
    document = read(draft)
    read(draft)
    author = signed_in(cast.institution_member)
    page = author.get(f"/demands/{draft.pk}/review/").content.decode()
    assert page.count("已报词表编辑，见于 2 份文件") == 2
    row = document.requirements.get(printed_name="承压极限值")
    answer = author.post(f"/demands/{draft.pk}/rows/{row.pk}/mark/", {"mark": "important"}, HTTP_HX_REQUEST="true")
    assert "已报词表编辑，见于 2 份文件" in answer.content.decode()
    NameProposal.objects.update(state=NameProposal.State.REJECTED)
    assert "已报词表编辑" not in author.get(f"/demands/{draft.pk}/review/").content.decode()


def test_a_deleted_draft_takes_its_names_along(draft: Demand, cast: Cast) -> None:
    university = organisation_of(cast.institution_member)
    other = make_demand(institution=university, author=cast.institution_member, is_published=False)
    read(draft)
    read(other)
    assert NameProposal.objects.get().document_count == 2
    services.delete_draft(draft.pk, actor=acting(cast.institution_member))
    assert NameProposal.objects.get().document_count == 1
    services.delete_draft(other.pk, actor=acting(cast.institution_member))
    assert not NameProposal.objects.exists()


def test_a_given_up_change_takes_its_own_names_along_and_no_more(cast: Cast) -> None:
    university = organisation_of(cast.institution_member)
    demand = make_demand(institution=university, author=cast.institution_member, is_published=False)
    read(demand)
    author = acting(cast.institution_member)
    services.submit_demand(demand.pk, actor=author)
    services.approve_and_publish_demand(demand.pk, actor=acting(cast.institution_approver))
    change = services.revise_demand(demand.pk, actor=author)
    read_into(change)
    assert NameProposal.objects.get().document_count == 2
    services.discard_change(demand.pk, actor=author)
    assert NameProposal.objects.get().document_count == 1


def test_an_accepted_name_is_linked_in_the_draft_and_logged(draft: Demand, cast: Cast) -> None:
    read(draft)
    proposal = NameProposal.objects.get()
    administrator = acting(cast.administrator)
    editing.accept_alias(proposal.pk, parameter_code="test.pressure", actor=administrator)
    row = Requirement.objects.get(printed_name="承压极限值")
    assert row.parameter is None
    editing.ask_relink(proposal.pk, actor=administrator)
    assert OutboxRow.objects.filter(topic=unknown_names.TOPIC).count() == 1
    for _again in range(2):
        unknown_names.handle_link_anew({"proposal_id": proposal.pk})
    row.refresh_from_db()
    assert row.parameter is not None
    assert row.parameter.code == "test.pressure"
    notes = list(selectors.decisions(proposal).filter(step="relink").values_list("reason", flat=True))
    assert "需求草稿：重新对应 1 行" in notes


def test_a_published_version_is_never_linked_anew(draft: Demand, cast: Cast) -> None:
    read(draft)
    author, approver = acting(cast.institution_member), acting(cast.institution_approver)
    Requirement.objects.filter(version__demand=draft).update(needs_review=False, is_confirmed=False)
    services.submit_demand(draft.pk, actor=author)
    services.approve_demand(draft.pk, actor=approver)
    services.publish_demand(draft.pk, actor=author)
    proposal = NameProposal.objects.get()
    assert selectors.surroundings(proposal).examples == ("承压极限值≥70MPa",)
    editing.accept_alias(proposal.pk, parameter_code="test.pressure", actor=acting(cast.administrator))
    unknown_names.handle_link_anew({"proposal_id": proposal.pk})
    assert Requirement.objects.get(printed_name="承压极限值").parameter is None
