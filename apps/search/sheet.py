"""A question's text from which one thing after another is taken; what is taken is no longer seen by what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.search.questions import LONGEST_QUESTION, Piece, tidied
from apps.taxonomy.language.normalise import storable

TAKEN = "；"
_LINES = re.compile(r"[^；;\n]+")
_TOKENS = re.compile(r"(?:[^\s，,、。；;：:（）()\[\]【】]|(?<=\d)[:,](?=\d))+")
_SIGNED = re.compile(r"[\d≥≤＞＜><=±～]")


@dataclass(frozen=True, slots=True)
class Line:
    """A run of the text between separators: its place, and its words."""

    start: int
    text: str

    def tokens(self) -> Iterator[tuple[int, int, str]]:
        """The words with their places in the whole text."""
        for match in _TOKENS.finditer(self.text):
            yield self.start + match.start(), self.start + match.end(), match[0]


@dataclass(slots=True)
class Sheet:
    """`text` as tidied, `left` the same with separators where something was taken: places agree.

    `named` is the range of the words that name the category.
    """

    text: str
    left: str
    was_cut: bool
    named: tuple[int, int] = (0, 0)
    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> Sheet:
        """A sheet of what somebody typed or pasted."""
        whole = tidied(storable(text).replace("\r", "\n"))
        short = whole[:LONGEST_QUESTION]
        return cls(short, short, was_cut=len(whole) > len(short))

    @property
    def is_pasted(self) -> bool:
        """Whether several lines were given, as out of a tender."""
        return len(_LINES.findall(self.text)) > 1

    def take(self, start: int, end: int) -> None:
        """Hide a range from everything that comes later."""
        self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]

    def add(self, piece: Piece) -> None:
        """Keep a piece and hide its range."""
        self.take(piece.start, piece.end)
        self.pieces.append(piece)

    def lines(self) -> list[Line]:
        """What is left, between separators and what was taken."""
        return [Line(match.start(), match[0]) for match in _LINES.finditer(self.left) if match[0].strip()]

    def wordy_lines(self) -> list[Line]:
        """The lines in which a category may be named: of a pasted text only those without a value."""
        if not self.is_pasted:
            return [Line(0, self.left)]
        return [line for line in self.lines() if not _SIGNED.search(line.text)]

    def ordered(self) -> tuple[Piece, ...]:
        """All pieces in the order of the text; what was inferred stands first."""
        return tuple(sorted(self.pieces, key=lambda piece: (not piece.is_inferred, piece.start)))
