"""Products and demands drawn from the pools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, islice
from random import Random

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.text import TermWeights
from apps.sample.market.asking import Asker
from apps.sample.market.printed import TODAY, Printed
from apps.sample.market.types import KINDS_THAT_COMPARE, InstrumentType, instrument_types, names_of
from apps.taxonomy.files import read_taxonomy
from apps.taxonomy.language.types import ParameterFacts, SpecValue
from apps.taxonomy.language.units import default_units

__all__ = ["TODAY", "World"]

BLOCK = 4096  # products drawn from one seed
TAIL = 0.03  # share of values that hardly anybody else prints
TWICE = 0.08  # share of products that give a second value for one of their parameters
MISFILED = 0.02  # share of products that stand under a wrong type
REFERENCES = 0.06
_LEAD_DAYS = (None, 7, 15, 20, 30, 30, 30, 45, 45, 60, 60, 60, 75, 90, 90, 120, 150, 180)
_LETTERS = "ABCDEFGHKLMNPRSTVX"
_MODELS = 9973  # shares no factor with the number of letters


class World:
    """One seed's market."""

    def __init__(self, seed: int = 1) -> None:
        files = read_taxonomy()
        self.seed = seed
        self.units = default_units()
        self.printed: Mapping[str, Printed] = {
            record.code: Printed(record, self.units) for record in files.parameters if record.kind in KINDS_THAT_COMPARE
        }
        self.types = instrument_types(files, self.printed)
        self.terms = TermWeights.of(each.words for each in self.types)
        self._asker = Asker(self.printed)
        self._ends = list(accumulate(each.share for each in self.types))
        self._prices = {each.code: _prices(each) for each in self.types}
        self._names = {each.code: names_of(each.words) for each in self.types}

    @property
    def parameters(self) -> Mapping[str, ParameterFacts]:
        """What the comparison must know of each parameter."""
        return {code: each.facts for code, each in self.printed.items()}

    def family(self, family: str) -> frozenset[str]:
        """The codes of a family's types."""
        return frozenset(each.code for each in self.types if each.family == family)

    def products(self, count: int) -> Iterator[ProductFacts]:
        """The first products of this market; ids rise."""
        return islice(self._all_products(), count)

    def demands(self, count: int) -> Iterator[DemandFacts]:
        """The first demands of this market, each looking into the family of its type."""
        return map(self.demand, range(count))

    def demand(self, number: int) -> DemandFacts:
        """The demand with this number."""
        random = self._random_of_demand(number)
        kind = self._drawn_type(random)
        demand = self._asker.demand(kind, random)
        budget = self._budget(kind, random)
        return replace(demand, demand_id=f"D{number:07d}", budget=budget, scope=self.family(kind.family))

    def type_of_demand(self, number: int) -> InstrumentType:
        """What the demand with this number asks for; its facts name the family only."""
        return self._drawn_type(self._random_of_demand(number))

    def _random_of_demand(self, number: int) -> Random:
        return Random(f"{self.seed} demand {number}")

    def _drawn_type(self, random: Random) -> InstrumentType:
        return random.choices(self.types, cum_weights=self._ends)[0]

    def _budget(self, kind: InstrumentType, random: Random) -> Decimal | None:
        return None if random.random() < 0.2 else random.choice(self._prices[kind.code][20:])

    def _all_products(self) -> Iterator[ProductFacts]:
        number = 0
        while True:
            random = Random(f"{self.seed} products {number}")
            for kind in random.choices(self.types, cum_weights=self._ends, k=BLOCK):
                yield self._product(number, kind, random)
                number += 1

    def _product(self, number: int, kind: InstrumentType, random: Random) -> ProductFacts:
        draw = random.random
        profile = kind.profiles[int(draw() * len(kind.profiles))]
        specs = [_value(printed, random) for printed in profile]
        if draw() < TWICE:
            specs.append(_value(profile[int(draw() * len(profile))], random))
        filed = kind if draw() >= MISFILED else random.choice(self.types)
        names, prices = self._names[kind.code], self._prices[kind.code]
        maker = int(4000 * draw() ** 2)
        price = prices[int(draw() * len(prices))] if draw() >= 0.04 else None
        lead_days = _LEAD_DAYS[int(draw() * len(_LEAD_DAYS))]
        domestic = (True, True, True, False, None)[int(draw() * 5)]
        is_reference = draw() < REFERENCES
        return ProductFacts(
            product_id=f"{number:08d}",
            category=filed.code,
            maker=f"M{maker:04d}",
            specs=tuple(specs),
            price=price,
            lead_days=lead_days,
            domestic=False if is_reference else domestic,
            is_reference=is_reference,
            texts=(
                names[int(len(names) * draw() ** 2)],
                f"{_LETTERS[maker % 18]}{_LETTERS[maker // 18 % 18]}-{_model_number(number)}",
                *filed.words,
            ),
        )


def _model_number(number: int) -> str:
    """A short model number that no other product has: 417C, and the 179,514th after it is 417C2."""
    series = number // (_MODELS * len(_LETTERS))
    return f"{number % _MODELS}{_LETTERS[number % len(_LETTERS)]}{series + 1 if series else ''}"


def _value(printed: Printed, random: Random) -> SpecValue:
    """Mostly one of the values that many print, the first of the pool most often."""
    draw = random.random()
    if draw < TAIL:
        return printed.value(random, digits=4)
    return printed.pool[int(len(printed.pool) * random.random() ** 2)]


def _prices(kind: InstrumentType) -> list[Decimal]:
    random = Random(f"prices {kind.code}")
    return [Decimal(round(kind.price * 10 ** random.uniform(-0.4, 0.4) / 1000) * 1000) for _ in range(200)]
