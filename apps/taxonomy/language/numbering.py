"""The number and the mark in front of a clause: `1.★`, `（5）`, `3.1.2`, `④`, `一、`, `▲（2）`, `*3.`.

A mark is looked for before the number, behind it, and between number and text. `24小时` and `3.5英寸` are no numbers
of a clause, and ★号条款 is no mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.taxonomy.language.unit_scan import scan_unit
from apps.taxonomy.language.units import default_units

MANDATORY_MARKS = "★＊*"
OTHER_MARKS = "▲△#＃"
_MARK = re.compile(
    rf" *[（(【\[]? ?(?P<mark>[{MANDATORY_MARKS}{OTHER_MARKS}]+) ?(?P<close>[)）】\]])?(?! ?(?:号|标记|条款|项"
    rf"|[“”\"'的为]))[ :、.]*"
)
_BULLET = re.compile(r" *(?:[●◆■□◇○·▪►➢➤✓√▶※☆→]|[–-](?=[ \u4e00-\u9fff])) *")
_CLOSED = re.compile(
    r" *[(【] ?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[一二三四五六七八九十]{1,3}|[a-zA-Z]|[ivx]{1,4}) ?[)】] ?[.、:]? *"
)
_HALF = re.compile(r" *(?:\d{1,3}(?:\.\d{1,3}){0,4}|[a-zA-Z]|[一二三四五六七八九十]{1,3}) ?\)[.、]? *")
_CIRCLED = re.compile(r" *[①-⑳㈠-㈩⑴-⒇⒈-⒛❶-❿Ⅰ-Ⅻ] ?[.、:)]? *")
_CHINESE = re.compile(r" *(?:第[一二三四五六七八九十]{1,3}[条章节项][、. :]?|[一二三四五六七八九十]{1,3}[、.]) *")
_LETTER = re.compile(r" *[A-Za-z](?:\d{0,2})[.、](?!\d) *")
_POINTED = re.compile(r" *\d{1,3}(?:\.\d{1,3}){0,5}(?:[、]|[.](?!\d)|:(?!\d)) *")
_LEVELS = re.compile(r" *(?P<number>\d{1,2}(?:\.\d{1,3}){1,5})(?P<blank> *)(?=[^\d\s.,:~–%\-+×xX*/^)eE°])")
_SINGLE = re.compile(r" *(?P<number>\d{1,3}) +(?=[^\d\s.,:~–%\-+×*/^)])")
_MARKED = re.compile(rf" *\d{{1,3}}(?:\.\d{{1,3}}){{0,5}} *(?=[（(【\[]?[{MANDATORY_MARKS}{OTHER_MARKS}])")
_TRAILING = re.compile(rf" *[(【\[] ?(?P<mark>[{MANDATORY_MARKS}{OTHER_MARKS}]) ?[)】\]] *[;。.,，]? *$")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the clause begins behind number and marks. `mark` is as printed; `fault` when marks contradict."""

    start: int
    end: int
    mark: str | None = None
    fault: str = ""


def read_head(text: str) -> Head:
    """Skip numbers, bullets and marks in front of a cleaned line."""
    position, marks = 0, ""
    for _ in range(6):
        if match := _MARK.match(text, position):
            if match["mark"][0] in "*#" and not _is_free_mark(text, match):
                break
            marks, position = marks + match["mark"], match.end()
        elif end := _number_end(text, position):
            position = end
        else:
            break
    trailing = _TRAILING.search(text, max(position, len(text) - 8))
    end = trailing.start() if trailing and not marks else len(text)
    if trailing and not marks:
        marks = trailing["mark"]
    return Head(position, end, marks[0] if marks else None, _contradiction(marks))


def _is_free_mark(text: str, match: re.Match[str]) -> bool:
    """* and # also multiply and number: they are marks only in front of a name or a clause number."""
    return not text[match.end("mark") : match.end("mark") + 1].isdigit() or bool(
        re.match(r"\d{1,3}(?:\.\d{1,3}){0,4}(?:[.、)） ]|[\u4e00-\u9fff])", text[match.end("mark") :])
    )


def _contradiction(marks: str) -> str:
    kinds = {mark in MANDATORY_MARKS for mark in marks}
    return "同时标有★与▲" if len(kinds) > 1 else ""


def _number_end(text: str, position: int) -> int:
    """Where the clause number at text[position:] ends; 0 when none stands there."""
    for pattern in (_BULLET, _CLOSED, _CIRCLED, _CHINESE, _HALF, _POINTED, _LETTER, _MARKED):
        if match := pattern.match(text, position):
            return match.end()
    for pattern in (_LEVELS, _SINGLE):
        if (match := pattern.match(text, position)) and not _is_value(text, match):
            return match.end()
    return 0


def _is_value(text: str, match: re.Match[str]) -> bool:
    """Whether the digits are the number of a value: 3.5英寸, 1.5 mL, 24小时."""
    unit = scan_unit(text, match.end("number"))
    if unit is None or unit[0] in {"m/z", "pH", "x", "X", "波数"}:
        return False
    digits = match["number"]
    if "." in digits and not digits.startswith("0") and "count" in default_units().quantities(unit[0]):
        return False  # 3.2路数: what is counted is counted in whole numbers
    return not ("blank" in match.re.groupindex and unit[0].isascii() and len(unit[0]) == 1)


@dataclass(frozen=True, slots=True)
class Inner:
    """The number of a further clause inside a line, with its mark: 1、分辨率≤5nm；2、★电压≥5kV."""

    start: int
    end: int
    mark: str | None = None


_INNER = re.compile(
    r"(?:\( ?(?P<closed>\d{1,2}) ?\)|(?P<circled>[①-⑳])"
    r"|(?:(?<=[:;。，,、 ])|^)(?P<open>\d{1,2})(?P<sign>[、)]|\.(?!\d)))"
    rf" ?(?P<mark>[{MANDATORY_MARKS}{OTHER_MARKS}])?(?=[\u4e00-\u9fffA-Za-zα-ωΦ])"
)


def inner_numbers(text: str, head: Head) -> tuple[Inner, ...]:
    """The numbers of clauses behind the head, in order.

    Numbers count only as a row 1, 2, 3 … in one style (2, 3 … behind a head that has a number); a single circled
    number, or a single 1 behind a colon, counts as well. Anything else with such signs may be a value.
    """
    rows: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for match in _INNER.finditer(text, head.start, head.end):
        style = "circled" if match["circled"] else match["sign"] or "closed"
        number = ord(match["circled"]) - 0x245F if match["circled"] else int(match["closed"] or match["open"])
        row = rows.setdefault(style, [])
        expected = row[-1][0] + 1 if row else None
        if number == expected or (
            expected is None and (number == 1 or (number == 2 and head.start) or style == "circled")
        ):
            row.append((number, match))
    found = [match for row in rows.values() for _, match in row if _is_row(row, text)]
    return tuple(Inner(m.start(), m.end(), m["mark"]) for m in sorted(found, key=lambda m: m.start()))


def _is_row(row: list[tuple[int, re.Match[str]]], text: str) -> bool:
    number, first = row[0]
    leads = text[: first.start()].rstrip().endswith(":")
    return len(row) > 1 or bool(first["circled"]) or (leads and number == 1) or (number == 2 and not leads)
