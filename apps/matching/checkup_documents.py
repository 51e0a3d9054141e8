"""参数体检 as an Excel file: survivors, findings, and the log of kept check-ups. Counts only, no names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from apps.demands.findings import Severity
from apps.matching.checkups import Checkup
from apps.matching.models import CheckupRecord
from apps.matching.recording import clause_json, findings_json
from kernel.exports import neutralise, saved
from kernel.languages import in_source_language

SURVIVORS = (
    *("行", "条款", "要求", "单独：厂家", "单独：产品", "明确满足：厂家", "明确满足：产品"),
    *("累计：厂家", "累计：产品", "拦下最多"),
)
FINDINGS = ("规则", "程度", "提醒", "说明", "依据", "行")
LOG = (
    *("时间", "版本", "缘由", "经手人", "同类厂家", "全部★：厂家", "全部★：产品", "明确满足：厂家"),
    *("提醒数", "条款指纹", "引擎", "产品库状态"),
)
SEVERITIES = {Severity.AGAINST: "不符合", Severity.DOUBTFUL: "请核对", Severity.FINE: "通过"}


@in_source_language
def checkup_xlsx(checkup: Checkup, records: Iterable[CheckupRecord]) -> bytes:
    """Three sheets: 每条★, 提醒, 记录."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "每条★"
    _write(first, _heading(checkup), SURVIVORS, _survivor_rows(checkup), widths=(6, 30, 24, *(12,) * 7))
    _write(book.create_sheet("提醒"), "提醒", FINDINGS, _finding_rows(checkup), widths=(8, 10, 16, 60, 36, 16))
    _write(
        book.create_sheet("记录"),
        "存档的体检",
        LOG,
        map(_log_row, records),
        widths=(18, 6, 12, 14, *(12,) * 5, 66, 8, 76),
    )
    return saved(book)


def _heading(checkup: Checkup) -> str:
    version = checkup.version
    return f"{version.title}（{version.demand.code} 第 {version.number} 版）参数体检：国产候选，无负偏离即存活"


def _survivor_rows(checkup: Checkup) -> Iterable[Sequence[object]]:
    figures = checkup.figures
    if figures is None:
        return
    yield ("", "同类国产", "", figures.total.makers, figures.total.products)
    for each in map(clause_json, checkup.clauses):
        yield (
            *(each["row"], f"★{each['name']}", each["asked"], each["makers"], each["products"]),
            *(each["fulfilling_makers"], each["fulfilling_products"], each["cumulative_makers"]),
            *(each["cumulative_products"], "是" if each["is_tightest"] else ""),
        )
    yield (
        *("", "全部★同时", "", figures.surviving.makers, figures.surviving.products),
        *(figures.fulfilling.makers, figures.fulfilling.products),
    )


def _finding_rows(checkup: Checkup) -> Iterable[Sequence[object]]:
    for each in findings_json(checkup):
        rows = "、".join(map(str, each["rows"]))
        yield each["rule"], SEVERITIES[Severity(each["severity"])], each["title"], each["text"], each["source"], rows


def _log_row(record: CheckupRecord) -> Sequence[object]:
    return (
        f"{localtime(record.made_at):%Y-%m-%d %H:%M}",
        record.version.number,
        record.get_cause_display(),
        record.made_by.name if record.made_by else "",
        *(record.total_makers, record.surviving_makers, record.surviving_products, record.fulfilling_makers),
        *(len(record.findings), record.rows_digest, record.engine_version, record.catalogue_token),
    )


def _write(
    sheet: Worksheet, heading: str, head: Sequence[str], rows: Iterable[Sequence[object]], *, widths: Sequence[int]
) -> None:
    sheet.append([neutralise(heading)])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append(list(head))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([neutralise(cell) if isinstance(cell, str) else cell for cell in row])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line in sheet.iter_rows(min_row=3):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A3"
