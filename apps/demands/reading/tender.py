"""Reads a tender document: what is bought, for how much, by when, and the rows that it must meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

from apps.demands.reading.changes import read_amendment
from apps.demands.reading.facts import (
    clean_instrument,
    read_budget,
    read_budget_of,
    read_count_of,
    read_counted_title,
    read_delivery_days,
    read_instrument,
    read_quantity,
)
from apps.demands.reading.goods import (
    Goods,
    budget_of_package,
    goods_in_sentences,
    goods_of_title,
    once,
    package_label,
)
from apps.demands.reading.labels import CHINESE_BRACKET_LEVEL, split_label
from apps.demands.reading.lines import Line, lines_of_paragraph
from apps.demands.reading.rows import Collected, RowCollector, is_contents_line
from apps.demands.reading.sections import Section, SectionTracker, classify_heading, may_be_heading
from apps.demands.reading.tables import TableReading, read_table
from apps.demands.reading.types import Package, RowKind, Tender, TenderRow
from documents.blocks import Block, BlockKind
from documents.opening import Format, open_document
from documents.plain import blocks_of_text

_PARTS_LIST = re.compile(r"配置|供货|装箱|附件|备件|配件|随机")
MOST_ROWS = 2000
SEVERAL = 2


def read_tender(data: bytes, *, is_text: bool = False) -> Tender:
    """Read a document of any format that `documents` knows, or pasted text (`is_text`, UTF-8).

    A document without requirement rows gives none. Raises kernel.sandbox_child.Unreadable when the data are of no
    known format, damaged or too large.
    """
    if is_text:
        return read_blocks(blocks_of_text(data.decode("utf-8", "replace")), default=Section.TECHNICAL)
    opened = open_document(data)
    if opened.is_sheet:
        return read_blocks(opened.blocks, default=Section.TECHNICAL, is_form_read=True)
    if opened.format is Format.TEXT:
        return read_blocks(opened.blocks, default=Section.TECHNICAL)
    return read_blocks(opened.blocks)


def read_blocks(blocks: Sequence[Block], *, default: Section = Section.UNKNOWN, is_form_read: bool = False) -> Tender:
    """Find packages, facts and rows in blocks. `default` is the section before the first heading.

    When a document without telling headings gives no row, it is read once more as a plain list of requirements.
    """
    lines, goods = _lines_of(blocks, is_form_read=is_form_read)
    collected = _collect(lines, default, goods)
    if not any(collected.rows.values()) and default is Section.UNKNOWN:
        collected = _collect(lines, Section.CONTAINER, goods)
    packages = _packages(blocks, collected, goods)
    changes, facts = read_amendment(blocks)
    if changes:
        packages = (replace(packages[0], rows=()),)
    return Tender(title=_title(blocks), packages=packages, blocks=tuple(blocks), changes=changes, facts=facts)


def _lines_of(blocks: Sequence[Block], *, is_form_read: bool) -> tuple[list[Line], list[Goods]]:
    lines: list[Line] = []
    goods: list[Goods] = []
    above = ""
    for table, members in groupby(enumerate(blocks), key=lambda pair: pair[1].table):
        if not table:
            for index, block in members:
                lines += lines_of_paragraph(block, index)
                above = block.body
            continue
        reading: TableReading = read_table(list(members), is_form_read=is_form_read)
        if not reading.is_foreign:
            lines += reading.lines
            goods += reading.goods if not _PARTS_LIST.search(above) else ()
    if is_form_read and not goods:
        lines = _name_sheets(blocks, lines)
        goods = [Goods(name, None, None) for name in dict.fromkeys(line.goods for line in lines) if name]
    goods = goods or goods_in_sentences(block.text for block in blocks if not block.cells)
    return lines, once(goods or _titled_goods(lines))


def _titled_goods(lines: Sequence[Line]) -> list[Goods]:
    """Several instruments named by titles with their number: （一）X射线衍射仪（1套） …"""
    titles = [title for line in lines if _stands_high(line) and (title := read_counted_title(line.text))]
    names = {name for name, _ in titles}
    return [Goods(name, count, None) for name, count in titles] if len(names) > 1 else []


def _stands_high(line: Line) -> bool:
    is_high = 0 < line.labelled.level <= CHINESE_BRACKET_LEVEL or line.level is not None or line.is_emphasised
    return is_high and not line.from_table


def _sheet_of(block: Block) -> str:
    return block.place.rpartition("”")[0]


def _name_sheets(blocks: Sequence[Block], lines: list[Line]) -> list[Line]:
    """The lines of a workbook with the instrument of their sheet, when its sheets name several."""
    tabs: dict[str, str] = {}
    titles: dict[str, str] = {}
    for block in blocks:
        if len(block.cells) <= 1 and (name := clean_instrument(split_label(block.body).text)):
            (tabs if block.kind is BlockKind.HEADING else titles).setdefault(_sheet_of(block), name)
    names = tabs | titles
    if len({name for name in names.values() if name}) < SEVERAL:
        return lines
    return [replace(line, goods=names.get(_sheet_of(blocks[line.block]), "")) for line in lines]


def _collect(lines: Sequence[Line], default: Section, goods: Sequence[Goods]) -> Collected:
    collector = RowCollector(default=default, goods=[item.name for item in goods])
    for line, following in zip_longest(lines, lines[1:]):
        collector.take(line, following)
    return collector.collected


def _packages(blocks: Sequence[Block], collected: Collected, goods: Sequence[Goods]) -> tuple[Package, ...]:
    shared = collected.rows.get("", [])
    keys = [key for key, rows in collected.rows.items() if key and rows]
    texts = list(_fact_texts(blocks))
    if not keys:
        return (_package(texts, shared, blocks, collected, goods[0] if goods else None, is_only=True),)
    named = {item.name: item for item in goods}
    found = []
    for position, key in enumerate(keys):
        item = named.get(key) or _goods_for(key, position, len(keys), goods)
        rows = sorted([*collected.rows[key], *shared], key=lambda row: row.block)
        found.append(_package(_texts_of_package(blocks, rows), rows, blocks, collected, item, is_only=False, key=key))
    days = read_delivery_days(texts)
    return tuple(replace(p, delivery_days=p.delivery_days or days) for p in found)


def _goods_for(key: str, position: int, count: int, goods: Sequence[Goods]) -> Goods | None:
    """The line of the list of goods for a package's title: by its label, its instrument, else by its place."""
    label, own = package_label(key), goods_of_title(key)
    same = next((item for item in goods if label and item.label == label), None)
    same = same or next((item for item in goods if own is not None and item.name == own.name), None)
    same = same or (goods[position] if len(goods) == count else None)
    return once([replace(own, name=same.name), same])[0] if own and same else same or own


def _texts_of_package(blocks: Sequence[Block], rows: Sequence[TenderRow]) -> list[str]:
    """The blocks from shortly before a package's first row: its heading and facts stand there."""
    technical = [row.block for row in rows if row.kind is RowKind.TECHNICAL] or [row.block for row in rows]
    first, last = min(technical), max(technical)
    return [block.text for block in blocks[max(0, first - 5) : last + 1]]


def _package(
    texts: Sequence[str],
    rows: Sequence[TenderRow],
    blocks: Sequence[Block],
    collected: Collected,
    goods: Goods | None,
    *,
    is_only: bool,
    key: str = "",
) -> Package:
    """Facts of the list of goods come first, then those of the text around; rows are cut at 2,000."""
    name = goods.name if goods else ""
    titles = [*_titles(blocks), *collected.headings] if is_only else []
    everywhere = [block.text for block in blocks]
    label = (goods.label if goods else "") or package_label(key)
    instrument = name or read_instrument(texts, titles)
    own_budget = (goods.budget_yuan if goods else None) or read_budget_of(name, everywhere)
    return Package(
        instrument=instrument,
        budget_yuan=own_budget or (budget_of_package(label, everywhere) if label else None) or read_budget(texts),
        quantity=(goods.quantity if goods else None) or read_quantity(texts) or read_count_of(instrument, texts),
        delivery_days=(goods.delivery_days if goods else None)
        or read_delivery_days([*(row.text for row in rows), *texts]),
        rows=tuple(rows[:MOST_ROWS]),
    )


def _fact_texts(blocks: Sequence[Block]) -> Iterator[str]:
    """The texts in which facts may stand: everything but contents, scoring, contract and forms."""
    tracker = SectionTracker()
    for block in blocks:
        labelled = split_label(block.text)
        if labelled.level == 1 and may_be_heading(labelled.text):
            tracker.enter(labelled.text, 1)
        if not is_contents_line(block.text) and not _FOREIGN.search(tracker.title):
            yield labelled.text.replace("\n", " ")


_FOREIGN = re.compile(r"评分|评标|评审|合同|格式")


def _titles(blocks: Sequence[Block]) -> list[str]:
    """The lines that may be titles: short, near the start, no contents."""
    short = (block.body.replace("\n", "") for block in blocks[:30] if not block.cells and len(block.body) <= 60)
    return [split_label(text).text for text in short]


_NUMBERED = re.compile(
    r"^(?:[★▲※*#]|\d+(?:[.．]\d+)+|[一二三四五六七八九十]+[、.．]|第.{1,3}[章节部]|[（(][一二三四五六七八九十\d]+[）)])"
)
_COMPARES = re.compile(r"[≥≤><＞＜±]|不[小大低高少多]于")
_SHORTEST_NAME = 8


def _title(blocks: Sequence[Block]) -> str:
    """The first line that names the whole: no heading of a part (三、技术参数) and no clause."""
    for block in blocks[:10]:
        text = block.body.replace("\n", "").strip()
        if not block.cells and 4 <= len(text) <= 80 and not _opens_a_part(text):
            return text
    return ""


def _opens_a_part(text: str) -> bool:
    """Whether a line is a clause or a part's heading: numbered, comparing, skipped, or 技术参数 and nothing else."""
    kind = classify_heading(text)
    is_bare = kind is not None and len(text) < _SHORTEST_NAME
    return bool(_NUMBERED.match(text) or _COMPARES.search(text)) or kind is Section.SKIPPED or is_bare
