"""Lines of a PDF joined to paragraphs: a line is wrapped when the next word would not have fitted behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.pdfglyphs import TextLine

_LABEL = re.compile(
    r"(?:第\s*[一二三四五六七八九十百\d]{1,4}\s*[章部篇编节条包]|附[件表录]\s*[一二三四五六七八九十\d]|包\s*[一二三四五六七八九十\d]"
    r"|[★▲△☆※＊#＃●■◆□○◇➢√✓]\s*\S|[*]\s*[\d（(一-鿿]"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|[（(]\d{1,2}[）)]"
    r"|\d{1,2}(?:[.．]\d{1,3}){2,5}(?!\d)|\d{1,2}[.．]\d{1,2}\s*[★▲△#＃*一-鿿A-Z（(]|\d{1,2}[.．]\d{1,2}\s+\S"
    r"|\d{1,3}[、)）]|\d{1,3}[.．](?!\d)|[①-⑳]|[a-zA-Z][)）、])"
)
_UNIT_BEHIND = re.compile(
    r"\d{1,2}[.．]\d{1,2}\s*(?:[mkcμnMGTp]?[mgsVAWNJLlΩ]|Hz|Pa|kHz|MHz|GHz|MPa|kPa|eV|keV|dB|rpm|℃|%|％)(?![A-Za-z])"
)
_OPEN_END = re.compile(r"[、，,～~≥≤≧≦＞＜><±×（(\[：:—–\-至及和与或/]\s*$")
_NO_START = "，。；：、！？）》】”’,.;:!?)]%％℃～"
_WORD = re.compile(r"[!-~]+")
BLANK_BETWEEN = re.compile(r"[A-Za-z,;:)][A-Za-z(]$")


def begins_item(text: str) -> bool:
    """Whether a line begins an item of its own: with a number, a mark or a bullet."""
    return bool(_LABEL.match(text)) and not _UNIT_BEHIND.match(text)


def first_word_width(line: TextLine) -> float:
    """How wide the piece is that would have had to fit on the line above: a Chinese character with what may not
    begin a line and what is written on without a break, or a whole word of Latin letters."""
    text, glyphs = line.text, line.glyphs
    match = _WORD.match(text)
    count = match.end() if match else 1
    while count < len(glyphs) and (glyphs[count].text in _NO_START or glyphs[count].text.isascii()):
        if glyphs[count].behind_blank:
            break
        count += 1
    count = min(count, len(glyphs))
    return glyphs[count - 1].x1 - glyphs[0].x0


def is_wrapped(line: TextLine, following: TextLine, *, right: float) -> bool:
    """Whether `following` is the rest of `line`, which might reach to `right`."""
    if abs(line.size - following.size) > 0.15 * line.size:
        return False
    if _OPEN_END.search(line.text) and line.x1 > right - 6 * line.size and not _LABEL_ALONE.match(following.text):
        return True
    if _BROKEN_WORD.match(line.text[-1:] + following.text[:2]):
        return True
    if begins_item(following.text):
        return False
    return line.x1 + first_word_width(following) > right + 0.1 * line.size


_BROKEN_WORD = re.compile(r"\d[a-zμµ](?![)）.])|[A-Za-z][a-zμµ](?![)）.、])")
_LABEL_ALONE = re.compile(
    r"[★▲△☆]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,2}[）)]|\d{1,2}(?:[.．]\d{1,2}){2}|\d{1,2}[、.．)）](?!\d)"
)


def join_wrapped(lines: Sequence[TextLine], *, width: float) -> str:
    """The lines of a table cell as text: wrapped lines are joined, others stay apart by newlines.

    Cells are often centred, so it is the width of a line that counts and not where it ends.
    """
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None:
            text = line.text
        elif is_wrapped(before, line, right=before.x0 + width):
            text = join_texts(text, line.text)
        else:
            text = f"{text}\n{line.text}"
    return text


def join_texts(before: str, text: str) -> str:
    """Two halves of a wrapped line; a blank only between words of Latin letters."""
    if not before or not text:
        return before + text
    return f"{before} {text}" if BLANK_BETWEEN.match(before[-1] + text[0]) else before + text
