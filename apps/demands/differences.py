"""What differs between two versions: facts, and rows paired by what they ask for, compared word by word.

Pairing, each step only among what is left: same name and condition, in their order; same name; same clause number with
a similar line; the most similar line. A pair is *moved* when its row stands outside the longest run of pairs that
kept their order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from apps.accounts.regions import region_name
from apps.demands.conversion import asked_in_words
from apps.demands.models import DemandVersion, Requirement
from apps.taxonomy.language.types import Mark
from kernel.languages import bracketed

SIMILAR = 0.6
SIMILAR_UNDER_ONE_NUMBER = 0.35
MOST_COMPARED = 120  # beyond it similar lines are not searched for: every pair of leftovers would be compared
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-zµμΩ°℃]+|\s+|.", re.DOTALL)
FACTS = ("title", "category", "quantity", "budget_yuan", "delivery_days", "province_code", "answers_until", "purpose")


class Kind(StrEnum):
    """What happened to a row or a fact."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of one side; `is_changed` when the other side does not have it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference. A side without the row or fact is empty; `is_moved` may stand beside a change."""

    kind: Kind
    name: str
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    was: Requirement | None = None
    now: Requirement | None = None
    is_moved: bool = False

    @property
    def mark_before(self) -> str:
        """The mark that the row had."""
        return self.was.mark if self.was else ""

    @property
    def mark_after(self) -> str:
        """The mark that the row has."""
        return self.now.mark if self.now else ""

    @property
    def is_mandatory(self) -> bool:
        """Whether ★ stands or stood before it."""
        return Mark.MANDATORY in (self.mark_before, self.mark_after)

    @property
    def is_mark_changed(self) -> bool:
        """Whether the mark of a row that stayed is another one."""
        return self.was is not None and self.now is not None and self.was.mark != self.now.mark


# ---- words --------------------------------------------------------------------------------------------------------


def word_differences(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces: numbers and Latin words whole, Chinese by characters. The pieces joined give the text."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += [Piece("".join(old[i1:i2]), tag != "equal")] if i2 > i1 else []
        right += [Piece("".join(new[j1:j2]), tag != "equal")] if j2 > j1 else []
    return tuple(left), tuple(right)


def said_of(row: Requirement) -> str:
    """What a row asks, with its condition: ≥ 60,000（m/z 200）."""
    return asked_in_words(row) + bracketed(row.condition)


# ---- rows ---------------------------------------------------------------------------------------------------------


def row_differences(before: Sequence[Requirement], after: Sequence[Requirement]) -> list[Difference]:
    """Rows that were added, removed, changed or moved, in the order of the newer version."""
    pairs = pair_rows(before, after)
    moved = _moved([pairs[now] for now in sorted(pairs)])
    found: list[tuple[tuple[int, int, int], Difference]] = []
    for position, row in enumerate(after):
        was = pairs.get(position)
        difference = _added(row) if was is None else _of_pair(before[was], row, is_moved=was in moved)
        if difference:
            found.append(((position, 0, 0), difference))
    places = {was: now for now, was in pairs.items()}
    for position, row in enumerate(before):
        if position not in places:
            above = max((places[each] for each in range(position) if each in places), default=-1)
            found.append(((above, 1, position), _removed(row)))
    return [difference for _place, difference in sorted(found, key=lambda each: each[0])]


def _added(row: Requirement) -> Difference:
    return Difference(kind=Kind.ADDED, name=row.printed_name, after=(Piece(said_of(row)),), now=row)


def _removed(row: Requirement) -> Difference:
    return Difference(kind=Kind.REMOVED, name=row.printed_name, before=(Piece(said_of(row)),), was=row)


def _of_pair(was: Requirement, now: Requirement, *, is_moved: bool) -> Difference | None:
    before, after = _whole(was, now)
    if before == after and was.mark == now.mark:
        if not is_moved:
            return None
        plain = (Piece(before),)
        return Difference(
            kind=Kind.MOVED, name=now.printed_name, before=plain, after=plain, was=was, now=now, is_moved=True
        )
    left, right = word_differences(before, after)
    return Difference(
        kind=Kind.CHANGED, name=now.printed_name, before=left, after=right, was=was, now=now, is_moved=is_moved
    )


def _whole(was: Requirement, now: Requirement) -> tuple[str, str]:
    """Both sides in words, with the name where the name itself is another one."""
    texts = said_of(was), said_of(now)
    if was.printed_name == now.printed_name:
        return texts
    return f"{was.printed_name} {texts[0]}", f"{now.printed_name} {texts[1]}"


def pair_rows(before: Sequence[Requirement], after: Sequence[Requirement]) -> dict[int, int]:
    """Which row of the newer version was which of the older: {position in `after`: position in `before`}."""
    pairs: dict[int, int] = {}
    for key in (_full_key, _name_key):
        pairs |= _paired_by(key, before, after, pairs)
    pairs |= _paired_by_likeness(before, after, pairs)
    return pairs


def _full_key(row: Requirement) -> Hashable:
    return (row.printed_name, row.condition, row.group)


def _name_key(row: Requirement) -> Hashable:
    return row.printed_name


def _paired_by(
    key: Callable[[Requirement], Hashable],
    before: Sequence[Requirement],
    after: Sequence[Requirement],
    known: dict[int, int],
) -> dict[int, int]:
    """Rows of one key in their order; where their numbers differ, those that say the same are paired first."""
    taken = set(known.values())
    waiting: dict[Hashable, list[int]] = {}
    for position, row in enumerate(before):
        if position not in taken:
            waiting.setdefault(key(row), []).append(position)
    pairs: dict[int, int] = {}
    open_rows = [position for position in range(len(after)) if position not in known]
    for wants_same in (True, False):
        for position in open_rows:
            candidates = waiting.get(key(after[position]), [])
            if position in pairs or not candidates:
                continue
            said = said_of(after[position])
            same = next((each for each in candidates if said_of(before[each]) == said), None)
            chosen = same if wants_same else candidates[0]
            if chosen is not None:
                pairs[position] = chosen
                candidates.remove(chosen)
    return pairs


def _paired_by_likeness(
    before: Sequence[Requirement], after: Sequence[Requirement], known: dict[int, int]
) -> dict[int, int]:
    old = [position for position in range(len(before)) if position not in set(known.values())][:MOST_COMPARED]
    new = [position for position in range(len(after)) if position not in known][:MOST_COMPARED]
    rated = sorted(_rated(before, after, old, new), reverse=True)
    pairs: dict[int, int] = {}
    for _likeness, now, was in rated:
        if now not in pairs and was not in pairs.values():
            pairs[now] = was
    return pairs


def _rated(
    before: Sequence[Requirement], after: Sequence[Requirement], old: Iterable[int], new: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    for was in old:
        for now in new:
            one, other = before[was], after[now]
            is_numbered = bool(one.clause) and one.clause == other.clause and one.scope == other.scope
            least = SIMILAR_UNDER_ONE_NUMBER if is_numbered else SIMILAR
            likeness = likeness_of(one.raw_text, other.raw_text, least=least)
            if likeness >= least:
                yield likeness + is_numbered, now, was


def likeness_of(one: str, other: str, *, least: float = 0.0) -> float:
    """How alike two lines are, from 0 to 1; 0 as soon as `least` cannot be reached."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _moved(order: Sequence[int]) -> set[int]:
    """The members that stand outside a longest increasing run."""
    tails: list[int] = []
    ends: list[int] = []
    links: list[int] = []
    for index, value in enumerate(order):
        place = bisect_left(tails, value)
        links.append(ends[place - 1] if place else -1)
        tails[place : place + 1], ends[place : place + 1] = [value], [index]
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(order[at])
        at = links[at]
    return set(order) - kept


# ---- facts --------------------------------------------------------------------------------------------------------


def fact_differences(before: DemandVersion, after: DemandVersion, *, shows_budget: bool) -> list[Difference]:
    """Facts that differ; the ceiling price only where it may be shown. Contacts are never compared."""
    names = [name for name in FACTS if shows_budget or name != "budget_yuan"]
    found = []
    for name in names:
        was, now = (_fact_text(version, name) for version in (before, after))
        if was != now:
            label = str(DemandVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            left, right = word_differences(was, now)
            found.append(Difference(kind=Kind.CHANGED, name=label, before=left, after=right))
    return found


def _fact_text(version: DemandVersion, name: str) -> str:
    value = getattr(version, name)
    if name == "category":
        return value.name if value else ""
    if name == "province_code":
        return region_name(value)
    return "" if value is None else str(value)
