"""The compiled path gives, byte for byte, what the plain path gives; and neither depends on what must not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import ranking
from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import match_products
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.taxonomy.language.types import SpecKind, SpecValue
from apps.taxonomy.language.verdict import Reason
from tests.engine.generated import PARAMETERS, TERMS, TODAY, UNITS, World, worlds
from tests.engine.oracle import matched_alone


def index_of(catalogue: Sequence[ProductFacts]) -> MatchIndex:
    return MatchIndex.build(catalogue, parameters=PARAMETERS, units=UNITS, today=TODAY, terms=TERMS)


def plain_rows(catalogue: Sequence[ProductFacts], demand: DemandFacts, *, references: bool) -> list[MatchRow]:
    wanted = [product for product in catalogue if product.is_reference == references]
    return match_products(
        demand,
        products=wanted,
        parameters=PARAMETERS,
        units=UNITS,
        today=TODAY,
        terms=TERMS,
        weights=PUBLISHED_WEIGHTS,
    )


@settings(max_examples=400, deadline=None)
@given(worlds)
def test_rows_of_the_kernels_equal_those_of_the_plain_path(world: World) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    result = index_of(catalogue).match(demand, limit=None)
    assert list(result.rows) == plain_rows(catalogue, demand, references=False)
    assert list(result.references) == plain_rows(catalogue, demand, references=True)
    assert sum(result.counts.values()) == len(result.rows)


def test_the_generated_cases_reach_every_reason() -> None:
    reached = set()
    for seed in range(400):
        world = World(seed)
        result = index_of(world.catalogue()).match(world.demand(), limit=None)
        reached |= {reason for row in result.rows for reason in row.reasons}
    assert reached == set(Reason)


@settings(max_examples=400, deadline=None)
@given(worlds, st.integers(0, 20))
def test_a_limit_cuts_the_list_and_changes_nothing_else(world: World, limit: int) -> None:
    index, demand = index_of(world.catalogue(size=30)), world.demand()
    whole = index.match(demand, limit=None)
    cut = replace(whole, rows=whole.rows[:limit], references=whole.references[: limit // 2])
    assert index.match(demand, limit=limit, references=limit // 2) == cut


@settings(max_examples=200, deadline=None)
@given(worlds, st.integers(1, 40), st.integers(0, 5))
def test_rows_are_ranked_chunk_by_chunk_and_nothing_depends_on_it(world: World, chunk: int, limit: int) -> None:
    index, demand = index_of(world.catalogue(size=30)), world.demand()
    whole = index.match(demand, limit=limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "CHUNK", chunk)
        assert index.match(demand, limit=limit) == whole


@settings(max_examples=50, deadline=None)
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_products_does_not_matter(world: World, random: Random) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    shuffled = list(catalogue)
    random.shuffle(shuffled)
    assert index_of(shuffled).match(demand, limit=None) == index_of(catalogue).match(demand, limit=None)


@settings(max_examples=50, deadline=None)
@given(worlds)
def test_a_further_product_changes_no_other_row(world: World) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    before = index_of(catalogue).match(demand, limit=None)
    after = index_of([*catalogue, world.product("further")]).match(demand, limit=None)
    assert [row for row in after.rows if row.product_id != "further"] == list(before.rows)


@settings(max_examples=50, deadline=None)
@given(worlds)
def test_a_family_is_only_a_filter(world: World) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    index = index_of(catalogue)
    everything = index.match(replace(demand, scope=None), limit=None)
    family = index.match(replace(demand, scope=frozenset("ac")), limit=None)
    inside = {product.product_id for product in catalogue if product.category in "ac"}
    assert list(family.rows) == [row for row in everything.rows if row.product_id in inside]


@settings(max_examples=50, deadline=None)
@given(worlds)
def test_the_reverse_match_gives_the_same_rows(world: World) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    forward = index_of(catalogue).match(demand, limit=None)
    by_id = {row.product_id: row for row in (*forward.rows, *forward.references)}
    for product in catalogue:
        found = matched_alone(product, [demand], parameters=PARAMETERS, units=UNITS, today=TODAY, terms=TERMS)
        expected = by_id.get(product.product_id)
        assert found == (((demand.demand_id, expected),) if expected else ())


@settings(max_examples=100, deadline=None)
@given(worlds)
def test_printing_lengths_in_another_unit_changes_nothing(world: World) -> None:
    catalogue, demand = world.catalogue(), world.demand()
    in_micrometres = [replace(each, specs=tuple(map(_in_micrometres, each.specs))) for each in catalogue]
    before = index_of(catalogue).match(demand, limit=None)
    assert index_of(in_micrometres).match(demand, limit=None) == before


@settings(max_examples=100, deadline=None)
@given(worlds)
def test_parts_add_up_and_stay_within_their_weights(world: World) -> None:
    result = index_of(world.catalogue()).match(world.demand(), limit=None)
    assert result.weights.total in (0, 10_000)
    for row in (*result.rows, *result.references):
        assert row.score == sum(points for _, points in row.parts.items())
        for (_, points), (_, weight) in zip(row.parts.items(), result.weights.items(), strict=True):
            assert 0 <= points <= weight


def _in_micrometres(value: SpecValue) -> SpecValue:
    factor = {"m": 10**6, "mm": 10**3}.get(value.unit or "")
    if factor is None or value.kind in (SpecKind.SET, SpecKind.HAS, SpecKind.TEXT):
        return value
    lo, hi = (bound * factor if isinstance(bound, Fraction) else bound for bound in (value.lo, value.hi))
    return replace(value, lo=lo, hi=hi, unit="μm")
