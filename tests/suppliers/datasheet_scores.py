"""Holds what is read from the annotated datasheets against their gold: rows found, values, links, wrong numbers."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from apps.suppliers.contents import SpecEntry
from apps.suppliers.datasheets.proposing import Proposed, propose
from apps.suppliers.reading import read_value
from apps.suppliers.reading_datasheet.sheet import read_sheet
from apps.suppliers.specs import answer_fits, key_of_condition
from apps.taxonomy.language.canonical import answer_of
from apps.taxonomy.language.types import SpecKind, SpecValue, read_bound
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Parameter
from apps.taxonomy.naming import normalised
from apps.taxonomy.selectors import parameter_facts
from documents.plain import blocks_of_text
from tests.taxonomy.catalogue import linker, shipped

FOLDER = Path(__file__).with_name("datasheets")


@dataclass(frozen=True)
class Gold:
    """One annotated value."""

    model: str
    name: str
    code: str
    kind: str
    lo: str
    hi: str
    unit: str
    condition: str
    members: str


@dataclass
class Score:
    """Counts over some datasheets; `faults` says each difference in words."""

    gold: int = 0
    proposed: int = 0
    found: int = 0
    gold_links: int = 0
    links: int = 0
    right_links: int = 0
    gold_values: int = 0
    values: int = 0
    right_values: int = 0
    wrong_numbers: int = 0
    faults: list[str] = field(default_factory=list)

    def ratios(self) -> dict[str, float]:
        """Precision and recall of rows, links and values."""
        return {
            "rows precision": self.found / self.proposed,
            "rows recall": self.found / self.gold,
            "links precision": self.right_links / self.links,
            "links recall": self.right_links / self.gold_links,
            "values precision": self.right_values / self.values,
            "values recall": self.right_values / self.gold_values,
        }


@lru_cache(maxsize=1)
def _parameters() -> dict[str, Parameter]:
    return {
        record.code: Parameter(
            code=record.code, name_zh=record.name_zh, kind=record.kind, quantity=record.quantity, unit=record.unit,
            better=record.better, settable=record.settable,
        )
        for record in shipped().parameters
    }  # fmt: skip


def score(half: str) -> Score:
    """Read every datasheet of `dev` or `test` and count."""
    total = Score()
    for path in sorted((FOLDER / half).glob("*.txt")):
        _score_one(path, total)
    return total


def _score_one(path: Path, total: Score) -> None:
    category, gold = _gold_of(path)
    sheet = read_sheet(blocks_of_text(path.read_text(encoding="utf-8")))
    proposed = propose(sheet.entries, linker=linker(category), parameter_of=_parameters().get)
    given = [(_model_of(each, sheet.models), each) for each in proposed if not each.entry.is_quiet]
    total.gold += len(gold)
    total.gold_links += sum(bool(each.code) for each in gold)
    total.gold_values += sum(each.kind != "text" for each in gold)
    waiting: dict[tuple[str, str], list[Gold]] = defaultdict(list)
    for each in gold:
        waiting[each.model, normalised(each.name)].append(each)
    for model, found in given:
        _count(found, _take(waiting[model, normalised(found.entry.name)], found), f"{path.stem} {model}", total)
    for left in waiting.values():
        total.faults += [f"{path.stem} {each.model} missed: {each.name} {each.condition}" for each in left]


def _gold_of(path: Path) -> tuple[str, list[Gold]]:
    with path.with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
        category = next(file).lstrip("# ").strip()
        return category, [Gold(**row) for row in csv.DictReader(file, delimiter="\t")]


def _model_of(proposed: Proposed, models: tuple[str, ...]) -> str:
    if proposed.entry.model is None:
        return "*" if models else ""
    return models[proposed.entry.model]


def _take(waiting: list[Gold], proposed: Proposed) -> Gold | None:
    """The annotation that this proposal answers: the one of its condition, else the next."""
    if not waiting:
        return None
    value = _value_of(proposed)
    fitting = [each for each in waiting if _same_condition(each, value)]
    best = (fitting or waiting)[0]
    waiting.remove(best)
    return best


def _value_of(proposed: Proposed) -> SpecValue | None:
    if proposed.parameter is None:
        return None
    entry = SpecEntry(text=proposed.entry.text, condition=proposed.condition, parameter=proposed.parameter.code)
    return read_value(entry, proposed.parameter)


def _same_condition(gold: Gold, value: SpecValue | None) -> bool:
    said = value.condition if value else None
    return key_of_condition(gold.condition or None) == key_of_condition(said)


def _count(proposed: Proposed, gold: Gold | None, where: str, total: Score) -> None:
    total.proposed += 1
    code = proposed.parameter.code if proposed.parameter else ""
    value = _value_of(proposed)
    is_number = value is not None and value.kind is not SpecKind.TEXT and _fits(value, proposed)
    total.links += bool(code)
    total.values += is_number
    said = f"{where}: {proposed.entry.name} | {proposed.entry.text} | {value and value.condition} → {code}"
    if gold is None:
        total.wrong_numbers += is_number
        total.faults.append(f"{said}: not in the gold")
        return
    total.found += 1
    total.right_links += bool(code) and code == gold.code
    if code != gold.code:
        total.faults.append(f"{said}: should be {gold.code or 'no link'}")
    if not is_number or value is None:
        if gold.kind != "text" and code == gold.code:
            total.faults.append(f"{said}: not read, should be {gold.kind} {gold.lo} {gold.hi} {gold.unit}")
        return
    _judge(value, gold, proposed, said, total)


def _fits(value: SpecValue, proposed: Proposed) -> bool:
    assert proposed.parameter is not None
    return value.kind is SpecKind.HAS or answer_fits(value, proposed.parameter)


def _judge(value: SpecValue, gold: Gold, proposed: Proposed, said: str, total: Score) -> None:
    assert proposed.parameter is not None
    same = _same_value(value, gold, proposed.parameter)
    if same and _same_condition(gold, value):
        total.right_values += 1
        return
    total.wrong_numbers += not same
    words = f"{value.kind.value} {value.lo} {value.hi} {value.unit} {value.members} {value.has} @ {value.condition}"
    total.faults.append(f"{said}: {'WRONG ' if not same else 'condition '}{words}, should be {gold}")


def _same_value(value: SpecValue, gold: Gold, parameter: Parameter) -> bool:
    if value.kind.value != gold.kind:
        return False
    if value.kind is SpecKind.HAS:
        return value.has is (gold.lo == "yes")
    if value.kind is SpecKind.SET:
        return sorted(map(normalised, value.members)) == sorted(map(normalised, gold.members.split(",")))
    right = SpecValue(
        code=parameter.code, kind=value.kind, lo=read_bound(gold.lo), hi=read_bound(gold.hi), unit=gold.unit or None
    )
    return list(_ends(value, parameter)) == list(_ends(right, parameter))


def _ends(value: SpecValue, parameter: Parameter) -> Iterator[Fraction | str | None]:
    answer = answer_of(value, parameter=parameter_facts(parameter), units=default_units())
    for end in (answer.lo, answer.hi, answer.magnitude):
        yield end if isinstance(end, Fraction) or end is None else str(getattr(end, "offset", end))
