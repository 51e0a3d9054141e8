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
    read_delivery_days,
    read_instrument,
    read_quantity,
)
from apps.demands.reading.goods import (
    SEVERAL,
    Goods,
    budget_of_package,
    goods_enumerated,
    goods_in_sentences,
    goods_of_title,
    once,
    package_label,
    package_title,
)
from apps.demands.reading.heads import with_whole_heads
from apps.demands.reading.labels import split_label
from apps.demands.reading.lines import Line, lines_of_paragraph
from apps.demands.reading.rows import LONGEST_PACKAGE_TITLE, Collected, RowCollector, is_contents_line
from apps.demands.reading.sections import Section, SectionTracker, classify_heading, ends_sentence, may_be_heading
from apps.demands.reading.tables import read_table
from apps.demands.reading.titles import goods_by_fields, goods_by_titles
from apps.demands.reading.types import Package, RowKind, Tender, TenderRow
from documents.blocks import Block, BlockKind
from documents.opening import Format, open_document
from documents.plain import blocks_of_text

_PARTS_LIST = re.compile(r"配置|供货|装箱|附件|备件|配件|随机")
MOST_ROWS = 2000
FIRST_TITLES = 3
TOP_OF_SHEET = 5
# 分析仪器 is no instrument of which others could be parts.
_ANY_DEVICE = re.compile(r"(?:仪器|设备)$")
_UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*(?:人民币)?(亿元|万元|千元|元)")


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
    """All lines in order, and what is bought: from its list, else from sentences, fields and titles."""
    lines: list[Line] = []
    goods: list[Goods] = []
    above = label = ""
    for table, members in groupby(enumerate(with_whole_heads(blocks)), key=lambda pair: pair[1].table):
        if not table:
            for index, block in members:
                lines += lines_of_paragraph(block, index)
                above, label = block.body, _label_from(lines[-1], label) if lines else ""
            continue
        unit = _UNIT_ABOVE.search(above)
        reading = read_table(list(members), is_form_read=is_form_read, unit=unit[1] if unit else "")
        if not reading.is_foreign:
            lines += reading.lines
            goods += _labelled(reading.goods, label) if not _PARTS_LIST.search(above) else ()
    if is_form_read and not any(item.name for item in goods):
        lines = _name_sheets(blocks, lines)
        names = dict.fromkeys(line.goods for line in lines)
        goods += [Goods(name, None, None) for name in names if name and not package_label(name)]
    return lines, _all_goods(blocks, lines, goods)


def _all_goods(blocks: Sequence[Block], lines: Sequence[Line], listed: Sequence[Goods]) -> list[Goods]:
    """The goods of a list with what sentences and fields add; without a list, what these name, else the titles."""
    texts = [block.text for block in blocks if not block.cells]
    told = [*goods_in_sentences(texts), *goods_by_fields(lines)]
    whole = read_instrument(_fact_texts(blocks), _titles(blocks)[:FIRST_TITLES])
    base = once(listed)
    if _are_parts(base, whole):
        return []
    base = base or once(told) or goods_enumerated(texts) or goods_by_titles(lines, whole=whole)
    names, labels = {item.name for item in base}, {item.label for item in base if item.label}
    return once([*base, *(item for item in [*listed, *told] if item.name in names or item.label in labels)])


def _are_parts(goods: Sequence[Goods], whole: str) -> bool:
    """Whether names beside parameters, without number, budget or package, are parts of the instrument named first."""
    is_bare = not any(item.quantity or item.budget_yuan or item.label for item in goods)
    is_among = any(item.name in whole or whole in item.name for item in goods)
    return bool(goods) and is_bare and bool(whole) and not _ANY_DEVICE.search(whole) and not is_among


def _label_from(line: Line, label: str) -> str:
    """The package that a table below this line belongs to: that of the last title, up to the next chapter."""
    if package_title(line.text) and not ends_sentence(line.text) and len(line.text) <= LONGEST_PACKAGE_TITLE:
        return package_label(line.text)
    return "" if line.labelled.level == 1 or line.level == 1 else label


def _labelled(goods: Sequence[Goods], label: str) -> list[Goods]:
    """The goods of a list; those without a package have that under whose title the list stands, if it is one list."""
    if any(item.label for item in goods):
        return list(goods)
    return [replace(item, label=label) for item in goods]


def _sheet_of(block: Block) -> str:
    return block.place.rpartition("”")[0]


def _name_sheets(blocks: Sequence[Block], lines: list[Line]) -> list[Line]:
    """The lines of a workbook with the instrument of their sheet, when its sheets name several."""
    names = {sheet: _name_of_sheet(list(members)) for sheet, members in groupby(blocks, key=_sheet_of)}
    if len({name for name in names.values() if name}) < SEVERAL:
        return lines
    return [replace(line, goods=names.get(_sheet_of(blocks[line.block]), "")) for line in lines]


def _name_of_sheet(blocks: Sequence[Block]) -> str:
    """The instrument of a sheet by its tab, or by a title near its top that says more than the tab."""
    top = blocks[:TOP_OF_SHEET]
    alone = [block for block in top if sum(bool(cell.text.strip()) for cell in block.cells) <= 1]
    names = [(block.kind, clean_instrument(split_label(block.body).text)) for block in alone]
    tab = next((name for kind, name in names if kind is BlockKind.HEADING), "")
    return next((name for kind, name in names if kind is not BlockKind.HEADING and name and tab in name), tab)


def _collect(lines: Sequence[Line], default: Section, goods: Sequence[Goods]) -> Collected:
    """The rows, read once more with the headings that the first reading found inside of packages."""
    first = _collect_once(lines, default, goods, frozenset())
    return _collect_once(lines, default, goods, first.repeated) if first.repeated else first


def _collect_once(
    lines: Sequence[Line], default: Section, goods: Sequence[Goods], repeated: frozenset[str]
) -> Collected:
    collector = RowCollector(default=default, goods=goods, repeated=repeated)
    for line, following in zip_longest(lines, lines[1:]):
        collector.take(line, following)
    return collector.collected


def _packages(blocks: Sequence[Block], collected: Collected, goods: Sequence[Goods]) -> tuple[Package, ...]:
    rows_of = _by_instrument(collected, goods)
    shared = rows_of.pop("", [])
    texts = list(_fact_texts(blocks))
    if not rows_of:
        return (_package(texts, shared, blocks, collected, goods[0] if goods else None, is_only=True),)
    named = {item.name: item for item in goods}
    found = []
    for position, (key, own) in enumerate(rows_of.items()):
        item = named.get(key) or _goods_for(key, position, len(rows_of), goods)
        rows = sorted([*own, *shared], key=lambda row: row.block)
        found.append(_package(_texts_of(key, own, blocks, collected), rows, blocks, collected, item, goods, key=key))
    days = read_delivery_days(texts)
    return tuple(replace(p, delivery_days=p.delivery_days or days) for p in found)


def _by_instrument(collected: Collected, goods: Sequence[Goods]) -> dict[str, list[TenderRow]]:
    """The rows by key. What stands under the title of a package with several instruments belongs to each of them."""
    rows_of = {key: list(rows) for key, rows in collected.rows.items() if rows}
    for key in [key for key in rows_of if key and not any(item.name == key for item in goods)]:
        label = package_label(key)
        own = [item.name for item in goods if label and item.label == label and item.name in rows_of]
        if len(own) >= SEVERAL:
            rows = rows_of.pop(key)
            for name in own:
                rows_of[name] = [*rows_of[name], *rows]
    return rows_of


def _goods_for(key: str, position: int, count: int, goods: Sequence[Goods]) -> Goods | None:
    """The line of the list of goods for a package's title: by its label, its instrument, else by its place."""
    label, own = package_label(key), goods_of_title(key)
    same = next((item for item in goods if label and item.label == label), None)
    same = same or next((item for item in goods if own is not None and item.name == own.name), None)
    same = same or (goods[position] if len(goods) == count else None)
    return once([replace(own, name=same.name), same])[0] if own and same else same or own


def _texts_of(key: str, rows: Sequence[TenderRow], blocks: Sequence[Block], collected: Collected) -> list[str]:
    """What a package says beside its rows, from where it is opened to its last row: its title and its fields."""
    technical = [row.block for row in rows if row.kind is RowKind.TECHNICAL] or [row.block for row in rows]
    first, last = min(technical), max(technical)
    start = max((block for block in collected.starts.get(key, ()) if block <= first), default=first)
    taken = {row.block for row in rows}
    return [blocks[index].text for index in range(start, last + 1) if index == start or index not in taken]


def _package(
    texts: Sequence[str],
    rows: Sequence[TenderRow],
    blocks: Sequence[Block],
    collected: Collected,
    goods: Goods | None,
    others: Sequence[Goods] = (),
    *,
    is_only: bool = False,
    key: str = "",
) -> Package:
    """Facts of the list of goods come first, then those of the text around; rows are cut at 2,000.

    The budget of a package with several instruments (among `others`) is that of none of them.
    """
    name = goods.name if goods else ""
    titles = [*_titles(blocks), *collected.headings] if is_only else []
    everywhere = [block.text for block in blocks]
    label = (goods.label if goods else "") or package_label(key)
    label = label if sum(item.label == label for item in others) < SEVERAL else ""
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
