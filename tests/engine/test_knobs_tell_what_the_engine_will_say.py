"""What stands beside a knob agrees with what the engine says when the knob is turned there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.knobs import End, Knob, Scene, Tick, knobs_of, scene_of, turned
from apps.taxonomy.language.types import (
    Ambient,
    Mark,
    Operator,
    Outcome,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
)
from tests.engine.generated import UNITS, World, worlds
from tests.engine.test_both_paths_agree import index_of

FULFILLED = (Verdict.POSITIVE, Verdict.MEETS)


def scenes(index: MatchIndex, demand: DemandFacts) -> Iterator[Scene]:
    evaluation = index.evaluate(demand)
    for knob in knobs_of(demand.requirements):
        yield scene_of(index, demand, evaluation, knob)


def eligible(index: MatchIndex, demand: DemandFacts) -> set[str]:
    rows = index.match(demand, limit=None).rows
    return {row.product_id for row in rows if row.outcome is Outcome.ELIGIBLE}


def may_stand_at(demand: DemandFacts, knob: Knob, value: Fraction) -> bool:
    try:
        turned(demand, knob, value)
    except ValueError:
        return False
    return True


def beyond(scene: Scene) -> list[Tick]:
    """The ticks on the side to which the clause would be loosened, the nearest first."""
    asked, is_up = scene.knob.asked, not scene.knob.at_least
    found = [tick for tick in scene.ticks if (tick.value > asked if is_up else tick.value < asked)]
    return sorted(found, key=lambda tick: abs(tick.value - asked))


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_a_clause_at_a_products_own_value_is_met_by_it(world: World) -> None:
    index, demand = index_of(world.catalogue()), world.demand()
    for scene in scenes(index, demand):
        place, asked = scene.knob.index, demand.requirements[scene.knob.index]
        if asked.op is Operator.RANGE or asked.strict:
            continue
        for tick in (tick for tick in scene.ticks if may_stand_at(demand, scene.knob, tick.value)):
            rows = index.match(turned(demand, scene.knob, tick.value), limit=None).rows
            verdicts = {row.product_id: row.verdicts[place] for row in rows}
            assert all(verdicts[product_id] in FULFILLED for product_id in tick.products)


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_the_step_is_the_nearest_value_that_lets_somebody_in(world: World) -> None:
    index, demand = index_of(world.catalogue()), world.demand()
    before = eligible(index, demand)
    for scene in scenes(index, demand):
        asked = demand.requirements[scene.knob.index]
        if asked.mark is not Mark.MANDATORY or asked.strict:
            assert scene.step is None
            continue
        for tick in (tick for tick in beyond(scene) if may_stand_at(demand, scene.knob, tick.value)):
            after = eligible(index, turned(demand, scene.knob, tick.value))
            if scene.step is not None and tick.value == scene.step.value:
                assert after - before == set(scene.step.products)
                break
            assert after == before


def test_the_generated_cases_hold_steps_of_every_kind() -> None:
    found = set()
    for seed in range(400):
        world = World(seed)
        index, demand = index_of(world.catalogue()), world.demand()
        found |= {demand.requirements[scene.knob.index].op for scene in scenes(index, demand) if scene.step}
    assert found >= {Operator.AT_LEAST, Operator.AT_MOST, Operator.TOLERANCE}


def test_a_range_steps_at_the_end_that_alone_keeps_a_product_out() -> None:
    mass = ParameterFacts(code="mass", name="质量范围", quantity="count", settable=True)
    products = [
        ProductFacts(product_id=name, category="1", specs=(SpecValue(code="mass", kind=SpecKind.RANGE, lo=lo, hi=hi),))
        for name, lo, hi in (
            ("low", Fraction(20), Fraction(2000)),
            ("both", Fraction(10), Fraction(1500)),
            ("high", Fraction(2), Fraction(1800)),
        )
    ]
    index = MatchIndex.build(products, parameters={"mass": mass}, units=UNITS, today=None)
    asked = Requirement(
        number="1", name="m", code="mass", op=Operator.RANGE, lo=Fraction(5), hi=Fraction(2000), mark=Mark.MANDATORY
    )
    demand = DemandFacts(demand_id="1", requirements=(asked,))
    lower, upper = scenes(index, demand)
    assert lower.step == Tick(Fraction(20), True, ("low",))
    assert upper.step == Tick(Fraction(1800), True, ("high",))
    assert eligible(index, turned(demand, lower.knob, Fraction(20))) == {"low"}
    with pytest.raises(ValueError, match="above"):
        turned(demand, lower.knob, Fraction(3000))


def test_only_numbers_have_knobs_and_a_range_has_two() -> None:
    asked = [
        Requirement(number="1", name="a", code="a", op=Operator.RANGE, lo=Fraction(1), hi=Fraction(9)),
        Requirement(
            number="2", name="b", code="b", op=Operator.RANGE, lo=Ambient(Fraction(5), "室温"), hi=Fraction(80)
        ),
        Requirement(number="3", name="c", code="c", op=Operator.EQUALS, lo=Fraction(1), hi=Fraction(1)),
        Requirement(number="4", name="d", op=Operator.AT_LEAST, lo=Fraction(1)),
        Requirement(number="5", name="e", code="e", op=Operator.TOLERANCE, lo=Fraction(-1), hi=Fraction(1)),
    ]
    found = [(knob.index, knob.end, knob.at_least) for knob in knobs_of(asked)]
    assert found == [(0, End.LO, False), (0, End.HI, True), (1, End.HI, True), (4, End.HI, False)]
