"""The one table from readings to the engine's requirements.

enum → SET; alternatives of one name → ANY; sizes, formulas, families of spans, tolerances of a value, text and what
is under review → TEXT with the reason, to be judged by a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from apps.taxonomy.language.types import Mark, Operator, Reading, Requirement, decimal_text

_SUPERLATIVE = re.compile(r"最高|最大|最快|最多|最长|最低|最小|可达|高达")
_SIMPLE = frozenset(
    {Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE, Operator.HAS}
)


def mark_of(symbol: str | None) -> Mark:
    """★ ＊ * → mandatory, ▲ △ # ＃ → important, nothing → general."""
    if not symbol:
        return Mark.GENERAL
    return Mark.MANDATORY if symbol in "★＊*" else Mark.IMPORTANT


def requirements_of(readings: Sequence[Reading], *, number: str, code: str | None = None) -> tuple[Requirement, ...]:
    """The requirements of one line's readings, in their order.

    `number` is the clause's number; several requirements of one line get .1, .2 … behind it. `code` is the
    parameter's code where the caller knows that all readings mean it; None leaves them unlinked.
    """
    groups = [list(members) for _, members in groupby(readings, key=_group_key)]
    wanted = [_one_or_any(group, code) for group in groups]
    if len(wanted) == 1:
        return (replace(wanted[0], number=number),)
    return tuple(replace(each, number=f"{number}.{index}") for index, each in enumerate(wanted, start=1))


def _group_key(reading: Reading) -> tuple[object, ...]:
    """Neighbouring alternatives of one name belong together; everything else stands alone."""
    if reading.alt is None:
        return (id(reading),)
    return (reading.parameter, reading.group)


def _one_or_any(group: list[Reading], code: str | None) -> Requirement:
    first = group[0]
    if len(group) == 1:
        return requirement_of(first, code=code)
    alternatives = tuple(requirement_of(reading, code=code) for reading in group)
    return Requirement(
        number="", name=first.parameter, op=Operator.ANY, code=code, mark=mark_of(first.mark), alternatives=alternatives
    )


def requirement_of(reading: Reading, *, code: str | None = None) -> Requirement:
    """One reading in the form that the engine compares; TEXT with the reason when it has no such form."""
    base = Requirement(
        number="",
        name=reading.parameter,
        op=Operator.TEXT,
        code=code,
        condition=reading.condition,
        mark=mark_of(reading.mark),
    )
    if reason := why_text(reading):
        return replace(base, reason=reason)
    if reading.op in {Operator.ENUM, Operator.SET}:
        return replace(base, op=Operator.SET, members=tuple(_member(v) for v in reading.values), unit=reading.unit)
    superlative = reading.op is Operator.EQUALS and bool(
        _SUPERLATIVE.search(reading.parameter + (reading.qualifier or ""))
    )
    return replace(
        base,
        op=reading.op,
        lo=reading.lo,
        hi=reading.hi,
        unit=reading.unit,
        strict=reading.strict,
        superlative=superlative,
    )


def why_text(reading: Reading) -> str:
    """Why the engine cannot compare this reading; '' when it can."""
    if reading.review:
        return reading.reason or "读得不确定，请人工确认"
    if reading.formula:
        return "公式由人工判断"
    if reading.magnitude:
        return "多个 ± 档位由人工判断"
    if reading.tolerance or reading.qualifier == "约":
        return "带公差的值由人工判断"
    if reading.op in {Operator.ENUM, Operator.SET}:
        return ""
    if reading.values:
        return "尺寸由人工判断"
    return "" if reading.op in _SIMPLE else "文字要求由人工判断"


def _member(value: Fraction | str) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else value
