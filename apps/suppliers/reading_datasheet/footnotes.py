"""Footnotes: ¹ behind a name and ¹ before a line belong together; the sign is cut off, the line becomes a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from documents.blocks import Block

_NOTE = re.compile(r"^(?P<sign>[¹²³⁴⁵⁶⁷⁸⁹]|\*{1,3}|†|‡|[①-⑩]|\[\d\])\s*(?P<text>\S.*)$", re.DOTALL)
# A raised 2 behind a letter of a unit is a power; behind a Chinese character, a bracket, % or a word it is none.
_BEHIND = re.compile(
    r"(?:(?<=[\u3400-\u9fff)）%])|(?<=[A-Za-z]{4})|(?<=\s))(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹])$|(?P<sign>\*{1,3}|†|‡|[①-⑩]|\[\d\])$"
)


def notes_of(blocks: Iterable[Block]) -> dict[str, str]:
    """The footnotes of a sheet by their signs: lines that begin with a sign which some other text ends with."""
    blocks = list(blocks)
    used = {sign for block in blocks for text in _texts(block) if (sign := _sign_behind(text))}
    found: dict[str, str] = {}
    for block in blocks:
        match = None if block.cells else _NOTE.match(block.body)
        if match and match["sign"] in used:
            found.setdefault(match["sign"], match["text"].strip())
    return found


def is_note(block: Block, notes: Mapping[str, str]) -> bool:
    """Whether a block is one of these footnotes."""
    match = None if block.cells else _NOTE.match(block.body)
    return match is not None and match["sign"] in notes


def without_sign(text: str, notes: Mapping[str, str]) -> tuple[str, str]:
    """The text without its footnote's sign, and the footnote; a sign that no footnote explains stays."""
    sign = _sign_behind(text)
    if sign not in notes:
        return text, ""
    return text.strip()[: -len(sign)].strip(), notes[sign]


def _sign_behind(text: str) -> str:
    match = _BEHIND.search(text.strip())
    return (match["raised"] or match["sign"]) if match else ""


def _texts(block: Block) -> list[str]:
    if block.cells:
        return [cell.text for cell in block.cells]
    name, colon, value = block.body.replace("：", ":").partition(":")
    return [name, value] if colon else [block.body]
