"""Every requirement and every set of values get a verdict, a distance and a sentence; nothing raises."""

from __future__ import annotations

from hypothesis import given, settings

from apps.taxonomy.language.types import Requirement, Verdict
from apps.taxonomy.language.verdict import Reason, judge, verdict_of
from apps.taxonomy.language.words import say
from tests.engine.generated import PARAMETERS, TODAY, UNITS, World, worlds


def _deciding(requirement: Requirement, alternative: int | None) -> str:
    if requirement.alternatives and alternative is not None:
        return requirement.alternatives[alternative].code or ""
    return requirement.code or ""


@settings(max_examples=300, deadline=None)
@given(worlds)
def test_every_pair_is_judged_measured_and_said(world: World) -> None:
    product, demand = world.product("1"), world.demand()
    for requirement in demand.requirements:
        found = judge(requirement, values=product.specs, parameters=PARAMETERS, units=UNITS, today=TODAY)
        assert found.verdict is verdict_of(Reason(found.reason_code))
        assert (found.distance > 0) == (found.verdict is Verdict.NEGATIVE)
        assert (found.distance * 1_000_000).denominator == 1
        facts = PARAMETERS.get(_deciding(requirement, found.alternative))
        for language in ("zh", "en"):
            assert say(found, requirement=requirement, parameter=facts, units=UNITS, language=language)
