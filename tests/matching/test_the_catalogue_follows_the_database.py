"""The catalogue in memory is the one in the database: after every change, from files, and where files are no good."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F
from pytest_django import DjangoAssertNumQueries, Settings

from apps.accounts.models import Organisation
from apps.matching import catalogues, families
from apps.matching.catalogues import Catalogue, catalogue, forget
from apps.matching.engine.index import MatchIndex
from apps.matching.families import Family
from apps.matching.rebuilding import rebuild
from apps.suppliers.models import Product, SpecValue
from apps.taxonomy.models import Category
from kernel import clock
from tests.cast import Cast, organisation_of
from tests.support.market import make_category, make_product

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃"}

in_a_transaction = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Files of the test's own, and a process that has read nothing yet."""
    settings.STATE_DIR, settings.CATALOGUE_KEPT_FROM = tmp_path, 1
    forget()
    yield
    forget()


@pytest.fixture
def small(settings: Settings) -> None:
    """A catalogue that is not large enough for files."""
    settings.CATALOGUE_KEPT_FROM = 1_000


@pytest.fixture
def maker(cast: Cast) -> Organisation:
    return organisation_of(cast.sales_engineer)


@pytest.fixture
def products(maker: Organisation) -> list[Product]:
    return [make_product(maker=maker, model=f"P-{number}", specs=GOOD) for number in range(12)]


@pytest.fixture
def others(maker: Organisation, products: list[Product]) -> list[Product]:
    """Products of another family."""
    made = [make_product(maker=maker, model=f"O-{number}", specs=GOOD) for number in range(8)]
    other = Category.objects.create(
        code="999902", level=3, name_zh="别类", parent=make_category().parent, family="other"
    )
    Product.objects.filter(pk__in=[each.pk for each in made]).update(category=other)
    return made


def change(product: Product, text: str) -> None:
    """A new revision with another pressure, as the services leave it behind."""
    number = text.split()[0]
    SpecValue.objects.filter(product=product, parameter__code="test.pressure").update(lo=number, hi=number, text=text)
    Product.objects.filter(pk=product.pk).update(revision=F("revision") + 1)


def whole(found: Catalogue) -> MatchIndex:
    return found.shards.index_for(None)


def pressures(found: Catalogue) -> dict[str, str]:
    """What each product says of its pressure, as the engine has it."""
    columns = whole(found).columns
    return {
        product_id: columns.current_of(row, ["test.pressure"])["test.pressure", ""].value.text
        for row, product_id in enumerate(columns.product_ids)
    }


def standing(found: Catalogue) -> dict[str, list[list[int]]]:
    return {category: members.tolist() for category, members in found.standing(None).items()}


def assert_as_if_read_anew(found: Catalogue) -> None:
    basis = families.read_basis(found.shards.today or date.min, "")
    anew = Catalogue.of(families.read_all(basis), basis, found.shards.parameters, found.weights)
    assert pressures(found) == pressures(anew)
    assert standing(found) == standing(anew)
    assert found.words == anew.words
    assert dict(whole(found).columns.scales) == dict(whole(anew).columns.scales)


def folders(tmp_path: Path) -> list[Path]:
    return sorted(each for each in (tmp_path / "catalogue").iterdir() if each.is_dir())


@in_a_transaction
def test_what_came_changed_and_went_is_followed(products: list[Product], cast: Cast) -> None:
    before = catalogue()
    assert pressures(before)[str(products[3].pk)] == "80 MPa"
    assert catalogue() is before
    change(products[3], "95 MPa")
    Product.objects.filter(pk=products[5].pk).update(status=Product.Status.WITHDRAWN)
    make_product(maker=organisation_of(cast.competing_maker), model="NEW", specs=GOOD)
    after = catalogue()
    assert pressures(after)[str(products[3].pk)] == "95 MPa"
    assert not after.shards.holds(str(products[5].pk))
    assert_as_if_read_anew(after)
    assert pressures(before)[str(products[3].pk)] == "80 MPa"  # whoever still works with it is not disturbed


@in_a_transaction
def test_only_what_changed_is_read_again(
    small: None, products: list[Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    catalogue()
    change(products[0], "90 MPa")
    with django_assert_num_queries(3):  # the state, the one product, its values
        assert pressures(catalogue())[str(products[0].pk)] == "90 MPa"
    with django_assert_num_queries(1):
        catalogue()


@committing
def test_a_change_makes_its_own_family_anew_and_leaves_the_others(
    products: list[Product], others: list[Product], tmp_path: Path
) -> None:
    before = catalogue()
    pressures(before)
    kept = folders(tmp_path)
    change(products[0], "90 MPa")
    after = catalogue()
    assert_as_if_read_anew(after)
    assert after.families["other"] is before.families["other"]
    assert len(folders(tmp_path)) == len(kept)
    assert len({*folders(tmp_path)} & {*kept}) == len(kept) - 1


@committing
def test_a_product_that_moves_to_another_family_is_in_that_one_alone(
    products: list[Product], others: list[Product]
) -> None:
    pressures(catalogue())
    Product.objects.filter(pk=products[0].pk).update(category=Category.objects.get(family="other"), revision=2)
    after = catalogue()
    assert after.revision_of(str(products[0].pk), None) == 2
    assert_as_if_read_anew(after)


@in_a_transaction
def test_when_most_has_changed_everything_is_read(products: list[Product]) -> None:
    pressures(catalogue())
    for product in products:
        change(product, "70 MPa")
    assert set(pressures(catalogue()).values()) == {"70 MPa"}
    assert_as_if_read_anew(catalogue())


@pytest.mark.parametrize("kept_from", [1, 1_000])
@in_a_transaction
def test_what_was_taken_back_was_never_there(
    products: list[Product], maker: Organisation, settings: Settings, kept_from: int
) -> None:
    settings.CATALOGUE_KEPT_FROM = kept_from
    before = pressures(catalogue())
    with transaction.atomic():
        change(products[0], "90 MPa")
        make_product(maker=maker, model="NEVER", specs=GOOD)
        assert len(pressures(catalogue())) == 13
        transaction.set_rollback(True)
    assert pressures(catalogue()) == before
    assert_as_if_read_anew(catalogue())


@committing
def test_who_works_inside_a_transaction_leaves_the_files_alone(
    products: list[Product], maker: Organisation, tmp_path: Path
) -> None:
    read = pressures(catalogue())
    kept = folders(tmp_path)
    with transaction.atomic():
        change(products[0], "90 MPa")
        assert pressures(catalogue())[str(products[0].pk)] == "90 MPa"
        transaction.set_rollback(True)
    assert folders(tmp_path) == kept
    assert pressures(catalogue()) == read
    forget()
    assert pressures(catalogue()) == read


@pytest.mark.parametrize("kept_from", [1, 1_000])
@committing
def test_a_change_that_commits_late_is_followed(products: list[Product], settings: Settings, kept_from: int) -> None:
    """The slow writer began before, and commits after, a change that was seen already."""
    settings.CATALOGUE_KEPT_FROM = kept_from
    pressures(catalogue())
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            change(products[0], "91 MPa")
            wrote.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)
    change(products[1], "92 MPa")
    between = pressures(catalogue())
    assert (between[str(products[0].pk)], between[str(products[1].pk)]) == ("80 MPa", "92 MPa")
    may_commit.set()
    writer.join(20)
    assert pressures(catalogue())[str(products[0].pk)] == "91 MPa"
    assert_as_if_read_anew(catalogue())


@committing
def test_a_process_that_starts_opens_the_files_and_follows_from_there(
    products: list[Product], others: list[Product]
) -> None:
    read = pressures(catalogue())
    forget()
    assert pressures(catalogue()) == read
    forget()
    change(products[2], "91 MPa")
    opened = catalogue()
    assert pressures(opened)[str(products[2].pk)] == "91 MPa"
    assert_as_if_read_anew(opened)


@committing
def test_what_another_process_wrote_is_opened_and_not_made_again(
    products: list[Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pressures(catalogue())
    mine = catalogues._current
    forget()
    change(products[2], "91 MPa")
    theirs = catalogue()
    assert pressures(theirs)[str(products[2].pk)] == "91 MPa"
    catalogues._current = mine
    found = catalogue()
    assert pressures(found)[str(products[2].pk)] == "91 MPa"
    assert found.families["test"].content.entry == theirs.families["test"].content.entry
    assert_as_if_read_anew(found)


@committing
def test_damaged_files_are_read_from_the_database_and_written_anew(products: list[Product], tmp_path: Path) -> None:
    pressures(catalogue())
    (folder,) = folders(tmp_path)
    os.truncate(folder / "arrays.bin", 10)
    forget()
    assert_as_if_read_anew(catalogue())
    (folder,) = folders(tmp_path)
    assert folder.joinpath("arrays.bin").stat().st_size > 10
    forget()
    assert_as_if_read_anew(catalogue())


@committing
def test_a_new_name_of_a_category_makes_its_family_new(products: list[Product], others: list[Product]) -> None:
    rebuild(lambda _progress, _family: None)  # from now on the weights of terms follow no name
    before = catalogue()
    pressures(before)
    category = products[0].category
    category.aliases = [*category.aliases, "新叫法"]
    category.save()
    after = catalogue()
    assert "新叫法" in after.words[str(category.pk)]
    assert_as_if_read_anew(after)
    assert after.families["test"].content.entry != before.families["test"].content.entry
    assert after.families["other"].content.entry == before.families["other"].content.entry


@pytest.mark.parametrize("kept_from", [1, 1_000])
@committing
def test_from_one_day_to_the_next_only_what_expired_is_read(
    products: list[Product], others: list[Product], settings: Settings, monkeypatch: pytest.MonkeyPatch, kept_from: int
) -> None:
    settings.CATALOGUE_KEPT_FROM = kept_from
    today = clock.today()
    SpecValue.objects.filter(product=products[0]).update(rung=3, expires_on=today)
    before = catalogue()
    pressures(before)
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=1))
    after = catalogue()
    assert after.shards.today == today + timedelta(days=1)
    assert_as_if_read_anew(after)
    rungs = [
        found.shards.index_for(None)
        .columns.current_of(whole(found).columns.row_of(str(products[0].pk)), ["test.pressure"])["test.pressure", ""]
        .rung
        for found in (before, after)
    ]
    assert rungs == [3, 1]
    forget()
    assert_as_if_read_anew(catalogue())


@in_a_transaction
def test_where_no_file_can_be_written_the_catalogue_is_read_all_the_same(
    products: list[Product], settings: Settings, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path / "a file"
    settings.STATE_DIR.write_text("in the way")
    assert_as_if_read_anew(catalogue())


@in_a_transaction
def test_an_index_that_outgrows_memory_goes_to_files(products: list[Product], settings: Settings) -> None:
    settings.CATALOGUE_KEPT_FROM = 13
    assert not any(each.is_kept for each in catalogue().families.values())
    make_product(maker=products[0].organisation, model="ONE-MORE", specs=GOOD)
    assert all(each.is_kept for each in catalogue().families.values())
    assert_as_if_read_anew(catalogue())


@in_a_transaction
def test_one_more_product_moves_no_spread_and_a_quarter_more_does(small: None, products: list[Product]) -> None:
    change(products[0], "90 MPa")
    before = catalogue().shards.parameters
    change(products[1], "900 MPa")
    assert catalogue().shards.parameters == before
    for number in range(5):
        make_product(maker=products[0].organisation, model=f"MORE-{number}", specs=GOOD)
    after = catalogue().shards.parameters["test.pressure"].spread
    assert after is not None
    assert after == 82 * (before["test.pressure"].spread or 0)
    forget()
    assert catalogue().shards.parameters["test.pressure"].spread == after


def test_a_family_that_nobody_asked_for_yet_gathers_what_it_must_compare() -> None:
    basis = families.Basis(date(2026, 11, 27), "", {}, {}, {})
    known = Family("one", basis)
    assert known.after({1}, basis)._suspects is None  # nothing was read: everything is compared
    known._has_begun = True
    later = known.after({1}, basis).after({2}, basis)
    assert (later._before, later._suspects) == (known, frozenset({1, 2}))
    assert later.after(None, basis)._suspects is None
