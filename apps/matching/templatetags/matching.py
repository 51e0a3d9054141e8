"""How a result is drawn with the parts of the visual language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.matching.documents import MARK_SIGNS
from apps.matching.models import DeviationRow, Match
from apps.matching.results import ClauseColumn, ProductLine
from apps.taxonomy.language.types import Mark, Outcome, Verdict
from apps.taxonomy.language.wording import number_text
from design.formats import group_digits
from design.matrix import matrix_cell, matrix_head

register = template.Library()

_CONDITION = re.compile(r"[（(@].*$")
ROW_CLASSES = {Verdict.NEGATIVE: "neg", Verdict.MANUAL: "man", Verdict.UNANSWERED: "una"}


@register.filter
def of_key(mapping: Mapping[object, object] | str | None, key: object) -> object:
    """`{{ parts_of|of_key:match.pk }}`: the value of a key; None where there is none, or no mapping at all."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.filter
def hundredths(value: int) -> Decimal:
    """A score in hundredths of a point, in points with one decimal."""
    return (Decimal(value) / 100).quantize(Decimal("0.1"))


@register.filter
def share_percent(share: Fraction) -> str:
    """A share as a percentage for reading: 11 %, 0.03 %."""
    return f"{number_text(share * 100, 2)} %"


@register.filter
def row_class(verdict: str) -> str:
    """The class of a table row with this verdict."""
    return ROW_CLASSES.get(Verdict(verdict), "")


@register.filter
def outcome_words(match: Match) -> str:
    """The conclusion in words: 满足（已验证）, 满足（仅声明）, 待确认, 差 1 条 …"""
    if match.outcome == Outcome.ELIGIBLE:
        return _("满足（已验证）") if match.is_verified else _("满足（仅声明）")
    if match.outcome == Outcome.OPEN:
        return _("待确认")
    return _("不满足：差 %(count)s 条★") % {"count": match.mandatory_negative_count}


@register.filter
def plain_number(value: Fraction) -> float:
    """An exact number as a float, for a place in a picture only."""
    return float(value)


@register.simple_tag(takes_context=True)
def sheet_url(context: template.Context, line: ProductLine) -> str:
    """Where a product's deviation table stands: the kept one, or that of the trial on the page."""
    match = line.match
    if match.pk:
        return reverse("matching:match", args=[match.pk])
    address = reverse("matching:tried", args=[context["demand"].pk, match.product_id])
    return address + str(context.get("query_string", ""))


@register.simple_tag
def clause_head(column: ClauseColumn) -> SafeString:
    """The column head of a clause."""
    requirement = column.requirement
    return matrix_head(
        number=requirement.clause,
        name=requirement.printed_name,
        asked=_("%(asked)s（试算）") % {"asked": column.asked} if column.was else column.asked,
        unit=requirement.condition,
        mark=requirement.mark,
        passing=column.passed,
        total=column.total,
        worst=column.is_tightest,
    )


@register.simple_tag
def verdict_cell(cell: DeviationRow | None, columns: Sequence[ClauseColumn], index: int) -> SafeString:
    """The cell of one product and one clause."""
    if cell is None:
        return mark_safe("<td></td>")
    requirement = columns[index].requirement
    answer = cell.answer or (_("未给值") if cell.verdict == Verdict.UNANSWERED else "—")
    return matrix_cell(
        cell.verdict,
        value=group_digits(without_condition(answer)),
        margin=None if cell.margin_percent is None else cell.margin_percent / 100,
        rung=cell.rung or None,
        expired=cell.is_evidence_expired,
        clause=MARK_SIGNS[Mark(requirement.mark)] + requirement.clause,
    )


@register.filter
def without_condition(answer: str) -> str:
    """The value alone: the condition stands in the column's head, and an answer under another one is not compared."""
    return _CONDITION.sub("", answer).strip() or answer


@register.simple_tag(takes_context=True)
def without_product(context: template.Context, product_id: int) -> str:
    """The comparison's query string without one of its products."""
    query = context["request"].GET.copy()
    query.setlist("product", [value for value in query.getlist("product") if value != str(product_id)])
    return f"?{query.urlencode()}"
