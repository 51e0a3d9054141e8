"""证明材料名称及页码: one printed text, two fields. Pure.

Pages are kept as 12, 12-13 or 3、12-13: rising whole numbers, whatever signs they were typed with.
"""

from __future__ import annotations

import re
import unicodedata

_PIECE = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?")
_DASHES = re.compile(r"\s*[-–—−~～至到]\s*")
_SEPARATORS = re.compile(r"[,，、;；\s]+")
_LETTER = re.compile(r"p{1,2}\s*\.?\s*", re.IGNORECASE)
# A name may end in a number (GB/T 11606): pages are only what is marked as such, at the end.
_MARKED = re.compile(
    r"^(?P<name>.*?)[\s,，;；（(]*(?:第\s*(?P<zh>[\dPp.\s,，、;；\-–—−~～至到]+?)\s*页|(?P<en>[Pp]{1,2}\s*\.?\s*\d[\dPp.\s,，、\-–—−~～]*))\s*[)）]?$",
    re.DOTALL,
)


class WrongPages(ValueError):
    """A text that names no pages. The argument is the piece that was not understood."""


def read_pages(text: str) -> str:
    """The pages that a text names, as they are kept: 'P12' → '12', '第3、12～13页' → '3、12-13'; '' for nothing.

    Raises WrongPages with the piece that is no page, or a range that falls.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("第").removesuffix("页").strip()
    plain = _DASHES.sub("-", _LETTER.sub("", plain))
    return "、".join(_page(piece) for piece in _SEPARATORS.split(plain) if piece)


def _page(piece: str) -> str:
    match = _PIECE.fullmatch(piece)
    if match is None:
        raise WrongPages(piece)
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if not 0 < first <= last:
        raise WrongPages(piece)
    return str(first) if first == last else f"{first}-{last}"


def printed_proof(name: str, pages: str) -> str:
    """Name and pages in one cell: 检测报告 第 12-13 页; '' for neither."""
    return " ".join(part for part in (name, f"第 {pages} 页" if pages else "") if part)


def read_proof(text: str) -> tuple[str, str]:
    """What `printed_proof` wrote, or a person: (name, pages as they are kept). Pages are what is marked as such.

    Raises WrongPages where something is marked as pages and is none (第 13-12 页).
    """
    whole = text.strip()
    match = _MARKED.match(whole)
    if match is None:
        return whole, ""
    return match["name"].strip(), read_pages(match["zh"] or match["en"])
