"""The reverse match gives what matching every demand by itself gives, to the byte."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reverse import DemandIndex
from tests.engine.generated import PARAMETERS, TODAY, UNITS, World, worlds


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_one_product_gets_every_demand_s_own_verdict(world: World) -> None:
    demands = [replace(world.demand(), demand_id=str(number), scope=None) for number in range(12)]
    index = DemandIndex.build(demands, parameters=PARAMETERS, units=UNITS)
    for product in world.catalogue(size=6):
        found = index.match(product, today=TODAY)
        alone = MatchIndex.build([product], parameters=PARAMETERS, units=UNITS, today=TODAY)
        for place, demand in enumerate(demands):
            result = alone.match(demand, limit=1)
            (row,) = (*result.rows, *result.references)
            told = (found.outcome(place), found.scores[place], found.evidence[place])
            assert told == (row.outcome, row.score, row.evidence)


def test_without_demands_nobody_is_answered() -> None:
    product = World(1).product("1")
    assert DemandIndex.build([], parameters=PARAMETERS, units=UNITS).match(product, today=TODAY).demand_ids == ()
