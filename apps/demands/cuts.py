"""Where a line may be cut: the words that belong to a row, and the parts that are proposed for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.demands.models import Requirement
from apps.taxonomy.language.read import read_line

_SENTENCES = re.compile(r"(?<=[；;。])")
_PHRASES = re.compile(r"(?<=[，,、])")


def own_text(row: Requirement, siblings: Sequence[Requirement]) -> str:
    """The words of the line that are the row's: the whole line, or from the row before it to its own end."""
    text = row.raw_text or row.printed_name
    others = [each for each in siblings if each.pk != row.pk]
    if not others:
        return text
    start = max((each.span_end for each in others if each.span_end <= row.span_start), default=0)
    is_last = all(each.span_start < row.span_start for each in others)
    return text[start : len(text) if is_last else max(row.span_end, start + 1)].strip("，,；;、 ")


def proposed_parts(row: Requirement, siblings: Sequence[Requirement]) -> list[str]:
    """The parts into which the row's words fall: sentences, else phrases that each state something on their own.

    One part where nothing is proposed; joined they give the row's words, blanks apart.
    """
    text = own_text(row, siblings)
    for pattern in (_SENTENCES, _PHRASES):
        parts = _joined_until_stated(pattern.split(text))
        if len(parts) > 1:
            return parts
    return [text]


def _joined_until_stated(pieces: Sequence[str]) -> list[str]:
    """Join pieces until each part holds a number and is read as something of its own."""
    parts: list[str] = []
    for piece in pieces:
        if not piece.strip():
            continue
        if (parts and not _states(piece)) or (parts and not _states(parts[-1])):
            parts[-1] += piece
        else:
            parts.append(piece)
    return [part.strip() for part in parts]


def _states(text: str) -> bool:
    return bool(re.search(r"\d", text)) and bool(read_line(text.strip()))
