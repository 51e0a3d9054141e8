"""Text relevance: how well one of a product's names fits the demand's title.

Both are cut into terms: characters and pairs of neighbours of Chinese text, words and pairs of Latin letters or digits.
A term counts by how few instrument categories use it (`TermWeights`); relevance is what title and name share, held
against the whole title and, to a quarter, against what the name has beyond it. The weights follow from the categories'
words alone: no product moves them. docs/algorithms/score.md has a worked example, decision 0078 what was measured.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from apps.matching.engine.scoring import found_share

_RUN = re.compile(r"[a-z]+|[0-9]+|[^\W_a-z0-9]+")
_MOST_TITLES = 256
_STEPS = 16  # of a weight for each halving of the categories that use a term
_LATIN = 2  # a term of Latin letters or digits says as much as two of Chinese: QTOF, HPLC, PCR
_ALWAYS_COUNTS, _TOO_COMMON = 8, 4  # a term that more than a quarter of the categories use says nothing: 仪, 器


def terms_of(text: str) -> frozenset[str]:
    """The terms of a text. Letter case and width don't matter; pairs don't reach across blanks, signs and scripts."""
    terms: set[str] = set()
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        terms.update((run,) if run.isascii() else run)
        terms.update(run[place : place + 2] for place in range(len(run) - 1))
    return frozenset(terms)


@dataclass(frozen=True, slots=True)
class TermWeights:
    """What each term counts; one that is not in `table` counts `others`. By itself every term counts the same."""

    table: Mapping[str, int] = field(default_factory=dict)
    others: int = 1
    _titles: dict[str, Mapping[str, int]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, categories: Iterable[Sequence[str]]) -> TermWeights:
        """The weights that follow from the words (names and aliases) of all instrument categories.

        In whole sixteenths of log₂((categories + users) ÷ users), rounded down, doubled for Latin terms. A term that no
        category uses, or more than a quarter of them, counts nothing.
        """
        used = [frozenset[str]().union(*map(terms_of, words)) for words in categories]
        users = Counter(term for terms in used for term in terms)
        most = max(_ALWAYS_COUNTS, len(used) // _TOO_COMMON)
        return cls({term: _weight(term, len(used), users[term]) for term in sorted(users) if users[term] <= most}, 0)

    def of_term(self, term: str) -> int:
        """What one term counts."""
        return self.table.get(term, self.others)

    def weighed(self, title: str) -> Mapping[str, int]:
        """The terms of a title that count, and what each counts. The last few titles are kept."""
        if title not in self._titles:
            if len(self._titles) >= _MOST_TITLES:
                self._titles.clear()
            asked = {term: self.of_term(term) for term in terms_of(title)}
            self._titles[title] = {term: weight for term, weight in asked.items() if weight}
        return self._titles[title]

    def of_terms(self, terms: Iterable[str]) -> int:
        """What these terms count together."""
        return sum(map(self.of_term, terms))


def _weight(term: str, categories: int, users: int) -> int:
    """By whole numbers alone, so that every machine says the same."""
    sixteenths = ((categories + users) ** _STEPS // users**_STEPS).bit_length() - 1
    return int(sixteenths * (_LATIN if term.isascii() else 1))


def relevance(title: str, texts: Iterable[str], terms: TermWeights) -> int:
    """Thousandths between 0 and 1,000: the best of the texts."""
    return max((share for _, share in relevances(title, texts, terms)), default=0)


def relevances(title: str, texts: Iterable[str], terms: TermWeights) -> list[tuple[str, int]]:
    """Each text with its thousandths."""
    asked = terms_of(title)
    whole_title = terms.of_terms(asked)
    found = []
    for text in texts:
        own = terms_of(text)
        found.append((text, found_share(terms.of_terms(own & asked), terms.of_terms(own), whole_title)))
    return found
