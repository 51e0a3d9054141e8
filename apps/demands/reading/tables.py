"""What the columns of a tender's table mean, and the lines that its rows state."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile

from apps.demands.reading.columns import (
    HEAD_ONLY,
    UNIT_PRICE,
    Columns,
    Role,
    asks_parameters,
    asks_something_itself,
    best_of,
    cells_of,
    checked_by_content,
    columns_of,
    differs,
    text_of,
    under,
)
from apps.demands.reading.facts import (
    amount_in_cell,
    clean_goods,
    clean_instrument,
    is_fact_line,
    read_delivery_days,
    whole_number,
)
from apps.demands.reading.goods import SEVERAL, Goods, package_label
from apps.demands.reading.labels import Labelled, is_mark_only, is_number_only, split_label
from apps.demands.reading.lines import Line, split_items
from apps.demands.reading.sections import Section, asks_something, classify_heading, has_value, may_be_heading
from documents.blocks import Block, Cell

LONG_CELL = 60
# A lone text in such a column of a list of goods is no row of it.
_COUNTING = (Role.NUMBER, Role.PACKAGE)
LONGEST_FIELD = 14
SHORTEST_ROW = 2


@dataclass(slots=True)
class TableReading:
    """What a table states. `goods_rows`: the blocks of a list of goods with the name in each.

    `is_foreign`: a scoring table or a response form, which asks nothing.
    """

    lines: list[Line] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)
    goods_rows: list[tuple[int, str]] = field(default_factory=list)
    is_foreign: bool = False


def read_table(rows: Sequence[tuple[int, Block]], *, is_form_read: bool = False, unit: str = "") -> TableReading:
    """Read the rows of one table, given with their block index.

    `is_form_read`: take the requirements of a table that also has columns for answers (a workbook sent round), which
    in a document is a response form. `unit`: that of amounts under heads without one (单位：万元 above the table).
    """
    reading = TableReading()
    columns: Columns | None = None
    head = -1
    width = max((cell.column + cell.span for _, block in rows for cell in block.cells), default=0)
    for index, block in rows:
        filled = [cell for cell in block.cells if cell.text.strip() and not cell.continues]
        if (columns is None or len(filled) > SHORTEST_ROW) and (fields := list(fields_of(filled))):
            reading.lines += [Line(split_label(text), index, states_nothing=True) for text in fields]
            columns = None
            continue
        found = columns_of(block.cells)
        if columns is not None and found is not None and not found.has(*HEAD_ONLY):
            found = None  # 验收要求 | 按合同要求验收 under a head is a row
        if found is not None:
            found = checked_by_content(found, rows, index)
            if columns is not None and index - 1 == head:
                found = under(columns, found)  # 预算（万元） over 单价 | 小计
            columns, head = found if columns is None or differs(columns, found) else columns, index
            if found.has(Role.SCORE) or (
                found.has(Role.RESPONSE) and not (is_form_read or asks_something_itself(columns, rows, index))
            ):
                reading.is_foreign = True
        elif (
            len(filled) == 1
            and not any(cell.continues and cell.text for cell in block.cells)
            and (
                columns is None
                or filled[0].span > 1
                or (filled[0].column <= 1 and width > 2 and not has_value(filled[0].text))
                or (columns.lists_goods and columns.roles.get(filled[0].column, Role.NUMBER) in _COUNTING)
            )
        ):
            reading.lines += _single(filled[0], index, is_title=not reading.lines and columns is None)
        elif columns is None:
            reading.lines += _headless(block.cells, index)
        else:
            _headed(block.cells, index, columns, reading, unit)
    reading.lines = _below_their_goods(reading)
    return reading


def _below_their_goods(reading: TableReading) -> list[Line]:
    """The lines of a list that states the parameters of each of its goods in the rows below it, with these goods."""
    rows = [index for index, _ in reading.goods_rows]
    spans = list(zip(reading.goods_rows, [*rows[1:], math.inf], strict=False))
    owners = [
        (name, first, end)
        for (first, name), end in spans
        if sum(first < line.block < end and asks_something(line.text) for line in reading.lines) >= SEVERAL
    ]
    if len(owners) < max(len(spans), SEVERAL):
        return reading.lines
    owner_of = {line.block: name for name, first, end in owners for line in reading.lines if first < line.block < end}
    return [replace(line, goods=owner_of.get(line.block, line.goods)) for line in reading.lines]


def fields_of(filled: Sequence[Cell]) -> Iterator[str]:
    """The fields of a form's row; none for any other: 设备名称 | 离心机 | 数量 | 2 → 设备名称：离心机, 数量：2."""
    texts = [re.sub(r"\s+", "", cell.text).rstrip("：:") for cell in filled]
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    if len(texts) % 2 or not any(is_fact_line(f"{name}：{value}") for name, value in pairs):
        return
    names = set(texts[::2])
    is_form = all(len(name) <= LONGEST_FIELD and not has_value(name) for name in names)
    asks = any(classify_heading(name) is Section.TECHNICAL for name in names)
    if is_form and not asks and not any(is_fact_line(f"{value}：") for value in texts[1::2]):
        yield from (f"{name}：{value}" for name, value in pairs)


def _single(cell: Cell, index: int, *, is_title: bool) -> Iterator[Line]:
    """The lines of a row with one cell. `is_title`: it stands over the table, and may be no more than its title."""
    for piece in split_items(cell.text):
        labelled = split_label(piece)
        is_bare = not (labelled.number or labelled.mark)
        words = re.sub(r"\d{4}\s*年度?", "", piece)
        over = is_title and is_bare and may_be_heading(words) and not asks_something(words)
        yield Line(labelled, index, is_emphasised=True, may_continue=is_bare, states_nothing=over)


def _headless(cells: Sequence[Cell], index: int) -> Iterator[Line]:
    """A row without head: number and mark cells are known by their form, the rest is a name and what is asked."""
    texts = [cell.text.strip() for cell in cells if cell.text.strip() and not cell.continues]
    if not texts:
        return
    number = texts[0] if is_number_only(texts[0]) else ""
    mark = next((t for t in texts if is_mark_only(t)), "")
    rest = [t for t in texts if t is not number and t is not mark]
    if rest:
        name, value = (rest[0], " ".join(rest[1:])) if len(rest) > 1 else ("", rest[0])
        yield from _stated(number, mark, name, value, index=index, group="", from_table=False)


def _headed(cells: Sequence[Cell], index: int, columns: Columns, reading: TableReading, unit: str) -> None:
    if (columns.lists_goods or columns.lists_packages) and not columns.has(Role.MARK):
        goods = _goods_of(cells, columns, unit)
        if goods is not None:
            reading.goods.append(goods)
            reading.goods_rows.append((index, goods.name))
        reading.lines += _goods_lines(cells, index, columns, goods)
        return
    owner = _owner_of(cells, columns)
    if owner is not None and owner.name and owner not in reading.goods:
        reading.goods.append(owner)
    if columns.has(Role.REQUIREMENT, Role.RELATION) or columns.has(Role.NAME):
        key = (owner.name or f"包{owner.label}") if owner else ""
        reading.lines += [replace(line, goods=key) for line in _parameter_lines(cells, index, columns)]


def _owner_of(cells: Sequence[Cell], columns: Columns) -> Goods | None:
    """The instrument or the package that a merged cell beside a parameter, or a column of packages, says it is of."""
    label = _label_of(cells, columns) if columns.has(Role.PACKAGE) else ""
    column = best_of(columns, Role.GOODS)
    cell = next((c for c in cells if c.column == column and (c.is_tall or c.continues)), None)
    name = clean_instrument(cell.text.replace("\n", "")) if cell else ""
    return Goods(name, None, None, label) if name or label else None


def _goods_of(cells: Sequence[Cell], columns: Columns, unit: str) -> Goods | None:
    column = best_of(columns, Role.GOODS)
    own = (c.text for c in cells if c.column == column and not c.continues)
    text = next(own, "") if column is not None else text_of(cells, columns, Role.NAME, merged=False)
    text = text.replace("\n", "")
    is_priced = columns.has(Role.GOODS) and columns.has(Role.BUDGET, Role.PACKAGE)
    name = clean_goods(text) if is_priced else clean_instrument(text)
    if not name and not columns.lists_packages:
        return None
    count = whole_number(text_of(cells, columns, Role.QUANTITY))
    days = read_delivery_days([f"交货期：{text_of(cells, columns, Role.DELIVERY)}"])
    return Goods(name, count, _budget_of(cells, columns, count, unit), _label_of(cells, columns), days)


def _budget_of(cells: Sequence[Cell], columns: Columns, count: int | None, unit: str) -> Decimal | None:
    """The printed total of a row in 元. A price for one is the total only where one is bought.

    A cell that is merged with the one above it is the total of several, and of none of them.
    """
    column = best_of(columns, Role.BUDGET)
    cell = next((c for c in cells if c.column == column), None)
    is_alone = not any(c.is_tall for c in cells_of(cells, columns, Role.GOODS, Role.NAME))
    if column is None or cell is None or cell.continues or (cell.is_tall and is_alone):
        return None
    head = columns.heads[column]
    has_unit = any(word in head for word in ("元", "万"))
    amount = amount_in_cell(cell.text, head if has_unit else unit)
    return amount if count == 1 or not UNIT_PRICE.search(head) else None


def _label_of(cells: Sequence[Cell], columns: Columns) -> str:
    """The package of a row: 第1包, or a bare number or letter under a head that says 包."""
    own = text_of(cells, columns, Role.PACKAGE).strip()
    if own.isdecimal() or re.fullmatch(r"[A-HⅠ-Ⅹ一二三四五六七八九十]", own):
        return package_label(f"包{own}")
    return package_label(own) or package_label(text_of(cells, columns, Role.NUMBER))


def _goods_lines(cells: Sequence[Cell], index: int, columns: Columns, goods: Goods | None) -> Iterator[Line]:
    """The requirements that a list of goods states in one long cell."""
    text = text_of(cells, columns, Role.REQUIREMENT, merged=False)
    items = split_items(text)
    if len(text) < LONG_CELL and len(items) < 3 and not has_value(text):
        return
    for item in items:
        labelled = split_label(item)
        is_rest = not (labelled.number or labelled.mark)
        yield Line(
            labelled,
            index,
            from_table=asks_something(labelled.text),
            may_continue=is_rest,
            goods=goods.name if goods else "",
            is_parameter=asks_parameters(columns) and bool(labelled.number or labelled.mark),
        )


def _parameter_lines(cells: Sequence[Cell], index: int, columns: Columns) -> Iterator[Line]:
    number = text_of(cells, columns, Role.NUMBER, merged=False)
    own_mark = next((c.text for c in cells if c.text and not c.continues and is_mark_only(c.text)), "")
    mark_cells = [c.text for c in cells_of(cells, columns, Role.MARK) if is_mark_only(c.text)]
    names = cells_of(cells, columns, Role.NAME, Role.GOODS)
    requirement = cells_of(cells, columns, Role.REQUIREMENT, Role.RELATION, Role.UNIT)
    if not columns.has(Role.REQUIREMENT):
        # 参数名称 is the only column of text: it holds the whole requirement.
        names, requirement = [], names
    plain = [c for c in names if not (c.is_tall or c.continues or is_mark_only(c.text))]
    tall = [c.text.strip() for c in names if c.is_tall or c.continues]
    group = " ".join(filter(None, [text_of(cells, columns, Role.GROUP), *tall])).replace("\n", "")
    name = " ".join(c.text.strip() for c in plain if c.text.strip())
    value = _value_text([c for c in requirement if not c.continues and not is_mark_only(c.text)], columns)
    condition = text_of(cells, columns, Role.CONDITION, merged=False)
    if not name and tall and value and not _has_own_name(value):
        name = tall[-1]
    if not value and columns.has(Role.REQUIREMENT) and _is_group_row(number, name):
        return
    if condition and value:
        value = f"{value}（{condition}）"
    mark = (mark_cells or [own_mark])[0]
    if not (name and value) and (lone := _lone_group(cells, columns)) and value + name:
        # 类别 | 指标 | 要求 with one text beside the class: the class is its name.
        name, value, group = lone, value or name, ""
    is_parameter = asks_parameters(columns)
    yield from _stated(number, mark, name, value, index=index, group=group, from_table=True, is_parameter=is_parameter)


def _lone_group(cells: Sequence[Cell], columns: Columns) -> str:
    """The class of a row when it is no merged cell over several rows."""
    return " ".join(
        c.text.strip()
        for c in cells_of(cells, columns, Role.GROUP)
        if c.text.strip() and not (c.is_tall or c.continues)
    )


def _is_group_row(number: str, name: str) -> bool:
    """Whether a row with a name alone (一 | 激发系统 | | ) only opens a group of rows."""
    return may_be_heading(name) and not asks_something(name) and not number.strip(" 、.．").isdecimal()


def _value_text(cells: Sequence[Cell], columns: Columns) -> str:
    """Relation, value and unit cells as one text: ≥ | 60 | MPa → ≥60 MPa."""
    pieces = [(columns.roles.get(c.column), c.text.strip()) for c in cells if c.text.strip() not in ("", "/", "—", "-")]
    order = {Role.RELATION: 0, Role.REQUIREMENT: 1, Role.UNIT: 2}
    ranked = sorted(pieces, key=lambda piece: order.get(piece[0] or Role.REQUIREMENT, 1))
    text = ""
    for role, piece in ranked:
        glued = role is Role.UNIT or (
            text and order.get(role or Role.REQUIREMENT, 1) == 1 and text.endswith(("≥", "≤", "=", "±", ">", "<"))
        )
        text = f"{text}{'' if glued or not text else ' '}{piece}"
    return text


def _has_own_name(value: str) -> bool:
    return bool(re.match(r"[^≥≤≧≦＞＜><±\d]{2,30}[：:≥≤≧≦＞＜><±\d]|[一-鿿]{4,}", value.strip()))


def _stated(
    number: str,
    mark: str,
    name: str,
    value: str,
    *,
    index: int,
    group: str,
    from_table: bool,
    is_parameter: bool = False,
) -> Iterator[Line]:
    """The lines of one table row: a cell with several numbered items gives one line each, under the row's name."""
    items = split_items(value)
    facts = list(takewhile(lambda item: is_fact_line(item) or item.endswith(("：", ":")), items))
    if facts and len(facts) < len(items):
        # A cell that says 数量：1台 and 技术参数： before it counts what it asks for.
        yield from (Line(split_label(item), index) for item in facts)
        items = items[len(facts) :]
    own = split_label(name)
    number_label = split_label(f"{number} 　") if number else own
    mark = (
        mark.strip("（）() ") or own.mark or number_label.mark or (number.strip()[-1:] if _ends_in_mark(number) else "")
    )
    if _are_separate(items):
        for item in items:
            labelled = split_label(item)
            item_label = Labelled(labelled.number, labelled.mark or mark, labelled.text, labelled.level)
            yield Line(item_label, index, group=own.text or group, from_table=from_table, is_parameter=is_parameter)
        return
    whole = _joined(items)
    inner = split_label(whole)
    text = _named(own.text, inner.text if (inner.mark or not inner.number) else whole)
    bare = number.strip(" 、.．★▲*＊#＃△") or own.number
    labelled = Labelled(bare, mark or inner.mark, text, number_label.level)
    yield Line(
        labelled,
        index,
        group=group,
        from_table=from_table,
        may_continue=not (bare or own.text or mark),
        is_parameter=is_parameter,
    )


def _are_separate(items: Sequence[str]) -> bool:
    """Whether the items of a cell are rows of their own: numbered, or each with a name and a value."""
    if len(items) < 2:
        return False
    numbered = sum(bool(split_label(item).number) for item in items)
    return numbered >= len(items) - 1 or all(_has_own_name(item) and has_value(item) for item in items)


def _joined(items: Sequence[str]) -> str:
    text = ""
    for item in items:
        text += f"{'' if not text or text[-1] in '；;。，,、：:' else '；'}{item}"
    return text


def _ends_in_mark(number: str) -> bool:
    return bool(number.strip()) and number.strip()[-1] in "★☆＊*▲△#＃"


def _named(name: str, value: str) -> str:
    name = name.replace("\n", "").rstrip("：: ")
    if not name or value.startswith(name):
        return value or name
    return f"{name}：{value}" if value else name
