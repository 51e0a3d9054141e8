"""The characters of a PDF page as lines: sorted, blanks found by gaps, raised digits kept raised."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from documents.raised import PRIVATE_AREA, raised, symbol

UNKNOWN = "\ufffd"
SMALL = 0.82  # raised and lowered characters are at most so large beside their line
_BOLD = re.compile(r"bold|black|heavy|semibold|simhei", re.IGNORECASE)
_UNMAPPED = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One visible character; coordinates in points from the page's upper left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    is_bold: bool
    behind_blank: bool = False

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class TextLine:
    """A line of glyphs from left to right. `size` is that of most of its glyphs."""

    glyphs: list[Glyph]
    size: float = 0.0
    text: str = ""

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Its right end."""
        return max(glyph.x1 for glyph in self.glyphs[-3:])

    @property
    def top(self) -> float:
        """The top of its full-size glyphs."""
        return min(glyph.top for glyph in self.glyphs if glyph.size > self.size * SMALL)

    @property
    def bottom(self) -> float:
        """The bottom of its full-size glyphs."""
        return max(glyph.bottom for glyph in self.glyphs if glyph.size > self.size * SMALL)

    @property
    def is_bold(self) -> bool:
        """Whether most of it is printed bold."""
        return sum(glyph.is_bold for glyph in self.glyphs) * 2 > len(self.glyphs)


@dataclass(slots=True)
class _Band:
    top: float
    bottom: float
    size: float
    glyphs: list[Glyph] = field(default_factory=list)


def glyphs_of(chars: Iterable[Mapping[str, Any]]) -> list[Glyph]:
    """The upright characters of pdfplumber's `chars`, blanks among them; slanted watermarks and doubles are left out.

    A character that the file does not map to any text becomes U+FFFD: it must never vanish from between two digits.
    """
    found: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    for char in chars:
        if char["size"] <= 0 or not char["upright"] or _is_slanted(char["matrix"]):
            continue
        text = _plain(str(char["text"]), str(char["fontname"]))
        # Bold is often faked by printing twice, a fraction of a point apart.
        key = (text, round(char["x0"] / 1.5), round(char["top"] / 1.5))
        if key not in seen:
            seen.add(key)
            found.append(_glyph(char, text))
    return found


def _is_slanted(matrix: Sequence[float]) -> bool:
    """Whether the base line climbs or falls; the slant of an italic is in the third number and does not count."""
    return abs(matrix[1]) > 0.05 * max(abs(matrix[0]), 1e-6)


def _glyph(char: Mapping[str, Any], text: str) -> Glyph:
    return Glyph(
        text=text,
        x0=float(char["x0"]),
        x1=float(char["x1"]),
        top=float(char["top"]),
        bottom=float(char["bottom"]),
        size=float(char["size"]),
        is_bold=bool(_BOLD.search(str(char["fontname"]))),
    )


def _plain(text: str, font: str) -> str:
    if len(text) == 1 and ord(text) in PRIVATE_AREA:
        return symbol(ord(text), font) or text
    return UNKNOWN if _UNMAPPED.fullmatch(text) or text == "\0" else text


def lines_of(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The glyphs as lines from top to bottom; blanks are taken out and noted at the glyph behind them.

    Large glyphs make the lines; small ones join the line that they overlap, so that an exponent that stands half
    above its line stays with its base.
    """
    bands: list[_Band] = []
    for glyph in sorted(glyphs, key=lambda g: -g.size):
        band = _band_of(glyph, bands)
        if band is None:
            band = _Band(glyph.top, glyph.bottom, glyph.size)
            bands.insert(bisect_left([b.top for b in bands], glyph.top), band)
        band.glyphs.append(glyph)
    lines = (_without_blanks(band.glyphs) for band in bands)
    return [_line(glyphs) for glyphs in lines if glyphs]


def _without_blanks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    is_behind = False
    for glyph in sorted(glyphs, key=lambda g: g.x0):
        if not glyph.text.strip():
            is_behind = True
            continue
        kept.append(replace(glyph, behind_blank=True) if is_behind and kept else glyph)
        is_behind = False
    return kept


def _band_of(glyph: Glyph, bands: Sequence[_Band]) -> _Band | None:
    best, most = None, 0.0
    start = bisect_left([band.top for band in bands], glyph.top - 3 * glyph.size)
    for band in bands[max(0, start - 1) :]:
        if band.top > glyph.bottom:
            break
        share = (min(glyph.bottom, band.bottom) - max(glyph.top, band.top)) / max(glyph.bottom - glyph.top, 0.1)
        needed = 0.15 if glyph.size <= band.size * SMALL else 0.5
        if share >= needed and share > most:
            best, most = band, share
    return best


def _line(glyphs: list[Glyph]) -> TextLine:
    size = Counter(round(g.size, 1) for g in glyphs).most_common(1)[0][0]
    line = TextLine(glyphs, max(size, max(g.size for g in glyphs) * SMALL) if len(glyphs) < 4 else size)
    if not any(g.size > line.size * SMALL for g in glyphs):
        line.size = max(g.size for g in glyphs)
    line.text = text_of(glyphs, line.size)
    return line


def text_of(glyphs: Sequence[Glyph], size: float) -> str:
    """The text of glyphs of one line, with blanks where gaps are wide and raised runs raised."""
    full = [g for g in glyphs if g.size > size * SMALL] or list(glyphs)
    middle = sum(g.middle for g in full) / len(full)
    pieces: list[str] = []
    run: list[str] = []
    for before, glyph in zip([None, *glyphs], glyphs, strict=False):
        is_up = before is not None and _is_raised(glyph, before, middle, size)
        if run and not is_up:
            pieces.append(raised("".join(run)))
            run.clear()
        if before is not None and _has_blank(before, glyph, size):
            (run if is_up else pieces).append(" ")
        (run if is_up else pieces).append(glyph.text)
    return "".join([*pieces, raised("".join(run))]).strip()


def _is_raised(glyph: Glyph, before: Glyph, middle: float, size: float) -> bool:
    is_near = glyph.x0 - before.x1 < 0.4 * size
    is_small = glyph.size <= size * SMALL and middle - glyph.middle > 0.06 * size
    is_shifted = middle - glyph.middle > 0.25 * size
    return is_near and (is_small or is_shifted)


def _has_blank(before: Glyph, glyph: Glyph, size: float) -> bool:
    gap = glyph.x0 - before.x1
    if glyph.behind_blank:
        return gap > 0.1 * size
    are_latin = before.text.isascii() and glyph.text.isascii()
    return gap > (0.3 if are_latin else 1.0) * size


def segments_of(line: TextLine, gap: float) -> list[TextLine]:
    """A line cut where the gap is wider than `gap` times its size."""
    cuts = [0]
    for index in range(1, len(line.glyphs)):
        if line.glyphs[index].x0 - line.glyphs[index - 1].x1 > gap * line.size:
            cuts.append(index)
    parts = [line.glyphs[a:b] for a, b in zip(cuts, [*cuts[1:], len(line.glyphs)], strict=True)]
    return [TextLine(part, line.size, text_of(part, line.size)) for part in parts]
