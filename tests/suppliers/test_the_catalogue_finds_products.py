"""Search by all sorts of names, plain filters, facet counts, references apart, and the number of queries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.suppliers import catalogue
from apps.suppliers.counting import count_catalogue
from apps.suppliers.domestic import Standing, domestic_statement
from apps.suppliers.models import Product
from apps.suppliers.selectors import products_for_matching, published
from apps.taxonomy.models import Category
from kernel import clock
from tests.cast import Cast, signed_in
from tests.suppliers.builders import make_draft, make_published, make_reference, make_submitted, make_type

MOST_QUERIES = 12


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


def models(**given: str) -> list[str]:
    query = catalogue.read_query(given, category=None, parameters=[])
    return sorted(product.model for product in catalogue.answering(query, today=clock.today()))


@pytest.mark.parametrize(
    "words",
    ["SY-600", "sy600", "ＳＹ－６００", "高压液相", "启明", "HPLC", "液相", "Liquid chromatograph", "hplc 启明"],
)
def test_a_product_is_found_by(cast: Cast, category: Category, words: str) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator)
    other = make_type("999902", name="离心机", name_en="Centrifuge", aliases=("高速离心机",))
    make_published(cast.competing_maker, other, by=cast.administrator, model="L-9", name="落地式离心机")
    assert models(q=words) == ["SY-600"]


@pytest.mark.parametrize("words", ["远航", "PLC", "气相", "%", "_", "'; --", "\0", "a" * 500])
def test_a_product_is_not_found_by(cast: Cast, category: Category, words: str) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator)
    assert models(q=words) in ([], ["SY-600"] if not words.strip("\0") else [])


def test_only_published_products_are_listed(cast: Cast, category: Category) -> None:
    make_draft(cast.sales_engineer, category, model="D")
    make_submitted(cast.sales_engineer, category, model="S")
    make_published(cast.sales_engineer, category, by=cast.administrator, model="P")
    assert models() == ["P"]
    assert [product.model for product in published()] == ["P"]


def test_plain_filters(cast: Cast, category: Category) -> None:
    person, by = cast.sales_engineer, cast.administrator
    make_published(person, category, by=by, model="A", price_yuan=Decimal(1_000_000), has_trial_unit=True)
    make_published(person, category, by=by, model="B", price_yuan=None, origin=Product.Origin.UNKNOWN)
    make_published(person, category, by=by, model="C", price_yuan=Decimal(3_000_000), origin=Product.Origin.ABROAD)
    assert models(price_from="100", price_to="200") == ["A"]
    assert models(price_to="300") == ["A", "C"]
    assert models(domestic="1") == ["A"]
    assert models(trial="1") == ["A"]
    assert models(province="33") == ["A", "B", "C"]
    assert models(province="99") == []


def test_a_price_that_is_no_amount_says_so_and_filters_nothing(cast: Cast, category: Category) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="A")
    query = catalogue.read_query({"price_from": "很贵"}, category=None, parameters=[])
    assert "很贵" in query.price_problem
    assert models(price_from="很贵") == ["A"]


@pytest.mark.parametrize(
    ("origin", "standing"),
    [("domestic", Standing.DOMESTIC), ("abroad", Standing.FOREIGN), ("unknown", Standing.UNKNOWN)],
)
def test_the_domestic_rule_asks_for_the_place_of_production_alone(origin: str, standing: Standing) -> None:
    statement = domestic_statement(origin, "湖北武汉", on=clock.today())
    assert statement.standing is standing
    assert statement.is_domestic == (origin == "domestic")
    assert statement.rule.version == 1


def test_the_filter_and_the_domestic_rule_agree(cast: Cast, category: Category) -> None:
    for origin in Product.Origin:
        make_published(cast.sales_engineer, category, by=cast.administrator, model=origin, origin=origin)
    by_rule = {p.model for p in Product.objects.all() if domestic_statement(p.origin, "", on=clock.today()).is_domestic}
    assert set(models(domestic="1")) == by_rule


def test_references_are_shown_apart_and_never_among_the_candidates(cast: Cast, category: Category) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="P-1")
    make_reference(cast.administrator, category)
    assert models() == ["P-1"]
    page = Client().get(reverse("suppliers:category", args=[category.code]))
    assert [row.product.model for row in page.context["rows"]] == ["P-1"]
    assert [row.product.model for row in page.context["reference_rows"]] == ["X-1"]
    assert "进口对照" in page.content.decode()


def test_facet_counts_say_what_each_choice_would_leave(cast: Cast, category: Category) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="A", has_trial_unit=True)
    make_published(cast.sales_engineer, category, by=cast.administrator, model="B", origin=Product.Origin.UNKNOWN)
    query = catalogue.read_query({"domestic": "1"}, category=category, parameters=[])
    counts = count_catalogue(query, today=clock.today())
    assert (counts.domestic, counts.trial, counts.evidence[1], counts.evidence[2]) == (1, 1, 1, 0)
    assert (counts.scope, counts.found, counts.makers, counts.references) == (2, 1, 1, [])
    assert counts.by_category == {category.pk: 2}
    assert sum(counts.by_province.values()) == 1


def test_counts_of_an_empty_catalogue_are_zero(category: Category) -> None:
    query = catalogue.read_query({"province": "11"}, category=category, parameters=[])
    counts = count_catalogue(query, today=clock.today())
    assert (counts.scope, counts.found, counts.makers, counts.trial) == (0, 0, 0, 0)
    assert counts.evidence == {1: 0, 2: 0, 3: 0, 4: 0}


def test_columns_are_chosen_by_the_address_and_kept(cast: Cast, category: Category) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="A")
    visitor = Client()
    address = reverse("suppliers:category", args=[category.code])
    plain = visitor.get(address).context
    chosen = visitor.get(address, {"col": ["t.flow", "t.detectors", "no.such"]}).context
    assert [column.code for column in chosen["columns"]] == ["t.flow", "t.detectors"]
    assert len(plain["column_choices"]) == 5
    assert plain["chosen_columns"] == []
    assert chosen["chosen_columns"] == ["t.flow", "t.detectors"]


@pytest.mark.parametrize("signed", [False, True])
def test_a_filtered_page_with_references_takes_twelve_queries(
    cast: Cast, category: Category, signed: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator, model="A")
    make_reference(cast.administrator, category, model="X")
    visitor = signed_in(cast.institution_member) if signed else Client()
    asked = {"lo_t.pressure": "60", "hi_t.resolution": "9万", "price_to": "900", "evidence": "1"}
    with django_assert_max_num_queries(12):
        visitor.get(reverse("suppliers:category", args=[category.code]), asked)


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_grow_with_the_products(
    cast: Cast, category: Category, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_published(cast.sales_engineer, category, by=cast.administrator, model=f"M-{number}")
    with django_assert_max_num_queries(MOST_QUERIES):
        Client().get(reverse("suppliers:category", args=[category.code]), {"q": "液相", "p_t.pressure": "≥60"})


def test_products_for_matching_are_streamed_in_two_queries(
    cast: Cast, category: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        make_published(cast.sales_engineer, category, by=cast.administrator, model=f"M-{number}")
    make_draft(cast.sales_engineer, category, model="D")
    with django_assert_num_queries(2):
        products = list(products_for_matching())
    assert [product.model for product in products] == ["M-0", "M-1", "M-2"]
    assert [spec.text for spec in products[0].specs] == ["60000", "≥100 MPa", "0.001～10 mL/min"]
    assert products[0].family == category.family


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999999999999999",
        "page=x",
        "sort=nonsense",
        "evidence=９",
        "province=é",
        "u_t.pressure=parsec&p_t.pressure=5",
        "price_from=1e999",
        "q=%ff",
        "id=1&id=abc&id=99999999999999999999999",
    ],
)
def test_hostile_query_strings_are_answered(cast: Cast, category: Category, query: str) -> None:
    make_published(cast.sales_engineer, category, by=cast.administrator)
    for name, args in (("category", [category.code]), ("export", []), ("compare", [])):
        assert Client().get(f"{reverse(f'suppliers:{name}', args=args)}?{query}").status_code == 200


def test_contacts_are_never_shown(cast: Cast, category: Category) -> None:
    cast.sales_engineer.phone = "13900001111"
    cast.sales_engineer.save()
    product = make_published(cast.sales_engineer, category, by=cast.administrator)
    for user in (None, cast.institution_member, cast.administrator):
        page = signed_in(user).get(reverse("suppliers:detail", args=[product.pk])).content.decode()
        assert "13900001111" not in page
        assert cast.sales_engineer.email not in page
