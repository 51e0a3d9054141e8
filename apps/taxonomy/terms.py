"""English words and abbreviations as the catalogue's words, and the parts of instruments that headings name.

Both are tables in `data/`: terms.tsv (RSD, S/N, wavelength accuracy → their Chinese) and parts.tsv (自动进样器, 柱温箱,
冷水机 …). Pure, no Django. A translation is only one more spelling to look up; it never replaces the printed one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

DATA_FOLDER = Path(__file__).with_name("data")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TAIL = re.compile(
    r"^(?P<han>.*[\u3400-\u9fff])[\s(（\[【/／:：,，]*(?P<latin>[^\u3400-\u9fff]*[A-Za-z][^\u3400-\u9fff]*)$"
)
# A symbol behind a name (磁场强度 B0, 目镜视场数 FN) says nothing new; an axis does (样品台行程 X).
_SYMBOL = re.compile(r"[A-Za-zα-ωΑ-Ω][A-Za-z0-9²₀-₉]{1,3}|σ|λ|Δ")


def translated(name: str) -> str:
    """The name with its English words in Chinese: Max. heating rate → 最大升温速率; others stay as they are."""
    found = translations(name)
    return found[0] if found else name


@lru_cache(maxsize=16_384)
def translations(name: str) -> tuple[str, ...]:
    """Every Chinese reading of the name; of a word with several (RSD) all where the word is the whole name."""
    text = unicodedata.normalize("NFKC", name).lower().strip()
    pattern, table = _terms()
    whole = table.get(text)
    if whole is not None:
        return whole
    replaced = pattern.sub(lambda hit: table[re.sub(r"[\s.]+", " ", hit[0]).strip()][0], text)
    return (replaced,) if replaced != text else ()


def is_translatable(text: str) -> bool:
    """True if every Latin word of the text is in the table of terms."""
    pattern, _table = _terms()
    rest = pattern.sub("", unicodedata.normalize("NFKC", text).lower())
    return not re.search(r"[a-z]", rest)


def halves(name: str) -> tuple[str, str] | None:
    """The Chinese name and the Latin words behind it (分辨率 Resolution, 三阶截断点TOI); None for other names."""
    found = _TAIL.match(unicodedata.normalize("NFKC", name).rstrip(" )）]】"))
    return (found["han"].rstrip("（( "), found["latin"].strip(" ()（）[]")) if found else None


def is_symbol(text: str) -> bool:
    """True if the text is a letter's sign for a quantity, such as B0 or FN, and no axis."""
    return _SYMBOL.fullmatch(text) is not None


@lru_cache(maxsize=16_384)
def parts_of(text: str) -> frozenset[str]:
    """The parts of an instrument that the text names; of overlapping words the longest counts (机械泵 is no 泵)."""
    pattern, table, _accessories = _parts()
    return frozenset(table[hit[0]] for hit in pattern.finditer(unicodedata.normalize("NFKC", text).lower()))


def last_part(text: str) -> tuple[str, ...]:
    """The part that the text names last: the word it uses and the part's name; () if it names none."""
    pattern, table, _accessories = _parts()
    words = pattern.findall(unicodedata.normalize("NFKC", text).lower())
    return tuple(dict.fromkeys((words[-1], table[words[-1]]))) if words else ()


def is_foreign(heading: Iterable[str], own: frozenset[str]) -> bool:
    """True if the parts of a heading are none of a parameter's own.

    A parameter that names no part may stand under any of the instrument's own parts, but not under an accessory with
    data of its own (the 带宽 of a probe is no 带宽 of the oscilloscope).
    """
    named = frozenset(heading)
    if has_accessory(named - own):
        return True
    return bool(named) and bool(own) and named.isdisjoint(own)


def has_accessory(parts: frozenset[str]) -> bool:
    """True if one of the parts is an accessory: a thing beside the instrument with parameters of its own."""
    _pattern, _table, accessories = _parts()
    return not accessories.isdisjoint(parts)


@lru_cache(maxsize=1)
def _terms() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    table = {term: tuple(chinese.split("|")) for term, chinese in _rows("terms.tsv")}
    longest_first = sorted(table, key=lambda term: -len(term))
    words = "|".join(re.escape(term).replace(r"\ ", r"[\s.]+") for term in longest_first)
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])\.?"), table


@lru_cache(maxsize=1)
def _parts() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    table: dict[str, str] = {}
    accessories = set()
    for part, words, accessory in _rows("parts.tsv"):
        table.update(dict.fromkeys(words.split("|"), part))
        if accessory == "1":
            accessories.add(part)
    longest_first = sorted(table, key=lambda word: -len(word))
    # A Latin word counts as a whole only: the eds in needs is no 能谱.
    words = "|".join(rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else re.escape(word) for word in longest_first)
    return re.compile(words), table, frozenset(accessories)


def _rows(name: str) -> list[tuple[str, ...]]:
    _header, *lines = (DATA_FOLDER / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [tuple(line.split("\t")) for line in lines]
