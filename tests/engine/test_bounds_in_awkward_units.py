"""At a bound, in units that no float converts exactly, equal is equal and the next number on either side is not.

The expected verdicts come from fractions worked out here, from definitions (the inch is 25.4 mm, standard gravity is
9.80665 m/s², an atmosphere has 760 Torr), not from the table of units. They are asked of every path.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import pytest

from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import match_many
from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.reverse import DemandIndex
from apps.matching.engine.text import TermWeights
from apps.taxonomy.language.types import (
    Mark,
    Operator,
    Outcome,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
)
from apps.taxonomy.language.units import default_units
from tests.engine.oracle import Common, Oracle, matched_alone, reopened

F = Fraction
GRAVITY, INCH, POUND = F("9.80665"), F("0.0254"), F("0.45359237")

SCALES: dict[str, dict[str, tuple[Fraction, Fraction]]] = {
    "pressure": {
        "MPa": (F(10**6), F(0)),
        "psi": (POUND * GRAVITY / INCH**2, F(0)),
        "kgf/cm2": (GRAVITY * 10**4, F(0)),
        "Torr": (F(101325, 760), F(0)),
        "atm": (F(101325), F(0)),
    },
    "temp": {"K": (F(1), F(0)), "℃": (F(1), F("273.15")), "℉": (F(5, 9), F("459.67") * F(5, 9))},
    "dtemp": {"K": (F(1), F(0)), "℃": (F(1), F(0)), "℉": (F(5, 9), F(0))},
    "rot": {"r/min": (F(1), F(0)), "r/s": (F(60), F(0)), "r/h": (F(1, 60), F(0))},
    "time": {"s": (F(1), F(0)), "min": (F(60), F(0)), "h": (F(3600), F(0)), "d": (F(86400), F(0))},
    "angle": {"°": (F(1), F(0)), "′": (F(1, 60), F(0)), "″": (F(1, 3600), F(0))},
    "length": {"mm": (F(1, 1000), F(0)), "英寸": (INCH, F(0)), "英尺": (12 * INCH, F(0)), "Å": (F(1, 10**10), F(0))},
    "massfraction": {"%": (F(1, 100), F(0)), "‰": (F(1, 1000), F(0)), "ppm": (F(1, 10**6), F(0))},
    "flow": {"mL/min": (F(1), F(0)), "L/h": (F(1000, 60), F(0)), "m3/d": (F(10**6, 1440), F(0))},
    "mz": {"u": (F(1), F(0)), "kDa": (F(1000), F(0)), "MDa": (F(10**6), F(0))},
    "force": {"N": (F(1), F(0)), "kgf": (GRAVITY, F(0)), "lbf": (POUND * GRAVITY, F(0))},
    "vel": {"m/s": (F(1000), F(0)), "km/h": (F(10**6, 3600), F(0)), "mm/min": (F(1, 60), F(0))},
    "heat": {"J": (F(1), F(0)), "cal": (F("4.184"), F(0))},
    "storage": {"MB": (F(1024**2), F(0)), "GB": (F(1024**3), F(0))},
}
"""By quantity: what one of each unit is in the quantity's base unit, and where it begins."""

BOUNDS = tuple(F(text) for text in ("8700", "0.1", "60", "37", "0.3"))
SOME = BOUNDS[:2]


@dataclass(frozen=True)
class Number:
    """A number as it is printed. Of a difference (±t) the unit's beginning doesn't matter."""

    quantity: str
    number: Fraction
    unit: str
    is_difference: bool

    def base(self) -> Fraction:
        factor, offset = SCALES[self.quantity][self.unit]
        return self.number * factor + (F(0) if self.is_difference else offset)

    def into(self, unit: str) -> Number:
        factor, offset = SCALES[self.quantity][unit]
        return replace(self, number=(self.base() - (F(0) if self.is_difference else offset)) / factor, unit=unit)

    def beside(self) -> Iterator[Number]:
        """The same number and its neighbours on both sides: by less than a float can tell, by a float's last place, by
        the last of four printed digits.
        """
        yield self
        for number in beside(self.number):
            yield replace(self, number=number)


def beside(equal: Fraction) -> Iterator[Fraction]:
    """Numbers close to this one."""
    for side in (-1, 1):
        yield equal + side * max(abs(equal), F(1)) / 10**30
        near = F(float(equal))
        while (near - equal) * side <= 0:
            near = F(math.nextafter(float(near), side * math.inf))
        yield near
        place = F(10) ** (math.floor(math.log10(abs(equal))) - 3)
        printed = (math.floor(equal / place) if side < 0 else math.ceil(equal / place)) * place
        yield printed + (side * place if printed == equal else 0)


@dataclass(frozen=True)
class Form:
    """How a case is asked and answered, and the verdict by side."""

    op: Operator
    kind: SpecKind
    strict: bool
    verdicts: tuple[Verdict, Verdict, Verdict]  # below, equal, above

    def requirement(self, asked: Number) -> Requirement:
        number = asked.number
        lo, hi = {
            Operator.AT_LEAST: (number, None),
            Operator.AT_MOST: (None, number),
            Operator.EQUALS: (number, number),
            Operator.RANGE: (number, far(asked)),
            Operator.TOLERANCE: (-number, number),
        }[self.op]
        return Requirement(
            number="1", name=asked.quantity, op=self.op, code=asked.quantity, lo=lo, hi=hi, unit=asked.unit,
            strict=self.strict, mark=Mark.MANDATORY,
        )  # fmt: skip

    def value(self, given: Number) -> SpecValue:
        number = given.number
        lo, hi = {
            SpecKind.EXACT: (number, number),
            SpecKind.AT_LEAST: (number, None),
            SpecKind.AT_MOST: (None, number),
            SpecKind.RANGE: (number, far(given)),
            SpecKind.TOLERANCE: (-number, number),
        }[self.kind]
        return SpecValue(code=given.quantity, kind=self.kind, lo=lo, hi=hi, unit=given.unit)


def far(number: Number) -> Fraction:
    """The same far end for every range, in the unit of this one: in no float's reach, and equal in all units."""
    factor, offset = SCALES[number.quantity][number.unit]
    return (F(10**40) - offset) / factor


POSITIVE, MEETS, NEGATIVE, MANUAL = Verdict.POSITIVE, Verdict.MEETS, Verdict.NEGATIVE, Verdict.MANUAL
OUTCOMES = {
    POSITIVE: Outcome.ELIGIBLE,
    MEETS: Outcome.ELIGIBLE,
    MANUAL: Outcome.OPEN,
    NEGATIVE: Outcome.INELIGIBLE,
}
NUMBERS = (
    Form(Operator.AT_LEAST, SpecKind.EXACT, False, (NEGATIVE, MEETS, POSITIVE)),
    Form(Operator.AT_LEAST, SpecKind.EXACT, True, (NEGATIVE, NEGATIVE, POSITIVE)),
    Form(Operator.AT_LEAST, SpecKind.AT_LEAST, False, (NEGATIVE, MEETS, POSITIVE)),
    Form(Operator.AT_LEAST, SpecKind.AT_MOST, False, (NEGATIVE, MANUAL, MANUAL)),
    Form(Operator.AT_MOST, SpecKind.EXACT, False, (POSITIVE, MEETS, NEGATIVE)),
    Form(Operator.AT_MOST, SpecKind.EXACT, True, (POSITIVE, NEGATIVE, NEGATIVE)),
    Form(Operator.AT_MOST, SpecKind.AT_MOST, False, (POSITIVE, MEETS, NEGATIVE)),
    Form(Operator.AT_MOST, SpecKind.AT_LEAST, False, (MANUAL, MANUAL, NEGATIVE)),
    Form(Operator.EQUALS, SpecKind.EXACT, False, (NEGATIVE, MEETS, NEGATIVE)),
    Form(Operator.RANGE, SpecKind.RANGE, False, (POSITIVE, MEETS, NEGATIVE)),
)
TOLERANCES = (
    Form(Operator.TOLERANCE, SpecKind.TOLERANCE, False, (POSITIVE, MEETS, NEGATIVE)),
    Form(Operator.TOLERANCE, SpecKind.TOLERANCE, True, (POSITIVE, NEGATIVE, NEGATIVE)),
    Form(Operator.TOLERANCE, SpecKind.AT_MOST, False, (POSITIVE, MEETS, NEGATIVE)),
)


@dataclass(frozen=True)
class Market:
    """One product a value, one demand a bound, and the verdict of every pair."""

    products: tuple[ProductFacts, ...]
    demands: tuple[DemandFacts, ...]
    expected: dict[tuple[str, str], Verdict]


@cache
def market(quantity: str, form: Form, bounds: tuple[Fraction, ...] = SOME) -> Market:
    """Every bound in every unit, against every other unit's numbers on it and beside it."""
    units = SCALES[quantity]
    asked = [Number(quantity, bound, unit, form.op is Operator.TOLERANCE) for bound in bounds for unit in units]
    given = dict.fromkeys(near for each in asked for unit in units for near in each.into(unit).beside())
    demands = tuple(
        DemandFacts(demand_id=f"d{place}", requirements=(form.requirement(each),)) for place, each in enumerate(asked)
    )
    products = tuple(
        ProductFacts(product_id=f"p{place}", category="abc"[place % 3], specs=(form.value(each),))
        for place, each in enumerate(given)
    )
    numbers = [each.base() for each in given]
    expected = {
        (demand.demand_id, product.product_id): form.verdicts[1 + (number > bound) - (number < bound)]
        for demand, bound in zip(demands, [each.base() for each in asked], strict=True)
        for product, number in zip(products, numbers, strict=True)
    }
    return Market(products, demands, expected)


def common(quantity: str) -> Common:
    parameters = {quantity: ParameterFacts(code=quantity, name=quantity, quantity=quantity)}
    return Common(parameters, default_units(), None, TermWeights())


FEW = (NUMBERS[0], NUMBERS[5], NUMBERS[8], NUMBERS[9], TOLERANCES[0])


def name_of(part: object) -> str:
    return f"{part.op.value} {part.kind.value}{' strict' * part.strict}" if isinstance(part, Form) else str(part)


@pytest.mark.parametrize("form", FEW, ids=name_of)
@pytest.mark.parametrize("quantity", SCALES)
def test_every_path_gives_the_verdict_of_the_fractions(quantity: str, form: Form) -> None:
    check_all_paths(market(quantity, form), common(quantity))


@pytest.mark.slow
@pytest.mark.parametrize("form", [*NUMBERS, *TOLERANCES], ids=name_of)
@pytest.mark.parametrize("quantity", SCALES)
def test_every_bound_in_every_form_has_the_verdict_of_the_fractions(quantity: str, form: Form) -> None:
    check_all_paths(market(quantity, form, BOUNDS), common(quantity))


def check_all_paths(found: Market, shared: Common) -> None:
    built = shared.index(found.products)
    grown = shared.index(found.products[::2]).updated(found.products[1::2], gone=["nobody"])
    joined = shared.joined([found.products[place::4] for place in range(4)])
    families = shared.shards(found.products, {"a": "one", "b": "two", "c": "two"})
    paths = (
        (built, None),
        (built, len(found.products)),
        (reopened(grown, shared), 3000),
        (joined, 3000),
        (families, 3000),
    )
    for index, limit in paths:
        assert {
            (demand.demand_id, row.product_id): row.verdicts[0]
            for demand in found.demands
            for row in index.match(demand, limit=limit).rows
        } == found.expected
    columns = DemandColumns.build(found.demands, parameters=shared.parameters, units=shared.units)
    batch = match_many(built, columns, limit=len(found.products))
    assert {
        (demand.demand_id, product): verdict
        for place, demand in enumerate(found.demands)
        for product, (verdict,) in zip(batch.product_ids(place), batch.verdicts(place), strict=True)
    } == found.expected


@pytest.mark.parametrize("quantity", SCALES)
def test_a_new_product_gets_the_verdict_of_the_fractions(quantity: str) -> None:
    for form in FEW:
        found, shared = market(quantity, form), common(quantity)
        index = DemandIndex.build(found.demands, parameters=shared.parameters, units=shared.units)
        for product in found.products[:: len(found.products) // 12]:
            rows = matched_alone(product, found.demands, parameters=shared.parameters, units=shared.units, today=None)
            assert {demand: row.verdicts[0] for demand, row in rows} == {
                demand: verdict for (demand, each), verdict in found.expected.items() if each == product.product_id
            }
            columns = index.match(product, today=None)
            assert [columns.outcome(place) for place in range(len(found.demands))] == [
                OUTCOMES[found.expected[demand.demand_id, product.product_id]] for demand in found.demands
            ]


@pytest.mark.parametrize("quantity", ["pressure", "temp", "angle"])
def test_rows_distances_and_order_at_the_bounds_are_the_plain_paths(quantity: str) -> None:
    for form in (NUMBERS[1], NUMBERS[9], TOLERANCES[0]):
        found, shared = market(quantity, form), common(quantity)
        Oracle(shared, found.products[:60]).check(shared.index(found.products[:60]), found.demands[:6], limit=7)


def test_units_of_one_quantity_are_those_of_the_definitions() -> None:
    """A factor that is wrong in both tables would make every case above agree; these are known from elsewhere."""
    assert Number("pressure", F(8700), "psi", False).into("MPa").number < 60
    assert round(Number("pressure", F(1), "kgf/cm2", False).into("psi").number, 4) == F("14.2233")
    assert Number("temp", F(100), "℃", False).into("℉").number == 212
    assert Number("temp", F(0), "K", False).into("℉").number == F("-459.67")


def test_levels_have_no_other_unit() -> None:
    """dB, dBm and dBc are no factors of one another: whoever prints another one is left to a person."""
    units = default_units()
    assert [unit.symbol for quantity in ("gain", "dbm", "dbc", "sound") for unit in units.units(quantity)] == [
        "dB", "dBm", "dBc", "dB",
    ]  # fmt: skip
    shared = Common({"g": ParameterFacts(code="g", name="g", quantity="gain")}, units, None, TermWeights())
    value = SpecValue(code="g", kind=SpecKind.EXACT, lo=F(3), hi=F(3), unit="dBm")
    wanted = Requirement(number="1", name="g", op=Operator.AT_LEAST, code="g", lo=F(3), unit="dB")
    index = shared.index([ProductFacts(product_id="p", category="a", specs=(value,))])
    assert index.match(DemandFacts(demand_id="d", requirements=(wanted,))).rows[0].verdicts == (Verdict.MANUAL,)
