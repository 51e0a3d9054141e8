"""Word documents of paragraphs: numbers made by Word or typed, raised digits, a book of specifications.

All names and figures are invented (示例).
"""

from __future__ import annotations

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.demands.documents.written import C, T, Written, add_listed, add_numbering, document_bytes


def automatic_numbers() -> Written:
    """No typed number at all: Word's multi-level list writes 一、 1. 1.1."""
    document = Document()
    document.add_paragraph("气相色谱仪采购技术参数").alignment = WD_ALIGN_PARAGRAPH.CENTER
    list_id = add_numbering(document, (("chineseCounting", "%1、"), ("decimal", "%2."), ("decimal", "%2.%3")))
    for depth, text in (
        (0, "设备名称：气相色谱仪"),
        (0, "数量：2台"),
        (0, "预算：45万元"),
        (0, "技术要求"),
        (1, "柱温箱"),
        (2, "★操作温度：室温+4～450℃"),
        (2, "程序升温阶数：不少于20阶"),
        (2, "▲升温速率≥120℃/min"),
        (1, "FID检测器"),
        (2, "检测限≤1.4×10-12g/s"),
        (2, "具备自动点火功能"),
        (0, "商务要求"),
        (1, "交货期：合同签订后60天内"),
        (1, "质保期不少于2年"),
    ):
        add_listed(document, list_id, depth, text)
    return Written(
        "automatic numbers",
        document_bytes(document),
        "气相色谱仪",
        (
            ("1.1", "★", T, "操作温度：室温+4～450℃"),
            ("1.2", "", T, "程序升温阶数：不少于20阶"),
            ("1.3", "▲", T, "升温速率≥120℃/min"),
            ("2.1", "", T, "检测限≤1.4×10-12g/s"),
            ("2.2", "", T, "具备自动点火功能"),
            ("1", "", C, "交货期：合同签订后60天内"),
            ("2", "", C, "质保期不少于2年"),
        ),
        budget=450_000,
        quantity=2,
        days=60,
    )


def plain_paragraphs() -> Written:
    """No style, typed numbers of several forms, marks before and after, a line broken by the typist."""
    document = Document()
    for text in (
        "山麓研究院（示例）高速冷冻离心机采购需求",
        "一、项目名称：高速冷冻离心机采购项目",
        "二、采购数量：1台",
        "三、最高限价：人民币12.5万元",
        "四、主要技术参数：",
        "★1、最高转速≥18500转/分；",
        "2★、最大相对离心力：≥26,000×g；",
        "3、最大容量≥4×750mL，配备水平转子与",
        "角转子各1个；",
        "（4）#温控范围-20℃至+40℃，精度±1℃；",
        "⑤ 噪音：不超过58dB；",
        "注：以上带★号的条款为实质性要求，不满足作无效投标处理。",
        "五、售后服务：",
        "1、质保期≥3年；",
        "2、供货期：合同签订后1个月内；",
        "六、评分标准",
        "1、价格分30分；",
        "2、技术参数：★参数全部满足得40分，每负偏离一项扣5分；",
    ):
        document.add_paragraph(text)
    return Written(
        "plain paragraphs",
        document_bytes(document),
        "高速冷冻离心机",
        (
            ("1", "★", T, "最高转速≥18500转/分；"),
            ("2", "★", T, "最大相对离心力：≥26,000×g；"),
            ("3", "", T, "最大容量≥4×750mL，配备水平转子与角转子各1个；"),
            ("4", "#", T, "温控范围-20℃至+40℃，精度±1℃；"),
            ("⑤", "", T, "噪音：不超过58dB；"),
            ("1", "", C, "质保期≥3年；"),
            ("2", "", C, "供货期：合同签订后1个月内；"),
        ),
        budget=125_000,
        quantity=1,
        days=30,
    )


def raised_numbers_and_changes() -> Written:
    """Superscripts, a symbol of the Symbol font, a tracked insertion, a tracked deletion, hidden text."""
    document = Document()
    document.add_paragraph("磁控溅射镀膜机技术参数").runs[0].bold = True
    first = document.add_paragraph("1. 本底真空≤5×10")
    first.add_run("-5").font.superscript = True
    first.add_run("Pa（烘烤后）；")
    second = document.add_paragraph("2. 靶枪数量")
    second.add_run()._r.append(parse_xml(f'<w:sym {nsdecls("w")} w:font="Symbol" w:char="F0B3"/>'))
    second.add_run("3支；")
    third = document.add_paragraph("3. 膜厚不均匀性：≤±")
    third._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>3</w:t></w:r></w:ins>'))
    third._p.append(
        parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="a"><w:r><w:delText>5</w:delText></w:r></w:del>')
    )
    third.add_run("%（Φ100mm基片内）；")
    fourth = document.add_paragraph("4. 基片加热：室温～600℃")
    fourth.add_run("（内部讨论）").font.hidden = True
    return Written(
        "raised numbers and changes",
        document_bytes(document),
        "磁控溅射镀膜机",
        (
            ("1", "", T, "本底真空≤5×10⁻⁵Pa（烘烤后）；"),
            ("2", "", T, "靶枪数量≥3支；"),
            ("3", "", T, "膜厚不均匀性：≤±3%（Φ100mm基片内）；"),
            ("4", "", T, "基片加热：室温～600℃"),
        ),
    )


def specification_book() -> Written:
    """A book of specifications: general rules first, a mark on a heading, bracketed items below a heading."""
    document = Document()
    document.add_paragraph("透射电子显微镜采购技术规格书").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (
        "1 总则",
        "1.1 本技术规格书提出的是最低限度的技术要求。",
        "2 技术指标",
        "★2.1 电子枪",
        "2.1.1 类型：场发射",
        "2.1.2 加速电压：20～200kV",
        "2.2 分辨率",
        "（1）点分辨率≤0.24nm；",
        "（2）STEM分辨率优于0.16nm",
        "3 供货范围",
        "3.1 主机1套，含计算机工作站；",
        "4 包装、运输、交货",
        "4.1 交货期：合同签订后10个月内。",
        "5 验收",
        "5.1 按技术指标逐条验收。",
    ):
        document.add_paragraph(text)
    return Written(
        "specification book",
        document_bytes(document),
        "透射电子显微镜",
        (
            ("2.1.1", "", T, "类型：场发射"),
            ("2.1.2", "", T, "加速电压：20～200kV"),
            ("1", "", T, "点分辨率≤0.24nm；"),
            ("2", "", T, "STEM分辨率优于0.16nm"),
            ("3.1", "", T, "主机1套，含计算机工作站；"),
            ("4.1", "", C, "交货期：合同签订后10个月内。"),
            ("5.1", "", C, "按技术指标逐条验收。"),
        ),
        days=300,
    )
