"""Tables of a datasheet become entries: one a row and model, with group, unit, condition, remark and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.suppliers.reading_datasheet.footnotes import without_sign
from apps.suppliers.reading_datasheet.grids import Row
from apps.suppliers.reading_datasheet.layouts import Layout
from apps.suppliers.reading_datasheet.lines import LONGEST_HEADING
from apps.suppliers.reading_datasheet.names import read_name, without_label
from apps.suppliers.reading_datasheet.types import Entry
from apps.suppliers.reading_datasheet.values import between, name_of_measure, says_nothing, split_values, with_unit
from apps.suppliers.reading_datasheet.vocabulary import is_noise, is_plain_heading, is_quiet

LONGEST_CONDITION = 200
_OPTIONAL = re.compile(r"选[配件购装]|可[选至扩]|扩展|标配|optional|option|/step|per step|standard", re.IGNORECASE)
_CONDITION = re.compile(r"\d\s*(?:%|℃|°C?|[A-Za-zμΩ]{1,5}\b)|→|条件|[时下]$|@")
_DETECTS = re.compile(r"检[测出]限|灵敏度|\blod\b|sensitivity", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands and what it inherits: the heading above it, and the footnotes of the sheet."""

    group: str
    notes: Mapping[str, str]
    is_quiet: bool = False


def entries_of_rows(rows: Sequence[Row], layout: Layout, place: Place) -> Iterator[Entry]:
    """The entries of a table's rows below its head."""
    for entry in _entries(rows, layout, place):
        yield replace(entry, in_table=True)


def _entries(rows: Sequence[Row], layout: Layout, place: Place) -> Iterator[Entry]:
    above = ""
    for row in rows:
        if row.is_heading and not layout.is_by_row:
            heading = without_label(row.filled[0])[:LONGEST_HEADING]
            place = replace(place, group="" if is_plain_heading(heading) else heading, is_quiet=is_quiet(heading))
            continue
        if layout.is_by_row:
            yield from _entries_of_model(row, layout, place)
            continue
        name = row.texts[layout.name] or above
        above = name
        if layout.beside.group is not None and row.texts[layout.beside.group]:
            group = without_label(row.texts[layout.beside.group])
            place = replace(place, group="" if is_plain_heading(group) else group, is_quiet=is_quiet(group))
        yield from _entries_of_row(name, row, layout, place)


def _entries_of_row(name: str, row: Row, layout: Layout, place: Place) -> Iterator[Entry]:
    if layout.bounds != (None, None):
        yield from _entries_between(name, row, layout, place)
        return
    for index, column in enumerate(layout.values):
        text = row.texts[column]
        if layout.is_typical and not says_nothing(text):
            text = f"{_with_own_unit(name, text, row, layout)}（典型值）"
        model = index if layout.models else None
        for entry in entries_of(name, text, row.block, place, unit=_at(row, layout.beside.unit)):
            yield replace(_with_columns(entry, row, layout), model=model)


def _with_own_unit(name: str, text: str, row: Row, layout: Layout) -> str:
    return with_unit(text, _at(row, layout.beside.unit) or read_name(name).unit)


def _entries_between(name: str, row: Row, layout: Layout, place: Place) -> Iterator[Entry]:
    """The lowest and the highest of a row as one value; where neither is printed, what is typical."""
    low, high = ("" if column is None else row.texts[column] for column in layout.bounds)
    text, typical = between(low, high), _at(row, layout.typical)
    if not text and typical:
        text = f"{_with_own_unit(name, typical, row, layout)}（典型值）"
        layout = replace(layout, typical=None)
    for entry in entries_of(name, text, row.block, place, unit=_at(row, layout.beside.unit)):
        yield _with_columns(entry, row, layout)


def _with_columns(entry: Entry, row: Row, layout: Layout) -> Entry:
    condition, remark = _at(row, layout.beside.condition), _at(row, layout.beside.remark)
    if remark and _is_condition(entry.name, remark):
        condition, remark = _joined(condition, remark), ""
    typical = _at(row, layout.typical)
    notes = [f"典型值 {typical}" if typical else "", remark, entry.note]
    return replace(
        entry,
        condition=_joined(entry.condition, condition)[:LONGEST_CONDITION],
        note="；".join(note for note in notes if note)[:400],
    )


def _at(row: Row, column: int | None) -> str:
    text = "" if column is None else row.texts[column]
    return "" if says_nothing(text) else " ".join(text.split())


def _joined(one: str, two: str) -> str:
    return "; ".join(part for part in (one, two) if part)


def _is_condition(name: str, remark: str) -> bool:
    """A remark is a condition where it gives a figure, a time or, for a detection limit, the substance."""
    if _OPTIONAL.search(remark) or len(remark) > 40:
        return False
    return bool(_CONDITION.search(remark) or (_DETECTS.search(name) and len(remark) <= 20))


def _entries_of_model(row: Row, layout: Layout, place: Place) -> Iterator[Entry]:
    """A row that is a model: the head has the names. The model's index is found by the reader of the sheet."""
    for columns, name in layout.names:
        texts = [row.texts[column] for column in columns]
        text = texts[0] if len(texts) == 1 else between(*texts)
        yield from entries_of(name, text, row.block, place)


def entries_of(name: str, text: str, block: int, place: Place, *, unit: str = "") -> Iterator[Entry]:
    """The entries of one printed name and its value; none where nothing is stated or the name is no property."""
    bare, note = without_sign(name, place.notes)
    printed = read_name(bare)
    if not printed.text or says_nothing(text) or is_noise(printed.text):
        return
    value, note_behind = without_sign(text, place.notes)
    for stated in split_values(value):
        called = name_of_measure(printed.text, stated.measure) if stated.measure else printed.text
        yield Entry(
            name=called[:120],
            text=stated.text if stated.measure else with_unit(stated.text, unit or printed.unit),
            block=block,
            condition=_joined(printed.condition, stated.label)[:LONGEST_CONDITION],
            group=place.group,
            note="；".join(each for each in (note, note_behind) if each),
            is_quiet=place.is_quiet or is_quiet(name),
            is_side=bool(stated.measure),
        )
