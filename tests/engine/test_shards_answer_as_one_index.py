"""Families with an index of their own, asked together, say what one index of everything says: byte for byte."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine.checkup import measure
from apps.matching.engine.facts import DemandFacts, ProductFacts, ScoreParts
from apps.matching.engine.fits import PriceRange, fit_products
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.knobs import knobs_of, scene_of
from apps.matching.engine.relaxation import relax
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights
from apps.matching.engine.shards import Shards
from apps.taxonomy.language.types import ParameterFacts
from tests.engine.generated import PARAMETERS, TERMS, TODAY, UNITS, World, worlds

OTHER_WEIGHTS = Weights(version="other", parts=ScoreParts(mandatory=1000, price=3000, delivery=3000, text=3000))


def market(world: World, random: Random) -> list[ProductFacts]:
    """Products in more categories than a demand asks for, and twins of them elsewhere: ties across families."""
    products = [
        replace(each, category=random.choice("abcdz"), maker=random.choice("mnop"), domestic=random.random() < 0.8)
        for each in world.catalogue(16)
    ]
    twins = [replace(each, product_id=f"{each.product_id}{random.choice('-x')}") for each in random.sample(products, 8)]
    return [*products, *(replace(each, category=random.choice("abcdz")) for each in twins)]


def built(products: list[ProductFacts], parameters: dict[str, ParameterFacts]) -> MatchIndex:
    return MatchIndex.build(products, parameters=parameters, units=UNITS, today=TODAY, terms=TERMS)


def parted(products: list[ProductFacts], random: Random) -> tuple[Shards, MatchIndex]:
    """The products in families, any partition, and as one index; both with the spreads of everything."""
    spreads = built(products, PARAMETERS).spreads()
    parameters = {code: replace(facts, spread=spreads.get(code)) for code, facts in PARAMETERS.items()}
    families = {category: random.choice(("one", "two", "three", "four")) for category in "abcdz"}
    indexes = {
        family: built([each for each in products if families[each.category] == family], parameters)
        for family in {families[each.category] for each in products}
    }
    return Shards(parameters, UNITS, TODAY, families, indexes), built(products, parameters)


def scopes(random: Random) -> list[frozenset[str] | None]:
    return [None, frozenset(), frozenset("q"), frozenset(random.sample("abcdzq", random.randrange(1, 6)))]


def asked(world: World, random: Random) -> list[DemandFacts]:
    demand = world.demand()
    return [replace(demand, scope=scope) for scope in scopes(random)]


@settings(max_examples=60, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_a_ranking_of_any_length_is_that_of_one_index(world: World, random: Random) -> None:
    shards, one = parted(market(world, random), random)
    for demand in asked(world, random):
        for weights in (PUBLISHED_WEIGHTS, OTHER_WEIGHTS):
            for limit in (None, 0, 1, random.randrange(2, 24), 100):
                for most in (3, 10):
                    assert shards.match(demand, limit=limit, references=most, weights=weights) == one.match(
                        demand, limit=limit, references=most, weights=weights
                    )


@settings(max_examples=40, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_near_misses_tables_and_single_rows_are_those_of_one_index(world: World, random: Random) -> None:
    products = market(world, random)
    shards, one = parted(products, random)
    ids = [each.product_id for each in products]
    for demand in asked(world, random):
        for limit in (0, 2, random.randrange(3, 30)):
            assert shards.near_misses(demand, limit=limit) == one.near_misses(demand, limit=limit)
        for product_id in ids:
            assert shards.explain(demand, product_id) == one.explain(demand, product_id)
        whole = one.match(demand, limit=None)
        rows = {row.product_id: row for row in (*whole.rows, *whole.references)}
        assert shards.rows_of(demand, [*ids, "nobody"]) == rows
        few = random.sample(ids, 5)
        assert shards.rows_of(demand, few) == {key: row for key, row in rows.items() if key in few}


@settings(max_examples=25, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_questions_over_columns_are_answered_as_by_one_index(world: World, random: Random) -> None:
    shards, one = parted(market(world, random), random)
    for demand in asked(world, random):
        index = shards.index_for(demand.scope)
        assert shards.index_for(demand.scope) is index
        assert measure(index, demand) == measure(one, demand)
        assert relax(index, demand) == relax(one, demand)
        for knob in knobs_of(demand.requirements):
            scene = scene_of(index, demand, index.evaluate(demand), knob)
            assert scene == scene_of(one, demand, one.evaluate(demand), knob)


@settings(max_examples=40, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_a_search_by_parameters_is_answered_as_by_one_index(world: World, random: Random) -> None:
    products = market(world, random)
    shards, one = parted(products, random)
    few = {each.product_id for each in random.sample(products, 9)}
    for demand in asked(world, random):
        for prices in (PriceRange(), PriceRange(lo=Decimal(100), hi=Decimal(105))):
            for among in (None, few):
                found = fit_products(shards.indexes_for(demand.scope), demand, prices=prices, among=among)
                assert found == fit_products([one], demand, prices=prices, among=among)


def test_only_the_families_in_scope_are_opened() -> None:
    products = [replace(World(seed).product(str(seed)), category=category) for seed, category in enumerate("abc")]
    indexes = {each.category: built([each], PARAMETERS) for each in products}

    class Opened(dict[str, MatchIndex]):
        def __getitem__(self, family: str) -> MatchIndex:
            opened.append(family)
            return super().__getitem__(family)

    opened: list[str] = []
    shards = Shards(PARAMETERS, UNITS, TODAY, {each: each for each in "abc"}, Opened(indexes))
    shards.match(DemandFacts(demand_id="d", scope=frozenset("b")))
    assert opened == ["b"]
    assert shards.index_for(frozenset("c")) is indexes["c"]


def test_who_is_nowhere_is_said_to_be() -> None:
    shards, _ = parted(market(World(3), Random(3)), Random(3))
    assert not shards.holds("nobody")
    with pytest.raises(KeyError):
        shards.explain(DemandFacts(demand_id="d"), "nobody")


def test_joined_families_are_kept_and_not_for_ever() -> None:
    products = [replace(World(seed).product(str(seed)), category=category) for seed, category in enumerate("abcdef")]
    indexes = {each.category: built([each], PARAMETERS) for each in products}
    shards = Shards(PARAMETERS, UNITS, TODAY, {each: each for each in "abcdef"}, indexes)
    first = shards.index_for(frozenset("ab"))
    for other in "cdef":
        shards.index_for(frozenset({"a", other}))
    assert shards.index_for(frozenset("ab")) is not first
    assert len(shards._joined) <= 4
