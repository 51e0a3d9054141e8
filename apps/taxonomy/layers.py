"""One layer of a template with its look-up tables: by name, by core, by a name inside a longer one, by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from apps.taxonomy.naming import contradicts, core, latin_words, normalised, opposed
from apps.taxonomy.terms import parts_of

_FUZZY_AT_LEAST = 0.84
_FUZZY_LEAD = 0.04
_SHORTEST_CLOSE = 4
_LONGEST_LEAD = 8
# Words that may stand before or inside a known name and change nothing.
_FILLERS = frozenset(
    "源 质谱 液相 气相 泵 系统 仪器 主机 设备 整机 可 的 最高 最大 使用 工作 操作 设定 设置 可设 有效 实际 正常 连续 "
    "单次 总 内置 标准 标配 独立 加热 主要 转换 装置 试验 测试 检测 测量 采集".split()
)


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A parameter as the linking sees it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    quantity: str
    group: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What is worked out once of an entry: all its keys, its words in a row, its Latin words, the parts it names."""

    code: str
    keys: tuple[str, ...]
    vocabulary: str
    latin: frozenset[str]
    parts: frozenset[str]


@dataclass(slots=True)
class Layer:
    """The entries of one layer."""

    entries: tuple[TemplateEntry, ...]
    by_key: dict[str, list[TemplateEntry]] = field(default_factory=dict)
    by_core: dict[str, list[TemplateEntry]] = field(default_factory=dict)
    _facts: dict[str, EntryFacts] = field(default_factory=dict)
    _letters: list[tuple[str, Counter[str], TemplateEntry]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in self.entries:
            facts = self._facts[entry.code] = _facts_of(entry)
            for key in facts.keys:
                _append(self.by_key, key, entry)
                _append(self.by_core, core(key), entry)
                if len(key) >= _SHORTEST_CLOSE:
                    self._letters.append((key, Counter(key), entry))

    @property
    def known(self) -> Iterable[EntryFacts]:
        """The facts of every entry."""
        return self._facts.values()

    def facts(self, entry: TemplateEntry) -> EntryFacts:
        """What was worked out of an entry of this layer."""
        return self._facts[entry.code]

    def same_sense(self, entry: TemplateEntry, key: str, stripped: str) -> bool:
        """True if a name of the entry has this core and no opposite dressing (最大电流 is not 最小电流)."""
        return any(core(name) == stripped and not opposed(name, key) for name in self.facts(entry).keys)

    def inside(self, key: str) -> list[TemplateEntry]:
        """The entries whose name is the key without something that adds nothing to it: before it, or inside it.

        What is left out must be the entry's own word or a filler (最高, 工作). The longest name counts.
        """
        for length in range(1, min(_LONGEST_LEAD, len(key) - 2) + 1):  # how much is left out
            found: list[TemplateEntry] = []
            for start in range(len(key) - length):
                left_out, rest = key[start : start + length], key[:start] + key[start + length :]
                found += [entry for entry in self._named(rest) if self._adds_nothing(left_out, rest, key, entry)]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _named(self, rest: str) -> list[TemplateEntry]:
        return self.by_key.get(rest) or self.by_core.get(core(rest), [])

    def _adds_nothing(self, left_out: str, rest: str, key: str, entry: TemplateEntry) -> bool:
        if opposed(key, normalised(entry.name)) or not any(not opposed(rest, name) for name in self.facts(entry).keys):
            return False
        if left_out in _FILLERS:
            return len(rest) >= 3
        facts, parts = self.facts(entry), parts_of(left_out)
        if (
            not {word for word in latin_words(left_out) if len(word) > 1} <= facts.latin
            and left_out not in facts.vocabulary
        ):
            return False
        if parts and parts <= facts.parts and len(rest) >= 3:
            return True
        if left_out not in facts.vocabulary or len(left_out) < 2:
            return False
        # A short name says little, so that no other entry may claim the word that stands before it.
        return len(rest) >= 4 or not self._claimed(left_out, entry)

    def _claimed(self, word: str, entry: TemplateEntry) -> bool:
        return any(word in facts.vocabulary for facts in self._facts.values() if facts.code != entry.code)

    def closest(self, key: str, allowed: Callable[[TemplateEntry], bool]) -> list[TemplateEntry]:
        """The entry with the closest name in a list, if it is close enough and clearly closer than every other."""
        if len(key) < _SHORTEST_CLOSE:
            return []
        letters = Counter(key)
        scores: dict[str, tuple[float, TemplateEntry]] = {}
        for known, theirs, entry in self._letters:
            # The likeness exceeds neither what the lengths allow nor the share of common letters.
            needed = (_FUZZY_AT_LEAST - _FUZZY_LEAD) * (len(key) + len(known)) / 2
            if min(len(key), len(known)) < needed or (letters & theirs).total() < needed:
                continue
            if contradicts(key, known) or not allowed(entry):
                continue
            score = SequenceMatcher(None, key, known, autojunk=False).ratio()
            if score > scores.get(entry.code, (0.0, entry))[0]:
                scores[entry.code] = (score, entry)
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
        if not ranked or ranked[0][0] < _FUZZY_AT_LEAST:
            return []
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _FUZZY_LEAD:
            return []
        return [ranked[0][1]]


def _facts_of(entry: TemplateEntry) -> EntryFacts:
    names = (entry.name, *entry.aliases)
    keys = tuple(dict.fromkeys(key for key in map(normalised, names) if key))
    words = (*keys, normalised(entry.group), *map(normalised, entry.conditions))
    latin = frozenset(word for name in names for word in latin_words(normalised(name)) if len(word) > 1)
    parts = frozenset(part for name in (*names, entry.group) for part in parts_of(name))
    return EntryFacts(entry.code, keys, "|".join(words), latin, parts)


def _append(table: dict[str, list[TemplateEntry]], key: str, entry: TemplateEntry) -> None:
    found = table.setdefault(key, [])
    if key and entry not in found:
        found.append(entry)
