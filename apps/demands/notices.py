"""更正公告 from two versions: what stood there, what stands there now, in the layout that procurement notices use.

A reader of tenders reads it back: the table has the columns 序号, 条款号, 原内容, 更正后内容.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from apps.demands.conversion import asked_in_words
from apps.demands.differences import Difference, Kind
from apps.demands.models import DemandVersion, Requirement
from apps.taxonomy.language.types import Mark
from kernel import clock
from kernel.exports import legal, saved
from kernel.languages import in_source_language

COLUMNS = ("序号", "条款号", "原内容", "更正后内容")
WIDTHS_MM = (12, 20, 70, 70)
FONT = "宋体"
MARK_SIGNS = {Mark.MANDATORY.value: "★", Mark.IMPORTANT.value: "▲"}
Line = tuple[str, str, str]


@in_source_language
def amendment_notice(
    before: DemandVersion, after: DemandVersion, facts: Sequence[Difference], rows: Sequence[Difference]
) -> bytes:
    """The notice as a Word file. Rows that only moved are left out: nothing of what they ask is another."""
    document = Document()
    _set_font(document)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(legal(_("%(title)s更正公告") % {"title": after.title}))
    run.bold, run.font.size = True, Pt(16)
    _basics(document, before, after)
    document.add_paragraph(_("二、更正信息"))
    document.add_paragraph(_("更正事项：采购需求。更正内容如下："))
    lines = [*_fact_lines(facts), *_row_lines(rows)]
    _table(document, lines)
    if not lines:
        document.add_paragraph(_("两版内容相同，没有更正。"))
    document.add_paragraph(_("更正日期：%(day)s") % {"day": _day(after)})
    if after.change_note:
        document.add_paragraph(legal(_("三、其他事宜：%(note)s") % {"note": after.change_note}))
    return saved(document)


def _set_font(document: object) -> None:
    style = document.styles["Normal"]  # type: ignore[attr-defined]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)


def _basics(document: object, before: DemandVersion, after: DemandVersion) -> None:
    demand = after.demand
    first = _("首次公告日期：%(day)s（第 %(number)s 版）") % {"day": _day(before), "number": before.number}
    sample = _("（示例，机构与参数均为虚构）") if demand.is_sample else ""
    for text in (
        _("一、项目基本情况"),
        _("项目编号：%(code)s") % {"code": demand.code},
        _("项目名称：%(title)s") % {"title": after.title},
        _("采购单位：%(name)s") % {"name": f"{demand.organisation.name}{sample}"},
        first,
    ):
        document.add_paragraph(legal(text))  # type: ignore[attr-defined]


def _day(version: DemandVersion) -> str:
    return date_format(version.published_at or clock.now(), "Y年n月j日")


def _fact_lines(facts: Iterable[Difference]) -> Iterator[Line]:
    for each in facts:
        texts = ("".join(piece.text for piece in side) or _("（未填）") for side in (each.before, each.after))
        yield ("", *(f"{each.name}：{text}" for text in texts))  # type: ignore[misc]


def _row_lines(rows: Iterable[Difference]) -> Iterator[Line]:
    """A line of the tender once, however many rows were read from it."""
    seen: set[Line] = set()
    for each in rows:
        if each.kind is Kind.MOVED:
            continue
        line = _row_line(each)
        if line not in seen:
            seen.add(line)
            yield line


def _row_line(each: Difference) -> Line:
    row = each.now or each.was
    assert row is not None  # noqa: S101  a difference of rows has one side at least
    if each.was is not None and each.now is not None and each.was.raw_text == each.now.raw_text:
        return row.clause, _in_words(each.was), _in_words(each.now)
    before, after = (_as_printed(side) if side else "" for side in (each.was, each.now))
    return row.clause, before or _("无"), after or _("删除")


def _as_printed(row: Requirement) -> str:
    return f"{MARK_SIGNS.get(row.mark, '')}{row.raw_text}"


def _in_words(row: Requirement) -> str:
    """A row whose line was not rewritten: its fields or its mark were changed by hand."""
    condition = f"（{row.condition}）" if row.condition else ""
    return f"{MARK_SIGNS.get(row.mark, '')}{row.printed_name}：{asked_in_words(row)}{condition}"


def _table(document: object, lines: Sequence[Line]) -> None:
    table = document.add_table(rows=1, cols=len(COLUMNS))  # type: ignore[attr-defined]
    table.style = "Table Grid"
    _fill(table.rows[0], COLUMNS, bold=True)
    for number, line in enumerate(lines, start=1):
        _fill(table.add_row(), (str(number), *line))


def _fill(row: object, texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS_MM, strict=True):  # type: ignore[attr-defined]
        cell.width = Mm(width)
        cell.paragraphs[0].add_run(legal(text)).bold = bold
