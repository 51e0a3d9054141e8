"""The catalogue's files are made anew beside running processes, and a crash at any point leaves the last good ones."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import F
from pytest_django import Settings

from apps.matching import families, family_files
from apps.matching.catalogues import catalogue, forget
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.storage import open_snapshot, save
from apps.matching.models import FrozenStatistics
from apps.matching.rebuilding import rebuild, rebuild_progress
from apps.suppliers.models import Product, SpecValue
from tests.cast import Cast, organisation_of
from tests.engine.generated import PARAMETERS, TODAY, UNITS, World
from tests.support.market import make_product

GOOD = {"test.pressure": "80 MPa"}

committing = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.STATE_DIR, settings.CATALOGUE_KEPT_FROM = tmp_path, 1
    forget()
    yield
    forget()


@pytest.fixture
def products(cast: Cast) -> list[Product]:
    maker = organisation_of(cast.sales_engineer)
    return [make_product(maker=maker, model=f"P-{number}", specs=GOOD) for number in range(12)]


def change(product: Product, text: str) -> None:
    number = text.split()[0]
    SpecValue.objects.filter(product=product).update(lo=number, hi=number, text=text)
    Product.objects.filter(pk=product.pk).update(revision=F("revision") + 1)


def revisions() -> list[int]:
    return [revision for members in catalogue().standing(None).values() for _, revision in members.tolist()]


@committing
def test_a_rebuild_says_how_far_it_is_and_freezes_the_spreads(products: list[Product]) -> None:
    assert rebuild_progress() is None
    change(products[0], "90 MPa")
    out = StringIO()
    call_command("rebuild_catalogue", stdout=out)
    said = out.getvalue().splitlines()
    assert "1/1 families  12/12 products  test" in said[0]
    assert said[-1] == "12 products in 1 families are kept"
    progress = rebuild_progress()
    assert progress is not None
    assert (progress.families_done, progress.products_done, progress.is_running) == (1, 12, False)
    assert FrozenStatistics.objects.latest("pk").spreads == {"test.pressure": ["pressure", "10000000"]}
    assert catalogue().shards.parameters["test.pressure"].spread == 10_000_000


@committing
def test_a_rebuild_is_seen_half_way(products: list[Product]) -> None:
    seen = []
    rebuild(lambda _progress, _family: seen.append(rebuild_progress()))
    assert seen[0] is not None
    assert seen[0].is_running


@committing
def test_who_works_meanwhile_is_not_disturbed_and_loses_nothing(products: list[Product]) -> None:
    """What is rebuilt may be older than what a running process has written: nobody takes it for the truth."""
    assert revisions() == [1] * 12
    old = families.read_basis(catalogue().shards.today, "")  # type: ignore[arg-type]
    stale = families.Family("test", old).content
    change(products[0], "90 MPa")
    assert sorted(revisions()) == [*[1] * 11, 2]
    known = catalogue().families["test"].content
    assert known.entry is not None
    save(stale.columns, stale.texts, family_files.root() / "stale", beside={"members": stale.members.table})
    family_files.list_entry("test", replace(known.entry, folder="stale"))
    change(products[1], "91 MPa")
    assert sorted(revisions()) == [*[1] * 10, 2, 2]
    forget()
    assert sorted(revisions()) == [*[1] * 10, 2, 2]


@committing
def test_what_a_crash_left_behind_is_cleared_away_once_it_is_old(products: list[Product], tmp_path: Path) -> None:
    young, old = tmp_path / "catalogue" / "young.part", tmp_path / "catalogue" / "old.part"
    for folder in (young, old):
        folder.mkdir(parents=True)
    os.utime(old, (1, 1))
    rebuild(lambda _progress, _family: None)
    assert young.is_dir()
    assert not old.is_dir()


def test_who_is_killed_while_writing_leaves_every_family_as_it_was_last(tmp_path: Path) -> None:
    """The writer is killed at many moments: each family on the list opens, and is the whole of one of its states."""
    index = MatchIndex.build(World(1).catalogue(), parameters=PARAMETERS, units=UNITS, today=TODAY)
    save(index.columns, index.texts, tmp_path / "source")
    random, reached = Random(7), 0
    for _ in range(8):
        writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(random.random() * 0.15)
        writer.kill()
        writer.wait()
        for family in ("one", "two"):
            entry = family_files.entry_of(family)
            if entry is None:
                continue
            columns, _, notes = open_snapshot(family_files.root() / entry.folder)
            assert list(columns.product_ids) == list(index.columns.product_ids)
            assert notes == {"basis": entry.basis}
            reached = max(reached, int(entry.basis))
    assert reached > 0


_WRITER = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(STATE_DIR=Path(sys.argv[1]))
from apps.matching import family_files
from apps.matching.engine.storage import open_snapshot, save
columns, texts, _ = open_snapshot(Path(sys.argv[1]) / "source")
print("ready", flush=True)
for number in range(100_000):
    family = ("one", "two")[number % 2]
    with family_files.making(family):
        folder = family_files.new_folder(family)
        save(columns, texts, folder, notes={"basis": str(number)})
        family_files.list_entry(family, family_files.Entry(folder.name, "db", "2026-05-01", str(number), ()))
"""
