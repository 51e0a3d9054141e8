"""Every number of an item must be accounted for: in the value read, in its name, group or condition, or in a literal.

What is left over tells that a part of the item was not understood. A bare number that stands directly behind the
value (升降速档位：9升10降) may change what the value means, so the readings of the item go to a person. A second count
(25阶26平台) is put before a person beside the first. Anything else that is left over, such as the size of what is
counted, only lowers the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from apps.taxonomy.language.items import Item
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.naming import restates, squeeze
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.types import Operator, Reading
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

CERTAIN, LEFT_OVER, BORROWED, ODD_NAME, ODD_UNIT, ABILITY, WORDS = 100, 25, 8, 12, 10, 12, 4
_BOUNDS = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS})
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONGEST_NAME = 14
_ODD = re.compile(r"[“”\"'?=<>≤≥±@]|^[/、,.\d]|[/、,(]$")


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A token with a number that no reading of the item holds.

    `attached` when the number stands directly behind the value, `counted` when it has a counter of its own.
    """

    token: Token
    attached: bool = False
    counted: bool = False


def settle_accounts(line: Line, item: Item, known: int) -> None:
    """Weigh the readings that the item has given (those from `known` on)."""
    left = left_over(item, line.readings[known:]) if item.operands else []
    continuing = next((each.token.text for each in left if each.attached and not each.counted), "")
    for index, reading in enumerate(line.readings[known:], known):
        if reading.review:
            continue
        confidence = confidence_of(line, reading, left=bool(left))
        changes: dict[str, object] = {"confidence": confidence}
        if continuing and reading.op not in {Operator.TEXT, Operator.HAS}:
            changes = {"review": True, "reason": f"“{continuing}”没有归属", "confidence": 30}
        line.readings[index] = revise(reading, **changes)
    for each in left:
        if each.attached and each.counted and len(line.readings) > known:
            add_second(line, line.readings[known], each.token)


def add_second(line: Line, first: Reading, token: Token) -> None:
    """程序升温不少于25阶26平台: the second count is bound as the first; after any other value a person must say."""
    value = token.value
    single = value is not None and value.plain and value.shape is Shape.SINGLE and isinstance(value.lo, Fraction)
    if first.review or not single or value is None or first.op not in _BOUNDS or first.condition:
        line.review(Item([token]), "紧接前一个数的另一个数")
        line.readings[-1] = revise(line.readings[-1], parameter=first.parameter)
        return
    lo, hi = (value.lo if bound is not None else None for bound in (first.lo, first.hi))
    line.add(revise(first, lo=lo, hi=hi, unit=value.unit, span=line.clean.span(token.start, token.end)))


def left_over(item: Item, readings: Iterable[Reading]) -> list[LeftOver]:
    """The tokens beside the values whose numbers stand in no reading."""
    conditions = [token for operand in item.operands for token in operand.conditions]
    numbered = [token for token in (*item.names, *item.behind, *conditions) if _DIGITS.search(token.text)]
    if not numbered:
        return []
    said = "".join(
        squeeze(str(text))
        for each in readings
        for text in (each.parameter, each.group, each.condition, each.value, each.unit, each.formula)
    ).translate(_RAISED)
    tokens = [token for token in numbered if _is_missing(token, said)]
    return [_left_over(item, token) for token in tokens if not _restates_any(item, token)]


def _is_missing(token: Token, said: str) -> bool:
    return any(run not in said for run in _DIGITS.findall(token.text))


def _restates_any(item: Item, token: Token) -> bool:
    return token.kind is Kind.BRACKET and any(restates(token.text, operand.value) for operand in item.operands)


def _left_over(item: Item, token: Token) -> LeftOver:
    """What is left over, and how it stands to the last value."""
    value, last = token.value, item.operands[-1].value
    if value is None or token.start != last.end:
        return LeftOver(token)
    counted = value.unit is not None and "count" in default_units().quantities(value.unit)
    return LeftOver(token, attached=counted or value.unit is None, counted=counted)


def confidence_of(line: Line, reading: Reading, *, left: bool = False) -> int:
    """How sure a reading is, from 0 to 100: what was guessed at or could not be placed is taken off."""
    doubts = (
        (left, LEFT_OVER),
        (reading.implied, BORROWED),
        (reading.parameter == line.head.text and not line.head_open and line.crossed, BORROWED),
        (len(reading.parameter) > _LONGEST_NAME or bool(_ODD.search(reading.parameter)), ODD_NAME),
        (bool(reading.unit) and not default_units().quantities(reading.unit), ODD_UNIT),
        (reading.op is Operator.HAS, ABILITY),
        (reading.op is Operator.TEXT, WORDS),
    )
    return CERTAIN - sum(weight for applies, weight in doubts if applies)
