"""Many demands at once get what each gets alone, to the byte."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.matching.engine import batch
from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import Batch, match_many
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.sweeping import MOST_REQUIREMENTS
from apps.taxonomy.language.types import Operator, Requirement
from tests.engine.generated import PARAMETERS, TODAY, UNITS, World, worlds


def columns_of(demands: list[DemandFacts]) -> DemandColumns:
    return DemandColumns.build(demands, parameters=PARAMETERS, units=UNITS)


def alone(index: MatchIndex, demand: DemandFacts, limit: int) -> list[object]:
    result = index.match(demand, limit=limit)
    rows = [(row.product_id, row.outcome, row.score, row.evidence, row.verdicts, row.rungs) for row in result.rows]
    return [rows, result.counts, result.one_short]


def together(found: Batch, demand: int) -> list[object]:
    count = found.found(demand)
    rows = zip(
        found.product_ids(demand),
        found.outcomes_of(demand),
        found.scores[demand, :count].tolist(),
        found.evidence[demand, :count].tolist(),
        found.verdicts(demand),
        found.rungs(demand),
        strict=True,
    )
    return [list(rows), found.counted(demand), found.one_short(demand)]


@settings(max_examples=150, deadline=None)
@given(worlds, st.integers(0, 20), st.integers(1, 40), st.integers(1, 30))
def test_every_demand_of_a_batch_gets_its_own_answer(world: World, limit: int, chunk: int, vectors: int) -> None:
    index = MatchIndex.build(world.catalogue(size=30), parameters=PARAMETERS, units=UNITS, today=TODAY)
    scope = world.demand().scope
    demands = [replace(world.demand(), demand_id=str(number), scope=scope) for number in range(12)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "CHUNK", chunk)
        patch.setattr(batch, "MOST_VECTORS", vectors)
        found = match_many(index, columns_of(demands), scope=scope, limit=limit)
    for place, demand in enumerate(demands):
        assert together(found, place) == alone(index, demand, limit)


def test_clauses_that_several_demands_ask_stand_once() -> None:
    wanted = Requirement(number="1", name="尺寸", op=Operator.AT_LEAST, code="size", lo=None)
    other = replace(wanted, number="7", name="长度")
    columns = columns_of([DemandFacts(demand_id=each, requirements=(wanted, other)) for each in "ab"])
    assert len(columns.clauses) == 1
    assert columns.alternatives.tolist() == [0, 0, 0, 0]


def test_a_demand_too_large_for_a_batch_is_named() -> None:
    wanted = Requirement(number="1", name="尺寸", op=Operator.TEXT)
    with pytest.raises(ValueError, match="demand large has 256 requirements"):
        columns_of([DemandFacts(demand_id="large", requirements=(wanted,) * (MOST_REQUIREMENTS + 1))])


def test_no_demands_and_no_products_give_nothing() -> None:
    empty = MatchIndex.build([], parameters=PARAMETERS, units=UNITS, today=TODAY)
    assert match_many(empty, columns_of([])).rows.shape == (0, 50)
    assert match_many(empty, columns_of([DemandFacts(demand_id="d")])).found(0) == 0
