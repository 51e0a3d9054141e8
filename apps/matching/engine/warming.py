"""Compiles or loads every kernel before somebody waits for it."""

from __future__ import annotations

from fractions import Fraction

from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import match_many
from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.relaxation import relax
from apps.matching.engine.reverse import DemandIndex
from apps.taxonomy.language.types import Mark, Operator, ParameterFacts, Requirement, SpecKind, SpecValue
from apps.taxonomy.language.units import UnitTable

_WANTED = Fraction(4)


def warm_up(units: UnitTable) -> None:
    """Compile or load every kernel, so that the first question to a process does not wait.

    Call once in each process, after it was forked. One demand is matched, alone, in a batch and in
    reverse, and relaxed until three makers are in.
    """
    parameter = ParameterFacts(code="warm", name="warm", quantity="count", better="higher")
    wish = Requirement(
        number="1", name="warm", op=Operator.AT_LEAST, code="warm", lo=_WANTED, mark=Mark.MANDATORY
    )  # fmt: skip
    either = Requirement(number="2", name="warm", op=Operator.ANY, alternatives=(wish, wish))
    products = [_product(number) for number in range(1, 4)]
    index = MatchIndex.build(products, parameters={"warm": parameter}, units=units, today=None)
    demand = DemandFacts(demand_id="warm", title="warm", requirements=(wish, either))
    index.match(demand)
    DemandIndex.build([demand], parameters=index.parameters, units=units).match(products[0], today=None)
    match_many(index, DemandColumns.build([demand], parameters=index.parameters, units=units))
    relax(index, demand)


def _product(number: int) -> ProductFacts:
    value = SpecValue(code="warm", kind=SpecKind.EXACT, lo=Fraction(number), hi=Fraction(number))
    return ProductFacts(
        product_id=f"warm-{number}",
        category="warm",
        maker=f"warm-{number}",
        domestic=True,
        specs=(value,),
        texts=("warm",),
    )
