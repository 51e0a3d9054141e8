"""The oracle of relaxations: tries every change of every set of ★ clauses on the plain path. Slow and obvious.

It knows nothing of ranks, masks or columns; worlds are small enough to be tried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from random import Random

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.relaxation import MORE_CLAUSES, MOST_ALTERNATIVES, WANTED_MAKERS
from apps.taxonomy.language.canonical import Answer, Ask, answer_of, ask_of, current_values, find_unit
from apps.taxonomy.language.conditions import member_key
from apps.taxonomy.language.distance import MILLION, steps_travelled
from apps.taxonomy.language.types import (
    Ambient,
    Bound,
    Judgement,
    Mark,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
)
from apps.taxonomy.language.units import Unit, default_units
from apps.taxonomy.language.verdict import Reason, compare, judge_current

UNITS = default_units()
PARAMETERS = {
    each.code: each
    for each in (
        ParameterFacts(code="press", name="耐压", quantity="pressure", better="higher"),
        ParameterFacts(code="size", name="束斑", quantity="length", better="lower"),
        ParameterFacts(code="span", name="量程", quantity="length", settable=True, better="higher"),
        ParameterFacts(code="heat", name="控温范围", quantity="temp", settable=True, spread=Fraction(50)),
        ParameterFacts(code="speed", name="转速", quantity="pressure"),
        ParameterFacts(code="parts", name="探测器", quantity="set"),
        ParameterFacts(code="cooling", name="预冷", quantity="bool"),
    )
}
FULFILLED = (Verdict.POSITIVE, Verdict.MEETS)
OWN_REASONS = (Reason.UNREAD_REQUIREMENT, Reason.UNLINKED, Reason.UNKNOWN_PARAMETER)


@dataclass(frozen=True)
class Change:
    """A clause as it might read. `moved` orders equal costs: how far each end moved, or which members went."""

    after: Requirement
    cost: int
    moved: tuple[Fraction, ...]
    is_demotion: bool = False


@dataclass(frozen=True)
class Answered:
    """What was found for one set of clauses."""

    indexes: tuple[int, ...]
    after: tuple[Requirement, ...]
    cost: int
    demotions: int


def smallest_changes(products: Sequence[ProductFacts], demand: DemandFacts) -> list[Answered]:
    """The alternatives in their order; empty when no change helps."""
    able = [each for each in products if each.domestic and not each.is_reference and not _is_excluded(each, demand)]
    mandatory = [place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY]
    options = {place: list(_changes(demand.requirements[place], able)) for place in mandatory}
    found: list[Answered] = []
    for size in range(1, len(mandatory) + 1):
        if len(found) >= MOST_ALTERNATIVES or (found and size > len(found[0].indexes) + MORE_CLAUSES):
            break
        fresh = [
            best
            for indexes in combinations(mandatory, size)
            if not any(set(each.indexes) <= set(indexes) for each in found)
            and (best := _best(indexes, options, able, demand, mandatory))
        ]
        found += sorted(fresh, key=lambda each: (each.demotions, each.cost, each.indexes))
    return found[:MOST_ALTERNATIVES]


def _best(
    indexes: tuple[int, ...],
    options: dict[int, list[Change]],
    able: Sequence[ProductFacts],
    demand: DemandFacts,
    mandatory: Sequence[int],
) -> Answered | None:
    rest = [place for place in mandatory if place not in indexes]
    kept = [each for each in able if all(_fulfils(demand.requirements[place], each) for place in rest)]
    passing = {
        (place, number): {each.product_id for each in kept if _passes(change.after, each)}
        for place in indexes
        for number, change in enumerate(options[place])
    }
    best: tuple[int, tuple[Fraction, ...], tuple[Change, ...]] | None = None
    for numbers in product(*(range(len(options[place])) for place in indexes)):
        chosen = tuple(options[place][number] for place, number in zip(indexes, numbers, strict=True))
        key = sum(each.cost for each in chosen), tuple(step for each in chosen for step in each.moved)
        if best is not None and key >= best[:2]:
            continue
        ids = set.intersection(*(passing[pair] for pair in zip(indexes, numbers, strict=True)))
        if len({each.maker for each in kept if each.product_id in ids}) >= WANTED_MAKERS:
            best = (*key, chosen)
    if best is None:
        return None
    cost, _, chosen = best
    return Answered(indexes, tuple(each.after for each in chosen), cost, sum(each.is_demotion for each in chosen))


def _passes(requirement: Requirement, offered: ProductFacts) -> bool:
    return requirement.mark is not Mark.MANDATORY or _fulfils(requirement, offered)


def _fulfils(requirement: Requirement, offered: ProductFacts) -> bool:
    return judged(requirement, offered).verdict in FULFILLED


def judged(requirement: Requirement, offered: ProductFacts) -> Judgement:
    current = current_values(offered.specs, units=UNITS, today=None)
    return judge_current(requirement, current=current, parameters=PARAMETERS, units=UNITS)


def _is_excluded(offered: ProductFacts, demand: DemandFacts) -> bool:
    """Whether a ★ is unanswered or for a person because of the product, and not because of the clause."""
    for requirement in demand.requirements:
        judgement = judged(requirement, offered)
        if requirement.mark is not Mark.MANDATORY or judgement.verdict in (*FULFILLED, Verdict.NEGATIVE):
            continue
        is_own = judgement.reason_code in OWN_REASONS or _is_unreadable(requirement)
        opens = judgement.reason_code == Reason.SUPERLATIVE and _direction(requirement) is not None
        if not (is_own or opens):
            return True
    return False


def _ask(requirement: Requirement) -> Ask | None:
    parameter = PARAMETERS.get(requirement.code or "")
    return ask_of(requirement, parameter=parameter, units=UNITS) if parameter else None


def _is_unreadable(requirement: Requirement) -> bool:
    ask = _ask(requirement)
    return requirement.op is not Operator.ANY and (ask is None or ask.op is Operator.TEXT)


def _direction(requirement: Requirement) -> Operator | None:
    """What an = would become; None where no side is better."""
    ask = _ask(requirement)
    if ask is None or ask.op is not Operator.EQUALS or not isinstance(ask.lo, Fraction):
        return None
    if not PARAMETERS[requirement.code or ""].better and not ask.superlative:
        return None
    return Operator.AT_LEAST if ask.higher else Operator.AT_MOST


# ---- every change of one clause --------------------------------------------------------------------------------------


def _changes(requirement: Requirement, able: Sequence[ProductFacts]) -> Iterator[Change]:
    ask = _ask(requirement)
    demoted = Change(replace(requirement, mark=Mark.IMPORTANT), MILLION, (Fraction(1),), is_demotion=True)
    if ask is None or requirement.op in (Operator.ANY, Operator.HAS) or ask.op is Operator.TEXT:
        yield demoted
        return
    answers = [answer for each in able for answer in _answers(requirement, each)]
    parameter = PARAMETERS[requirement.code or ""]
    unit = find_unit(requirement.unit, parameter.quantity, UNITS)
    if ask.op is Operator.SET:
        yield from _subsets(requirement, ask)
    elif ask.op is Operator.RANGE:
        yield from _narrower(requirement, ask, answers, parameter, unit)
    elif ask.op is Operator.EQUALS:
        sign = _direction(requirement)
        yield from [demoted] if sign is None else _opened(requirement, ask, answers, parameter, unit, sign)
    else:
        yield from _moved_bounds(requirement, ask, answers, parameter, unit)


def _answers(requirement: Requirement, offered: ProductFacts) -> Iterator[Answer]:
    for value in offered.specs:
        if value.code == requirement.code:
            yield answer_of(value, parameter=PARAMETERS[value.code], units=UNITS)


def _numbers(answers: Sequence[Answer]) -> set[Fraction]:
    return {bound for each in answers for bound in (each.lo, each.hi) if isinstance(bound, Fraction)}


def _moved_bounds(
    requirement: Requirement, ask: Ask, answers: Sequence[Answer], parameter: ParameterFacts, unit: Unit | None
) -> Iterator[Change]:
    start = {Operator.AT_LEAST: ask.lo, Operator.AT_MOST: ask.hi, Operator.TOLERANCE: ask.magnitude}[ask.op]
    if not isinstance(start, Fraction) or unit is None:
        return
    sign = -1 if ask.op is Operator.AT_LEAST else 1
    given = _numbers(answers)
    if ask.op is Operator.TOLERANCE:
        given = {each.magnitude for each in answers if each.magnitude is not None}
    for number in given:
        moved = (number - start) * sign
        if moved > 0 or (moved == 0 and requirement.strict):
            cost = max(1, steps_travelled(start, number, parameter))
            yield Change(_with_bound(requirement, ask.op, number, unit), cost, (moved,))


def _opened(
    requirement: Requirement,
    ask: Ask,
    answers: Sequence[Answer],
    parameter: ParameterFacts,
    unit: Unit | None,
    sign: Operator,
) -> Iterator[Change]:
    start = ask.lo
    assert isinstance(start, Fraction)
    if unit is None:
        return
    for number in {start, *_numbers(answers)}:
        moved = start - number if sign is Operator.AT_LEAST else number - start
        if moved >= 0:
            cost = max(1, steps_travelled(start, number, parameter))
            yield Change(_with_bound(requirement, sign, number, unit), cost, (moved,))


def _with_bound(requirement: Requirement, op: Operator, number: Fraction, unit: Unit) -> Requirement:
    if op is Operator.TOLERANCE:
        return replace(requirement, lo=-number / unit.factor, hi=number / unit.factor, strict=False)
    printed = (number - unit.offset) / unit.factor
    lo, hi = (printed, None) if op is Operator.AT_LEAST else (None, printed)
    return replace(requirement, op=op, lo=lo, hi=hi, strict=False, superlative=False)


def _narrower(
    requirement: Requirement, ask: Ask, answers: Sequence[Answer], parameter: ParameterFacts, unit: Unit | None
) -> Iterator[Change]:
    assert ask.lo is not None and ask.hi is not None  # noqa: PT018
    lows = {ask.lo, *(each.lo for each in answers if each.lo is not None and compare(ask.lo, each.lo) == -1)}
    highs = {ask.hi, *(each.hi for each in answers if each.hi is not None and compare(each.hi, ask.hi) == -1)}
    for lo, hi in product(lows, highs):
        if compare(lo, hi) not in (-1, None) or (lo, hi) == (ask.lo, ask.hi):
            continue
        cost = max(1, steps_travelled(ask.lo, lo, parameter), steps_travelled(ask.hi, hi, parameter))
        after = replace(requirement, lo=_printed(lo, unit), hi=_printed(hi, unit))
        yield Change(after, cost, (_offset(lo) - _offset(ask.lo), _offset(ask.hi) - _offset(hi)))


def _printed(bound: Bound, unit: Unit | None) -> Bound:
    return bound if isinstance(bound, Ambient) or unit is None else (bound - unit.offset) / unit.factor


def _offset(bound: Bound) -> Fraction:
    return bound.offset if isinstance(bound, Ambient) else bound


def _subsets(requirement: Requirement, ask: Ask) -> Iterator[Change]:
    keys = sorted(ask.members)
    for count in range(1, len(keys)):
        for gone in combinations(keys, count):
            kept = tuple(m for m in requirement.members if member_key(m, requirement.unit, UNITS) not in gone)
            moved = tuple(Fraction(key in gone) for key in keys)
            yield Change(replace(requirement, members=kept), count * MILLION, moved)


# ---- small worlds ------------------------------------------------------------------------------------------------


class SmallWorld:
    """One seed's demand of two to four ★ clauses and up to eight products of five makers.

    Half of the worlds are calm: every product answers every clause in the usual kind, so that several ways lead to
    three makers. The others are full of odd answers.
    """

    _numbers = [Fraction(text) for text in ("0", "1", "2", "2.5", "4", "5", "8", "-1")]

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._is_calm = self._random.random() < 0.5

    def demand(self) -> DemandFacts:
        count = self._random.choice((2, 3, 3, 4))
        clauses = [self._clause(str(number)) for number in range(count)]
        if self._chance(0.3):
            clauses.append(replace(self._clause("9"), mark=Mark.GENERAL))
        return DemandFacts(demand_id="d", requirements=tuple(clauses))

    def products(self) -> list[ProductFacts]:
        return [
            self._product(str(number))
            for number in range(self._random.randrange(5, 9) if self._is_calm else self._random.randrange(3, 8))
        ]

    def _product(self, product_id: str) -> ProductFacts:
        codes = [code for code in PARAMETERS if not self._chance(0.05)]
        return ProductFacts(
            product_id=product_id,
            category="c",
            maker=f"m{product_id}" if self._is_calm else f"m{self._random.randrange(5)}",
            domestic=None if self._chance(0.1) else not self._chance(0.1),
            is_reference=self._chance(0.05),
            specs=tuple(self._value(code) for code in codes),
        )

    def _value(self, code: str) -> SpecValue:
        lo, hi = sorted(self._random.sample(self._numbers, 2))
        kind = {"parts": SpecKind.SET, "cooling": SpecKind.HAS, "heat": SpecKind.RANGE, "span": SpecKind.RANGE}.get(
            code, SpecKind.EXACT
        )
        if kind is SpecKind.EXACT and self._chance(0.25):
            kind = self._random.choice((SpecKind.AT_LEAST, SpecKind.AT_MOST, SpecKind.RANGE, SpecKind.TOLERANCE))
        if code != "parts" and self._chance(0.04):
            kind = self._random.choice((SpecKind.TEXT, SpecKind.SET, SpecKind.EXACT))
        members = self._random.sample(("SE", "BSE", "EDS", "1", "2", "5"), self._random.randrange(1, 5))
        low: Bound = Ambient(lo, "室温") if code == "heat" and self._chance(0.3) else lo
        return SpecValue(
            code=code,
            kind=kind,
            lo=-abs(hi) if kind is SpecKind.TOLERANCE else low,
            hi=lo if kind is SpecKind.EXACT else hi,
            unit=self._unit(code),
            members=tuple(members) if kind is SpecKind.SET else (),
            has=self._chance(0.5),
            strict=self._chance(0.15),
        )

    def _clause(self, number: str) -> Requirement:
        if self._chance(0.1):
            return self._either(number)
        codes = (
            ["press", "size", "parts", "cooling", "span"] if self._is_calm else [*PARAMETERS, "press", None, "unheard"]
        )
        code = self._random.choice(codes)
        op = {
            "parts": Operator.SET,
            "cooling": Operator.HAS,
            "heat": Operator.RANGE,
            "span": self._random.choice((Operator.RANGE, Operator.RANGE, Operator.AT_LEAST, Operator.EQUALS)),
        }.get(code or "", self._numeric_operator())
        if self._chance(0.04):
            op = Operator.TEXT
        lo, hi = sorted(self._random.sample(self._numbers, 2))
        low: Bound = Ambient(lo, "常温") if code == "heat" and self._chance(0.3) else lo
        if op is Operator.TOLERANCE:
            low, hi = -abs(hi), abs(hi)
        return Requirement(
            number=number,
            name="条款",
            op=op,
            code=code,
            lo=hi if op is Operator.EQUALS else low,
            hi=hi,
            unit=self._unit(code or ""),
            strict=self._chance(0.2),
            members=tuple(self._random.sample(("SE", "se", "BSE", "EDS", "X"), self._random.randrange(1, 4))),
            mark=Mark.MANDATORY,
            superlative=op is Operator.EQUALS and self._chance(0.4),
        )

    def _either(self, number: str) -> Requirement:
        both = tuple(self._plain_clause(number) for _ in range(2))
        return Requirement(number=number, name="备选", op=Operator.ANY, alternatives=both, mark=Mark.MANDATORY)

    def _plain_clause(self, number: str) -> Requirement:
        hi = self._random.choice(self._numbers)
        code = self._random.choice(("press", "size"))
        return Requirement(number=number, name="条款", op=Operator.AT_LEAST, code=code, lo=hi, unit=self._unit(code))

    def _numeric_operator(self) -> Operator:
        return self._random.choice(
            (
                Operator.AT_LEAST,
                Operator.AT_LEAST,
                Operator.AT_MOST,
                Operator.EQUALS,
                Operator.EQUALS,
                Operator.TOLERANCE,
            )
        )

    def _unit(self, code: str) -> str | None:
        return {
            "press": self._random.choice(("MPa", "MPa", "psi")),
            "size": self._random.choice(("mm", "mm", "μm")),
            "span": "mm",
            "heat": self._random.choice(("℃", "℃", "K")),
            "speed": "MPa",
        }.get(code)

    def _chance(self, share: float) -> bool:
        """True in so many of the cases; rare oddities do not happen in a calm world."""
        return self._random.random() < share and not (self._is_calm and share < 0.3)
