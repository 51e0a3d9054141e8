"""The pages show the tree and the templates to everybody, and find types by any of their names."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.taxonomy.models import Category
from apps.taxonomy.services import load_taxonomy
from tests.taxonomy.catalogue import shipped

pytestmark = pytest.mark.django_db
INDEX = "/categories/"


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_taxonomy(shipped())


def detail(code: str) -> str:
    return f"{INDEX}{code}/"


def test_the_tree_names_every_class_and_links_to_every_type(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = client.get(INDEX).content.decode()
    assert "分析仪器" in page
    for category in shipped().categories:
        assert detail(category.code) in page, category.code


def test_a_category_shows_its_template_in_groups(client: Client) -> None:
    page = client.get(detail("010501")).content.decode()
    for text in ("输液泵", "柱温箱", "最高耐压", "lc.max_pressure", "MPa", "越大越好", "商务要求", "质保期", "HPLC"):
        assert text in page
    assert detail("010502") in page


def test_a_borrowed_template_says_whose_it_is(client: Client) -> None:
    assert "借用「高效液相色谱仪」的模板" in client.get(detail("010502")).content.decode()
    assert "借用" not in client.get(detail("010501")).content.decode()


@pytest.mark.parametrize("code", ["01", "0105", "011300", "011019", "120000", "12000001"])
def test_every_level_has_a_page(client: Client, code: str) -> None:
    assert client.get(detail(code)).status_code == 200


def test_a_search_lists_what_it_found_and_by_which_name(client: Client) -> None:
    page = client.get(INDEX, {"q": "lcms"}).content.decode()
    assert detail("010201") in page
    assert "LC-MS" in page
    assert detail("020101") not in page


@pytest.mark.parametrize("text", ["没有这种东西", "<script>alert(1)</script>", "%00", "x" * 5000])
def test_a_search_without_a_hit_says_what_next(client: Client, text: str) -> None:
    response = client.get(INDEX, {"q": text})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("code", ["999999", "x", "0105%00", "' OR 1=1", "9" * 300])
def test_an_unknown_code_is_404(client: Client, code: str) -> None:
    assert client.get(f"/categories/{code}/").status_code == 404


def test_the_pages_only_read(client: Client) -> None:
    assert client.post(INDEX).status_code == 405
    assert client.post(detail("010501")).status_code == 405


def test_nobody_changes_the_taxonomy_by_hand(client: Client, administrator: User) -> None:
    User.objects.filter(pk=administrator.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=administrator.pk))
    assert client.get("/admin/taxonomy/category/").status_code == 200
    assert client.post("/admin/taxonomy/category/add/", {"code": "13", "level": 1}).status_code == 403
    assert not Category.objects.filter(code="13").exists()
