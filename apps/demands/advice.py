"""Advice on how rows are written, before publication. It informs and blocks nothing.

The rules are those of docs/domain.md: number of rows by budget, no size or weight, no exact values, no origin or brand
words, nothing that cannot be tested.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.demands.models import Requirement
from apps.taxonomy.language.types import Operator

_ORIGIN = re.compile(r"进口|原产|国外|欧美|德国|美国|日本|原装")
_SIZE = re.compile(r"外形尺寸|尺寸|重量|净重|占地")
_PRAISE = re.compile(r"国际领先|世界一流|先进|知名品牌|优良|良好|卓越|著名")
# Budget below (元) → advised rows, most rows.
_ROW_RULES = ((Decimal(100_000), (3, 7), 10), (Decimal(1_000_000), (5, 14), 20), (None, (10, 21), None))


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice. `tone` is warn or fine; `row_ids` are the rows concerned."""

    title: str
    text: str
    tone: str = "warn"
    row_ids: tuple[int, ...] = ()


def advise(rows: Sequence[Requirement], budget_yuan: Decimal | None) -> list[Advice]:
    """All advice for a version's rows, the most important first."""
    technical = [row for row in rows if row.scope == Requirement.Scope.TECHNICAL]
    found = [
        _about(technical, _ORIGIN, _("产地字样"), _("要求不得限定产地、品牌或进口，请改写或删去。")),
        _about(technical, _PRAISE, _("无法检验"), _("没有数值的评价无法逐条比对，请改成可测的写法。")),
        _exact(technical),
        _about(technical, _SIZE, _("尺寸重量"), _("一般不规定尺寸和重量，确有安装限制时请说明。")),
        _unread(rows),
        _count(technical, budget_yuan),
    ]
    return [advice for advice in found if advice is not None]


def _about(rows: Sequence[Requirement], words: re.Pattern[str], title: str, text: str) -> Advice | None:
    ids = tuple(row.pk for row in rows if words.search(row.raw_text or row.printed_name))
    return Advice(title, text, row_ids=ids) if ids else None


def _exact(rows: Sequence[Requirement]) -> Advice | None:
    ids = tuple(row.pk for row in rows if row.op == Operator.EQUALS and not row.alternative)
    text = _("只有数值相等才算满足，建议改用 ≥、≤ 或范围。")
    return Advice(_("定值"), text, row_ids=ids) if ids else None


def _unread(rows: Sequence[Requirement]) -> Advice | None:
    ids = tuple(row.pk for row in rows if row.needs_review and not row.is_confirmed)
    return Advice(_("待看"), _("这些行不会自动判定，发布前请逐行确认或改写。"), row_ids=ids) if ids else None


def _count(rows: Sequence[Requirement], budget_yuan: Decimal | None) -> Advice | None:
    if budget_yuan is None or not rows:
        return None
    _limit, (low, high), most = next(rule for rule in _ROW_RULES if rule[0] is None or budget_yuan < rule[0])
    count = len({row.line or -row.pk for row in rows})
    text = _("%(count)s 行，按预算建议 %(low)s～%(high)s 行。") % {"count": count, "low": low, "high": high}
    if most is not None and count > most:
        text += _("不宜超过 %(most)s 行。") % {"most": most}
    return Advice(_("行数"), text, tone="fine" if low <= count <= high else "warn")
