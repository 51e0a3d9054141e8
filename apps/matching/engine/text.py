"""Text relevance: how much of one of a product's names stands in the demand's title.

Both are cut into pairs of neighbouring characters after NFKC, letter case and blanks aside. Relevance is the largest
share, in thousandths, of one name's pairs that the title holds. No statistics: another product never moves it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from apps.matching.engine.scoring import FULL_TEXT


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters, digits and ideographs; a single character stands for itself."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())
    if len(plain) < 2:
        return frozenset({plain} - {""})
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def relevance(title: frozenset[str], texts: Iterable[str]) -> int:
    """Thousandths between 0 and 1,000: the best of the texts."""
    best = 0
    for text in texts:
        pairs = pairs_of(text)
        if pairs:
            best = max(best, len(pairs & title) * FULL_TEXT // len(pairs))
    return best
