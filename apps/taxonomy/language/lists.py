"""Several values of one name: lists, further values behind a comma, a bracket that holds for all of them."""

from __future__ import annotations

import re
from fractions import Fraction

from apps.taxonomy.language.build import build, is_counted, operand_conditions, replace_comparison
from apps.taxonomy.language.facts import take_fact
from apps.taxonomy.language.itemise import PIECES
from apps.taxonomy.language.items import Clause, Item, Operand
from apps.taxonomy.language.kinds import CHOICES
from apps.taxonomy.language.line import Line, join
from apps.taxonomy.language.naming import (
    Name,
    squeeze,
)
from apps.taxonomy.language.pieces import HARD_BREAKS
from apps.taxonomy.language.resolve import settle, tells_act
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.texts import plain
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.unit_scan import base_letters
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_BY_UNIT = {"bit": "位数", "Hz": "频率", "W": "功率", "kW": "功率", "VA": "功率", "kVA": "功率"}
_OF_SUPPLY = frozenset({"频率", "功率"})
_LISTED = frozenset({Operator.EQUALS, Operator.ENUM})
_COUNTING = re.compile(r"(?:数|通道|接口|端口)$")
_LONGEST_LABEL = 4


def continues(line: Line, item: Item, clause: Clause, own: Name) -> bool:
    """A value without a name behind a comma: a further member of a list, or a further value of the same name."""
    last = line.readings[-1] if line.readings else None
    if last is not None and last.op is Operator.HAS and clause.separator is Kind.LISTING:
        return True  # a capability goes on: 可选10、20、50μm
    behind = squeeze("".join(t.text for t in item.behind if t.kind is Kind.TEXT))
    if tells_act(behind):
        return False  # 响应：2小时电话响应，48小时到现场
    operand = item.operands[0]
    if named_by_unit(line, item, last) or (last is not None and counts_head(line, item)):
        return True
    bound = operand.comparison is not None or operand.trailer is not None
    if last is None or not line.listing or (behind and bound) or clause.separator in HARD_BREAKS:
        return False
    if labels_value(line, item, behind):
        _labelled(line, item, last, behind)
    elif last.condition and any(t.kind is Kind.BRACKET for t in item.behind) and is_member(line, last, item):
        line.review(item, "名称后的括号属于哪个值，不能判断")  # 20×（NA≥0.8）、63×油镜（NA≥1.4）
    elif not _continues_list(line, item, clause, last, own):
        return _continues_values(line, item, clause, last, own)
    return True


def _continues_list(line: Line, item: Item, clause: Clause, last: Reading, own: Name) -> bool:
    """Whether the item is a member of the list before it, or a list of its own under the same name."""
    unitless = clause.separator is Kind.COMMA and last.unit and item.operands[0].value.unit is None
    if unitless and last.op in _LISTED:
        return False  # 1000W，Φ6变幅杆
    if not own.conditions and is_member(line, last, item) and not _begins_anew(last, item, clause):
        line.readings[-1] = with_member(line, last, item)
        return True
    if len(item.operands) < 2 or not is_bare_list(line, item):
        return False
    if is_other_list(line, last, item):
        line.review(item, "与前一个名称不是同一种量")  # 喷嘴4个，0°/30°/60°
    else:
        list_values(line, item, last.parameter, last.group, (*line.label, *line.waiting))
    return True


def _continues_values(line: Line, item: Item, clause: Clause, last: Reading, own: Name) -> bool:
    """A further value of the same name, a further fact of the thing, or neither."""
    operand = item.operands[0]
    unitless = clause.separator is Kind.COMMA and last.unit and operand.value.unit is None and last.op in _LISTED
    if operand.comparison is not None or operand.trailer is not None:
        _repeat(line, item, last, own)
        return True
    if not unitless and not own.conditions and take_fact(line, item, clause, last):
        return True
    return _bare_value(line, item, clause, last, own)


def named_by_unit(line: Line, item: Item, last: Reading | None) -> bool:
    """采样≥500kHz，16bit; AC380V±10%，50Hz，2kW: what the unit alone names, behind a value of another kind."""
    unit = item.operands[-1].value.unit
    name = _BY_UNIT.get(unit or "")
    if name is None or last is None or last.unit == unit or item.behind:
        return False
    supplied = last.unit in {"V", "kV"} or (last.unit == "Hz" and last.parameter == "频率")
    if name in _OF_SUPPLY and not (supplied and last.parameter != line.head.text):
        return False  # 电源：220V，50Hz: further values of the head
    if len(item.operands) > 1:
        return name == "频率" and is_bare_list(line, item) and list_frequencies(line, item)
    reading = build(line, item, item.operands[0], name, None, (), Name(name))
    line.add(revise(reading, implied=True))
    return True


def counts_head(line: Line, item: Item) -> bool:
    """色谱柱：柱长250mm，内径4.6mm，2根: pieces without a name, behind what is asked of the head, count the head."""
    operand = item.operands[0]
    counted = len(item.operands) == 1 and operand.comparison is None and operand.value.unit in PIECES
    if not counted or not operand.value.plain or item.behind or not line.head_is_group or line.crossed:
        return False
    if line.readings[-1].unit == operand.value.unit or line.readings[-1].parameter == line.head.text:
        return False
    reading = build(line, item, operand, "数量", line.head.text, (), Name("数量"))
    line.add(revise(reading, implied=True))
    return True


def list_frequencies(line: Line, item: Item) -> bool:
    """AC220V±10%，50/60Hz: with both frequencies the supply works."""
    list_values(line, item, "频率", None, ())
    line.readings[-1] = revise(line.readings[-1], implied=True)
    return True


def labels_value(line: Line, item: Item, behind: str) -> bool:
    """2～5MHz凸阵，5～12MHz线阵: words behind both values say what each is for."""
    one, two = line.behind, behind
    if not (one and two and one != two and max(len(one), len(two)) <= _LONGEST_LABEL):
        return False
    operand, of_head = item.operands[0], line.readings[-1].parameter == line.head.text and len(one) == len(two)
    known = (of_head or one[-1] == two[-1]) and not line.crossed
    return known and operand.value.unit == line.readings[-1].unit and not operand.conditions and len(item.operands) == 1


def _labelled(line: Line, item: Item, last: Reading, behind: str) -> None:
    """Give the last value the words behind it as its condition, and add this one with its own."""
    if line.behind not in (last.condition or ""):
        line.readings[-1] = revise(last, condition=join(((last.condition,) if last.condition else ()) + (line.behind,)))
    _repeat(line, item, line.readings[-1], Name("", (behind,)))
    line.behind = behind


def _begins_anew(last: Reading, item: Item, clause: Clause) -> bool:
    """通道数：4，128GB内存: a bare number before a comma does not share the unit behind it."""
    behind = any(t.kind is Kind.TEXT and not CHOICES.match(t.text) for t in item.behind)
    anew = clause.separator is Kind.COMMA and last.unit is None and item.operands[-1].value.unit is not None
    return anew and (behind or bool(_COUNTING.search(last.parameter)))  # 数字通道16，2GHz


def _bare_value(line: Line, item: Item, clause: Clause, last: Reading, own: Name) -> bool:
    """A value without operator and name that is no member of a list: a condition, a sentence, a further value."""
    behind = any(t.kind is Kind.TEXT for t in item.behind)
    operand = item.operands[0]
    single = last.op in {Operator.EQUALS, Operator.ENUM}
    differs = operand.value.unit != last.unit
    if line.after_at and not single and differs and not behind and operand.value.shape is Shape.SINGLE:
        line.readings[-1] = revise(last, condition=join((last.condition or "", squeeze(line.printed(item)))))
        return True
    if behind and (differs or not single):
        plain(line, item, clause)
        return True
    if operand.value.shape is not Shape.SINGLE and line.head.text:
        same = _is_same_kind(operand.value.unit, last.unit) and last.op in {Operator.RANGE, Operator.TOLERANCE}
        if not same or last.parameter == line.head.text:
            return False
        _repeat(line, item, last, own)  # 移液通道：8道，量程0.5～10μL、5～50μL
        return True
    if may_repeat(line, last, operand):
        _repeat(line, item, last, own)
    return True


def _is_same_kind(one: str | None, two: str | None) -> bool:
    """The same unit, or one of the same quantity: Abs and A."""
    units = default_units()
    return one == two or bool(set(units.quantities(one)) & set(units.quantities(two)))


def _repeat(line: Line, item: Item, last: Reading, own: Name) -> None:
    """A further value of the last name; not believed when the last one could not be read."""
    if last.review:
        line.review(item, "前一个值不能识别")
        return
    if is_other_quantity(line, last, item, own):
        line.review(item, "与前一个名称不是同一种量")
        return
    name = Name(last.parameter, unit=line.head.unit)
    conditions = (*line.label, *line.waiting, *own.conditions)
    inherited = inherit(line, last, item.operands[0])
    for operand in item.operands:
        bound = operand if operand.comparison else replace_comparison(operand, inherited)
        line.add(build(line, item, bound, last.parameter, last.group, conditions, name))
    line.waiting = []


def is_other_quantity(line: Line, last: Reading, item: Item, own: Name) -> bool:
    """波长633nm，≥2mW: a value of another kind does not belong to the name of the one before, save to a head."""
    if last.parameter == line.head.text or own.conditions:
        return False  # 免费培训不少于2次，每次不少于3天
    units = default_units()
    unit = item.operands[0].value.unit
    one, two = set(units.quantities(last.unit)), set(units.quantities(unit))
    if not (last.unit and unit):
        return False
    rates = ("/" in last.unit) != ("/" in unit)  # 识别≥5μm颗粒，≥1000个/min
    return not one & two and (bool(one and two) or rates)


def is_other_list(line: Line, last: Reading, item: Item) -> bool:
    """Whether several bare values measure another thing than the value before them, whose name is no head."""
    unit, units = item.operands[-1].value.unit, default_units()
    if last.parameter == line.head.text or not (last.unit and unit):
        return False
    return not set(units.quantities(last.unit)) & set(units.quantities(unit))


def may_repeat(line: Line, last: Reading, operand: Operand) -> bool:
    """Whether a bare value behind a comma gives the same name a further value: 220V，50Hz; but not 20～60kV，1kV/步."""
    unit = operand.value.unit
    if unit == last.unit or operand.conditions:
        return True
    if last.tolerance and operand.value.tolerance and base_letters(unit or "") == base_letters(last.unit or ""):
        return True  # 1MΩ±1%，50Ω±1.5%
    if "/" in (unit or "") and (last.parameter != line.head.text or (unit or "").startswith(f"{last.unit}/")):
        return False
    return last.parameter == line.head.text or (unit in {"Hz", "VA", "W", "kW"} and last.unit in {"V", "Hz"})


def is_member(line: Line, last: Reading, item: Item) -> bool:
    """Single values without operators in one unit are one list."""
    if last.review or last.op not in {Operator.EQUALS, Operator.ENUM} or last.qualifier or last.tolerance:
        return False
    plain = all(
        o.comparison is None and o.trailer is None and o.value.shape is Shape.SINGLE and not o.value.fault
        for o in item.operands
    )
    if not plain or (last.op is Operator.EQUALS and not isinstance(last.lo, Fraction)) or last.alt is not None:
        return False
    if last.condition and any(o.conditions for o in item.operands):
        return False
    units = {o.value.unit for o in item.operands if o.value.unit} | ({last.unit} if last.unit else set())
    alike = len(units) < 2 or (len({base_letters(u) for u in units}) == 1 and all(map(_prefix_of, units)))
    return alike and all(isinstance(o.value.lo, Fraction) and (o.value.unit or len(units) < 2) for o in item.operands)


def with_member(line: Line, last: Reading, item: Item) -> Reading:
    members = last.values if last.op is Operator.ENUM else (last.lo,)
    added = [o.value.lo for o in item.operands if isinstance(o.value.lo, Fraction)]
    units = [o.value.unit for o in item.operands]
    unit = last.unit or next((u for u in units if u), None)
    if any(u and u != unit for u in units):  # 10N、500N和5kN
        members = tuple(m * _prefix_of(unit) for m in members if isinstance(m, Fraction))
        added = [m * _prefix_of(u or unit) for m, u in zip(added, units, strict=True)]
        unit = base_letters(unit or "")
    own = tuple(c for o in item.operands for c in operand_conditions(line, o))
    values = tuple(v for v in (*members, *added) if isinstance(v, Fraction | str))
    condition = join(((last.condition,) if last.condition else ()) + own)
    end = line.clean.span(item.start, item.end)[1]
    return revise(
        last,
        op=Operator.ENUM,
        lo=None,
        hi=None,
        values=values,
        unit=unit,
        condition=condition,
        span=(last.span[0], end),
    )


def _prefix_of(unit: str | None) -> Fraction:
    """What the SI prefix of a unit stands for: 1000 for kN, 1 for N; 0 for a unit that has no such base."""
    units, base = default_units(), base_letters(unit or "")
    for quantity in units.quantities(unit):
        mine, plain = units.find(unit, quantity), units.find(base, quantity)
        if mine is not None and plain is not None:
            return mine.factor / plain.factor
    return Fraction(0)


def inherit(line: Line, last: Reading, operand: Operand) -> Operator | None:
    """The operator that a value without one takes over: ≤0.8nm（30kV）、1.3nm（1kV）."""
    same_unit = operand.value.unit == last.unit and operand.value.shape is Shape.SINGLE
    if same_unit and operand.conditions and last.op in {Operator.AT_LEAST, Operator.AT_MOST}:
        return last.op
    return None


def is_bare_list(line: Line, item: Item) -> bool:
    """5/10/20μm and 2、3或4: single values, no operator, at most one unit printed."""
    values = [o.value for o in item.operands]
    if any(
        o.comparison or o.trailer or v.shape is not Shape.SINGLE or v.fault
        for o, v in zip(item.operands, values, strict=True)
    ):
        return False
    if sum(bool(o.conditions) for o in item.operands) > 1:
        return False  # 20MPa（A泵）/25MPa（B泵）
    units = [v.unit for v in values]
    complete = any(o.alternative for o in item.operands) and all(units)
    return not complete and len({u for u in units if u}) <= 1


def list_values(line: Line, item: Item, parameter: str, group: str | None, conditions: tuple[str, ...]) -> None:
    values = tuple(o.value.lo for o in item.operands if isinstance(o.value.lo, Fraction))
    unit = next((o.value.unit for o in item.operands if o.value.unit), line.head.unit)
    unit = unit or (item.behind[0].text if is_counted(item) else None)
    own = tuple(c for o in item.operands for c in operand_conditions(line, o))
    line.add(
        line.blank(
            item,
            parameter,
            group=group,
            op=Operator.ENUM,
            values=values,
            unit=unit,
            condition=join((*conditions, *own)),
        )
    )
    settle(line, Name(parameter if parameter != line.head.text else ""))
