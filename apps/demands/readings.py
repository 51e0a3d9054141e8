"""Other readings of a row that a person may choose with one press, and in words why a row waits for one.

Nothing here guesses: an offer is what the line also could say, written so that it can be checked against the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext as _

from apps.demands.contents import RowFields
from apps.demands.conversion import NUMERIC, RELATIONS, read_value, value_of
from apps.demands.models import Requirement
from apps.demands.pages import shown_value
from apps.demands.spans import parts_of
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.language.units import default_units
from kernel.errors import InvalidInput

MOST_OFFERS = 6
_SCALED = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([万亿千百kKM])(?![A-Za-z])")
_STATED = re.compile(
    r"(≥|≧|>=|不低于|不小于|不少于|至少|≤|≦|<=|不大于|不超过|不高于|＞|>|大于|＜|<|小于)\s*"
    r"([+-]?\d+(?:\.\d+)?(?:×10-?\d+)?)(?!\d*\s*[.,，×xX*～~\-–—/:：±])\s*([A-Za-zμµ℃°%％Ω/·\u4e00]{0,10})"
)
_AT_LEAST, _STRICT = (
    frozenset("≥ ≧ >= 不低于 不小于 不少于 至少 ＞ > 大于".split()),
    frozenset("＞ > 大于 ＜ < 小于".split()),
)
_LISTED = re.compile(r"^(.{1,40}?)(?:应|须|需)?(?:包含|包括|支持|配有|[:：])[:：]?(.+[、,，/].+)$")
_PUNCTUATION = re.compile(r"[；;。，,、：:（）()\s]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """Another reading: `fields` is what the row would be, or `part` a piece of the line for a row of its own."""

    key: str
    label: str
    fields: RowFields | None = None
    part: str = ""


def fields_of(row: Requirement) -> RowFields:
    """The row as if it had been typed."""
    op = Operator(row.op)
    return RowFields(
        name=row.printed_name,
        op=Operator.SET if op is Operator.ENUM else op,
        value=value_of(row),
        unit=row.unit,
        condition=row.condition,
        mark=Mark(row.mark),
        clause=row.clause,
        is_commercial=row.scope == Requirement.Scope.COMMERCIAL,
        is_strict=row.is_strict,
    )


def offers_for(row: Requirement, siblings: Sequence[Requirement]) -> list[Offer]:
    """The other readings of a row; `siblings` are all rows of its line, itself among them."""
    found = [
        *_other_numbers(row),
        *_other_relations(row),
        *_other_units(row),
        *_from_list(row),
        *_from_text(row),
        *_as_text(row),
    ]
    found += _left_parts(row, siblings)
    return list(islice((offer for offer in found if _is_possible(offer)), MOST_OFFERS))


def _is_possible(offer: Offer) -> bool:
    """Whether the service would take it: nobody is offered what is then refused."""
    if offer.fields is None:
        return True
    try:
        read_value(offer.fields)
    except InvalidInput:
        return False
    return True


def _own_text(row: Requirement) -> str:
    return row.raw_text[row.span_start : row.span_end] or row.raw_text


def _other_numbers(row: Requirement) -> Iterator[Offer]:
    """6 and not 60,000 for 6万: the one number of a value with a word of thousands."""
    match = _SCALED.search(_own_text(row))
    if match and Operator(row.op) in (Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS):
        number = match[1].replace(",", "").replace("，", "")
        label = _("%(number)s（不含“%(word)s”）") % {"number": number, "word": match[2]}
        yield Offer("bare", label, replace(fields_of(row), value=number))


def _other_relations(row: Requirement) -> Iterator[Offer]:
    fields = fields_of(row)
    if fields.is_strict and fields.op in (Operator.AT_LEAST, Operator.AT_MOST):
        sign = _(RELATIONS[fields.op])
        yield Offer("inclusive", f"{sign} {_shown(row)}", replace(fields, is_strict=False))
    if fields.op is Operator.EQUALS:
        lower_first = bool(row.parameter and row.parameter.better == "lower")
        ways = [("least", Operator.AT_LEAST), ("most", Operator.AT_MOST)]
        for key, op in reversed(ways) if lower_first else ways:
            yield Offer(key, f"{_(RELATIONS[op])} {_shown(row)}", replace(fields, op=op))
    if fields.op is Operator.TOLERANCE:
        yield Offer("most", f"≤ {_shown(row)}", replace(fields, op=Operator.AT_MOST))


def _shown(row: Requirement) -> str:
    return f"{shown_value(row)} {row.unit}".strip()


def _other_units(row: Requirement) -> Iterator[Offer]:
    """The unit of the parameter, where the printed one is missing or of another quantity."""
    parameter = row.parameter
    if parameter is None or not parameter.unit or Operator(row.op) not in NUMERIC or row.unit == parameter.unit:
        return
    if row.unit and default_units().find(row.unit, parameter.quantity) is not None:
        return
    label = _("单位按 %(unit)s") % {"unit": parameter.unit}
    yield Offer("unit", label, replace(fields_of(row), unit=parameter.unit))


def _from_text(row: Requirement) -> Iterator[Offer]:
    """What a row kept as text states plainly: its first bound, or that the instrument has something."""
    if row.op != Operator.TEXT:
        return
    fields, text = fields_of(row), _own_text(row)
    match = _STATED.search(text)
    if match:
        op = Operator.AT_LEAST if match[1] in _AT_LEAST else Operator.AT_MOST
        name = _PUNCTUATION.sub("", text[: match.start()])[:120] or row.printed_name
        label = f"{_(RELATIONS[op])} {match[2]} {match[3]}".strip()
        is_strict = match[1] in _STRICT
        stated = replace(fields, name=name, op=op, value=match[2], unit=match[3], is_strict=is_strict)
        yield Offer("stated", label, stated)
    yield Offer("has", _("按“具备”判断"), replace(fields, op=Operator.HAS, value="", unit=""))


def _from_list(row: Requirement) -> Iterator[Offer]:
    """离子源应包含ESI、APCI: a list of what must be there, where it was read as one thing that the instrument has."""
    match = _LISTED.search(_own_text(row)) if row.op in (Operator.HAS, Operator.TEXT) else None
    if match:
        members = "、".join(part for part in re.split(r"[、,，/和及]", match[2].strip("；;。，, ")) if part.strip())
        name = _PUNCTUATION.sub("", match[1])[:120] or row.printed_name
        label = _("包含 %(members)s") % {"members": members[:40]}
        yield Offer("list", label, replace(fields_of(row), name=name, op=Operator.SET, value=members, unit=""))


def _as_text(row: Requirement) -> Iterator[Offer]:
    if row.op != Operator.TEXT:
        fields = replace(fields_of(row), op=Operator.TEXT, value=_own_text(row)[:400], unit="", is_strict=False)
        yield Offer("text", _("保持原文，人工判断"), fields)


def _left_parts(row: Requirement, siblings: Sequence[Requirement]) -> Iterator[Offer]:
    """Pieces of the line with a number in them that no row has taken: each may be a row of its own."""
    parts = parts_of(row.raw_text, siblings)
    taken = "".join(char if not part else "\0" for char, (part, _row) in zip(row.raw_text, parts, strict=True))
    for number, piece in enumerate(re.split(r"[\0；;。，,]+", taken)):
        text = piece.strip(" ：:、（）()")
        if len(text) >= 3 and re.search(r"\d", text):
            yield Offer(f"part{number}", _("“%(text)s”单列一行") % {"text": text[:30]}, part=text)


# ---- why a row waits ----------------------------------------------------------------------------------------------


def reasons_for(row: Requirement) -> list[str]:
    """In words: how the printed value was read where that is not plain, and why somebody should look at the row."""
    found = []
    match = _SCALED.search(_own_text(row))
    if match and Operator(row.op) in NUMERIC:
        words = {"printed": match[0], "value": shown_value(row)}
        found.append(_("原文写“%(printed)s”，按 %(value)s 读入。") % words)
    if row.is_confirmed:
        return found
    if row.review_reason:
        found.append(_("存疑：%(reason)s。") % {"reason": row.review_reason.rstrip("。")})
    elif row.confidence < Requirement.SURE:
        found.append(_("把握 %(percent)s%%，请对照原文。") % {"percent": row.confidence})
    return found
