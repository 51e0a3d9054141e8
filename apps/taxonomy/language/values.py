"""One printed value: 0.1～100μL, ±0.5%, 室温+5～85℃, 25℃±2℃, 90μm×90μm×10μm, 2h30min, 5/-2mm.

A `Value` is what stands between the operator and the condition. What begins like a value but cannot be read with
certainty is a value with a `fault`; nothing of it is ever used as a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from apps.taxonomy.language.ends import BRACKETED_AMBIENT, DIRECT, STRONG_RANGE, End, replace_start, scan_end
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.types import Ambient, Bound
from apps.taxonomy.language.unit_scan import base_letters, scan_unit
from apps.taxonomy.language.units import default_units


class Shape(StrEnum):
    """What kind of value is printed."""

    SINGLE = "single"
    RANGE = "range"
    TOLERANCE = "tolerance"
    SIZES = "sizes"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value at text[start:end]. `lo` = `hi` for SINGLE, lo = -hi for TOLERANCE; `sizes` only for SIZES.

    `tolerance` is the printed ±t of a nominal value or a range; `nominal` the centre of a±b. `magnitude` marks
    ±a～±b. `fault` says why no number may be used.
    """

    start: int
    end: int
    shape: Shape = Shape.SINGLE
    lo: Bound | None = None
    hi: Bound | None = None
    unit: str | None = None
    sizes: tuple[Fraction, ...] = ()
    nominal: Fraction | None = None
    tolerance: str | None = None
    magnitude: bool = False
    formula: str | None = None
    plus_minus: bool = False
    fault: str = ""
    plain: bool = False


MIXED_CONTENTS = "两端含量的表示法不同"  # 0.1mg/mL～40%w/v: each end says a content in its own way
_MYRIADS = re.compile(r"[万亿]")
_SPACE = re.compile(r" *")
_RANGE = re.compile(r" ?(?:~{1,2}|–{1,2}|-{1,2}|至|到|to(?![a-z])) ?")
_PM = re.compile(r" ?(?:±|\+/-|\+-(?=\d)) ?")
_SIDES = frozenset("LWDHXYZ")
_LETTERED = re.compile(r"[LWDHX](?=\d+(?:\.\d+)?(?:mm|cm|m)? ?[×xX*] ?[LWDHYΦ]?\d)")
_BRACKETED_FORMULA = re.compile(
    r"\([\d.]+%? ?[+×*] ?[\d.]*[×*·]?(?:[A-Z](?![A-Za-z])[^()]{0,12}|读数[^()]{0,12}|示值[^()]{0,12}|\d*个?字)\)"
)
_MISREAD_PM = re.compile(r" ?[土士] ?\d")
_VOLUMES = frozenset({"L", "mL", "μL"})
_TIMES = re.compile(r" ?[×xX*] ?(?=[ΦRDHLWYZ]?\d)")
_ASYMMETRIC = re.compile(r"\+(?P<plus>\d+(?:\.\d+)?)(?P<unit1>[^\d/,，;]{0,6}?) ?/ ?[-–](?P<minus>\d+(?:\.\d+)?)")
_MOST_PIECES = 12  # how many pieces of a size a careless × may count
_NEAR_AMBIENT = 25  # ℃: what a hyphen behind 室温 may leave open
_POINTS = re.compile(r"[+–-]?\d")
_FORMULA_TAIL = re.compile(
    r" ?[+×*/·] ?\(?[\d.]* ?[×*·]? ?(?:[A-Z](?<![AVWΩ])(?![A-Za-z0-9])|读数|示值|量程|满量程|\d+ ?个?字|测量值|标称值)"
)
_MULTIPLE = re.compile(r" ?[×xX*] ?\d+(?:\.\d+)? ?[WVANJ](?=$|[\s,，;；。、)（(\u4e00-\u9fff])")  # 激光2×500W
_FORMULA_UNIT = re.compile(r"(?<=[\d)]) ?(?:[μunmc]m|[μm]rad|℃|mg|μg|ug|mV|μV)$")  # 1.7+L/333 μm
_FORMULA_BODY = re.compile(r"\([^()]{1,60}\)|[^;,，。、；()@]{1,60}")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def scan_value(text: str, start: int) -> Value | None:
    """The value at text[start:], or None when none stands there."""
    if (ambient := BRACKETED_AMBIENT.match(text, start)) and STRONG_RANGE.match(text, ambient.end()):
        return _scan_plain(text, start)  # (室温-5)℃～80℃
    if text[start : start + 1] == "(":
        return _scan_bracketed(text, start)
    if lettered := _LETTERED.match(text, start):
        value = _scan_plain(text, lettered.end())
        return replace(value, start=start) if value is not None else None
    if text[start : start + 1] in _SIDES and not DIRECT.match(text, start):
        return None
    for scan in (_scan_tolerance, _scan_asymmetric, _scan_plain):
        value = scan(text, start)
        if value is not None:
            return value
    return None


def _scan_bracketed(text: str, start: int) -> Value | None:
    """(0～1000)μg/m3 and (25±2)℃: a value in brackets that shares the unit behind them."""
    if formula := _BRACKETED_FORMULA.match(text, start):
        unit = scan_unit(text, formula.end())
        end, symbol = (unit[1], repair_spelling(unit[0])) if unit else (formula.end(), None)
        return Value(start=start, end=end, shape=Shape.FORMULA, formula=formula[0], unit=symbol)
    begin = _skip(text, start + 1)
    inner = None if text[begin : begin + 1] == "(" else scan_value(text, begin)
    if inner is None or text[_skip(text, inner.end) : _skip(text, inner.end) + 1] != ")":
        return None
    end = _skip(text, inner.end) + 1
    unit = scan_unit(text, end)
    if unit is None:
        return None
    if inner.unit is not None and not (inner.tolerance or "").endswith("%"):
        return None
    return replace(inner, start=start, end=unit[1], unit=repair_spelling(unit[0]))


def _scan_tolerance(text: str, start: int) -> Value | None:
    """±x, or ±a～±b, a family of spans."""
    match = _PM.match(text, start)
    if match is None:
        return None
    if text[match.end() : match.end() + 1] == "(":
        return _scan_formula(text, start, match.end())
    first = scan_end(text, match.end(), signed=False)
    if first is None or not isinstance(first.bound, Fraction | None):
        return None
    joint = _RANGE.match(text, first.end)
    if joint and (second_pm := _PM.match(text, joint.end())):
        return _span_family(text, start, first, scan_end(text, second_pm.end(), signed=False))
    if _FORMULA_TAIL.match(text, first.end) or _PM.match(text, first.end):
        return _scan_formula(text, start, match.end())
    if joint and (_POINTS.match(text, joint.end())):
        return Value(start=start, end=first.end, fault="± 后跟区间，含义不明")
    if first.fault or first.bound is None:
        return Value(start=start, end=first.end, fault=first.fault)
    lo, hi = -first.bound, first.bound
    return Value(start=start, end=first.end, shape=Shape.TOLERANCE, lo=lo, hi=hi, unit=first.unit, plain=first.plain)


def _span_family(text: str, start: int, first: End, second: End | None) -> Value:
    if second is None or second.fault or first.fault:
        return Value(start=start, end=second.end if second else first.end, fault="± 区间不完整")
    value = _range_of(text, replace_start(first, start), second)
    return replace(value, magnitude=True)


def _scan_formula(text: str, start: int, body: int) -> Value:
    """±(0.5%读数+2字), ≤(1.9+3L/1000)μm: kept as text."""
    match = _FORMULA_BODY.match(text, body)
    end = match.end() if match else body
    unit = scan_unit(text, end) if text[end - 1 : end] == ")" else None
    formula, symbol = _without_unit(text[body:end].strip())
    value = Value(start=start, end=end, shape=Shape.FORMULA, formula=formula, unit=symbol, plus_minus=body > start)
    return replace(value, end=unit[1], unit=repair_spelling(unit[0])) if unit else value


def _without_unit(formula: str) -> tuple[str, str | None]:
    """1.7+L/333μm → 1.7+L/333 and μm; a formula whose parts have units of their own (0.5μm+L/300mm) is kept whole."""
    match = _FORMULA_UNIT.search(formula)
    if match is None or re.search(r"\d ?[μunmc]?m(?![A-Za-z])", formula[: match.start()]):
        return formula, None
    return formula[: match.start()], repair_spelling(match[0].strip())


def _scan_asymmetric(text: str, start: int) -> Value | None:
    """+a/-b: lo = -b, hi = a."""
    match = _ASYMMETRIC.match(text, start)
    if match is None:
        return None
    unit = scan_unit(text, match.end())
    end = unit[1] if unit else match.end()
    lo, hi = -Fraction(match["minus"]), Fraction(match["plus"])
    return Value(start=start, end=end, shape=Shape.RANGE, lo=lo, hi=hi, unit=repair_spelling(unit[0]) if unit else None)


def _scan_plain(text: str, start: int) -> Value | None:
    """A number, a range, sizes, a nominal value with its tolerance."""
    first = scan_end(text, start)
    if first is None:
        return None
    if _FORMULA_TAIL.match(text, first.end) and not first.unit and not _MULTIPLE.match(text, first.end):
        return _scan_formula(text, start, start)
    if times := _TIMES.match(text, first.end):
        return _scan_sizes(text, first, times.end())
    joint = _RANGE.match(text, first.end)
    second = scan_end(text, joint.end()) if joint else None
    if joint is None or second is None:
        if isinstance(first.bound, Ambient) and not first.bound.offset:
            return None
        return _scan_single(text, first, dangling=joint is not None and _dangles(text, joint))
    if _is_lost_exponent(text, first, joint, second):
        return Value(start=start, end=second.end, fault="10-n：区间还是 10 的负幂，不能判断")
    if _is_below_ambient(first, joint, second):
        return Value(start=start, end=second.end, fault="室温减几度还是室温到几度，不能判断")
    if first.plain and first.unit is None and first.bound and _MYRIADS.search(text, joint.end(), second.end):
        return Value(start=start, end=second.end, fault="前一个数是否也以万计，不能判断")
    third = STRONG_RANGE.match(text, second.end) or (_RANGE.match(text, second.end) if "-" not in joint[0] else None)
    if third and scan_end(text, third.end()):
        return Value(start=start, end=third.end(), fault="区间有三个端点")
    return _with_tolerance(text, _range_of(text, first, second))


def _dangles(text: str, joint: re.Match[str]) -> bool:
    """A range sign with nothing behind it: 20×～."""
    return joint[0].strip() in {"~", "~~", "–", "-"} and text[joint.end() : joint.end() + 1] in {
        "",
        ",",
        "，",
        ";",
        "。",
        ")",
    }


def _scan_single(text: str, first: End, *, dangling: bool) -> Value:
    if first.fault or dangling:
        return Value(start=first.start, end=first.end, fault=first.fault or "区间缺少一端")
    single = Value(start=first.start, end=first.end, lo=first.bound, hi=first.bound, unit=first.unit, plain=first.plain)
    return _with_tolerance(text, single)


def _is_lost_exponent(text: str, first: End, joint: re.Match[str], second: End) -> bool:
    """10-5 may be 10⁻⁵ with a lost superscript; 10-50 mm is a range."""
    if joint[0] not in {"-", "–"} or first.bound != 10 or not first.plain or first.unit or not second.plain:
        return False
    if not isinstance(second.bound, Fraction) or second.bound > 20 or text[joint.end()] in "+-":
        return False
    small = {"Pa", "mbar", "Torr", "A", "g/s", "mol/L", "g/mL", "Pa·m3/s", "mbar·L/s", "g", "Ω", "M"}
    return second.bound < 10 or second.unit in small or second.unit is None


def _range_of(text: str, first: End, second: End) -> Value:
    """Join two ends: one unit for both, prefixes levelled, printed in either order."""
    start, end = first.start, second.end
    if first.fault or second.fault:
        return Value(start=start, end=end, fault=first.fault or second.fault)
    low, high, unit, fault = _common_unit(first, second)
    if fault:
        return Value(start=start, end=end, fault=fault)
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low > high:
        low, high = high, low
    elif isinstance(high, Ambient) and not isinstance(low, Ambient):
        low, high = (high, low) if isinstance(low, Fraction) and low > 25 else (low, high)
    return Value(
        start=start, end=end, shape=Shape.RANGE, lo=low, hi=high, unit=unit, plain=first.plain and second.plain
    )


def _is_below_ambient(first: End, joint: re.Match[str], second: End) -> bool:
    """室温-5℃ alone: five kelvin below the room, or down to 5 ℃? Only a hyphen can mean both."""
    near = isinstance(second.bound, Fraction) and 0 <= second.bound < _NEAR_AMBIENT
    return isinstance(first.bound, Ambient) and near and joint[0].strip() == "-"


def _common_unit(first: End, second: End) -> tuple[Bound | None, Bound | None, str | None, str]:
    """Both bounds in one unit, that unit, and a fault ('' if none)."""
    one, two = _with_kind(first.unit, second.unit), second.unit
    if one is None or two is None or one == two or (one == "%" and two.startswith("%")):
        return first.bound, second.bound, two or one, ""
    if not isinstance(first.bound, Fraction) or not isinstance(second.bound, Fraction):
        return first.bound, second.bound, two, ""
    if {one[:1], two[:1]} == {"m", "M"} and one[1:] == two[1:]:
        return None, None, None, "两端前缀相差 10⁹（m 与 M），可能是误写"
    return _levelled(first.bound, one, second.bound, two)


def _with_kind(one: str | None, two: str | None) -> str | None:
    """0.1mV～1.4Vrms: what is printed behind the second V holds for both ends."""
    kind = next((kind for kind in ("rms", "pp") if two and two.endswith("V" + kind)), "")
    return one + kind if one and kind and one.endswith("V") else one


def _levelled(low: Fraction, one: str, high: Fraction, two: str) -> tuple[Bound | None, Bound | None, str | None, str]:
    units = default_units()
    shared = [q for q in units.quantities(one) if units.find(two, q)]
    if not shared:
        return None, None, None, MIXED_CONTENTS if "%" in {one[:1], two[:1]} else "两端单位不是同一种量"
    target = base_letters(one) if base_letters(one) == base_letters(two) else one
    wanted = units.find(target, shared[0]) or units.find(one, shared[0])
    unit_one, unit_two = units.find(one, shared[0]), units.find(two, shared[0])
    if wanted is None or unit_one is None or unit_two is None:
        return None, None, None, "两端单位不能换算"
    convert = [(u.to_base(n) - wanted.offset) / wanted.factor for n, u in ((low, unit_one), (high, unit_two))]
    return convert[0], convert[1], target if units.find(target, shared[0]) else one, ""


def _with_tolerance(text: str, value: Value) -> Value:
    """a±b, a±p%, a range followed by ±t."""
    match = _PM.match(text, value.end)
    if misread := _MISREAD_PM.match(text, value.end):
        spread = scan_end(text, misread.end() - 1, signed=False)
        return replace(value, end=spread.end if spread else value.end, fault="“土”可能是 ±")
    if match is None or value.fault:
        return value
    spread = scan_end(text, match.end(), signed=False)
    if spread is None or spread.fault or not isinstance(spread.bound, Fraction):
        return replace(value, fault="± 后没有数值")
    printed = "±" + "".join(text[match.end() : spread.end].split())
    if value.shape is Shape.RANGE or not isinstance(value.lo, Fraction):
        return replace(value, end=spread.end, tolerance=printed)
    return _nominal(value, spread, printed)


def _nominal(value: Value, spread: End, printed: str) -> Value:
    centre = value.lo
    if not isinstance(centre, Fraction) or not isinstance(spread.bound, Fraction):
        return replace(value, end=spread.end, tolerance=printed)
    percent = spread.unit in {"%", "‰", "ppm"}
    if percent and value.unit != spread.unit and not (value.unit is None and spread.unit != "%"):
        return replace(value, end=spread.end, tolerance=printed)
    if spread.unit and value.unit and spread.unit != value.unit:
        low, high, unit, fault = _levelled(centre, value.unit, spread.bound, spread.unit)
        if fault or not isinstance(low, Fraction) or not isinstance(high, Fraction):
            return replace(value, end=spread.end, fault=fault or "± 的单位不能换算")
        centre, width = low, high
    else:
        unit, width = value.unit or spread.unit, spread.bound
    return replace(
        value, end=spread.end, shape=Shape.RANGE, lo=centre - width, hi=centre + width, unit=unit, nominal=centre
    )


def _scan_sizes(text: str, first: End, position: int) -> Value:
    """a×b(×c) with one unit, printed once or at every size."""
    ends = [first]
    while True:
        begin = position + (text[position] in "RDHLWYZ")
        following = scan_end(text, begin, signed=False)
        if following is None:
            return Value(start=first.start, end=position, fault="尺寸不完整")
        ends.append(following)
        times = _TIMES.match(text, following.end)
        if times is None or len(ends) > 4:
            return _sizes_of(ends)
        position = times.end()


def _sizes_of(ends: list[End]) -> Value:
    start, end = ends[0].start, ends[-1].end
    numbers = [e.bound for e in ends if isinstance(e.bound, Fraction)]
    if any(e.fault for e in ends) or len(numbers) != len(ends):
        return Value(start=start, end=end, fault=next((e.fault for e in ends if e.fault), "尺寸不完整"))
    if ends[-1].unit in {"×", "x", "X"}:
        return Value(start=start, end=end, fault="尺寸不完整")
    units = {e.unit for e in ends if e.unit}
    if len(units) > 1:
        return Value(start=start, end=end, fault="尺寸的单位不一致")
    if ends[0].unit in _VOLUMES and ends[-1].unit is None:
        return Value(start=start, end=end, fault="容积与个数相乘")  # 2L×3
    if ends[0].unit and ends[-1].unit is None and ends[-1].plain and numbers[-1] <= _MOST_PIECES:
        return Value(start=start, end=end, fault="大小与个数相乘")  # 220mm×2
    return Value(start=start, end=end, shape=Shape.SIZES, sizes=tuple(numbers), unit=next(iter(units), None))
