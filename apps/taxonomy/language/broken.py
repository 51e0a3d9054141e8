"""Values that stand apart and belong together: 10，000 and 1。5 (which number was meant, a person must say), and sizes
with a bracket behind each: 600mm（宽）×700mm（深）×1500mm（高）.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Shape, Value

_GROUP = 3
_TIMES = frozenset("×xX*")
_LENGTHS = frozenset({"mm", "cm", "m", "μm"})
_SIDES = frozenset({"长", "宽", "高", "深", "厚", "L", "W", "H", "D", "V", "直径", "长度", "宽度", "高度", "深度"})


def mend_broken(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with each such pair as one value with a fault.

    A comma of Chinese text parts items and a stop ends sentences; what looks like the rest of a number behind them is
    doubted only where no name of its own follows (甲≥12，345乙≥6 are two items).
    """
    mended: list[Token] = []
    for index, token in enumerate(tokens):
        if len(mended) > 2 and _is_next_size(mended[-3:], token):
            mended[-3:] = [_with_size(mended[-3], token)]
        elif mended and _is_side(mended[-1], token, tokens[index + 1 :][:1]):
            continue
        elif mended and _is_unit_behind(mended[-1], tokens[index - 1], token):
            mended[-1] = _with_unit(mended[-1], token)
        elif len(mended) > 1 and _is_rest(mended[-2], mended[-1], token, tokens[index + 1 :][:2]):
            first = mended[-2]
            del mended[-2:]
            value = Value(start=first.start, end=token.end, fault="一个数被标点断开")
            mended.append(Token(Kind.VALUE, first.start, token.end, first.text + token.text, value=value))
        else:
            mended.append(token)
    return tuple(mended)


def _is_next_size(before: Sequence[Token], token: Token) -> bool:
    first, bracket, times = before
    if first.value is None or token.value is None or bracket.kind is not Kind.BRACKET or times.text not in _TIMES:
        return False
    fits = first.value.shape in {Shape.SINGLE, Shape.SIZES} and token.value.shape is Shape.SINGLE
    known = all(v.unit == first.value.unit and not v.fault for v in (first.value, token.value))
    return fits and known and isinstance(first.value.lo or 0, Fraction | int) and isinstance(token.value.lo, Fraction)


def _with_size(first: Token, token: Token) -> Token:
    """The sizes so far and one more."""
    one, two = first.value, token.value
    if one is None or two is None or not isinstance(two.lo, Fraction):  # told apart by the caller
        return first
    sizes = one.sizes or ((one.lo,) if isinstance(one.lo, Fraction) else ())
    value = Value(start=first.start, end=token.end, shape=Shape.SIZES, sizes=(*sizes, two.lo), unit=one.unit)
    return Token(Kind.VALUE, first.start, token.end, first.text + token.text, value=value)


def _is_side(sizes: Token, bracket: Token, behind: Sequence[Token]) -> bool:
    """（高） behind the last of several sizes."""
    several = sizes.value is not None and sizes.value.shape is Shape.SIZES
    is_last = not behind or behind[0].text not in _TIMES
    return several and is_last and bracket.kind is Kind.BRACKET and bracket.text in _SIDES


def _is_unit_behind(sizes: Token, bracket: Token, unit: Token) -> bool:
    """1200（L）×750（W）×900（H）mm: the unit of all sizes behind the last bracket."""
    bare = sizes.value is not None and sizes.value.shape is Shape.SIZES and sizes.value.unit is None
    sided = bracket.kind is Kind.BRACKET and bracket.text in _SIDES and unit.start == bracket.end
    return bare and sided and unit.text in _LENGTHS


def _with_unit(sizes: Token, unit: Token) -> Token:
    value = replace(sizes.value, unit=unit.text, end=unit.end) if sizes.value else None
    return replace(sizes, value=value, end=unit.end)


def _is_rest(first: Token, mark: Token, rest: Token, behind: Sequence[Token]) -> bool:
    if mark.text not in "，。" or not (first.end == mark.start and mark.end == rest.start):
        return False
    one, two = first.value, rest.value
    if one is None or two is None or one.unit is not None or not (one.plain and two.shape is Shape.SINGLE):
        return False
    names_next = len(behind) > 1 and behind[0].kind is Kind.TEXT and behind[1].kind in {Kind.OPERATOR, Kind.VALUE}
    digits = len(rest.text) - len(rest.text.lstrip("0123456789"))
    if mark.text == "，":
        return digits == _GROUP and (rest.text.startswith("0") or (two.unit is not None and not behind))
    return two.unit is not None and not names_next
