"""Which name a value has: its own, its head's with a label as condition, or that of the words behind it."""

from __future__ import annotations

import re
from dataclasses import replace

from apps.taxonomy.language.items import Item
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.naming import (
    Name,
    is_axis,
    is_extreme,
    is_label,
    is_relative,
    tidy_name,
)
from apps.taxonomy.language.plain import (
    drop_capability,
    starts_capability,
)
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Reading
from apps.taxonomy.language.units import default_units

_EVENT = re.compile(
    r"(?:后|之日起|起|之前|前|期内|期间|以来|每[年月天日周次季台套人区孔路]|每(?:季度|通道|个[\w]{1,4}))$"
)
# 采样率每通道≥5GSa/s: a quantity in front of 每 is the name.
_EACH_BEHIND = re.compile(r"^(?P<name>[\u4e00-\u9fffA-Za-z]{1,8}[率量度数深速])(?P<each>每[\u4e00-\u9fff]{1,4})$")
# 每个样品用量≤5mL: a quantity behind 每个 and a thing is the name.
_QUALITY_BEHIND = re.compile(r"分辨率|分辨力|精度|准确度|重复性|灵敏度|步距|步进|步长")
_EACH_LEAD = re.compile(
    r"^(?P<each>每[个台次批份支套条路只])(?P<name>[\u4e00-\u9fffA-Za-z]{2,8}(?<![小时])(?:[量率度数长宽高耗]|时间|体积|功率|[用耗]时))$"
)
_EVENT_LEAD = re.compile(
    r"^(?P<event>.{0,14}?(?:之日起|签订后|合格后|到货后|通知后|生效后|启动后|开机后|付款后|报修后|请求后|验收后"
    r"|期满后|出现后|发生后))(?P<rest>.{2,})$"
)
_SERVING = re.compile(r"(?<=年|内|月|次|后)(?:提供|进行|开展|安排|组织)$")
_NAMED_EVENT = re.compile(
    r"^(?P<name>.{1,10}?(?:期|期限|时间|质保|保修))(?:为|是|自|从|以|,|，)+(?P<event>.{2,20}(?:后|之日起|起))$"
)
_DIRECTION = re.compile(
    r"(?:径向|轴向|横向|纵向|水平|垂直|高真空|低真空|正离子|负离子|短期|长期|升温|降温|静态|动态)(?:模式|方向)?$"
)
_AXES_BEHIND = re.compile(r"(?<![A-Za-z])[XYZ]{1,3}(?:方向|轴|向)?$")
_DEEDS = frozenset({"升温", "降温", "加热", "冷却", "吸液", "排液", "拉伸", "压缩", "弯曲"})
_AXES_TOGETHER = re.compile(r"[XYZ](?:[/、][XYZ]){1,2}")
_SYMBOL = re.compile(r"[A-Z][a-z]?")  # C：0.02～200mg，N：0.02～50mg
_ANALYTE = r"(?:[δΔ]?\d{0,3}[A-Z][a-z]?\d{0,2}[+-]?)"
# 检出限As、Se≤0.01μg/L，Hg≤0.001μg/L: the elements behind the name take turns.
_SYMBOLS_BEHIND = re.compile(rf"(?:(?<=[\u4e00-\u9fff])|^){_ANALYTE}(?:[、/]{_ANALYTE})*$")
# 售后服务：2小时内电话响应: what is done within the time names it, not the heading over it.
_ACT = re.compile(r"(?:响应|到达|到场|到现场|到位|修复|上门|解决|交货|供货|到货|完成|回复|答复|抵达|排除|处理)")
_PLACE = re.compile(
    r"[本外异各]?[省市区县地国校](?:内|外|区|会|级)?|[本外异]地|[市郊城]区|工作日|节假日"
    r"|(?:接到?|一般|普通|重大|严重|紧急)?(?:故障|报修|报障)(?:通知|电话)?后?"
)
_QUANTITIES = frozenset({"NA", "WD", "M2", "M^2", "M²", "OD", "QE", "ISO"})
_SEVERAL = re.compile(r"[及和与、/]")
# 套刻精度正面±0.5μm、背面±1μm: behind a quantity, words that name a side or a state take turns.
_SIDE_BEHIND = re.compile(
    r"(?<=[\u4e00-\u9fff][度率差围性力量积])(?![度率差围性力量积])[\u4e00-\u9fff]{1,3}"
    r"(?P<last>[面触侧端极内外区层向相舟孔管杯槽炉室箱泵道轴板盘池路枪嘴瓶])$"
)
_QUANTITY_HEAD = re.compile(r"(?:数|量|位|通道|[率度性]|范围|能力|规格|接口|等级|容积|要求|配置|培训|巡检)$")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9]{1,6}")
_DEVICE = re.compile(
    r"(?:仪|工作站|机|器|系统|箱|泵|柜|表|装置|单元|模块|天平|炉|清单|[水油恒温]槽|釜|摇床|显微镜|试验台|[安超]全柜|相机)$"
)
_PART = re.compile(r"(?:室|腔|体|管|柱|件|架|头|盘|阀|靶|台|镜|灯|池|杯|舱|源|箱|门|口)$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_TOTALS = frozenset({"共", "共计", "总计", "合计", "总共"})
_THING = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}")
_SPATIAL = frozenset(
    {"mm", "μm", "nm", "cm", "m", "pm", "°", "度", "rad", "mrad", "μrad", "′", "″", "mm/s", "μm/s", "°/s"}
)


def is_device(head: str) -> bool:
    """Whether a head names a thing, which has no value of its own, and no quantity."""
    return bool(_DEVICE.search(head))


def is_thing(head: str) -> bool:
    """Whether a head names a thing or a part of one (抑制器, 燃烧室), and neither a quantity nor a state."""
    return is_device(head) or bool(_PART.search(head))


def tells_act(behind: str) -> bool:
    """Whether the words behind a time say what is done within it: 48小时到现场."""
    return bool(_ACT.search(behind))


def with_event(line: Line, name: Name) -> Name:
    """合同签订后 and 验收合格之日起质保 hold a condition."""
    if match := _EVENT_LEAD.match(name.text):
        rest = tidy_name(match["rest"])
        return Name(rest, (match["event"], *name.conditions), name.unit, name.superlative)
    if _SERVING.search(name.text):
        name = replace(name, text=_SERVING.sub("", name.text))
    if match := _NAMED_EVENT.match(name.text):
        return Name(match["name"], (match["event"], *name.conditions), name.unit, name.superlative)
    if match := _EACH_BEHIND.match(name.text):
        return Name(match["name"], (match["each"], *name.conditions), name.unit, name.superlative)
    if match := _EACH_LEAD.match(name.text):
        return Name(match["name"], (match["each"], *name.conditions), name.unit, name.superlative)
    if _EVENT.search(name.text) and len(name.text) < 24:
        return Name("", (name.text, *name.conditions), name.unit, name.superlative)
    return name


Resolved = tuple[str, str | None, tuple[str, ...], bool]


def resolve(line: Line, name: Name, item: Item, behind: str) -> Resolved:
    """Parameter, group, conditions, and whether the name is implied."""
    conditions = (*line.label, *line.waiting, *name.conditions)
    head = line.head.text
    bound = item.operands[0].comparison is not None or item.operands[0].trailer is not None
    if name.text in _TOTALS and behind:
        return tidy_name(behind) or behind, None, conditions, False  # 共4支移液器
    if not name.text:
        return _without_name(line, item, behind if bound or not head or tells_act(behind) else "", conditions)
    if is_extreme(name.text) and (last := further_extreme(line, item)):
        return last.parameter + name.text, last.group, conditions, False
    if head and (is_extreme(name.text) or joins_head(line, name.text, item)):
        return _joined_name(head, name.text), line.outer or None, (*line.head.conditions, *conditions), False
    if _PLACE.fullmatch(name.text) and tells_act(behind):
        share_act(line, tidy_name(behind))
        return tidy_name(behind), line.group(), (*conditions, name.text), False  # 省外48小时到达现场
    if base := shared_base(line, name.text):
        return base, line.readings[-1].group, (*conditions, name.text), False
    if is_label_of_head(line, name.text, item):
        return head, line.outer or None, (*line.head.conditions, *conditions, name.text), False
    if starts_capability(name.text) and bound and (counted := behind or name_in_counter(item)):
        return drop_capability(name.text) + counted, line.group(), conditions, False
    if not bound and _QUALITY_BEHIND.fullmatch(behind):
        return name.text + behind, line.group(), conditions, False  # 雨量0.2mm分辨率
    return name.text, line.group() or group_of_like(line, name.text), conditions, False


def further_extreme(line: Line, item: Item) -> Reading | None:
    """升温建议≤10℃/min，最大20℃/min behind a semicolon: the extreme of the value before, no longer of the head."""
    last = line.readings[-1] if line.readings and line.crossed and not line.parted else None
    if last is None or last.review or not last.unit or last.parameter == line.head.text:
        return None
    return last if last.unit == item.operands[0].value.unit else None


def share_act(line: Line, act: str) -> None:
    """省内24小时、省外48小时到达现场: what is done in the last time is done in the one before."""
    last = line.readings[-1] if line.readings and not line.parted else None
    if last is not None and _PLACE.fullmatch(last.parameter):
        condition = "; ".join(filter(None, (last.condition, last.parameter)))
        line.readings[-1] = revise(last, parameter=act, condition=condition)


def joins_head(line: Line, text: str, item: Item) -> bool:
    """稳定性：RSD≤2%; but 检出限(μg/L)：As≤1.5，RSD≤0.5% is a name of its own, as under a device."""
    if not is_relative(text) or is_device(line.head.text):
        return False
    last = line.readings[-1] if line.readings and not line.head_open else None
    if last is None:
        return True
    units = default_units()
    alike = set(units.quantities(last.unit)) & set(units.quantities(item.operands[0].value.unit))
    return not line.head_is_group and (bool(alike) or not last.condition)


def group_of_like(line: Line, text: str) -> str | None:
    """96孔板≤6s；384孔板≤15s: the name of the same form as the one before stands under the same head."""
    last = line.readings[-1] if line.readings else None
    if last is None or last.parameter == text or not _DIGITS.search(text):
        return None
    return last.group if _DIGITS.sub("0", last.parameter) == _DIGITS.sub("0", text) else None


def _without_name(line: Line, item: Item, behind: str, conditions: tuple[str, ...]) -> Resolved:
    """The head names the value, or the words behind it where these say more."""
    head = line.head.text
    if head and line.head_open and behind and _tells_more(head, behind, item):
        return tidy_name(behind), head, (*line.head.conditions, *conditions), False
    if behind and not (head and line.head_open):
        return tidy_name(behind) or behind, None, conditions, False
    if head:
        return head, line.outer or None, (*line.head.conditions, *conditions), False
    if counted := name_in_counter(item):
        return counted, None, conditions, False
    return "未命名参数", None, conditions, True


def name_in_counter(item: Item) -> str:
    """不少于4个通道: the counter says what is counted; it is parted from the 个 in front of it."""
    operand = item.operands[0]
    unit = operand.value.unit or ""
    if len(item.operands) > 1 or not unit.startswith("个") or unit[1:] in {"", "月", "工作日", "小时", "数量级"}:
        return ""
    operand.value = replace(operand.value, unit="个")
    return unit[1:]


def _tells_more(head: str, behind: str, item: Item) -> bool:
    """售后服务：2小时内电话响应; 进样器：不少于12位加热位; but 样品盘容量：不少于100位样品瓶."""
    if behind in head:
        return False
    if _ACT.search(behind):
        return not _ACT.search(head) or bool(_SEVERAL.search(head))
    unit = item.operands[0].value.unit
    counted = unit is not None and "count" in default_units().quantities(unit)
    return counted and not _QUANTITY_HEAD.search(head) and bool(_THING.fullmatch(behind))


def _joined_name(head: str, word: str) -> str:
    """稳定性：RSD → 稳定性RSD; 最大进样量：最小 → 最小进样量; 分辨率：最高 → 分辨率."""
    if is_relative(word):
        return head + word
    return word + head[2:] if is_extreme(head[:2]) and head[:2] != word else head


def is_label_of_head(line: Line, text: str, item: Item) -> bool:
    """Whether the words before a value only say for what the head holds."""
    if not line.head.text or line.head_is_text or other_quantity(line, item):
        return False
    if is_sibling_of_head(line, text):
        return False
    if is_thing(line.head.text) and text in _DEEDS:
        return False  # 加热台：升温20℃/min
    if text in _QUANTITIES or (len(item.operands) > 1 and _AXES_TOGETHER.fullmatch(text)):
        return False  # X/Y/Z 50/50/25mm
    if text == "量程" and not (item.operands[0].value.unit or "").startswith("%"):
        return False  # 3路流量计，量程为100sccm
    if is_device(line.head.text) and _ABBREVIATION.fullmatch(text):
        return False  # 红外热像仪：NETD≤40mK: a thing has no value that an abbreviation could limit
    label = is_label(text) or is_value_label(line, item) or is_like_label(line, text)
    return label and not is_axis_of(text, item)


def is_like_label(line: Line, text: str) -> bool:
    """96孔板≤6s；384孔板≤15s: what has the form of the label before it is the next label."""
    last = line.readings[-1] if line.readings else None
    if last is None or last.parameter != line.head.text or not last.condition:
        return False
    one, two = (_DIGITS.sub("0", words) for words in (last.condition.split("; ")[0], text))
    return one == two and one != text


def is_sibling_of_head(line: Line, text: str) -> bool:
    """LOD≤0.1ng/mL，LOQ≤0.3ng/mL: beside a head that is an abbreviation with a value of its own, another is a name."""
    last = line.readings[-1] if line.readings and not line.head_open else None
    owned = last is not None and last.parameter == line.head.text and not last.condition
    return owned and any(p.fullmatch(line.head.text) and p.fullmatch(text) for p in (_ABBREVIATION, _SYMBOL))


def shared_base(line: Line, label: str) -> str:
    """范围径向≤0.9m、轴向≤1.5m: the second direction belongs to 范围, the name that the first one stands behind."""
    last = line.readings[-1].parameter if line.readings and not line.head_open and not line.parted else ""
    for pattern in (_DIRECTION, _AXES_BEHIND, _SYMBOLS_BEHIND):
        match = pattern.search(last)
        if match and match.start() and pattern.fullmatch(label) and last[match.start() - 1] not in "/、":
            return last[: match.start()]
    side = _SIDE_BEHIND.search(last)
    alike = side is not None and 1 < len(label) <= 4 and label[-1] == side["last"] and label != side[0]
    return last[: side.start()] if side and alike else ""


def is_axis_of(text: str, item: Item) -> bool:
    """X, Y, Z with a length or an angle are axes; Y with a sensitivity is yttrium."""
    return is_axis(text) and (text[1:] != "" or item.operands[0].value.unit in _SPATIAL)


def other_quantity(line: Line, item: Item) -> bool:
    """A symbol with a unit of another kind is a name: 采样率：20GSa/s；ENOB≥7.5bit."""
    if not line.readings or line.head_open or (line.head.unit and not line.crossed):
        return False
    last, units = line.readings[-1], default_units()
    mine, before = item.operands[0].value.unit, last.unit
    if closed_quantity(line, mine):
        return True  # 样本容量：96×0.2mL，升温≥6.5℃/s
    if before and not mine and not line.head.unit:  # 波长：515nm；M2＜1.3
        return line.crossed or (last.parameter == line.head.text and not last.condition)
    one, two = set(units.quantities(mine)), set(units.quantities(before))
    if not line.crossed and not (one and two and "".join(t.text for t in item.names).isascii()):
        return False  # 短期≤1ppm/h，长期≤5ppm/月
    return bool(mine and before) and not one & two


def closed_quantity(line: Line, mine: str | None) -> bool:
    """Whether the head has a value of its own, without a label, of another kind than this one."""
    own = next((each for each in line.readings if each.parameter == line.head.text), None)
    if own is None or own.condition or line.crossed or not (own.unit and mine):
        return False
    units = default_units()
    one, two = set(units.quantities(mine)), set(units.quantities(own.unit))
    return bool(one and two) and not one & two


def is_value_label(line: Line, item: Item) -> bool:
    """从450℃降至50℃≤4min under a head: words with values and nothing behind them limit the head."""
    if line.crossed and len(item.names) > 1 and not is_label(item.names[0].text):
        return False
    return bool(item.names) and item.names[-1].kind is Kind.VALUE


def settle(line: Line, name: Name) -> None:
    """After a value: the head has been used, waiting conditions are spent."""
    if line.head_open:
        own = bool(name.text) and (not is_label(name.text) or is_axis(name.text) or name.text in _QUANTITIES)
        line.head_is_group = own and not is_relative(name.text)
    line.head_open = False
    line.waiting = []
    line.listing = True
