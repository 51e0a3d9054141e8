"""What the columns of a tender's table mean: by the words of their heads and by what stands below."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from apps.demands.reading.goods import package_label
from apps.demands.reading.labels import is_number_only
from apps.demands.reading.sections import has_value
from documents.blocks import Block, Cell


class Role(Enum):
    """What a column holds."""

    NUMBER = auto()
    PACKAGE = auto()
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
    (Role.PACKAGE, re.compile(
        r"^(?:(?:标|采购|分|合同|子)?包(?:号|组号?|别|件号?)?|标[项段](?:号|序号)?|(?:标|采购|分)包(?:编|序)号)$"
    )),
    (Role.NUMBER, re.compile(r"^(?:序号?|编号|品目(?:编)?号|条款号?|项号|条目号|N[oO]\.?|标号|项次)$")),
    (Role.BUDGET, re.compile(r"预算|限价|控制价|单价|总价|金额|^(?:合计|小计|合价|总额)")),
    (Role.QUANTITY, re.compile(r"^(?:采购|需求|拟购)?(?:数量|台数|套数|台[（(/]?套[）)]?数)")),
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
HEAD_ONLY = (
    Role.NUMBER,
    Role.PACKAGE,
    Role.QUANTITY,
    Role.BUDGET,
    Role.MARK,
    Role.SCORE,
    Role.RESPONSE,
    Role.UNIT,
    Role.REMARK,
)
_PARAMETER_HEAD = re.compile(r"技术|参数|指标|性能|规格")
LONGEST_HEAD = 18


@dataclass(frozen=True, slots=True)
class Columns:
    """The roles and the printed heads of a table's columns, by grid column."""

    roles: Mapping[int, Role]
    heads: Mapping[int, str]

    def has(self, *roles: Role) -> bool:
        """Whether some column has one of these roles."""
        return any(role in roles for role in self.roles.values())

    @property
    def lists_goods(self) -> bool:
        """Whether the table lists what is bought, with number or budget."""
        return (self.has(Role.GOODS, Role.NAME) and self.has(Role.QUANTITY)) or (
            self.has(Role.GOODS) and self.has(Role.BUDGET)
        )

    @property
    def lists_packages(self) -> bool:
        """Whether the table says no more than what each package costs: 包号 | 预算（万元）."""
        return (
            self.has(Role.PACKAGE) and self.has(Role.BUDGET) and not self.has(Role.REQUIREMENT, Role.GOODS, Role.NAME)
        )


def asks_something_itself(columns: Columns, rows: Sequence[tuple[int, Block]], head: int) -> bool:
    """Whether a table with columns for answers asks something itself: most rows state it, and none is answered."""
    below = [block for index, block in rows if index > head]
    asking = sum(
        any(has_value(c.text) for c in cells_of(block.cells, columns, Role.REQUIREMENT, Role.NAME)) for block in below
    )
    answered = sum(bool(text_of(block.cells, columns, Role.RESPONSE)) for block in below)
    return asking * 2 > len(below) and not answered


def checked_by_content(columns: Columns, rows: Sequence[tuple[int, Block]], head: int) -> Columns:
    """A column of numbers (序号, 条款) whose cells hold words names what is asked."""
    roles = dict(columns.roles)
    below = [block for index, block in rows if index > head and sum(bool(c.text) for c in block.cells) > 1]
    for column, role in columns.roles.items():
        if role not in (Role.NUMBER, Role.PACKAGE):
            continue
        texts = [c.text for block in below for c in block.cells if c.column == column and c.text]
        if texts and sum(is_number_only(text) or bool(package_label(text)) for text in texts) * 2 < len(texts):
            roles[column] = Role.NAME
    return Columns(roles, columns.heads)


def differs(old: Columns, new: Columns) -> bool:
    """Whether two head rows give their columns other roles, or other words to several columns of one role."""
    money = [
        {c: old_or_new.heads[c] for c, r in old_or_new.roles.items() if r is Role.BUDGET} for old_or_new in (old, new)
    ]
    return dict(old.roles) != dict(new.roles) or (len(money[1]) > 1 and money[0] != money[1])


def under(upper: Columns, lower: Columns) -> Columns:
    """The columns of the second row of a head, with the words of the first above them: 预算（万元）小计."""
    heads = {
        column: text if upper.heads.get(column, text) == text else f"{upper.heads[column]}{text}"
        for column, text in lower.heads.items()
    }
    return Columns(lower.roles, heads)


def columns_of(cells: Sequence[Cell]) -> Columns | None:
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
    telling = kinds & {Role.NUMBER, Role.PACKAGE, Role.REQUIREMENT, Role.QUANTITY, Role.SCORE, Role.RESPONSE, Role.MARK}
    named = kinds & {Role.NAME, Role.GOODS, Role.REQUIREMENT, Role.SCORE} or {Role.PACKAGE, Role.BUDGET} <= kinds
    if not (enough and telling and named) or any(re.search(r"[：:]", text) for _, text in texts):
        return None
    return Columns(roles, heads)


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


def cells_of(cells: Sequence[Cell], columns: Columns, *roles: Role) -> list[Cell]:
    """The cells of a row that stand in columns of these roles."""
    return [cell for cell in cells if columns.roles.get(cell.column) in roles]


# Of several columns for the same, the one that says it best: 标的名称 before 品目名称, 总价 before 单价.
_BEST_NAME = (re.compile(r"标的|设备|仪器|货物"), re.compile(r"产品|品名|采购"))
_BEST_BUDGET = (
    re.compile(r"总[价额]|合计|小计|总预算|预算总"),
    re.compile(r"^(?!.*单价).*(?:预算|金额)"),
    re.compile(r"^(?!.*单价)"),
)
UNIT_PRICE = re.compile(r"单价|单台|每台|每套")


def best_of(columns: Columns, role: Role) -> int | None:
    """The column of a role whose head says it best; None where no column has the role."""
    ranks = _BEST_NAME if role is Role.GOODS else _BEST_BUDGET
    held = sorted(column for column, own in columns.roles.items() if own is role)
    ranked = (column for rank in ranks for column in held if rank.search(columns.heads[column]))
    return next(ranked, held[0] if held else None)


def text_of(cells: Sequence[Cell], columns: Columns, *roles: Role, merged: bool = True) -> str:
    """Their text; without what goes on from above unless `merged`."""
    texts = [c.text.strip() for c in cells_of(cells, columns, *roles) if merged or not c.continues]
    return " ".join(text for text in texts if text)


def asks_parameters(columns: Columns) -> bool:
    """Whether a column's head says that technical parameters stand in it."""
    heads = (columns.heads[c] for c, r in columns.roles.items() if r in (Role.REQUIREMENT, Role.NAME, Role.RELATION))
    return any(_PARAMETER_HEAD.search(head) for head in heads)
