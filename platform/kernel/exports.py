"""Files for Excel and Word that carry text and never a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO, Any, Protocol

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
# What XML 1.0 cannot hold: control characters, halves of surrogate pairs, and two that are no characters.
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Savable(Protocol):
    """A workbook or a document, as openpyxl and python-docx make them."""

    def save(self, target: IO[bytes], /) -> Any:
        """Write the file."""


def legal(text: str) -> str:
    """The text without the characters that no Office file can hold."""
    return _ILLEGAL.sub("", text)


def neutralise(text: str) -> str:
    """The text as a spreadsheet may hold it: illegal characters dropped, a leading = + - @ or tab made plain text.

    Plain numbers such as -5 stay as they are.
    """
    # Dropped first: a character that vanishes must not hide the sign behind it.
    cleaned = legal(text)
    starts_formula = cleaned.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cleaned)
    return "'" + cleaned if starts_formula else cleaned


def restored(text: str) -> str:
    """A text as it was before `neutralise` put a quotation mark in front of it."""
    return text[1:] if text.startswith("'") and neutralise(text[1:]) == text else text


def csv_for_excel(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens as UTF-8 (byte order mark), every cell neutralised."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([neutralise(cell) for cell in head])
    for row in rows:
        writer.writerow(["" if cell is None else neutralise(str(cell)) for cell in row])
    return ("\ufeff" + buffer.getvalue()).encode()


def saved(document: Savable) -> bytes:
    """The workbook or document as a file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
