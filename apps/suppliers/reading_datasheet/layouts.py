"""Which column of a table holds what: by the words of its head, and where there is none, by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.suppliers.reading_datasheet.grids import Row
from apps.suppliers.reading_datasheet.names import is_unit, read_name
from apps.suppliers.reading_datasheet.values import read_as_number, says_nothing
from apps.suppliers.reading_datasheet.vocabulary import Role, looks_like_model, may_name_a_grade, role_of

SURE_SHARE = 0.6
FEWEST_ROWS = 4
_YES_NO = frozenset(
    {"有", "无", "是", "否", "支持", "具备", "标配", "选配", "√", "×", "●", "○", "yes", "no", "standard", "optional"}
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The columns beside names and values."""

    group: int | None = None
    unit: int | None = None
    condition: int | None = None
    remark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a table. `models` names the models of the columns in `values`, empty where one is described.

    With `is_by_row` each row is a model and the head holds the names: `names` are (columns, printed name), with two
    columns for the lowest and the highest of one measure. `bounds` are such columns of a table with a value a row.
    """

    name: int
    values: tuple[int, ...]
    models: tuple[str, ...] = ()
    beside: Beside = Beside()
    typical: int | None = None
    is_typical: bool = False
    is_by_row: bool = False
    names: tuple[tuple[tuple[int, ...], str], ...] = ()
    bounds: tuple[int | None, int | None] = (None, None)
    width: int = 0


def layout_of(rows: Sequence[Row]) -> tuple[Layout | None, int]:
    """The layout of a table and how many of its rows are its head; None for a table without names and values."""
    for head in range(min(3, len(rows))):
        if layout := _by_head(rows[head], rows[head + 1 :]):
            return layout, head + 1
    return _by_content(rows), 0


def _by_head(row: Row, below: Sequence[Row]) -> Layout | None:
    roles: dict[int, Role] = {}
    for column, text in enumerate(row.texts):
        role = role_of(text, has_name=Role.NAME in roles.values()) if text else None
        if role is not None:
            roles[column] = role
    if Role.MODEL not in roles.values() and not row.texts[0] and _are_models(below):
        roles[0] = Role.MODEL  # the corner above the models is often left empty
    if _is_by_row(row, roles, below):
        names = _paired([(column, text) for column, text in enumerate(row.texts) if text and column not in roles])
        model = next(column for column, role in roles.items() if role is Role.MODEL)
        return Layout(name=model, values=(), is_by_row=True, names=names, width=len(row.texts))
    return _of_models(row, roles, below) or _of_bounds(row, roles) or _of_roles(row, roles)


_END = re.compile(r"^(?P<name>.*\S)\s+(?P<end>最[低小]值?|下限|最[高大]值?|上限|min\.?|max\.?)$", re.IGNORECASE)


def _paired(names: Sequence[tuple[int, str]]) -> tuple[tuple[tuple[int, ...], str], ...]:
    """温度范围 (℃) 最低 and 温度范围 (℃) 最高 beside each other are one measure."""
    found: list[tuple[tuple[int, ...], str]] = []
    ends = {column: _END.match(text) for column, text in names}
    for column, text in names:
        before, match = ends.get(column - 1), ends[column]
        if before and match and before["name"] == match["name"] and role_of(match["end"], has_name=True) is Role.HIGH:
            found[-1] = ((column - 1, column), match["name"])
        else:
            found.append(((column,), text))
    return tuple(found)


def _of_bounds(row: Row, roles: dict[int, Role]) -> Layout | None:
    """Parameter | Min | Typ | Max | Unit: what is guaranteed are the ends."""
    by_role = {role: column for column, role in reversed(roles.items())}
    if Role.NAME not in by_role or Role.VALUE in by_role or not {Role.LOW, Role.HIGH} & set(by_role):
        return None
    low, high = by_role.get(Role.LOW), by_role.get(Role.HIGH)
    return Layout(
        name=by_role[Role.NAME],
        values=(),
        bounds=(low, high),
        typical=by_role.get(Role.TYPICAL),
        width=len(row.texts),
        beside=_beside(roles),
    )


def _are_models(rows: Sequence[Row]) -> bool:
    firsts = [row.texts[0] for row in rows if row.texts[0] and not row.is_heading]
    return len(firsts) > 1 and all(map(looks_like_model, firsts))


def _is_by_row(row: Row, roles: dict[int, Role], below: Sequence[Row]) -> bool:
    """型号 | 最大试验力(kN) | …, and below it a model a row."""
    columns = [column for column, role in roles.items() if role is Role.MODEL]
    if len(columns) != 1 or not below:
        return False
    others = [text for column, text in enumerate(row.texts) if text and column not in roles]
    is_named = len(others) > 1 and sum(looks_like_model(text) for text in others) * 2 < len(others)
    return is_named and all(looks_like_model(each.texts[columns[0]]) for each in below if each.texts[columns[0]])


def _of_models(row: Row, roles: dict[int, Role], below: Sequence[Row]) -> Layout | None:
    """参数 | 单位 | MS5104 | MS5204: columns of models behind a column of names."""
    names = [column for column, role in roles.items() if role in (Role.NAME, Role.MODEL)]
    if not names and not row.texts[0]:
        names = [0]  # the corner above the names is often left empty
    if not names:
        return None
    columns = [c for c, text in enumerate(row.texts) if c > names[0] and c not in roles and looks_like_model(text)]
    unknown = [c for c, text in enumerate(row.texts) if c > names[0] and text and c not in roles and c not in columns]
    if unknown and _are_grades(row, [*columns, *unknown], below):
        columns, unknown = sorted([*columns, *unknown]), []
    if not columns or unknown:
        return None
    models = tuple(row.texts[column] for column in columns)
    return Layout(name=names[0], values=tuple(columns), models=models, width=len(row.texts), beside=_beside(roles))


def _are_grades(row: Row, columns: Sequence[int], below: Sequence[Row]) -> bool:
    """参数 | 标准型 | 增强型: several columns of values whose heads are names without a figure."""
    heads = [row.texts[column] for column in columns]
    is_named = len(set(heads)) == len(heads) > 1 and all(map(may_name_a_grade, heads))
    rows = [each for each in below if not each.is_heading]
    return is_named and len(rows) > 1 and all(_share(rows, column, _is_value) >= SURE_SHARE for column in columns)


def _of_roles(row: Row, roles: dict[int, Role]) -> Layout | None:
    by_role = {role: column for column, role in reversed(roles.items())}
    value = by_role.get(Role.VALUE, by_role.get(Role.TYPICAL))
    if Role.NAME not in by_role or value is None:
        return None
    is_typical = Role.VALUE not in by_role
    return Layout(
        name=by_role[Role.NAME],
        values=(value,),
        is_typical=is_typical,
        typical=None if is_typical else by_role.get(Role.TYPICAL),
        width=len(row.texts),
        beside=_beside(roles),
    )


def _beside(roles: dict[int, Role]) -> Beside:
    by_role = {role: column for column, role in reversed(roles.items())}
    return Beside(*(by_role.get(role) for role in (Role.GROUP, Role.UNIT, Role.CONDITION, Role.REMARK)))


def _by_content(rows: Sequence[Row]) -> Layout | None:
    """No head: names stand first, the column with the most numbers holds the values, one of units may stand beside."""
    width = len(rows[0].texts) if rows else 0
    if width < 2:
        return None
    group = 0 if width > 2 and _is_group_column(rows) else None
    name = 0 if group is None else 1
    shares = {column: _share(rows, column, _is_value) for column in range(name + 1, width)}
    unit = next((c for c in shares if _share(rows, c, is_unit) > 0.5 and shares[c] < 0.3), None)
    values = {column: share for column, share in shares.items() if column != unit}
    if not values:
        return None
    several = [column for column, share in values.items() if share >= SURE_SHARE]
    if len(several) > 1 and len(rows) >= FEWEST_ROWS:
        # Whose columns they are nobody says: the maker does, by their places.
        models = tuple(f"第 {column + 1} 列" for column in several)
        return Layout(name=name, values=tuple(several), models=models, beside=Beside(group, unit), width=width)
    value = max(values, key=lambda column: (values[column], -column))
    remark = next((column for column in values if column > value), None)
    return Layout(name=name, values=(value,), beside=Beside(group, unit, None, remark), width=width)


def _is_group_column(rows: Sequence[Row]) -> bool:
    """Whether the first column is empty or merged in many rows whose second holds a name."""
    named = [row for row in rows if row.texts[1] and not read_as_number(row.texts[1])]
    return sum(0 in row.repeats or not row.texts[0] for row in named) * 3 >= len(rows)


def _share(rows: Sequence[Row], column: int, test: object) -> float:
    assert callable(test)  # noqa: S101  a predicate of texts
    filled = [row.texts[column] for row in rows if not says_nothing(row.texts[column])]
    return sum(bool(test(text)) for text in filled) / len(rows) if filled else 0.0


def _is_value(text: str) -> bool:
    return text.lower() in _YES_NO or read_as_number(text) is not None or any(map(str.isdigit, read_name(text).text))
