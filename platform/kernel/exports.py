"""Files for Excel and Word that carry text and never a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def neutralise(text: str) -> str:
    """The text as a spreadsheet may hold it: control characters dropped, a leading = + - @ or tab made plain text.

    Plain numbers such as -5 stay as they are.
    """
    starts_formula = text.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text)
    cleaned = _ILLEGAL.sub("", text)
    return "'" + cleaned if starts_formula else cleaned


def csv_for_excel(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens as UTF-8 (byte order mark), every cell neutralised."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutralise(cell) for cell in head])
    for row in rows:
        writer.writerow(["" if cell is None else neutralise(str(cell)) for cell in row])
    return ("\ufeff" + buffer.getvalue()).encode()
