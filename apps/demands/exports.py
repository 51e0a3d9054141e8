"""The requirement table as a workbook in the columns that people use."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from apps.demands.conversion import asked_in_words
from apps.demands.models import DemandVersion, Requirement
from apps.taxonomy.language.types import Mark
from kernel.exports import neutralise, saved
from kernel.languages import in_source_language

MARK_SIGNS = {Mark.MANDATORY.value: "★", Mark.IMPORTANT.value: "▲"}
WIDTHS = (8, 12, 8, 26, 30, 24, 50)


@in_source_language
def requirement_workbook(version: DemandVersion, rows: Sequence[Requirement], *, shows_budget: bool) -> bytes:
    """A workbook of two sheets, technical and commercial, with the facts above; budget only where it may be shown."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  a new workbook has a sheet
    sheet.title = _("技术参数")
    for fact in _facts(version, shows_budget=shows_budget):
        sheet.append([neutralise(text) for text in fact])
    _fill(sheet, [row for row in rows if row.scope == Requirement.Scope.TECHNICAL])
    _fill(book.create_sheet(_("商务要求")), [row for row in rows if row.scope == Requirement.Scope.COMMERCIAL])
    return saved(book)


def _facts(version: DemandVersion, *, shows_budget: bool) -> list[tuple[str, str]]:
    facts = [(_("需求名称"), version.title), (_("数量"), str(version.quantity))]
    if shows_budget and version.budget_yuan is not None:
        facts.append((_("预算（元）"), f"{version.budget_yuan}"))
    if version.delivery_days:
        facts.append((_("交货期（天）"), str(version.delivery_days)))
    return facts


def _fill(sheet: object, rows: Sequence[Requirement]) -> None:
    append = sheet.append  # type: ignore[attr-defined]
    append([_("序号"), _("条款号"), _("标记"), _("参数名称"), _("技术要求"), _("测试条件"), _("原文")])
    head = sheet.max_row  # type: ignore[attr-defined]
    for number, row in enumerate(rows, start=1):
        texts = (row.clause, MARK_SIGNS.get(row.mark, ""), row.printed_name, asked_in_words(row), row.condition)
        append([number, *(neutralise(text) for text in texts), neutralise(row.raw_text)])
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width  # type: ignore[attr-defined]
    for cell in sheet[head]:  # type: ignore[index]
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="center")
