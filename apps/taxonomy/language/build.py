"""Building one reading: bounds, unit, conditions, and the doubts about them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from apps.taxonomy.language.binding import Bounds, bind
from apps.taxonomy.language.doubts import has_lookalike, may_be_lost_power
from apps.taxonomy.language.items import Item, Operand
from apps.taxonomy.language.line import Line, join
from apps.taxonomy.language.naming import (
    Name,
    restates,
    split_conditions,
    squeeze,
)
from apps.taxonomy.language.numbers import scan_number
from apps.taxonomy.language.operators import Comparison
from apps.taxonomy.language.plausible import contradicts_name
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.unit_scan import is_unit
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import MIXED_CONTENTS, Shape, scan_value

_SHARE_NAME = re.compile(r"(?:率|误差|占空比|百分比|湿度|浓度|含量|纯度|效率|偏差|RSD|CV)$")
_TEMPERATURE = re.compile(r"温|热|冷|℃|熔点|沸点|露点")
_AMBIGUOUS_UNITS = frozenset({"mpa", "mhz", "mw", "mPA", "MM", "mHZ", "Mg", "MS", "ML", "Ml", "pH"})
_LIGHT = re.compile(r"波长|激光|光源|谱线")
_GROUPED = re.compile(r"[1-9]\d\d(?:,[1-9]\d\d)+(?![\d.])")
_TIMED = re.compile(r"/\d")  # 灭菌温度/时间：121℃/30min
_SECOND_VALUE = re.compile(r"[\u4e00-\u9fff]{1,2}/\d")
_MULTIPLES = frozenset({"k", "K", "M", "G"})  # 灵敏度（cps/ppm）：Li≥60M
_CONTENTS = re.compile(r"[\d.]+ ?(?:(?P<share>pp[mbt])|[nμmk]?(?:g|mol)/m?L) ?[~–至到-] ?[\d.]+ ?%")
LATIN_UNIT = re.compile(r"[A-Za-zμΩ°/·%℃]{2,12}$")
_RATE = re.compile(r"[\u4e00-\u9fff]{1,3}/[\u4e00-\u9fff]{1,3}")
_LONE_COUNTERS = frozenset("道列行轮")
_FURTHER_THING = re.compile(r"\+\d+[A-Z]{0,2}[个路]?[\u4e00-\u9fff]{2}")
_COUNTER = re.compile(r"[\u4e00-\u9fff]{1,2}$")


def build(
    line: Line, item: Item, operand: Operand, parameter: str, group: str | None, conditions: tuple[str, ...], name: Name
) -> Reading:
    operand = with_shared_percent(operand, parameter)
    unit, fault = unit_of(line, item, operand, parameter, name)
    bounds = bind(operand, name=parameter + (group or ""), unit=unit) if not fault else Bounds(fault=fault)
    if item.before is not None and not bounds.fault:
        bounds, unit = two_sided(line, item, bounds, unit)
    own = operand_conditions(line, operand)
    line.after_at = bool(operand.conditions) and operand.conditions[-1].kind is Kind.AT
    reading = line.blank(item, parameter, group=group, unit=unit, condition=join((*conditions, *own)))
    if bounds.fault == MIXED_CONTENTS or states_contents(line, operand, parameter):
        return revise(reading, unit=None, value=line.original(operand.value.start, operand.value.end))
    if bounds.fault:
        return revise(
            reading,
            op=Operator.TEXT,
            unit=None,
            value=line.original(item.start, item.end),
            review=True,
            reason=bounds.fault,
        )
    qualifier = (
        bounds.qualifier
        or ("约" if name.about else None)
        or ("可达" if name.superlative and bounds.operator is Operator.EQUALS else None)
    )
    reading = revise(
        reading, op=bounds.operator, lo=bounds.lo, hi=bounds.hi, values=bounds.values, strict=bounds.strict,
        nominal=bounds.nominal, tolerance=bounds.tolerance, qualifier=qualifier, magnitude=bounds.magnitude,
        formula=bounds.formula,
    )  # fmt: skip
    return doubt(line, item, reading, operand)


def states_contents(line: Line, operand: Operand, parameter: str) -> bool:
    """KF测定10ppm～100%: behind a name that is no range, ends in ppm and in % are words of a brochure."""
    value = operand.value
    if value.shape is not Shape.RANGE or operand.comparison is not None:
        return False
    mixed = _CONTENTS.match(line.clean.text[value.start : value.end])
    return mixed is not None and not (mixed["share"] and parameter.endswith(("范围", "区间", "含量", "浓度")))


def with_shared_percent(operand: Operand, parameter: str) -> Operand:
    """回收率：100±5%: of a share, both numbers are per cent; of anything else the second is a part of the first."""
    value = operand.value
    printed = value.tolerance or ""
    width, centre = scan_number(printed, 1), value.lo
    plain = value.unit is None and value.shape is Shape.SINGLE and printed.endswith("%")
    if not plain or width is None or width.value is None or not isinstance(centre, Fraction):
        return operand
    if width.end != len(printed) - 1 or not _SHARE_NAME.search(parameter):
        return operand
    shared = replace(
        value,
        shape=Shape.RANGE,
        lo=centre - width.value,
        hi=centre + width.value,
        nominal=centre,
        unit="%",
        tolerance=None,
    )
    return replace(operand, value=shared)


def doubt(line: Line, item: Item, reading: Reading, operand: Operand) -> Reading:
    """106 may be 10⁶ that lost its superscript: keep the number, ask a person."""
    value = operand.value
    if value.plain and may_be_lost_power(reading.parameter, value.lo):
        return revise(reading, review=True, reason="可能是丢失上标的 10 的幂", confidence=30)
    first = item.operands[0].value
    if operand.alternative and first.shape is Shape.TOLERANCE and value.shape is Shape.SINGLE:
        return revise(reading, review=True, reason="± 是否也对后一个值成立，不能判断", confidence=30)  # ±0.1mg/L或1%
    if "/" in reading.parameter and reading.unit and _TIMED.search(reading.unit):
        return revise(reading, review=True, reason="斜线后是另一个值还是单位，含义不明", confidence=30)
    labelled = reading.parameter == line.head.text and reading.condition  # 激光波长：532nm≥100mW
    if not labelled and contradicts_name(reading.parameter, reading.unit):
        return revise(reading, review=True, reason="单位与名称不是同一种量", confidence=30)
    grouped = "," in line.clean.text[value.start : value.end] and value.unit == "nm"
    return wavelengths(line, reading, operand) if grouped and _LIGHT.search(reading.parameter) else reading


def wavelengths(line: Line, reading: Reading, operand: Operand) -> Reading:
    """波长405,488,561nm: no light has hundreds of thousands of nanometres, so the commas part a list."""
    printed = _GROUPED.match(line.clean.text, operand.value.start)
    if printed is None or reading.op is not Operator.EQUALS:
        return revise(reading, review=True, reason="逗号可能是分隔符", confidence=30)
    values = tuple(Fraction(int(member)) for member in printed[0].split(","))
    return revise(reading, op=Operator.ENUM, lo=None, hi=None, values=values)


def two_sided(line: Line, item: Item, bounds: Bounds, unit: str | None) -> tuple[Bounds, str | None]:
    """5℃≤使用环境温度≤40℃."""
    before = item.before
    if before is None or before.comparison is None or before.value.fault or before.value.shape is not Shape.SINGLE:
        return Bounds(fault="左端不是一个数"), unit
    left, right = before.value.lo, bounds.hi if bounds.hi is not None else bounds.lo
    same_way = before.comparison.operator is bounds.operator
    if not same_way or bounds.operator not in {Operator.AT_MOST, Operator.AT_LEAST}:
        return Bounds(fault="两端的比较方向不一致"), unit
    if before.value.unit and unit and before.value.unit != unit:
        return Bounds(fault="两端单位不同"), unit
    if isinstance(left, Fraction) and isinstance(right, Fraction) and left > right:
        left, right = right, left
    strict = before.comparison.strict or bounds.strict
    return Bounds(operator=Operator.RANGE, lo=left, hi=right, strict=strict), unit or before.value.unit


def unit_of(line: Line, item: Item, operand: Operand, parameter: str, name: Name) -> tuple[str | None, str]:
    """The unit of a value and a fault: printed behind it, in the name's bracket, or at the other value of a list."""
    unit, end = operand.value.unit, operand.value.end
    attached = line.clean.text[end : end + 14] if not operand.conditions else ""
    if unit is None and operand.second is not None:
        unit = operand.second.value.unit
    if unit is None and len(item.operands) > 1:
        unit = item.operands[-1].value.unit
    if unit is None:
        unit = next((repair_spelling(t.text) for t in operand.conditions if is_unit(squeeze(t.text))), None)
    name_unit = name.unit or line.head.unit
    unit = unit or name_unit
    if unit in _MULTIPLES and name_unit:
        return (unit + name_unit, "") if is_unit(unit + name_unit) else (None, "词头与单位不能合并")
    if operand is item.operands[-1] and operand.value.shape is not Shape.FORMULA:
        odd = odd_unit(line, item, attached, unit)
        if odd is not None:
            return odd
    if unit in {"度", "C"} and _TEMPERATURE.search(parameter + line.head.text):
        unit = "℃"
    return unit, ""


def odd_unit(line: Line, item: Item, attached: str, unit: str | None) -> tuple[str | None, str] | None:
    """What stands directly behind a value: an unknown unit, or a sign that the value was not understood."""
    if attached.startswith("→"):
        return None, "从一个值到另一个值，是条件还是要求，不能判断"
    if _SECOND_VALUE.match(attached):
        return None, "斜线后还有一个值"  # 8道/12道
    if not attached or attached[0] in " ,，、;。:()【】@~或" or item.operands[-1].trailer or "①" <= attached[0] <= "⑳":
        return None
    if parts_things(item, attached):
        return None
    first = attached[0]
    word = item.behind[0].text if item.behind and item.behind[0].kind is Kind.TEXT else ""
    bound = item.operands[-1].comparison is not None or not item.names or is_counted(item)
    counter = _COUNTER.fullmatch(word) or _RATE.fullmatch(word)  # 1100分子/离子
    if unit is None and bound and counter and attached.startswith(word):
        return word, ""
    if "\u4e00" <= first <= "\u9fff" or first in "/且":
        return None
    if (first.isdigit() or first.isalpha()) and "\u4e00" <= line.clean.text[
        item.operands[-1].value.end - 1
    ] <= "\u9fff":
        return None  # 25阶26平台: the unit has ended
    if word == "mw" and attached.startswith(word) and _LIGHT.search(line.clean.text):
        return "mW", ""  # no laser has megawatts for its printed mean power
    if unit is None and LATIN_UNIT.fullmatch(word) and attached.startswith(word) and word not in _AMBIGUOUS_UNITS:
        return (repair_spelling(word), "") if not has_lookalike("1" + word) else (None, "数字与字母混写")
    return None if first in "\"“”'’!?→<>≤≥±" and not first.isalnum() else (None, "数值后的内容不能识别")


def parts_things(item: Item, attached: str) -> bool:
    """硬盘512GB+机械硬盘2TB, 4通道+16数字通道: behind the plus the next thing begins, and no part of the number."""
    if attached[0] != "+" or item.behind:
        return False
    value, units = item.operands[-1].value, default_units()
    further = scan_value(attached, 1)
    if further is not None and value.unit and further.unit == value.unit and not value.unit.startswith("%"):
        return True  # 1000Torr+10Torr
    counted = value.unit is None or not {"count", "mem", "storage"}.isdisjoint(units.quantities(value.unit))
    return not attached[1:2].isdigit() or (value.plain and counted and bool(_FURTHER_THING.match(attached)))


def is_counted(item: Item) -> bool:
    """梯度列数12列, 毛细管阵列8/16道: the counter behind a named value, in front of nothing else."""
    word = item.behind[0].text if item.behind and item.behind[0].kind is Kind.TEXT else ""
    name = item.names[-1].text if item.names and item.names[-1].kind is Kind.TEXT else ""
    alone = len(word) == 1 and len(item.behind) == 1
    return alone and bool(name) and (word in _LONE_COUNTERS or name.endswith((f"{word}数", "数量")))


def operand_conditions(line: Line, operand: Operand) -> tuple[str, ...]:
    found: list[str] = []
    for token in operand.conditions:
        if token.kind is Kind.BRACKET and restates(token.text, operand.value):
            continue
        if token.kind is Kind.BRACKET and operand.value.unit is None and is_unit(squeeze(token.text)):
            continue
        found.extend(split_conditions(token.text))
    return tuple(found)


def replace_comparison(operand: Operand, operator: Operator | None) -> Operand:
    """The operand with an inherited operator."""
    if operator is None:
        return operand
    comparison = Comparison(operand.value.start, operand.value.start, operator)
    return replace(operand, comparison=comparison)
