"""The pages of datasheets: hand in, look at the original beside what was read, decide, write, take back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.suppliers.contents import SpecEntry
from apps.suppliers.datasheets import applying, deciding
from apps.suppliers.datasheets.deciding import Decision
from apps.suppliers.models import Datasheet, Product
from apps.suppliers.spec_edits import put_spec_value
from apps.taxonomy.models import Category
from tests.cast import Cast, acting, signed_in
from tests.kernel.office_files import HOSTILE
from tests.suppliers.builders import FLOW, PRESSURE, SHEET, make_datasheet, make_draft, make_type

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def category() -> Category:
    return make_type()


@pytest.fixture
def maker(cast: Cast) -> Client:
    return signed_in(cast.sales_engineer)


def test_own_products_lead_to_datasheets(maker: Client, cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    page = maker.get("/products/mine/").content.decode()
    assert "/products/datasheets/" in page
    assert f"/products/datasheets/?product={product.pk}" in page
    assert f"/products/datasheets/?product={product.pk}" in maker.get(f"/products/{product.pk}/").content.decode()


def test_pasted_text_is_taken_in_for_the_product(maker: Client, cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    answer = maker.post(f"/products/datasheets/?product={product.pk}", {"text": SHEET})
    given = Datasheet.objects.get()
    assert answer["Location"] == f"/products/datasheets/{given.pk}/"
    assert (given.product, given.pasted_text.replace("\r", "")) == (product, SHEET)
    waiting = maker.get(answer["Location"]).content.decode()
    assert "等待读取" in waiting
    assert f"/products/datasheets/{given.pk}/progress/" in waiting


def test_nothing_handed_in_says_what_to_do(maker: Client, category: Category) -> None:
    answer = maker.post("/products/datasheets/", {"text": " "})
    assert answer.status_code == 422
    assert "请粘贴样本文字，或选择文件。" in answer.content.decode()


def test_a_hostile_upload_is_refused_on_the_page(maker: Client, category: Category) -> None:
    name, build, _expected = HOSTILE[sorted(HOSTILE)[0]]
    answer = maker.post("/products/datasheets/", {"file": SimpleUploadedFile(name, build())})
    assert answer.status_code == 422
    assert not Datasheet.objects.exists()


def test_the_end_of_reading_makes_the_page_load_anew(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    answer = maker.get(f"/products/datasheets/{given.pk}/progress/")
    assert answer["HX-Trigger"] == "reading-ended"


def test_the_original_stands_beside_what_was_read(maker: Client, cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    page = maker.get(f"/products/datasheets/{given.pk}/").content.decode()
    assert '<span class="part-name">系统耐压</span>' in page
    assert '<span class="part-value">≥100 MPa</span>' in page
    assert "卓越性能，值得信赖。" in page
    assert "<del>0.001～10 mL/min</del>" in page
    assert "<ins>0.001～20 mL/min</ins>" in page
    assert "与产品现有的值相同" in page
    assert "尺寸、重量、电源、订货号等 1 项" in page
    assert "样本里没有：2 项" in page


def test_decisions_answer_with_the_columns(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    row = given.proposals.get(parameter__code=PRESSURE)
    base = f"/products/datasheets/{given.pk}/"
    accepted = maker.post(f"{base}rows/{row.pk}/accept/", **HTMX)  # type: ignore[arg-type]
    assert 'id="review"' in accepted.content.decode()
    row.refresh_from_db()
    assert row.decision == Decision.ACCEPTED
    maker.post(f"{base}rows/{row.pk}/reject/", **HTMX)  # type: ignore[arg-type]
    maker.post(f"{base}undo/", **HTMX)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.decision == Decision.ACCEPTED
    assert maker.post(f"{base}rows/{row.pk}/burn/").status_code == 404


def test_an_edit_in_place_is_read_and_accepted(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    row = given.proposals.get(printed_name="灯箱照度")
    path = f"/products/datasheets/{given.pk}/rows/{row.pk}/"
    assert 'name="parameter"' in maker.get(path, **HTMX).content.decode()  # type: ignore[arg-type]
    wrong = maker.post(path, {"parameter": PRESSURE, "text": ""}, **HTMX)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    maker.post(path, {"parameter": FLOW, "text": "1 mL/min", "condition": "水"}, **HTMX)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.parameter and row.parameter.code, row.decision) == (FLOW, Decision.ACCEPTED)


def test_a_missing_parameter_is_filled_in(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    path = f"/products/datasheets/{given.pk}/fill/"
    page = maker.post(path, {"fill-parameter": "t.degasser", "fill-text": "具备"}, **HTMX)  # type: ignore[arg-type]
    assert "样本里没有：1 项" in page.content.decode()
    assert given.proposals.get(parameter__code="t.degasser").decision == Decision.ACCEPTED
    wrong = maker.post(path, {"fill-parameter": "t.degasser", "fill-text": ""}, **HTMX)  # type: ignore[arg-type]
    assert wrong.status_code == 422
    assert "指标值" in wrong.content.decode()


def test_a_new_product_is_written_and_can_be_handed_in(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    base = f"/products/datasheets/{given.pk}/"
    maker.post(f"{base}accept/")
    answer = maker.post(f"{base}apply/", {"name": "高压液相色谱仪", "model": "SY-700", "submit": ""})
    product = Product.objects.get(model="SY-700")
    assert answer["Location"] == f"/products/{product.pk}/"
    assert product.status == Product.Status.SUBMITTED
    assert "已于" in maker.get(base).content.decode()


def test_a_write_is_offered_to_be_taken_back(maker: Client, cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    base = f"/products/datasheets/{given.pk}/"
    maker.post(f"{base}accept/")
    maker.post(f"{base}rows/{given.proposals.get(parameter__code=FLOW).pk}/accept/")
    written = maker.post(f"{base}apply/", follow=True).content.decode()
    assert f"{base}back/" in written
    back = maker.post(f"{base}back/", follow=True).content.decode()
    assert "写入前的指标：改回 1 项" in back
    assert Product.objects.get(pk=product.pk).revision == 3
    assert "没有可以撤回的写入" in maker.post(f"{base}back/", follow=True).content.decode()


def test_a_write_that_changed_nothing_leaves_the_product_and_opens_the_sheet(
    maker: Client, cast: Cast, category: Category
) -> None:
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    base = f"/products/datasheets/{given.pk}/"
    maker.post(f"{base}accept/")
    maker.post(f"{base}apply/")
    assert "没有改动" in maker.post(f"{base}back/", follow=True).content.decode()
    given.refresh_from_db()
    assert (given.state, Product.objects.get(pk=product.pk).revision) == (Datasheet.State.READ, 2)


def test_a_value_changed_since_is_said_instead_of_the_offer(maker: Client, cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    base, actor = f"/products/datasheets/{given.pk}/", acting(cast.sales_engineer)
    deciding.decide(given.pk, given.proposals.get(parameter__code=FLOW).pk, decision=Decision.ACCEPTED, actor=actor)
    applying.apply_datasheet(given.pk, actor=actor)
    assert f'action="{base}back/"' in maker.get(base).content.decode()
    put_spec_value(product.pk, entry=SpecEntry(parameter=FLOW, text="0.001～15 mL/min"), actor=actor)
    page = maker.get(base).content.decode()
    assert f'action="{base}back/"' not in page
    assert "之后“流速范围”又被修改过" in page
    assert "又被修改过，不能自动撤回" in maker.post(f"{base}back/", follow=True).content.decode()


def test_models_are_chosen_before_rows_are_shown(maker: Client, cast: Cast, category: Category) -> None:
    text = "选型表（示例）\n参数\t单位\tA-10\tA-20\n系统耐压\tMPa\t60\t100"
    given = make_datasheet(cast.sales_engineer, text=text, category=category.code)
    base = f"/products/datasheets/{given.pk}/"
    assert "先在上面选型号" in maker.get(base).content.decode()
    assert maker.post(f"{base}setup/", {"models": ["1"]})["Location"] == base
    assert "100 MPa" in maker.get(base).content.decode()
    assert maker.post(f"{base}setup/", {"models": ["0", "1"]})["Location"] == "/products/datasheets/"
    assert Datasheet.objects.count() == 2


def test_the_original_is_a_download(maker: Client, cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    answer = maker.get(f"/products/datasheets/{given.pk}/original/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode() == SHEET


def test_others_are_refused(cast: Cast, category: Category) -> None:
    given = make_datasheet(cast.sales_engineer, category=category.code)
    for person in (cast.competing_maker, cast.institution_member, cast.auditor):
        assert signed_in(person).get(f"/products/datasheets/{given.pk}/").status_code == 404
    assert signed_in(cast.institution_member).get("/products/datasheets/").status_code == 403
    listed = signed_in(cast.competing_maker).get("/products/datasheets/").content.decode()
    assert f"/products/datasheets/{given.pk}/" not in listed


def test_the_pages_ask_few_questions(
    maker: Client, cast: Cast, category: Category, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    product = make_draft(cast.sales_engineer, category)
    many = "样本（示例）\n" + "\n".join(f"自拟指标{n}：{n} nm" for n in range(60))
    given = [make_datasheet(cast.sales_engineer, text=many, product=product) for _ in range(3)]
    maker.get("/products/datasheets/")
    with django_assert_max_num_queries(12):
        maker.get("/products/datasheets/")
    with django_assert_max_num_queries(20):
        maker.get(f"/products/datasheets/{given[0].pk}/")
