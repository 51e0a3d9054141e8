"""Reads the cells of an uploaded workbook. Runs in a limited child process: no Django, no table of ours.

The first sheet counts. Its code row (hidden in our template) names the columns, wherever they stand.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from documents.cells import counted, read_row
from kernel.sandbox_child import Unreadable, marked

MOST_PRODUCTS = 500
CODE_ROW_WITHIN = 5
# What a row of codes must hold to be one.
NEEDED_CODES = frozenset({"model", "name"})


def read_cells(payload: bytes) -> dict[str, object]:
    """Give {"codes": {column: code}, "rows": [{"row": number, "cells": {code: text}}], "problems": […]}.

    Text is exact: 60000, 0.1, 2027-01-31. A formula, a value that Excel could not compute, and a cell that is too long
    are problems: {"row", "column", "value", "code"}. Raises Unreadable when there is no code row or too much of all.
    """
    sheet = load_workbook(io.BytesIO(payload), read_only=True, data_only=False, keep_links=False).worksheets[0]
    rows = counted(sheet.iter_rows())
    codes = _codes(rows)
    if len(set(codes.values())) != len(codes):
        raise Unreadable(marked("隐藏的代码行里有重复的列，请重新下载模板后再填。"))
    products: list[dict[str, object]] = []
    problems: list[dict[str, object]] = []
    for row in _after_head(rows):
        number, cells, wrong = read_row(row, codes)
        problems += wrong
        if cells:
            products.append({"row": number, "cells": cells})
        if len(products) > MOST_PRODUCTS:
            raise Unreadable(marked("一次最多导入 %(most)s 个产品，请分成几个文件。"), most=str(MOST_PRODUCTS))
    return {"codes": [codes[column] for column in sorted(codes)], "rows": products, "problems": problems[:500]}


def _codes(rows: Iterator[Any]) -> dict[int, str]:
    for index, row in enumerate(rows, start=1):
        codes = {cell.column: cell.value.strip() for cell in row if isinstance(cell.value, str) and cell.value.strip()}
        if set(codes.values()) >= NEEDED_CODES:
            return codes
        if index >= CODE_ROW_WITHIN:
            break
    raise Unreadable(marked("没有找到模板的代码行（第 1 行，默认隐藏）。请重新下载模板，把数据粘贴进去。"))


def _after_head(rows: Iterator[Any]) -> Iterator[Any]:
    """Leave out the row of printed names that follows the codes."""
    next(rows, None)
    yield from rows
