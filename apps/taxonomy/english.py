"""English names of datasheets in the catalogue's Chinese: Max. specimen diameter → 最大样品直径. Pure, no Django.

Phrases of `data/english_terms.tsv` are put in place of the English, the longest first; signs and abbreviations (X, SE,
2θ) stay. A name with a word that the list does not know has no translation: half a name may mean something else.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from pathlib import Path

TERMS = Path(__file__).with_name("data") / "english_terms.tsv"
LONGEST_NAME = 80
LONGEST_PHRASE = 5
_OF = re.compile(r"^(?P<what>[a-z -]+?) of (?:the )?(?P<whose>[a-z -]+)$")
_WORD = re.compile(r"\([^()]*\)|[^\s()]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# What stays as it is: single letters, signs and short abbreviations in capitals.
_KEPT = re.compile(r"[A-Z]|[A-Z0-9][A-Z0-9+\-]{1,5}|[α-ωΑ-Ω0-9/²³°′×]+|\([^()]*\)|&|and|the|,|-")
_DROPPED = frozenset({"&", "and", "the", ",", "-"})


def in_chinese(name: str) -> str:
    """The name in Chinese; '' for a name with a word that is not in the list, or with nothing to translate."""
    if len(name) > LONGEST_NAME or _HAN.search(name):
        return ""
    if whole := _terms().get(name.strip().lower()):
        return whole
    turned = _OF.match(name.strip().lower())
    if turned:
        whose, what = in_chinese(turned["whose"]), in_chinese(turned["what"])
        return f"{whose}{what}" if whose and what else ""
    return _translated(_WORD.findall(name.replace(",", " , ")))


def _translated(words: list[str]) -> str:
    """Greedily from the left; a bracket at the end stays behind the name."""
    parts: list[str] = []
    place = 0
    while place < len(words):
        length, chinese = _longest(words, place)
        if not length:
            if not _KEPT.fullmatch(words[place]):
                return ""
            length, chinese = 1, "" if words[place] in _DROPPED else words[place]
        parts.append(chinese)
        place += length
    text = "".join(parts)
    return text if any("\u3400" <= character <= "\u9fff" for character in text) else ""


def _longest(words: list[str], place: int) -> tuple[int, str]:
    for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + length]).lower()
        for spelling in (phrase, phrase.rstrip("."), phrase.removesuffix("s")):
            if chinese := _terms().get(spelling):
                return length, chinese
    return 0, ""


@lru_cache(maxsize=1)
def _terms() -> dict[str, str]:
    with TERMS.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return {row["english"]: row["chinese"] for row in csv.DictReader(lines, delimiter="\t")}
