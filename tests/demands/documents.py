"""Tender documents in the layouts that universities use, each with what a careful reader takes from it.

All names and figures are invented (示例). A row is written as (number, mark, kind, text).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Row = tuple[str, str, str, str]
T, C = "technical", "commercial"


@dataclass(frozen=True, slots=True)
class Written:
    """A document and what it says. `rows` in order; None: the document does not say."""

    name: str
    data: bytes
    instrument: str
    rows: Sequence[Row]
    budget: int | None = None
    quantity: int | None = None
    days: int | None = None


def _bytes(document: Doc) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _book_bytes(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _table(document: Doc, rows: Sequence[Sequence[str]]) -> object:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def _add_numbering(document: Doc, levels: Sequence[tuple[str, str]]) -> int:
    """Define a multi-level list (numFmt, lvlText) and give its id."""
    numbering = document.part.numbering_part.element
    abstract_id, list_id = 90, 90
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}">{inner}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{abstract_id}"/></w:num>')
    )
    return list_id


def _listed(document: Doc, list_id: int, depth: int, text: str) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", depth), ("w:numId", list_id)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        number.append(element)
    properties.append(number)


def automatic_numbers() -> Written:
    """No typed number at all: Word's multi-level list writes 一、 1. 1.1."""
    document = Document()
    document.add_paragraph("气相色谱仪采购技术参数").alignment = WD_ALIGN_PARAGRAPH.CENTER
    list_id = _add_numbering(document, (("chineseCounting", "%1、"), ("decimal", "%2."), ("decimal", "%2.%3")))
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
        _listed(document, list_id, depth, text)
    return Written(
        "automatic numbers",
        _bytes(document),
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
        _bytes(document),
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


def parameter_table() -> Written:
    """One table with number, name, requirement and mark; merged names; a repeated head; a row broken over a page."""
    document = Document()
    document.add_heading("第三部分 采购需求", level=1)
    document.add_heading("（一）货物需求一览表", level=2)
    _table(
        document,
        (("包号", "货物名称", "数量（台/套）", "最高限价（万元）"), ("1", "激光共聚焦显微镜", "1", "320.00")),
    )
    document.add_heading("（二）技术参数及要求", level=2)
    table = _table(
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
    _table(
        document,
        (
            ("序号", "内容", "要求"),
            ("1", "交货时间", "合同签订后120日历天内"),
            ("2", "质保期", "★整机质保3年"),
        ),
    )
    document.add_heading("第四部分 响应文件格式", level=1)
    document.add_paragraph("二、技术参数响应表")
    _table(document, (("序号", "技术参数要求", "响应情况", "偏离"), ("1", "", "", ""), ("2", "", "", "")))
    return Written(
        "parameter table",
        _bytes(document),
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
    _table(
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
        _bytes(document),
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
        _bytes(document),
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
        _bytes(document),
        "磁控溅射镀膜机",
        (
            ("1", "", T, "本底真空≤5×10⁻⁵Pa（烘烤后）；"),
            ("2", "", T, "靶枪数量≥3支；"),
            ("3", "", T, "膜厚不均匀性：≤±3%（Φ100mm基片内）；"),
            ("4", "", T, "基片加热：室温～600℃"),
        ),
    )


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
        _book_bytes(book),
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
        _book_bytes(book),
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


def form_paper() -> Written:
    """A form: everything in one table without head, a key on the left; the parameters in one large cell."""
    document = Document()
    document.add_paragraph("大型仪器设备购置技术要求表").alignment = WD_ALIGN_PARAGRAPH.CENTER
    _table(
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
        _bytes(document),
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


def negotiation_file() -> Written:
    """Unstyled parts with typed contents, a goods list with item numbers, marks as asterisks, a commercial table."""
    document = Document()
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
    _table(document, (("序号", "内容", "说明与要求"), ("1", "磋商保证金", "5000元"), ("2", "技术要求", "详见第三部分")))
    document.add_paragraph("1.1 供应商应承担所有与准备和参加磋商有关的费用。")
    document.add_paragraph("第三部分 技术部分")
    document.add_paragraph("一、货物需求一览表")
    _table(
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
    _table(
        document,
        (
            ("序号", "项目", "具体要求"),
            ("1", "交货时间", "自合同签订之日起60个日历日内"),
            ("2", "★质保期", "不少于36个月"),
        ),
    )
    document.add_paragraph("第四部分 评审办法")
    _table(document, (("评分项", "分值", "评分标准"), ("技术指标", "45", "带*号指标不满足的每项扣5分")))
    document.add_paragraph("1. 技术参数：完全满足得45分。")
    return Written(
        "negotiation file",
        _bytes(document),
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


def table_with_group_rows() -> Written:
    """Group rows inside the table, marks among the remarks, terms as sentences."""
    document = Document()
    document.add_heading("X射线荧光光谱仪技术参数", 1)
    _table(
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
        _bytes(document),
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
        _bytes(document),
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


PASTED_PLAIN = """拟购仪器：流式细胞仪
数量：1台，预算人民币190万元
技术要求：
激光器：488nm、640nm双激光
荧光通道≥10个
▲检测速度≥35000个/秒
配套数据分析软件
商务：交货期3个月，质保三年
"""


def pasted_without_numbers() -> Written:
    """Text without any number, facts first, terms in one line."""
    return Written(
        "pasted without numbers",
        PASTED_PLAIN.encode(),
        "流式细胞仪",
        (
            ("", "", T, "激光器：488nm、640nm双激光"),
            ("", "", T, "荧光通道≥10个"),
            ("", "▲", T, "检测速度≥35000个/秒"),
            ("", "", T, "配套数据分析软件"),
            ("", "", C, "商务：交货期3个月，质保三年"),
        ),
        budget=1_900_000,
        quantity=1,
        days=90,
    )


PASTED = """拉曼光谱仪技术参数
1.1 ▲拉曼位移：50～4000cm-1；
1.2 光谱分辨率≤1cm-1
1.3 空间分辨率：横向≤0.8um，
纵向≤2um（100×物镜）
- 12 -
二、配置要求
2.1 532nm激光器，功率≥50mW
2.2 配备电脑工作站1套
三、商务要求
交货期：合同签订后60日内
质保期：1年
"""


def pasted() -> Written:
    """Text copied from a page, with a page number in it."""
    return Written(
        "pasted text",
        PASTED.encode(),
        "拉曼光谱仪",
        (
            ("1.1", "▲", T, "拉曼位移：50～4000cm-1；"),
            ("1.2", "", T, "光谱分辨率≤1cm-1"),
            ("1.3", "", T, "空间分辨率：横向≤0.8um，纵向≤2um（100×物镜）"),
            ("2.1", "", T, "532nm激光器，功率≥50mW"),
            ("2.2", "", T, "配备电脑工作站1套"),
            ("", "", C, "交货期：合同签订后60日内"),
            ("", "", C, "质保期：1年"),
        ),
        days=60,
    )


DOCUMENTS: tuple[Callable[[], Written], ...] = (
    automatic_numbers,
    plain_paragraphs,
    parameter_table,
    goods_table_with_long_cell,
    whole_tender_file,
    raised_numbers_and_changes,
    workbook_with_units,
    workbook_with_groups,
    form_paper,
    pasted,
    negotiation_file,
    table_with_group_rows,
    specification_book,
    pasted_without_numbers,
)


def two_packages() -> bytes:
    """Two packages with rows of their own and commercial terms for both."""
    document = Document()
    document.add_heading("第五章 采购需求", level=1)
    _table(
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
    return _bytes(document)


def nothing_to_ask() -> bytes:
    """A document that asks for nothing."""
    document = Document()
    document.add_paragraph("关于召开学术报告会的通知")
    document.add_paragraph("各位老师：定于下周三上午在报告厅召开学术报告会，欢迎参加。")
    return _bytes(document)
