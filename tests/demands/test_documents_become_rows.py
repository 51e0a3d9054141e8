"""A document or pasted text is read by the worker, linked to the taxonomy, and fills what nobody filled."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.demands import documents, rows, services
from apps.demands.models import Requirement, SourceDocument
from apps.taxonomy.language.types import Operator
from apps.taxonomy.models import Parameter, TemplateRow
from examples.make_examples import write_lcms_tender
from kernel.errors import InvalidInput, TransitionRefused
from kernel.models import OutboxRow
from tests.cast import Cast, acting
from tests.demands.build import facts, make_category, make_draft
from tests.demands.documents.amendments import amendment_by_table
from tests.documents.pdf_files import Paper, pdf_of
from tests.kernel.office_files import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


def _example(tmp_path: Path) -> File[bytes]:
    write_lcms_tender(tmp_path / "招标文件.docx")
    return ContentFile((tmp_path / "招标文件.docx").read_bytes(), name="招标文件.docx")


def _read(document: SourceDocument) -> SourceDocument:
    documents.handle_read_document({"document_id": document.pk})
    document.refresh_from_db()
    return document


def _rows(document: SourceDocument) -> list[Requirement]:
    return list(document.version.requirements.select_related("parameter"))


def test_the_example_tender_becomes_a_draft_with_facts_and_rows(cast: Cast, tmp_path: Path) -> None:
    make_category()
    actor = acting(cast.institution_member)
    document = _read(services.create_demand_from_source(actor=actor, file=_example(tmp_path)))
    version = document.version
    version.refresh_from_db()
    assert (document.state, document.message) == ("read", "")
    assert (version.title, version.budget_yuan, version.delivery_days) == (
        "三重四极杆液质联用仪",
        Decimal(2_600_000),
        90,
    )
    assert version.category is not None
    found = _rows(document)
    assert len([row for row in found if row.scope == "technical"]) >= 21
    pressure = next(row for row in found if row.printed_name == "系统最高耐压")
    assert (pressure.op, pressure.lo, pressure.unit, pressure.mark) == (">=", "100", "MPa", "mandatory")
    assert pressure.clause == "3.2.1"
    assert pressure.raw_text[pressure.span_start : pressure.span_end].startswith("≥100")


def test_names_are_linked_to_the_parameters_of_the_category(cast: Cast) -> None:
    make_category()
    text = "三重四极杆液质联用仪\n1. 最高耐压≥100MPa\n2. 某种没有的指标≥5V"
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), text=text))
    known, unknown = _rows(document)
    assert known.parameter is not None
    assert known.parameter.name_zh == "最高耐压"
    assert unknown.parameter is None


def test_one_word_beside_a_parameter_that_is_a_list_asks_for_a_list_of_one(cast: Cast) -> None:
    category = make_category()
    sources = Parameter.objects.create(code="980101-sources", name_zh="离子源", kind="set", quantity="set")
    TemplateRow.objects.create(category=category, parameter=sources, position=9)
    text = "三重四极杆液质联用仪\n1. 离子源：ESI\n2. 最高耐压：由供应商说明"
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), text=text))
    source, pressure = _rows(document)
    assert (source.op, source.members, source.parameter) == (Operator.SET, ["ESI"], sources)
    assert pressure.op == Operator.TEXT


def test_what_is_not_understood_stays_text_for_a_person(cast: Cast) -> None:
    text = "1. 分辨率≥60000\n2. 精度优于1e400\n3. 仪器外观设计合理，操作界面友好。"
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), text=text))
    first, *others = _rows(document)
    assert first.lo == "60000"
    assert {(row.op, row.lo, row.hi) for row in others} == {(Operator.TEXT.value, "", "")}
    assert all(row.value_text for row in others)


def test_facts_that_a_person_typed_are_not_overwritten(cast: Cast, tmp_path: Path) -> None:
    actor = acting(cast.institution_member)
    demand = services.create_demand(facts(title="质谱平台", budget_yuan=Decimal(1)), actor=actor)
    document = _read(documents.add_document(demand.pk, actor=actor, file=_example(tmp_path)))
    version = document.version
    version.refresh_from_db()
    assert (version.title, version.budget_yuan) == ("质谱平台", Decimal(1))


def test_a_pdf_keeps_the_page_of_every_row(cast: Cast) -> None:
    def first(paper: Paper) -> None:
        paper.text("拉曼光谱仪技术参数（示例）")
        paper.text("1、★光谱分辨率≤1cm-1；")

    def second(paper: Paper) -> None:
        paper.text("2、激光功率≥50mW，波长532nm；")

    file = ContentFile(pdf_of(first, second), name="参数.pdf")
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), file=file))
    pages = [document.blocks[row.block]["page"] for row in _rows(document)]
    assert (document.state, pages[0], pages[-1]) == ("read", 1, 2)


def test_an_amendment_adds_no_row_and_says_what_it_is(cast: Cast) -> None:
    file = ContentFile(amendment_by_table(), name="更正公告.docx")
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), file=file))
    assert _rows(document) == []
    assert "更正公告，含 5 处修改" in document.message


def test_reading_twice_adds_nothing(cast: Cast) -> None:
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), text="1. 分辨率≥6万"))
    rows.delete_row(document.version.demand_id, _rows(document)[0].pk, actor=acting(cast.institution_member))
    _read(document)
    assert _rows(document) == []


def test_rows_of_a_second_document_stand_behind_the_first(cast: Cast) -> None:
    actor = acting(cast.institution_member)
    demand = make_draft(cast.institution_member)
    _read(documents.add_document(demand.pk, actor=actor, text="1. 最高耐压≥100MPa"))
    names = list(Requirement.objects.filter(version__demand=demand).values_list("printed_name", flat=True))
    assert names == ["分辨率", "最高耐压"]


def test_a_document_without_rows_says_so(cast: Cast) -> None:
    actor = acting(cast.institution_member)
    document = _read(services.create_demand_from_source(actor=actor, text="目录"))
    assert document.state == "read"
    assert "没有找到参数条款" in document.message


def test_a_fault_deep_inside_a_file_turns_it_refused_with_a_message(cast: Cast) -> None:
    from tests.kernel.office_files import archive_of

    file = ContentFile(archive_of({"word/document.xml": b"<w:document"}), name="a.docx")
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), file=file))
    assert document.state == "refused"
    assert "损坏" in document.message


def test_a_file_that_is_gone_is_a_refusal_and_no_endless_retry(cast: Cast, tmp_path: Path) -> None:
    document = services.create_demand_from_source(actor=acting(cast.institution_member), file=_example(tmp_path))
    document.file.storage.delete(str(document.file.name))
    assert _read(document).state == "refused"
    assert "重新上传" in document.message


def test_a_version_that_was_submitted_meanwhile_takes_no_rows(cast: Cast) -> None:
    actor = acting(cast.institution_member)
    demand = make_draft(cast.institution_member)
    document = documents.add_document(demand.pk, actor=actor, text="1. 最高耐压≥100MPa")
    with pytest.raises(InvalidInput, match="还在读取"):
        services.submit_demand(demand.pk, actor=actor)
    version = document.version
    version.stage = "pending"
    version.save()
    assert _read(document).state == "refused"
    assert version.requirements.count() == 1


def test_nothing_is_added_to_a_version_in_approval(cast: Cast) -> None:
    actor = acting(cast.institution_member)
    demand = make_draft(cast.institution_member)
    services.submit_demand(demand.pk, actor=actor)
    with pytest.raises(TransitionRefused):
        documents.add_document(demand.pk, actor=actor, text="1. 最高耐压≥100MPa")


@pytest.mark.parametrize(
    "case", ["empty", "pdf", "macro project", "path out of the archive", "truncated at half", "bomb of one member"]
)
def test_a_hostile_upload_is_refused_on_the_page_and_leaves_nothing_behind(
    cast: Cast, case: str, tmp_path: Path
) -> None:
    from tests.cast import signed_in

    name, build, expected = HOSTILE[case]
    answer = signed_in(cast.institution_member).post(
        "/demands/new/", {"way": "upload", "file": SimpleUploadedFile(name, build())}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert expected in page or "空" in page
    assert not SourceDocument.objects.exists()
    assert not OutboxRow.objects.exists()
    assert not (tmp_path / "media").exists()
