"""Between texts, readings, rows and the engine's requirements: one table, used by documents, forms and matching.

What is not understood keeps no number: it stays text, is marked for review, and the engine leaves it to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.demands.contents import RowFields
from apps.demands.models import Requirement
from apps.taxonomy.language import types
from apps.taxonomy.language.convert import is_superlative, mark_of, why_text
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Mark, Operator, Reading, bound_text, decimal_text, read_bound
from apps.taxonomy.language.wording import requirement_in_words
from apps.taxonomy.models import Parameter
from kernel.errors import InvalidInput

NUMERIC = (Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE)
LONGEST_NAME, LONGEST_VALUE, LONGEST_CONDITION, LONGEST_UNIT, LONGEST_BOUND = 120, 400, 200, 40, 80
_SEPARATORS = re.compile(r"[、,，;；|]|\s+(?=\S)")


# ---- reading → row ------------------------------------------------------------------------------------------------


def row_of_reading(reading: Reading, *, raw_text: str) -> Requirement:
    """An unsaved row without version, position and parameter: the reading as it may be stored.

    A reading that the engine has no form for (a size, a formula, a tolerance of a value, a family of spans) becomes
    text; one that its reader doubts keeps its form and is marked for review.
    """
    row = Requirement(
        raw_text=raw_text,
        span_start=reading.span[0],
        span_end=reading.span[1],
        printed_name=reading.parameter[:LONGEST_NAME],
        group=(reading.group or "")[:60],
        op=reading.op.value,
        unit=reading.unit or "",
        condition=(reading.condition or "")[:LONGEST_CONDITION],
        is_strict=reading.strict,
        alternative=reading.alt or 0,
        mark=mark_of(reading.mark).value,
        confidence=max(0, min(100, reading.confidence)),
        needs_review=reading.review,
        review_reason=reading.reason[:200],
    )
    _fill_value(row, reading)
    return row


def _fill_value(row: Requirement, reading: Reading) -> None:
    reason = _formless(reading)
    if reason:
        _as_text(row, raw=reading.value if isinstance(reading.value, str) else "", reason=reason)
    elif reading.op in NUMERIC:
        row.lo, row.hi = bound_text(reading.lo), bound_text(reading.hi)
    elif reading.op in (Operator.ENUM, Operator.SET):
        row.op = Operator.SET.value
        row.members = [_member(value) for value in reading.values]
    elif reading.op is Operator.TEXT:
        row.value_text = str(reading.value or "")[:LONGEST_VALUE]


def _formless(reading: Reading) -> str:
    """Why the engine has no form for this reading, whatever its reader doubts; '' when it has one."""
    if reading.op is Operator.TEXT:
        return ""
    if reason := why_text(replace(reading, review=False)):
        return reason
    texts = (bound_text(reading.lo), bound_text(reading.hi), *(_member(value) for value in reading.values))
    too_long = any(len(text) > LONGEST_BOUND for text in texts) or len(reading.unit or "") > LONGEST_UNIT
    return _("数字过长，需人工判断") if too_long else ""


def _as_text(row: Requirement, *, raw: str, reason: str) -> None:
    row.op = Operator.TEXT.value
    row.value_text = (raw or row.raw_text[row.span_start : row.span_end] or row.raw_text)[:LONGEST_VALUE]
    row.lo = row.hi = row.unit = ""
    row.members = []
    row.review_reason = reason[:200]


def _member(value: Fraction | str) -> str:
    return decimal_text(value) if isinstance(value, Fraction) else str(value)[:LONGEST_NAME]


def text_row(raw_text: str, *, mark: str = "") -> Requirement:
    """A row for a line from which nothing was read: the line itself, for a person to judge."""
    return Requirement(
        raw_text=raw_text,
        span_end=len(raw_text),
        printed_name=raw_text[:LONGEST_NAME],
        op=Operator.TEXT.value,
        value_text=raw_text[:LONGEST_VALUE],
        mark=mark_of(mark).value,
        confidence=0,
        needs_review=True,
        review_reason=_("未读懂，保持原文"),
    )


# ---- typed fields → row -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedValue:
    """What a typed value says: bounds as stored texts, members, or text."""

    lo: str = ""
    hi: str = ""
    unit: str = ""
    members: tuple[str, ...] = ()
    text: str = ""
    is_strict: bool = False


def read_value(fields: RowFields) -> TypedValue:
    """Read the typed value of a row. Raises InvalidInput with detail on `value` when it does not fit the relation."""
    value = fields.value.strip()
    if fields.op is Operator.HAS:
        return TypedValue()
    if not value:
        raise _refused(_("请填写值。"))
    if fields.op in (Operator.ENUM, Operator.SET):
        members = tuple(part.strip() for part in _SEPARATORS.split(value) if part.strip())
        return TypedValue(members=members, unit=fields.unit.strip())
    if fields.op is Operator.TEXT:
        return TypedValue(text=value[:LONGEST_VALUE])
    return _numeric_value(fields, value)


_PREFIXES = {
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
    Operator.EQUALS: "：",
    Operator.RANGE: "：",
    Operator.TOLERANCE: "：±",
}


def _numeric_value(fields: RowFields, value: str) -> TypedValue:
    """Let the requirement language read it, so that a form and a document mean the same by the same text."""
    bare = (
        value.lstrip("≥≤＞＜><=±+ ")
        if fields.op in (Operator.AT_LEAST, Operator.AT_MOST, Operator.TOLERANCE)
        else value
    )
    strict = {Operator.AT_LEAST: "＞", Operator.AT_MOST: "＜"}.get(fields.op, "") if fields.is_strict else ""
    line = f"数值{strict or _PREFIXES[fields.op]}{bare}{fields.unit.strip()}"
    readings = read_line(line)
    if len(readings) != 1:
        raise _unreadable(value, fields.op)
    found = readings[0]
    if found.review or found.op is not fields.op or found.condition or _formless(found):
        raise _unreadable(value, fields.op)
    if fields.unit.strip() and found.unit is None:
        raise InvalidInput(
            _("单位“%(unit)s”不认识，请检查写法。") % {"unit": fields.unit[:40]},
            detail={"unit": _("不认识的单位")},
        )
    return TypedValue(lo=bound_text(found.lo), hi=bound_text(found.hi), unit=found.unit or "", is_strict=found.strict)


def _unreadable(value: str, op: Operator) -> InvalidInput:
    examples = {
        Operator.RANGE: "50～3000",
        Operator.TOLERANCE: "0.1",
    }
    return _refused(
        _("值“%(value)s”读不出来，请写成 %(example)s 的样子；单位填在单位栏。")
        % {"value": value[:40], "example": examples.get(op, "60000 或 6万")}
    )


def _refused(message: str) -> InvalidInput:
    return InvalidInput(message, detail={"value": message})


# ---- row → engine -------------------------------------------------------------------------------------------------


def with_alternatives(rows: Iterable[Requirement]) -> Iterator[list[Requirement]]:
    """The rows in their order; those that are alternatives of one another (same line, name and condition) together."""
    return (list(members) for _key, members in groupby(rows, key=_alternatives_key))


def _alternatives_key(row: Requirement) -> tuple[object, ...]:
    if not row.alternative:
        return (id(row),)
    return (row.line, row.printed_name, row.condition, row.scope)


def requirement_of(rows: Iterable[Requirement]) -> types.Requirement:
    """The engine's requirement of one row, or of several rows that are alternatives of one another.

    Rows that still need review and are not confirmed, and values that cannot be read back, are TEXT with the reason.
    """
    row, *others = list(rows)
    if others:
        alternatives = tuple(_single(each) for each in (row, *others))
        return types.Requirement(
            number=str(row.pk),
            name=row.printed_name,
            code=alternatives[0].code,
            op=Operator.ANY,
            mark=Mark(row.mark),
            alternatives=alternatives,
        )
    return _single(row)


def _single(row: Requirement) -> types.Requirement:
    base = {
        "number": str(row.pk),
        "name": row.printed_name,
        "code": row.parameter.code if row.parameter else None,
        "condition": row.condition or None,
        "mark": Mark(row.mark),
    }
    if row.needs_review and not row.is_confirmed:
        return types.Requirement(op=Operator.TEXT, reason=row.review_reason or _("未确认的条款"), **base)  # type: ignore[arg-type]
    op = Operator(row.op)
    if op is Operator.TEXT:
        return types.Requirement(op=op, reason=row.review_reason or _("文字要求"), **base)  # type: ignore[arg-type]
    try:
        lo, hi = read_bound(row.lo), read_bound(row.hi)
    except ValueError:
        return types.Requirement(op=Operator.TEXT, reason=_("数值无法读取"), **base)  # type: ignore[arg-type]
    return types.Requirement(
        op=Operator.SET if op is Operator.ENUM else op,
        lo=lo,
        hi=hi,
        unit=row.unit or None,
        strict=row.is_strict,
        members=tuple(row.members),
        superlative=op is Operator.EQUALS and is_superlative(f"{row.printed_name}{row.raw_text}"),
        **base,  # type: ignore[arg-type]
    )


# ---- row → words --------------------------------------------------------------------------------------------------

RELATIONS = {
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
    Operator.EQUALS: "＝",
    Operator.RANGE: gettext_noop("覆盖"),
    Operator.TOLERANCE: "±",
    Operator.ENUM: gettext_noop("包含"),
    Operator.SET: gettext_noop("包含"),
    Operator.HAS: gettext_noop("具备"),
    Operator.TEXT: gettext_noop("文字"),
}


def relation_of(row: Requirement) -> str:
    """The relation as a sign or a word in the reader's language: ≥, 覆盖, 包含; > and < for strict ones."""
    if row.is_strict and row.op in (Operator.AT_LEAST, Operator.AT_MOST):
        return ">" if row.op == Operator.AT_LEAST else "<"
    return _(RELATIONS.get(Operator(row.op), row.op))


def value_of(row: Requirement) -> str:
    """The value side without unit, as it is typed into the form: 60000, 50～3000, 室温+5～85, ESI、APCI."""
    op = Operator(row.op)
    if op is Operator.RANGE:
        return f"{row.lo}～{row.hi}"
    if op is Operator.AT_LEAST or op is Operator.EQUALS:
        return row.lo
    if op in (Operator.AT_MOST, Operator.TOLERANCE):
        return row.hi
    return "、".join(row.members) if op in (Operator.ENUM, Operator.SET) else row.value_text


def asked_in_words(row: Requirement) -> str:
    """What is asked, with unit, for reading: ≥ 60,000; 50～3,000 m/z; 具备."""
    asked = _single(_unreviewed(row))
    return row.value_text if asked.op is Operator.TEXT else requirement_in_words(asked)


def _unreviewed(row: Requirement) -> Requirement:
    if not row.needs_review or row.is_confirmed:
        return row
    shown = Requirement(**{field.attname: getattr(row, field.attname) for field in Requirement._meta.concrete_fields})
    shown.is_confirmed = True
    return shown


def fill_typed(row: Requirement, fields: RowFields, parameter: Parameter | None) -> None:
    """Put typed fields into a row; what a person typed is confirmed. Raises InvalidInput."""
    name = fields.name.strip()
    if not name:
        raise InvalidInput(_("请填写参数名称。"), detail={"name": _("不能为空")})
    typed = read_value(fields)
    row.printed_name, row.parameter = name[:LONGEST_NAME], parameter
    row.op, row.lo, row.hi, row.unit = fields.op.value, typed.lo, typed.hi, typed.unit[:LONGEST_UNIT]
    row.members, row.value_text, row.is_strict = list(typed.members), typed.text, typed.is_strict
    row.condition, row.mark, row.clause = (
        fields.condition.strip()[:LONGEST_CONDITION],
        fields.mark.value,
        fields.clause[:20],
    )
    row.scope = Requirement.Scope.COMMERCIAL if fields.is_commercial else Requirement.Scope.TECHNICAL
    row.confidence, row.needs_review, row.review_reason, row.is_confirmed = 100, False, "", True
    if not row.raw_text:
        row.raw_text = f"{row.printed_name} {asked_in_words(row)}".strip()
        row.span_end = len(row.raw_text)
