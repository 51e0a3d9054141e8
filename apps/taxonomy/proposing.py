"""Which parameters a proposed name may be: the closest names of a template with a score. Pure, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from apps.taxonomy.language.units import default_units
from apps.taxonomy.layers import TemplateEntry
from apps.taxonomy.naming import contradicts, core, normalised, without_brackets
from apps.taxonomy.terms import halves, is_symbol, is_translatable, translated

WORTH_SHOWING = 35
CLOSE = 55
_OTHER_UNIT = 0.4  # what is left of a likeness whose unit belongs to another quantity
_OPPOSITE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A parameter that a name may mean, and how close its names are: 0 to 100."""

    code: str
    name: str
    score: int

    @property
    def is_close(self) -> bool:
        """Whether the name is so close that one press may accept it."""
        return self.score >= CLOSE


def key_of(name: str) -> str:
    """The key under which a name is counted: without brackets, and without English or a symbol that says the same.

    工作距离, 工作距离WD and 工作距离（Working distance） are one name.
    """
    bare = without_brackets(name).strip() or name
    parted = halves(bare)
    if parted and (is_translatable(parted[1]) or is_symbol(parted[1])):
        return normalised(parted[0])
    return normalised(bare)


def closest(
    name: str, entries: Iterable[TemplateEntry], *, units: Iterable[str] = (), limit: int = 5
) -> list[Candidate]:
    """The parameters with the closest names, best first; another quantity's unit and opposite words lower them."""
    key = core(normalised(translated(name)))
    asked = _pieces(key)
    printed = [unit for unit in units if unit]
    found = []
    for entry in entries:
        score = max((_likeness(key, asked, known) for known in (entry.name, *entry.aliases)), default=0.0)
        if printed and not any(default_units().find(unit, entry.quantity) for unit in printed):
            score *= _OTHER_UNIT
        found.append(Candidate(entry.code, entry.name, round(100 * score)))
    ranked = sorted(found, key=lambda each: (-each.score, each.code))
    return [each for each in ranked[:limit] if each.score >= WORTH_SHOWING]


def _likeness(key: str, asked: frozenset[str], name: str) -> float:
    known = core(normalised(name))
    theirs = _pieces(known)
    if not asked or not theirs:
        return 0.0
    share = 2 * len(asked & theirs) / (len(asked) + len(theirs))
    return share * _OPPOSITE if contradicts(key, known) else share


def _pieces(key: str) -> frozenset[str]:
    """Letters and pairs of letters."""
    return frozenset(key) | frozenset(key[place : place + 2] for place in range(len(key) - 1))
