"""Demands as buyers write them: five to twelve clauses about one type, some ★, some ▲, some with a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from apps.matching.engine.facts import DemandFacts
from apps.sample.market.printed import Printed, Printing
from apps.sample.market.types import InstrumentType
from apps.taxonomy.language.types import Mark, Operator, Requirement, SpecKind, SpecValue

_MARKS = (Mark.MANDATORY,) * 3 + (Mark.IMPORTANT,) * 3 + (Mark.GENERAL,) * 4
_TITLES = ("采购{}", "{}采购项目", "购置{}一套", "{}", "{}及配套设备", "关于{}的采购需求")
_DELIVERY = (None, 30, 45, 60, 60, 90, 90, 120)
HELD_OUT = 0.3  # share of titles with a word that no product's text holds


@dataclass(frozen=True)
class Asker:
    """Writes demands about the parameters of a market."""

    printed: Mapping[str, Printed]

    def demand(self, kind: InstrumentType, random: Random) -> DemandFacts:
        """A demand about this type, without id, budget and scope."""
        clauses = [self._requirement(place, each, random) for place, each in enumerate(_asked(kind, random))]
        return DemandFacts(
            demand_id="",
            title=random.choice(_TITLES).format(random.choice(_words(kind, random))),
            requirements=tuple(clauses),
            delivery_days=random.choice(_DELIVERY),
        )

    def _requirement(self, place: int, printed: Printed, random: Random) -> Requirement:
        number, mark = str(place + 1), Mark.MANDATORY if place == 0 else random.choice(_MARKS)
        if mark is Mark.MANDATORY and is_common(printed):
            mark = Mark.IMPORTANT
        if random.random() >= 0.08:
            return clause(printed, random, number=number, mark=mark)
        first, *others = [clause(printed, random, number=number, mark=mark) for _ in range(random.randrange(2, 4))]
        # One row of a tender has one test condition, whatever it leaves to choose.
        choices = (first, *(replace(each, condition=first.condition) for each in others))
        name = printed.facts.name
        return Requirement(number=number, name=name, op=Operator.ANY, mark=mark, alternatives=choices)


def clause(printed: Printed, random: Random, *, number: str, mark: Mark) -> Requirement:
    """A clause that a good part of the makers can meet."""
    sample = printed.pool[int(len(printed.pool) * random.random() ** 2)]
    op, lo, hi, unit = _bounds(printed, sample, random)
    return Requirement(
        number=number,
        name=printed.facts.name,
        op=op,
        code=printed.facts.code,
        lo=lo,
        hi=hi,
        unit=unit,
        strict=op in (Operator.AT_LEAST, Operator.AT_MOST) and random.random() < 0.06,
        members=tuple(random.sample(printed.options, random.randrange(1, 3))) if op is Operator.SET else (),
        condition=sample.condition if random.random() < 0.6 else None,
        mark=mark,
        superlative=op is Operator.EQUALS and random.random() < 0.4,
    )


def _asked(kind: InstrumentType, random: Random) -> list[Printed]:
    """What one data sheet of the type gives: its own parameters first, and at most two of those that all types share.

    Where a sheet gives few of its own, more of the shared ones make up five.
    """
    profile = random.choice(kind.profiles)
    own = [each for each in profile if not is_common(each)]
    common = [each for each in profile if is_common(each)]
    shared = min(random.randrange(3), len(common))
    chosen = random.sample(own, min(random.randrange(5, 13) - shared, len(own)))
    return chosen + random.sample(common, max(shared, min(5 - len(chosen), len(common))))


def is_common(printed: Printed) -> bool:
    """Whether instruments of all types have the parameter (warranty, delivery, power supply …)."""
    return printed.record.code.startswith("common.")


def _words(kind: InstrumentType, random: Random) -> tuple[str, ...]:
    return kind.held_out if kind.held_out and random.random() < HELD_OUT else kind.words


def _bounds(
    printed: Printed, sample: SpecValue, random: Random
) -> tuple[Operator, Fraction | None, Fraction | None, str | None]:
    """Operator, ends and the unit they are printed in."""
    kind = printed.record.kind
    if kind == "bool":
        return Operator.HAS, None, None, None
    if kind == "set":
        return Operator.SET, None, None, None
    printing = printed.any_printing(random)
    if kind == "range":
        lo, hi = sorted((_number(printed, printing, random, 0.45), _number(printed, printing, random, 0.55)))
        return Operator.RANGE, lo, hi, printing.symbol
    if kind == "tolerance":
        width = abs(_number(printed, printing, random, random.uniform(0.5, 0.9)))
        return Operator.TOLERANCE, -width, width, printing.symbol
    return _one_sided(printed, sample, printing, random)


def _one_sided(
    printed: Printed, sample: SpecValue, printing: Printing, random: Random
) -> tuple[Operator, Fraction | None, Fraction | None, str | None]:
    better = printed.record.better
    if (not better or random.random() < 0.1) and sample.kind is SpecKind.EXACT and isinstance(sample.lo, Fraction):
        return Operator.EQUALS, sample.lo, sample.lo, sample.unit
    if better == "lower":
        return Operator.AT_MOST, None, _number(printed, printing, random, random.uniform(0.4, 0.9)), printing.symbol
    return Operator.AT_LEAST, _number(printed, printing, random, random.uniform(0.1, 0.6)), None, printing.symbol


def _number(printed: Printed, printing: Printing, random: Random, share: float) -> Fraction:
    """The number below which this share of the printed ones lies; now and then not rounded (8 min = 2/15 h)."""
    number = printed.numbers[int(share * (len(printed.numbers) - 1))]
    if random.random() < 0.1:
        return (printed.printings[0].unit.to_base(number) - printing.unit.offset) / printing.unit.factor
    return printed.print_in(number, printing)
