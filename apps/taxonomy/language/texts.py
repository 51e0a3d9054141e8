"""Clauses without a usable number: capabilities, short texts, open ranges such as B～U."""

from __future__ import annotations

import re

from apps.taxonomy.language.doubts import has_lookalike
from apps.taxonomy.language.inner import take_of_thing
from apps.taxonomy.language.items import Clause, Item
from apps.taxonomy.language.line import Line, join
from apps.taxonomy.language.literals import Literal, find_literals
from apps.taxonomy.language.naming import (
    read_name,
    split_conditions,
    squeeze,
    tidy_name,
)
from apps.taxonomy.language.plain import (
    MAX_TEXT,
    is_duty,
    is_heading,
    is_reference,
    read_capability,
    read_words,
    starts_capability,
)
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.unit_scan import is_unit

_RANGE_NAME = re.compile(r"^.{0,20}?(?:范围|区间|量程|能力|频率|状态)")
_SUBSTANCE = (
    r"(?:不锈钢|合金|玻璃|陶瓷"
    r"|石英|刚玉|四氟乙烯|PTFE|PEEK|蓝宝石|碳钢|冷轧板|钢板|紫铜|黄铜|钛材?|尼龙|聚丙烯|PP)(?:材质|材料)?"
)
_PART = r"(?:内胆|内腔|腔体|外壳|壳体|箱体|流路|管路|炉膛|炉管|罐体|台面|机身|内衬|坩埚|反应釜|样品舟|喷嘴|窗口)"
# Each: a name and what is stated of it, with no colon between.
_STATED = tuple(
    re.compile(rf"(?P<name>{name})(?P<value>{value})")
    for name, value in (
        (
            r"[\u4e00-\u9fffA-Za-z]{0,8}?(?:方式|方法|类型|等级|级别|材质|材料|地点|制式|型式|形式|介质)(?:为|是)?",
            r"(?![与和及的先可应须需要灵多支])[\u4e00-\u9fffA-Za-z][^，。;]{1,30}",
        ),
        (
            r"[\u4e00-\u9fff]{0,6}?(?:接口|靶材|载气|光源|检测器|探测器|通[讯信]|操作系统)",
            r"[A-Z][A-Za-z\d.+-]{0,11}(?:[、/][A-Z][A-Za-z\d.+-]{0,11}){0,8}(?=(?:可选|任选|可切换)?$)",
        ),
        (r"[\u4e00-\u9fffA-Za-z]{2,10}?", r"无(?:实际|理论)?(?:上限|限制)|不限"),
        (r"[\u4e00-\u9fffA-Za-z]{2,12}", r"1/±?\d{4,7}(?:F\.?S\.?)?|\d{1,3}:\d{1,3}(?:/\d{1,3}:\d{1,3}){1,6}"),
        (r"[\u4e00-\u9fff]{2,8}", r"\d{1,2}\+\d{1,2}[层排列位]$"),
        (r"[\u4e00-\u9fff]{2,6}为", rf"[^，。;为]{{0,12}}{_SUBSTANCE}$"),
        (_PART, rf"[^，。;]{{0,12}}{_SUBSTANCE}$"),
        (r"[\u4e00-\u9fff]{1,8}", r"[ΦR]?\d[\d.]*[a-zμ]{0,2}[×xX*]\(\d[\d.]*~\d[\d.]*\)[a-zμ]{1,2}"),
        (
            r"[\u4e00-\u9fff]{2,8}",
            r"[A-Z][A-Za-z]*\d[A-Za-z\d-]{0,8}(?:、[A-Z][A-Za-z]*\d[A-Za-z\d-]{0,8}){1,8}(?=(?:可选|任选|可切换)?$)",
        ),
    )
)
_CHOICE = re.compile(r"可选|任选|可切换")
_ADJUSTS = re.compile(r".{0,6}可(?:自动|连续|无级|任意|独立)?(?:调节?|切换|选择?|设定?|变)")
_WAIVED = re.compile(r"(?:不要求|无需|无须|不需|不必|不强制|不包[括含]|不含|可不|不用)")
_NUMBERLIKE = re.compile(r"[+\-–.,×*/±~^土]+[\d℃%]|±$|[土士]\d")


def plain(line: Line, item: Item, clause: Clause) -> None:
    """A clause without a usable value, and what its brackets ask for: 高纯刚玉（Al2O3≥99%）."""
    known = len(line.readings)
    words_only(line, item, clause)
    if item.operands or is_duty(squeeze(line.printed(item))):
        return
    own = next(iter(line.readings[known:]), None)
    taken = take_of_thing(line, item.names, own)
    if own and taken:
        kept = tuple(part for part in (own.condition or "").split("; ") if squeeze(part) not in taken)
        line.readings[known] = revise(own, condition=join(kept))


def words_only(line: Line, item: Item, clause: Clause) -> None:
    """A clause without a usable value: a capability, a short text under a head, or nothing."""
    if any(t.kind is Kind.JOINT for t in item.names):
        open_range(line, item)
        return
    tokens = [*item.names, *item.behind]
    text = (
        squeeze(line.printed(item))
        if item.operands
        else squeeze("".join(t.text for t in item.names if t.kind is not Kind.BRACKET))
    )
    if facts_text(line, item, text):
        return
    brackets = [c for t in tokens if t.kind is Kind.BRACKET for c in split_conditions(t.text)]
    if not text or _WAIVED.match(text) or is_duty(text) or suspicious(line, item, text):
        return
    capability = read_capability(text)
    if line.readings and _ADJUSTS.fullmatch(text):
        return  # 角度可调, 无级可调 behind values: nothing is asked for but that
    if capability and not is_reference(text):
        name = read_name([t for t in tokens if t.kind is not Kind.BRACKET])
        group = line.head.text or None if (line.head_open or line.head_is_group) and not line.crossed else None
        line.head_is_group = line.head_is_group or line.head_open
        line.add(
            line.blank(
                item,
                capability,
                group=group,
                op=Operator.HAS,
                value=True,
                condition=join((*name.conditions[:0], *brackets)),
            )
        )
        line.head_open = False
    elif line.head.text and line.head_open and clause.heads:
        text_value(line, item, text, brackets)
    elif line.readings and line.readings[-1].op is Operator.TEXT and extends(line, item, clause):
        line.readings[-1] = longer(line, line.readings[-1], item)


def facts_text(line: Line, item: Item, text: str) -> bool:
    """控温方式PID, Zeta电位无实际限制, 力分辨率1/500000, 读长PE50、PE100可选: name and short text, no colon."""
    if line.head_open or is_duty(text) or starts_capability(text) or text.endswith("功能") or len(text) > MAX_TEXT:
        return False
    match = next((found for pattern in _STATED if (found := pattern.match(text))), None)
    if match is None or is_reference(match["value"]) or _CHOICE.sub("", text[match.end() :]):
        return False
    words = read_words(match["value"])
    blank = line.blank(item, tidy_name(match["name"]), group=line.group(), value=match["value"])
    line.add(revise(blank, op=Operator.ENUM, values=words, value=None) if words else blank)
    return True


def extends(line: Line, item: Item, clause: Clause) -> bool:
    """USB3.0×2、HDMI×1: further words of the text under the head."""
    last = line.readings[-1]
    return (
        clause.separator is Kind.LISTING and last.parameter == line.head.text and not last.review and not line.crossed
    )


def longer(line: Line, last: Reading, item: Item) -> Reading:
    end = line.clean.span(item.start, item.end)[1]
    return revise(last, value=f"{last.value}、{squeeze(line.printed(item))}", span=(last.span[0], end))


def suspicious(line: Line, item: Item, text: str) -> bool:
    """l00kN: a letter in a digit's place."""
    if not has_lookalike(text) or not line.head_open:
        return False
    line.review(item, "数字与字母混写")
    return True


def text_value(line: Line, item: Item, text: str, brackets: list[str]) -> None:
    if is_reference(text) or len(text) > MAX_TEXT or is_heading(line.head.text):
        line.head_open = False
        return
    printed = line.original(item.start, item.end) if not brackets else text
    words = read_words(text)
    base = line.blank(
        item, line.head.text, group=line.outer or None, condition=join((*line.head.conditions, *brackets))
    )
    if words:
        line.add(revise(base, op=Operator.ENUM, values=words))
    elif any(s.kind is Literal.DATE for s in find_literals(text)):
        line.add(revise(base, op=Operator.TEXT, value=printed, review=True, reason="日期由人核对"))
    elif _NUMBERLIKE.match(text):
        line.add(revise(base, op=Operator.TEXT, value=printed, review=True, reason="数值写法不规范"))
    else:
        line.add(revise(base, op=Operator.TEXT, value=printed))
    line.head_open, line.head_is_text, line.head_is_group = False, True, True


def open_range(line: Line, item: Item) -> None:
    """B～U, 单脉冲～1MHz: ends that are not numbers stay text; a missing end goes to a person."""
    tokens = [*item.names, *item.behind]
    words = [t for t in tokens if t.kind is Kind.TEXT]
    if not words:
        line.review(item, "区间缺少一端")
        return
    if item.operands and any(is_unit(squeeze(token.text)) for token in words):
        line.review(item, "区间缺少一端")
        return
    parameter, start = line.head.text, item.start
    named = _RANGE_NAME.match(words[0].text)
    own = named is not None and words[0].start == item.start
    group = parameter if own and line.head_open else None
    if own or not line.head_open:
        parameter = named[0] if named else words[0].text
        start = words[0].start + (named.end() if named else 0)
    value = line.original(start, item.end)
    line.add(line.blank(item, tidy_name(parameter), group=group or None, op=Operator.TEXT, value=value))
    line.head_open = False
