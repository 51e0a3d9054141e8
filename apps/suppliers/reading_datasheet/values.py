"""The value side of an entry: several values of several conditions parted, second measures named, units put behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from apps.taxonomy.language.spec import read_specs
from apps.taxonomy.language.types import ParameterFacts, SpecKind, SpecValue
from apps.taxonomy.language.units import default_units

LONGEST_VALUE = 400
NOTHING = frozenset({"", "-", "–", "—", "/", "／", "--", "——", "n/a", "na", "n.a.", "无数据", "\\", "……", "..."})
_NUMBER_ONLY = re.compile(r"(?:约|≈|最大|最高|最小)?[\s\d.,，×xXEe^⁰¹²³⁴⁵⁶⁷⁸⁹⁻+±≥≤＞＜><~～∼\-–—−至to:：≈=]+")
_BARE = re.compile(r"[-−–+]?\d[\d.,]*(?:[eE][-+]?\d+)?")
_SHARP, _SOFT = "；;\n", "，,"
_OPENERS, _CLOSERS = "（([【", "）)]】"
_SIDE = re.compile(
    r"^(?P<measure>步进|步长|精度|准确度|精密度|稳定性|重复性|分辨率|step|increment|accuracy|precision|stability)\s*[:：为]?\s*(?P<value>[±≤<≥>＜＞]?\s*[\d.].*)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^\s\d≤≥<>＜＞±:：][^\d≤≥<>＜＞±:：]{0,15}?)\s*[:：]?\s*(?P<value>[≤≥<>＜＞±].+)$")
_WITHOUT_RANGE = re.compile(r"(?:范围|区间|\s*range)$", re.IGNORECASE)
_AT_WORD = re.compile(r"(?<=[\d\w)）%℃°])\s+at\s+(?=[\d\w])", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
# Any parameter of a number will do to see how many values a text states.
_ANY = ParameterFacts(code="any", name="数值", quantity="number")


@dataclass(frozen=True, slots=True)
class Stated:
    """One value of a cell. `measure` names a second thing that the cell states beside its own: 步进.

    `label` is the condition that stands before the value as a word: 低质量端 ≤5×10⁻⁷.
    """

    text: str
    measure: str = ""
    label: str = ""


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or crossed out."""
    return text.strip().lower() in NOTHING


def read_as_number(text: str) -> SpecValue | None:
    """The one number or range that a text states, whatever the parameter; None where it states none or several."""
    values = read_specs(text, parameter=_ANY, units=default_units())
    if len(values) != 1 or values[0].kind in (SpecKind.TEXT, SpecKind.SET, SpecKind.HAS):
        return None
    return values[0]


def with_unit(text: str, unit: str) -> str:
    """Put the unit of the column or the name behind a bare number; a text that has words of its own stays."""
    bare = text.strip()
    return f"{bare} {unit}" if unit and _NUMBER.search(bare) and _NUMBER_ONLY.fullmatch(bare) else bare


def _is_exact(text: str) -> bool:
    value = read_as_number(text)
    return value is not None and value.kind is SpecKind.EXACT and not value.condition


def between(low: str, high: str) -> str:
    """The value that a lowest and a highest figure state together: 20 and 30 → 20～30, 20 alone → ≥20."""
    texts = ["" if says_nothing(text) else text.strip() for text in (low, high)]
    if all(texts) and all(_is_exact(text) for text in texts):
        return "～".join(texts)
    if not all(_BARE.fullmatch(text) for text in texts if text):
        return "；".join(text for text in texts if text)
    return f"≥{texts[0]}" if texts[0] else f"≤{texts[1]}" if texts[1] else ""


def split_values(text: str) -> Iterator[Stated]:
    """The values of a cell: 0.9 nm @ 15 kV; 1.3 nm @ 1 kV are two, 50 Ω, 1 MΩ is one list.

    A text is parted only where every part is a number with a condition of its own; a second measure behind a comma
    (步进 0.001 mL/min) is always parted.
    """
    plain = _AT_WORD.sub(" @ ", " ".join(text.replace("\n", "；").split()).strip(" ;；，,。"))[:LONGEST_VALUE]
    main, sides = _without_sides(plain)
    parts = _parts(main)
    yield from parts
    for measure, value in sides:
        yield Stated(value, measure)


def _parts(text: str) -> list[Stated]:
    for separators in (_SHARP, _SHARP + _SOFT):
        pieces = [_with_condition(piece) for piece in _cut(text, separators)]
        told = {(piece.label, value.condition) for piece in pieces if (value := read_as_number(piece.text))}
        if len(pieces) > 1 and len(told) == len(pieces) and not any(pair == ("", None) for pair in told):
            return pieces
    return [Stated(text)]


def _with_condition(piece: str) -> Stated:
    """A piece whose own words give its condition, or one with a label before the sign."""
    value = read_as_number(piece)
    match = _LABELLED.match(piece)
    if (value is None or not value.condition) and match and read_as_number(match["value"]):
        return Stated(match["value"], label=match["label"].strip())
    return Stated(piece)


def _without_sides(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without its second measures, and these."""
    pieces = _cut(text, _SHARP + _SOFT)
    sides = [match for piece in pieces[1:] if (match := _SIDE.match(piece))]
    if not sides or not pieces[0]:
        return text, []
    begin = text.find(sides[0][0])
    rest = [piece for piece in _cut(text[begin:], _SHARP + _SOFT) if not _SIDE.match(piece)]
    if rest:
        return text, []
    return text[:begin].rstrip(" ，,；;"), [(match["measure"], match["value"].strip()) for match in sides]


def _cut(text: str, separators: str) -> list[str]:
    """Cut at separators outside brackets; a comma between digits is part of a number."""
    pieces, begin, depth = [], 0, 0
    for place, character in enumerate(text):
        if character in _OPENERS:
            depth += 1
        elif character in _CLOSERS:
            depth = max(0, depth - 1)
        elif character in separators and not depth and not _is_in_number(text, place):
            pieces.append(text[begin:place].strip())
            begin = place + 1
    pieces.append(text[begin:].strip())
    return [piece for piece in pieces if piece]


def _is_in_number(text: str, place: int) -> bool:
    return text[place] == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 4].isdigit()


def name_of_measure(name: str, measure: str) -> str:
    """流速范围 + 步进 → 流速步进; Flow range + step → Flow step."""
    base = _WITHOUT_RANGE.sub("", name)
    return f"{base} {measure}" if base.isascii() else base + measure
