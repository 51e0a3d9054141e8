"""After any changes an index says what one built anew says, and shards that are merged say what one index says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.checkup import measure
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.relaxation import relax
from apps.matching.engine.storage import UnreadableSnapshot, open_snapshot, save
from apps.taxonomy.language.types import SpecKind, SpecValue
from tests.engine.generated import PARAMETERS, TERMS, TODAY, UNITS, World, step, with_maker, worlds


def built(products: list[ProductFacts]) -> MatchIndex:
    return MatchIndex.build(products, parameters=PARAMETERS, units=UNITS, today=TODAY, terms=TERMS)


def assert_equal_answers(index: MatchIndex, expected: MatchIndex, world: World) -> None:
    for demand in (world.demand(), replace(world.demand(), scope=None)):
        for limit in (None, 3):
            assert index.match(demand, limit=limit) == expected.match(demand, limit=limit)
        assert index.near_misses(demand, limit=2) == expected.near_misses(demand, limit=2)
        assert measure(index, demand) == measure(expected, demand)
        assert relax(index, demand) == relax(expected, demand)
    assert index.spreads() == expected.spreads()
    assert dict(index.columns.scales) == dict(expected.columns.scales)


@settings(max_examples=150, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_after_any_changes_it_is_as_if_it_were_built_anew(world: World, random: Random) -> None:
    left = {each.product_id: with_maker(each, random) for each in world.catalogue()}
    index = built(list(left.values()))
    for number in range(4):
        index = index.updated(*step(world, left, random, number=number))
        assert_equal_answers(index, built(list(left.values())), world)


@settings(max_examples=100, deadline=None)
@given(worlds, st.integers(1, 5), st.randoms(use_true_random=False))
def test_shards_that_are_joined_are_one_index(world: World, shards: int, random: Random) -> None:
    catalogue = [with_maker(each, random) for each in world.catalogue()]
    parts = [built(catalogue[number::shards]) for number in range(shards)]
    joined = parts[0].joined([part.part() for part in parts])
    assert_equal_answers(joined, built(catalogue), world)


def test_parts_that_were_weighed_by_other_terms_are_not_joined() -> None:
    world = World(1)
    other = MatchIndex.build(world.catalogue(), parameters=PARAMETERS, units=UNITS, today=TODAY)
    with pytest.raises(ValueError, match="weighed by other terms"):
        built(world.catalogue()).joined([other.part()])


def test_a_product_that_was_never_there_goes_without_a_word() -> None:
    world = World(1)
    index = built(world.catalogue())
    assert_equal_answers(index.updated([], gone=["nobody"]), index, world)


@settings(max_examples=60, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_an_index_that_was_saved_and_opened_is_the_same(world: World, random: Random) -> None:
    index = built([with_maker(each, random) for each in world.catalogue()])
    with TemporaryDirectory() as folder:
        save(index.columns, index.texts, Path(folder) / "one", notes={"day": "2026-11-27"})
        columns, texts, notes = open_snapshot(Path(folder) / "one")
        assert notes == {"day": "2026-11-27"}
        opened = replace(index, columns=columns, texts=texts)
        assert texts.terms == TERMS
        assert list(columns.printed) == list(index.columns.printed)
        demand = world.demand()
        for product in columns.product_ids:
            assert opened.explain(demand, product) == index.explain(demand, product)
        assert_equal_answers(opened, index, world)
        changed = [world.product("further")]
        assert_equal_answers(opened.updated(changed), index.updated(changed), world)


def test_a_number_beyond_what_an_array_holds_is_kept(tmp_path: Path) -> None:
    huge = SpecValue(code="size", kind=SpecKind.EXACT, lo=Fraction(10) ** 30, hi=Fraction(10) ** 30, unit="mm")
    tiny = replace(huge, lo=Fraction(1, 10**20), hi=Fraction(1, 10**20))
    products = [
        ProductFacts(product_id=str(number), category="a", specs=(each,)) for number, each in enumerate((huge, tiny))
    ]
    index = built(products)
    save(index.columns, index.texts, tmp_path / "one", notes={})
    assert dict(open_snapshot(tmp_path / "one")[0].scales) == dict(index.columns.scales)


def test_a_folder_that_was_not_finished_or_was_damaged_is_not_opened(tmp_path: Path) -> None:
    index = built(World(1).catalogue())
    with pytest.raises(UnreadableSnapshot):
        open_snapshot(tmp_path / "nothing")
    save(index.columns, index.texts, tmp_path / "whole", notes={})
    for name in ("cut", "half a table", "no arrays", "other format"):
        shutil.copytree(tmp_path / "whole", tmp_path / name)
    os.truncate(tmp_path / "cut" / "arrays.bin", 100)
    os.truncate(tmp_path / "half a table" / "contents.json", 100)
    (tmp_path / "no arrays" / "arrays.bin").unlink()
    contents = tmp_path / "other format" / "contents.json"
    contents.write_text(json.dumps(json.loads(contents.read_text()) | {"format": 0}))
    for name in ("cut", "half a table", "no arrays", "other format"):
        with pytest.raises(UnreadableSnapshot):
            open_snapshot(tmp_path / name)


def test_who_is_killed_while_writing_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    """The writer is killed at many moments: there is the whole folder or none, and the older one stays."""
    index = built(World(1).catalogue())
    save(index.columns, index.texts, tmp_path / "older", notes={"number": 1})
    program = (
        "import sys; from pathlib import Path\n"
        "from apps.matching.engine.storage import open_snapshot, save\n"
        "columns, texts, _ = open_snapshot(Path(sys.argv[1]) / 'older')\n"
        "print('ready', flush=True)\n"
        "for number in range(10_000):\n"
        "    save(columns, texts, Path(sys.argv[1]) / f'n{number}', notes={'number': number})\n"
    )
    random = Random(5)
    for _ in range(6):
        writer = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(random.random() * 0.2)
        writer.kill()
        writer.wait()
        whole = [folder for folder in tmp_path.iterdir() if not folder.name.endswith(".part")]
        assert whole
        for folder in whole:
            columns, _, _ = open_snapshot(folder)
            assert list(columns.product_ids) == list(index.columns.product_ids)
