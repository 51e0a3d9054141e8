"""Generated catalogues and demands that meet often: few numbers, many units, every kind, every operator.

Hypothesis draws the seed; the world is built from it by hand, because a strategy of many small choices hardly ever
lets a requirement and a value meet. `test_the_generated_cases_reach_every_reason` guards that they do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.text import TermWeights
from apps.taxonomy.language.types import (
    Ambient,
    Bound,
    EvidenceRung,
    Mark,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
)
from apps.taxonomy.language.units import UnitTable

TODAY = date(2026, 5, 1)

UNITS = UnitTable.from_mapping(
    {
        "length": {"m": "1", "mm": "1/1000", "μm": "1/1000000"},
        "pressure": {"MPa": "1000000", "psi": "8896443230521/1290320000", "bar": "100000"},
        "temp": {"K": "1", "℃": "1"},
        "dtemp": {"K": "1", "℃": "1"},
        "voltage": {"V": "1", "kV": "1000"},
        "time": {"s": "1", "min": "60"},
    },
    ["位", "个", None],
)

PARAMETERS = {
    facts.code: facts
    for facts in (
        ParameterFacts(code="size", name="尺寸", quantity="length"),
        ParameterFacts(code="span", name="行程", quantity="length", settable=True),
        ParameterFacts(code="press", name="最高耐压", quantity="pressure", better="higher"),
        ParameterFacts(code="heat", name="控温范围", quantity="temp", settable=True),
        ParameterFacts(code="drift", name="温漂", quantity="dtemp", better="lower"),
        ParameterFacts(code="seats", name="样品位", quantity="count"),
        ParameterFacts(code="parts", name="探测器", quantity="set"),
        ParameterFacts(code="cooling", name="预冷", quantity="bool"),
    )
}
STRANGER = "stranger"  # a code that products use and no parameter has

_UNITS_OF: dict[str, tuple[str | None, ...]] = {
    "size": ("m", "mm", "μm"),
    "span": ("m", "mm", "μm"),
    "press": ("MPa", "psi", "bar"),
    "heat": ("℃", "K"),
    "drift": ("℃", "K"),
    "seats": ("位", "个", None),
}
_ODD_UNITS = ("mm", "V", "℃", "位", None, "unknown")
_CONDITIONS = ("15kV", "15000 V", "20min", "1200s；15kV", "15kV; 1200 s", "@25℃时")
_MEMBERS = [f"选件{number}" for number in range(130)] + ["SE", "se", "BSE"]
_MEMBER_NUMBERS = [str(number) for number in range(100, 10, -1)] + ["0.005", "0.5", "1", "5", "10", "60"]
_NUMBERS = [Fraction(text) for text in ("-5", "0", "0.005", "0.5", "1", "5", "5", "10", "60", "8700")]
_SURROUNDINGS = ("室温", "室温", "RT", "水温", "月球")
_NUMERIC_KINDS = [kind for kind in SpecKind if kind not in (SpecKind.HAS, SpecKind.TEXT)]
_NUMERIC_OPERATORS = (
    Operator.AT_LEAST,
    Operator.AT_MOST,
    Operator.EQUALS,
    Operator.EQUALS,
    Operator.RANGE,
    Operator.TOLERANCE,
)
_NAMES = ("高效液相色谱仪", "液相色谱", "LC-100", "ＨＰＬＣ", "离心机", "台式离心机 LC100", "PCR仪", "", "仪", "—")
_TITLES = ("", "采购高效液相色谱仪", "离心机 LC-100", "HPLC一台", "色谱仪、台式离心机（含PCR）", "未闻", "仪")
TERMS = TermWeights.of(
    [("高效液相色谱仪", "HPLC", "液相色谱"), ("气相色谱仪", "GC"), ("离心机", "台式离心机"), ("PCR仪", "qPCR"), ("仪",)]
)


class World:
    """One seed's catalogue and demands."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def catalogue(self, size: int = 12) -> list[ProductFacts]:
        """Products with distinct ids, some imported, in three categories."""
        ids = self._random.sample(range(100), size)
        return [self.product(str(number)) for number in ids]

    def product(self, product_id: str) -> ProductFacts:
        """A product that answers most parameters, some under several conditions or with several rungs."""
        codes = [code for code in (*PARAMETERS, STRANGER) for _ in range(2) if self._chance(0.6)]
        return ProductFacts(
            product_id=product_id,
            category=self._random.choice("abc"),
            specs=tuple(self.value(code) for code in codes),
            price=self._money(),
            lead_days=self._random.choice((None, -1, 0, 30, 45, 60, 90)),
            is_reference=self._chance(0.2),
            texts=tuple(self._random.sample(_NAMES, self._random.randrange(3))),
        )

    def demand(self) -> DemandFacts:
        """A demand over one, two or all categories."""
        return DemandFacts(
            demand_id="d",
            title=self._random.choice(_TITLES),
            requirements=tuple(self.requirement() for _ in range(self._random.randrange(9))),
            budget=self._money(),
            delivery_days=self._random.choice((None, 0, 30, 60)),
            scope=self._random.choice((None, None, frozenset("a"), frozenset("ac"), frozenset("z"))),
        )

    def value(self, code: str) -> SpecValue:
        """A spec value, mostly complete and of the right kind; sometimes odd in every way."""
        lo, hi = self._bounds()
        return SpecValue(
            code=code,
            kind=self._kind(code),
            lo=None if self._chance(0.03) else lo,
            hi=None if self._chance(0.03) else hi,
            unit=self._unit(code),
            members=self._members(20),
            has=self._random.choice((True, False, True, False, None)),
            strict=self._chance(0.3),
            approximate=self._chance(0.08),
            condition=self._condition(),
            rung=self._random.choice(list(EvidenceRung)),
            expires_on=self._random.choice((None, None, TODAY, TODAY - timedelta(days=1))),
        )

    def requirement(self) -> Requirement:
        """A clause, or a choice of up to three; the last of them may itself be a choice."""
        if self._chance(0.75):
            return self.clause()
        choices = [self.clause() for _ in range(self._random.randrange(4))]
        if choices and self._chance(0.3):
            inner = Requirement(number="2", name="内", op=Operator.ANY, alternatives=(self.clause(), self.clause()))
            choices[-1] = inner
        mark = self._random.choice(list(Mark))
        return Requirement(number="1", name="备选", op=Operator.ANY, mark=mark, alternatives=tuple(choices))

    def clause(self) -> Requirement:
        """A requirement without alternatives, mostly complete."""
        code = self._random.choice([*PARAMETERS, *PARAMETERS, STRANGER, "unheard", None])
        op, (lo, hi) = self._operator(code), self._bounds()
        if op is Operator.EQUALS and self._chance(0.95):
            lo = hi
        if op is Operator.TOLERANCE and isinstance(hi, Fraction):
            lo, hi = -abs(hi), abs(hi)
        return Requirement(
            number="1",
            name="条款",
            op=op,
            code=code,
            lo=None if self._chance(0.02) else lo,
            hi=None if self._chance(0.02) else hi,
            unit=self._unit(code or ""),
            strict=self._chance(0.3),
            members=self._members(3),
            condition=self._condition(),
            mark=self._random.choice(list(Mark)),
            superlative=self._chance(0.4),
        )

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _bounds(self) -> tuple[Bound, Bound]:
        """Two bounds; often the same two, so that equal ranges occur."""
        if self._chance(0.3):
            return Fraction(5), Fraction(60)
        return self._bound(), self._bound()

    def _bound(self) -> Bound:
        if self._chance(0.12):
            offset = Fraction(self._random.choice((0, 5, 5, -5)))
            return Ambient(offset, self._random.choice(_SURROUNDINGS))
        return self._random.choice(_NUMBERS)

    def _kind(self, code: str) -> SpecKind:
        if self._chance(0.08):
            return self._random.choice(list(SpecKind))
        usual = {"parts": SpecKind.SET, "cooling": SpecKind.HAS}
        return usual.get(code) or self._random.choice(_NUMERIC_KINDS)

    def _operator(self, code: str | None) -> Operator:
        if self._chance(0.12):
            return self._random.choice([op for op in Operator if op is not Operator.ANY])
        usual = {"parts": Operator.SET, "cooling": Operator.HAS}
        return usual.get(code or "") or self._random.choice(_NUMERIC_OPERATORS)

    def _unit(self, code: str) -> str | None:
        if self._chance(0.06):
            return self._random.choice(_ODD_UNITS)
        usual = _UNITS_OF.get(code, (None,))
        return usual[0] if self._chance(0.4) else self._random.choice(usual)

    def _members(self, most: int) -> tuple[str, ...]:
        """Words or numbers, from a pool larger than one machine word of bits."""
        pool = _MEMBERS if self._chance(0.5) else _MEMBER_NUMBERS
        few = pool if self._chance(0.5) else pool[-5:]
        return tuple(self._random.sample(few, min(len(few), self._random.randrange(most + 1))))

    def _condition(self) -> str | None:
        return self._random.choice(_CONDITIONS) if self._chance(0.25) else None

    def _money(self) -> Decimal | None:
        return self._random.choice(
            (None, Decimal("-1"), Decimal("1e30"), Decimal("100"), Decimal(110), Decimal("99.99"))
        )


worlds = st.integers(0, 2**32).map(World)


def with_maker(product: ProductFacts, random: Random) -> ProductFacts:
    """The product, made by somebody, mostly in the country."""
    return replace(product, maker=random.choice("mnop"), domestic=random.random() < 0.8)


def step(
    world: World, left: dict[str, ProductFacts], random: Random, *, number: int
) -> tuple[list[ProductFacts], list[str]]:
    """Some products that come or change, and the ids of some that go; `left` is brought up to date."""
    changed = [world.product(f"new-{number}-{place}") for place in range(random.randrange(3))]
    changed += [world.product(each) for each in random.sample(sorted(left), min(len(left), random.randrange(3)))]
    changed = [with_maker(each, random) for each in changed]
    gone = random.sample(sorted(left), min(len(left), random.randrange(3)))
    gone = [product_id for product_id in gone if product_id not in {each.product_id for each in changed}]
    left |= {product.product_id: product for product in changed}
    for product_id in gone:
        del left[product_id]
    return changed, gone
