"""A datasheet is kept, read, decided on row by row, and written into a product as one revision that can be undone."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from apps.suppliers import services
from apps.suppliers.contents import SpecEntry
from apps.suppliers.datasheets import applying, building, deciding, intake
from apps.suppliers.datasheets.comparing import Standing, standings_of
from apps.suppliers.datasheets.deciding import Decision, ProposalFields
from apps.suppliers.datasheets.selectors import datasheet_for, missing_parameters, present_values, template_lines
from apps.suppliers.facts import ProductChanged
from apps.suppliers.models import Datasheet, Product, ProductRevision
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.models import OutboxRow
from tests.cast import Cast, acting
from tests.kernel.office_files import HOSTILE
from tests.suppliers.builders import (
    FLOW,
    PRESSURE,
    RESOLUTION,
    SHEET,
    hear,
    make_datasheet,
    make_draft,
    make_published,
    make_submitted,
    make_type,
    rows_of,
)

pytestmark = pytest.mark.django_db
TARGET = applying.Target("高压液相色谱仪", "SY-700")


@pytest.fixture
def category() -> Category:
    return make_type()


def test_an_upload_is_kept_and_waits_for_the_worker(cast: Cast, category: Category) -> None:
    data = _docx([("分辨率", "80000")])
    given = intake.add_datasheet(actor=acting(cast.sales_engineer), file=SimpleUploadedFile("样本.docx", data))
    assert (given.state, given.name) == (Datasheet.State.WAITING, "样本.docx")
    assert OutboxRow.objects.filter(topic=intake.TOPIC, payload={"datasheet_id": given.pk}).exists()
    with given.file.open("rb") as kept:
        assert kept.read() == data


def _docx(pairs: list[tuple[str, str]]) -> bytes:
    document = Document()
    document.add_paragraph("SY-700 高压液相色谱仪（示例）")
    table = document.add_table(rows=0, cols=2)
    for pair in (("参数", "指标"), *pairs):
        for cell, text in zip(table.add_row().cells, pair, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_sheet_becomes_proposals_with_parameter_reading_and_place(cast: Cast, category: Category) -> None:
    rows = rows_of(make_datasheet(cast.sales_engineer, category=category.code))
    found = {name: (row.parameter.code if row.parameter else "", row.text, row.place) for name, row in rows.items()}
    assert found == {
        "分辨率": (RESOLUTION, "80000（m/z 200）", "第 3 行"),
        "系统耐压": (PRESSURE, "≥100 MPa", "第 4 行"),
        "流速范围": (FLOW, "0.001～20 mL/min", "第 5 行"),
        "灯箱照度": ("", "300 lx", "第 6 行"),
        "外形尺寸": ("", "700×600×500 mm", "第 7 行"),
    }
    assert rows["外形尺寸"].is_quiet
    assert rows["系统耐压"].confidence >= 95
    assert rows["灯箱照度"].confidence < 50


def test_a_file_is_named_as_proof_with_its_place(cast: Cast, category: Category) -> None:
    file = SimpleUploadedFile("样本.docx", _docx([("分辨率", "80000")]))
    given = intake.add_datasheet(actor=acting(cast.sales_engineer), file=file, category=category.code)
    intake.handle_read_datasheet({"datasheet_id": given.pk})
    assert given.proposals.get().evidence == "样本.docx 表 1 第 2 行"
    assert building.evidence_of("样本.pdf", "第 3 页 表 1 第 4 行") == "样本.pdf 第 3 页"


def test_the_type_is_guessed_where_none_is_chosen(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, text="高效液相色谱仪 LC-1\n系统耐压：60 MPa")
    assert given.category == category


def test_what_cannot_be_read_is_said_and_refused(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, text="为您洞见未知。")
    assert (given.state, given.proposals.count()) == (Datasheet.State.READ, 0)
    assert "没有找到指标" in given.message
    broken = intake.add_datasheet(
        actor=acting(cast.sales_engineer), file=SimpleUploadedFile("a.docx", _docx([("分辨率", "1")]))
    )
    broken.file.storage.delete(str(broken.file.name))
    intake.handle_read_datasheet({"datasheet_id": broken.pk})
    broken.refresh_from_db()
    assert (broken.state, broken.message) == (Datasheet.State.REFUSED, "原文件已不在服务器上，请重新上传。")


@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_hostile_files_are_refused_and_leave_nothing(case: str, cast: Cast, category: Category) -> None:
    name, build, _expected = HOSTILE[case]
    with pytest.raises(InvalidInput) as refusal:
        intake.add_datasheet(actor=acting(cast.sales_engineer), file=SimpleUploadedFile(name, build()))
    assert refusal.value.message
    assert not Datasheet.objects.exists()
    assert not OutboxRow.objects.filter(topic=intake.TOPIC).exists()


def test_who_may_not_hand_in(cast: Cast, category: Category) -> None:
    for person in (cast.institution_member, cast.administrator, cast.auditor, cast.broker):
        with pytest.raises(AccessDenied):
            intake.add_datasheet(actor=acting(person), text=SHEET)
    foreign = make_draft(cast.competing_maker, category)
    with pytest.raises(NotFound):
        intake.add_datasheet(actor=acting(cast.sales_engineer), text=SHEET, product_id=foreign.pk)
    published = make_published(cast.competing_maker, category, by=cast.administrator, model="SY-601")
    with pytest.raises(AccessDenied):
        intake.add_datasheet(actor=acting(cast.sales_engineer), text=SHEET, product_id=published.pk)


def test_a_product_under_review_takes_no_datasheet(cast: Cast, category: Category) -> None:
    product = make_submitted(cast.sales_engineer, category)
    with pytest.raises(TransitionRefused):
        intake.add_datasheet(actor=acting(cast.sales_engineer), text=SHEET, product_id=product.pk)


def test_another_makers_datasheet_is_not_there(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    row = given.proposals.earliest("position")
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, cast.auditor):
        actor = acting(person)
        with pytest.raises(NotFound):
            datasheet_for(actor, given.pk)
        with pytest.raises(NotFound):
            deciding.decide(given.pk, row.pk, decision=Decision.ACCEPTED, actor=actor)
        with pytest.raises(NotFound):
            applying.apply_datasheet(given.pk, actor=actor, target=TARGET)
    assert given.proposals.filter(decision=Decision.OPEN).count() == given.proposals.count()


def test_only_what_is_sure_and_contradicts_nothing_is_accepted_at_once(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    compared = standings_of(list(given.proposals.select_related("parameter")), present_values(product))
    rows = rows_of(given)
    standings = {name: compared[row.pk].standing for name, row in rows.items()}
    assert standings["系统耐压"] is Standing.SAME
    assert standings["流速范围"] is Standing.DIFFERS
    assert standings["分辨率"] is Standing.DIFFERS
    assert deciding.accept_sure(given.pk, actor=acting(cast.sales_engineer)) == 1
    assert [name for name, row in rows_of(given).items() if row.decision == Decision.ACCEPTED] == ["系统耐压"]


def test_a_present_value_with_proof_is_told_apart(cast: Cast, category: Category) -> None:
    flow = SpecEntry(parameter=FLOW, text="5 mL/min", asked_rung=EvidenceRung.THIRD_PARTY, evidence="报告 1 第 2 页")
    product = make_draft(cast.sales_engineer, category, specs=(flow,))
    given = make_datasheet(cast.sales_engineer, product=product)
    compared = standings_of(list(given.proposals.select_related("parameter")), present_values(product))
    assert compared[rows_of(given)["流速范围"].pk].standing is Standing.PROVEN


def test_every_change_can_be_taken_back(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    given = make_datasheet(cast.sales_engineer, category=category.code)
    rows = rows_of(given)
    deciding.decide(given.pk, rows["分辨率"].pk, decision=Decision.REJECTED, actor=actor)
    fields = ProposalFields(parameter=PRESSURE, text="120 MPa", condition="水", evidence="样本第 2 页")
    deciding.edit_proposal(given.pk, rows["灯箱照度"].pk, fields=fields, actor=actor)
    added = deciding.add_proposal(given.pk, fields=ProposalFields(parameter="t.degasser", text="具备"), actor=actor)
    edited = given.proposals.get(pk=rows["灯箱照度"].pk)
    assert edited.parameter is not None
    assert (edited.parameter.code, edited.decision) == (PRESSURE, Decision.ACCEPTED)
    assert [deciding.undo_last(given.pk, actor=actor) for _ in range(4)] == [True, True, True, False]
    assert not given.proposals.filter(pk=added.pk).exists()
    after = rows_of(given)
    assert after["灯箱照度"].parameter is None
    assert {row.decision for row in after.values()} == {Decision.OPEN}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (ProposalFields(text=" ", parameter=PRESSURE), "text"),
        (ProposalFields(text="1", parameter="no.such"), "parameter"),
        (ProposalFields(text="1"), "printed_name"),
        (ProposalFields(text="1" * 401, parameter=PRESSURE), "text"),
        (ProposalFields(text="1", parameter=PRESSURE, evidence="页" * 201), "evidence"),
    ],
)
def test_what_is_typed_wrong_names_its_field(
    fields: ProposalFields, field: str, cast: Cast, category: Category
) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    row = given.proposals.earliest("position")
    with pytest.raises(InvalidInput) as refusal:
        deciding.edit_proposal(given.pk, row.pk, fields=fields, actor=acting(cast.sales_engineer))
    assert field in refusal.value.detail


def test_a_new_product_is_a_draft_with_the_accepted_values(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    given = make_datasheet(cast.sales_engineer, category=category.code)
    deciding.accept_sure(given.pk, actor=actor)
    own = rows_of(given)["灯箱照度"]
    deciding.decide(given.pk, own.pk, decision=Decision.ACCEPTED, actor=actor)
    product = applying.apply_datasheet(given.pk, actor=actor, target=TARGET)
    assert (product.status, product.model, product.revision) == (Product.Status.DRAFT, "SY-700", 1)
    values = {row.printed_name: (row.kind, row.lo, row.hi, row.condition) for row in product.spec_values.all()}
    assert values == {
        "分辨率": ("exact", "80000", "80000", "m/z 200"),
        "系统耐压": ("at_least", "100", "", ""),
        "流速范围": ("range", "0.001", "20", ""),
        "灯箱照度": ("text", "", "", ""),
    }
    assert product.revisions.get().cause == ProductRevision.Cause.DATASHEET
    given.refresh_from_db()
    assert (given.state, given.product, given.applied_revision) == (Datasheet.State.APPLIED, product, 1)
    with pytest.raises(Conflict):
        applying.take_back(given.pk, actor=actor)


def test_a_new_product_needs_its_name(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    with pytest.raises(InvalidInput) as refusal:
        applying.apply_datasheet(given.pk, actor=acting(cast.sales_engineer), accept_sure=True)
    assert "name" in refusal.value.detail
    given.refresh_from_db()
    assert given.state == Datasheet.State.READ


def test_an_existing_product_gets_one_revision_and_keeps_what_was_measured(
    cast: Cast, category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = acting(cast.sales_engineer)
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    services.record_evidence(
        product.pk,
        parameter=Parameter.objects.get(code=FLOW),
        text="0.002～9.8 mL/min",
        condition="",
        rung=EvidenceRung.ACCREDITED,
        evidence="证书 1",
        expires_on=None,
        actor=acting(cast.administrator),
    )
    before = Product.objects.get(pk=product.pk)
    heard = hear(monkeypatch, ProductChanged)
    given = make_datasheet(cast.sales_engineer, product=before)
    row = rows_of(given)["流速范围"]
    assert standings_of([row], present_values(before))[row.pk].measured is not None
    deciding.decide(given.pk, row.pk, decision=Decision.ACCEPTED, actor=actor)
    changed = applying.apply_datasheet(given.pk, actor=actor)
    assert changed.revision == before.revision + 1
    assert heard == [ProductChanged(product.pk)]
    flows = {(value.text, value.rung, value.is_recorded) for value in changed.spec_values.filter(parameter__code=FLOW)}
    assert flows == {("0.001～20 mL/min", 1, False), ("0.002～9.8 mL/min", 4, True)}
    assert changed.spec_values.filter(parameter__code=PRESSURE, text="≥100 MPa").exists()


def test_two_accepted_values_of_one_condition_are_refused_together(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    given = make_datasheet(
        cast.sales_engineer, text="样本（示例）\n系统耐压：60 MPa\n系统耐压：70 MPa\n分辨率：5", category=category.code
    )
    first, second = given.proposals.filter(parameter__code=PRESSURE)
    assert second.confidence < 95 <= first.confidence
    for row in (first, second):
        deciding.decide(given.pk, row.pk, decision=Decision.ACCEPTED, actor=actor)
    with pytest.raises(InvalidInput, match="两个值"):
        applying.apply_datasheet(given.pk, actor=actor, target=TARGET)
    assert not Product.objects.exists()


def test_nothing_accepted_writes_nothing(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    with pytest.raises(InvalidInput, match="还没有接受"):
        applying.apply_datasheet(given.pk, actor=acting(cast.sales_engineer), target=TARGET)


def test_what_was_applied_is_closed(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    given = make_datasheet(cast.sales_engineer, category=category.code)
    applying.apply_datasheet(given.pk, actor=actor, target=TARGET, accept_sure=True)
    with pytest.raises(Conflict):
        applying.apply_datasheet(given.pk, actor=actor, target=TARGET)
    with pytest.raises(Conflict):
        deciding.decide(given.pk, given.proposals.earliest("position").pk, decision=Decision.OPEN, actor=actor)


MODELS = "选型表（示例）\n参数\t单位\tA-10\tA-20\n系统耐压\tMPa\t60\t100\n分辨率\t\t1000\t2000"


def test_several_models_give_a_datasheet_each(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    given = make_datasheet(cast.sales_engineer, text=MODELS, category=category.code)
    assert (given.model_names, given.proposals.count()) == (["A-10", "A-20"], 0)
    made = building.set_up(given.pk, actor=actor, models=[0, 1])
    found = [sorted(each.proposals.values_list("text", flat=True)) for each in made]
    assert found == [["1000", "60 MPa"], ["100 MPa", "2000"]]
    with pytest.raises(InvalidInput):
        building.set_up(given.pk, actor=actor, models=[7])


def test_the_model_of_an_existing_product_is_found_in_the_sheet(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category, model="a-20")
    given = make_datasheet(cast.sales_engineer, text=MODELS, product=product)
    assert given.chosen == 1
    assert sorted(given.proposals.values_list("text", flat=True)) == ["100 MPa", "2000"]
    with pytest.raises(InvalidInput):
        building.set_up(given.pk, actor=acting(cast.sales_engineer), models=[0, 1])


def test_missing_parameters_are_those_that_nothing_answers(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    rows = list(given.proposals.all())
    missing = missing_parameters(template_lines(given), rows, [])
    assert [parameter.code for parameter in missing] == ["t.detectors", "t.degasser"]


def test_reading_twice_changes_nothing(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    ids = sorted(given.proposals.values_list("pk", flat=True))
    intake.handle_read_datasheet({"datasheet_id": given.pk})
    assert sorted(given.proposals.values_list("pk", flat=True)) == ids
