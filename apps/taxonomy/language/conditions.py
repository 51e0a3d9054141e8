"""Test conditions: two texts that say the same condition get the same key.

A key ignores blanks, letter case, full-width forms, the words 在 … 时/下, the sign @ and the order of parts; a number
with a unit is written in the base unit of its quantity, exactly: 20min and 1200s, Φ100mm and Φ10cm have one key. What
is not a number with a known unit is compared as text. The empty key means: no condition.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.types import decimal_text
from apps.taxonomy.language.units import Unit, UnitTable, default_units

LONGEST_NUMBER = 80  # characters; a longer run of digits is no test condition and stays text

# The Chinese comma never is a thousands separator, the ASCII comma only before exactly three digits.
_PARTS = re.compile(r"[;；、，]|,(?!\d{3}(?!\d))")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED_TEN = re.compile(r"(?<![\d.])10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_DIAMETER = str.maketrans(dict.fromkeys("øØ⌀∅ϕϕ", "φ"))
_LEADING = re.compile(r"^(?:在|于|当)(?=.)")
_TRAILING = re.compile(r"(?<=.)(?:的?条件下|的?情况下|时|下)$")
_BRACKETS = ("()", "[]", "【】")
_AMBIENT_WORDS = frozenset({"室温", "常温", "rt", "室温条件"})

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_POWER = r"(?:[eE][+-]?\d{1,3}(?![\d.])|[x×*·]10(?:\^[+-]?|[+-])\d{1,3})"
_NUMBER = rf"(?:(?<![^\W_])[+-])?(?:10\^[+-]?\d{{1,3}}|{_DIGITS}{_POWER}?)"
_SPAN = re.compile(rf"(?P<first>{_NUMBER})(?:(?:~|-|–|—|−|至|到)(?P<last>{_NUMBER}))?")
_SCALED = re.compile(r"[x×*·]10\^?(?=[+-]?\d+$)")


@lru_cache(maxsize=65536)
def condition_key(text: str | None, units: UnitTable) -> str:
    """The canonical form of a condition; '' for none.

    The key of a key-equal text is always the same string, so columns can be keyed by it. Parts are split at ; ； 、 ，
    and at an ASCII comma that is no thousands separator; they are sorted, and a repeated part counts once.
    """
    parts = (_part_key(part, units) for part in _PARTS.split(text or ""))
    return ";".join(sorted({part for part in parts if part}))


@lru_cache(maxsize=65536)
def member_key(member: str, unit: str | None, units: UnitTable) -> str:
    """The canonical form of one member of a set, with the set's unit: 5 with μm and 0.005 with mm have one key."""
    text = _squash(member)
    return _with_base_units(text + (_squash(unit or "") if _SPAN.fullmatch(text) else ""), units)


def _part_key(part: str, units: UnitTable) -> str:
    text = _squash(part).replace("@", "")
    while len(text) > 1 and text[0] + text[-1] in _BRACKETS:
        text = text[1:-1]
    text = _TRAILING.sub("", _LEADING.sub("", text))
    return "室温" if text.casefold() in _AMBIENT_WORDS else _with_base_units(text, units)


def _squash(text: str) -> str:
    """NFKC without blanks. A power of ten is written 10^-5 first, because NFKC would glue 10⁵ to 105."""
    raised = _RAISED_TEN.sub(lambda match: "10^" + match[1].translate(_SUPERSCRIPTS), text)
    plain = unicodedata.normalize("NFKC", raised.translate(_DIAMETER)).replace("−", "-")
    return "".join(plain.split())


def _with_base_units(text: str, units: UnitTable) -> str:
    """Replace each number, with its unit where one follows, by its exact value in base units; fold case elsewhere."""
    spellings, pieces, end = _spellings(units), [], 0
    for match in _SPAN.finditer(text):
        if match.start() < end or len(match[0]) > LONGEST_NUMBER:
            continue
        unit, width = spellings.read(text, match.end())
        pieces += [text[end : match.start()].casefold(), _span_key(match, unit)]
        end = match.end() + width
    pieces.append(text[end:].casefold())
    return "".join(pieces)


def _span_key(match: re.Match[str], unit: Unit | None) -> str:
    ends = [_number(text) for text in (match["first"], match["last"]) if text is not None]
    values = sorted(unit.to_base(end) if unit else end for end in ends)
    quantity = f"{unit.quantity} " if unit and unit.quantity != "count" else ""
    return f"⟨{quantity}{'~'.join(map(decimal_text, values))}⟩"


def _number(text: str) -> Fraction:
    plain = _SCALED.sub("e", text.replace(",", ""))
    if "^" in plain:
        return Fraction(10) ** int(plain.partition("^")[2])
    return Fraction(plain)


@dataclass(frozen=True)
class _Spellings:
    """The spellings of a unit table in squashed form, longest first, exact and with letter case folded."""

    exact: dict[str, Unit]
    folded: dict[str, Unit | None]
    pattern: re.Pattern[str]

    def read(self, text: str, start: int) -> tuple[Unit | None, int]:
        """The unit printed at a place and its length; (None, 0) when no known unit stands there alone."""
        match = self.pattern.match(text, start)
        if match is None:
            return None, 0
        unit = self._find(match[0])
        return (unit, len(match[0])) if unit else (None, 0)

    def _find(self, spelling: str) -> Unit | None:
        repaired = _squash(repair_spelling(spelling))
        return self.exact.get(spelling) or self.exact.get(repaired) or self.folded.get(spelling.casefold())


@lru_cache(maxsize=16)
def _spellings(units: UnitTable) -> _Spellings:
    exact: dict[str, Unit] = {}
    folded: dict[str, Unit | None] = {}
    for spelling in sorted(units.spellings()):
        unit = _usual_unit(spelling, units)
        for text in {_squash(spelling), _squash(repair_spelling(spelling))} - {""}:
            exact.setdefault(text, unit)
    _add_platform_spellings(exact)
    for text, unit in exact.items():
        known = folded.setdefault(text.casefold(), unit)
        if known is not None and (known.quantity, known.factor) != (unit.quantity, unit.factor):
            folded[text.casefold()] = None  # mPa and MPa: case decides, so a third spelling stays text
    longest_first = sorted(folded, key=lambda text: (-len(text), text))
    body = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return _Spellings(exact, folded, re.compile(rf"(?:{body})(?![A-Za-zμ])", re.IGNORECASE))


def _add_platform_spellings(exact: dict[str, Unit]) -> None:
    """Let a table that came from a file know the platform's other spellings (秒, oC) of its own units."""
    platform = default_units()
    for spelling in sorted(platform.spellings()):
        unit = exact.get(_squash(_usual_unit(spelling, platform).symbol))
        text = _squash(spelling)
        if unit is not None and text:
            exact.setdefault(text, unit)


def _usual_unit(spelling: str, units: UnitTable) -> Unit:
    """The unit that a spelling means in a condition: a temperature before a difference, else the table's first."""
    quantities = units.quantities(spelling)
    unit = units.find(spelling, "temp" if "temp" in quantities else quantities[0])
    if unit is None:  # unreachable: the quantity came from the table itself
        raise LookupError(spelling)
    return unit
