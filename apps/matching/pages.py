"""What the pages of matching are made of: filters on a result, and the table that is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.matching.documents import DEVIATION_WORDS, TECHNICAL_TITLE, DeviationLine, DeviationTable, explained
from apps.matching.models import DeviationRow, Match
from apps.matching.results import PASSING, ProductLine, Result
from apps.matching.selectors import score_parts
from apps.taxonomy.language.types import EvidenceRung, Mark, Verdict
from kernel.exports import in_source_language

Keep = Callable[[ProductLine], bool]


def filter_result(result: Result, query: QueryDict) -> Result:
    """The result with only those product lines that the query asks for; the columns and their counts stay.

    `clause=ID` keeps products that meet the clause; `evidence=3` those with a ★ value of at least this rung;
    `trial=1` those with a unit for trial; `within=1` those within the budget. What is not understood is ignored.
    """
    keeps = [keep for keep in (_meets(result, query), _evidence(result, query), *_flags(query)) if keep]
    if not keeps:
        return result

    def kept(lines: Sequence[ProductLine]) -> tuple[ProductLine, ...]:
        return tuple(line for line in lines if all(keep(line) for keep in keeps))

    return replace(
        result,
        eligible=kept(result.eligible),
        open=kept(result.open),
        near=kept(result.near),
        far=kept(result.far),
        references=kept(result.references),
    )


def _meets(result: Result, query: QueryDict) -> Keep | None:
    wanted = set(query.getlist("clause"))
    indexes = [index for index, column in enumerate(result.columns) if str(column.requirement.pk) in wanted]
    if not indexes:
        return None
    return lambda line: all((cell := line.cells[index]) is not None and cell.verdict in PASSING for index in indexes)


def _evidence(result: Result, query: QueryDict) -> Keep | None:
    if query.get("evidence") != str(EvidenceRung.THIRD_PARTY.value):
        return None
    return lambda line: any(cell is not None and cell.rung >= EvidenceRung.THIRD_PARTY for cell in line.cells)


def _flags(query: QueryDict) -> list[Keep]:
    flags: dict[str, Keep] = {
        "trial": lambda line: line.match.product.has_trial_unit,
        "within": lambda line: line.match.budget_ok is True,
    }
    return [keep for name, keep in flags.items() if query.get(name) == "1"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be pressed: its words, how many products it keeps, and where it leads."""

    label: str
    count: int
    url: str
    active: bool


def chips(whole: Result, query: QueryDict) -> list[Chip]:
    """The filters of the result page, each with the number of products that it keeps by itself."""
    choices = [("all", "1", _("全部"))]
    choices += [
        ("clause", str(column.requirement.pk), f"★{column.requirement.clause} {column.requirement.printed_name}")
        for column in whole.columns
        if column.is_mandatory
    ]
    choices += [("evidence", "3", _("证据 ≥ 三方检测")), ("trial", "1", _("可试用")), ("within", "1", _("预算以内"))]
    return [_chip(whole, query, *choice) for choice in choices]


def _chip(whole: Result, query: QueryDict, name: str, value: str, label: str) -> Chip:
    alone = QueryDict(f"{name}={value}")
    count = len(filter_result(whole, alone).candidates)
    return Chip(label, count, f"?{alone.urlencode()}", active=value in query.getlist(name))


def result_context(result: Result, query: QueryDict, *, may_run_again: bool) -> dict[str, Any]:
    """Everything that the template of the result page reads, but for the chips.

    Products with a ★ miss join the matrix when they are asked for (`all=1`), when a filter is on, or when nothing else
    is there; otherwise the page stays with what can be bought, and lists near misses below.
    """
    shows_all = bool(query) or not (result.eligible or result.open)
    marks = [column.requirement.mark for column in result.columns]
    groups = (
        ("eligible", _("满足"), _("★条款全部无负偏离；按得分排序，付费不影响次序"), result.eligible),
        ("open", _("待确认"), _("无★负偏离，但有★未响应或需人工判断"), result.open),
        ("near", _("只差一条"), _("仅 1 条★负偏离；按得分排序"), result.near if shows_all else ()),
        ("far", _("差两条以上"), "", result.far if shows_all else ()),
        ("references", _("进口对照"), _("仅供参照，不参加排序"), result.references),
    )
    hidden = 0 if shows_all else len(result.near) + len(result.far)
    return {
        "result": result,
        "groups": [(code, label, note, lines) for code, label, note, lines in groups if lines],
        "span": len(result.columns) + 2,
        "hidden_count": hidden,
        "mandatory_count": marks.count(Mark.MANDATORY),
        "important_count": marks.count(Mark.IMPORTANT),
        "parts_of": {line.match.pk: score_parts(line.match) for line in result.candidates + result.references},
        "near_rows": [(line, line.missed[0], _ratio(line.missed[0])) for line in result.near if line.missed],
        "asked_by": {column.requirement.pk: column for column in result.columns},
        "far_count": max(result.run.ineligible_count - result.run.one_clause_short_count, 0),
        "may_run_again": may_run_again,
    }


def _ratio(row: DeviationRow) -> Decimal | None:
    return None if row.margin_percent is None else row.margin_percent / 100


@in_source_language
def deviation_table(match: Match, rows: Sequence[DeviationRow]) -> DeviationTable:
    """One product's deviation table, ready to be printed."""
    version, product = match.run.version, match.product
    sample = "本表机构、厂商、型号均为虚构示例。" if version.demand.is_sample or product.is_sample else ""
    return DeviationTable(
        title=TECHNICAL_TITLE,
        heading=f"{version.title}（{version.demand.code}）{TECHNICAL_TITLE}",
        facts=(
            ("采购单位", version.demand.organisation.name),
            ("制造商", product.organisation.name),
            ("投标产品", str(product)),
            ("报价", "未报价" if product.price_yuan is None else f"{product.price_yuan:,.2f} 元"),
            ("比对编号", match.run.code),
        ),
        lines=tuple(_printed(row, index) for index, row in enumerate(rows, start=1)),
        note="偏离栏空白的行为未响应或需人工判断，请填写后使用。" + sample,
    )


def _printed(row: DeviationRow, index: int) -> DeviationLine:
    verdict = Verdict(row.verdict)
    return DeviationLine(
        position=index,
        clause=row.requirement.clause,
        mark=Mark(row.requirement.mark),
        asked=row.requirement.raw_text,
        answer=row.answer,
        deviation=DEVIATION_WORDS.get(verdict, ""),
        explanation=explained(verdict, row.sentence),
        evidence=row.evidence,
    )
