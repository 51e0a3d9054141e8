"""Signs that an item was read without being understood: its name, its unit or its neighbours do not fit what was read.

Each check looks at a finished reading with a number and at nothing but its shape; none knows a particular line. What a
check finds sends this one reading to a person, its number kept for them. Nothing else is changed by it, so the checks
come last: no other reading of the line depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.taxonomy.language.plausible import contradicts_name, lacks_unit
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.unit_scan import scan_unit
from apps.taxonomy.language.units import default_units

KEPT = 30  # the confidence of a number that is kept for a person
_NUMERIC = frozenset(
    {Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE, Operator.ENUM}
)
_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff~–-])\d+(?:\.\d+)?(?=[^\d.])")
_PASSAGE = re.compile(r"[从由自→]|至(?=[-+–\d])|(?<=[A-Za-z%])内")  # 从450℃到50℃≤4min: the values say between what
_LONG = 16
_REACH = 6  # how many readings back a name is looked for
_ISOTOPE = re.compile(r"\d{1,3}(?:H|C|N|F|P|Si|B)$")
_CONSEQUENCE = re.compile(r"^仍?未(?=[修解到按能完排处恢])|仍未|未能|无法|不能")
_CODE = re.compile(r"(?:(?<![A-Za-z])(?P<word>[A-Za-z]{2,}) |[A-Za-z]/)\d+(?:\.\d+)?$")
_SYMBOLS = frozenset({"NA", "N.A", "PH", "ISO", "OD", "QE", "WD", "F"})
_QUANTITY = re.compile(r"(?:[量率度数速]|时间|面积|体积|功率|[耗用])$")
_COUNTS = frozenset({"count", "sets", "persons", "workdays", "plates", "bits", "pertime"})
_SHARES = frozenset({"ratio", "massfraction", "volfraction", "pctfs", "pctrd", "ratioT"})


def with_misgivings(readings: Sequence[Reading], source: str) -> tuple[Reading, ...]:
    """The readings of a line; those that something speaks against are left to a person."""
    checked: list[Reading] = []
    for index, reading in enumerate(readings):
        reason = _misgiving(readings, index, source)
        checked.append(revise(reading, review=True, reason=reason, confidence=KEPT) if reason else reading)
    return tuple(checked)


def _misgiving(readings: Sequence[Reading], index: int, source: str) -> str:
    """Why the reading may not be what the line says; '' when nothing speaks against it."""
    reading = readings[index]
    if reading.review or reading.op not in _NUMERIC or reading.formula is not None:
        return ""
    before, behind = readings[max(index - _REACH, 0) : index], readings[index + 1 : index + 2]
    return (
        _about_name(reading, source)
        or _about_namesake(reading, before)
        or _about_neighbours(reading, (*before[-1:], *behind))
    )


def _about_name(reading: Reading, source: str) -> str:
    name = reading.parameter
    if ends_in_value(name):
        return "名称里还有一个完整的数值"
    if _CONSEQUENCE.search(name) and not reading.implied:
        return "名称是一种情况的后果，不是参数"
    if reads_code(reading, source):
        return "可能是型号、等级或光圈，不是数值"
    if not reading.condition and contradicts_name(name, reading.unit):
        return "单位与名称不是同一种量"
    return "这种量应有单位" if lacks_unit(name, reading) else ""


def ends_in_value(name: str) -> bool:
    """冷冻切片厚度0.5～100μm: a name that ends in a measured value has not been cut in the right place."""
    if _PASSAGE.search(name) or _ISOTOPE.search(name):
        return False
    units = default_units()
    for match in _NUMBER.finditer(name):
        unit = scan_unit(name, match.end())
        ends = unit is not None and (unit[1] == len(name) or len(name) > _LONG)
        if unit and ends and _COUNTS.isdisjoint(units.quantities(unit[0])):
            return True
    return False


def reads_code(reading: Reading, source: str) -> bool:
    """CLASS 1, F/4: a bare number behind Latin letters and a blank or a slash may be a part of a code."""
    if reading.op is not Operator.EQUALS or reading.unit or reading.qualifier or reading.values:
        return False
    match = _CODE.search(source[slice(*reading.span)].strip())
    return match is not None and (match["word"] or "").upper() not in _SYMBOLS


def _about_namesake(reading: Reading, before: Sequence[Reading]) -> str:
    """热台温控精度0.5℃，升温至300℃用时≤12min: words of its own became a condition, under the name of another kind."""
    namesakes = [each for each in before if _same_name(each, reading) and each.op in _NUMERIC]
    if not reading.unit and any(each.unit and each.op is reading.op and not each.review for each in namesakes):
        return "前面同名的值有单位，这个没有"  # 灵敏度：Li≥50Mcps/ppm，In≥220
    if not namesakes or not reading.condition or reading.alt:
        return ""
    namesake = namesakes[-1]
    own = reading.condition.split("; ")[-1]
    named = bool(_QUANTITY.search(own)) and own not in (namesake.condition or "")
    return "名称取自前面的另一种量" if named and _other_kind(namesake, reading) else ""


def _about_neighbours(reading: Reading, neighbours: Sequence[Reading]) -> str:
    return "同一名称有两个不同的值" if any(_clashes(each, reading) for each in neighbours) else ""


def _same_name(one: Reading, two: Reading) -> bool:
    return one.parameter == two.parameter and one.group == two.group


def _clashes(one: Reading, two: Reading) -> bool:
    """Whether two neighbours state different numbers of one name, unit and condition: 物镜 = 0.3 mm, 物镜 = 16 mm."""
    if not _same_name(one, two) or one.op is not two.op or one.op is not Operator.EQUALS:
        return False
    if one.tolerance or two.tolerance:
        return False  # 输入阻抗：1MΩ±1%，50Ω±1.5%
    same = one.condition == two.condition and one.alt == two.alt and _same_kind(one, two)
    return same and (one.lo, one.hi, one.values, one.unit) != (two.lo, two.hi, two.values, two.unit)


def _same_kind(one: Reading, two: Reading) -> bool:
    """Whether two numbers measure the same; what is counted may be two things (20阶21平台)."""
    units = default_units()
    mine, theirs = set(units.quantities(one.unit)), set(units.quantities(two.unit))
    return one.unit == two.unit or bool((mine & theirs) - _COUNTS)


def _other_kind(one: Reading, two: Reading) -> bool:
    units = default_units()
    mine, theirs = set(units.quantities(one.unit)), set(units.quantities(two.unit))
    return bool(mine and theirs) and not mine & theirs and _SHARES.isdisjoint(mine | theirs)
