"""Reads the rows of a deviation table that was filled in outside. Runs in the limited child: pure, no Django.

Columns are known by their heads, wherever they stand; a sheet without such heads is none of ours and is left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from documents.cells import counted, read_row
from documents.ooxml import usual_archive
from kernel.sandbox_child import Unreadable, marked

_NO_HEAD = marked("没有找到偏离表的表头（条款号、投标响应 …）。请上传从本页导出的 .xlsx，表头一行请保留。")
HEAD_WITHIN = 40
MOST_SHEETS = 20
MOST_ROWS = 2_000
MOST_PROBLEMS = 200
# Asked in this order: 偏离说明 must be found before 偏离, 投标响应 before 招标要求.
HEADS = (
    ("key", ("行标识",)),
    ("response", ("投标响应", "响应")),
    ("explanation", ("偏离说明", "说明")),
    ("deviation", ("偏离",)),
    ("proof", ("证明材料",)),
    ("clause", ("条款",)),
    ("asked", ("招标", "要求")),
    ("mark", ("标记",)),
    ("position", ("序号",)),
)
# A row that has none of these is a note, a signature or an empty line.
TELLING = ("key", "clause", "asked", "response")


def read_tables(payload: bytes) -> dict[str, object]:
    """Give {"tables": [{"sheet", "columns", "rows": [{"row", "cells": {code: text}}]}], "problems": […]}.

    A formula, a value that Excel could not compute, and a cell that is too long are problems: {"sheet", "row",
    "column", "code", "value", "problem"}; the rest of their row is read. Raises Unreadable without any such table.
    """
    book = load_workbook(io.BytesIO(usual_archive(payload)), read_only=True, data_only=False, keep_links=False)
    tables: list[dict[str, object]] = []
    problems: list[dict[str, object]] = []
    for sheet in book.worksheets[:MOST_SHEETS]:
        table = _read_sheet(sheet, problems)
        if table is not None:
            tables.append(table)
    if not tables:
        raise Unreadable(
            marked("没有找到偏离表的表头（条款号、投标响应 …）。请上传从本页导出的 .xlsx，表头一行请保留。")
        )
    return {"tables": tables, "problems": problems[:MOST_PROBLEMS]}


def _read_sheet(sheet: Any, problems: list[dict[str, object]]) -> dict[str, object] | None:
    sheet.reset_dimensions()  # some programs write a size that is not the sheet's
    rows = counted(sheet.iter_rows())
    columns = _find_head(rows)
    if columns is None:
        return None
    read: list[dict[str, object]] = []
    for row in rows:
        number, cells, wrong = read_row(row, columns)
        problems += [{"sheet": sheet.title, **each} for each in wrong]
        if any(cells.get(code) for code in TELLING) and _codes_of(row) != columns:
            read.append({"row": number, "cells": cells})
        if len(read) > MOST_ROWS:
            raise Unreadable(
                marked("工作表“%(name)s”超过 %(most)s 行，请只保留偏离表。"), name=sheet.title, most=f"{MOST_ROWS:,}"
            )
    return {"sheet": sheet.title, "columns": sorted(columns.values()), "rows": read}


def _find_head(rows: Iterator[Any]) -> dict[int, str] | None:
    for index, row in enumerate(rows, start=1):
        columns = _codes_of(row)
        if "response" in columns.values() and {"clause", "asked", "key"} & set(columns.values()):
            return columns
        if index >= HEAD_WITHIN:
            break
    return None


def _codes_of(row: Any) -> dict[int, str]:
    """Which column is which, if this row is a head; the first of two alike counts."""
    codes: dict[int, str] = {}
    for cell in row:
        if isinstance(cell.value, str) and len(cell.value) < 40:
            code = _code(cell.value)
            if code and code not in codes.values():
                codes[cell.column] = code
    return codes


def _code(head: str) -> str:
    plain = "".join(head.split())
    return next((code for code, starts in HEADS if plain.startswith(starts)), "")
