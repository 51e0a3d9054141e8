"""The catalogue in memory is the one in the database: after every change, from files, and where files are no good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import F
from pytest_django import DjangoAssertNumQueries, Settings

from apps.matching import catalogues
from apps.matching.catalogues import Catalogue, catalogue
from apps.suppliers.models import Product, SpecValue
from kernel import clock
from tests.cast import Cast, organisation_of
from tests.support.market import make_product

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Files of the test's own, and a process that has read nothing yet."""
    settings.STATE_DIR, settings.CATALOGUE_KEPT_FROM = tmp_path, 1
    forget()
    yield
    forget()


@pytest.fixture
def products(cast: Cast) -> list[Product]:
    maker = organisation_of(cast.sales_engineer)
    return [make_product(maker=maker, model=f"P-{number}", specs=GOOD) for number in range(12)]


def forget() -> None:
    """As in a process that has just started."""
    catalogues._current = None


def change(product: Product, text: str) -> None:
    """A new revision with another pressure, as the services leave it behind."""
    number = text.split()[0]
    SpecValue.objects.filter(product=product, parameter__code="test.pressure").update(lo=number, hi=number, text=text)
    Product.objects.filter(pk=product.pk).update(revision=F("revision") + 1)


def pressures(found: Catalogue) -> dict[str, str]:
    """What each product says of its pressure, as the engine has it."""
    columns = found.index.columns
    return {
        product_id: columns.current_of(row, ["test.pressure"])["test.pressure", ""].value.text
        for row, product_id in enumerate(columns.product_ids)
    }


def assert_as_if_read_anew(found: Catalogue) -> None:
    anew = catalogues._built(catalogues.read_state(clock.today()))
    assert pressures(found) == pressures(anew)
    assert (found.state, found.revisions, found.members, found.words) == (
        *(anew.state, anew.revisions),
        *(anew.members, anew.words),
    )
    assert found.index.parameters == anew.index.parameters


def test_what_came_changed_and_went_is_followed(products: list[Product], cast: Cast) -> None:
    before = catalogue()
    assert catalogue() is before
    change(products[3], "95 MPa")
    Product.objects.filter(pk=products[5].pk).update(status=Product.Status.WITHDRAWN)
    make_product(maker=organisation_of(cast.competing_maker), model="NEW", specs=GOOD)
    after = catalogue()
    assert pressures(after)[str(products[3].pk)] == "95 MPa"
    assert not after.index.holds(str(products[5].pk))
    assert_as_if_read_anew(after)
    assert pressures(before)[str(products[3].pk)] == "80 MPa"  # whoever still works with it is not disturbed


def test_only_what_changed_is_read_again(
    products: list[Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    catalogue()
    change(products[0], "90 MPa")
    with django_assert_num_queries(4):  # the state, all revisions, the one product, its values
        catalogue()
    with django_assert_num_queries(1):
        catalogue()


def test_when_most_has_changed_everything_is_read(products: list[Product]) -> None:
    catalogue()
    for product in products:
        change(product, "70 MPa")
    assert set(pressures(catalogue()).values()) == {"70 MPa"}
    assert_as_if_read_anew(catalogue())


def test_a_process_that_starts_opens_the_files_and_follows_from_there(products: list[Product]) -> None:
    read = catalogue()
    forget()
    assert pressures(catalogue()) == pressures(read)
    forget()
    change(products[2], "91 MPa")
    opened = catalogue()
    assert pressures(opened)[str(products[2].pk)] == "91 MPa"
    assert_as_if_read_anew(opened)


def test_damaged_files_are_read_from_the_database_and_written_anew(products: list[Product], tmp_path: Path) -> None:
    catalogue()
    (folder,) = (each for each in (tmp_path / "catalogue").iterdir() if each.is_dir())
    os.truncate(folder / "arrays.bin", 10)
    forget()
    assert_as_if_read_anew(catalogue())
    forget()
    assert folder.joinpath("arrays.bin").stat().st_size > 10
    assert_as_if_read_anew(catalogue())


def test_a_new_name_of_a_category_makes_everything_new(products: list[Product]) -> None:
    catalogue()
    category = products[0].category
    category.aliases = [*category.aliases, "新叫法"]
    category.save()
    after = catalogue()
    assert "新叫法" in after.words[str(category.pk)]
    assert_as_if_read_anew(after)


def test_where_no_file_can_be_written_the_catalogue_is_read_all_the_same(
    products: list[Product], settings: Settings, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path / "a file"
    settings.STATE_DIR.write_text("in the way")
    assert_as_if_read_anew(catalogue())
