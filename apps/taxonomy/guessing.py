"""From a title such as 「高分辨液相色谱-质谱联用仪采购」 to an instrument type. Pure, no Django."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.taxonomy.naming import normalised

LONGEST_TITLE = 300
_HAN = re.compile(r"[\u3400-\u9fff]")
_SEPARATORS = re.compile(r"[\s\-–—/·•_]+")
# Words that end a name without telling more: 联用仪, 联用系统 and 联用 are one.
_ENDINGS = ("联用系统", "联用仪", "分析系统", "分析仪", "系统", "装置", "设备", "仪器", "仪", "机", "计")


@dataclass(frozen=True, slots=True)
class CategoryNames:
    """A category with everything it is called."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a text names categories: the codes of all that are called so, and the range of the text that names them."""

    codes: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    key: str
    pattern: re.Pattern[str] | None
    weight: int


class CategoryGuesser:
    """All names of the categories, made ready for many titles."""

    def __init__(self, categories: Iterable[CategoryNames]) -> None:
        names = [_prepare(category.code, name) for category in categories for name in _variants(category.names)]
        # The heaviest name first: the first that occurs is the answer.
        self._names = sorted((name for name in names if name.key), key=lambda name: -name.weight)

    def guess(self, title: str) -> str | None:
        """The code whose longest name occurs in the title (the earlier of two equally long); None if none occurs."""
        name = self._longest(title[:LONGEST_TITLE])
        return name.code if name else None

    def find(self, text: str) -> NamePlace | None:
        """The longest name in the text's first LONGEST_TITLE letters with its place, and every code that bears it."""
        text = text[:LONGEST_TITLE]
        name = self._longest(text)
        if name is None:
            return None
        codes = dict.fromkeys(each.code for each in self._names if each.key == name.key)
        # Spelling is folded as a whole, so the place is narrowed from both sides instead of being counted back.
        end = _fewest(len(text), lambda size: _occurs(name, text[:size]))
        start = end - _fewest(end, lambda size: _occurs(name, text[end - size : end]))
        return NamePlace(tuple(codes), start, end)

    def _longest(self, title: str) -> _Name | None:
        compact = normalised(title)
        spaced = unicodedata.normalize("NFKC", title).lower()
        best: tuple[int, _Name] | None = None
        for name in self._names:
            if best is not None and name.weight < best[1].weight:
                break
            place = _place(name, compact, spaced)
            if place >= 0 and (best is None or place < best[0]):
                best = (place, name)
        return best[1] if best else None


def _variants(names: Iterable[str]) -> list[str]:
    """The names, and those long enough also without their ending."""
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        for ending in _ENDINGS:
            if name.endswith(ending) and len(_HAN.findall(name)) - len(ending) >= 4:
                found.setdefault(name.removesuffix(ending))
                break
    return list(found)


def _prepare(code: str, name: str) -> _Name:
    key = normalised(name)
    weight = sum(2 if _HAN.match(letter) else 1 for letter in key)
    if _HAN.search(key):
        return _Name(code, key, None, weight)
    # An abbreviation: whole words only, with or without the hyphens (LC-MS, LCMS, LC/MS; never the GC in GCMS).
    letters = _SEPARATORS.sub("", unicodedata.normalize("NFKC", name).lower())
    body = r"[\s\-–—/·•_]*".join(re.escape(letter) for letter in letters)
    return _Name(code, letters, re.compile(rf"(?<![a-z0-9]){body}(?![a-z])"), weight)


def _occurs(name: _Name, text: str) -> bool:
    return _place(name, normalised(text), unicodedata.normalize("NFKC", text).lower()) >= 0


def _fewest(most: int, is_enough: Callable[[int], bool]) -> int:
    """The smallest size up to `most` that is enough, where every larger one is enough as well."""
    return bisect_left(range(most), True, key=is_enough)


def _place(name: _Name, compact: str, spaced: str) -> int:
    if name.pattern is None:
        return compact.find(name.key)
    found = name.pattern.search(spaced)
    return found.start() if found else -1
