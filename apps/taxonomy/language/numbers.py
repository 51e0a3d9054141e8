"""Printed numbers as exact fractions.

5×10-4, 5x10^-4, 5E-4, 10⁹, 26,000, 10万 are numbers. 1.2.3, 1,00,000, 0,5, 5×105 (a lost superscript or 525?) and
anything with more digits than an instrument can have are no numbers: the scan returns a fault and the line goes to a
person. All scans look at a bounded number of characters or at each character once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

MAX_DIGITS = 24
MAX_EXPONENT = 60

_MANTISSA = re.compile(r"(?P<whole>\d+)(?P<groups>(?:,\d+){0,9})(?P<decimals>(?:\.\d+){0,9})")
_POWER_OF_TEN = re.compile(r"\s?[×xX*·]\s?10(?:\s?\^\s?\(?(?P<caret>[+-]?\d{1,5})\)?|(?P<plain>[+–-]\d{1,5}))(?!\d)")
_LOST_POWER = re.compile(r"\s?[×xX*]\s?10(?P<digits>[1-9]\d?)(?![\d.,×xX*])")
_CARET = re.compile(r"\s?\^\s?\(?(?P<exponent>[+-]?\d{1,5})\)?(?!\d)")
_E_FORM = re.compile(r"[eE](?P<exponent>[+–-]?\d{1,5})(?![\d.])")
_DECIMAL_COMMA = re.compile(r",\d{1,24}(?![\d.])")
_POWER_WORDS = re.compile(r" ?的 ?(?P<minus>负|-)?(?P<exponent>\d{1,3}) ?次[方幂]")
_MYRIADS = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7}
_MYRIAD = re.compile(r"\s?(?P<word>百万|千万|万|亿)(?![元美欧用能一向人民]|个?向)")
_MEMBER_BEFORE = re.compile(r"\d,$")
_LEADS_ON = frozenset("×xX*·^eE的百千万亿")  # what may stand between a mantissa and its power
_CHINESE_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CHINESE_NUMBER = re.compile(r"(?P<tens>[一二两三四五六七八九]?十)?(?P<ones>[一二两三四五六七八九])?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands at text[start:end]; `value` is None when it is malformed and `fault` says how.

    `plain` is true for bare digits with neither separator, decimal point nor exponent.
    """

    start: int
    end: int
    value: Fraction | None
    fault: str = ""
    plain: bool = False


def scan_number(text: str, start: int) -> Number | None:
    """The unsigned number at text[start:], or None when no digit stands there."""
    match = _MANTISSA.match(text, start)
    if match is None:
        return None
    match = _without_item_comma(text, match)
    fault = _mantissa_fault(match)
    if fault:
        rest = _DECIMAL_COMMA.match(text, match.end())
        return Number(start, rest.end() if rest else match.end(), None, fault)
    whole, decimals = match["whole"] + match["groups"].replace(",", ""), match["decimals"][1:]
    mantissa = Fraction(int(whole + decimals), 10 ** len(decimals))
    plain = not match["groups"] and not decimals
    return _with_exponent(text, Number(start, match.end(), mantissa, plain=plain), mantissa)


def _without_item_comma(text: str, match: re.Match[str]) -> re.Match[str]:
    """Cut the number before a comma that parts items: 5000,24孔 are two numbers, for 5000 has four digits."""
    if match["groups"] and (len(match["whole"]) > 3 or _is_short_list(match)):
        shorter = _MANTISSA.match(text, match.start(), match.start() + len(match["whole"]))
        return shorter or match
    return match


def _is_short_list(match: re.Match[str]) -> bool:
    """3,4,6英寸: three or more rising numbers, none of them with the three digits of a group of thousands."""
    members = (match["whole"] + match["groups"]).split(",")
    least = 2 if _MEMBER_BEFORE.search(match.string, max(match.start() - 3, 0), match.start()) else 3
    short = len(members) >= least and all(len(member) < 3 for member in members) and not match["decimals"]
    return short and all(int(one) < int(two) for one, two in pairwise(members))


def _mantissa_fault(match: re.Match[str]) -> str:
    whole, groups, decimals = match["whole"], match["groups"], match["decimals"]
    if len(whole) + len(groups) + len(decimals) > MAX_DIGITS:
        return "数字过长"
    if decimals.count(".") > 1:
        return "不是一个数（多个小数点）"
    if decimals and _DECIMAL_COMMA.match(match.string, match.end()):
        return "小数点与逗号混用"
    if groups and (any(len(group) != 3 for group in groups[1:].split(",")) or whole.startswith("0")):
        return "千分位不规则"
    return ""


def _with_exponent(text: str, number: Number, mantissa: Fraction) -> Number:
    """Add ×10^n, E±n, 10^n or 万 to a mantissa."""
    if text[number.end : number.end + 2].lstrip()[:1] not in _LEADS_ON:
        return number
    if power := _POWER_OF_TEN.match(text, number.end):
        exponent = _exponent(power["caret"] or power["plain"])
        return _scaled(number, exponent, power.end())
    lost = _LOST_POWER.match(text, number.end)
    if lost and mantissa < 10:
        return Number(number.start, lost.end(), None, "×10 后的上标可能丢失")
    if (form := _E_FORM.match(text, number.end)) and not text[form.end() : form.end() + 1].isdigit():
        if mantissa == 10 and number.plain:
            return Number(number.start, form.end(), None, "10E 写法有歧义")
        return _scaled(number, _exponent(form["exponent"]), form.end())
    if caret := _CARET.match(text, number.end):
        return _power(number, caret)
    if words := _POWER_WORDS.match(text, number.end):
        sign = -1 if words["minus"] else 1
        if mantissa != 10 or not number.plain:
            return Number(number.start, words.end(), None, "不是 10 的幂")
        return _scaled(Number(number.start, number.end, Fraction(1)), sign * int(words["exponent"]), words.end())
    if myriad := _MYRIAD.match(text, number.end):
        return Number(number.start, myriad.end(), mantissa * _MYRIADS[myriad["word"]])
    return number


def _exponent(text: str) -> int:
    return int(text.replace("–", "-"))


def _scaled(number: Number, exponent: int, end: int) -> Number:
    if abs(exponent) > MAX_EXPONENT or number.value is None:
        return Number(number.start, end, None, "指数超出范围")
    return Number(number.start, end, number.value * Fraction(10) ** exponent)


def _power(number: Number, caret: re.Match[str]) -> Number:
    exponent = int(caret["exponent"])
    if number.value != 10 or not number.plain:
        return Number(number.start, caret.end(), None, "不是 10 的幂")
    if abs(exponent) > MAX_EXPONENT:
        return Number(number.start, caret.end(), None, "指数超出范围")
    return Number(number.start, caret.end(), Fraction(10) ** exponent)


def scan_chinese_number(text: str, start: int) -> Number | None:
    """一 to 九十九 at text[start:], or None. Only small counts are written so: 三年, 两台, 十二个月."""
    match = _CHINESE_NUMBER.match(text, start)
    if match is None or match.end() == start:
        return None
    tens = match["tens"]
    value = 10 * _CHINESE_DIGITS.get(tens[0], 1) if tens else 0
    value += _CHINESE_DIGITS[match["ones"]] if match["ones"] else 0
    return Number(start, match.end(), Fraction(value), plain=True)
