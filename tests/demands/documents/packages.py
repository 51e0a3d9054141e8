"""Documents of several packages, and tables whose heads say less than they hold.

All names and figures are invented (示例).
"""

from __future__ import annotations

from docx import Document

from tests.demands.documents.written import add_table, document_bytes


def packages_without_chapters() -> bytes:
    """A sentence lists the packages; their titles stand in no chapter; terms for all stand behind them."""
    document = Document()
    document.add_paragraph("光电实验室设备采购文件（示例）")
    document.add_paragraph("包A：光谱型椭偏仪，1台，预算124万元；包B：热台显微镜，2台，预算46万元。")
    for text in (
        "包A：光谱型椭偏仪",
        "1、★光谱范围：193～1690nm；",
        "2、光源：氙灯；",
        "包B：热台显微镜",
        "1、▲控温范围：室温～600℃；",
        "三、商务要求（各包通用）",
        "1、交货期：合同签订后45天内。",
    ):
        document.add_paragraph(text)
    return document_bytes(document)


def terms_named_by_a_column_of_clauses() -> bytes:
    """序号 | 条款 | 内容: the clause is the name; a class beside a single text is its name too."""
    document = Document()
    document.add_heading("一、商务要求", level=1)
    add_table(
        document,
        (("序号", "条款", "内容"), ("1", "供货周期", "合同签订后75天"), ("2", "★质保年限", "不低于2年")),
    )
    return document_bytes(document)


def requirements_with_room_for_answers() -> bytes:
    """A table of requirements with empty columns for the answer, and behind it an empty form."""
    document = Document()
    document.add_paragraph("荧光定量仪技术需求表（示例）")
    add_table(
        document,
        (
            ("序号", "技术要求", "投标响应", "偏离"),
            ("1", "★通道数≥4", "", ""),
            ("2", "升温速率≥6℃/s", "", ""),
            ("3", "具备梯度功能，温差1～40℃", "", ""),
        ),
    )
    document.add_heading("技术偏离表", level=1)
    add_table(document, (("序号", "技术要求", "投标响应", "偏离"), ("1", "", "", "")))
    return document_bytes(document)


def items_torn_by_soft_breaks() -> bytes:
    """Numbered items with breaks in the middle, a mark at the end behind the break."""
    document = Document()
    document.add_heading("一、技术参数", level=1)
    document.add_paragraph("1、定量力学成像模式，最大曲线采集\n频率≥2kHz；")
    document.add_paragraph("2、光学辅助：5\n兆像素相机；")
    document.add_paragraph("3、应保证用户使用时不受任何第三方\n关于侵犯专利权的指控（★）；")
    document.add_paragraph("4、激光器\n波长：532nm\n功率：≥50mW")
    return document_bytes(document)
