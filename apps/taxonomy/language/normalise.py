"""Cleaning a printed line without losing where each character came from.

Widths, dashes, superscripts and look-alike signs get one form; the Chinese comma stays a Chinese comma, because only
an ASCII comma can be a thousands separator (甲≥12，345乙≥6 is two items). Characters that no honest line holds
(control characters, invisible characters inside a number, a line break inside a value) are reported as faults.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


def _pairs(text: str) -> dict[str, str]:
    """{first character: the rest} of each word."""
    return {word[0]: word[1:] for word in text.split()}


_SUPERSCRIPTS = _pairs("⁰0 ¹1 ²2 ³3 ⁴4 ⁵5 ⁶6 ⁷7 ⁸8 ⁹9 ⁻- ⁺+ ˉ- ¯-")
_SIGNS = _pairs(
    "｡。 ；; ﹔; ：: ∶: ﹕: （( ）) ﹙( ﹚) ［[ ］] 〔( 〕) ＋+ ﹢+ －- "
    "−- ‐- ‑- ﹣- —– ―– ─– ～~ 〜~ ∼~ ˜~ ﹏~ ≧≥ ⩾≥ ≦≤ ⩽≤ ﹥> "
    "﹤< ＞> ＜< ＝= ﹦= ／/ ⁄/ ∕/ ％% ﹪% ＠@ ＾^ ∧^ ︿^ ˆ^ ．. ＿_ ✕× ╳× ✖× "
    "⨯× ⋅· •· ∙· ・· ＇' ’' ‘' ＂\" ？? ！! ＆& ￥¥ º° ˚° "
    "溫温 øΦ ØΦ φΦ ϕΦ ∅Φ ⌀Φ ㎡m^2 ㎥m^3 ㎝cm ㎜mm ㎞km ㎎mg ㎏kg "
    "㏄cc ㎛μm ㎚nm ㎍μg ㎕μL ㎖mL ㎐Hz ㎑kHz ㎒MHz ㎓GHz ㎩Pa "
    "㎪kPa ㎫MPa ㎸kV ㎾kW ㏀kΩ ㏁MΩ"
) | {chr(0xB5): "μ", chr(0x2126): "Ω", chr(0x212B): "Å"}
# Characters that are their own one form, but for 溫 (U+6EAB): a stretch of them is copied at once.
_ORDINARY = re.compile("[ -~，。、×±≤≥℃μΩ°·★▲\u4e00-\u6eaa\u6eac-\u9fff]+")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HALVES = {"½": ".5", "¼": ".25", "¾": ".75"}
_NUMERIC = frozenset("0123456789.,+-–^×eE")
_INVISIBLE = frozenset({"Cf", "Co", "Cn", "Mn", "Me"})
CONTROL, INVISIBLE, LINE_BREAK, SURROGATE = "控制字符", "数字中有不可见字符", "数值中有换行", "损坏的字符"
DIGITS = "不是常用的数字字符"


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned line. `offsets[i]` is where character i stood in the original; it ends with the original's length.

    `faults` are the reasons (for a person to read) why no number of the line may be trusted.
    """

    text: str
    offsets: tuple[int, ...]
    faults: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original line for a half-open range of the cleaned one."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


class _Cleaner:
    """Builds a `Clean` one original character at a time."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.out: list[str] = []
        self.offsets: list[int] = []
        self.faults: dict[str, None] = {}
        self.raised = False

    def put(self, text: str, index: int) -> None:
        for char in text:
            self.out.append(char)
            self.offsets.append(index)

    def run(self) -> None:
        """Take the whole original, stretches of ordinary characters at once."""
        index = 0
        while index < len(self.original):
            if ordinary := _ORDINARY.match(self.original, index):
                self.out.extend(ordinary[0])
                self.offsets.extend(range(index, ordinary.end()))
                self.raised = False
                index = ordinary.end()
            else:
                self.take(index, self.original[index])
                index += 1

    def take(self, index: int, char: str) -> None:
        if char in _SUPERSCRIPTS:
            self.put(("" if self.raised else "^") + _SUPERSCRIPTS[char], index)
            self.raised = True
            return
        self.raised = False
        if char in "\r\n\v\f\u2028\u2029\u0085":
            self.line_break(index)
        elif char.isspace():
            self.put(" ", index)
        elif "\uff10" <= char <= "\uff19" or "\uff21" <= char <= "\uff3a" or "\uff41" <= char <= "\uff5a":
            self.put(chr(ord(char) - 0xFEE0), index)
        elif char in _HALVES and self.out and self.out[-1].isdigit():
            self.put(_HALVES[char], index)  # 6½位
        elif char in _SIGNS:
            self.put(_SIGNS[char], index)
        else:
            self.other(index, char)

    def other(self, index: int, char: str) -> None:
        category = unicodedata.category(char)
        if category == "Cc":
            self.faults[CONTROL] = None
        elif category == "Cs" or char == "\ufffd":
            self.faults[SURROGATE] = None
        elif category == "Nd" and not char.isascii():
            self.faults[DIGITS] = None
            self.put("?", index)
        elif category in _INVISIBLE or char in "\u034f\u115f\u1160\u3164\uffa0":
            self.invisible(index)
        else:
            self.put(char, index)

    def neighbours(self, index: int) -> tuple[str, str]:
        """The visible characters on both sides of a position of the original."""
        after = next((c for c in self.original[index + 1 : index + 9] if c.isprintable() and not c.isspace()), "")
        before = next((c for c in reversed(self.out[-8:]) if c != " "), "")
        return before, _SIGNS.get(after, after)

    def invisible(self, index: int) -> None:
        before, after = self.neighbours(index)
        direction = "\u202a" <= self.original[index] <= "\u202e" or "\u2066" <= self.original[index] <= "\u2069"
        if direction or (before in _NUMERIC and after in _NUMERIC and before and after):
            self.faults[INVISIBLE] = None

    def line_break(self, index: int) -> None:
        before, after = self.neighbours(index)
        if before and after and before not in ";。，、:," and after not in ";。，、":
            self.faults[LINE_BREAK] = None
        self.put(" ", index)


def clean_line(original: str) -> Clean:
    """Clean one printed line; never raises. The text holds no control, invisible or surrogate characters."""
    cleaner = _Cleaner(original)
    cleaner.run()
    return Clean("".join(cleaner.out), (*cleaner.offsets, len(original)), tuple(cleaner.faults))


def storable(text: str) -> str:
    """The text without characters that a UTF-8 database column refuses (control characters, lone surrogates)."""
    return _UNSTORABLE.sub("", text)
