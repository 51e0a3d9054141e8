"""Which row is which: rows of a file, or of another version, beside the rows of an answer. Pure.

The rules and what they guarantee: docs/algorithms/answers.md.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    """What a pair was known by, the surest first."""

    KEY = "key"
    CLAUSE_AND_TEXT = "both"
    TEXT = "text"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it can be known again: `key` is '' where nobody wrote one."""

    clause: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """That the row `found` (its index) is the row `known`."""

    known: int
    found: int
    by: By


# What two rows must share, rule by rule; None where a row has nothing to be known by.
Share = Callable[[Line], Hashable | None]
_RULES: tuple[tuple[By, Share], ...] = (
    (By.CLAUSE_AND_TEXT, lambda line: (folded(line.clause), folded(line.text)) if line.text else None),
    (By.TEXT, lambda line: folded(line.text) or None),
    (By.CLAUSE, lambda line: folded(line.clause) or None),
)


def folded(text: str) -> str:
    """A text without what retyping, Excel and WPS change: widths, blanks, line breaks, marks and closing signs."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain.lstrip("★▲*#△☆").rstrip(";。.,").lower()


def pair_rows(known: Sequence[Line], found: Sequence[Line], *, by_clause: bool = False) -> tuple[Pair, ...]:
    """Pair rows one to one, the surest rule first; what fits several rows or none is left unpaired.

    A key counts only where what stands beside it agrees: somebody may have sorted the visible columns alone.
    `by_clause` lets the clause number speak alone at the end, for a clause whose words have changed.
    """
    pairs = _by_key(known, found)
    for by, share in _RULES:
        if by is By.CLAUSE and not by_clause:
            continue
        pairs += _by_rule(known, found, pairs, by, share)
    return tuple(sorted(pairs, key=lambda pair: pair.found))


def _by_key(known: Sequence[Line], found: Sequence[Line]) -> list[Pair]:
    places = {line.key: index for index, line in enumerate(known) if line.key}
    texts = {folded(line.text) for line in known}
    pairs: list[Pair] = []
    taken: set[int] = set()
    for index, line in enumerate(found):
        place = places.get(line.key)
        if place is None or place in taken or not _agree(known[place], line, texts):
            continue
        taken.add(place)
        pairs.append(Pair(place, index, By.KEY))
    return pairs


def _agree(one: Line, found: Line, texts: Set[str]) -> bool:
    """Whether what stands beside a key is its row's; the clause number does where the words are no other row's."""
    text = folded(found.text)
    is_same_clause = bool(one.clause) and folded(one.clause) == folded(found.clause)
    return text == folded(one.text) or (is_same_clause and text not in texts)


def _by_rule(known: Sequence[Line], found: Sequence[Line], pairs: Sequence[Pair], by: By, share: Share) -> list[Pair]:
    """Pairs of rows that are alone on both sides with what they share; as many equal rows on both go by their order."""
    left = _groups(known, {pair.known for pair in pairs}, share)
    right = _groups(found, {pair.found for pair in pairs}, share)
    made: list[Pair] = []
    for shared, places in left.items():
        others = right.get(shared, [])
        if len(places) == len(others) and (len(places) == 1 or by is By.CLAUSE_AND_TEXT):
            made += [Pair(place, other, by) for place, other in zip(places, others, strict=True)]
    return made


def _groups(lines: Sequence[Line], taken: set[int], share: Share) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        shared = share(line)
        if index not in taken and shared is not None:
            groups[shared].append(index)
    return groups
