"""Whole tender files with contents, notice, scoring and contract around the needs; packages; nothing at all.

All names and figures are invented (示例).
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as Doc

from tests.demands.documents.written import C, T, Written, add_table, document_bytes


def whole_tender_file() -> Written:
    """Contents, notice, instructions, scoring, contract and forms around the needs; Word's heading styles."""
    document = Document()
    for text in ("目录", "第一章 招标公告\t3", "第二章 投标人须知\t6", "第三章 采购需求\t12", "第四章 评标办法\t20"):
        document.add_paragraph(text)
    document.add_heading("第一章 招标公告", level=1)
    document.add_paragraph("一、项目基本情况")
    document.add_paragraph("项目名称：江畔大学（示例）扫描电子显微镜采购项目")
    document.add_paragraph("预算金额：￥2,800,000.00元")
    document.add_paragraph("采购需求：扫描电子显微镜1套，分辨率≤1.0nm，详见招标文件第三章。")
    document.add_paragraph("合同履行期限：合同签订后180日内交货。")
    document.add_heading("第二章 投标人须知", level=1)
    document.add_paragraph("1. 投标人应具备独立承担民事责任的能力。")
    document.add_paragraph("2. 技术要求中标注★的条款不允许负偏离。")
    document.add_heading("第三章 采购需求", level=1)
    document.add_heading("1 项目概况", level=2)
    document.add_paragraph("本项目为电镜平台购置扫描电子显微镜1套。")
    document.add_heading("2 技术要求", level=2)
    document.add_heading("2.1 电子光学系统", level=3)
    for text in (
        "2.1.1 ★二次电子分辨率：≤0.9nm@15kV，≤1.3nm@1kV；",
        "2.1.2 放大倍率：20×～800,000×；",
        "2.1.3 加速电压 0.1—30kV连续可调；",
    ):
        document.add_paragraph(text)
    document.add_heading("2.2 样品台", level=3)
    document.add_paragraph("2.2.1 ▲行程：X≥100mm、Y≥100mm、Z≥50mm；")
    document.add_paragraph("2.2.2 五轴马达驱动，具有防碰撞保护；")
    document.add_heading("3 商务要求", level=2)
    document.add_paragraph("3.1 ★交货期：合同签订后180日内。")
    document.add_paragraph("3.2 培训：免费提供不少于3人次的操作培训。")
    document.add_heading("第四章 评标办法", level=1)
    document.add_heading("技术参数评分", level=2)
    document.add_paragraph("1. ★参数有一项不满足扣10分；▲参数每优于一项加1分。")
    document.add_heading("第五章 投标文件格式", level=1)
    document.add_paragraph("投标人名称：____________（盖章）")
    return Written(
        "whole tender file",
        document_bytes(document),
        "扫描电子显微镜",
        (
            ("2.1.1", "★", T, "二次电子分辨率：≤0.9nm@15kV，≤1.3nm@1kV；"),
            ("2.1.2", "", T, "放大倍率：20×～800,000×；"),
            ("2.1.3", "", T, "加速电压 0.1—30kV连续可调；"),
            ("2.2.1", "▲", T, "行程：X≥100mm、Y≥100mm、Z≥50mm；"),
            ("2.2.2", "", T, "五轴马达驱动，具有防碰撞保护；"),
            ("3.1", "★", C, "交货期：合同签订后180日内。"),
            ("3.2", "", C, "培训：免费提供不少于3人次的操作培训。"),
        ),
        budget=2_800_000,
        quantity=1,
        days=180,
    )


def negotiation_file() -> Written:
    """Unstyled parts with typed contents, a goods list with item numbers, marks as asterisks, a commercial table."""
    document = Document()
    _add_invitation(document)
    _add_technical_part(document)
    document.add_paragraph("第四部分 评审办法")
    add_table(document, (("评分项", "分值", "评分标准"), ("技术指标", "45", "带*号指标不满足的每项扣5分")))
    document.add_paragraph("1. 技术参数：完全满足得45分。")
    return Written(
        "negotiation file",
        document_bytes(document),
        "差示扫描量热仪",
        (
            ("1", "", T, "电源：220V±10%，50Hz；"),
            ("1", "*", T, "温度范围：-90℃～725℃"),
            ("2", "▲", T, "量热精度：≤±0.05%"),
            ("3", "", T, "气体控制：双路质量流量计，自动切换，流量范围0～200mL/min"),
            ("1", "", T, "主机1台"),
            ("1", "", C, "交货时间：自合同签订之日起60个日历日内"),
            ("2", "★", C, "质保期：不少于36个月"),
        ),
        budget=485_000,
        quantity=1,
        days=60,
    )


def _add_invitation(document: Doc) -> None:
    """Contents, invitation and the suppliers' instructions: nothing of it asks for the goods."""
    for text in (
        "竞争性磋商文件",
        "采购人：云岭大学（示例）",
        "目  录",
        "第一部分 磋商邀请 1",
        "第三部分 技术部分 10",
        "第四部分 评审办法 18",
        "第一部分 磋商邀请",
        "云岭大学（示例）拟采购差示扫描量热仪一台，采购预算：48.5万元，欢迎参加。",
        "第二部分 供应商须知",
    ):
        document.add_paragraph(text)
    add_table(
        document, (("序号", "内容", "说明与要求"), ("1", "磋商保证金", "5000元"), ("2", "技术要求", "详见第三部分"))
    )
    document.add_paragraph("1.1 供应商应承担所有与准备和参加磋商有关的费用。")


def _add_technical_part(document: Doc) -> None:
    """The goods list, the requirements, and the commercial ones as a table."""
    document.add_paragraph("第三部分 技术部分")
    document.add_paragraph("一、货物需求一览表")
    add_table(
        document,
        (("品目号", "货物名称", "单位", "数量", "是否核心产品"), ("1-1", "差示扫描量热仪", "台", "1", "是")),
    )
    for text in (
        "二、技术规格要求",
        "（一）工作条件",
        "1. 电源：220V±10%，50Hz；",
        "（二）主要技术指标",
        "*1. 温度范围：-90℃～725℃",
        "▲2. 量热精度：≤±0.05%",
        "3. 气体控制：双路质量流量计，自动切换，",
        "流量范围0～200mL/min",
        "（三）配置清单",
        "1. 主机1台",
        "三、商务要求",
    ):
        document.add_paragraph(text)
    add_table(
        document,
        (
            ("序号", "项目", "具体要求"),
            ("1", "交货时间", "自合同签订之日起60个日历日内"),
            ("2", "★质保期", "不少于36个月"),
        ),
    )


def two_packages() -> bytes:
    """Two packages with rows of their own and commercial terms for both."""
    document = Document()
    document.add_heading("第五章 采购需求", level=1)
    add_table(
        document,
        (
            ("包号", "标的名称", "数量", "预算金额（万元）"),
            ("01", "台式生物反应器", "2", "56"),
            ("02", "总有机碳分析仪", "1", "32"),
        ),
    )
    document.add_heading("一、技术要求", level=2)
    document.add_heading("第一包：台式生物反应器", level=3)
    document.add_paragraph("1、★罐体总容积：15L，工作体积3～10L；")
    document.add_paragraph("2、搅拌转速：30~1200rpm；")
    document.add_heading("第二包：总有机碳分析仪", level=3)
    document.add_paragraph("1、★检出限≤4μg/L；")
    document.add_heading("二、商务要求", level=2)
    document.add_paragraph("1、交货期：合同签订后60日内。")
    return document_bytes(document)


def nothing_to_ask() -> bytes:
    """A document that asks for nothing."""
    document = Document()
    document.add_paragraph("关于召开学术报告会的通知")
    document.add_paragraph("各位老师：定于下周三上午在报告厅召开学术报告会，欢迎参加。")
    return document_bytes(document)
