"""What waits: items that ask for nothing and limit what stands behind them (进样1pg利血平，信噪比≥150000:1)."""

from __future__ import annotations

import re
from dataclasses import replace

from apps.taxonomy.language.build import LATIN_UNIT
from apps.taxonomy.language.items import Item
from apps.taxonomy.language.kinds import is_plain
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.naming import is_relative, read_name, squeeze
from apps.taxonomy.language.plain import read_capability
from apps.taxonomy.language.resolve import is_device
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_ADJUSTABLE = re.compile(r"(?:可调节?|可选|可设定?|可编程|自动|任选|切换|可切换)$")
_WAITING = re.compile(r"(?:时|下|条件下|处|模式|情况下|状态下|后)$|^[以用].{1,20}[为作].{2,6}$")
_LIMITS = re.compile(
    r"[+@=<>≤≥→]|m/z|^[A-Za-z]{1,6}[+-]?$|模式|条件|样品|标样|溶液|进样|离子|法$|负载|空载|标准品|标液"
)
_JOINED = re.compile(r"(?<=[\u4e00-\u9fff])\+(?=[\u4e00-\u9fff])|(?<=[A-Z])\+(?=\d)")  # 机械泵+分子泵, PLC+10寸屏
_PERFORMANCE = re.compile(r"(?:检出限|检测限|定量限|精度|准确度|误差|分辨率|灵敏度|噪声|漂移)$")
_QUANTITY_HEAD = re.compile(
    r"(?:[率度量性力限速距径宽长深高厚角数比差值声音]|漂移|时间|范围|寿命|本底|真空|带宽|S/N|检测器|[A-Z]{2,5})$"
)
_SURROUNDINGS = re.compile(r"环境|温湿度|(?:工作|使用|运行|储存|贮存)条件")
_WHEN_BEHIND = re.compile(r"时|后|的?(?:条件|情况|状态|环境|温度|电压|压力|频率|转速|流量|负载|模式)下")
_WHEN_LEAD = re.compile(r"当(?![前量地年日月选])|如果|若(?!干)")
_SAMPLE_UNITS = frozenset(
    {"pg", "ng", "fg", "μg", "mg", "μL", "mL", "nL", "ppm", "ppb", "ppt", "ng/mL", "μg/mL", "mol/L"}
)


def opens_when(item: Item) -> bool:
    """当k≥1时: what begins with 当 says when something holds, and asks for nothing itself."""
    leads = bool(item.operands and item.names) and bool(_WHEN_LEAD.match(item.names[0].text))
    return leads and not read_name(item.names).conditions


def drop_when(ahead: list[Item]) -> None:
    """当流量≤5L/min时误差≤±2%: the 时 in front of the next name belongs to the condition."""
    token = ahead[0].names[0] if ahead and ahead[0].names else None
    if token is not None and token.kind is Kind.TEXT and token.text[0] == "时" and len(token.text) > 1:
        ahead[0].names[0] = replace(token, start=token.start + 1, text=token.text[1:])


def waits(line: Line, item: Item, ahead: list[Item]) -> bool:
    """Whether the item only limits the next one: ESI+模式，柱上进样1pg利血平，信噪比≥150000:1."""
    if states_when(item, ahead):
        return True  # 当温度为25℃时，精度±1%
    if item.operands and item.behind and not item.names and line.head_open and is_device(line.head.text):
        return False  # 移液工作站：8通道移液头，CV≤1%
    following = next((i for i in ahead if i.operands and i.operands[0].comparison), None)
    if following is None or following.fault or is_compared(item):
        return False
    if line.head_open and is_relative(read_name(following.names).text) and not states_own(line, item):
        return True  # 重复测定10次，RSD≤0.5%
    if not item.operands or is_plain(line, item) or (item.names and item.behind and not ends_in_unit(item)):
        return words_wait(line, item, ahead)
    return value_waits(line, item, following)


def ends_in_unit(item: Item) -> bool:
    """分辨率1μGal: Latin letters directly behind the value are a unit, though no table knows it."""
    word = item.behind[0]
    return len(item.behind) == 1 and word.start == item.operands[-1].value.end and bool(LATIN_UNIT.fullmatch(word.text))


def is_compared(item: Item) -> bool:
    """Whether an operator or 以上, 以内 binds the item's first value."""
    return bool(item.operands) and bool(item.operands[0].comparison or item.operands[0].trailer)


def words_wait(line: Line, item: Item, ahead: list[Item]) -> bool:
    """柱上进样1pg利血平, ESI+模式: words, with or without values, that say how what follows is measured."""
    if ahead and not ahead[0].operands and not line.head_open:
        return False
    text = printed_words(line, item)
    if item.operands and (item.operands[0].value.shape is not Shape.SINGLE or _ADJUSTABLE.search(text)):
        return False
    values = any(t.kind is Kind.VALUE for t in item.names)
    limits = bool(item.operands) or values or bool(_LIMITS.search(text))
    return bool(_WAITING.search(text)) or (line.head_open and limits and read_capability(text) is None)


def printed_words(line: Line, item: Item) -> str:
    """The item as printed; without its brackets, which may ask for something, and without a plus between things."""
    if item.operands:
        return squeeze(line.printed(item))
    return _JOINED.sub("", squeeze("".join(t.text for t in item.names if t.kind is not Kind.BRACKET)))


def value_waits(line: Line, item: Item, following: Item) -> bool:
    """分辨率：15kV，≤0.9nm: a bare value of another unit than the requirement behind it."""
    if line.head_open and item.operands[0].value.unit == "m/z" and item.names and following.names:
        return True  # 灵敏度：1pg八氟萘，全扫描m/z 50～300，S/N≥1500:1
    value = item.operands[0].value
    if not line.head_open or item.names:
        return False
    if item.behind and following.names and value.unit in _SAMPLE_UNITS and value.shape is Shape.SINGLE:
        return not _ADJUSTABLE.search(squeeze(line.printed(item)))  # 灵敏度：10fg OFN，IDL≤10fg
    if not differs(line, item, following):
        return False
    if value.unit == "m/z" and (value.shape is Shape.SINGLE or (line.waiting and following.names)):
        return True  # 灵敏度：1pg八氟萘，m/z 272，信噪比≥1500:1
    if not following.names:
        return bool(_QUANTITY_HEAD.search(line.head.text)) or value.unit in _SAMPLE_UNITS  # but 染色：24站，≥600片/h
    return bool(item.behind) and value.unit in _SAMPLE_UNITS


def states_own(line: Line, item: Item) -> bool:
    """量程1～1000μL, 检出限0.3ng: a name with a range, or that of a performance; or a span of the device itself."""
    if not item.operands or item.behind:
        return False
    performs = bool(item.names) and bool(_PERFORMANCE.search(read_name(item.names).text))
    spans = item.operands[0].value.shape is Shape.RANGE
    bare = not item.names and item.operands[0].value.unit not in _SAMPLE_UNITS | {"次", None}
    return performs or (spans and bool(item.names)) or (bare and not _QUANTITY_HEAD.search(line.head.text))


def states_when(item: Item, ahead: list[Item]) -> bool:
    """Whether the item ends in 时 or 条件下, or leads to one that does, and a value with a name comes behind it."""
    stated = any(i.operands and (i.names or is_bound(i)) and not i.fault for i in ahead)
    if not stated or not item.operands:
        return False
    if item.behind and _WHEN_BEHIND.fullmatch(item.behind[-1].text):
        return True
    leads = bool(item.names) and item.names[0].text in {"在", "当", "于"} and not item.behind
    return leads and bool(ahead[0].behind) and bool(_WHEN_BEHIND.fullmatch(ahead[0].behind[-1].text))


def is_bound(item: Item) -> bool:
    """Whether the value is compared: ≤5nm, 5nm以内, ±1%."""
    operand = item.operands[0]
    return bool(operand.comparison or operand.trailer) or operand.value.shape is Shape.TOLERANCE


def differs(line: Line, item: Item, following: Item) -> bool:
    """A bare value of another unit than the requirement behind it is its condition: 分辨率：15kV，≤0.9nm."""
    value, unit = item.operands[0].value, following.operands[0].value.unit
    if value.shape is Shape.RANGE and _SURROUNDINGS.search(line.head.text):
        return False  # 工作环境：-10～45℃，＜90%RH
    if unit and "count" in default_units().quantities(unit) and value.unit not in _SAMPLE_UNITS:
        return False  # 0～200mL/min，至少3路; 405、660nm，不少于2个: two values of one head
    return value.unit != unit
