"""From the words in front of a value to the parameter's name, its conditions and the unit in its bracket.

Under a head (检出限：Be≤0.5ppt，In≤0.1ppt) a bare symbol, direction or mode is a condition of the head; a name of its
own right (柱温箱：控温范围…) keeps the head as its group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from apps.taxonomy.language.plain import STANDARD_OR_OPTIONAL
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.types import Bound
from apps.taxonomy.language.unit_scan import is_unit
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape, Value, scan_value

_AXES = frozenset("XYZxyzΦTRABCθ")
_SYMBOL = re.compile(r"[A-Za-z0-9α-ωΑ-ΩΦ+\-–^./'()*&]{1,16}")
_LABEL = re.compile(
    r"(?:[XYZ]?[轴向]?(?:RMS|rms)|片[内间]|批次?[内间]|孔[内间]|板[内间]|日[内间]|室间|台间|通道间|横向|纵向|轴向|径向|切向|高真空|低真空|超高真空|环境真空|正离子|负离子|正极|负极"
    r"|短期|长期|水平|垂直|水平方向|垂直方向|高温|低温|低压|高压"
    r"|(?:三相|单相)(?:AC|DC)?|常规|标准|高分辨|液相|气相|左|右|前|后|上|下|峰值|平均|最大|最小|典型|典型值|升温|降温|加热|冷却|吸液|排液"
    r"|水|空气|拉伸|压缩|弯曲|固体|液体|气体"
    r"|粉末|薄膜|块体|面内|面外|单次|连续|脉冲|室温|空载|满载|静态|动态|开路|短路|红|绿|蓝|白光|荧光|明场|暗场|透射"
    r"|反射|快速|慢速|[高中低](?:速|温|压|倍|频|能|流量|流速|浓度|增益|档|挡|功率|转速|分辨率?|灵敏度?)|点|面|线"
    r"|(?:单|双|全|多|[二三四六八]|\d)通道(?:同时|独立)?|内部|外部|前置|后置|一级|二级|静电|读数|示值|满量程|满刻度|量程|设定值|测量值|标称值|额定值|最大力|全量程|[A-Za-z0-9+\-]{1,8}?(?:模式|检测器|离子源"
    r"|离子|通道|态|端|相|源|样品|物镜|相机)"
    r"|\d.{0,14}(?:范围)?内|.{1,8}(?:模式|方向|条件下?|状态下?|情况下|样品中?|处)|(?:铜|铁|铅|镉|汞|砷|锌|铬|镍|锰|钠|钾|钙|镁"
    r"|铝|硒|锂|钴|钡|钒|苯|甲苯|正十六烷|正十三烷|六氯苯|"
    r"八氟萘|利血平|咖啡因|萘|甲烷|丙烷|二氧化硫|臭氧|一氧化碳|二氧化碳|氮气|氦气|氩气|氢气|氧气|碳|硫|磷|氮|氢|氧"
    r"|蒽|罗丹明6?G?|硅|金|银|水蒸气|甲醇|乙醇|马拉硫磷|硝基苯|偶氮苯))"
)
_TRAILING = re.compile(
    r"(?:应当|应该|应能|应可|(?<![响反供适相效感对])应|须|必须|需要|需|要求|均应|(?<!平)均|都|分别为?|各|值为|为|是|可以达到|能够达到"
    r"|可达到|能达到|可达|能达|达到|高达|(?:应|需|须|可|能|至少|完全)?(?:覆盖|涵盖|满足)|可调节?|可选|可|至|(?<![马雷])达|在|约|大约|约为|且|并且)+$"
)
_LEADING = re.compile(
    r"^(?:(?:并且|而且|或者|或|且|同时(?![跑检测处运放装容采进])|其中|以及|及其|及(?!时)|和(?!频)|与(?!非)|并(?![行联发网口])|但|其(?![他余])|则|另外|另|此外|例如)+"
    r"|(?:应|须|需)?(?:具备|具有|配备|配置(?!清单|表)|配有|提供|支持|带有|采用|要求|满足|保证(?!期|金)|确保|设有|包括|包含)(?=$|.{2,})"
    r"|(?:有|含|带|配)(?=$|[\d一二两三四五六七八九十]))"
)
_TAIL_LENGTH = 24
_SUPERLATIVE_TAIL = re.compile(r"(?:可达到|能达到|可以达到|可达|能达|高达|达到|最高达)$")
_ABOUT_TAIL = re.compile(r"(?:约|大约|约为|近似为?)$")
_WHEN = re.compile(
    r"^(?P<lead>在|于|当|以)?(?P<cond>[^，;]{1,30}?)(?P<tail>的?条件下|的?情况下|的?状态下|模式下|之间|范围内|区间内|(?<=[时钟天日年月周hdn])[以之]?内"
    r"|(?<![同及实小临定延计耗历])(?<![^使应]用)时(?![间刻长域序效钟漂])|下(?![限降方部位行拉压游]))[,，:]?(?P<rest>.*)$"
)
_AT_PLACE = re.compile(
    r"(?:m/z)?\d{1,5}(?:\.\d{1,4})?(?:[a-zμ]{1,4})?处(?!理|置)(?=[A-Za-z\u4e00-\u9fff])"
)  # m/z272处S/N
_SURE_TAILS = frozenset({"条件下", "模式下"})
_STATES = re.compile(r"\d|^(?:最高|最低|最大|最小|满量程|额定|空载|满载|室温|常温|典型|静止|稳定)")
_PART_SEPARATOR = re.compile(r"[，;]|,(?!\d{3}(?!\d))")
_TRIM_LEAD = re.compile(r"^(?:在|于|当)(?=.)")
_TRIM_TAIL = re.compile(r"(?:的?条件下|的?情况下|(?<=[^同及实小临定延计耗])时|(?<=[^以])下)$")
_NO_CONDITION = re.compile(
    r"^(?:(?:约|即|相当于|等于|折合|合计|共计?|约合).*|(?:连续|无级|任意|软件)?可调节?|连续可调|可设定?|可选择?|含"
    r"|以上|以下|及以上|或以上|提供证明.*|需?提供.*(?:证明|报告|截图|彩页|材料|承诺|视频).*|详?见.*|★|▲|\*|#)$"
)
_CURRENCY = frozenset({"人民币", "RMB", "¥", "计人民币"})
_EXTREMES = frozenset({"最高", "最大", "最低", "最小", "最快", "最多", "最长"})
_RELATIVE = frozenset({"RSD", "CV", "SD", "RMS", "rms", "RSD值", "相对标准偏差"})


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter's name with what was printed beside it."""

    text: str
    conditions: tuple[str, ...] = ()
    unit: str | None = None
    superlative: bool = False
    about: bool = False


def squeeze(text: str) -> str:
    """Printed text without blanks."""
    return "".join(text.split())


def split_conditions(text: str) -> tuple[str, ...]:
    """The parts of a bracket or of what follows @, trimmed of 在 and 时/下; words that limit nothing are dropped."""
    parts = (trim_condition(part) for part in _PART_SEPARATOR.split(text))
    return tuple(part for part in parts if part)


def trim_condition(text: str) -> str:
    """在15kV下 → 15kV; '' for 连续可调 and the like."""
    trimmed = text.strip(" 。、:")
    if _NO_CONDITION.match(trimmed):
        return ""
    return _TRIM_TAIL.sub("", _TRIM_LEAD.sub("", trimmed))


def read_name(tokens: Sequence[Token]) -> Name:
    """Read the tokens in front of an operator or value."""
    words: list[str] = []
    conditions: list[str] = []
    unit: str | None = None
    if len(tokens) > 1 and spans_name(tokens[0], tokens[1]):
        conditions.append(squeeze(tokens[0].text))
        tokens = tokens[1:]
    if len(tokens) > 2 and tokens[-1].kind is Kind.TRAILER and tokens[-2].kind is Kind.VALUE:
        conditions.append(squeeze(tokens[-2].text + tokens[-1].text))  # 均匀区10mm内±0.1%
        tokens = tokens[:-2]
    for token in tokens:
        if token.kind is Kind.BRACKET and is_unit(squeeze(token.text)):
            unit = repair_spelling(token.text)
        elif token.kind is Kind.BRACKET and not words:
            words.append("")
            conditions.extend(split_conditions(token.text))
        elif token.kind in {Kind.BRACKET, Kind.AT}:
            conditions.extend(split_conditions(token.text))
        else:
            words.append(token.text)
    text, when = _take_when(squeeze("".join(words)))
    if not when and (place := _AT_PLACE.match(text)):
        text, when = text[place.end() :], (place[0],)
    text = "" if text in _CURRENCY else text
    superlative, about = bool(_SUPERLATIVE_TAIL.search(text)) or text in _EXTREMES, bool(_ABOUT_TAIL.search(text))
    return Name(tidy_name(text), (*when, *conditions), unit, superlative, about)


def spans_name(first: Token, second: Token) -> bool:
    """400～700nm透过率: the range in front of a name is a condition."""
    spans = first.value is not None and first.value.shape is Shape.RANGE and first.value.unit is not None
    return spans and second.kind is Kind.TEXT and second.start == first.end and len(second.text) > 1


def _take_when(text: str) -> tuple[str, tuple[str, ...]]:
    """在15kV下分辨率 → 分辨率 with the condition 15kV."""
    match = _WHEN.match(text)
    if match is None or not (match["lead"] or _STATES.search(match["cond"]) or match["tail"] in _SURE_TAILS):
        return text, ()
    condition = match["cond"] + ("模式" if match["tail"] == "模式下" else "")
    return match["rest"], (condition,)


def tidy_name(text: str) -> str:
    """The name without conjunctions and verbs in front and modal words behind."""
    text = text.strip(" ,，、:;。.-–\"'()“”")
    for _ in range(3):
        body, tail = text[:-_TAIL_LENGTH], text[-_TAIL_LENGTH:]  # a hostile repetition must not cost n² steps
        shorter = _LEADING.sub("", body + _TRAILING.sub("", tail))
        if shorter == text:
            break
        text = shorter
    return text.strip(" ,，、:的")


def is_axis(text: str) -> bool:
    """A bare letter such as X, Z or Φ: a name of its own under a head, also as X轴 and Z向."""
    return (len(text) == 1 and text in _AXES) or (len(text) == 2 and text[0] in _AXES and text[1] in "轴向")


def is_label(text: str) -> bool:
    """A sub-label under a head: an analyte, an isotope, a direction, a mode."""
    known = bool(_SYMBOL.fullmatch(text) or _LABEL.fullmatch(text)) or text in STANDARD_OR_OPTIONAL
    return known and text not in _RELATIVE


def is_relative(text: str) -> bool:
    """RSD and its like: printed after a name they belong to it."""
    return text in _RELATIVE


def is_extreme(text: str) -> bool:
    """最高, 最大 alone: they say how the head's value is meant and name nothing."""
    return text in _EXTREMES


def restates(text: str, value: Value) -> bool:
    """Whether a bracket repeats the value: 40MPa（400bar）, 60mm（±30mm）."""
    other = scan_value(text.strip(), 0)
    if other is None or other.fault or other.end < len(text.strip()) or value.unit is None or other.unit is None:
        return False
    if other.shape is Shape.TOLERANCE and value.shape is Shape.SINGLE:
        return other.unit == value.unit and _double(other.hi) == value.hi
    return other.unit != value.unit and _is_same_amount(other, value)


def _double(bound: Bound | None) -> Bound | None:
    return bound * 2 if isinstance(bound, Fraction) else None


def _is_same_amount(other: Value, value: Value) -> bool:
    """The same amount in another unit, up to the rounding of a printed conversion."""
    units = default_units()
    for quantity in units.quantities(value.unit):
        mine, theirs = units.find(value.unit, quantity), units.find(other.unit, quantity)
        if mine is None or theirs is None:
            continue
        return all(
            abs(mine.to_base(a) - theirs.to_base(b)) * 20 <= abs(mine.to_base(a))
            for a, b in ((value.lo, other.lo), (value.hi, other.hi))
            if isinstance(a, Fraction) and isinstance(b, Fraction)
        )
    return False


_PAIRED = re.compile(r"[/、]")


def pair_names(name: str, count: int) -> tuple[str, ...] | None:
    """激发/发射波长 with two values → 激发波长, 发射波长; None when the name holds not that many parts."""
    parts = _PAIRED.split(name)
    if len(parts) != count or count < 2 or not all(parts):
        return None
    first, last = parts[0], parts[-1]
    if first[-1:] + "".join(parts[1:-1]) + last[:1] == "XYZ"[:count]:
        return tuple(first[:-1] + axis + last[1:] for axis in "XYZ"[:count])  # 样品台X/Y/Z行程
    if len(last) > len(first) and all(len(part) == len(first) for part in parts[:-1]):
        suffix = last[word_start(last, len(first)) :]
        return (*(part + suffix for part in parts[:-1]), last)
    if len(first) > len(last):
        prefix = first[: word_end(first, len(first) - len(last))]
        return (first, *(prefix + part for part in parts[1:]))
    return tuple(parts)


# Words that the shared part of paired names is never cut through: 物镜/聚光镜工作距离, 温度精度/稳定性.
_WHOLE_WORDS = re.compile(
    r"工作|波长|温度|湿度|时间|压力|电压|电流|功率|频率|速度|速率|流量|流速|体积|容量|距离|行程|范围|精度|分辨|重复|稳定|误差|噪声|浓度|直径|长度"
    r"|宽度|高度|厚度|深度|角度|面积|重量|质量|数量|能量|检测|测量|输出|输入|设定|控制|最大|最小|最高|最低|额定"
)


def word_start(text: str, cut: int) -> int:
    """The cut, moved to the front of the word that it would go through."""
    return next((m.start() for m in _WHOLE_WORDS.finditer(text) if m.start() < cut < m.end()), cut)


def word_end(text: str, cut: int) -> int:
    """The cut, moved behind the word that it would go through."""
    return next((m.end() for m in _WHOLE_WORDS.finditer(text) if m.start() < cut < m.end()), cut)
