"""Puts the changes of an amendment to the rows of a demand: which row each change means, or why none is sure.

Pure: nothing is changed here. A person sees each hit beside its row and confirms it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from apps.demands.reading.types import Change, ChangeKind

ALIKE = 0.85
NOT_UNLIKE = 0.5
CLOSE_SECOND = 0.05
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Reason(StrEnum):
    """Why a change hits a row, or none."""

    SAME_TEXT = "same_text"
    SAME_CLAUSE = "same_clause"  # number and wording agree, but not every character
    CLAUSE_ONLY = "clause_only"  # the amendment names the number and quotes nothing
    SIMILAR_TEXT = "similar_text"  # no number, alike, and the same figures
    NEW_ROW = "new_row"
    DONE_ALREADY = "done_already"
    NO_SUCH_ROW = "no_such_row"
    SEVERAL_ROWS = "several_rows"
    OTHER_TEXT = "other_text"  # the clause of this number says something else


@dataclass(frozen=True, slots=True)
class ExistingRow:
    """A row as it is published: its clause number ('' without), its text, its mark as printed."""

    clause: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a change goes. `row` is the index of the row that it changes or deletes; None when none is sure.

    `text` is what the row says afterwards ('' when it is deleted or none was found).
    `after` is the index of the row behind which an added one belongs: -1 for the very beginning, None for the end.
    `is_sure` is false when a person should look at the wording.
    """

    change: Change
    row: int | None
    reason: Reason
    is_sure: bool
    after: int | None = None
    text: str = ""


def place_changes(rows: Sequence[ExistingRow], changes: Sequence[Change]) -> list[Hit]:
    """One hit for each change, in their order. No row is hit twice: the second change finds it taken."""
    taken: set[int] = set()
    hits: list[Hit] = []
    for change in changes:
        hit = _place_added(rows, change) if change.kind is ChangeKind.ADDED else _place(rows, change, taken)
        if hit.row is not None:
            taken.add(hit.row)
        hits.append(replace(hit, text=_text_after(rows, hit)))
    return hits


def _text_after(rows: Sequence[ExistingRow], hit: Hit) -> str:
    if hit.row is None:
        return hit.change.new if hit.reason is Reason.NEW_ROW else ""
    printed = rows[hit.row].text
    is_piece = hit.change.old in printed and _likeness(printed, hit.change.old) < NOT_UNLIKE
    return printed.replace(hit.change.old, hit.change.new) if is_piece and hit.change.new else hit.change.new


def _place(rows: Sequence[ExistingRow], change: Change, taken: set[int]) -> Hit:
    free = [index for index in range(len(rows)) if index not in taken]
    under = [index for index in free if change.clause and _same_clause(rows[index].clause, change.clause)]
    if not change.old:
        return _by_clause_alone(change, under)
    same = [index for index in free if _plain(rows[index].text) == _plain(change.old)]
    if len(same) > 1:
        same = [index for index in same if index in under] or same
    if same:
        return _one_of(change, same, Reason.SAME_TEXT, is_sure=True)
    if change.new and any(_plain(rows[index].text) == _plain(change.new) for index in free):
        return Hit(change, None, Reason.DONE_ALREADY, is_sure=False)
    return _by_likeness(rows, change, free, under)


def _by_clause_alone(change: Change, under: Sequence[int]) -> Hit:
    return _one_of(change, under, Reason.CLAUSE_ONLY, is_sure=False) if under else _none(change, Reason.NO_SUCH_ROW)


def _by_likeness(rows: Sequence[ExistingRow], change: Change, free: Sequence[int], under: Sequence[int]) -> Hit:
    likeness = {index: _likeness(rows[index].text, change.old) for index in free}
    near = sorted((index for index in under if likeness[index] >= NOT_UNLIKE), key=lambda i: -likeness[i])
    inside = [index for index in under or free if _plain(change.old) in _plain(rows[index].text)]
    if inside and change.new and not near:
        # Only a piece of the clause is quoted: 第3.2条中“≤0.8nm”改为“≤1.0nm”.
        return _one_of(change, inside, Reason.SAME_CLAUSE if under else Reason.SIMILAR_TEXT, is_sure=False)
    if near:
        return Hit(change, near[0], Reason.SAME_CLAUSE, is_sure=likeness[near[0]] >= ALIKE)
    alike = [i for i in free if likeness[i] >= ALIKE and _figures(rows[i].text) == _figures(change.old)]
    alike.sort(key=lambda i: -likeness[i])
    if len(alike) > 1 and likeness[alike[0]] - likeness[alike[1]] < CLOSE_SECOND:
        return _none(change, Reason.SEVERAL_ROWS)
    if alike:
        return Hit(change, alike[0], Reason.SIMILAR_TEXT, is_sure=False)
    return _none(change, Reason.OTHER_TEXT if under else Reason.NO_SUCH_ROW)


def _one_of(change: Change, indices: Sequence[int], reason: Reason, *, is_sure: bool) -> Hit:
    if len(indices) > 1:
        return _none(change, Reason.SEVERAL_ROWS)
    return Hit(change, indices[0], reason, is_sure)


def _none(change: Change, reason: Reason) -> Hit:
    return Hit(change, None, reason, is_sure=False)


def _place_added(rows: Sequence[ExistingRow], change: Change) -> Hit:
    if any(_plain(row.text) == _plain(change.new) for row in rows):
        return _none(change, Reason.DONE_ALREADY)
    return Hit(change, None, Reason.NEW_ROW, is_sure=True, after=_place_by_number(rows, change.clause))


def _place_by_number(rows: Sequence[ExistingRow], clause: str) -> int | None:
    """Behind the row with the greatest number below `clause` of the same chapter; None when no number tells."""
    wanted = _parts(clause)
    if not wanted:
        return None
    numbered = [(parts, i) for i, row in enumerate(rows) if (parts := _parts(row.clause)) and len(parts) == len(wanted)]
    siblings = [(parts, i) for parts, i in numbered if parts[:-1] == wanted[:-1]]
    before = [(parts, i) for parts, i in siblings if parts < wanted]
    if before:
        return max(before)[1]
    return min(siblings)[1] - 1 if siblings else None


def _parts(clause: str) -> tuple[int, ...]:
    numbers = re.findall(r"\d+", clause)
    return tuple(int(number) for number in numbers) if re.fullmatch(r"[\d.．]+", clause.strip() or "-") else ()


def _same_clause(printed: str, named: str) -> bool:
    return bool(printed) and _clause_key(printed) == _clause_key(named)


def _clause_key(clause: str) -> str:
    return unicodedata.normalize("NFKC", clause).strip(" .、()（）")


def _plain(text: str) -> str:
    """The text without blanks, punctuation and width: 分辨率：≤1.0nm； and 分辨率:≤1.0nm are one.

    Signs that carry meaning (≥ ≤ ± . ～ -) stay.
    """
    normal = unicodedata.normalize("NFKC", text).replace("μ", "µ")
    kept = (c for c in normal if not (c.isspace() or c in "，,；;。、：:“”\"'（）()"))
    return "".join(kept).rstrip(".").lower()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio()


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(unicodedata.normalize("NFKC", text).replace(",", ""))
