"""Shapes of hasty lines, put right before the row of tokens is cut into clauses.

Real tenders leave commas out (带宽5～20nm可调步进1nm), part names by a slash (最高温度300℃/最高压力10MPa), put a count
behind a value without its name (数据盘≥8TB 4块), and turn name and number round (其中1个为CaF2). Each rule here writes
the row as the careful writer would have printed it; nothing is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from apps.taxonomy.language.itemise import PIECES
from apps.taxonomy.language.joins import joined, number_first, stepped, totalled
from apps.taxonomy.language.rows import BREAKS, Made, begins, comma, is_count, kinds_of, states
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

_ADJUSTABLE = re.compile(r"(?P<adjustable>(?:连续|无级)?可(?:调节?|选))(?P<name>(?!范围|择|定)[\u4e00-\u9fff]{2,8})")
_CAN = re.compile(r"可(?![调选见])[\u4e00-\u9fff]{2,8}")
_PLACE = re.compile(r"[左右前后上下内外顶底侧](?:[侧面部边方]|端)|[A-Z]{2,5}")
_AMONG = re.compile(r"其中(?:有|包括|含)?")
_IS = re.compile(r"^(?:为|是|的)?(?=[\u4e00-\u9fffA-Za-z])")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,10}|[\u4e00-\u9fff]*[A-Za-z][A-Za-z0-9\u4e00-\u9fff]{0,9}")
_LIMITING = re.compile(r"(?:时|下|处|内|以|之|后|前|可|能|及|和|或|的|各|每|共)")
_HEAD_ENDS = frozenset({Kind.COLON, Kind.SEMICOLON, Kind.STOP})
_APERTURE = re.compile(r"(?:(?P<kind>[\u4e00-\u9fff]{0,4})[/ ]?)(?P<name>NA|WD)")
_LONGEST = 12
_BEHIND = PIECES | {"位", "孔", "路", "通道"}
_HEADS = frozenset({"通道", "道", "路", "轴", "联", "工位", "色"})


def loosen(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with the commas and names that a careful writer would have set."""
    row: list[Token] = []
    index = 0
    while index < len(tokens):
        ahead = tokens[index : index + 5]
        made, used = (
            joined(row, ahead)
            or number_first(row, ahead)
            or totalled(row, ahead)
            or stepped(row, ahead)
            or _objective(ahead)
            or _stages(row, ahead)
            or _among(row, ahead)
            or _listed(row, ahead)
            or _last_member(row, ahead)
            or _counted(row, ahead)
            or _one(row, ahead)
        )
        row.extend(made)
        index += used
    return tuple(row)


def _one(row: list[Token], ahead: Sequence[Token]) -> Made:
    """One token, behind a comma where a further name begins with it, or in two where one begins inside it."""
    token, valued = ahead[0], states(ahead[1:])
    last = row[-1] if row else None
    if token.kind is Kind.SLASH and last is not None and _is_name(ahead[1:2]) and states(ahead[2:]):
        return [comma(token.start)], 1  # 最高温度300℃/最高压力10MPa
    if token.kind is Kind.OPERATOR and states([token, *ahead[1:]]) and (name := _counted_name(row)):
        return [comma(token.start), name, token], 1  # 加热站2个≤65℃
    if _is_second_fact(row, token) and kinds_of(ahead[1:2]) != [Kind.LISTING]:
        return [comma(token.start), token], 1  # 去胶机：13.56MHz 300W
    if token.kind is Kind.VALUE and last is not None and kinds_of([last, *ahead[1:2]]) == [Kind.AT, Kind.AT]:
        return [comma(token.start), token], 1  # 2nm@1kV 1nm@15kV
    if token.kind is not Kind.TEXT or last is None or last.value is None or not valued:
        return [token], 1
    if match := _ADJUSTABLE.fullmatch(token.text):  # 带宽5～20nm可调步进1nm
        middle = token.start + match.end("adjustable")
        words = Token(Kind.TEXT, token.start, middle, match["adjustable"])
        return [words, comma(middle), Token(Kind.TEXT, middle, token.end, match["name"])], 1
    named = len(row) > 1 and row[-2].kind is Kind.TEXT and len(row[-2].text) > 1
    bound = ahead[1].kind is Kind.OPERATOR and len(ahead) > 2
    ends = (last.value.shape is Shape.SIZES and not _LIMITING.match(token.text)) or (
        last.value.unit is not None and _CAN.fullmatch(token.text)
    )
    if named and bound and ends:
        return [comma(token.start), token], 1  # 板载内存72GB可记录时间≥7.5s
    return [token], 1


def _is_name(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].kind is Kind.TEXT and bool(_WORD.fullmatch(tokens[0].text))


def _counted_name(row: list[Token]) -> Token | None:
    """The name in front of a count of pieces at the end of the row, where that is all its clause holds."""
    if len(row) < 2 or not is_count(row[-1], PIECES) or row[-2].kind is not Kind.TEXT or len(row[-2].text) < 2:
        return None
    return row[-2] if begins(row[:-2]) and row[-2].end == row[-1].start else None


def _is_second_fact(row: list[Token], token: Token) -> bool:
    """Whether two measured values of different kinds stand behind a break, with only a blank between them."""
    if len(row) < 2 or row[-2].kind not in {Kind.COLON, Kind.COMMA} or row[-1].end == token.start:
        return False
    one, two = row[-1].value, token.value
    if one is None or two is None or one.fault or two.fault or not (one.unit and two.unit):
        return False
    units = default_units()
    mine, theirs = set(units.quantities(one.unit)), set(units.quantities(two.unit))
    return bool(mine and theirs) and not mine & theirs and "count" not in mine | theirs


def _counted(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """数据盘≥8TB 4块, 系统盘960GB SSD 2块, 测试孔Φ50mm 左侧1个: a count of what the name before names."""
    name = _name_of(row)
    if name is None or (ahead[0].start == row[-1].end and ahead[0].text[:1].isdigit()):
        return None
    label = ahead[0] if ahead[0].kind is Kind.TEXT and _PLACE.fullmatch(ahead[0].text) else None
    count = ahead[1:2] if label else ahead[:1]
    if not count or not is_count(count[0], _BEHIND) or is_count(row[-1]):
        return None
    behind = ahead[2 if label else 1 :][:1]
    if behind and behind[0].kind not in BREAKS:
        return None
    condition = [replace(label, kind=Kind.AT)] if label else []
    return [comma(row[-1].end), name, count[0], *condition], 2 if label else 1


def _name_of(row: list[Token]) -> Token | None:
    """The name of the value at the end of the row, where that is all its item holds."""
    if not row or row[-1].value is None or row[-1].value.unit is None:
        return None
    before = row[:-1]
    if before and before[-1].kind in {Kind.OPERATOR, Kind.COLON}:
        before = before[:-1]  # 溅射靶：Φ60mm 3只
    return before[-1] if before and before[-1].kind is Kind.TEXT else None


def _among(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """其中至少3个为GaAsP检测器 → GaAsP检测器至少3个."""
    if ahead[0].kind is not Kind.TEXT or not _AMONG.fullmatch(ahead[0].text):
        return None
    operator = [token for token in ahead[1:2] if token.kind is Kind.OPERATOR]
    rest = ahead[1 + len(operator) :]
    if kinds_of(rest[:2]) != [Kind.VALUE, Kind.TEXT] or not is_count(rest[0]) or rest[1].start != rest[0].end:
        return None
    word = rest[1]
    text = _IS.sub("", word.text)
    if len(text) < 2 or (len(rest) > 2 and rest[2].kind not in BREAKS | {Kind.BRACKET}):
        return None
    name = Token(Kind.TEXT, word.end - len(text), word.end, text)
    return [name, *operator, rest[0]], len(operator) + 3


def _objective(ahead: Sequence[Token]) -> Made | None:
    """40×油镜/NA1.3 → NA1.3@40×油镜: which objective has that aperture or working distance."""
    first = ahead[0].value
    if first is None or first.unit != "×" or not first.plain:
        return None
    rest = ahead[2:] if ahead[1:2] and ahead[1].kind is Kind.SLASH else ahead[1:]
    if kinds_of(rest[:2]) != [Kind.TEXT, Kind.VALUE] or not (match := _APERTURE.fullmatch(rest[0].text)):
        return None
    label = ahead[0].text + match["kind"]
    name = Token(Kind.TEXT, rest[0].start + match.start("name"), rest[0].end, match["name"])
    return [name, rest[1], Token(Kind.AT, ahead[0].start, ahead[0].end, label)], len(ahead) - len(rest) + 2


def _stages(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """程序升温：升温速率1℃/min，20阶21平台: two counts in a row without a name are the head's."""
    if not row or row[-1].kind is not Kind.COMMA or len(ahead) < 2 or not all(map(is_count, ahead[:2])):
        return None
    colon = next((i for i in range(len(row) - 1, 0, -1) if row[i].kind in _HEAD_ENDS), 0)
    head = row[colon - 1]
    if row[colon].kind is not Kind.COLON or head.kind is not Kind.TEXT or ahead[0].end != ahead[1].start:
        return None
    return [head, ahead[0]], 1


def _listed(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """气体：N2、Ar、O2三路: the size of a list of words is no further value; 8通道移液: it is a part of the name."""
    count = ahead[0]
    if not is_count(count):
        return None
    if len(row) > 3 and count.value is not None and count.value.lo == _members(row):
        return [], 1
    begins = not row or row[-1].kind in {Kind.COMMA, Kind.SEMICOLON, Kind.STOP}
    if not begins or count.value is None or count.value.unit not in _HEADS or kinds_of(ahead[:3]) != _HEADED:
        return None
    word, value = ahead[1], ahead[2].value
    spans = value is not None and value.shape is Shape.RANGE and not is_count(ahead[2])
    if word.start != count.end or not spans or _LIMITING.match(word.text):
        return None
    return [Token(Kind.TEXT, count.start, word.end, count.text + word.text)], 2


def _last_member(row: list[Token], ahead: Sequence[Token]) -> Made | None:
    """340、405、660nm不少于7个: the count behind a list stands apart from the last member, which has the unit."""
    if len(row) < 2 or row[-1].kind is not Kind.LISTING or row[-2].value is None or row[-2].value.unit is not None:
        return None
    if kinds_of(ahead[:3]) != [Kind.VALUE, Kind.OPERATOR, Kind.VALUE] or not is_count(ahead[2]) or is_count(ahead[0]):
        return None
    return [ahead[0], comma(ahead[0].end)], 1


_HEADED = [Kind.VALUE, Kind.TEXT, Kind.VALUE]


def _members(row: list[Token]) -> int:
    """How many words a list behind a colon has, at the end of the row; 0 for anything else."""
    for members, position in enumerate(range(len(row) - 1, 0, -2)):
        before = row[position - 1].kind
        if row[position].kind is not Kind.TEXT or members > _LONGEST:
            return 0
        if before is Kind.COLON:
            return members + 1 if members else 0
        if before is not Kind.LISTING:
            return 0
    return 0
