"""The home page leads back to what the person opened or changed last, as far as it may still be seen."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.demands.models import Demand
from apps.portal.models import RecentItem
from apps.portal.recent_work import recent_work
from apps.suppliers.models import Product
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db

HOME = "/"
SPECS = {"test.pressure": "80 MPa"}


@pytest.fixture
def product(cast: Cast) -> Product:
    return make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=SPECS)


@pytest.fixture
def demand(cast: Cast) -> Demand:
    return make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)


def _titles(cast: Cast, person: str) -> list[str]:
    return [line.title for line in recent_work(acting(getattr(cast, person)))]


def test_what_was_opened_last_stands_first(cast: Cast, product: Product, demand: Demand) -> None:
    client = signed_in(cast.institution_member)
    for address in (f"/products/{product.pk}/", f"/demands/{demand.pk}/", f"/products/{product.pk}/"):
        assert client.get(address).status_code == 200
    assert _titles(cast, "institution_member") == ["GOOD-1 测试色谱仪", "测试色谱仪采购"]
    assert "接着上次的工作" in client.get(HOME).content.decode()
    assert _titles(cast, "other_institution_member") == []


def test_a_change_is_told_from_a_look(cast: Cast, product: Product) -> None:
    client = signed_in(cast.sales_engineer)
    client.get(f"/products/{product.pk}/")
    assert not recent_work(acting(cast.sales_engineer))[0].is_edit
    assert client.post(f"/products/{product.pk}/withdraw/", {"reason": "停产"}).status_code == 302
    assert recent_work(acting(cast.sales_engineer))[0].is_edit


def test_refused_pages_and_files_are_no_work(cast: Cast, demand: Demand) -> None:
    client = signed_in(cast.sales_engineer)
    assert client.get(f"/demands/{demand.pk}/review/").status_code in (403, 404)
    assert client.get("/products/999999/").status_code == 404
    client.get(f"/demands/{demand.pk}/export/")
    assert RecentItem.objects.count() == 0


def test_visitors_leave_nothing_behind(product: Product) -> None:
    assert Client().get(f"/products/{product.pk}/").status_code == 200
    assert RecentItem.objects.count() == 0


def test_what_may_not_be_seen_any_more_is_left_out(cast: Cast, product: Product) -> None:
    signed_in(cast.institution_member).get(f"/products/{product.pk}/")
    Product.objects.filter(pk=product.pk).update(status=Product.Status.WITHDRAWN)
    assert _titles(cast, "institution_member") == []
    assert "GOOD-1" not in signed_in(cast.institution_member).get(HOME).content.decode()


def test_home_asks_little_even_of_somebody_with_much_work(
    cast: Cast, product: Product, demand: Demand, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    match_now(demand)
    client = signed_in(cast.institution_member)
    with django_assert_max_num_queries(12):
        client.get(reverse("portal:home"))
    for address in (f"/products/{product.pk}/", f"/demands/{demand.pk}/", f"/matching/demands/{demand.pk}/"):
        client.get(address)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("portal:home")).content.decode()
    assert "GOOD-1" in page
