"""What a question was understood to ask, piece by piece. Frozen facts; `reading.read_question` makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.matching.probing import PriceRange
from apps.search.vocabulary import Vocabulary
from apps.taxonomy.language.types import Requirement
from apps.taxonomy.models import Category

LONGEST_QUESTION = 400
ANY_PRICE = PriceRange()
_BLANKS = re.compile(r"[ \t\u3000]+")
_LOOSE_ENDS = re.compile(r"^[\s；;，,、。]+|[\s；;，,、]+$|(?<=[；;\n])[\s；;，,、]+")


class PieceKind(StrEnum):
    """What a part of a question is about. WORD is looked for as it stands, UNREAD is left out and says why."""

    CATEGORY = "category"
    PARAMETER = "parameter"
    PRICE = "price"
    REGION = "region"
    ORIGIN = "origin"
    TRIAL = "trial"
    WORD = "word"
    UNREAD = "unread"


KIND_NAMES = {
    PieceKind.CATEGORY: gettext_lazy("类别"),
    PieceKind.PARAMETER: gettext_lazy("参数"),
    PieceKind.PRICE: gettext_lazy("预算"),
    PieceKind.REGION: gettext_lazy("地区"),
    PieceKind.ORIGIN: gettext_lazy("产地"),
    PieceKind.TRIAL: gettext_lazy("试用"),
    PieceKind.WORD: gettext_lazy("文字"),
    PieceKind.UNREAD: gettext_lazy("未用"),
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another meaning of the same words, and the question's text that asks for it."""

    label: str
    text: str


def other_name(name: str, text: str) -> Alternative:
    """The alternative that takes the words for this instead."""
    return Alternative(_("换成 %(name)s") % {"name": name}, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the question (its half-open range of the text) and what it was taken for.

    A piece that was inferred from the others has an empty range. `is_used` is false where it has no part in the
    search; `note` then says why.
    """

    kind: PieceKind
    start: int
    end: int
    label: str
    note: str = ""
    alternatives: tuple[Alternative, ...] = ()
    is_used: bool = True

    @property
    def is_inferred(self) -> bool:
        """Whether no words of the question stand for it, so that it can't be taken away."""
        return self.start == self.end

    @property
    def kind_name(self) -> str:
        """What the piece is about, as a word."""
        return str(KIND_NAMES[self.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as understood. `pieces` stand in the order of the text and show everything that counts.

    `region` is a code of GB/T 2260 (two digits a province, four a city) or ''. `requirements` are those that the
    engine can judge; `was_cut` tells that the text was longer than LONGEST_QUESTION. `vocabulary` is what it was read
    with, so that its answers need not ask for it again.
    """

    text: str
    vocabulary: Vocabulary = field(repr=False, compare=False)
    pieces: tuple[Piece, ...] = ()
    category: Category | None = None
    requirements: tuple[Requirement, ...] = ()
    prices: PriceRange = ANY_PRICE
    region: str = ""
    is_domestic: bool = False
    has_trial_unit: bool = False
    words: tuple[str, ...] = ()
    was_cut: bool = False

    @property
    def competing_ids(self) -> frozenset[int] | None:
        """The ids of the categories whose products may answer; None for all."""
        return None if self.category is None else self.vocabulary.scope(self.category)

    @property
    def asking_ids(self) -> frozenset[int] | None:
        """The ids of the categories whose demands are alike; None for all."""
        return None if self.category is None else self.vocabulary.asking(self.category)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked that could be searched for."""
        return not any(piece.is_used for piece in self.pieces)

    @property
    def summary(self) -> str:
        """What it asks in one line: the name of a saved search."""
        return " · ".join(piece.label for piece in self.pieces if piece.is_used) or self.text

    def without(self, piece: Piece) -> str:
        """The text without the words of one piece."""
        return tidied(f"{self.text[: piece.start]} {self.text[piece.end :]}")


def tidied(text: str) -> str:
    """The text with single blanks, and no separators left hanging."""
    return _LOOSE_ENDS.sub("", _BLANKS.sub(" ", text)).strip()
