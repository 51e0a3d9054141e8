"""An answer as the deviation tables of a tender: 技术参数偏离表 and 商务偏离表, for Excel and for Word."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.answers.contents import asked_texts
from apps.answers.models import Answer, AnswerRow
from apps.answers.proof import printed_proof
from apps.demands.models import Requirement
from apps.matching.documents import (
    COLUMNS,
    COMMERCIAL_COLUMNS,
    COMMERCIAL_TITLE,
    DEVIATION_WORDS,
    TECHNICAL_TITLE,
    DeviationLine,
    DeviationTable,
    deviation_docx,
    deviation_xlsx,
    explained,
)
from apps.taxonomy.language.types import Mark, Verdict
from kernel import clock
from kernel.languages import in_source_language

Scope = Requirement.Scope
_KEY = re.compile(r"YD(?P<answer>\d{1,18})-(?P<clause>\d{1,18})-(?P<edit>\d{1,9})-(?P<digest>[0-9a-f]{8}|own)")
OWN = "own"


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row in a file says of itself: its answer and clause, its edit when it was printed, and what was printed
    as 偏离说明: a digest of the engine's sentence, or OWN for the maker's own words."""

    answer_id: int
    requirement_id: int
    edit: int
    digest: str

    def __str__(self) -> str:
        return f"YD{self.answer_id}-{self.requirement_id}-{self.edit}-{self.digest}"


def read_key(text: str) -> RowKey | None:
    """The key that a cell holds; None for anything else."""
    match = _KEY.fullmatch(text.strip())
    if match is None:
        return None
    return RowKey(int(match["answer"]), int(match["clause"]), int(match["edit"]), match["digest"])


def digest_of(text: str) -> str:
    """Eight signs by which a sentence is known again."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:8]


def key_of(row: AnswerRow) -> RowKey:
    """The key under which a row is printed now."""
    digest = OWN if row.explanation else digest_of(printed_explanation(row))
    return RowKey(row.answer_id, row.requirement_id, row.edit, digest)


def final_verdict(row: AnswerRow) -> str:
    """The engine's verdict; where it leaves the row to a person, what the maker states."""
    return row.stated or row.verdict


def printed_deviation(row: AnswerRow) -> str:
    """正偏离, 无偏离, 负偏离; '' for a row that nobody has judged."""
    return DEVIATION_WORDS.get(Verdict(final_verdict(row)), "")


def printed_explanation(row: AnswerRow) -> str:
    """The maker's own words, or the engine's sentence; where the deviation is open, with the reason in front."""
    if row.explanation or row.stated:
        return row.explanation
    return explained(Verdict(row.verdict), row.sentence)


@in_source_language
def tables_of(answer: Answer, rows: Sequence[AnswerRow]) -> tuple[DeviationTable, ...]:
    """The technical table, and the commercial one where the demand asks anything commercial."""
    technical = [row for row in rows if row.requirement.scope == Scope.TECHNICAL]
    commercial = [row for row in rows if row.requirement.scope == Scope.COMMERCIAL]
    tables = [_table(answer, technical, TECHNICAL_TITLE, COLUMNS)]
    if commercial:
        tables.append(_table(answer, commercial, COMMERCIAL_TITLE, COMMERCIAL_COLUMNS))
    return tuple(tables)


def answer_xlsx(answer: Answer, rows: Sequence[AnswerRow]) -> bytes:
    """The tables as a workbook that can be filled in and read back: a sheet each, rows with a hidden key."""
    return deviation_xlsx(*tables_of(answer, rows))


def answer_docx(answer: Answer, rows: Sequence[AnswerRow]) -> bytes:
    """The tables as a Word file, for the bid."""
    return deviation_docx(*tables_of(answer, rows))


def _table(answer: Answer, rows: Sequence[AnswerRow], title: str, columns: tuple[str, ...]) -> DeviationTable:
    version, asked = answer.version, asked_texts(rows)
    sample = "本表机构、厂商、型号均为虚构示例。" if answer.is_sample else ""
    return DeviationTable(
        title=title,
        heading=title,
        facts=(
            ("项目名称", version.title),
            ("项目编号", f"{version.demand.code} 第 {version.number} 版"),
            ("采购单位", version.demand.organisation.name),
            ("供应商", answer.organisation.name),
            ("投标产品", str(answer.product)),
            *(_offer(answer) if title == COMMERCIAL_TITLE else ()),
            ("日期", f"{clock.today():%Y-%m-%d}"),
        ),
        lines=tuple(_line(row, place, asked[row.requirement_id]) for place, row in enumerate(rows, start=1)),
        note="偏离栏空白的行未响应或需人工判断，原因见偏离说明，请填写后使用。" + sample,
        columns=columns,
    )


def _offer(answer: Answer) -> tuple[tuple[str, str], ...]:
    price = "" if answer.price_yuan is None else f"{answer.price_yuan:,.2f} 元"
    asked = f"（要求 {answer.version.delivery_days} 天）" if answer.version.delivery_days else ""
    days = "" if answer.delivery_days is None else f"{answer.delivery_days} 天{asked}"
    return tuple((label, text) for label, text in (("报价", price), ("交货期", days)) if text)


def _line(row: AnswerRow, place: int, asked: str) -> DeviationLine:
    return DeviationLine(
        position=place,
        clause=row.requirement.clause,
        mark=Mark(row.requirement.mark),
        asked=asked,
        answer=row.response,
        deviation=printed_deviation(row),
        explanation=printed_explanation(row),
        evidence=printed_proof(row.proof_name, row.proof_pages),
        key=str(key_of(row)),
    )
