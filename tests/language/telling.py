"""A reading in one short line, as the tables of docs/algorithms/requirement-language.md print it.

`group：name ≥ 5 nm（condition）`; several readings are parted by ‖, no reading is —. A list stands in braces, sizes
with ×, a capability as 有, text in quotes, and what a person must judge with ？ and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from apps.taxonomy.language.types import Bound, Operator, Reading, decimal_text

_SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.EQUALS: "=", Operator.RANGE: "", Operator.ENUM: ""}
_STRICT = {Operator.AT_LEAST: ">", Operator.AT_MOST: "<"}


def tell(readings: Iterable[Reading]) -> str:
    """All readings of a line."""
    return " ‖ ".join(tell_one(each) for each in readings) or "—"


def tell_one(reading: Reading) -> str:
    """One reading: mark, group, name, what is asked, unit, condition."""
    parts = [_name(reading), _asked(reading), reading.unit or ""]
    condition = f"（{reading.condition}）" if reading.condition else ""
    doubt = f" ？{reading.reason}" if reading.review else ""
    return " ".join(part for part in parts if part) + condition + doubt


def _name(reading: Reading) -> str:
    group = f"{reading.group}：" if reading.group else ""
    implied = "（隐含）" if reading.implied else ""
    return f"{reading.mark or ''}{group}{reading.parameter}{implied}"


def _asked(reading: Reading) -> str:
    if reading.op is Operator.HAS:
        return "有"
    if reading.op is Operator.TEXT:
        return f"“{reading.value}”"
    words = [reading.qualifier or "", f"备选{reading.alt}" if reading.alt else "", _numbers(reading)]
    return " ".join(filter(None, words)) + (reading.tolerance or "")


def _numbers(reading: Reading) -> str:
    sign = (_STRICT if reading.strict else _SIGNS).get(reading.op) or _SIGNS.get(reading.op, "")
    if reading.formula:
        return f"{sign or '±'} {reading.formula}"
    if reading.op is Operator.ENUM:
        return "{" + "、".join(_text(value) for value in reading.values) + "}"
    if reading.values:
        return f"{sign} " + "×".join(_text(value) for value in reading.values)
    if reading.op is Operator.TOLERANCE:
        return f"±{_text(reading.hi)}"
    if reading.op is Operator.RANGE:
        centre = f"{_text(reading.nominal)}：" if reading.nominal is not None else ""
        return f"{centre}{_text(reading.lo)}～{_text(reading.hi)}"
    return f"{sign} {_text(reading.lo if reading.lo is not None else reading.hi)}"


def _text(value: Bound | str | None) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else str(value)
