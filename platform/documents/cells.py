"""Cells of a filled-in form as exact texts, and what is wrong with them. Pure, for readers in the limited child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kernel.sandbox_child import Unreadable, marked

MOST_CELLS = 200_000
LONGEST_CELL = 8_000


def counted(rows: Iterable[Any]) -> Iterator[Any]:
    """The rows as they come. Raises Unreadable beyond MOST_CELLS: a sheet may claim a thousand million cells."""
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MOST_CELLS:
            raise Unreadable(marked("表格超过 %(most)s 个单元格，请删去空白的行列后再试。"), most=f"{MOST_CELLS:,}")
        yield row


def read_row(row: Any, columns: Mapping[int, str]) -> tuple[int, dict[str, str], list[dict[str, object]]]:
    """The number of a row (0 for an empty one), its filled cells by the code of their column, and what is wrong.

    A cell that is no plain value is a problem and no cell: {"row", "column", "code", "value", "problem"}; the problem
    is "formula", "error" or "too_long".
    """
    cells: dict[str, str] = {}
    problems: list[dict[str, object]] = []
    number = 0
    for cell in row:
        if cell.value is None:
            continue
        number = cell.row
        code = columns.get(cell.column)
        if code is None:
            continue
        text = text_of(cell)
        if problem := _problem(cell, text):
            place = {"row": cell.row, "column": f"{cell.column_letter}", "code": code}
            problems.append(place | {"value": text[:60], "problem": problem})
        elif text:
            cells[code] = text
    return number, cells, problems


def _problem(cell: Any, text: str) -> str:
    if cell.data_type == "f":
        return "formula"
    if cell.data_type == "e":
        return "error"
    return "too_long" if len(text) > LONGEST_CELL else ""


def text_of(cell: Any) -> str:
    """The cell as it is read by people, exactly: 60000, 0.1, 0.5%, 2027-01-31, 是."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return "" if value is None else "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def _number(value: int | float, form: str) -> str:
    if "%" in form:
        return format((Decimal(repr(value)) * 100).normalize(), "f") + "%"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
