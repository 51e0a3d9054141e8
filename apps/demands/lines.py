"""From a text that a person typed, cut out or joined to unsaved rows: read as if it stood in a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.demands.conversion import LONGEST_CONDITION, text_row
from apps.demands.documents import link_rows, rows_of_line
from apps.demands.models import DemandVersion, Requirement
from apps.demands.reading.labels import MARKS, split_label
from apps.demands.reading.types import RowKind, TenderRow
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.selectors import linker_for

LONGEST_LINE = 2000
UNNAMED = "未命名参数"  # what the language calls a value without a name
_LABELLED = re.compile(rf"\s*(?:[{re.escape(MARKS)}]|[（(]\s*\d+\s*[)）]|\d+(?:\.\d+)+\s*[{re.escape(MARKS)}])")
_CONJUNCTION = re.compile(r"^\s*(?:以及|并且|和|及|与|并|，|,|、)\s*")
_ENDS = "；;。，, "


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line stands: its document and block, its heading and kind. Nothing of it is known of a typed line."""

    document_id: int | None = None
    block: int | None = None
    group: str = ""
    is_commercial: bool = False


def read_typed(version: DemandVersion, text: str, *, number: int, place: LinePlace) -> list[Requirement]:
    """The rows of a whole line, with its number and mark taken from it."""
    labelled = split_label(" ".join(text.split()))
    line = TenderRow(
        text=labelled.text[:LONGEST_LINE],
        number=labelled.number,
        mark=labelled.mark,
        kind=RowKind.COMMERCIAL if place.is_commercial else RowKind.TECHNICAL,
        block=0,
        group=place.group,
    )
    return _read(version, line, number=number, place=place)


def read_part(version: DemandVersion, text: str, *, number: int, like: Requirement) -> list[Requirement]:
    """The rows of a part of another row's line: its place, number and mark; its name where the part has none.

    和外置废液桶, cut from 具备四元梯度和外置废液桶, asks for that thing too.
    """
    place = _place_of(like)
    labelled = split_label(text) if _LABELLED.match(text) else None
    bare = _CONJUNCTION.sub("", labelled.text if labelled else text)[:LONGEST_LINE]
    line = TenderRow(
        text=bare, number=like.clause, mark=labelled.mark if labelled else "", block=0, group=like.group,
        kind=RowKind.COMMERCIAL if place.is_commercial else RowKind.TECHNICAL,
    )  # fmt: skip
    rows = _read(version, line, number=number, place=place)
    if rows[0].printed_name == UNNAMED and like.printed_name:
        rows = _read_behind(version, line, number=number, place=place, lead=f"{like.printed_name}：")
    elif rows[0].op == Operator.TEXT and like.op == Operator.HAS:
        rows = _read_behind(version, line, number=number, place=place, lead="具备")
    for row in rows:
        row.mark = row.mark if line.mark else like.mark
    return rows


def _read_behind(
    version: DemandVersion, line: TenderRow, *, number: int, place: LinePlace, lead: str
) -> list[Requirement]:
    """Read the line behind words that it lacks; what is kept of it are its own."""
    named = TenderRow(f"{lead}{line.text}", line.number, line.mark, line.kind, line.block, line.group)
    rows = _read(version, named, number=number, place=place)
    for row in rows:
        row.raw_text = line.text
        row.span_start, row.span_end = (max(0, each - len(lead)) for each in (row.span_start, row.span_end))
    return rows


def _read(version: DemandVersion, line: TenderRow, *, number: int, place: LinePlace) -> list[Requirement]:
    category = version.category
    rows = rows_of_line(line, number=number, instrument=category.name_zh if category else "")
    link_rows(rows, linker_for(category.code if category else ""))
    for row in rows:
        row.document_id, row.block = place.document_id, place.block
    return rows


def _place_of(row: Requirement) -> LinePlace:
    is_commercial = row.scope == Requirement.Scope.COMMERCIAL
    return LinePlace(document_id=row.document_id, block=row.block, group=row.group, is_commercial=is_commercial)


# ---- merging ------------------------------------------------------------------------------------------------------


def join_rows(version: DemandVersion, upper: Requirement, lower: Requirement) -> Requirement:
    """One unsaved row of two that stand one below the other; both texts are kept.

    Two lines that give one reading together (a line broken in two) are that reading. Otherwise the upper row stays
    what it says and takes the lower one's words as a condition; where it says nothing yet, both become text. What was
    not read as one is looked at by a person.
    """
    is_one_line = upper.raw_text == lower.raw_text and upper.line == lower.line
    joined = upper.raw_text if is_one_line else f"{upper.raw_text.rstrip(_ENDS)}，{lower.raw_text}"
    made = None if is_one_line else _read_as_one(version, upper, joined)
    made = made or _with_condition(upper, lower, joined) or _as_text(upper, joined)
    made.line, made.clause, made.document_id, made.block = upper.line, upper.clause, upper.document_id, upper.block
    made.scope, made.group = upper.scope, upper.group
    made.mark = max(upper.mark, lower.mark, key=_weight)
    return made


def _read_as_one(version: DemandVersion, upper: Requirement, joined: str) -> Requirement | None:
    for text in (joined, joined.replace("，", "", 1)) if "，" not in upper.raw_text else (joined,):
        rows = read_part(version, text, number=upper.line, like=upper)
        if len(rows) == 1 and rows[0].op != Operator.TEXT and not rows[0].needs_review:
            rows[0].raw_text = text
            return rows[0]
    return None


def _with_condition(upper: Requirement, lower: Requirement, joined: str) -> Requirement | None:
    words = lower.raw_text[lower.span_start : lower.span_end].strip(_ENDS) or lower.raw_text.strip(_ENDS)
    condition = "; ".join(part for part in (upper.condition, words) if part)
    if upper.op == Operator.TEXT or len(condition) > LONGEST_CONDITION:
        return None
    kept = {field.attname: getattr(upper, field.attname) for field in Requirement._meta.concrete_fields}
    made = Requirement(**{**kept, "id": None, "raw_text": joined, "condition": condition, "is_confirmed": False})
    if upper.raw_text == lower.raw_text:
        made.span_start = min(upper.span_start, lower.span_start)
        made.span_end = max(upper.span_end, lower.span_end)
    made.alternative, made.revision = 0, 1
    made.needs_review, made.review_reason = True, _("合并而来，请看条件是否写对")
    return made


def _as_text(upper: Requirement, joined: str) -> Requirement:
    made = text_row(joined)
    made.review_reason = _("合并后未读懂，保持原文")
    made.printed_name = upper.printed_name if upper.op != Operator.TEXT else made.printed_name
    return made


def _weight(mark: str) -> int:
    return {Mark.MANDATORY.value: 2, Mark.IMPORTANT.value: 1}.get(mark, 0)
