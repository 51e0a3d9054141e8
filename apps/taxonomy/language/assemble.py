"""From clauses to readings: which head a value belongs to, which words are its condition, what repeats its name."""

from __future__ import annotations

import re
from dataclasses import replace

from apps.taxonomy.language.accounts import settle_accounts
from apps.taxonomy.language.build import build, is_counted
from apps.taxonomy.language.items import Clause, Item
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.lists import (
    continues,
    is_bare_list,
    is_tuple,
    list_values,
    odd_pair,
    part_timed,
    share_last_bracket,
    timed_value,
)
from apps.taxonomy.language.literals import has_date
from apps.taxonomy.language.naming import (
    Name,
    is_axis,
    is_extreme,
    is_label,
    is_relative,
    pair_names,
    read_name,
    squeeze,
)
from apps.taxonomy.language.pieces import HARD_BREAKS, counts_fitted
from apps.taxonomy.language.plain import (
    IDENTIFIERS,
    STANDARD_OR_OPTIONAL,
    read_capability,
    starts_capability,
)
from apps.taxonomy.language.resolve import is_device, is_sibling_of_head, resolve, settle, with_event
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.texts import open_range, plain
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_ADJUSTABLE = re.compile(r"(?:可调节?|可选|可设定?|可编程|自动|任选|切换|可切换)$")
_CHOICES = re.compile(
    r"(?:可调节?|可选|可设定?|可编程|任选|自动切换|可?切换|[一二两三四五六七八九十\d]{1,2}[档挡](?:可选|可调|切换)?)$"
)
_WAITING = re.compile(r"(?:时|下|条件下|处|模式|情况下|状态下|后)$|^[以用].{1,20}[为作].{2,6}$")
_LIMITS = re.compile(
    r"[+@=<>≤≥→]|m/z|^[A-Za-z]{1,6}[+-]?$|模式|条件|样品|标样|溶液|进样|离子|法$|负载|空载|标准品|标液"
)
_STEPPING = re.compile(r"(?:为)?(?:步进|步长)")
_SURROUNDINGS = re.compile(r"环境|温湿度|(?:工作|使用|运行|储存|贮存)条件")
_ACTION = re.compile(r"时[,，]?(?:应|可|能|会|须|立即|仪器|系统|设备)?(?:自动|报警|停|关|启|切|提示|保护|断|开)")
_EACH = frozenset({"共", "共计", "各", "各为", "各配", "每种", "各有", "每种各"})
_WHEN_BEHIND = re.compile(r"时|后|的?(?:条件|情况|状态|环境|温度|电压|压力|频率|转速|流量|负载|模式)下")
_COUNTERS = frozenset("个 路 只 根 台 套 支 块 条 把 张 组".split())
_COUNTED_THING = re.compile(
    r"(?:(?![可能]|自动|同时|用于|各|以|之)[\u4e00-\u9fffA-Za-z\d-]){0,10}(?:器|仪|计|泵|[光极电试]管|灯|靶|阀|接口|端口|通道|探头|夹具"
    r"|相机|物镜|机|箱|槽|炉|电极|工位|转子|气路|管路|轴|电源|线圈|滤光片|样品位|模块|单元)"
)
_WHEN_LEAD = re.compile(r"当(?![前量地年日月选])|如果|若(?!干)")
_CAN_DO = re.compile(  # 一次可放置96个样品, 每台配备2年耗材
    r"(?:可以?|能够?)(?:同时|一次|自动)?(?:放置|安装|容纳|处理|存储|储存|检测|装载|连接|扩展|分析|放)$"
    r"|(?<=[\u4e00-\u9fff])(?:配备|标配|附带|提供)$"
)
_COUNTED_PART = re.compile(r"[×xX*]$")
_SAMPLE_UNITS = frozenset(
    {"pg", "ng", "fg", "μg", "mg", "μL", "mL", "nL", "ppm", "ppb", "ppt", "ng/mL", "μg/mL", "mol/L"}
)
_MODEL = re.compile(r"型号|[A-Z]{1,8}-\d{2,}|[A-Z]{3,8}\d{3,}")
_FROM = re.compile(
    r"(?:^|[，、])(?:从|由|自|以|按|每隔|用|经|将|在|间隔)$|(?:降至|升至|升到|降到|减至|加热至|冷却至|降温至|升温至"
    r"|置于|位于|介于)$|^每$"
)


def assemble(line: Line, clauses: list[Clause]) -> tuple[Reading, ...]:
    for index, clause in enumerate(clauses):
        enter(line, clause)
        for position, item in enumerate(clause.items):
            ahead = clause.items[position + 1 :] or same_sentence(clauses, index)
            known = len(line.readings)
            take(line, item, clause, first=position == 0, ahead=ahead)
            settle_accounts(line, item, known)
            if position and line.readings[known - 1 : known] and doubts_clause(line, known, clause):
                line.readings[known:] = [line.doubted(each) for each in line.readings[known:]]
    line.waiting = []
    share_last_bracket(line, clauses)
    return tuple(line.readings)


def doubts_clause(line: Line, known: int, clause: Clause) -> bool:
    """Whether the item before, of the same clause, could not be read: then what follows it is not believed either."""
    before = line.readings[known - 1]
    start = line.clean.span(clause.items[0].start, clause.items[0].end)[0]
    return before.review and before.span[0] >= start


def same_sentence(clauses: list[Clause], index: int) -> list[Item]:
    """The items of the following clauses up to a semicolon or a new head."""
    items: list[Item] = []
    for clause in clauses[index + 1 : index + 8]:
        if clause.separator in HARD_BREAKS or clause.heads:
            break
        items.extend(clause.items)
    return items


def enter(line: Line, clause: Clause) -> None:
    if clause.separator in HARD_BREAKS:
        line.waiting = []
        line.crossed, line.label = True, ()
    if not clause.heads:
        return
    names = [read_name(_before_operator(tokens)) for tokens in clause.heads]
    last = clause.heads[-1]
    label = len(clause.heads) > 1 or (bool(line.head.text) and not line.head_open and not line.head_is_text)
    if label and not is_sibling_of_head(line, names[-1].text) and is_label_head(line, last, names[-1]):
        if len(names) > 1:
            line.open_head(names[-2], names[:-2])
        line.label = (names[-1].text or squeeze(last[0].text),)
        return
    line.waiting = []
    line.open_head(names[-1], names[:-1])


def _before_operator(head: list[Token]) -> list[Token]:
    """配置不低于以下要求： is a heading over 配置."""
    position = next((i for i, token in enumerate(head) if token.kind is Kind.OPERATOR), len(head))
    return head[:position]


def is_label_head(line: Line, tokens: list[Token], name: Name) -> bool:
    """30kV：≤0.8nm and 横向：≤1μm under a head: the word before the second colon is a condition."""
    only_value = all(token.kind is Kind.VALUE for token in tokens)
    return only_value or (is_label(name.text) and not is_axis(name.text))


def take(line: Line, item: Item, clause: Clause, *, first: bool, ahead: list[Item]) -> None:
    if item.fault:
        line.review(item, item.fault)
    elif not first and tells_each(squeeze("".join(t.text for t in item.names))):
        return  # 27mm、32mm各2个: how many of each
    elif opens_when(item):
        line.waiting.extend(line.condition_of(item))
        drop_when(ahead)
    elif waits(line, item, ahead):
        line.waiting.extend(line.condition_of(item))
    elif item.operands and item.behind and _ACTION.match(item.behind[0].text):
        line.review(item, "数值是动作的条件")  # ≥105℃时自动关闭
    elif is_step(item):
        line.add(revise(build(line, item, item.operands[0], "步进", line.group(), (), Name("步进")), implied=False))
    elif thing := counted_thing(item):
        line.add(build(line, item, item.operands[0], thing, line.group(), tuple(line.waiting), Name(thing)))
        line.head_open, line.head_is_group = False, True
    elif not item.operands or is_plain(line, item):
        plain(line, item, clause)
    elif any(t.kind is Kind.JOINT for t in (*item.names, *item.behind)):
        open_range(line, item)
    else:
        numeric(line, item, clause, first=first)


def opens_when(item: Item) -> bool:
    """当k≥1时: what begins with 当 says when something holds, and asks for nothing itself."""
    leads = bool(item.operands and item.names) and bool(_WHEN_LEAD.match(item.names[0].text))
    return leads and not read_name(item.names).conditions


def drop_when(ahead: list[Item]) -> None:
    """当流量≤5L/min时误差≤±2%: the 时 in front of the next name belongs to the condition."""
    token = ahead[0].names[0] if ahead and ahead[0].names else None
    if token is not None and token.kind is Kind.TEXT and token.text[0] == "时" and len(token.text) > 1:
        ahead[0].names[0] = replace(token, start=token.start + 1, text=token.text[1:])


def tells_each(words: str) -> bool:
    """各, 玻璃罐各 in front of a count: how many of each member of the list before it."""
    return words in _EACH or words.endswith("各")


def counted_thing(item: Item) -> str:
    """1024个二极管, 四路质量流量计: what is counted, printed behind its number; '' for any other item."""
    operand = item.operands[0] if item.operands else None
    if item.names or operand is None or len(item.operands) > 1 or not item.behind or operand.comparison:
        return ""
    word = item.behind[0]
    counted = operand.value.plain and operand.value.unit in _COUNTERS and not operand.trailer
    alone = word.kind is Kind.TEXT and word.start == operand.value.end and len(item.behind) == 1
    return word.text if counted and alone and _COUNTED_THING.fullmatch(word.text) else ""


def is_step(item: Item) -> bool:
    """以10V步进, 10V步进可调: the word behind the value is the name."""
    text, operand = squeeze("".join(t.text for t in item.names)), item.operands[0] if item.operands else None
    single = operand is not None and operand.value.shape is Shape.SINGLE and len(item.operands) == 1
    return text in {"", "以"} and single and bool(item.behind) and bool(_STEPPING.match(item.behind[0].text))


def is_plain(line: Line, item: Item) -> bool:
    """Values inside a sentence: 可同时检测16种元素, 从450℃降至50℃."""
    if item.operands[0].comparison is not None or item.before is not None:
        return False
    text = squeeze("".join(t.text for t in item.names))
    if (line.head_open and text in STANDARD_OR_OPTIONAL) or is_fitted_count(item):
        return False
    if IDENTIFIERS.search(text or line.head.text) and item.operands[0].value.unit is None:
        return True
    if (_MODEL.search(text) and not line.head.text) or (text.endswith("的") and item.behind):
        return True  # 与主机配套的10kN传感器
    if item.names and item.operands[0].value.unit is None and _is_descriptive(item) and not is_counted(item):
        return True  # 背散射探测器5分割
    return bool(
        _FROM.search(text)
        or _COUNTED_PART.search(text)
        or (not item.operands[0].trailer and (starts_capability(text) or _can_when(item) or _CAN_DO.search(text)))
    )


def is_fitted_count(item: Item) -> bool:
    """配备无源探头4支."""
    operand = item.operands[0]
    value = Token(Kind.VALUE, operand.value.start, operand.value.end, "", value=operand.value)
    return not item.behind and len(item.operands) == 1 and counts_fitted([*item.names, value])


def _can_when(item: Item) -> bool:
    """最高转速时可保持4℃: a capability behind its condition."""
    name = read_name(item.names)
    return bool(name.conditions) and starts_capability(name.text)


def waits(line: Line, item: Item, ahead: list[Item]) -> bool:
    """Whether the item only limits the next one: ESI+模式，柱上进样1pg利血平，信噪比≥150000:1."""
    if states_when(item, ahead):
        return True  # 当温度为25℃时，精度±1%
    if item.operands and item.behind and not item.names and line.head_open and is_device(line.head.text):
        return False  # 移液工作站：8通道移液头，CV≤1%
    following = next((i for i in ahead if i.operands and i.operands[0].comparison), None)
    if following is None or following.fault:
        return False
    compared = bool(item.operands) and (item.operands[0].comparison is not None or item.operands[0].trailer is not None)
    if compared:
        return False
    if line.head_open and is_relative(read_name(following.names).text) and not states_range(item):
        return True  # 重复测定10次，RSD≤0.5%
    text = squeeze(line.printed(item))
    if not item.operands or is_plain(line, item) or (item.names and item.behind):
        if ahead and not ahead[0].operands and not line.head_open:
            return False
        values = any(t.kind is Kind.VALUE for t in item.names)
        limits = bool(item.operands) or values or bool(_LIMITS.search(text))
        if item.operands and (item.operands[0].value.shape is not Shape.SINGLE or _ADJUSTABLE.search(text)):
            return False
        return bool(_WAITING.search(text)) or (line.head_open and limits and read_capability(text) is None)
    if not line.head_open or item.names or not differs(line, item, following):
        return False
    if item.operands[0].value.unit == "m/z" and item.operands[0].value.shape is Shape.SINGLE:
        return True  # 灵敏度：1pg八氟萘，m/z 272，信噪比≥1500:1
    return not following.names or (bool(item.behind) and item.operands[0].value.unit in _SAMPLE_UNITS)


def states_range(item: Item) -> bool:
    """量程1～1000μL: a name with a range of its own."""
    return bool(item.operands and item.names) and item.operands[0].value.shape is Shape.RANGE and not item.behind


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
    if value.shape is Shape.RANGE and unit and "count" in default_units().quantities(unit):
        return False  # 0～200mL/min，至少3路: two values of one head
    return value.unit != unit


def own_name(line: Line, item: Item, clause: Clause) -> Name:
    """The words in front of the value; a further 134℃/4min has the pair of names before it."""
    name = with_event(line, read_name(item.names))
    paired = not name.text and line.paired and not clause.heads and timed_value(item)
    return Name(line.paired, name.conditions) if paired else name


def numeric(line: Line, item: Item, clause: Clause, *, first: bool) -> None:
    name = own_name(line, item, clause)
    behind = squeeze("".join(t.text for t in item.behind if t.kind is Kind.TEXT))
    if has_date(name.text):
        line.review(item, "日期由人核对")
        return
    if not name.text and not name.conditions and _is_descriptive(item) and not line.head.text and not line.readings:
        plain(line, item, clause)
        return
    if odd := odd_pair(item) or odd_extreme(line, item, name):
        line.review(item, odd)
        return
    if not name.text and not clause.heads and first and continues(line, item, clause, name):
        return
    if not name.text and line.readings and _belongs_behind(line, item, clause, behind, first=first):
        return
    if not first and behind and item.operands[0].comparison is None and item.operands[0].trailer is None:
        return  # 1小时内完成24个样品检测: a count inside a sentence
    parameter, group, conditions, implied = resolve(line, name, item, behind)
    part_timed(line, item, parameter)
    paired = pair_names(parameter, len(item.operands)) if len(item.operands) > 1 else None
    if paired is None and len(item.operands) > 1 and not is_tuple(item) and is_bare_list(line, item):
        list_values(line, item, parameter, group, conditions)
        return
    if is_tuple(item):
        line.add(line.blank(item, parameter, op=Operator.TEXT, value=line.original(item.start, item.end)))
        settle(line, name)
        return
    for index, operand in enumerate(item.operands):
        which = paired[index] if paired else parameter
        alternative = index + 1 if any(o.alternative for o in item.operands) else None
        reading = build(line, item, operand, which, group, conditions, name)
        line.add(revise(reading, alt=alternative, implied=implied))
    line.behind = behind
    settle(line, name)


def odd_extreme(line: Line, item: Item, name: Name) -> str:
    """测试速度：3次/秒，最大5000次: one parameter has no values of two kinds."""
    last, unit = line.readings[-1] if line.readings else None, item.operands[0].value.unit
    if last is None or not is_extreme(name.text) or last.parameter != line.head.text or not (last.unit and unit):
        return ""
    units = default_units()
    alike = set(units.quantities(unit)) & set(units.quantities(last.unit))
    return "" if alike else "与同名的前一个值不是同一种量"


def _belongs_behind(line: Line, item: Item, clause: Clause, behind: str, *, first: bool) -> bool:
    """A value without a name behind other readings: True when nothing remains to be read of it."""
    loose = item.operands[0].comparison is None and item.operands[0].trailer is None and item.before is None
    if not first:
        return loose or continues(line, item, clause, Name(""))
    if behind and loose and not clause.heads and not line.head_open:
        plain(line, item, clause)
        return True
    return False


def _is_descriptive(item: Item) -> bool:
    """96孔板, 10英寸触摸屏: a number that is a part of the thing's name."""
    operand = item.operands[-1]
    attached = bool(item.behind) and item.behind[0].kind is Kind.TEXT and item.behind[0].start == operand.value.end
    if operand.value.unit in {"年", "个月", "月", "天", "日", "小时"}:
        return False  # 三年免费质保
    if item.behind and item.behind[0].kind is Kind.TEXT and _CHOICES.match(item.behind[0].text):
        return False  # 大小300～3000可选, 狭缝5/10/20μm三档
    return attached and operand.comparison is None and operand.trailer is None
