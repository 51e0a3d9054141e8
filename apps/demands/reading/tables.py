"""What the columns of a tender's table mean, and the lines that its rows state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from apps.demands.reading.columns import (
    HEAD_ONLY,
    Columns,
    Role,
    asks_parameters,
    asks_something_itself,
    cells_of,
    checked_by_content,
    columns_of,
    differs,
    text_of,
)
from apps.demands.reading.facts import amount_in_cell, clean_instrument, read_delivery_days, whole_number
from apps.demands.reading.goods import Goods, package_label
from apps.demands.reading.labels import Labelled, is_mark_only, is_number_only, split_label
from apps.demands.reading.lines import Line, split_items
from apps.demands.reading.sections import asks_something, has_value, may_be_heading
from documents.blocks import Block, Cell

LONG_CELL = 60


@dataclass(slots=True)
class TableReading:
    """What a table states. `is_foreign`: a scoring table or a response form, which asks nothing."""

    lines: list[Line] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)
    is_foreign: bool = False


def read_table(rows: Sequence[tuple[int, Block]], *, is_form_read: bool = False) -> TableReading:
    """Read the rows of one table, given with their block index.

    `is_form_read`: take the requirements of a table that also has columns for answers (a workbook sent round), which
    in a document is a response form.
    """
    reading = TableReading()
    columns: Columns | None = None
    width = max((cell.column + cell.span for _, block in rows for cell in block.cells), default=0)
    for index, block in rows:
        filled = [cell for cell in block.cells if cell.text.strip() and not cell.continues]
        found = columns_of(block.cells)
        if columns is not None and found is not None and not found.has(*HEAD_ONLY):
            found = None  # 验收要求 | 按合同要求验收 under a head is a row
        if found is not None:
            found = checked_by_content(found, rows, index)
            columns = found if columns is None or differs(columns, found) else columns
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
            )
        ):
            reading.lines += _single(filled[0], index)
        elif columns is None:
            reading.lines += _headless(block.cells, index)
        else:
            _headed(block.cells, index, columns, reading)
    return reading


def _single(cell: Cell, index: int) -> Iterator[Line]:
    for piece in split_items(cell.text):
        labelled = split_label(piece)
        yield Line(labelled, index, is_emphasised=True, may_continue=not (labelled.number or labelled.mark))


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


def _headed(cells: Sequence[Cell], index: int, columns: Columns, reading: TableReading) -> None:
    if columns.lists_goods and not columns.has(Role.MARK):
        goods = _goods_of(cells, columns)
        if goods is not None:
            reading.goods.append(goods)
        for line in _goods_lines(cells, index, columns):
            reading.lines.append(line)
        return
    for cell in cells_of(cells, columns, Role.GOODS):
        if cell.is_tall and not cell.continues and (name := clean_instrument(cell.text.replace("\n", ""))):
            reading.goods.append(Goods(name, None, None))
    if columns.has(Role.REQUIREMENT, Role.RELATION) or columns.has(Role.NAME):
        reading.lines += _parameter_lines(cells, index, columns)


def _goods_of(cells: Sequence[Cell], columns: Columns) -> Goods | None:
    role = Role.GOODS if columns.has(Role.GOODS) else Role.NAME
    name = clean_instrument(text_of(cells, columns, role, merged=False).replace("\n", ""))
    if not name:
        return None
    head = next((columns.heads[c] for c, r in columns.roles.items() if r is Role.BUDGET), "")
    budget = amount_in_cell(text_of(cells, columns, Role.BUDGET), head) if head else None
    number = text_of(cells, columns, Role.NUMBER)
    days = read_delivery_days([f"交货期：{text_of(cells, columns, Role.DELIVERY)}"])
    return Goods(name, whole_number(text_of(cells, columns, Role.QUANTITY)), budget, _label_of(number, columns), days)


def _label_of(number: str, columns: Columns) -> str:
    """The package of a row: 第1包, or a bare number under a head that says 包."""
    heads = (columns.heads[c] for c, role in columns.roles.items() if role is Role.NUMBER)
    bare = number.strip()
    if bare.isascii() and bare.isdecimal() and any("包" in head or "标段" in head for head in heads):
        return str(int(bare))
    return package_label(number)


def _goods_lines(cells: Sequence[Cell], index: int, columns: Columns) -> Iterator[Line]:
    """The requirements that a list of goods states in one long cell."""
    text = text_of(cells, columns, Role.REQUIREMENT, merged=False)
    items = split_items(text)
    goods = _goods_of(cells, columns)
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
