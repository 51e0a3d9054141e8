"""While somebody types, the last word is completed: categories, their parameters, regions, published products."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.search.suggesting import Suggestion, suggest
from apps.suppliers.models import Product
from apps.suppliers.searching import search_text_of
from tests.cast import Cast, organisation_of
from tests.support.market import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def product(cast: Cast) -> Product:
    """One published product, one draft."""
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="DRAFT-9", specs={}, is_published=False)
    made = make_product(maker=maker, model="GOOD-9", specs={"test.pressure": "80 MPa"})
    for each in Product.objects.all():
        Product.objects.filter(pk=each.pk).update(search_text=search_text_of(each))
    return made


def _by_kind(typed: str) -> dict[str, list[Suggestion]]:
    found: dict[str, list[Suggestion]] = {}
    for each in suggest(typed):
        found.setdefault(each.kind, []).append(each)
    return found


@pytest.mark.parametrize("typed", ["测试色", "test chrom", "色谱"])
def test_a_category_by_its_names(typed: str) -> None:
    assert _by_kind(typed.replace(" ", ""))["类别"][0].text == "测试色谱仪 "


def test_parameters_of_the_category_before_it() -> None:
    assert [each.text for each in _by_kind("测试色谱仪 最高")["参数"]] == ["测试色谱仪 最高耐压"]
    assert "参数" not in _by_kind("最高")


def test_a_region_keeps_what_stands_before_it() -> None:
    assert _by_kind("测试色谱仪 安")["地区"][0].text == "测试色谱仪 安徽省 "


def test_a_product_is_a_way_to_its_page_and_a_draft_is_none(product: Product) -> None:
    (found,) = _by_kind("good9")["产品"]
    assert found.url == reverse("suppliers:detail", args=[product.pk])
    assert suggest("draft-9") == ()


@pytest.mark.parametrize("typed", ["", " ", "测试色谱仪 ", "没有这个词", "%", "_"])
def test_nothing_is_suggested_for(typed: str) -> None:
    assert suggest(typed) == ()


def test_the_answer_is_json_and_says_how_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    Client().get(reverse("search:suggestions"), {"q": "测试"})
    with django_assert_max_num_queries(2):
        answer = Client().get(reverse("search:suggestions"), {"q": "测试色谱仪 最高"}).json()
    assert answer == {
        "items": [{"kind": "参数", "label": "最高耐压", "note": "MPa", "text": "测试色谱仪 最高耐压", "url": ""}],
        "said": "1 条建议",
    }
