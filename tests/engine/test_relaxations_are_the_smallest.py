"""A relaxation is the smallest there is: byte for byte what trying everything finds; and the plain path keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.moves import MoveKind
from apps.matching.engine.reference import match_products
from apps.matching.engine.relaxation import WANTED_MAKERS, relax, relaxed_demand
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.taxonomy.language.types import Mark, Outcome
from tests.engine.relaxing import PARAMETERS, UNITS, Answered, SmallWorld, smallest_changes

small_worlds = st.builds(SmallWorld, st.integers(0, 2**32 - 1))


def index_of(products: Sequence[ProductFacts]) -> MatchIndex:
    return MatchIndex.build(products, parameters=PARAMETERS, units=UNITS, today=None)


def found_by_engine(world: SmallWorld) -> tuple[bool, list[Answered], list[Answered]]:
    demand, products = world.demand(), world.products()
    answer = relax(index_of(products), demand)
    assert answer.is_complete
    found = [
        Answered(
            tuple(change.index for change in each.changes),
            tuple(change.after for change in each.changes),
            each.cost,
            each.demotions,
        )
        for each in answer.alternatives
    ]
    return answer.is_needed, found, smallest_changes(products, demand)


@settings(max_examples=250, deadline=None)
@given(small_worlds)
def test_the_answer_is_that_of_trying_everything(world: SmallWorld) -> None:
    is_needed, found, expected = found_by_engine(world)
    assert found == (expected if is_needed else [])


@pytest.mark.slow
@settings(max_examples=6000, deadline=None)
@given(small_worlds)
def test_the_answer_is_that_of_trying_everything_in_thousands_of_worlds(world: SmallWorld) -> None:
    is_needed, found, expected = found_by_engine(world)
    assert found == (expected if is_needed else [])


@settings(max_examples=100, deadline=None)
@given(small_worlds)
def test_the_plain_path_finds_three_makers_in_every_relaxed_demand(world: SmallWorld) -> None:
    demand, products = world.demand(), world.products()
    for each in relax(index_of(products), demand).alternatives:
        relaxed = relaxed_demand(demand, each)
        domestic = [product for product in products if product.domestic and not product.is_reference]
        rows = match_products(
            relaxed, products=domestic, parameters=PARAMETERS, units=UNITS, today=None, weights=PUBLISHED_WEIGHTS
        )
        eligible = {row.product_id for row in rows if row.outcome is Outcome.ELIGIBLE}
        makers = {product.maker for product in domestic if product.product_id in eligible}
        assert (each.makers, each.products) == (len(makers), len(eligible))
        assert len(makers) >= WANTED_MAKERS
        assert each.cost == sum(change.cost for change in each.changes)


@settings(max_examples=60, deadline=None)
@given(small_worlds, st.randoms(use_true_random=False))
def test_the_order_of_products_and_what_is_no_candidate_change_nothing(world: SmallWorld, chance: Random) -> None:
    demand, products = world.demand(), world.products()
    others = [replace(each, product_id=f"x{each.product_id}", is_reference=True) for each in products]
    shuffled = chance.sample([*products, *others], 2 * len(products))
    assert relax(index_of(shuffled), demand) == relax(index_of(products), demand)


def test_a_search_that_is_cut_short_says_so() -> None:
    cut_short = 0
    for seed in range(60):
        world = SmallWorld(seed)
        demand, index = world.demand(), index_of(world.products())
        if relax(index, demand).alternatives:
            cut_short += not relax(index, demand, budget=1).is_complete
    assert cut_short > 10


def test_without_a_star_there_is_nothing_to_loosen() -> None:
    world = SmallWorld(1)
    demand = world.demand()
    plain = replace(demand, requirements=tuple(replace(each, mark=Mark.GENERAL) for each in demand.requirements))
    answer = relax(index_of(world.products()[:1]), plain)
    assert answer.is_needed
    assert answer.is_complete
    assert answer.alternatives == ()


def test_the_worlds_reach_every_kind_of_change_and_every_number_of_alternatives() -> None:
    kinds, counts, sizes = set(), set(), set()
    for seed in range(700):
        world = SmallWorld(seed)
        demand = world.demand()
        answer = relax(index_of(world.products()), demand)
        counts.add(len(answer.alternatives) if answer.is_needed else -1)
        for each in answer.alternatives:
            sizes.add(len(each.changes))
            kinds |= {(change.kind, change.opens) for change in each.changes}
    assert counts == {-1, 0, 1, 2, 3}
    assert sizes >= {1, 2, 3}
    assert {kind for kind, _ in kinds} == set(MoveKind)
    assert {(MoveKind.LOWER, True), (MoveKind.RAISE, True)} <= kinds
