"""差在哪一条: the demands that a maker's products miss by exactly one ★, by the clause that lost.

For a clause with a number the strictest bound of all its demands is named: a product that reaches it has no ★ negative
in any of them any more. Where the clauses ask for different things no such value is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from apps.accounts.actors import Actor
from apps.demands.models import Demand, Requirement
from apps.matching.models import DeviationRow
from apps.matching.results import ask_in_short
from apps.suppliers.models import Product
from apps.taxonomy.language.canonical import find_unit
from apps.taxonomy.language.types import Mark, Operator, Outcome, Verdict, read_bound
from apps.taxonomy.language.units import default_units
from design.signs import RUNG_WORDS
from kernel.exports import neutralise, saved

MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class ClauseGap:
    """One clause that a product loses on: what the product says, what it would need, and the demands behind it.

    `budget_yuan` sums public budgets only; None where none is public.
    """

    product: Product
    name: str
    answer: str
    needed: str
    rung: int
    is_expired: bool
    rows: tuple[DeviationRow, ...]
    budget_yuan: Decimal | None

    @property
    def key(self) -> str:
        """What an address names it by: the product and one of its rows."""
        return str(self.rows[0].pk)

    @property
    def count(self) -> int:
        """How many demands."""
        return len(self.rows)


def near_miss_rows(actor: Actor) -> QuerySet[DeviationRow]:
    """The ★ rows that alone keep the maker's products from a published demand, the nearest first."""
    return (
        DeviationRow.objects.filter(
            match__run__is_current=True,
            match__run__version__demand__status=Demand.Status.PUBLISHED,
            match__product__organisation_id=actor.organisation_id or 0,
            match__product__status=Product.Status.PUBLISHED,
            match__is_reference=False,
            match__outcome=Outcome.INELIGIBLE,
            match__mandatory_negative_count=1,
            verdict=Verdict.NEGATIVE,
            requirement__mark=Mark.MANDATORY,
        )
        .select_related("match__product", "match__run__version__demand__organisation", "requirement__parameter")
        .order_by("distance", "pk")
    )


def gaps_of(actor: Actor) -> list[ClauseGap]:
    """The clauses that lose demands, those that lose most first. One query."""
    groups: dict[tuple[object, ...], list[DeviationRow]] = {}
    for row in near_miss_rows(actor)[:MOST_ROWS]:
        groups.setdefault(_key(row), []).append(row)
    gaps = [_gap(rows) for rows in groups.values()]
    return sorted(gaps, key=lambda gap: (-gap.count, -(gap.budget_yuan or 0), gap.product.model))


def _key(row: DeviationRow) -> tuple[object, ...]:
    asked = row.requirement
    return (row.match.product_id, asked.parameter_id or asked.printed_name, asked.op, row.answer)


def _gap(rows: Sequence[DeviationRow]) -> ClauseGap:
    first = rows[0]
    versions = [row.match.run.version for row in rows]
    budgets = [each.budget_yuan for each in versions if each.is_budget_public and each.budget_yuan is not None]
    parameter = first.requirement.parameter
    return ClauseGap(
        product=first.match.product,
        name=parameter.name if parameter else first.requirement.printed_name,
        answer=first.answer,
        needed=needed_words([row.requirement for row in rows]),
        rung=first.rung,
        is_expired=first.is_evidence_expired,
        rows=tuple(rows),
        budget_yuan=sum(budgets, Decimal(0)) if budgets else None,
    )


def needed_words(asked: Iterable[Requirement]) -> str:
    """What satisfies all of these clauses of one parameter: ≥ 0.8 nm; '' where no single bound does."""
    clauses = list(asked)
    words = {ask_in_short(each) for each in clauses}
    if len(words) == 1:
        return words.pop()
    bounds = [(bound, each.is_strict, each) for each in clauses if (bound := _bound(each)) is not None]
    if len(bounds) < len(clauses) or len({each.condition for each in clauses}) > 1:
        return ""
    if clauses[0].op == Operator.AT_LEAST:
        return ask_in_short(max(bounds, key=lambda found: found[:2])[2])
    return ask_in_short(min(bounds, key=lambda found: (found[0], not found[1]))[2])


def _bound(asked: Requirement) -> Fraction | None:
    """The bound of an at-least or at-most clause in base units; None for every other clause."""
    if asked.op not in (Operator.AT_LEAST, Operator.AT_MOST):
        return None
    bound = read_bound(asked.lo if asked.op == Operator.AT_LEAST else asked.hi)
    quantity = asked.parameter.quantity if asked.parameter else ""
    unit = find_unit(asked.unit or None, quantity, default_units())
    return None if unit is None or not isinstance(bound, Fraction) else unit.to_base(bound)


def gaps_xlsx(gaps: Iterable[ClauseGap]) -> bytes:
    """Every near miss as a row for the maker's own developers; texts never become formulas."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("差在哪一条")
    head = [
        *(_("型号"), _("参数"), _("产品现值"), _("改到即可（本组全部需求）"), _("证据等级")),
        *(_("需求编号"), _("需求名称"), _("需求单位"), _("条款号"), _("本条要求"), _("说明"), _("公开预算（元）")),
    ]
    sheet.append(head)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for gap in gaps:
        for row in gap.rows:
            sheet.append([neutralise(each) if isinstance(each, str) else each for each in _sheet_row(gap, row)])
    sheet.freeze_panes = "B2"
    return saved(book)


def _sheet_row(gap: ClauseGap, row: DeviationRow) -> list[object]:
    version, asked = row.match.run.version, row.requirement
    return [
        *(gap.product.model, gap.name, row.answer, gap.needed, str(RUNG_WORDS.get(row.rung, ""))),
        *(version.demand.code, version.title, version.demand.organisation.name, asked.clause),
        *(ask_in_short(asked), row.said, version.budget_yuan if version.is_budget_public else None),
    ]
