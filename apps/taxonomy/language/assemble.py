"""From clauses to readings: which head a value belongs to, which words are its condition, what repeats its name."""

from __future__ import annotations

import re
from dataclasses import replace

from apps.taxonomy.language.accounts import settle_accounts
from apps.taxonomy.language.build import build
from apps.taxonomy.language.inner import take_objective, take_of_thing, take_parts
from apps.taxonomy.language.itemise import PIECES
from apps.taxonomy.language.items import Clause, Item, Operand
from apps.taxonomy.language.kinds import counted_thing, is_descriptive, is_plain, is_step, tells_each
from apps.taxonomy.language.line import UNREAD, Line
from apps.taxonomy.language.lists import continues, is_bare_list, list_values
from apps.taxonomy.language.literals import has_date
from apps.taxonomy.language.naming import (
    Name,
    is_axis,
    is_extreme,
    is_label,
    pair_names,
    read_name,
    squeeze,
)
from apps.taxonomy.language.pairs import (
    is_mixed_tuple,
    is_tuple,
    odd_pair,
    part_timed,
    share_last_bracket,
    timed_value,
)
from apps.taxonomy.language.pieces import HARD_BREAKS
from apps.taxonomy.language.resolve import is_sibling_of_head, is_thing, resolve, settle, tells_act, with_event
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.rows import is_count
from apps.taxonomy.language.texts import open_range, plain
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape
from apps.taxonomy.language.waiting import drop_when, opens_when, waits

_WHEN_OR_WHAT = "区间在冒号前，是参数还是条件，不能判断"
_VALID = re.compile(r"(?:时|下|内|范围内)(?:可用|有效|适用|成立|测得)")
_SIZED = re.compile(r"(?:[磁导]体|仪|机|系统|泵|炉|天平|柜|激光器|探测器|质谱|核磁)$")
_ENGLISH = re.compile(r"[A-Z]?[a-z]{4,}(?:[A-Za-z ]*[a-z]{3,})?")
_ACTION = re.compile(r"时[,，]?(?:应|可|能|会|须|立即|仪器|系统|设备)?(?:自动|报警|停|关|启|切|提示|保护|断|开)")


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
        line.crossed, line.parted, line.label = True, True, ()
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
    if is_thing(names[-1].text) and (taken := take_of_thing(line, clause.heads[-1], None)):
        kept = tuple(part for part in names[-1].conditions if squeeze(part) not in taken)
        line.open_head(replace(names[-1], conditions=kept), names[:-1])  # 抑制器（死体积＜50μL）：平衡时间≤10min
    if sized := sized_head(clause.heads[-1]) or valued_head(clause.heads[-1]):
        name = Name(sized.names[0].text)
        line.open_head(name, names[:-1])
        reading = build(line, sized, sized.operands[0], name.text, None, (), name)
        doubted = sized.operands[0].value.shape is Shape.RANGE and not details(clause, sized)
        line.add(revise(reading, review=True, reason=_WHEN_OR_WHAT, confidence=UNREAD) if doubted else reading)


def sized_head(tokens: list[Token]) -> Item | None:
    """500MHz超导磁体：… the size of the device that is the head."""
    value = tokens[0].value
    if len(tokens) != 2 or value is None or value.shape is not Shape.SINGLE or value.fault:
        return None
    measured = value.unit is not None and "count" not in default_units().quantities(value.unit)
    attached = tokens[1].kind is Kind.TEXT and tokens[1].start == tokens[0].end
    return Item([tokens[1]], [Operand(value)]) if measured and attached and _SIZED.search(tokens[1].text) else None


def valued_head(tokens: list[Token]) -> Item | None:
    """切片厚度0.5～100μm：…, 激光器3根：405nm、488nm、638nm: a name with its value, in front of the details."""
    if [token.kind for token in tokens] != [Kind.TEXT, Kind.VALUE]:
        return None
    value = tokens[1].value
    if value is None or value.fault:
        return None
    ranged = value.shape is Shape.RANGE and value.unit is not None
    return Item([tokens[0]], [Operand(value)]) if ranged or is_count(tokens[1], PIECES) else None


def details(clause: Clause, head: Item) -> bool:
    """0.5～5μm步进0.5μm: whether what follows divides the span of the head; else the span may be a condition."""
    first = clause.items[0] if clause.items else Item([])
    own = first.names[0].value if first.names and first.names[0].value else None
    own = own or (first.operands[0].value if first.operands and not first.names else None)
    return own is not None and own.unit == head.operands[0].value.unit


def _before_operator(head: list[Token]) -> list[Token]:
    """配置不低于以下要求： is a heading over 配置."""
    position = next((i for i, token in enumerate(head) if token.kind is Kind.OPERATOR), len(head))
    return head[:position]


def is_label_head(line: Line, tokens: list[Token], name: Name) -> bool:
    """30kV：≤0.8nm and 横向：≤1μm under a head: the word before the second colon is a condition."""
    only_value = all(token.kind is Kind.VALUE for token in tokens)
    if line.crossed and _ENGLISH.fullmatch(name.text):
        return False  # Spectral range：…；Resolution：…
    return only_value or (is_label(name.text) and not is_axis(name.text))


def take(line: Line, item: Item, clause: Clause, *, first: bool, ahead: list[Item]) -> None:
    """Read the item, then what its brackets ask for themselves."""
    known = len(line.readings)
    take_outer(line, item, clause, first=first, ahead=ahead)
    if item.operands and len(line.readings) > known:
        take_parts(line, item, known)


def take_outer(line: Line, item: Item, clause: Clause, *, first: bool, ahead: list[Item]) -> None:
    if item.fault:
        line.review(item, item.fault)
    elif limits(line, item, first=first, ahead=ahead):
        return
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
    elif not take_mixed(line, item) and not take_objective(line, item):
        numeric(line, item, clause, first=first)


def take_mixed(line: Line, item: Item) -> bool:
    """物镜：10×/0.30/16mm: a tuple of different kinds is one text under its name; False for any other item."""
    if not is_mixed_tuple(item):
        return False
    name = read_name(item.names)
    if pair_names(name.text or line.head.text, len(item.operands)):
        return False  # 灭菌温度/压力/时间
    parameter, group, _, _ = resolve(line, name, item, "")
    line.add(line.blank(item, parameter, group=group, value=line.original(item.start, item.end)))
    settle(line, name)
    return True


def limits(line: Line, item: Item, *, first: bool, ahead: list[Item]) -> bool:
    """Whether the item asks for nothing itself; what it says of others is kept for them."""
    if not first and tells_each(squeeze("".join(t.text for t in item.names))):
        return True  # 27mm、32mm各2个: how many of each
    if only_limits(item) and line.readings:
        line.limit_last(item)  # 流速0.001～3mL/min时可用
        return True
    opens = opens_when(item)
    if not opens and not waits(line, item, ahead):
        return False
    line.waiting.extend(line.condition_of(item))
    if opens:
        drop_when(ahead)
    return True


def only_limits(item: Item) -> bool:
    """Whether the item ends in 时可用 or the like and names no bound."""
    loose = bool(item.operands and item.behind) and item.operands[0].comparison is None
    return loose and len(item.behind) == 1 and bool(_VALID.fullmatch(item.behind[0].text))


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
    if not name.text and not name.conditions and is_descriptive(item) and not line.head.text and not line.readings:
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
    if behind and loose and not clause.heads and not line.head_open and not tells_act(behind):
        plain(line, item, clause)
        return True
    return False
