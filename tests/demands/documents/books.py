"""Workbooks: relation and unit in columns of their own, groups, hidden sheets.

All names and figures are invented (示例).
"""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.demands.documents.written import C, T, Written, book_bytes


def workbook_with_units() -> Written:
    """A workbook: relation, value and unit in columns of their own, a percentage as a number, a hidden sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "招标参数"
    sheet.append(["仪器名称：电子万能试验机", None, None, None, None, None])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "指标名称", "关系", "数值", "单位", "重要程度"])
    for row in (
        [1, "最大静态试验力", "≥", 100, "kN", "★"],
        [2, "横梁速度", "", "0.001～500", "mm/min", ""],
        [3, "力值相对误差", "≤", 0.005, "", "▲"],
        [4, "引伸计标距", "", "25、50、100", "mm", ""],
    ):
        sheet.append(row)
    sheet["D5"].number_format = "0.0%"
    hidden = book.create_sheet("内部")
    hidden.append(["序号", "指标名称", "数值"])
    hidden.append([1, "不公开的限制", "≥5"])
    hidden.sheet_state = "hidden"
    return Written(
        "workbook with units",
        book_bytes(book),
        "电子万能试验机",
        (
            ("1", "★", T, "最大静态试验力：≥100kN"),
            ("2", "", T, "横梁速度：0.001～500mm/min"),
            ("3", "▲", T, "力值相对误差：≤0.5%"),
            ("4", "", T, "引伸计标距：25、50、100mm"),
        ),
    )


def workbook_with_groups() -> Written:
    """A workbook with group rows, merged group cells, an empty answer column, and terms below in the same sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["编号", "部件", "技术要求", "标记", "投标响应"])
    for row in (
        ["1.1", "输液泵", "流速范围：0.001～10mL/min", "★", ""],
        ["1.2", None, "最高耐压不小于66MPa", "", ""],
        ["2.1", "检测器", "波长范围：190～800nm", "▲", ""],
        ["2.2", None, "基线噪声≤±0.4×10-5AU", "", ""],
        ["商务要求", None, None, None, None],
        ["3.1", "", "交货期：合同签订后8周内", "★", ""],
        ["3.2", "", "验收合格后付清全款", "", ""],
    ):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("A6:E6")
    return Written(
        "workbook with groups",
        book_bytes(book),
        "",
        (
            ("1.1", "★", T, "流速范围：0.001～10mL/min"),
            ("1.2", "", T, "最高耐压不小于66MPa"),
            ("2.1", "▲", T, "波长范围：190～800nm"),
            ("2.2", "", T, "基线噪声≤±0.4×10-5AU"),
            ("3.1", "★", C, "交货期：合同签订后8周内"),
            ("3.2", "", C, "验收合格后付清全款"),
        ),
        days=56,
    )
