"""The arithmetic of a score written out, part by part: docs/algorithms/score.md for one product.

A line is shown only where working it out anew gives the points that the run kept; where a product's price or names
have changed since, the line says so instead of showing a sum that does not come out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from apps.demands.models import DemandVersion
from apps.matching.catalogues import term_weights
from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.engine.scoring import (
    FULL_TEXT,
    NO_AMOUNT,
    TOP_RUNGS,
    days,
    delivery_points,
    fen,
    price_points,
    share,
)
from apps.matching.engine.text import relevances
from apps.matching.models import DeviationRow, Match
from apps.matching.results import PASSING
from apps.matching.selectors import PART_LABELS
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Mark
from design.formats import format_days, format_number, format_wan

_MARKS = {"mandatory": Mark.MANDATORY, "important": Mark.IMPORTANT, "general": Mark.GENERAL}


@dataclass(frozen=True, slots=True)
class SumLine:
    """One part of the score with the sum that gives it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything a part is worked out from; `weight` and `points`, which the run kept, in hundredths."""

    engine: str
    version: DemandVersion
    product: Product
    rows: Sequence[DeviationRow]
    points: int
    weight: int

    def asked(self, mark: Mark) -> list[DeviationRow]:
        return [row for row in self.rows if row.requirement.mark == mark]


def sums_of(match: Match, rows: Sequence[DeviationRow]) -> list[SumLine]:
    """The lines of a match whose rows carry their requirements, in the published order."""
    found = []
    for name, (points, weight) in ((name, match.parts[name]) for name in PART_LABELS if name in match.parts):
        case = _Case(match.run.engine_version, match.run.version, match.product, rows, points, weight)
        worked_out, text = _WORKED[name](case)
        if worked_out != points:
            text = _("按比对当时的产品资料计 %(points)s") % {"points": _points(points)}
        found.append(SumLine(str(PART_LABELS[name]), text))
    return found


def _points(hundredths: int) -> str:
    return format_number(Decimal(hundredths) / 100, 2)


def _marked(name: str) -> Callable[[_Case], tuple[int, str]]:
    def worked_out(case: _Case) -> tuple[int, str]:
        asked = case.asked(_MARKS[name])
        good = sum(row.verdict in PASSING for row in asked)
        points = share(case.weight, good, len(asked))
        words = {"all": len(asked), "good": good, "weight": _points(case.weight), "points": _points(points)}
        return points, _("%(all)s 条满足 %(good)s 条：%(weight)s × %(good)s ÷ %(all)s = %(points)s") % words

    return worked_out


def _price(case: _Case) -> tuple[int, str]:
    price, budget = fen(case.product.price_yuan), fen(case.version.budget_yuan)
    points = price_points(case.weight, price, budget)
    words = {
        "price": format_wan(case.product.price_yuan),
        "budget": format_wan(case.version.budget_yuan),
        "weight": _points(case.weight),
        "points": _points(points),
    }
    if price == NO_AMOUNT:
        return points, _("未报价，不得分")
    if price <= budget:
        return points, _("报价 %(price)s，在预算 %(budget)s以内，得满 %(weight)s") % words
    if not points:
        return points, _("报价 %(price)s，比预算 %(budget)s高出四分之一以上，不得分") % words
    text = _("%(weight)s ×［1 − 4 ×（报价 %(price)s − 预算 %(budget)s）÷ %(budget)s］= %(points)s")
    return points, text % words


def _delivery(case: _Case) -> tuple[int, str]:
    lead, limit = days(case.product.lead_time_days), days(case.version.delivery_days)
    points = delivery_points(case.weight, lead, limit)
    words = {
        "lead": format_days(case.product.lead_time_days),
        "limit": format_days(case.version.delivery_days),
        "weight": _points(case.weight),
        "points": _points(points),
    }
    if lead == NO_AMOUNT:
        return points, _("未给交货期，不得分")
    if lead <= limit:
        return points, _("交货 %(lead)s，在要求的 %(limit)s以内，得满 %(weight)s") % words
    if not points:
        return points, _("交货 %(lead)s，是要求的 %(limit)s的两倍以上，不得分") % words
    return points, _("%(weight)s ×［1 −（交货 %(lead)s − 要求 %(limit)s）÷ %(limit)s］= %(points)s") % words


def _evidence(case: _Case) -> tuple[int, str]:
    steps = sum(row.rung - 1 for row in case.rows if row.verdict in PASSING)
    points = share(case.weight, steps, TOP_RUNGS * len(case.rows))
    text = _("满足的条款共高出“声明” %(steps)s 级：%(weight)s × %(steps)s ÷（%(top)s 级 × %(all)s 条）= %(points)s")
    words = {"steps": steps, "top": TOP_RUNGS, "all": len(case.rows)}
    return points, text % (words | {"weight": _points(case.weight), "points": _points(points)})


def _text(case: _Case) -> tuple[int, str]:
    if case.engine != ENGINE_VERSION:
        text = _("按引擎 %(engine)s 的办法计 %(points)s")
        return case.points, text % {"engine": case.engine, "points": _points(case.points)}
    category = case.product.category
    texts = (case.product.name, case.product.model, category.name_zh, *category.aliases)
    name, found = max(relevances(case.version.title, texts, term_weights()), key=lambda pair: pair[1])
    points = share(case.weight, found, FULL_TEXT)
    if not found:
        return points, _("产品的名称与需求名称没有相同的专门字词，不得分")
    words = {"share": format_number(Decimal(found) / 10, 1), "weight": _points(case.weight), "points": _points(points)}
    text = _("“%(name)s”与需求名称相符 %(share)s%%，少见的字词分量重：%(weight)s × %(share)s%% = %(points)s")
    return points, text % (words | {"name": name})


_WORKED: dict[str, Callable[[_Case], tuple[int, str]]] = {
    **{name: _marked(name) for name in _MARKS},
    "price": _price,
    "delivery": _delivery,
    "evidence": _evidence,
    "text": _text,
}
