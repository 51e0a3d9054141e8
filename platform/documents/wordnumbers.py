"""The numbers that a word processor writes by itself: rebuilt from numbering.xml, as the reader sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST = 9
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Level:
    """How the numbers of one depth of a list are written: numFmt, lvlText with %1 … %9, first number."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    is_legal: bool = False


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, others in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    pairs = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for value, letters in pairs:
        while number >= value:
            text, number = text + letters, number - value
    return text


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def number_in_form(number: int, form: str) -> str:
    """Write a list number in Word's numFmt; forms that are not known are written in digits, bullets as ''."""
    if form in {"bullet", "none"}:
        return ""
    if number < 1 or number > 500:
        return str(number)
    if form.startswith(
        ("chineseCounting", "chineseLegal", "ideographDigital", "japaneseCounting", "taiwaneseCounting")
    ):
        return chinese_number(number)
    if form.startswith("ideographTraditional"):
        return _STEMS[(number - 1) % 10]
    if form.startswith("decimalEnclosedCircle"):
        return chr(ord("①") + number - 1) if number <= 20 else str(number)
    written = {"lowerLetter": _letter, "lowerRoman": _roman}.get(form)
    if written is not None:
        return written(number)
    upper = {"upperLetter": _letter, "upperRoman": _roman}.get(form)
    return upper(number).upper() if upper else f"{number:02d}" if form == "decimalZero" else str(number)


class Numbering:
    """Counts the lists of one document. Ask `label` once for each numbered paragraph, in document order."""

    def __init__(self, xml: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[tuple[str, int]] = set()
        if xml is not None:
            self._read(xml)

    def define(self, list_id: str, abstract: str, levels: Mapping[int, Level], starts: Mapping[int, int]) -> None:
        """Add a list that no XML describes. Lists of one `abstract` count on together; `starts` begin anew."""
        self._lists[list_id] = _List(abstract, dict(levels), dict(starts))

    def label(self, list_id: str, depth: int) -> str:
        """The printed number of the next paragraph of this list at this depth (0 to 8); '' for bullets."""
        numbered = self._lists.get(list_id)
        if numbered is None or not 0 <= depth < DEEPEST:
            return ""
        counters = self._counters[numbered.abstract]
        self._restart_if_overridden(list_id, numbered, depth, counters)
        start = numbered.levels.get(depth, Level()).start
        counters[depth] = counters.get(depth, start - 1) + 1
        for deeper in [d for d in counters if d > depth]:
            del counters[deeper]
        return self._written(numbered, depth, counters)

    def _restart_if_overridden(self, list_id: str, numbered: _List, depth: int, counters: dict[int, int]) -> None:
        if depth in numbered.starts and (list_id, depth) not in self._begun:
            counters[depth] = numbered.starts[depth] - 1
        self._begun.add((list_id, depth))

    def _written(self, numbered: _List, depth: int, counters: dict[int, int]) -> str:
        level = numbered.levels.get(depth, Level())
        if level.form in {"bullet", "none"}:
            return ""
        text = level.text or f"%{depth + 1}."
        for number in range(DEEPEST, 0, -1):
            if f"%{number}" not in text:
                continue
            other = numbered.levels.get(number - 1, Level())
            form = "decimal" if level.is_legal and number - 1 != depth else other.form
            text = text.replace(f"%{number}", number_in_form(counters.get(number - 1, other.start), form))
        return text.strip()

    def _read(self, xml: etree._Element) -> None:
        abstracts = {a.get(f"{W}abstractNumId") or "": _levels_of(a) for a in xml.iterfind(f"{W}abstractNum")}
        for num in xml.iterfind(f"{W}num"):
            link = num.find(f"{W}abstractNumId")
            abstract = (link.get(f"{W}val") or "") if link is not None else ""
            numbered = _List(abstract, dict(abstracts.get(abstract, {})))
            for override in num.iterfind(f"{W}lvlOverride"):
                _apply_override(numbered, override)
            self._lists[num.get(f"{W}numId") or ""] = numbered


def _levels_of(element: etree._Element) -> dict[int, Level]:
    return {_whole(level.get(f"{W}ilvl")): _level_of(level) for level in element.iterfind(f"{W}lvl")}


def _level_of(element: etree._Element) -> Level:
    return Level(
        form=_value(element, "numFmt", "decimal"),
        text=_value(element, "lvlText", ""),
        start=_whole(_value(element, "start", "1"), 1),
        is_legal=element.find(f"{W}isLgl") is not None,
    )


def _apply_override(numbered: _List, override: etree._Element) -> None:
    depth = _whole(override.get(f"{W}ilvl"))
    for level in override.iterfind(f"{W}lvl"):
        numbered.levels[depth] = _level_of(level)
    start = override.find(f"{W}startOverride")
    if start is not None:
        numbered.starts[depth] = _whole(start.get(f"{W}val"), 1)


def _value(element: etree._Element, name: str, default: str) -> str:
    found = element.find(f"{W}{name}")
    return default if found is None else found.get(f"{W}val") or default


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
