"""Comparing readings with annotated lines, by the rules of docs/algorithms/requirement-language.md.

A numeric entry is right when operator, bounds (or the list of values) and unit agree; it is wrong when it contradicts
the annotation or states a number that the line does not ask for. Readings under review are neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from apps.taxonomy.language.exchange import as_record
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.spelling import repair_spelling
from apps.taxonomy.language.units import default_units

DATA = Path(__file__).with_name("data")
NUMERIC = frozenset({">=", "<=", "=", "range", "±"})
Entry = Mapping[str, Any]


@dataclass
class Score:
    """Counts over annotated lines; `notes` says which lines are not exact and why."""

    lines: int = 0
    exact: int = 0
    numeric: int = 0
    wrong: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def exact_share(self) -> Fraction:
        return Fraction(self.exact, self.lines)

    @property
    def wrong_share(self) -> Fraction:
        return Fraction(self.wrong, self.numeric)


def read_lines(name: str) -> list[dict[str, Any]]:
    """The annotated lines of tests/language/data/NAME."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def score_file(name: str) -> Score:
    """Read every line of the file and hold it against its annotation."""
    score = Score()
    for row in read_lines(name):
        found = [as_record(each) for each in read_line(row["text"], instrument=row["instrument"])]
        _score_line(score, row, [entry for entry in found if not entry["review"]])
    return score


def confidence_bands(names: Iterable[str], floors: Sequence[int]) -> dict[int, tuple[int, int]]:
    """{least confidence of a band: (readings, right ones)} of the files, without what is under review."""
    bands = dict.fromkeys(floors, (0, 0))
    for row in (row for name in names for row in read_lines(name)):
        for entry in (as_record(each) for each in read_line(row["text"], instrument=row["instrument"])):
            if not entry["review"]:
                floor = max(floor for floor in floors if floor <= entry["confidence"])
                right = any(_is_same(wanted, entry) for wanted in row["expected"])
                bands[floor] = (bands[floor][0] + 1, bands[floor][1] + right)
    return bands


def is_numeric(entry: Entry) -> bool:
    """Whether the entry states a number."""
    listed = any(isinstance(value, int | float) for value in entry.get("values") or ())
    bounded = any(isinstance(entry.get(end), int | float) for end in ("lo", "hi"))
    return (entry["op"] in NUMERIC and (bounded or listed)) or (entry["op"] == "enum" and listed)


def _score_line(score: Score, row: Entry, found: Sequence[Entry]) -> None:
    left = list(found)
    missing = [entry for entry in row["expected"] if not _take(entry, left) and not entry.get("optional")]
    excess = [entry for entry in left if is_numeric(entry)]
    score.lines += 1
    score.numeric += sum(map(is_numeric, found))
    score.wrong += len(excess)
    if missing or excess:
        score.notes.append(f"{row['id']} {row['text']}: missing {missing}, not asked for {excess}")
    else:
        score.exact += 1


def _take(wanted: Entry, left: list[Entry]) -> bool:
    """Remove the reading that answers the annotated entry; False when there is none."""
    for index, entry in enumerate(left):
        if _is_same(wanted, entry):
            del left[index]
            return True
    return False


def _is_same(wanted: Entry, entry: Entry) -> bool:
    if wanted["op"] != entry["op"] and {wanted["op"], entry["op"]} != {"range", "±"}:
        return False
    if wanted["mandatory"] is not entry["mandatory"] or not (wanted.get("implied") or _same_name(wanted, entry)):
        return False
    if wanted["op"] in {"bool", "text"}:
        return True
    if wanted.get("formula"):
        return _squeeze(wanted["formula"]) == _squeeze(entry.get("formula"))
    return _same_numbers(wanted, entry) and _same_unit(wanted, entry)


def _same_numbers(wanted: Entry, entry: Entry) -> bool:
    if wanted.get("values") or entry.get("values"):
        return list(wanted.get("values") or ()) == list(entry.get("values") or ())
    return all(_close(wanted[end], entry[end], _factor(wanted, entry)) for end in ("lo", "hi"))


def _close(wanted: object, found: object, factor: float) -> bool:
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found * factor) <= 1e-9 * abs(wanted)
    return wanted == found


def _factor(wanted: Entry, entry: Entry) -> float:
    """What a number in the found unit is worth in the annotated one (1 when it is the same unit)."""
    units = default_units()
    for quantity in units.quantities(wanted["unit"]):
        one, two = units.find(wanted["unit"], quantity), units.find(entry["unit"], quantity)
        if one is not None and two is not None and one.symbol != two.symbol:
            return float(two.factor / one.factor)
    return 1.0


def _same_unit(wanted: Entry, entry: Entry) -> bool:
    accepted = [wanted["unit"], *wanted.get("unit_accept", ())]
    units = default_units()
    for unit in accepted:
        if repair_spelling(unit or "") == repair_spelling(entry["unit"] or ""):
            return True
        if any(units.find(entry["unit"], quantity) for quantity in units.quantities(unit) if unit and entry["unit"]):
            return True
    return False


def _same_name(wanted: Entry, entry: Entry) -> bool:
    """The split of a name between parameter, group and condition may differ; the words together hardly."""
    enough = 0.8 if is_numeric(wanted) else 0.7
    pairs = product(_names(wanted), _names(entry))
    return any(one == two or SequenceMatcher(None, one, two, autojunk=False).ratio() >= enough for one, two in pairs)


def _names(entry: Entry) -> set[str]:
    name, group = _squeeze(entry["parameter"]), _squeeze(entry.get("group"))
    conditions = [_squeeze(part) for part in (entry.get("condition") or "").split(";")]
    plain = {name, group + name, name + group}
    return plain | {each + c for each in plain for c in conditions} | {c + each for each in plain for c in conditions}


def _squeeze(text: str | None) -> str:
    return "".join(char for char in (text or "").casefold() if char.isalnum())
