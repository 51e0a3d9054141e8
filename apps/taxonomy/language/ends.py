"""One end of a value: 85℃, -150, 室温+5, DC, 2h30min, m/z 5, Φ100mm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from apps.taxonomy.language.numbers import Number, scan_chinese_number, scan_number
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.types import Ambient, Bound
from apps.taxonomy.language.unit_scan import scan_unit

STRONG_RANGE = re.compile(r" ?(?:~{1,2}|–{1,2}|至|到|to(?![a-z])) ?")
_SIGN = re.compile(r"[+–-](?=\d)")
_AMBIENT_WORDS = (
    r"室温|常温|环境温度|环境|水温|冷却水(?:温度?)?|RT(?![A-Za-z])"
    r"|液[氮氦]温度?(?=(?:\([\d.]+ ?K\))? ?(?:~|–|-|至|到) ?\d)"
)
_AMBIENT = re.compile(rf"\(?(?P<word>{_AMBIENT_WORDS})\)?")
# 环境温度-10～50℃: in front of a span that begins below zero it is a name, and no base of an offset.
_NAMES_SPAN = re.compile(r"(?:环境温度|环境|水温)[-–]\d+(?:\.\d+)? ?(?:℃|°C)? ?(?:~|–|至|到)")
_OFFSET = re.compile(r" ?(?:(?P<sign>[+-])|(?P<above>以上|以下)) ?(?P<number>\d+(?:\.\d+)?)\)?")
_PREFIX_UNIT = re.compile(r"[mM]/[zZ] ?(?=\d)")
DIRECT = re.compile(r"DC(?= ?[~–至到-])")
BRACKETED_AMBIENT = re.compile(rf"\((?:{_AMBIENT_WORDS}) ?[+-] ?(?P<number>\d+(?:\.\d+)?)\) ?(?:℃|°C|oC|K)?")
_CELSIUS = re.compile(r" ?(?:℃|°C|oC|K)")
_CLOCK = re.compile(
    r"(?:(?P<d>\d{1,4}) ?(?:d|天) ?)?(?:(?P<h>\d{1,5}) ?(?:h|小时) ?)?(?:(?P<m>\d{1,5}) ?(?:min|分钟|分) ?)?"
    r"(?:(?P<s>\d{1,5}) ?(?:s|秒))?(?![A-Za-z/])"
)
_CLOCK_MINUTES = {"d": Fraction(1440), "h": Fraction(60), "m": Fraction(1), "s": Fraction(1, 60)}
_ROOM_WORDS = {"常温": "室温", "RT": "室温"}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: a bound with its own unit."""

    bound: Bound | None
    unit: str | None
    start: int
    end: int
    fault: str = ""
    plain: bool = False


def replace_start(end: End, start: int) -> End:
    """The same end of a range, said to begin earlier."""
    return End(end.bound, end.unit, start, end.end, end.fault, end.plain)


def scan_end(text: str, start: int, *, signed: bool = True) -> End | None:
    """An end: an ambient word with an offset, DC, or a number with its unit."""
    if text[start : start + 1].isdigit():
        return _scan_compound_time(text, start) or _scan_number_end(text, start, start, 1)
    if (ambient := _AMBIENT.match(text, start)) and not _NAMES_SPAN.match(text, start):
        return _scan_ambient(text, ambient)
    if direct := DIRECT.match(text, start):
        return End(Fraction(0), "Hz", start, direct.end())
    begin, sign = start, 1
    if signed and (match := _SIGN.match(text, start)):
        begin, sign = match.end(), 1 if match[0] == "+" else -1
    if prefix := _PREFIX_UNIT.match(text, begin):
        return _prefixed(text, start, prefix)
    if text[begin : begin + 1] in "Φ¥$" and text[begin : begin + 1]:
        begin += 1 + (text[begin + 1 : begin + 2] == " ")
    return _scan_number_end(text, start, begin, sign)


def _scan_number_end(text: str, start: int, begin: int, sign: int) -> End | None:
    number = scan_number(text, begin) or (scan_chinese_number(text, begin) if begin == start else None)
    return None if number is None else _with_unit(text, start, number, sign)


def _prefixed(text: str, start: int, prefix: re.Match[str]) -> End | None:
    """m/z 5 and pH 2: the unit stands before the number."""
    number = scan_number(text, prefix.end())
    if number is None or number.value is None:
        return None
    return End(number.value, "m/z", start, number.end, plain=number.plain)


def _scan_ambient(text: str, ambient: re.Match[str]) -> End:
    word, end, offset = ambient["word"], ambient.end(), Fraction(0)
    match = _OFFSET.match(text, end)
    leads_on = match is not None and STRONG_RANGE.match(text, _after_celsius(text, match.end()))
    if match and match["sign"] == "-" and not leads_on:
        match = None  # 室温-300℃ is a range
    if match:
        offset = Fraction(match["number"]) * (-1 if match["sign"] == "-" or match["above"] == "以下" else 1)
        end = _after_celsius(text, match.end())
        return End(Ambient(offset, _ROOM_WORDS.get(word, word)), "℃", ambient.start(), end)
    return End(Ambient(offset, _ROOM_WORDS.get(word, word)), None, ambient.start(), end)


def _after_celsius(text: str, position: int) -> int:
    match = _CELSIUS.match(text, position)
    return match.end() if match else position


def _with_unit(text: str, start: int, number: Number, sign: int) -> End:
    if number.value is None:
        unit = scan_unit(text, number.end)
        return End(None, None, start, unit[1] if unit else number.end, number.fault)
    unit = scan_unit(text, number.end)
    if unit is None:
        return End(number.value * sign, None, start, number.end, plain=number.plain)
    return End(number.value * sign, repair_spelling(unit[0]), start, unit[1], plain=number.plain)


def _scan_compound_time(text: str, start: int) -> End | None:
    """2h30min → 150 min; None for an ordinary value."""
    match = _CLOCK.match(text, start)
    if match is None or sum(match[part] is not None for part in ("d", "h", "m", "s")) < 2:
        return None
    minutes = sum((Fraction(match[part] or 0) * factor for part, factor in _CLOCK_MINUTES.items()), Fraction(0))
    return End(minutes, "min", start, match.end())
