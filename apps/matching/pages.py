"""What the result page is made of: groups of products, near misses, counts; and the table that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.matching import access
from apps.matching.arithmetic import sums_of
from apps.matching.documents import DEVIATION_WORDS, TECHNICAL_TITLE, DeviationLine, DeviationTable, explained
from apps.matching.engine.knobs import Scene
from apps.matching.filters import Filters
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.matching.results import PASSING, ClauseColumn, ProductLine, Result
from apps.matching.selectors import score_parts
from apps.matching.whatif import Trial, key_of, loosening_for
from apps.matching.whatif_pages import address
from apps.taxonomy.language.types import Mark, Verdict, decimal_text
from apps.taxonomy.language.wording import requirement_in_words
from kernel.languages import in_source_language

LEAST_GAP, FULL_GAP = Decimal("0.01"), Decimal(1)


@dataclass(frozen=True, slots=True)
class Group:
    """Products of one conclusion under their heading."""

    code: str
    label: str
    note: str
    lines: tuple[ProductLine, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A product that fails one ★: how far it is away, and what the clause would have to ask for it to pass.

    `ratio` is None where the miss is no ratio; then the row's sentence says it. `url` tries the change on the page.
    """

    line: ProductLine
    row: DeviationRow
    column: ClauseColumn
    ratio: Decimal | None
    loosened: str
    score: Decimal | None
    url: str
    important_met: int
    important_count: int


def groups_of(shown: Result, *, shows_all: bool) -> list[Group]:
    """The groups of the matrix. Products with a ★ miss stand in it only when they are asked for."""
    groups = (
        Group("eligible", _("满足"), _("★条款全部无负偏离；按得分排序，付费不影响次序"), shown.eligible),
        Group("open", _("待确认"), _("无★负偏离，但有★未响应或需人工判断"), shown.open),
        Group("near", _("只差一条"), _("仅 1 条★负偏离；按得分排序"), shown.near if shows_all else ()),
        Group("far", _("差两条以上"), "", shown.far if shows_all else ()),
        Group("references", _("进口对照"), _("仅供参照，不参加排序"), shown.references),
    )
    return [group for group in groups if group.lines]


def board_context(filters: Filters, trial: Trial | None, scenes: Sequence[Scene], query: QueryDict) -> dict[str, Any]:
    """Everything below the rulers: chips, matrix, near misses.

    Products with a ★ miss join the matrix when they are asked for (`all=1`), when a filter is on, or when nothing else
    is there; otherwise the page stays with what can be bought, and lists near misses below.
    """
    shown = filters.shown
    near = sorted(filters.result.near, key=lambda line: (line.match.distance, line.match.rank))
    misses = [near_miss(line, filters.result, trial, scenes, query) for line in near if line.missed]
    return {
        "result": shown,
        "groups": groups_of(shown, shows_all=filters.shows_all),
        "span": len(shown.columns) + 2,
        "far_shown": _far_count(filters.result.run),
        "hidden_count": 0 if filters.shows_all else len(shown.near) + len(shown.far),
        "all_url": address(query, {"all": "1"}),
        "clear_url": filters.chips()[0].url,
        "parts_of": {line.match.product_id: score_parts(line.match) for line in shown.candidates + shown.references},
        "near_misses": misses,
        "largest_gap": _longest_bar(misses),
        "chips": filters.chips(),
        "other_chips": filters.other_clauses(),
    }


def _longest_bar(misses: Sequence[NearMiss]) -> Decimal:
    """What the longest bar stands for: the largest miss, as long as it is no more than the whole value asked for."""
    ratios = [abs(miss.ratio) for miss in misses if miss.ratio is not None]
    return min(FULL_GAP, max([LEAST_GAP, *ratios]))


def near_miss(
    line: ProductLine, result: Result, trial: Trial | None, scenes: Sequence[Scene], query: QueryDict
) -> NearMiss:
    """One line of 只差一条."""
    row = line.missed[0]
    column = next(column for column in result.columns if column.requirement.pk == row.requirement_id)
    found, bounds = None, {}
    if trial is not None:
        place = [each.pk for each in trial.rows].index(row.requirement_id)
        found = loosening_for(trial, place, str(line.match.product_id), scenes)
        bounds = {key_of(trial.rows[place], end): decimal_text(value) for end, value in found.bounds} if found else {}
    important = [cell for cell, each in zip(line.cells, result.columns, strict=True) if _is_important(each)]
    return NearMiss(
        line=line,
        row=row,
        column=column,
        ratio=None if row.margin_percent is None else row.margin_percent / 100,
        loosened=requirement_in_words(found.after) if found else "",
        score=Decimal(found.score) / 100 if found else None,
        url=address(query, bounds) if bounds and not any("/" in text for text in bounds.values()) else "",
        important_met=sum(cell is not None and cell.verdict in PASSING for cell in important),
        important_count=len(important),
    )


def _is_important(column: ClauseColumn) -> bool:
    return bool(column.requirement.mark == Mark.IMPORTANT)


def head_context(result: Result, run: MatchRun) -> dict[str, Any]:
    """The facts in the head of the page and its first sentence: they speak of the demand as published (`run`)."""
    marks = [column.requirement.mark for column in result.columns]
    return {
        "clause_count": len(marks),
        "mandatory_count": marks.count(Mark.MANDATORY),
        "important_count": marks.count(Mark.IMPORTANT),
        "tightest": result.tightest,
        "far_count": _far_count(run),
    }


def _far_count(run: MatchRun) -> int:
    return max(run.ineligible_count - run.one_clause_short_count, 0)


def table_context(match: Match, rows: Sequence[DeviationRow], *, actor: Actor) -> dict[str, Any]:
    """What the deviation table of one product shows, on its page and in the matrix. The score to who may see it."""
    version = match.run.version
    sees_price = access.may_see_price_parts(actor, match)
    return {
        "match": match,
        "rows": rows,
        "due_count": sum(row.verdict not in PASSING for row in rows),
        "parts": score_parts(match) if sees_price else [],
        "sums": sums_of(match, rows) if sees_price else [],
        "sees_result": access.may_see_result(actor, version.demand),
        "shows_sample": version.demand.is_sample or match.product.is_sample,
    }


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
