"""Online, in a batch, in reverse, after changes, joined, in families, from files: one answer, the plain path's.

The ordinary run takes some generated markets; `-m slow` takes thousands.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.facts import DemandFacts, ProductFacts
from tests.engine.generated import PARAMETERS, TERMS, TODAY, UNITS, World, step, with_maker, worlds
from tests.engine.oracle import Common, Oracle, reopened

COMMON = Common(PARAMETERS, UNITS, TODAY, TERMS)
STEPS = 3


def asked(world: World) -> list[DemandFacts]:
    """Some demands, two of them in one scope, and the first over everything."""
    first, second, third = (replace(world.demand(), demand_id=str(number)) for number in range(3))
    return [first, replace(second, scope=first.scope), third, replace(first, demand_id="wide", scope=None)]


def follow(world: World, random: Random) -> None:
    """A market that changes: at each step the index that followed, saved and opened now and then, says what is true."""
    left = {each.product_id: with_maker(each, random) for each in world.catalogue(random.randrange(13))}
    index = COMMON.index(left.values())
    for number in range(STEPS):
        changed, gone = step(world, left, random, number=number)
        index = index.updated(changed, gone)
        if random.random() < 0.5:
            index = reopened(index, COMMON)
        Oracle(COMMON, list(left.values())).check(index, asked(world), limit=random.randrange(6))


def divide(world: World, random: Random) -> None:
    """Any partition of the products, changed after it was joined."""
    left = {each.product_id: with_maker(each, random) for each in world.catalogue(random.randrange(2, 14))}
    shards: list[list[ProductFacts]] = [[] for _ in range(random.randrange(1, 6))]
    for product in left.values():
        random.choice(shards).append(product)
    index = reopened(COMMON.joined(shards), COMMON)
    Oracle(COMMON, list(left.values())).check(index, asked(world), limit=random.randrange(6))
    changed, gone = step(world, left, random, number=0)
    Oracle(COMMON, list(left.values())).check(index.updated(changed, gone), asked(world), limit=3)


def part_by_family(world: World, random: Random) -> None:
    """Families with an index of their own, some of them from files, asked together; then one of them changes."""
    left = {each.product_id: with_maker(each, random) for each in world.catalogue(random.randrange(14))}
    families = {category: random.choice(("one", "two", "three")) for category in "abc"}
    shards = COMMON.shards(left.values(), families)
    opened = {
        family: reopened(index, COMMON) if random.random() < 0.5 else index for family, index in shards.indexes.items()
    }
    Oracle(COMMON, list(left.values())).check(replace(shards, indexes=opened), asked(world), limit=random.randrange(6))
    moved = random.choice("abc")
    changed = [replace(world.product(f"new-{place}"), category=moved) for place in range(3)]
    gone = [each.product_id for each in left.values() if families[each.category] == families[moved]][::2]
    before = opened.get(families[moved]) or COMMON.index([])
    later = opened | {families[moved]: before.updated(changed, gone)}
    now = [*(each for each in left.values() if each.product_id not in gone), *changed]
    Oracle(COMMON, now).check(replace(shards, indexes=later, _joined={}), asked(world), limit=3)


def turn_round(world: World, random: Random) -> None:
    """Each product against all demands."""
    products = [with_maker(each, random) for each in world.catalogue(6)]
    Oracle(COMMON, products).check_reverse(asked(world))


randoms = st.randoms(use_true_random=False)


@settings(max_examples=40, deadline=None)
@given(worlds, randoms)
def test_after_any_changes_every_question_has_the_plain_answer(world: World, random: Random) -> None:
    follow(world, random)


@settings(max_examples=40, deadline=None)
@given(worlds, randoms)
def test_any_partition_that_is_joined_has_the_plain_answer(world: World, random: Random) -> None:
    divide(world, random)


@settings(max_examples=40, deadline=None)
@given(worlds, randoms)
def test_families_that_are_asked_together_have_the_plain_answer(world: World, random: Random) -> None:
    part_by_family(world, random)


@settings(max_examples=40, deadline=None)
@given(worlds, randoms)
def test_a_new_product_finds_the_rows_that_the_demands_find(world: World, random: Random) -> None:
    turn_round(world, random)


@pytest.mark.slow
@pytest.mark.parametrize("question", [follow, divide, part_by_family, turn_round])
def test_thousands_of_markets_have_the_plain_answer(question: object) -> None:
    """Numbered, so that a market that fails is found again by its number."""
    assert callable(question)
    for seed in range(1000):
        try:
            question(World(seed), Random(seed))
        except AssertionError as difference:
            raise AssertionError(f"market {seed}") from difference


def test_a_difference_is_noticed() -> None:
    """The control: an index that lacks a product, and one of other terms, are not what the plain path says."""
    world = World(3)
    products = world.catalogue()
    demands = [replace(each, scope=None) for each in asked(world)]
    with pytest.raises((AssertionError, KeyError)):
        Oracle(COMMON, products).check(COMMON.index(products[1:]), demands, limit=3)
    other = replace(COMMON, terms=replace(TERMS, others=5))
    titled = [replace(each, title="采购高效液相色谱仪") for each in demands]
    with pytest.raises(AssertionError):
        Oracle(COMMON, products).check(other.index(products), titled, limit=3)
