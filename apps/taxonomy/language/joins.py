"""Things joined by + (红光4mW+蓝光10mW), and numbers in front of what they count or measure (18色荧光通道, 27寸显示器).

Each rule writes the row as a careful writer would have printed it: a comma for the plus, the name in front.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from apps.taxonomy.language.itemise import PIECES
from apps.taxonomy.language.plausible import contradicts_name
from apps.taxonomy.language.rows import BREAKS, Made, begins, comma, ends, is_count, kinds_of, states
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Shape, Value

_PLUS_NAME = re.compile(r"\+ ?(?P<name>[\u4e00-\u9fffA-Za-z].*)")
_INCHES = frozenset({"英寸", "寸", "吋", "″"})
_FITTING = frozenset({"配", "配置", "另配", "随机配"})  # 配备, 具备, 带 state a capability
_OF = re.compile(r"^(?:的|大小的)")
_NO_NAME = r"(?!各|每|共|以|之|内|时|下|处|后|前|可|能|及|和|或|与|同时|自动|用于|连续|月|小时|工作日|半|量程|通道间)"
# What is printed behind a number and has it for its size or its count: a thing, no deed, no time and no place.
_THING = re.compile(
    _NO_NAME + r"[\u4e00-\u9fffA-Za-z\d+-]{0,13}?"
    r"(?:[口孔杯瓶盘架池站屏幕台层板卡柱靶灯阀泵槽箱炉锅管头夹座门窗塔]|(?<![单定])位|显示[器屏]?|输[出入]|程序|[激荧]光|激光器|[器仪计机]"
    r"|探头|夹具|相机|物镜|通道|端口|接口|网口|串口|电极|工位|转子|气路|管路|线圈|滤光片|样品位|模块|单元|固态|机械|硬盘|内存|显存|独显|电脑"
    r"|(?<![A-Za-z])[A-Z]{2,6})"
)
_PIECE = re.compile(
    _NO_NAME + r"(?!.*(?:同时|可(?!见)|能(?![量谱源])))"
    r"(?!.*(?:自动|的|以[上下内]|[检分测标]定|检测|分析|处理|控制|工作|运行|响应|培训|服务|进样|样品|样本|显示|切换)$)"
    r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z\d-]{1,9}"
)
_BARE_THING = re.compile(
    r"(?:模拟|数字|逻辑|独立|物理|测量|检测|输[入出]|荧光|散射光?)?(?:通道|激光器?|接口|端口|网口|串口|程序|探头|探测器|检测器|光栅|物镜|工位)"
)
_WARRANTY = re.compile(r"(?:免费|原厂|整机|上门|全免费)*(?:质保|保修|维保|质量保证)期?")
_QUANTITY = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:精度|准确度|分辨率|重复性|量程|行程|带宽|容量|容积|功率|流量|转速|压力|焦距|光程|视场|范围|口径|制冷量|采样率|存储深度)"
)
_STEPS = re.compile(r"(?:为)?(?:递增|步进|增量|步长)")
_STORES = frozenset({"G", "T", "GB", "TB"})


def joined(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """4模拟通道+16数字通道, 固态硬盘512GB+机械硬盘2TB: a plus behind one value and before a further one parts them."""
    token, last = ahead[0], row[-1] if row else None
    if last is None or token.start not in {each.end for each in row[-2:]}:
        return None
    if last.end == token.start and _is_sum(last, token):  # 1000Torr+10Torr: two of them
        value = replace(token.value, start=token.start + 1) if token.value else None
        return [replace(comma(token.start), kind=Kind.LISTING), replace(token, start=token.start + 1, value=value)], 1
    if token.kind is Kind.TEXT and last.value is not None and states(ahead[1:]):
        match = _PLUS_NAME.fullmatch(token.text)
        if match is None:
            return None
        start = token.start + match.start("name")
        return [comma(token.start), replace(token, start=start, text=match["name"])], 1
    return _joined_value(row, ahead)


def _is_sum(last: Token, token: Token) -> bool:
    """A value in the unit of the one before it, with a plus between: never a tolerance, and never an offset."""
    one, two = last.value, token.value
    if one is None or two is None or not token.text.startswith("+") or one.fault or two.fault:
        return False
    single = one.shape is two.shape is Shape.SINGLE
    return single and one.unit is not None and one.unit == two.unit and not one.unit.startswith("%")


def _joined_value(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """The number behind the plus, where a name stands on both sides: 512G固态+1T机械, 2个直流靶+2个射频靶."""
    token = ahead[0]
    signed = token.value is not None and token.text.startswith("+") and token.value.shape is Shape.SINGLE
    if not signed or token.value is None or not _is_named_row(row) or kinds_of(ahead[1:2]) != [Kind.TEXT]:
        return None
    if ahead[1].start != token.end or not ends(ahead[2:]):
        return None
    value = replace(token.value, start=token.start + 1)
    bare = replace(token, start=token.start + 1, text=token.text[1:].lstrip(), value=value)
    made = number_first([comma(token.start)], [bare, *ahead[1:]])
    return ([comma(token.start), *made[0]], made[1]) if made else None


def _is_named_row(row: Sequence[Token]) -> bool:
    """Whether the row ends in a value and its name, in this order or the other: 模拟通道4."""
    named = len(row) > 1 and {Kind.VALUE, Kind.TEXT} == {row[-1].kind, row[-2].kind}
    return named or is_count(row[-1])  # 4通道+16数字通道


def number_first(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """18色荧光通道 → 荧光通道18色, 24英寸以上显示器1台 → 显示器24英寸以上，显示器1台."""
    value, fits = ahead[0].value, is_fitting(row)
    if value is None or value.fault or not (fits or begins(row)):
        return None
    trailer = [token for token in ahead[1:2] if token.kind is Kind.TRAILER]
    rest = ahead[1 + len(trailer) :]
    if not rest or rest[0].kind is not Kind.TEXT or rest[0].start != (trailer or ahead)[0].end:
        return None
    name, counts = _name_of(rest[0]), _is_counted_behind(rest)
    if fits and counts and value.unit not in _INCHES:
        row.pop()  # 配12位样品架2个
        return list(ahead[:3]), 3
    made = [name, ahead[0], *trailer, *([comma(name.end), name, rest[1]] if counts else [])]
    alone = _stops(rest[1:]) or rest[1].text.startswith("+")
    if not alone and value.unit is None and is_count(rest[1]) and rest[1].start == name.end and ends(rest[2:]):
        return _two_counts(made, rest) if _may_lead(ahead[0], name.text) else None
    if not _may_lead(ahead[0], name.text) or not (alone or (counts and value.unit in _INCHES)):
        return None
    if fits:
        row.pop()  # 配24英寸显示器: the verb binds nothing
    return made, 2 + len(trailer) + counts


def _two_counts(made: list[Token], rest: Sequence[Token]) -> Made:
    """3激光13色: of what the second number is the count, a person must say."""
    second = rest[1]
    value = Value(start=second.start, end=second.end, fault="不能判断是什么的数量")
    return [*made, comma(second.start), replace(second, value=value)], 3


def _is_counted_behind(rest: Sequence[Token]) -> bool:
    """24英寸显示器1台, 12位样品架2个: pieces of the thing directly behind its name."""
    return len(rest) > 1 and is_count(rest[1], PIECES) and rest[1].start == rest[0].end and _stops(rest[2:])


def is_fitting(row: Sequence[Token]) -> bool:
    """配 at the beginning of a clause: what follows comes with the instrument."""
    return bool(row) and row[-1].text in _FITTING and begins(row[:-1])


def _stops(tokens: Sequence[Token]) -> bool:
    return ends(tokens) or tokens[0].kind is Kind.BRACKET


def _name_of(word: Token) -> Token:
    text = _OF.sub("", word.text)
    return replace(word, start=word.end - len(text), text=text)


def _may_lead(number: Token, name: str) -> bool:
    """Whether the number measures or counts what the name names, and the name is no part of a sentence."""
    value = number.value
    if value is None or value.shape not in {Shape.SINGLE, Shape.RANGE, Shape.TOLERANCE}:
        return False
    if _QUANTITY.fullmatch(name):
        return value.unit is not None and not contradicts_name(name, value.unit) and not is_count(number)
    if value.shape is not Shape.SINGLE:
        return False
    if value.unit is None:
        return value.plain and bool(_BARE_THING.fullmatch(name))
    if value.unit in {"年", "个月", "月"}:
        return bool(_WARRANTY.fullmatch(name))
    if value.unit in PIECES and is_count(number) and _PIECE.fullmatch(name):
        return True
    return (value.unit in _INCHES | _STORES or is_count(number)) and bool(_THING.fullmatch(name))


def stepped(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """0.5～2μm以0.5μm递增 → 0.5～2μm步进0.5μm: the step within a part of the span."""
    if not begins(row) or kinds_of(ahead[:4]) != [Kind.VALUE, Kind.TEXT, Kind.VALUE, Kind.TEXT]:
        return None
    span, word, step, does = ahead[:4]
    ranged = span.value is not None and span.value.shape is Shape.RANGE and word.start == span.end
    if not ranged or word.text not in {"以", "按", "每"} or not _STEPS.match(does.text) or not ends(ahead[4:]):
        return None
    return [span, replace(word, text="步进"), step], 4


def totalled(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """量程1nA～2A共10档: how many there are in all, behind the value that they make up."""
    token = ahead[0]
    if token.kind is not Kind.TEXT or token.text not in {"共", "共计", "共有", "总共"} or len(ahead) < 2:
        return None
    if not row or row[-1].value is None or not is_count(ahead[1]) or not ends(ahead[2:]):
        return None
    name = row[-2] if len(row) > 1 and row[-2].kind is Kind.TEXT else None
    clause = row[-3].kind if len(row) > 2 else Kind.COMMA
    if name is None or clause not in BREAKS:
        return None
    return [comma(token.start), name, ahead[1]], 2
