"""Ids as they come from addresses and forms: text that anybody may have written."""

from __future__ import annotations

from collections.abc import Iterable

LARGEST_ID = 2**63 - 1  # what a bigint column holds


def id_from(text: str) -> int | None:
    """The id that a text of plain digits names; None for everything else, numbers beyond LARGEST_ID too."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def ids_from(texts: Iterable[str]) -> list[int]:
    """The ids among the texts, in their order; what names none is left out."""
    return [number for text in texts if (number := id_from(text)) is not None]
