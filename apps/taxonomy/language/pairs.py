"""Values that belong together: pairs and tuples with slashes, a time behind a slash, a bracket that holds for all."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from apps.taxonomy.language.build import operand_conditions
from apps.taxonomy.language.items import Clause, Item, Operand
from apps.taxonomy.language.line import Line, join
from apps.taxonomy.language.naming import pair_names
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Reading
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape, Value

_LARGEST_PART = 4  # the largest numerator of a fraction of an inch
_TIMED_UNIT = re.compile(r"(?P<unit>[^/\d]+)/(?P<count>\d{1,5}(?:\.\d{1,3})?)(?P<time>min|s|h|分钟|秒|小时)")


def part_timed(line: Line, item: Item, parameter: str) -> None:
    """灭菌温度/时间：121℃/30min: the name says that a time stands behind the slash, so it is no unit."""
    names, match = pair_names(parameter, 2), timed_value(item)
    if match is None or names is None or not names[1].endswith("时间") or "率" in names[0]:
        return
    line.paired = parameter
    operand, count = item.operands[0], Fraction(match["count"])
    time = replace(operand.value, lo=count, hi=count, unit=match["time"])
    operand.value = replace(operand.value, unit=match["unit"])
    item.operands.append(Operand(time, conditions=operand.conditions))


def timed_value(item: Item) -> re.Match[str] | None:
    """The parts of 121℃/30min where that is all the item holds."""
    operand = item.operands[0]
    plain = len(item.operands) == 1 and operand.value.shape is Shape.SINGLE and operand.comparison is None
    return _TIMED_UNIT.fullmatch(operand.value.unit or "") if plain and operand.trailer is None else None


def odd_pair(item: Item) -> str:
    """1/500000 and 1/2英寸 are fractions; 0.025μg/mL/1% is one unit that we do not know."""
    values = [o.value for o in item.operands]
    if len(values) < 2 or any(v.fault for v in values) or item.operands[1].alternative:
        return ""
    if values[0].shape in {Shape.RANGE, Shape.SIZES} and values[1].shape is Shape.SINGLE:
        return "斜线前后的值形式不同"  # 0-50/100/200mg/m3, 12×1.5/2.0mL
    if len(values) > 2 or any(v.shape is not Shape.SINGLE for v in values):
        return ""
    units_given = [v.unit is not None for v in values]
    if units_given[0] and not units_given[1]:
        return "斜线后的值没有单位"
    first, second = values
    if first.unit is None and first.plain and (first.lo == 1 or is_inch_fraction(first, second)):
        return "分数写法"
    units = default_units()
    if (
        first.unit
        and second.unit
        and "/" in first.unit
        and not set(units.quantities(first.unit)) & set(units.quantities(second.unit))
    ):
        return "斜线两边的单位不是同一种量"
    return ""


def is_inch_fraction(first: Value, second: Value) -> bool:
    """2/3英寸, 1/1.8英寸: the size of a sensor, and not two sizes."""
    small = all(isinstance(each.lo, Fraction) and each.lo <= _LARGEST_PART for each in (first, second))
    return second.unit in {"英寸", "寸", "″"} and small


def share_last_bracket(line: Line, clauses: list[Clause]) -> None:
    """A bracket at the end of a line that lists several values holds for all values of that name."""
    if len(line.readings) < 2 or not clauses or not clauses[-1].items or not clauses[-1].items[-1].operands:
        return
    operand = clauses[-1].items[-1].operands[-1]
    shared = operand_conditions(line, operand) if any(t.kind is Kind.BRACKET for t in operand.conditions) else ()
    last = line.readings[-1]
    for index, reading in enumerate(line.readings[:-1]):
        same = reading.parameter == last.parameter and reading.group == last.group and not reading.review
        if shared and same and own_bracketless(reading, last, shared):
            line.readings[index] = revise(
                reading, condition=join((*((reading.condition,) if reading.condition else ()), *shared))
            )


def own_bracketless(reading: Reading, last: Reading, shared: tuple[str, ...]) -> bool:
    """Whether an earlier value has no condition but its label, as the last one has beside its bracket."""
    before = len((reading.condition or "").split("; ")) if reading.condition else 0
    after = len((last.condition or "").split("; ")) - len(shared)
    return before == after and (before > 0 or reading.op is last.op)


def is_mixed_tuple(item: Item) -> bool:
    """10×/0.30/16mm: three or more values of different kinds, joined by slashes, are one text."""
    values = [operand.value for operand in item.operands]
    least = 2 if values[0].unit == "×" else 3  # 目镜：10×/22mm
    if len(values) < least or any(two.start - one.end > 2 for one, two in pairwise(values)):
        return False
    kinds = [set(default_units().quantities(value.unit)) for value in values if value.unit]
    return any(not (one & two) for one, two in pairwise(kinds))


def is_tuple(item: Item) -> bool:
    """0.5Hz/6Hz/12Hz（50%/0.55%/0.11%）: values that belong to the parts of a bracket one by one."""
    brackets = [t for t in item.operands[-1].conditions if t.kind is Kind.BRACKET]
    if any(o.alternative or o.conditions for o in item.operands[:-1]):
        return False  # ≤±2%（100～1000mg/L）或≤±5%（10～100mg/L）
    return len(item.operands) > 1 and any(t.text.count("/") == len(item.operands) - 1 for t in brackets)
