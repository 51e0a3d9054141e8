"""Short ways to write a requirement, an answer and the verdict between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from apps.taxonomy.language.types import (
    Bound,
    Judgement,
    Operator,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
    read_bound,
)
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.verdict import judge

UNITS = default_units()


def bound(text: str | None) -> Bound | None:
    return None if text is None else read_bound(text)


def ask(
    op: str,
    value: str | None = None,
    unit: str | None = None,
    *,
    hi: str | None = None,
    strict: bool = False,
    members: Sequence[str] = (),
    condition: str | None = None,
    superlative: bool = False,
    code: str | None = "p",
) -> Requirement:
    """ask(">=", "60", "MPa"), ask("range", "0.2", "kV", hi="30"), ask("±", "0.5", "%"), ask("set", members=…)."""
    operator = Operator(op)
    lo, high = bound(value), bound(hi)
    if operator is Operator.AT_MOST:
        lo, high = None, lo
    if operator is Operator.EQUALS:
        high = lo
    if operator is Operator.TOLERANCE and isinstance(lo, Fraction):
        lo, high = -lo, lo
    return Requirement(
        number="1",
        name="参数",
        op=operator,
        code=code,
        lo=lo,
        hi=high,
        unit=unit,
        strict=strict,
        members=tuple(members),
        condition=condition,
        superlative=superlative,
    )


def give(
    kind: str,
    value: str | None = None,
    unit: str | None = None,
    *,
    hi: str | None = None,
    strict: bool = False,
    about: bool = False,
    members: Sequence[str] = (),
    has: bool | None = None,
    condition: str | None = None,
) -> SpecValue:
    """give("exact", "60", "MPa"), give("range", "0.2", "kV", hi="30"), give("tolerance", "0.5", "%")."""
    of_kind = SpecKind(kind)
    lo, high = bound(value), bound(hi)
    if of_kind in (SpecKind.AT_MOST, SpecKind.TOLERANCE):
        lo, high = None, lo
    if of_kind is SpecKind.EXACT:
        high = lo
    return SpecValue(
        code="p",
        kind=of_kind,
        lo=lo,
        hi=high,
        unit=unit,
        strict=strict,
        approximate=about,
        members=tuple(members),
        has=has,
        condition=condition,
    )


def parameter(quantity: str, *, settable: bool = False, better: str = "") -> ParameterFacts:
    return ParameterFacts(code="p", name="参数", quantity=quantity, settable=settable, better=better)


def judged(requirement: Requirement, *values: SpecValue, facts: ParameterFacts, today: date | None = None) -> Judgement:
    return judge(requirement, values=values, parameters={"p": facts}, units=UNITS, today=today)


def verdict(requirement: Requirement, *values: SpecValue, facts: ParameterFacts) -> Verdict:
    return judged(requirement, *values, facts=facts).verdict
