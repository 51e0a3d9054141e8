"""Search within the help: the sections that hold the rarest of the words asked for, best first.

Chinese has no spaces: a run of characters counts as its pairs (怎么导入 → 怎么 么导 导入). A word or pair that stands
nowhere in the help says nothing about it and is left out, so that a question in whole sentences finds its answer too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from handbook.markdown import Section, Text

_RUN = re.compile(r"[一-鿿]+|[★▲]|[a-z0-9]+")
_TITLE_COUNTS = 2.0
_LEAST_SHARE = 0.5
_SHOWN = 20
_BEFORE, _AFTER = 24, 96


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that answers. `excerpt` is cut into pieces, each with whether it was asked for."""

    slug: str
    page_title: str
    section: Section
    excerpt: tuple[tuple[str, bool], ...]


def find(query: str, pages: Iterable[tuple[str, Text]]) -> list[Hit]:
    """The sections that hold at least half of what was asked, weighed by rarity; a title counts three times."""
    places = [(slug, text.title, section) for slug, text in pages for section in text.sections if section.text]
    weights = _weights(terms_of(query), [_all_of(section) for _slug, _title, section in places])
    whole = sum(weights.values())
    scored = [(_score(weights, section), slug, title, section) for slug, title, section in places]
    good = [each for each in scored if weights and each[0][0] >= _LEAST_SHARE * whole]
    good.sort(key=lambda each: -each[0][1])
    return [
        Hit(slug, title, section, _excerpt(section.text, weights)) for _points, slug, title, section in good[:_SHOWN]
    ]


def terms_of(query: str) -> list[str]:
    """What is looked for: Latin words and numbers as they are, Chinese in pairs, a single character alone."""
    terms: list[str] = []
    for run in _RUN.findall(query.lower()):
        pairs = [run[start : start + 2] for start in range(len(run) - 1)]
        terms += pairs if run[0] >= "一" and pairs else [run]
    return list(dict.fromkeys(terms))


def _all_of(section: Section) -> str:
    return f"{section.title}\n{section.text}".lower()


def _weights(terms: Iterable[str], texts: list[str]) -> dict[str, float]:
    """Term → how rare it is; terms that stand nowhere are left out."""
    counted = {term: sum(term in text for text in texts) for term in terms}
    return {term: math.log(1 + len(texts) / count) for term, count in counted.items() if count}


def _score(weights: dict[str, float], section: Section) -> tuple[float, float]:
    """(weight of what the section holds, the same with the title's share added)."""
    text, title = _all_of(section), section.title.lower()
    held = sum(weight for term, weight in weights.items() if term in text)
    return held, held + _TITLE_COUNTS * sum(weight for term, weight in weights.items() if term in title)


def _excerpt(text: str, terms: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The neighbourhood of the first find, cut at the finds."""
    pattern = re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, (first.start() if first else 0) - _BEFORE)
    piece = ("…" if start else "") + text[start : start + _BEFORE + _AFTER]
    piece += "…" if len(text) > start + _BEFORE + _AFTER else ""
    pieces, at = [], 0
    for found in pattern.finditer(piece):
        pieces += [(piece[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return tuple((words, asked) for words, asked in [*pieces, (piece[at:], False)] if words)
