"""What kind of item it is: a count of things, a step, a sentence that holds values and binds none."""

from __future__ import annotations

import re

from apps.taxonomy.language.build import is_counted
from apps.taxonomy.language.items import Item
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.naming import read_name, squeeze
from apps.taxonomy.language.pieces import counts_fitted
from apps.taxonomy.language.plain import IDENTIFIERS, STANDARD_OR_OPTIONAL, starts_capability
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Shape

CHOICES = re.compile(
    r"(?:可调节?|可选|可设定?|可编程|任选|自动切换|可?切换|[一二两三四五六七八九十\d]{1,2}[档挡](?:可选|可调|切换)?|[单双三四多]波长)$"
)
_STEPPING = re.compile(r"(?:为)?(?:步进|步长)")
_EACH = frozenset({"共", "共计", "各", "各为", "各配", "每种", "各有", "每种各"})
_COUNTERS = frozenset("段 通道 个 路 只 根 台 套 支 块 条 把 张 组".split())
_COUNTED_THING = re.compile(
    r"(?:(?![可能]|自动|同时|用于|各|以|之)[\u4e00-\u9fffA-Za-z\d-]){0,10}(?:[口孔杯瓶盘架池]|输[出入]|程序|曲线|器|仪|计|泵|[光极电试]管|灯|靶|阀|接口|端口|通道|探头|夹具"
    r"|相机|物镜|机|箱|槽|炉|电极|工位|转子|气路|管路|轴|电源|线圈|滤光片|样品位|模块|单元)"
)
_CAN_DO = re.compile(  # 一次可放置96个样品, 每台配备2年耗材
    r"(?:可以?|能够?)(?:同时|一次|自动)?(?:放置|安装|容纳|处理|存储|储存|检测|装载|连接|扩展|分析|放)$"
    r"|^(?:容纳|放置|安装|存放|兼容|适用于?|适配)$|(?<=[\u4e00-\u9fff])(?:配备|标配|附带|提供|自带|内置|[柜箱机器仪]带)$"
)
_COUNTED_PART = re.compile(r"[×xX*]$")
_MODEL = re.compile(r"型号|[A-Z]{1,8}-\d{2,}|[A-Z]{3,8}\d{3,}")
_FROM = re.compile(
    r"(?:^|[，、])(?:从|由|自|以|按|每隔|用|经|将|在|间隔)$|(?:降至|升至|升到|降到|减至|加热至|冷却至|降温至|升温至"
    r"|置于|位于|介于)$|^每$"
)


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
    owner = line.head.text if line.head_open or not text else ""
    if (IDENTIFIERS.search(text) or IDENTIFIERS.search(owner)) and item.operands[0].value.unit is None:
        return True  # 产品型号：AC-10
    if (_MODEL.search(text) and not line.head.text) or (text.endswith("的") and item.behind):
        return True  # 与主机配套的10kN传感器
    if item.names and item.operands[0].value.unit is None and is_descriptive(item) and not is_counted(item):
        return True  # 背散射探测器5分割
    return bool(
        _FROM.search(text)
        or (len(text) > 1 and _COUNTED_PART.search(text))
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


def is_descriptive(item: Item) -> bool:
    """96孔板, 10英寸触摸屏: a number that is a part of the thing's name."""
    operand = item.operands[-1]
    attached = bool(item.behind) and item.behind[0].kind is Kind.TEXT and item.behind[0].start == operand.value.end
    if operand.value.unit in {"年", "个月", "月", "天", "日", "小时"}:
        return False  # 三年免费质保
    if item.behind and item.behind[0].kind is Kind.TEXT and CHOICES.match(item.behind[0].text):
        return False  # 大小300～3000可选, 狭缝5/10/20μm三档
    return attached and operand.comparison is None and operand.trailer is None
