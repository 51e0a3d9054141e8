"""Requirements inside a bracket: 10×（NA≥0.40）, 自动进样器1套（≥100位）, 高纯刚玉（Al2O3≥99%）, 0～20%（精度±0.1%）.

A bracket behind a measured value says when it holds. It asks for something itself behind what cannot hold at a time: a
magnification, which only says which objective is meant, a count of things, and a thing without a value. Behind a span
that is set it asks for its accuracy. What else stands in the bracket stays a condition.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from apps.taxonomy.language.build import build
from apps.taxonomy.language.itemise import PIECES
from apps.taxonomy.language.items import Item
from apps.taxonomy.language.line import Line, join
from apps.taxonomy.language.loose import loosen
from apps.taxonomy.language.misgivings import KEPT
from apps.taxonomy.language.naming import Name, read_name, split_conditions, squeeze, tidy_name
from apps.taxonomy.language.pieces import split_clauses
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.rows import ends, is_count
from apps.taxonomy.language.tokens import Kind, Token, tokenise
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_TIMES = frozenset({"×", "倍"})
# Counters of things; 次, 级, 点, bit and the like count no things that could have parts.
_OF_THINGS = PIECES | frozenset(
    "位 路 通道 孔 站 工位 个通道 个工位 口 端口 轴 层 道 联 色 样品位 靶位 盘 名 条".split()
)
_EITHER = "括号里的是要求还是条件，不能判断"
_NUMBER = re.compile(r"\d")
_QUALITY = re.compile(r"(?:精度|准确度|误差|分辨率|分辨力|重复性|稳定性|稳定度|均匀性|均匀度|波动度?|可读性)$")
_WHEN = re.compile(r"时$|条件|状态|模式|环境|空载|满载|负载")
_NO_NAMES = frozenset({"n", "N", "m/z", "k", "2θ", "θ", "λ", "S/N", "t", "T", "R", "α"})

Asked = tuple[Item, Name]


def take_objective(line: Line, item: Item) -> bool:
    """40×油镜（NA≥1.30）: each requirement of the bracket, for that objective. False for any other item."""
    operand = item.operands[0]
    if operand.value.unit not in _TIMES or operand.comparison or len(item.operands) > 1:
        return False
    brackets = [token for token in (*operand.conditions, *item.behind) if token.kind is Kind.BRACKET]
    asked = [each for bracket in brackets for each in requirements(line, bracket, _is_named_bound)]
    if not asked:
        return False
    words = [token.text for token in item.behind if token.kind is Kind.TEXT]
    label = squeeze("".join([line.clean.text[operand.value.start : operand.value.end], *words]))
    group = read_name(item.names).text or line.head.text or None
    for each, name in asked:
        line.add(build(line, each, each.operands[0], name.text, group, (label, *name.conditions), name))
    line.head_open, line.head_is_group, line.listing = False, True, False
    return True


def take_parts(line: Line, item: Item, known: int) -> None:
    """What the brackets behind the one value of an item ask for themselves, beside the reading at `known`."""
    if len(line.readings) != known + 1 or len(item.operands) != 1 or line.readings[known].review:
        return
    operand, outer = item.operands[0], line.readings[known]
    counted = outer.unit in _OF_THINGS and operand.value.plain
    admits = _is_part if counted else _is_asked_of_span if _is_set(item) else None
    several = counted or (operand.value.plain and operand.value.unit is None)
    for bracket in (token for token in (*operand.conditions, *item.behind) if token.kind is Kind.BRACKET):
        if several and (members := _members(line, bracket, outer)):
            line.add(members)
            _drop(line, known, bracket, lambda part: True)
        elif admits:
            take_asked(line, bracket, known, admits)


def take_asked(line: Line, bracket: Token, known: int, admits: Callable[[Asked], bool]) -> None:
    """Add what the bracket asks for, and take it out of the condition of the reading at `known`."""
    asked, outer = list(requirements(line, bracket, admits)), line.readings[known]
    sure = any(is_sure(each, name) for each, name in asked) and (admits is _is_part or all(map(_is_quality, asked)))
    for each, name in asked:
        reading = asked_reading(line, each, name, outer.parameter, outer.group)
        line.add(reading if sure else revise(reading, review=True, reason=_EITHER, confidence=KEPT))
    said = [squeeze(line.printed(each)) for each, _ in asked if sure]
    _drop(line, known, bracket, lambda part: any(words in part or part in words for words in said))


def is_sure(item: Item, name: Name) -> bool:
    """A bound asks for something, and so does what stands beside it; 长度30m alone may only tell kinds apart."""
    return _is_bound(item) or is_among(item) or (not name.text and item.operands[0].value.shape is Shape.RANGE)


def is_among(item: Item) -> bool:
    """其中2个可调: some of what is counted, the number in front of what tells them from the others."""
    value = item.operands[0].value
    return bool(item.names) and value.start < item.names[0].start


def asked_reading(line: Line, item: Item, name: Name, thing: str, group: str | None) -> Reading:
    """（≥100位） is asked of the thing itself, （噪音≤50dB） of a quantity of it."""
    over = thing if name.text else group
    return build(line, item, item.operands[0], name.text or thing, over, name.conditions, name)


def take_of_thing(line: Line, tokens: Sequence[Token], own: Reading | None) -> tuple[str, ...]:
    """高纯刚玉（Al2O3≥99%）: what the brackets behind a thing without a value ask for; the parts that were taken.

    `own` is what was read of the thing itself; without it the words in front of the bracket are its name.
    """
    taken: list[str] = []
    for before, bracket in pairwise(tokens):
        if bracket.kind is not Kind.BRACKET or before.kind is not Kind.TEXT:
            continue
        thing = own.parameter if own else tidy_name(squeeze(before.text))
        for each, name in requirements(line, bracket, _is_bound_part):
            line.add(asked_reading(line, each, name, thing, own.group if own else None))
            taken.append(squeeze(line.printed(each)))
    return tuple(taken)


def _drop(line: Line, known: int, bracket: Token, taken: Callable[[str], bool]) -> None:
    """What the bracket asks for is no condition."""
    reading = line.readings[known]
    gone = {part for part in split_conditions(bracket.text) if taken(squeeze(part))}
    kept = tuple(part for part in (reading.condition or "").split("; ") if part not in gone)
    line.readings[known] = revise(reading, condition=join(kept))


def _is_set(item: Item) -> bool:
    """Whether the value is a span or a plain value that is set, and no bound of a performance."""
    operand = item.operands[0]
    return operand.comparison is None and operand.trailer is None and operand.value.shape is not Shape.TOLERANCE


def _is_named_bound(asked: Asked) -> bool:
    item, name = asked
    return bool(name.text) and item.operands[0].comparison is not None


def _is_part(asked: Asked) -> bool:
    """What is asked of things counted: ≥100位, 噪音≤50dB, 长度30m, 其中2个可调; a bare 2mL only says of which size."""
    item, name = asked
    bound = _is_bound(item)
    if _is_when(item):
        return False
    return bound or (bool(name.text) and item.operands[0].value.unit is not None and not item.behind)


def _is_when(item: Item) -> bool:
    return bool(_WHEN.search("".join(token.text for token in (*item.names, *item.behind))))


def _is_bound_part(asked: Asked) -> bool:
    return _is_part(asked) and _is_bound(asked[0])


def _is_bound(item: Item) -> bool:
    operand = item.operands[0]
    return bool(operand.comparison or operand.trailer) or operand.value.shape is Shape.TOLERANCE


def _is_quality(asked: Asked) -> bool:
    """（精度±0.1%）: how truly the span is set; （1W步进） and （分辨率4cm-1） only say how it was."""
    item, name = asked
    return _is_bound(item) and bool(_QUALITY.search(name.text))


def _is_asked_of_span(asked: Asked) -> bool:
    """Its accuracy, or a bound of another quantity, which may as well say when the span holds."""
    item, name = asked
    bound = item.operands[0].comparison is not None and len(name.text) > 1 and not name.text.isascii()
    return _is_quality(asked) or (bound and not _is_when(item))


def _members(line: Line, bracket: Token, outer: Reading) -> Reading | None:
    """4激光（405/488/561/637nm）: as many measured values as there are things say which things they are."""
    items = list(_items(line, bracket))
    operands = [operand for item in items for operand in item.operands]
    values = [
        operand.value for operand in operands if operand.comparison is None and operand.value.shape is Shape.SINGLE
    ]
    numbers = [value.lo for value in values if isinstance(value.lo, Fraction)]
    unit = next((value.unit for value in reversed(values) if value.unit), None)
    bare = not any(item.names or item.behind or item.fault for item in items)
    alike = bare and len(values) == len(operands) == len(numbers) and all(v.unit in {unit, None} for v in values)
    if not alike or len(numbers) < 2 or outer.lo != len(numbers) or unit is None:
        return None
    if "count" in default_units().quantities(unit):
        return None
    blank = line.blank(items[0], outer.parameter, group=outer.group, op=Operator.ENUM)
    span = line.clean.span(bracket.start, bracket.end)
    return revise(blank, values=tuple(numbers), unit=unit, span=span)


def _some_of(tokens: Sequence[Token]) -> Sequence[Token]:
    """（2台耐酸，…） as 耐酸2台: how many of what is counted are so."""
    if len(tokens) < 2 or not is_count(tokens[0], PIECES) or tokens[1].kind is not Kind.TEXT:
        return tokens
    attached = tokens[1].start == tokens[0].end and len(tokens[1].text) > 1 and tokens[1].text[0] not in "各每共均"
    return (tokens[1], tokens[0], *tokens[2:]) if attached and ends(tokens[2:]) else tokens


def requirements(line: Line, bracket: Token, admits: Callable[[Asked], bool]) -> Iterator[Asked]:
    """The items of a bracket with a value that are admitted; nothing if one of them is at fault."""
    valued = [item for item in _items(line, bracket) if item.operands or item.fault]
    if any(item.fault or len(item.operands) > 1 or _is_odd(item) for item in valued):
        return
    named = [(item, read_name(item.names)) for item in valued]
    asked = [each for each in named if each[1].text not in _NO_NAMES and admits(each)]
    yield from (each for each in named if each in asked or (asked and _is_span(each)))


def _is_odd(item: Item) -> bool:
    """A value that was not understood, or a further one inside its name."""
    return bool(item.operands[0].value.fault) or any(token.kind is Kind.VALUE for token in item.names)


def _is_span(asked: Asked) -> bool:
    """（其中2个可调，0.05～200mL/min）: beside what is asked, a span without a name is asked too."""
    item, name = asked
    return not name.text and item.operands[0].value.shape is Shape.RANGE and not item.behind


def _items(line: Line, bracket: Token) -> Iterator[Item]:
    if not _NUMBER.search(bracket.text):
        return
    tokens = tokenise(line.clean.text, bracket.start + 1, bracket.end - 1).tokens
    for clause in split_clauses(loosen(_some_of(tokens))):
        if not clause.heads:
            yield from clause.items
