"""What an operator and a value mean together: ≤ with ±1% is a tolerance, 以上 behind a value is at least.

Contradictions (≥5以下, ≤0.1～0.5) give a fault instead of bounds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from apps.taxonomy.language.items import Operand
from apps.taxonomy.language.operators import Comparison, better_direction, is_finer_better
from apps.taxonomy.language.types import Ambient, Bound, Operator
from apps.taxonomy.language.values import Shape, Value

_DEVIATION = re.compile(r"误差|精度|准确|重复|稳定|不确定|偏差|线性|MPE|分辨|漂移|噪声|一致|公差")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The comparable part of a reading; `fault` says why there is none."""

    operator: Operator = Operator.TEXT
    lo: Bound | None = None
    hi: Bound | None = None
    values: tuple[Fraction | str, ...] = ()
    strict: bool = False
    nominal: Fraction | None = None
    tolerance: str | None = None
    qualifier: str | None = None
    magnitude: bool = False
    formula: str | None = None
    fault: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def bind(operand: Operand, *, name: str, unit: str | None) -> Bounds:
    """The bounds of one operand of the parameter `name`; never raises."""
    value, comparison = operand.value, operand.comparison
    fault = value.fault or (comparison.fault if comparison else "") or _contradicts(operand) or _impossible(value, unit)
    if fault:
        return Bounds(fault=fault)
    if operand.second is not None:
        return _between(operand)
    return _SHAPES[value.shape](operand, name, unit)


def _trailing_operator(operand: Operand) -> Operator | None:
    return operand.trailer.trailer.operator if operand.trailer and operand.trailer.trailer else None


def _contradicts(operand: Operand) -> str:
    """≥5以下 and ≤5以上 say two things."""
    trailing, comparison = _trailing_operator(operand), operand.comparison
    if trailing is None or comparison is None or comparison.operator is trailing or comparison.better:
        return ""
    if comparison.operator is Operator.EQUALS:
        return ""
    return "比较符号与“以上/以下”相矛盾"


def _impossible(value: Value, unit: str | None) -> str:
    """Below absolute zero, or more than all the water that air can hold."""
    numbers = [b for b in (value.lo, value.hi) if isinstance(b, Fraction)]
    if unit == "℃" and value.shape is not Shape.TOLERANCE and any(n < Fraction("-273.15") for n in numbers):
        return "低于绝对零度"
    if unit == "K" and value.shape is Shape.RANGE and value.nominal is None and any(n < 0 for n in numbers):
        return "低于绝对零度"
    return ""


def _between(operand: Operand) -> Bounds:
    """≥5且≤10, ≤-90℃至≥200℃: both ends of one range."""
    second = operand.second
    if second is None or second.comparison is None or operand.comparison is None:
        return Bounds(fault="两个比较符号不能合并")
    one, two = operand.value, second.value
    if two.fault or one.shape is not Shape.SINGLE or two.shape is not Shape.SINGLE:
        return Bounds(fault=two.fault or "两个比较符号不能合并")
    if one.unit and two.unit and one.unit != two.unit:
        return Bounds(fault="两端单位不同")
    ends = {operand.comparison.operator, second.comparison.operator}
    if ends != {Operator.AT_LEAST, Operator.AT_MOST}:
        return Bounds(fault="两个比较符号同向")
    floor, ceiling = (operand, second) if operand.comparison.operator is Operator.AT_LEAST else (second, operand)
    return _spanned(floor, ceiling, joined=operand.joined)


def _spanned(floor: Operand, ceiling: Operand, *, joined: bool) -> Bounds:
    """≥50且≤100 is 50…100; ≤-40℃至≥150℃ is a span at least so wide; ≥100且≤50 contradicts itself."""
    low, high = floor.value.lo, ceiling.value.lo
    strict = any(each.comparison is not None and each.comparison.strict for each in (floor, ceiling))
    if not isinstance(low, Fraction) or not isinstance(high, Fraction):
        return Bounds(operator=Operator.RANGE, lo=high, hi=low, strict=strict) if joined else Bounds(fault="端点不是数")
    if low <= high and not joined:
        return Bounds(operator=Operator.RANGE, lo=low, hi=high, strict=strict)
    if high <= low and joined:
        return Bounds(operator=Operator.RANGE, lo=high, hi=low, strict=strict)
    return Bounds(fault="上下限相矛盾")


def _single(operand: Operand, name: str, unit: str | None) -> Bounds:
    value, comparison = operand.value, operand.comparison
    trailing = _trailing_operator(operand)
    about = "约" if operand.trailer is not None and trailing is None else None
    operator = comparison.operator if comparison else trailing or Operator.EQUALS
    if comparison is not None and operator is Operator.EQUALS and trailing is not None:
        operator = trailing
    qualifier = about
    if comparison is not None and comparison.better:
        ratio = unit == ":1" or (comparison.word in {"不差于", "不劣于"} and unit == ":1")
        better = better_direction(name, unit, is_ratio=ratio)
        if better is None:
            return Bounds(fault="“优于”的方向不明")
        operator, qualifier = better, comparison.word
    if comparison is not None and _reads_both_ways(comparison, name, unit):
        return Bounds(fault=f"“{comparison.word}”可指数值，也可指优劣")
    strict = comparison is not None and comparison.strict
    return _one_sided(value, operator, strict=strict, qualifier=qualifier)


def _reads_both_ways(comparison: Comparison, name: str, unit: str | None) -> bool:
    """精度不低于0.1%, 分辨率高于1nm: at least that number, or at least that good?"""
    if comparison.symbol or comparison.operator is not Operator.AT_LEAST or comparison.better:
        return False
    return comparison.word in {"不低于", "高于", "不弱于"} and is_finer_better(name, unit)


def _one_sided(value: Value, operator: Operator, *, strict: bool, qualifier: str | None) -> Bounds:
    lo = value.lo if operator is not Operator.AT_MOST else None
    hi = value.lo if operator is not Operator.AT_LEAST else None
    if value.tolerance and operator is not Operator.EQUALS:
        return Bounds(fault="单边限值带公差，含义不明")
    return Bounds(operator=operator, lo=lo, hi=hi, strict=strict, qualifier=qualifier, tolerance=value.tolerance)


def _range(operand: Operand, name: str, unit: str | None) -> Bounds:
    value, comparison = operand.value, operand.comparison
    qualifier = None
    if comparison is not None and comparison.operator is not Operator.EQUALS:
        if value.nominal is not None or not _widens(comparison):
            return Bounds(fault="比较符号与区间并用，含义不明")
        qualifier = "至少" if comparison.word.startswith("至少") else comparison.word
    if isinstance(value.lo, Ambient) and isinstance(value.hi, Ambient) and value.lo.word != value.hi.word:
        return Bounds(fault="两端的环境温度不同")
    return Bounds(
        operator=Operator.RANGE, lo=value.lo, hi=value.hi, nominal=value.nominal, tolerance=value.tolerance,
        magnitude=value.magnitude, qualifier=qualifier,
    )  # fmt: skip


def _widens(comparison: Comparison) -> bool:
    """≥ and 优于 before a range ask for at least that range; ≤ before a range says nothing certain."""
    return comparison.operator is Operator.AT_LEAST or comparison.better


def _tolerance(operand: Operand, name: str, unit: str | None) -> Bounds:
    value, comparison = operand.value, operand.comparison
    qualifier = None
    if comparison is not None:
        if comparison.better or comparison.operator is Operator.AT_LEAST:
            qualifier = "优于" if comparison.better else "≥"
        if _trailing_operator(operand) is Operator.AT_LEAST and comparison.operator is Operator.AT_MOST:
            return Bounds(fault="比较符号与“以上”相矛盾")
    strict = comparison is not None and comparison.strict
    return Bounds(operator=Operator.TOLERANCE, lo=value.lo, hi=value.hi, strict=strict, qualifier=qualifier)


def _sizes(operand: Operand, name: str, unit: str | None) -> Bounds:
    bounds = _single(Operand(Value(start=0, end=0), operand.comparison, operand.trailer), name, unit)
    if bounds.fault:
        return bounds
    return Bounds(
        operator=bounds.operator, values=operand.value.sizes, strict=bounds.strict, qualifier=bounds.qualifier
    )


def _formula(operand: Operand, name: str, unit: str | None) -> Bounds:
    comparison = operand.comparison
    operator = comparison.operator if comparison and not operand.value.plus_minus else Operator.TOLERANCE
    if not (operand.value.formula or "").strip():
        return Bounds(fault="公式为空")
    if comparison is None and not operand.value.plus_minus and not _DEVIATION.search(name):
        return Bounds(fault="公式前没有比较符号")
    return Bounds(operator=operator, formula=operand.value.formula, strict=bool(comparison and comparison.strict))


_SHAPES = {
    Shape.SINGLE: _single, Shape.RANGE: _range, Shape.TOLERANCE: _tolerance, Shape.SIZES: _sizes,
    Shape.FORMULA: _formula,
}  # fmt: skip
