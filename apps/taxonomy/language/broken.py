"""Two values that one number may have been broken into: 10，000 and 1。5. Which number was meant, a person must say."""

from __future__ import annotations

from collections.abc import Sequence

from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Shape, Value

_GROUP = 3


def mend_broken(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with each such pair as one value with a fault.

    A comma of Chinese text parts items and a stop ends sentences; what looks like the rest of a number behind them is
    doubted only where no name of its own follows (甲≥12，345乙≥6 are two items).
    """
    mended: list[Token] = []
    for index, token in enumerate(tokens):
        if len(mended) > 1 and _is_rest(mended[-2], mended[-1], token, tokens[index + 1 :][:2]):
            first = mended[-2]
            del mended[-2:]
            value = Value(start=first.start, end=token.end, fault="一个数被标点断开")
            mended.append(Token(Kind.VALUE, first.start, token.end, first.text + token.text, value=value))
        else:
            mended.append(token)
    return tuple(mended)


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
