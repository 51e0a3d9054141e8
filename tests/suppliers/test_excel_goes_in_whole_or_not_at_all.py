"""The Excel form: template, export, import through the limited child; errors by row and column; nothing half-done."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from apps.suppliers import cells, importing, services
from apps.suppliers.contents import CertificateEntry, ProductContent, SpecEntry
from apps.suppliers.models import Product, ProductImport, ProductRevision
from apps.suppliers.selectors import contents_of
from apps.suppliers.workbook import product_workbook
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import template_of
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound
from kernel.models import OutboxRow
from tests.cast import Cast, acting, signed_in
from tests.suppliers.builders import (
    DEGASSER,
    DETECTORS,
    FLOW,
    PRESSURE,
    RESOLUTION,
    make_content,
    make_draft,
    make_type,
)

RICH: dict[str, Any] = {
    "summary": "=1+1 不是公式\n第二行",
    "warranty_months": 36,
    "price_yuan": Decimal("2450000.50"),
    "has_trial_unit": True,
    "certificates": (
        CertificateEntry(title="CNAS 检测报告", expires_on=date(2027, 1, 31)),
        CertificateEntry(title="型式批准|证书", number="CPA-1", issuer="省计量院", issued_on=date(2025, 1, 2)),
    ),
    "specs": (
        SpecEntry(
            parameter=RESOLUTION,
            text="60000",
            condition="m/z 200",
            asked_rung=EvidenceRung.THIRD_PARTY,
            evidence="HD-0932 第 5 页",
            expires_on=date(2027, 1, 31),
        ),
        SpecEntry(parameter=RESOLUTION, text="80000", condition="m/z 400"),
        SpecEntry(parameter=PRESSURE, text="≥100 MPa"),
        SpecEntry(parameter=FLOW, text="-5～10 mL/min"),
        SpecEntry(parameter=DETECTORS, text="紫外、荧光 | 示差 @ 选配"),
        SpecEntry(parameter=DEGASSER, text="具备"),
        SpecEntry(printed_name="外观：颜色", text="白\\灰"),
    ),
}


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


def form_of(category: Category, *contents: ProductContent) -> bytes:
    parameters = [line.parameter for line in template_of(category)]
    return product_workbook(category, parameters=parameters, contents=contents)


def changed(file: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook with its first sheet changed."""
    book = load_workbook(io.BytesIO(file))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bring_in(cast: Cast, category: Category, file: bytes) -> ProductImport:
    """Upload and read, as the worker does."""
    given = importing.create_import(
        io.BytesIO(file), file_name="产品.xlsx", category=category, actor=acting(cast.sales_engineer)
    )
    row = OutboxRow.objects.get(topic=importing.TOPIC, payload={"import_id": given.pk})
    importing.read_import(row.payload)
    given.refresh_from_db()
    return given


def problems(given: ProductImport) -> list[tuple[int, str]]:
    return [(problem["row"], problem["column"].split("（")[0]) for problem in given.problems]


def write(values: Mapping[str, object], *, row: int = 3) -> Callable[[Any], None]:
    """Write values under their column codes."""

    def change(sheet: Any) -> None:
        places = {cell.value: cell.column for cell in sheet[1]}
        for code, value in values.items():
            sheet.cell(row, places[code], value)

    return change


def test_what_is_exported_comes_back_as_it_was(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category, **RICH)
    before = contents_of([product])[product.pk]
    file = form_of(category, before)
    given = bring_in(cast, category, file)
    assert given.problems == []
    (row,) = importing.plan_of(given).rows
    assert row.content == before
    assert row.is_unchanged


def test_a_new_product_comes_in_just_as_it_went_out(cast: Cast, category: Category) -> None:
    content = make_content(category, model="N-1", **RICH)
    given = bring_in(cast, category, form_of(category, content))
    assert importing.apply_import(given.pk, actor=acting(cast.sales_engineer)) == (1, 0)
    product = Product.objects.get(model="N-1")
    assert contents_of([product])[product.pk] == content
    assert product.status == Product.Status.DRAFT
    assert product.revisions.get().cause == ProductRevision.Cause.IMPORTED


def test_columns_are_known_by_their_code_row_in_any_order_and_language(cast: Cast, category: Category) -> None:
    def shuffle(sheet: Any) -> None:
        for cell in sheet[2]:
            cell.value = f"Column {cell.column}"
        sheet.move_range(f"B1:B{sheet.max_row}", cols=40)

    given = bring_in(cast, category, changed(form_of(category, make_content(category, model="N-2")), shuffle))
    assert given.problems == []
    assert [row.content.model for row in importing.plan_of(given).rows] == ["N-2"]


def test_an_existing_model_is_changed_and_the_preview_says_how(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    content = contents_of([product])[product.pk]
    file = changed(form_of(category, content), write({"name": "新名称", f"spec:{PRESSURE}": "≥120 MPa"}))
    given = bring_in(cast, category, file)
    (row,) = importing.plan_of(given).rows
    assert [(c.label, c.before, c.after) for c in row.changes] == [
        ("产品名称", "高压液相色谱仪", "新名称"),
        ("系统耐压", "≥100 MPa · 1/4", "≥120 MPa · 1/4"),
    ]
    importing.apply_import(given.pk, actor=acting(cast.sales_engineer))
    product.refresh_from_db()
    assert product.name == "新名称"
    assert product.spec_values.get(parameter__code=PRESSURE).lo == "120"


def test_a_missing_column_leaves_the_field_and_an_empty_cell_empties_it(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category, summary="简介", place_of_production="武汉")

    def drop_summary(sheet: Any) -> None:
        places = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(3, places["place_of_production"]).value = None
        sheet.delete_cols(places["summary"])

    given = bring_in(cast, category, changed(form_of(category, contents_of([product])[product.pk]), drop_summary))
    importing.apply_import(given.pk, actor=acting(cast.sales_engineer))
    product.refresh_from_db()
    assert (product.summary, product.place_of_production) == ("简介", "")


def test_every_error_is_named_by_row_and_column_and_nothing_comes_in(cast: Cast, category: Category) -> None:
    good, bad, worse = (make_content(category, model=f"M-{number}") for number in range(3))
    file = form_of(category, good, bad, worse)
    file = changed(file, write({"price_yuan": "很贵", "lead_time_days": "两个月", "origin": "火星"}, row=4))
    file = changed(file, write({"model": "M-0", f"spec:{FLOW}": "1 | 胡说", "category": "010101"}, row=5))
    given = bring_in(cast, category, file)
    assert given.status == ProductImport.Status.REFUSED
    assert problems(given) == [
        (4, "报价"),
        (4, "交货期"),
        (4, "产地"),
        (5, "细分领域"),
        (5, "流速范围"),
        (5, "型号"),
    ]
    assert all(problem["remedy"] for problem in given.problems)
    with pytest.raises(Conflict):
        importing.apply_import(given.pk, actor=acting(cast.sales_engineer))
    assert not Product.objects.exists()


def test_formulas_are_refused_and_errors_of_excel_too(cast: Cast, category: Category) -> None:
    file = form_of(category, make_content(category))
    file = changed(file, write({"name": "=HYPERLINK(1)", "summary": "#REF!"}))
    given = bring_in(cast, category, file)
    assert problems(given) == [(3, "C 产品名称")] or (3, "C 产品名称") in problems(given)
    assert "公式" in given.problems[0]["remedy"]


def test_texts_that_look_like_formulas_leave_neutralised(category: Category) -> None:
    content = make_content(category, name="@SUM(A1)", place_of_production="+86 武汉", summary="=1+1")
    sheet = load_workbook(io.BytesIO(form_of(category, content))).worksheets[0]
    texts = [cell.value for cell in sheet[3] if isinstance(cell.value, str)]
    assert [text for text in texts if text[0] in "=+-@\t"] == []
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_without_its_code_row_a_sheet_is_refused_with_the_way_out(cast: Cast, category: Category) -> None:
    given = bring_in(
        cast, category, changed(form_of(category, make_content(category)), lambda sheet: sheet.delete_rows(1))
    )
    assert given.status == ProductImport.Status.REFUSED
    assert "重新下载模板" in given.problems[0]["remedy"]
    assert given.file is None


def test_the_form_of_another_type_is_refused(cast: Cast, category: Category) -> None:
    other = make_type("999902", name="离心机", name_en="Centrifuge", aliases=())
    other.template_rows.exclude(parameter__code=FLOW).delete()
    given = bring_in(cast, other, form_of(category, make_content(category)))
    assert given.status == ProductImport.Status.REFUSED
    assert any(f"spec:{PRESSURE}" in problem["column"] for problem in given.problems)


def test_a_product_under_review_is_not_changed_by_an_import(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    services.submit_product(product.pk, actor=acting(cast.sales_engineer))
    given = bring_in(cast, category, form_of(category, make_content(category, name="新名称")))
    assert problems(given) == [(3, "型号")]


def test_what_changed_after_the_preview_stops_the_whole_import(cast: Cast, category: Category) -> None:
    given = bring_in(
        cast, category, form_of(category, make_content(category, model="A"), make_content(category, model="B"))
    )
    product = make_draft(cast.sales_engineer, category, model="B")
    services.submit_product(product.pk, actor=acting(cast.sales_engineer))
    with pytest.raises(InvalidInput):
        importing.apply_import(given.pk, actor=acting(cast.sales_engineer))
    assert [p.model for p in Product.objects.all()] == ["B"]


def test_an_import_is_applied_once(cast: Cast, category: Category) -> None:
    given = bring_in(cast, category, form_of(category, make_content(category, model="A")))
    importing.apply_import(given.pk, actor=acting(cast.sales_engineer))
    with pytest.raises(Conflict):
        importing.apply_import(given.pk, actor=acting(cast.sales_engineer))


def test_reading_twice_changes_nothing(cast: Cast, category: Category) -> None:
    given = bring_in(cast, category, form_of(category, make_content(category, model="A")))
    importing.read_import({"import_id": given.pk})
    given.refresh_from_db()
    assert given.status == ProductImport.Status.READY


def test_another_makers_import_does_not_exist(cast: Cast, category: Category) -> None:
    given = bring_in(cast, category, form_of(category, make_content(category, model="A")))
    for user in (cast.competing_maker, cast.administrator, cast.institution_owner):
        with pytest.raises(NotFound):
            importing.apply_import(given.pk, actor=acting(user))
    assert not Product.objects.exists()


@pytest.mark.parametrize("role", ["institution_owner", "administrator", "auditor", "newcomer"])
def test_only_makers_import(cast: Cast, category: Category, role: str) -> None:
    with pytest.raises(AccessDenied):
        importing.create_import(
            io.BytesIO(form_of(category)), file_name="a.xlsx", category=category, actor=acting(getattr(cast, role))
        )


def test_too_many_cells_are_refused(cast: Cast, category: Category) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for code, column in (("model", 1), ("name", 2)):
        sheet.cell(1, column, code)
    sheet.cell(900, 250, "x")
    buffer = io.BytesIO()
    book.save(buffer)
    given = bring_in(cast, category, buffer.getvalue())
    assert "200,000" in given.problems[0]["remedy"]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_at_once(cast: Cast, category: Category, content: bytes) -> None:
    file = SimpleUploadedFile("产品.xlsx", content)
    answer = signed_in(cast.sales_engineer).post(reverse("suppliers:import"), {"category": category.code, "file": file})
    assert answer.status_code == 422
    assert not ProductImport.objects.exists()


def test_a_whole_import_through_the_pages(cast: Cast, category: Category) -> None:
    client = signed_in(cast.sales_engineer)
    template = client.get(reverse("suppliers:template", args=[category.code]))
    filled = changed(template.content, write({"model": "P-9", "name": "新泵", f"spec:{PRESSURE}": 60}))
    file = SimpleUploadedFile("产品.xlsx", filled)
    answer = client.post(reverse("suppliers:import"), {"category": category.code, "file": file})
    given = ProductImport.objects.get()
    assert answer["Location"] == reverse("suppliers:import-detail", args=[given.pk])
    assert "正在读取" in client.get(answer["Location"]).content.decode()
    importing.read_import({"import_id": given.pk})
    page = client.get(answer["Location"]).content.decode()
    assert "P-9" in page
    client.post(reverse("suppliers:import-apply", args=[given.pk]))
    product = Product.objects.get(model="P-9")
    value = product.spec_values.get()
    assert (value.text, value.lo) == ("60", "60")


@pytest.mark.parametrize(
    "line",
    [
        "60000 @ m/z 200 | 三方 | HD-1 | 2027-01-31",
        "≥100 MPa",
        "a\\|b",
        "500:1@1pg 利血平",
        "x | 计量 | 证书 | 2027/1/31",
    ],
)
def test_cells_are_written_as_they_are_read(line: str) -> None:
    entries = cells.read_specs(line, parameter="p")
    assert cells.read_specs(cells.write_specs(entries), parameter="p") == entries


@pytest.mark.parametrize("line", ["1 | 猜的", "1 | 三方 | x | 2027-13-01", "1 | 三方 | x | 明年", "1|2|3|4|5"])
def test_cells_that_make_no_sense_are_named(line: str) -> None:
    with pytest.raises(InvalidInput):
        cells.read_specs(line, parameter="p")


def test_a_real_worker_reads_the_upload(cast: Cast, worker: int) -> None:
    category = make_type()
    given = importing.create_import(
        io.BytesIO(form_of(category, make_content(category, model="W-1"))),
        file_name="产品.xlsx",
        category=category,
        actor=acting(cast.sales_engineer),
    )
    deadline = time.monotonic() + 30
    while given.status == ProductImport.Status.WAITING and time.monotonic() < deadline:
        time.sleep(0.1)
        given.refresh_from_db()
    assert given.status == ProductImport.Status.READY
    assert given.file is None
