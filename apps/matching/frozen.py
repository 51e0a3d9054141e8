"""What scores take from the whole catalogue, frozen: so that one more product moves no distance of another.

That are the spreads, how wide the values of each parameter lie, and the weights of terms, which follow from the names
of all categories. They are a row of the database, and the newest holds for all processes of all machines. A new one is
made by `manage.py rebuild_catalogue`, and by itself while the catalogue is small and has grown or shrunk by a quarter.
A small catalogue takes the weights of terms from the names as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from apps.matching.engine.columns import Columns
from apps.matching.engine.text import TermWeights
from apps.matching.models import FrozenStatistics
from apps.taxonomy.language.types import ParameterFacts

MOST_DRIFTED = 0.25

Spreads = Mapping[str, Fraction]


def spreads_of(catalogues: Iterable[Columns]) -> dict[str, Fraction]:
    """The width of each parameter's values over all of these, in base units; not for those with a single value."""
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    for columns in catalogues:
        for code, scale in columns.scales.items():
            order = scale.values
            if order.multiples:
                lowest, highest = (Fraction(order.multiples[end], order.denominator) for end in (0, -1))
                known = ends.get(code, (lowest, highest))
                ends[code] = (min(lowest, known[0]), max(highest, known[1]))
    return {code: highest - lowest for code, (lowest, highest) in ends.items() if lowest < highest}


def freeze(
    spreads: Spreads, parameters: Mapping[str, ParameterFacts], terms: TermWeights, *, products: int
) -> FrozenStatistics:
    """Keep these for everybody. The quantity stands beside each, for a width of another quantity means nothing."""
    told = {code: [parameters[code].quantity, str(each)] for code, each in spreads.items() if code in parameters}
    return FrozenStatistics.objects.create(
        products=products, spreads=told, terms={"others": terms.others, "table": dict(terms.table)}
    )


def terms_of(frozen: FrozenStatistics) -> TermWeights:
    """The weights of terms that were frozen."""
    return TermWeights(frozen.terms["table"], frozen.terms["others"])


def read_frozen() -> FrozenStatistics | None:
    """The newest."""
    return FrozenStatistics.objects.order_by("-pk").first()


def has_drifted(frozen: FrozenStatistics | None, *, products: int) -> bool:
    """Whether the catalogue is no longer of the size that it had when they were frozen."""
    return frozen is None or abs(products - frozen.products) > products * MOST_DRIFTED


def with_spreads(
    parameters: Mapping[str, ParameterFacts], frozen: FrozenStatistics | None
) -> dict[str, ParameterFacts]:
    """The facts of the parameters with their frozen widths."""
    told = frozen.spreads if frozen else {}
    return {code: replace(facts, spread=_spread(facts, told.get(code))) for code, facts in parameters.items()}


def _spread(facts: ParameterFacts, told: list[str] | None) -> Fraction | None:
    return Fraction(told[1]) if told and told[0] == facts.quantity else None
