"""What the columns of a tender's table mean, and the lines that its rows state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from apps.demands.reading.facts import amount_in_cell, clean_instrument, read_delivery_days, whole_number
from apps.demands.reading.goods import Goods, package_label
from apps.demands.reading.labels import Labelled, is_mark_only, is_number_only, split_label
from apps.demands.reading.lines import Line, split_items
from apps.demands.reading.sections import asks_something, has_value, may_be_heading
from documents.blocks import Block, Cell


class Role(Enum):
    """What a column holds."""

    NUMBER = auto()
    GROUP = auto()
    NAME = auto()
    GOODS = auto()
    REQUIREMENT = auto()
    RELATION = auto()
    UNIT = auto()
    CONDITION = auto()
    MARK = auto()
    QUANTITY = auto()
    BUDGET = auto()
    REMARK = auto()
    RESPONSE = auto()
    SCORE = auto()
    DELIVERY = auto()


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.SCORE, re.compile(r"分值|评分|得分|评审|满分|分数|权重|打分|评标")),
    (Role.RESPONSE, re.compile(r"响应|偏离|应答|投标(?:参数|规格|内容|产品)|投标人填|证明材料|佐证")),
    (Role.NUMBER, re.compile(
        r"^(?:序号?|编号|品目(?:编)?号|包号|标包号?|采购包号?|标项号?|包组号?|分包号?|条款号?|项号|条目号|N[oO]\.?|标号|项次)$"
    )),
    (Role.BUDGET, re.compile(r"预算|限价|控制价|单价|总价|金额")),
    (Role.QUANTITY, re.compile(r"^(?:采购)?(?:数量|台数|台套数)")),
    (Role.DELIVERY, re.compile(r"^(?:交货|交付|供货|到货)(?:期|时间|期限|日期)$")),
    (Role.MARK, re.compile(r"标记|标识|重要性|重要程度|★|关键性|参数性质|星号|条款性质|指标性质")),
    (Role.GOODS, re.compile(r"(?:设备|货物|仪器|标的|品目|产品|采购品)(?:名称|$)|采购标的|采购内容|^品名$")),
    (Role.CONDITION, re.compile(r"条件")),
    (Role.RELATION, re.compile(r"^(?:关系|比较|运算符|关系符|比较符)$")),
    (Role.UNIT, re.compile(r"^(?:计量)?单位$")),
    (Role.REQUIREMENT, re.compile(
        r"要求|技术参数|技术指标|规格|参数值|指标值|数值|参数指标|参数内容|具体内容|技术性能|描述|^参数$|^指标$|^值$|^内容$"
        r"|配置及参数|详细参数"
    )),
    (Role.GROUP, re.compile(r"模块|部件|单元|分类|类别|分项|系统|部分|大类")),
    (Role.NAME, re.compile(r"名称|项目|条款|指标项|参数项|事项|条目|商务条款|参数|指标|功能|内容")),
    (Role.REMARK, re.compile(r"备注|说明|注|行业")),
)  # fmt: skip
_HEAD_ONLY = (Role.NUMBER, Role.QUANTITY, Role.BUDGET, Role.MARK, Role.SCORE, Role.RESPONSE, Role.UNIT, Role.REMARK)
_PARAMETER_HEAD = re.compile(r"技术|参数|指标|性能|规格")
LONGEST_HEAD = 18
LONG_CELL = 60


@dataclass(slots=True)
class TableReading:
    """What a table states. `is_foreign`: a scoring table or a response form, which asks nothing."""

    lines: list[Line] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    roles: Mapping[int, Role]
    heads: Mapping[int, str]

    def has(self, *roles: Role) -> bool:
        return any(role in roles for role in self.roles.values())

    @property
    def lists_goods(self) -> bool:
        return (self.has(Role.GOODS, Role.NAME) and self.has(Role.QUANTITY)) or (
            self.has(Role.GOODS) and self.has(Role.BUDGET)
        )


def read_table(rows: Sequence[tuple[int, Block]], *, is_form_read: bool = False) -> TableReading:
    """Read the rows of one table, given with their block index.

    `is_form_read`: take the requirements of a table that also has columns for answers (a workbook sent round), which
    in a document is a response form.
    """
    reading = TableReading()
    columns: _Columns | None = None
    width = max((cell.column + cell.span for _, block in rows for cell in block.cells), default=0)
    for index, block in rows:
        filled = [cell for cell in block.cells if cell.text.strip() and not cell.continues]
        found = _columns_of(block.cells)
        if columns is not None and found is not None and not found.has(*_HEAD_ONLY):
            found = None  # 验收要求 | 按合同要求验收 under a head is a row
        if found is not None:
            found = _checked_by_content(found, rows, index)
            columns = found if columns is None or _differs(columns, found) else columns
            if found.has(Role.SCORE) or (found.has(Role.RESPONSE) and not is_form_read):
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


def _checked_by_content(columns: _Columns, rows: Sequence[tuple[int, Block]], head: int) -> _Columns:
    """A column of numbers (序号, 条款) whose cells hold words names what is asked."""
    roles = dict(columns.roles)
    for column, role in columns.roles.items():
        if role is not Role.NUMBER:
            continue
        texts = [c.text for index, block in rows if index > head for c in block.cells if c.column == column and c.text]
        if texts and sum(is_number_only(text) or bool(package_label(text)) for text in texts) * 2 < len(texts):
            roles[column] = Role.NAME
    return _Columns(roles, columns.heads)


def _differs(old: _Columns, new: _Columns) -> bool:
    return dict(old.roles) != dict(new.roles)


def _columns_of(cells: Sequence[Cell]) -> _Columns | None:
    """The roles of a head row; None for any other row."""
    texts = [(cell, re.sub(r"\s+", "", cell.text)) for cell in cells if cell.text.strip()]
    if len(texts) < 2 or any(len(text) > LONGEST_HEAD for _, text in texts):
        return None
    roles: dict[int, Role] = {}
    heads: dict[int, str] = {}
    for cell, text in texts:
        role = None if text.startswith("是否") else next((r for r, pattern in _ROLES if pattern.search(text)), None)
        if role is None or (has_value(text) and role is not Role.BUDGET):
            continue
        for column in range(cell.column, cell.column + cell.span):
            roles[column], heads[column] = role, text
    _name_first_of_two(roles)
    _name_by_class(roles, heads)
    kinds = set(roles.values())
    enough = len(kinds) >= 2 and len({c.column for c, _ in texts} - set(roles)) <= len(texts) // 3
    telling = kinds & {Role.NUMBER, Role.REQUIREMENT, Role.QUANTITY, Role.SCORE, Role.RESPONSE, Role.MARK}
    named = kinds & {Role.NAME, Role.GOODS, Role.REQUIREMENT, Role.SCORE}
    if not (enough and telling and named) or any(re.search(r"[：:]", text) for _, text in texts):
        return None
    return _Columns(roles, heads)


def _name_first_of_two(roles: dict[int, Role]) -> None:
    """Of 内容 | 要求 or 技术参数 | 要求 the first names and the second asks."""
    asking = [column for column, role in sorted(roles.items()) if role is Role.REQUIREMENT]
    if len(asking) > 1 and not {Role.NAME, Role.GOODS} & set(roles.values()):
        roles[asking[0]] = Role.NAME


def _name_by_class(roles: dict[int, Role], heads: Mapping[int, str]) -> None:
    """Of 类别 | 内容 the class names what is asked, when no other column does."""
    if not {Role.NAME, Role.GOODS} & set(roles.values()) and Role.REQUIREMENT in roles.values():
        for column, role in roles.items():
            if role is Role.GROUP and re.search(r"类别|分类|分项", heads[column]):
                roles[column] = Role.NAME


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


def _headed(cells: Sequence[Cell], index: int, columns: _Columns, reading: TableReading) -> None:
    if columns.lists_goods and not columns.has(Role.MARK):
        goods = _goods_of(cells, columns)
        if goods is not None:
            reading.goods.append(goods)
        for line in _goods_lines(cells, index, columns):
            reading.lines.append(line)
        return
    for cell in _of(cells, columns, Role.GOODS):
        if cell.is_tall and not cell.continues and (name := clean_instrument(cell.text.replace("\n", ""))):
            reading.goods.append(Goods(name, None, None))
    if columns.has(Role.REQUIREMENT, Role.RELATION) or columns.has(Role.NAME):
        reading.lines += _parameter_lines(cells, index, columns)


def _of(cells: Sequence[Cell], columns: _Columns, *roles: Role) -> list[Cell]:
    return [cell for cell in cells if columns.roles.get(cell.column) in roles]


def _text_of(cells: Sequence[Cell], columns: _Columns, *roles: Role, merged: bool = True) -> str:
    texts = [c.text.strip() for c in _of(cells, columns, *roles) if merged or not c.continues]
    return " ".join(text for text in texts if text)


def _goods_of(cells: Sequence[Cell], columns: _Columns) -> Goods | None:
    role = Role.GOODS if columns.has(Role.GOODS) else Role.NAME
    name = clean_instrument(_text_of(cells, columns, role, merged=False).replace("\n", ""))
    if not name:
        return None
    head = next((columns.heads[c] for c, r in columns.roles.items() if r is Role.BUDGET), "")
    budget = amount_in_cell(_text_of(cells, columns, Role.BUDGET), head) if head else None
    number = _text_of(cells, columns, Role.NUMBER)
    days = read_delivery_days([f"交货期：{_text_of(cells, columns, Role.DELIVERY)}"])
    return Goods(name, whole_number(_text_of(cells, columns, Role.QUANTITY)), budget, _label_of(number, columns), days)


def _label_of(number: str, columns: _Columns) -> str:
    """The package of a row: 第1包, or a bare number under a head that says 包."""
    heads = (columns.heads[c] for c, role in columns.roles.items() if role is Role.NUMBER)
    bare = number.strip()
    if bare.isascii() and bare.isdecimal() and any("包" in head or "标段" in head for head in heads):
        return str(int(bare))
    return package_label(number)


def _goods_lines(cells: Sequence[Cell], index: int, columns: _Columns) -> Iterator[Line]:
    """The requirements that a list of goods states in one long cell."""
    text = _text_of(cells, columns, Role.REQUIREMENT, merged=False)
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
            is_parameter=_asks_parameters(columns) and bool(labelled.number or labelled.mark),
        )


def _parameter_lines(cells: Sequence[Cell], index: int, columns: _Columns) -> Iterator[Line]:
    number = _text_of(cells, columns, Role.NUMBER, merged=False)
    own_mark = next((c.text for c in cells if c.text and not c.continues and is_mark_only(c.text)), "")
    mark_cells = [c.text for c in _of(cells, columns, Role.MARK) if is_mark_only(c.text)]
    names = _of(cells, columns, Role.NAME, Role.GOODS)
    requirement = _of(cells, columns, Role.REQUIREMENT, Role.RELATION, Role.UNIT)
    if not columns.has(Role.REQUIREMENT):
        # 参数名称 is the only column of text: it holds the whole requirement.
        names, requirement = [], names
    plain = [c for c in names if not (c.is_tall or c.continues or is_mark_only(c.text))]
    tall = [c.text.strip() for c in names if c.is_tall or c.continues]
    group = " ".join(filter(None, [_text_of(cells, columns, Role.GROUP), *tall])).replace("\n", "")
    name = " ".join(c.text.strip() for c in plain if c.text.strip())
    value = _value_text([c for c in requirement if not c.continues and not is_mark_only(c.text)], columns)
    condition = _text_of(cells, columns, Role.CONDITION, merged=False)
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
    is_parameter = _asks_parameters(columns)
    yield from _stated(number, mark, name, value, index=index, group=group, from_table=True, is_parameter=is_parameter)


def _asks_parameters(columns: _Columns) -> bool:
    """Whether a column's head says that technical parameters stand in it."""
    heads = (columns.heads[c] for c, r in columns.roles.items() if r in (Role.REQUIREMENT, Role.NAME, Role.RELATION))
    return any(_PARAMETER_HEAD.search(head) for head in heads)


def _lone_group(cells: Sequence[Cell], columns: _Columns) -> str:
    """The class of a row when it is no merged cell over several rows."""
    return " ".join(
        c.text.strip() for c in _of(cells, columns, Role.GROUP) if c.text.strip() and not (c.is_tall or c.continues)
    )


def _is_group_row(number: str, name: str) -> bool:
    """Whether a row with a name alone (一 | 激发系统 | | ) only opens a group of rows."""
    return may_be_heading(name) and not asks_something(name) and not number.strip(" 、.．").isdecimal()


def _value_text(cells: Sequence[Cell], columns: _Columns) -> str:
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
