"""Facts of a thing without names: 低速离心机4×750mL，6000rpm，16程序，-9～40℃.

Behind a fact of the thing itself a bare value of another kind is a further fact of it, named by what it measures.
Behind any other value it may as well say when that one holds, so a person must judge it; only a count of channels,
places or ways cannot.
"""

from __future__ import annotations

from apps.taxonomy.language.build import build
from apps.taxonomy.language.items import Clause, Item
from apps.taxonomy.language.kinds import CHOICES
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.misgivings import KEPT
from apps.taxonomy.language.naming import Name
from apps.taxonomy.language.resolve import is_device, is_thing
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.units import default_units

_REACH = 6  # how many readings back the thing is looked for
_PLACES = frozenset("通道 位 路 轴 色 站 工位 个通道 个工位 端口 口 程序".split())
_NAMES = {
    "rot": "转速", "rcf": "离心力", "temp": "温度", "pressure": "压力", "voltage": "电压", "current": "电流",
    "power": "功率", "volume": "容积", "mass": "重量", "freq": "频率", "flow": "流量", "area": "面积", "time": "时间",
    "torque": "扭矩", "force": "力", "energy": "能量", "magfield": "磁场", "sps": "采样率", "storage": "容量",
    "vel": "速度", "sound": "噪声", "count": "数量",
}  # fmt: skip
_FACTS = frozenset({Operator.EQUALS, Operator.RANGE, Operator.ENUM})


def take_fact(line: Line, item: Item, clause: Clause, last: Reading) -> bool:
    """Read a bare value of another kind than the one before as a fact of the thing. False for any other item."""
    thing = thing_of(line)
    if not thing or clause.separator is not Kind.COMMA or line.crossed or not _is_bare(item) or line.waiting:
        return False
    value = item.operands[0].value
    name = _name_of(value.unit)
    if not name or _is_same_kind(value.unit, last.unit) or last.parameter == line.head.text:
        return False
    reading = revise(build(line, item, item.operands[0], name, thing, (), Name(name)), implied=True)
    own = last.parameter == thing or (last.implied and last.group == thing) or last.unit in _PLACES | {None}
    sure = (own and last.op in _FACTS and not last.condition) or value.unit in _PLACES
    line.add(
        reading
        if sure
        else revise(reading, review=True, reason="是产品的参数还是前一个值的条件，不能判断", confidence=KEPT)
    )
    return True


def thing_of(line: Line) -> str:
    """The device that the line is about: its head, or what the readings before are named or grouped by."""
    if is_device(line.head.text):
        return line.head.text
    if line.head.text:
        return ""
    recent = reversed(line.readings[-_REACH:])
    return next((name for each in recent for name in (each.parameter, each.group or "") if is_thing(name)), "")


def _is_bare(item: Item) -> bool:
    operand = item.operands[0]
    words = [token.text for token in item.behind]
    plain = operand.comparison is None and operand.trailer is None and not operand.value.fault
    return plain and len(item.operands) == 1 and not item.names and all(CHOICES.match(word) for word in words)


def _name_of(unit: str | None) -> str:
    if unit in _PLACES:
        return "数量"
    return next((_NAMES[kind] for kind in default_units().quantities(unit) if kind in _NAMES), "") if unit else ""


def _is_same_kind(one: str | None, two: str | None) -> bool:
    units = default_units()
    return one == two or bool(set(units.quantities(one)) & set(units.quantities(two)))
