"""The pages as their users meet them: writing, submitting, reviewing, looking, comparing; and who is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.suppliers import services
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product
from apps.suppliers.selectors import contents_of
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category
from tests.cast import Cast, acting, signed_in
from tests.suppliers.builders import (
    FLOW,
    PRESSURE,
    RESOLUTION,
    make_content,
    make_draft,
    make_published,
    make_reference,
    make_submitted,
    make_type,
)


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


def form_data(**changes: str) -> dict[str, str]:
    """What a browser sends from the editing page: three filled lines, nothing else."""
    lines = {RESOLUTION: "60000", PRESSURE: "≥100 MPa", FLOW: "0.001～10 mL/min"}
    data = {"name": "高压液相色谱仪", "model": "SY-600", "price_yuan": "245万", "origin": "domestic"}
    data |= {"s-TOTAL_FORMS": str(len(lines)), "s-INITIAL_FORMS": "0", "c-TOTAL_FORMS": "0", "c-INITIAL_FORMS": "0"}
    for index, (code, text) in enumerate(lines.items()):
        data |= {f"s-{index}-parameter": code, f"s-{index}-text": text, f"s-{index}-asked_rung": "1"}
    return data | changes


def address(category: Category) -> str:
    return f"{reverse('suppliers:new')}?category={category.code}"


def test_a_maker_writes_a_product_and_hands_it_in(cast: Cast, category: Category) -> None:
    client = signed_in(cast.sales_engineer)
    assert RESOLUTION in client.get(address(category)).content.decode()
    answer = client.post(address(category), form_data(submit=""))
    product = Product.objects.get()
    assert answer["Location"] == reverse("suppliers:detail", args=[product.pk])
    assert product.status == Product.Status.SUBMITTED
    assert product.price_yuan == Decimal(2_450_000)
    assert [row.kind for row in product.spec_values.all()] == ["exact", "at_least", "range"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(cast: Cast, category: Category) -> None:
    data = form_data(**{"s-1-asked_rung": "3", "price_yuan": "很贵", "name": ""})
    answer = signed_in(cast.sales_engineer).post(address(category), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“很贵”不是金额" in page
    assert "≥100 MPa" in page
    assert not Product.objects.exists()


def test_the_services_complaint_about_a_line_stands_in_that_line(cast: Cast, category: Category) -> None:
    answer = signed_in(cast.sales_engineer).post(address(category), form_data(**{"s-1-asked_rung": "3"}))
    assert answer.status_code == 422
    assert "evidence" in answer.context["editor"].specs[1].errors


def test_a_text_that_is_not_understood_is_kept_with_a_warning(cast: Cast, category: Category) -> None:
    signed_in(cast.sales_engineer).post(address(category), form_data(**{"s-1-text": "完全满足招标要求"}))
    product = Product.objects.get()
    page = signed_in(cast.sales_engineer).get(reverse("suppliers:detail", args=[product.pk])).content.decode()
    assert product.spec_values.get(parameter__code=PRESSURE).kind == "text"
    assert "完全满足招标要求" in page
    assert "由人工判断" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("≥8700 psi", "8700 psi"),
        ("0.1～100 MPa", "0.1～100 MPa"),
        ("60 nm", "单位与该参数不符"),
        ("详见附件", "按文字保存"),
    ],
)
def test_the_reading_is_shown_while_writing(cast: Cast, category: Category, text: str, words: str) -> None:
    given = {"s-1-parameter": PRESSURE, "s-1-text": text}
    answer = signed_in(cast.sales_engineer).get(reverse("suppliers:read"), given).content.decode()
    assert words in answer.replace(",", "")


def test_an_edit_page_shows_what_is_there_and_saves_it_unchanged(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    before = contents_of([product])[product.pk]
    client = signed_in(cast.sales_engineer)
    page = client.get(reverse("suppliers:edit", args=[product.pk]))
    editor = page.context["editor"]
    data = {"revision": "1"}
    for form in (editor.form, *editor.specs, *editor.certificates):
        for field in form:
            value = field.value()
            if value not in (None, "", False):
                data[field.html_name] = str(value)
    for formset in (editor.specs, editor.certificates):
        data |= {field.html_name: str(field.value()) for field in formset.management_form}
    answer = client.post(reverse("suppliers:edit", args=[product.pk]), data)
    assert answer.status_code == 302
    product.refresh_from_db()
    assert contents_of([product])[product.pk] == before
    assert product.revision == 2


def test_an_edit_over_a_newer_revision_is_refused_on_the_page(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    services.edit_product(product.pk, content=make_content(category, name="新"), actor=acting(cast.sales_engineer))
    answer = signed_in(cast.sales_engineer).post(
        reverse("suppliers:edit", args=[product.pk]), form_data(revision="1", name="旧")
    )
    assert answer.status_code == 422
    assert "已被他人修改" in answer.content.decode()
    product.refresh_from_db()
    assert product.name == "新"


def test_a_competitors_draft_answers_like_a_random_id(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    for user in (None, cast.competing_maker, cast.institution_owner, cast.broker):
        own, random = (
            signed_in(user).get(reverse("suppliers:detail", args=[number])) for number in (product.pk, 999_999)
        )
        assert own.status_code == random.status_code == 404


def test_an_administrator_publishes_with_the_evidence_that_was_seen(cast: Cast, category: Category) -> None:
    stated = SpecEntry(parameter=RESOLUTION, text="60000", asked_rung=EvidenceRung.THIRD_PARTY, evidence="HD-1 第 5 页")
    product = make_submitted(cast.sales_engineer, category, specs=(stated,))
    value = product.spec_values.get()
    client = signed_in(cast.administrator)
    assert "HD-1 第 5 页" in client.get(reverse("suppliers:review-decide", args=[product.pk])).content.decode()
    client.post(reverse("suppliers:review-decide", args=[product.pk]), {"decision": "publish", "confirmed": value.pk})
    value.refresh_from_db()
    product.refresh_from_db()
    assert (product.status, value.rung) == (Product.Status.PUBLISHED, EvidenceRung.THIRD_PARTY)


def test_a_return_without_a_reason_stays_on_the_page(cast: Cast, category: Category) -> None:
    product = make_submitted(cast.sales_engineer, category)
    answer = signed_in(cast.administrator).post(
        reverse("suppliers:review-decide", args=[product.pk]), {"decision": "return", "reason": " "}
    )
    assert answer.status_code == 422
    product.refresh_from_db()
    assert product.status == Product.Status.SUBMITTED


def test_the_review_shows_changes_of_published_products_with_their_differences(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    changed = make_content(category, specs=(SpecEntry(parameter=PRESSURE, text="≥120 MPa"),))
    services.edit_product(product.pk, content=changed, actor=acting(cast.sales_engineer))
    page = signed_in(cast.auditor).get(reverse("suppliers:review")).content.decode()
    assert "≥120 MPa" in page
    assert "≥100 MPa" in page
    assert "已核对" not in page, "an auditor only reads"


def test_withdrawing_can_be_undone_from_the_message(cast: Cast, category: Category) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    client = signed_in(cast.sales_engineer)
    answer = client.post(reverse("suppliers:withdraw", args=[product.pk]), follow=True)
    undo = reverse("suppliers:republish", args=[product.pk])
    assert f'action="{undo}"' in answer.content.decode()
    client.post(undo)
    product.refresh_from_db()
    assert product.status == Product.Status.PUBLISHED


def test_all_drafts_are_handed_in_together(cast: Cast, category: Category) -> None:
    for model in "AB":
        make_draft(cast.sales_engineer, category, model=model)
    other = make_draft(cast.competing_maker, category, model="C")
    signed_in(cast.sales_engineer).post(reverse("suppliers:submit-all"))
    assert Product.objects.filter(status=Product.Status.SUBMITTED).count() == 2
    other.refresh_from_db()
    assert other.status == Product.Status.DRAFT


def compare(user: User | None, *products: Product) -> list[str]:
    query = "&".join(f"id={product.pk}" for product in products)
    page = signed_in(user).get(f"{reverse('suppliers:compare')}?{query}")
    return [each["product"].model for each in page.context["products"]]


def test_at_most_six_visible_products_are_compared_in_the_order_of_the_link(cast: Cast, category: Category) -> None:
    shown = [make_published(cast.sales_engineer, category, by=cast.administrator, model=f"M-{n}") for n in range(7)]
    draft = make_draft(cast.sales_engineer, category, model="D")
    assert compare(None, shown[3], draft, shown[1]) == ["M-3", "M-1"]
    assert compare(cast.sales_engineer, shown[3], draft, shown[1]) == ["M-3", "D", "M-1"]
    assert len(compare(None, *shown)) == 6


def test_a_comparison_marks_the_best_and_what_differs(cast: Cast, category: Category) -> None:
    person, by = cast.sales_engineer, cast.administrator
    better = (SpecEntry(parameter=PRESSURE, text="1300 bar"), SpecEntry(parameter=FLOW, text="0.001～10 mL/min"))
    one = make_published(person, category, by=by, model="A")
    two = make_published(person, category, by=by, model="B", specs=better)
    page = Client().get(f"{reverse('suppliers:compare')}?id={one.pk}&id={two.pk}")
    rows = {row.label: row for row in page.context["rows"]}
    assert rows["系统耐压"].best == frozenset({1})
    assert rows["系统耐压"].differs
    assert not rows["流速范围"].differs
    assert rows["分辨率"].cells[1] is None


def test_a_reference_says_that_it_is_one(cast: Cast, category: Category) -> None:
    product = make_reference(cast.administrator, category)
    page = Client().get(reverse("suppliers:detail", args=[product.pk])).content.decode()
    assert "进口对照" in page
    assert "不参与排名" in page


def test_the_filtered_list_is_exported_without_formulas(cast: Cast, category: Category) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, name="=cmd|' /C calc'!A0")
    make_published(cast.sales_engineer, category, by=cast.administrator, model="B", specs=())
    query = {"form": "csv", "category": category.code, f"p_{PRESSURE}": "≥1000 bar"}
    text = Client().get(reverse("suppliers:export"), query).content.decode("utf-8-sig")
    lines = text.strip().splitlines()
    assert len(lines) == 2
    assert "'=cmd" in lines[1]
    assert "≥100 MPa [声明]" in lines[1]


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.parametrize(("name", "role", "most"), [("mine", "sales_engineer", 9), ("review", "administrator", 11)])
def test_lists_take_the_same_number_of_queries_for_any_number_of_products(
    cast: Cast,
    category: Category,
    name: str,
    role: str,
    most: int,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        make_submitted(cast.sales_engineer, category, model=f"S-{number}")
        changed = make_published(cast.sales_engineer, category, by=cast.administrator, model=f"P-{number}")
        content = make_content(category, model=changed.model, name="改")
        services.edit_product(changed.pk, content=content, actor=acting(cast.sales_engineer))
    client = signed_in(getattr(cast, role))
    with django_assert_max_num_queries(most):
        assert client.get(reverse(f"suppliers:{name}")).status_code == 200


def test_detail_takes_few_queries(
    cast: Cast, category: Category, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    products = [make_published(cast.sales_engineer, category, by=cast.administrator, model=f"M-{n}") for n in range(6)]
    with django_assert_max_num_queries(8):
        Client().get(reverse("suppliers:detail", args=[products[0].pk]))
