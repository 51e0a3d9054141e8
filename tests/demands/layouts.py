"""Further layouts of tenders: packages under one table of goods, a cell that runs over rows, a form, broken lines.

All names and figures are invented (示例). A row is written as (mark, kind, text).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.table import Table
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Row = tuple[str, str, str]
T, C = "technical", "commercial"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a careful reader takes from one package; None: the document does not say."""

    instrument: str
    rows: Sequence[Row]
    budget: int | None = None
    quantity: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A document and its packages."""

    data: bytes
    packages: Sequence[Wanted]


def _layout(document: Doc, *packages: Wanted) -> Layout:
    target = io.BytesIO()
    document.save(target)
    return Layout(target.getvalue(), packages)


def _table(document: Doc, rows: Sequence[Sequence[str]]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):  # type: ignore[no-untyped-call]
            cell.text = text
    return table


def _fill(table: Table, row: int, column: int, lines: Sequence[str]) -> None:
    cell = table.cell(row, column)
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


SHARED_TERMS: tuple[Row, ...] = (
    ("★", C, "标的提供的时间：自合同签订之日起90日内"),
    ("", C, "验收要求：按国家相关标准及合同要求验收"),
    ("", C, "质保要求：整机质保不少于1年"),
)


def packages_with_a_table_each() -> Layout:
    """采购包1：…, its table with a column of marks, group rows between; one commercial table for all packages."""
    document = Document()
    document.add_heading("第五章 采购需求", 1)
    document.add_paragraph("一、采购项目一览表")
    _table(
        document,
        (
            ("采购包", "标的名称", "数量", "预算（万元）", "所属行业"),
            ("1", "气相色谱-质谱联用仪", "1套", "168", "工业"),
            ("2", "超高效液相色谱仪", "2套", "130", "工业"),
        ),
    )
    document.add_paragraph("二、技术和服务要求")
    heads = ("参数性质", "序号", "技术参数与性能指标")
    document.add_paragraph("采购包1：气相色谱-质谱联用仪").runs[0].bold = True
    _table(
        document,
        (
            heads,
            ("", "1", "质谱部分"),
            ("★", "1.1", "质量数范围：1.5～1050amu"),
            ("▲", "1.2", "EI SCAN灵敏度：1pg OFN信噪比≥1500:1"),
            ("", "2", "气相部分"),
            ("", "2.1", "柱温箱：室温+4℃～450℃"),
        ),
    )
    document.add_paragraph("采购包2：超高效液相色谱仪").runs[0].bold = True
    _table(document, (heads, ("★", "1", "系统耐压≥1200bar"), ("", "2", "流速范围0.001～2mL/min，增量0.001mL/min")))
    document.add_paragraph("三、商务要求")
    terms = [(mark, *text.split("：", 1)) for mark, _, text in SHARED_TERMS]
    _table(document, (("参数性质", "类别", "内容"), *terms))
    first = (
        ("★", T, "质量数范围：1.5～1050amu"),
        ("▲", T, "EI SCAN灵敏度：1pg OFN信噪比≥1500:1"),
        ("", T, "柱温箱：室温+4℃～450℃"),
    )
    second = (("★", T, "系统耐压≥1200bar"), ("", T, "流速范围0.001～2mL/min，增量0.001mL/min"))
    return _layout(
        document,
        Wanted("气相色谱-质谱联用仪", (*first, *SHARED_TERMS), 1_680_000, 1, 90),
        Wanted("超高效液相色谱仪", (*second, *SHARED_TERMS), 1_300_000, 2, 90),
    )


def cell_that_runs_over_rows() -> Layout:
    """A list of goods whose requirement cell was cut by page breaks, once in the middle of a bracket."""
    document = Document()
    document.add_paragraph("货物需求及技术规格")
    table = _table(
        document,
        (
            ("序号", "标的名称", "单位", "数量", "技术参数及配置要求"),
            ("1", "差示扫描量热仪", "台", "1", ""),
            ("", "", "", "", "5.热流噪声：≤0.5μW（等温）；\n▲6.量热精度：±0.05%（金属"),
            ("", "", "", "", "标样）；\n7.标配：主机1台，铝坩埚200个；\n8.质保：1年"),
        ),
    )
    lines = ("一、主要技术参数", "★1.温度范围：-90℃～550℃", "2.升温速率：0.01～", "300℃/min", "▲3.温度准确度：±0.05℃")
    _fill(table, 1, 4, lines)
    document.add_paragraph("项目预算：人民币肆拾伍万元整（￥450000.00元）")
    rows = (
        ("★", T, "温度范围：-90℃～550℃"),
        ("", T, "升温速率：0.01～300℃/min"),
        ("▲", T, "温度准确度：±0.05℃"),
        ("", T, "热流噪声：≤0.5μW（等温）；"),
        ("▲", T, "量热精度：±0.05%（金属标样）；"),
        ("", T, "标配：主机1台，铝坩埚200个；"),
        ("", C, "质保：1年"),
    )
    return _layout(document, Wanted("差示扫描量热仪", rows, 450_000, 1))


def form_of_labels_and_texts() -> Layout:
    """A form: facts side by side, then a label at the left of each long cell."""
    document = Document()
    document.add_paragraph("仪器设备采购需求表")
    _table(
        document,
        (("仪器名称", "中文：紫外可见近红外分光光度计", "数量", "1台"), ("预算金额", "56.8万元", "交货期", "90天")),
    )
    table = _table(
        document,
        (
            ("主要用途", "用于薄膜透过率与反射率测试"),
            ("技术指标要求", ""),
            ("售后服务要求", "1. 质保期不少于24个月；\n2. 故障后48小时内到达现场；"),
            ("专家意见", "同意采购。签字："),
        ),
    )
    lines = (
        "1、★波长范围：175～3300nm；",
        "2、杂散光：≤0.00007%T（220nm）；",
        "3、▲基线平直度：±0.0008Abs（200～3000nm，",
        "1.0nm带宽）；",
        "4、光度范围：8Abs",
    )
    _fill(table, 1, 1, lines)
    rows = (
        ("★", T, "波长范围：175～3300nm；"),
        ("", T, "杂散光：≤0.00007%T（220nm）；"),
        ("▲", T, "基线平直度：±0.0008Abs（200～3000nm，1.0nm带宽）；"),
        ("", T, "光度范围：8Abs"),
        ("", C, "质保期不少于24个月；"),
        ("", C, "故障后48小时内到达现场；"),
    )
    return _layout(document, Wanted("紫外可见近红外分光光度计", rows, 568_000, 1, 90))


def broken_lines_and_marks_behind() -> Layout:
    """Lines broken by hand inside a row, a list that goes on behind a semicolon, marks at the end of a line."""
    document = Document()
    for text in (
        "电感耦合等离子体质谱仪采购参数",
        "一. 应用范围",
        "用于水质及土壤中金属元素的痕量分析。",
        "二. 工作环境",
        "1. 环境温度：15～30℃",
        "三. 技术要求",
        "1. 进样系统",
        "1.1 蠕动泵：≥10滚轴，",
        "3通道，转速0～100rpm可调",
        "1.2 半导体制冷雾室，控温范围：-5℃～",
        "20℃；★",
        "2. 质谱检测",
        "★2.1 灵敏度（Mcps/mg/L）：Li（7）≥55；Y（89）≥320；",
        "Tl（205）≥250",
        "2.2 短期稳定性（RSD）：≤2%（20min）；▲",
        "四. 配置",
        "1. 主机 1套",
        "五. 技术服务",
        "1. 培训：不少于2人·次",
        "申购人：          日期：     年   月   日",
    ):
        document.add_paragraph(text)
    rows = (
        ("", T, "环境温度：15～30℃"),
        ("", T, "蠕动泵：≥10滚轴，3通道，转速0～100rpm可调"),
        ("★", T, "半导体制冷雾室，控温范围：-5℃～20℃；"),
        ("★", T, "灵敏度（Mcps/mg/L）：Li（7）≥55；Y（89）≥320；Tl（205）≥250"),
        ("▲", T, "短期稳定性（RSD）：≤2%（20min）；"),
        ("", T, "主机 1套"),
        ("", C, "培训：不少于2人·次"),
    )
    return _layout(document, Wanted("电感耦合等离子体质谱仪", rows))


def titles_with_a_number() -> Layout:
    """Several instruments, each under a title with its number; the budget of each stands in one sentence."""
    document = Document()
    document.add_heading("第三章  货物需求", 1)
    document.add_paragraph("一、项目总预算：166万元，其中：X射线衍射仪150万元，紫外可见分光光度计16万元。")
    document.add_paragraph("二、技术规格要求")
    for title, lines in (
        ("（一）X射线衍射仪（1套）", ("1．X射线发生器", "1.1 ★最大功率≥3kW", "#1.2 管电压：20～60kV，步进1kV")),
        ("（二）紫外可见分光光度计（2台）", ("1．波长范围：190～1100nm", "2．★杂散光≤0.02%T")),
    ):
        document.add_heading(title, 2)
        for line in lines:
            document.add_paragraph(line)
    document.add_heading("第四章  评审办法", 1)
    document.add_paragraph("1.技术参数：#每负偏离一项扣2分。")
    first = (("★", T, "最大功率≥3kW"), ("#", T, "管电压：20～60kV，步进1kV"))
    second = (("", T, "波长范围：190～1100nm"), ("★", T, "杂散光≤0.02%T"))
    return _layout(
        document,
        Wanted("X射线衍射仪", first, 1_500_000, 1),
        Wanted("紫外可见分光光度计", second, 160_000, 2),
    )


def sheet_for_each_instrument() -> Layout:
    """A workbook with a cover and one sheet an instrument."""
    book = Workbook()
    cover: Worksheet = book.active  # type: ignore[assignment]
    cover.title = "封面"
    cover["A1"] = "示例大学仪器采购参数"
    for name, rows in (
        ("傅里叶变换红外光谱仪", (("★", "1", "波数范围", "7800～350cm-1"), ("", "2", "分辨率", "≤0.4cm-1"))),
        ("显微拉曼光谱仪", (("", "1", "激光波长", "532nm、785nm"), ("★", "2", "低波数", "≤50cm-1"))),
    ):
        sheet = book.create_sheet(name[-5:])
        sheet["A1"] = f"{name}技术参数"
        sheet.merge_cells("A1:D1")
        for row in (("重要性", "序号", "参数名称", "参数要求"), *rows):
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    first = (("★", T, "波数范围：7800～350cm-1"), ("", T, "分辨率：≤0.4cm-1"))
    second = (("", T, "激光波长：532nm、785nm"), ("★", T, "低波数：≤50cm-1"))
    return Layout(target.getvalue(), (Wanted("傅里叶变换红外光谱仪", first), Wanted("显微拉曼光谱仪", second)))


LAYOUTS = (
    packages_with_a_table_each,
    cell_that_runs_over_rows,
    form_of_labels_and_texts,
    broken_lines_and_marks_behind,
    titles_with_a_number,
    sheet_for_each_instrument,
)
