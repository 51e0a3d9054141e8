"""Amounts of money in a question: 300万以内, 预算200～300万元, 不超过50万. Pure text, no Django.

An amount with 元, or one behind a word such as 预算, is always money. A bare 300万 is money only where it stands by
itself: behind the name of a parameter (分辨率 6万) it is that parameter's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]{1,6})?|[0-9]{1,9}(?:\.[0-9]{1,6})?"
_UNIT = r"亿元|亿|万元|万块|万|元|块钱|块"
_CEILING = r"以内|以下|之内|之下|内|左右|上下|封顶"
_FLOOR = r"以上|起步|起|及以上"
_MONEY = re.compile(
    rf"(?P<word>预算|价格|报价|单价|总价|限价|售价|价位|经费)?\s*(?:金额|控制)?\s*(?:[:：]|在|为|是)?\s*"
    rf"(?P<sign>不超过|不高于|不大于|小于|低于|少于|最多|最高|不低于|不少于|高于|大于|至少|≤|<=|＜=|<|＜|≥|>=|>|＞)?\s*"
    rf"[¥￥]?\s*(?P<first>{_NUMBER})\s*(?P<first_unit>{_UNIT})?"
    rf"(?:\s*[-~～—–至到]+\s*(?P<second>{_NUMBER})\s*(?P<second_unit>{_UNIT}))?"
    rf"(?:\s*(?P<after>{_CEILING}|{_FLOOR})|(?![\w%‰℃]))"
)
_LOWER = frozenset({"不低于", "不少于", "高于", "大于", "至少", "≥", ">=", ">", "＞"})
_FLOORS = frozenset(_FLOOR.split("|"))
_FACTORS = {"亿": 10**8, "万": 10**4, "元": 1, "块": 1}
_TOKEN = re.compile(r"\S+$")
_BREAKS = "；;，,、。\n"
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of prices in 元 and its place in the text. `is_bare`: without 预算, 以内, 以上, ≤ or a second end."""

    start: int
    end: int
    lo: Decimal | None
    hi: Decimal | None
    is_bare: bool


def find_amount(text: str, *, is_parameter: Callable[[str], bool]) -> Amount | None:
    """The first amount of money in the text. `is_parameter` tells whether a word is the name of a parameter."""
    for match in _MONEY.finditer(text):
        unit = match["second_unit"] or match["first_unit"]
        if unit is None or not _is_money(text, match, unit, is_parameter):
            continue
        amount = _amount_of(match, unit)
        if amount is not None:
            return amount
    return None


def _is_money(text: str, match: re.Match[str], unit: str, is_parameter: Callable[[str], bool]) -> bool:
    if match["word"]:
        return True
    if unit in ("元", "块") and re.match(r"梯度|素|泵|混合|高压|低压|件|体", text[match.end() :]):
        return False  # 4元梯度 is no money
    if "元" in unit or "块" in unit or "亿" in unit:
        return True
    start = _start_of(match)
    token = _TOKEN.search(text[:start].rstrip())
    before = token[0] if token else ""
    if not before or before[-1] in _BREAKS:
        return True
    if not text[start - 1].isspace():
        return False  # 扫描速度20万, 分辨率≥6万: a name directly before its value
    return bool(re.search(r"\d", before)) or not is_parameter(before)


def _start_of(match: re.Match[str]) -> int:
    return match.start() + len(match[0]) - len(match[0].lstrip())


def _amount_of(match: re.Match[str], unit: str) -> Amount | None:
    first = _yuan(match["first"], match["first_unit"] or unit)
    second = _yuan(match["second"], unit) if match["second"] else None
    if first is None or (match["second"] and second is None):
        return None
    start, end = _start_of(match), match.start() + len(match[0].rstrip())
    if second is not None:
        return Amount(start, end, min(first, second), max(first, second), is_bare=False)
    is_floor = match["sign"] in _LOWER or match["after"] in _FLOORS
    lo, hi = (first, None) if is_floor else (None, first)
    return Amount(start, end, lo, hi, is_bare=not (match["word"] or match["sign"] or match["after"]))


def _yuan(number: str, unit: str) -> Decimal | None:
    amount = Decimal(re.sub("[,，]", "", number)) * _FACTORS[unit[0]]
    exact = amount.quantize(Decimal("0.01")) if amount <= LARGEST else Decimal(0)
    return exact if exact == amount and amount > 0 else None
