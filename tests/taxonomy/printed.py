"""Annotated names and lines, and how well the linker does on them: counts, precision, recall, 95 % intervals."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Reading
from apps.taxonomy.linking import LinkedParameter
from tests.taxonomy.catalogue import guesser, linker

FOLDER = Path(__file__).parent
LINES = Path(__file__).parents[1] / "language" / "data"
DISPUTED = "?"


@dataclass(frozen=True)
class Case:
    """One annotated name; an empty code means that nothing in the catalogue is meant."""

    category: str
    name: str
    group: str
    unit: str
    condition: str
    code: str

    def linked(self) -> LinkedParameter | None:
        return linker(self.category).link(
            self.name, group=self.group or None, unit=self.unit or None, condition=self.condition or None
        )


@dataclass(frozen=True)
class LineCase:
    """One annotated requirement of a line: which one, the name that is printed, its code ('?' where people differ)."""

    part: str
    line: str
    entry: int
    name: str
    code: str


@dataclass(frozen=True)
class Score:
    """Counts of a run: `right` and `wrong` links, `missed` codes (not linked, or linked wrongly)."""

    right: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]
    coded: int
    rows: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / self.coded


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's score interval without continuity correction)."""
    z = 1.959964
    share, spread = right / total, z * z / total
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return middle - half, middle + half


@lru_cache(maxsize=8)
def cases(name: str) -> tuple[Case, ...]:
    """The annotated names of a file below this folder."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file, delimiter="\t")
    return tuple(Case(*row) for row in rows)


@lru_cache(maxsize=1)
def line_cases() -> tuple[LineCase, ...]:
    """The annotated requirements of the lines in tests/language/data."""
    with (FOLDER / "data" / "line_codes.tsv").open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file, delimiter="\t")
    return tuple(LineCase(part, line, int(entry), name, code) for part, line, entry, name, code in rows)


def score_names(annotated: Iterable[Case]) -> Score:
    """How the linker does on printed names."""
    return _score((case.code, case.linked(), f"{case.category} {case.name}") for case in annotated)


def score_lines(part: str) -> Score:
    """How reading and linking do together: what a line's text gives against the codes; unread counts as missed."""
    return _score(_line_outcomes(part))


def _line_outcomes(part: str) -> Iterator[tuple[str, LinkedParameter | None, str]]:
    lines = _annotated_lines()
    for case in line_cases():
        if case.part != part or case.code == DISPUTED:
            continue
        line = lines[case.line]
        reading = _reading_of(case, line["text"], line["instrument"], [e["parameter"] for e in line["expected"]])
        link = _link(reading, line["text"], line["instrument"]) if reading else None
        yield case.code, link, f"{case.line} {case.name}"


def _reading_of(case: LineCase, text: str, instrument: str, names: list[str]) -> Reading | None:
    """The reading of an annotated requirement: by its place, else by its name among equally many of that name."""
    readings = read_line(text, instrument=instrument)
    if len(readings) == len(names) and readings[case.entry].parameter == case.name:
        return readings[case.entry]
    same = [reading for reading in readings if reading.parameter == case.name]
    places = [place for place, name in enumerate(names) if name == case.name]
    return same[places.index(case.entry)] if len(same) == len(places) else None


def _link(reading: Reading, text: str, instrument: str) -> LinkedParameter | None:
    known = linker(guesser().guess(instrument) or "")
    around = {"group": reading.group, "unit": reading.unit, "condition": reading.condition}
    return known.link(reading.parameter, **around, before=text[: reading.span[0]])


@lru_cache(maxsize=1)
def _annotated_lines() -> dict[str, dict[str, Any]]:
    found = {}
    for path in sorted(LINES.glob("lines_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            found[record["id"]] = record
    return found


def _score(outcomes: Iterable[tuple[str, LinkedParameter | None, str]]) -> Score:
    right, wrong, missed, coded, rows = 0, [], [], 0, 0
    for code, link, what in outcomes:
        rows, coded = rows + 1, coded + bool(code)
        got = link.code if link else ""
        right += bool(got) and got == code
        if got and got != code:
            wrong.append(f"{what} → {got}, not {code or 'linked'}")
        if code and got != code:
            missed.append(f"{what} → {code}")
    return Score(right, tuple(wrong), tuple(missed), coded, rows)
