"""Word documents that ask in tables: merged cells, long cells, group rows, a form.

All names and figures are invented (示例).
"""

from __future__ import annotations

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.demands.documents.written import C, T, Written, add_table, document_bytes


def parameter_table() -> Written:
    """One table with number, name, requirement and mark; merged names; a repeated head; a row broken over a page."""
    document = Document()
    document.add_heading("第三部分 采购需求", level=1)
    document.add_heading("（一）货物需求一览表", level=2)
    add_table(
        document,
        (("包号", "货物名称", "数量（台/套）", "最高限价（万元）"), ("1", "激光共聚焦显微镜", "1", "320.00")),
    )
    document.add_heading("（二）技术参数及要求", level=2)
    table = add_table(
        document,
        (
            ("序号", "参数名称", "技术参数要求", "重要性"),
            ("1", "激光器", "405nm、488nm、561nm、640nm四路固体激光", "★"),
            ("2", "扫描单元", "扫描分辨率不低于6144×6144像素", "★"),
            ("3", "", "扫描速度：≥10帧/s（512×512）", ""),
            ("序号", "参数名称", "技术参数要求", "重要性"),
            ("4", "Z轴最小步进", "≤10nm，行程", "▲"),
            ("", "", "≥10mm", ""),
            ("5", "透射光明场成像", "具备", ""),
        ),
    )
    table.cell(2, 1).merge(table.cell(3, 1))  # type: ignore[attr-defined]
    document.add_heading("（三）商务要求", level=2)
    add_table(
        document,
        (
            ("序号", "内容", "要求"),
            ("1", "交货时间", "合同签订后120日历天内"),
            ("2", "质保期", "★整机质保3年"),
        ),
    )
    document.add_heading("第四部分 响应文件格式", level=1)
    document.add_paragraph("二、技术参数响应表")
    add_table(document, (("序号", "技术参数要求", "响应情况", "偏离"), ("1", "", "", ""), ("2", "", "", "")))
    return Written(
        "parameter table",
        document_bytes(document),
        "激光共聚焦显微镜",
        (
            ("1", "★", T, "激光器：405nm、488nm、561nm、640nm四路固体激光"),
            ("2", "★", T, "扫描分辨率不低于6144×6144像素"),
            ("3", "", T, "扫描速度：≥10帧/s（512×512）"),
            ("4", "▲", T, "Z轴最小步进：≤10nm，行程≥10mm"),
            ("5", "", T, "透射光明场成像：具备"),
            ("1", "", C, "交货时间：合同签订后120日历天内"),
            ("2", "★", C, "质保期：整机质保3年"),
        ),
        budget=3_200_000,
        quantity=1,
        days=120,
    )


def goods_table_with_long_cell() -> Written:
    """The requirements stand in one cell of the list of goods, one line each."""
    document = Document()
    document.add_heading("采购需求", level=1)
    add_table(
        document,
        (
            ("序号", "设备名称", "技术参数", "数量", "单位", "预算单价（元）"),
            (
                "1",
                "傅里叶变换红外光谱仪",
                "1.光谱范围：8000cm-1～350cm-1；\n★2.分辨率优于0.4cm-1；\n3.信噪比：≥55,000:1\n（峰-峰值，1分钟扫描）；"
                "\n▲4.具备自动除湿功能；\n5.质保期：2年。",
                "1",
                "台",
                "380,000.00",
            ),
        ),
    )
    document.add_heading("合同条款", level=1)
    document.add_paragraph("一、技术要求：按投标文件执行，逾期交货每日扣0.5%。")
    return Written(
        "goods table with long cell",
        document_bytes(document),
        "傅里叶变换红外光谱仪",
        (
            ("1", "", T, "光谱范围：8000cm-1～350cm-1；"),
            ("2", "★", T, "分辨率优于0.4cm-1；"),
            ("3", "", T, "信噪比：≥55,000:1（峰-峰值，1分钟扫描）；"),
            ("4", "▲", T, "具备自动除湿功能；"),
            ("5", "", C, "质保期：2年。"),
        ),
        budget=380_000,
        quantity=1,
    )


def form_paper() -> Written:
    """A form: everything in one table without head, a key on the left; the parameters in one large cell."""
    document = Document()
    document.add_paragraph("大型仪器设备购置技术要求表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_table(
        document,
        (
            ("仪器名称", "同步热分析仪"),
            ("数量", "1台"),
            ("预算（万元）", "68"),
            (
                "主要技术指标",
                "1、温度范围：RT～1500℃；2、升温速率：0.1–50K/min；3、★天平灵敏度：≤0.1μg；\n4、气氛：氮气、氩气、空气",
            ),
            ("交货期", "90天"),
            ("售后服务", "质保期3年，故障响应时间≤4小时"),
        ),
    )
    return Written(
        "form paper",
        document_bytes(document),
        "同步热分析仪",
        (
            ("1", "", T, "温度范围：RT～1500℃；"),
            ("2", "", T, "升温速率：0.1–50K/min；"),
            ("3", "★", T, "天平灵敏度：≤0.1μg；"),
            ("4", "", T, "气氛：氮气、氩气、空气"),
            ("", "", C, "交货期：90天"),
            ("", "", C, "售后服务：质保期3年，故障响应时间≤4小时"),
        ),
        budget=680_000,
        quantity=1,
        days=90,
    )


def table_with_group_rows() -> Written:
    """Group rows inside the table, marks among the remarks, terms as sentences."""
    document = Document()
    document.add_heading("X射线荧光光谱仪技术参数", 1)
    add_table(
        document,
        (
            ("序号", "指标项", "指标要求", "备注"),
            ("一", "激发系统", "", ""),
            ("1", "X射线管", "Rh靶，功率≥4kW", "★"),
            ("二", "探测系统", "", ""),
            ("2", "元素范围", "4Be～92U", "▲"),
            ("3", "分析精度", "RSD≤0.05%\n（Cr，镍基合金，10次测量）", ""),
        ),
    )
    document.add_heading("售后服务要求", 1)
    for text in ("设备验收合格后整机质保2年。", "合同签订后4个月内交货。"):
        document.add_paragraph(text)
    return Written(
        "table with group rows",
        document_bytes(document),
        "X射线荧光光谱仪",
        (
            ("1", "★", T, "X射线管：Rh靶，功率≥4kW"),
            ("2", "▲", T, "元素范围：4Be～92U"),
            ("3", "", T, "分析精度：RSD≤0.05%（Cr，镍基合金，10次测量）"),
            ("", "", C, "设备验收合格后整机质保2年。"),
            ("", "", C, "合同签订后4个月内交货。"),
        ),
        days=120,
    )
