#!/usr/bin/env python3
"""Writes the documents of this folder: tenders and a datasheet. All organisations and figures are invented (示例).

    .venv/bin/python examples/make_examples.py [FOLDER]

The Word document has the layout of a university's tender: cover, contents, notice, instructions, scoring, needs with
a numbered parameter list and a parameter table, commercial terms, and empty response forms. The workbook is the
parameter table that an equipment office sends round. The datasheet, as a Word document and as text, is a maker's.
The amendment changes the tender; the PDF is a short notice.
"""

from __future__ import annotations

import datetime
import re
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).resolve().parent
WRITTEN_AT = datetime.datetime(2026, 1, 15, 9, 0, tzinfo=datetime.UTC)
LCMS_FILE = "tender-lcms.docx"
CENTRIFUGE_FILE = "parameters-centrifuge.xlsx"
AMENDMENT_FILE = "amendment-lcms.docx"
OVEN_FILE = "notice-oven.pdf"
DATASHEET_FILE = "datasheet-hplc.docx"
DATASHEET_TEXT_FILE = "datasheet-hplc.txt"

OVERVIEW = (
    ("项目名称", "江淮理工大学（示例）三重四极杆液质联用仪采购项目"),
    ("项目编号", "SL-2026-0117"),
    ("设备名称", "三重四极杆液质联用仪"),
    ("数量", "1套"),
    ("预算金额", "260万元（人民币）"),
    ("是否接受进口产品", "否"),
    ("用途", "环境水样、食品和生物样品中痕量有机污染物的定性与定量分析"),
)
MASS_SPECTROMETER = (
    ("3.1.1", "★", "质量范围：m/z 5～2000；"),
    ("3.1.2", "★", "灵敏度：ESI+，柱上进样1pg利血平，信噪比≥150000:1；"),
    ("3.1.3", "▲", "灵敏度：ESI-，柱上进样1pg氯霉素，信噪比≥150000:1；"),
    ("3.1.4", "", "质量分辨率：≤0.7Da（FWHM，全质量范围）；"),
    ("3.1.5", "▲", "质量轴稳定性：≤0.1Da（24h）；"),
    ("3.1.6", "", "扫描速度：不低于12000 Da/s；"),
    ("3.1.7", "★", "正负极性切换时间≤20ms；"),
    ("3.1.8", "", "线性动态范围：≥6个数量级；"),
    ("3.1.9", "▲", "离子源：ESI、APCI；"),
    ("3.1.10", "", "MRM通道：单次进样可监测不少于10000个MRM离子对；"),
)
LIQUID_CHROMATOGRAPH = (
    ("3.2.1", "★", "系统最高耐压：≥100MPa", "输液泵"),
    ("3.2.2", "", "流速范围：0.001～5.000mL/min，步进0.001mL/min", "输液泵"),
    ("3.2.3", "▲", "流量精密度：≤0.06%RSD", "输液泵"),
    ("3.2.4", "", "流量准确度：±1%", "输液泵"),
    ("3.2.5", "", "进样体积范围：0.1～50μL", "自动进样器"),
    ("3.2.6", "▲", "样品残留：≤0.003%（咖啡因）", "自动进样器"),
    ("3.2.7", "", "样品位：≥96位", "自动进样器"),
    ("3.2.8", "", "控温范围：室温+5～85℃", "柱温箱"),
    ("3.2.9", "", "控温稳定性：±0.1℃", "柱温箱"),
    ("3.2.10", "", "波长范围：190～800nm", "紫外检测器"),
    ("3.2.11", "", "波长准确度：±1nm", "紫外检测器"),
)
COMMERCIAL = (
    ("★", "交货期：合同签订后90日内交货并完成安装调试。"),
    ("★", "质保期：自验收合格之日起不少于3年，质保期内免费维修。"),
    ("", "付款方式：合同签订后支付30%，验收合格后支付65%，质保期满后支付5%。"),
    ("", "故障响应时间≤2小时，24小时以内到达现场。"),
    ("", "免费培训不少于5人。"),
)
INSTRUCTIONS = (
    "投标人应当仔细阅读招标文件的全部内容，并对招标文件作出实质性响应。",
    "带★号的条款为实质性条款，有一项负偏离的，投标无效。",
    "投标人应在投标文件中如实填写技术参数偏离表。",
    "投标有效期：自提交投标文件截止之日起90日。",
)
CHAPTERS = ("招标公告", "投标人须知", "评标办法", "采购需求", "合同主要条款", "投标文件格式")


def write_lcms_tender(target: Path) -> None:
    """A whole tender document for an LC-MS with 21 technical and 5 commercial rows."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.author = "示例"
    document.core_properties.created = document.core_properties.modified = WRITTEN_AT
    document.sections[0].header.paragraphs[0].text = "江淮理工大学（示例）招标文件　SL-2026-0117"
    _cover(document)
    _chapter(document, 1)
    _key_table(document, OVERVIEW)
    _chapter(document, 2)
    for number, text in enumerate(INSTRUCTIONS, start=1):
        document.add_paragraph(f"{number}. {text}")
    _chapter(document, 3)
    _scoring(document)
    _chapter(document, 4)
    _needs(document)
    _chapter(document, 5)
    document.add_paragraph("第一条　乙方应于合同生效后按附件规定的时间交付货物，逾期每日按合同金额的0.5‰支付违约金。")
    document.add_paragraph("第二条　货物的技术参数以投标文件的承诺为准。")
    _chapter(document, 6)
    _forms(document)
    document.save(str(target))
    _settle_times(target)


def _cover(document: Doc) -> None:
    for text in ("江淮理工大学（示例）", "三重四极杆液质联用仪采购项目", "招标文件", "二〇二六年一月"):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = True
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    heading = document.add_paragraph("目　录")
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, (title, page) in enumerate(zip(CHAPTERS, (3, 5, 9, 12, 18, 22), strict=True), start=1):
        document.add_paragraph(f"第{'一二三四五六'[number - 1]}章　{title}……………………………{page}")


def _chapter(document: Doc, number: int) -> None:
    document.add_heading(f"第{'一二三四五六'[number - 1]}章　{CHAPTERS[number - 1]}", level=1)


def _key_table(document: Doc, rows: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for key, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = key, value


def _scoring(document: Doc) -> None:
    table = document.add_table(rows=1, cols=4, style="Table Grid")
    _fill(table, 0, ("序号", "评审因素", "分值", "评分标准"))
    for row in (
        ("1", "投标报价", "30", "价格分采用低价优先法计算。"),
        ("2", "技术参数响应", "40", "全部满足得40分，▲参数每负偏离一项扣3分，一般参数每负偏离一项扣1分。"),
        ("3", "售后服务", "10", "质保期每增加1年加2分，最多加6分。"),
    ):
        table.add_row()
        _fill(table, len(table.rows) - 1, row)


def _needs(document: Doc) -> None:
    document.add_heading("一、项目概况", level=2)
    document.add_paragraph("本项目采购三重四极杆液质联用仪1套，预算金额260万元，用于痕量有机物分析。")
    document.add_heading("二、采购清单", level=2)
    table = document.add_table(rows=2, cols=5, style="Table Grid")
    _fill(table, 0, ("序号", "设备名称", "数量", "单位", "预算（万元）"))
    _fill(table, 1, ("1", "三重四极杆液质联用仪", "1", "套", "260"))
    document.add_heading("三、技术要求", level=2)
    document.add_paragraph("注：★为实质性条款，▲为重要条款。")
    document.add_heading("3.1 质谱部分", level=3)
    for number, mark, text in MASS_SPECTROMETER:
        _spec(document, number, mark, text)
    document.add_heading("3.2 液相色谱部分", level=3)
    _parameter_table(document)
    document.add_heading("四、商务要求", level=2)
    for position, (mark, text) in enumerate(COMMERCIAL, start=1):
        document.add_paragraph(f"{mark}{position}. {text}")


def _spec(document: Doc, number: str, mark: str, text: str) -> None:
    document.add_paragraph(f"{number} {mark}{text}" if mark != "★" else f"★{number} {text}")


def _parameter_table(document: Doc) -> None:
    table = document.add_table(rows=1, cols=5, style="Table Grid")
    _fill(table, 0, ("条款号", "部件", "参数名称", "技术要求", "标记"))
    begins: dict[str, int] = {}
    for number, mark, text, part in LIQUID_CHROMATOGRAPH:
        name, _, asked = text.partition("：")
        cells = table.add_row().cells
        position = len(table.rows) - 1
        for cell, value in zip(cells, (number, "", name, asked, mark), strict=True):
            cell.text = value
        if part in begins:
            table.cell(begins[part], 1).merge(table.cell(position, 1))
        else:
            begins[part] = position
        table.cell(begins[part], 1).text = part
    _repeat_head(table)


def _repeat_head(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    properties.append(head)


def _forms(document: Doc) -> None:
    document.add_paragraph("附件1　技术参数偏离表")
    table = document.add_table(rows=4, cols=5, style="Table Grid")
    _fill(table, 0, ("序号", "招标技术要求", "投标响应", "偏离", "说明"))
    document.add_paragraph("投标人名称（盖章）：____________　日期：____年__月__日")


def _fill(table: Table, row: int, texts: Sequence[str]) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        cell.text = text


CENTRIFUGE = (
    ("★", "最高转速", "≥18500 r/min", ""),
    ("★", "最大相对离心力", "≥26000×g", ""),
    ("▲", "最大容量", "≥4×750mL", ""),
    ("", "温控范围", "-20～+40℃", ""),
    ("▲", "温度控制精度", "±1℃", ""),
    ("", "转速精度", "±10 r/min", ""),
    ("", "升速时间", "≤60s", "最高转速"),
    ("", "噪音", "≤58dB", "最高转速"),
    ("", "定时范围", "1min～99h59min", ""),
    ("", "程序存储", "≥30组", ""),
    ("", "具备不平衡自动保护功能", "", ""),
    ("", "压缩机延时保护", "具备", ""),
)
CENTRIFUGE_TERMS = (
    ("★", "交货期", "合同签订后45日内"),
    ("", "质保期", "≥2年"),
    ("", "培训", "免费现场培训不少于3人"),
)


def write_centrifuge_table(target: Path) -> None:
    """A workbook with facts, 12 technical rows and 3 commercial rows."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook has one
    sheet.title = "技术参数"
    sheet.append(["东湖材料研究院（示例）高速冷冻离心机采购参数表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["设备名称", "高速冷冻离心机"])
    sheet.append(["数量", "2台"])
    sheet.append(["预算金额", "18万元"])
    sheet.append(["序号", "标记", "参数名称", "技术要求", "测试条件"])
    for number, row in enumerate(CENTRIFUGE, start=1):
        sheet.append([number, *row])
    terms = workbook.create_sheet("商务要求")
    terms.append(["序号", "标记", "商务条款", "要求"])
    for number, term in enumerate(CENTRIFUGE_TERMS, start=1):
        terms.append([number, *term])
    for each, widths in ((sheet, (8, 8, 26, 30, 16)), (terms, (8, 8, 20, 40))):
        _dress(each, widths)
    workbook.properties.creator = "示例"
    workbook.properties.created = workbook.properties.modified = WRITTEN_AT
    workbook.save(target)
    _settle_times(target)


def _dress(sheet: Worksheet, widths: Sequence[int]) -> None:
    side = Side(style="thin", color="C2CAC5")
    for letter, width in zip("ABCDE", widths, strict=False):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = Border(left=side, right=side, top=side, bottom=side)
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            if cell.row == 1:
                cell.font = Font(bold=True)


DATASHEET_TITLE = "XT-600 高效液相色谱仪 产品样本（示例）"
DATASHEET_WORDS = (
    "为每一次分离而生。XT-600 采用全新一代高压输液平台，稳定、安静、省心。",
    "适用领域：药物分析、食品安全、环境监测",
)
DATASHEET: dict[str, tuple[tuple[str, str, str], ...]] = {
    "输液泵": (
        ("最高耐压", "80 MPa（11,600 psi）", ""),
        ("流速范围", "0.001～10.000 mL/min，步进 0.001 mL/min", ""),
        ("流速准确度", "±1.0%", "1 mL/min，水"),
        ("流速精密度", "RSD ≤0.06%", "1 mL/min"),
        ("在线脱气通道数", "4 路", ""),
    ),
    "自动进样器": (
        ("样品位", "120 位（2 mL 样品瓶）", ""),
        ("进样体积", "0.1～100 μL", ""),
        ("进样精密度", "RSD ≤0.25%（10 μL）；RSD ≤0.5%（5 μL）", ""),
        ("交叉污染¹", "≤0.004%", ""),
    ),
    "柱温箱": (
        ("控温范围", "室温-15℃～90℃", ""),
        ("控温稳定性", "±0.05℃", ""),
        ("柱容量", "3 根", ""),
    ),
    "紫外检测器": (
        ("波长范围", "190～800 nm", ""),
        ("波长准确度", "±1 nm", ""),
        ("基线噪声", "≤0.5×10⁻⁵ AU", "254 nm，空池"),
        ("数据采集频率", "最高 120 Hz", ""),
    ),
    "安装": (
        ("外形尺寸", "420 mm×560 mm×780 mm", "宽×深×高"),
        ("重量", "约 68 kg", ""),
        ("电源", "AC 220 V±10%，50 Hz，800 VA", ""),
        ("订货号", "XT600-4M", ""),
    ),
}
DATASHEET_NOTE = "¹ 以咖啡因测得。"


def write_datasheet(target: Path) -> None:
    """A maker's datasheet: advertising, a table with groups, values and conditions, and a footnote."""
    document = Document()
    document.add_heading(DATASHEET_TITLE, level=1)
    for words in DATASHEET_WORDS:
        document.add_paragraph(words)
    table = document.add_table(rows=0, cols=3)
    _add_cells(table, ("参数", "指标", "测试条件"))
    for group, rows in DATASHEET.items():
        merged = table.add_row().cells
        merged[0].merge(merged[2]).text = group
        for row in rows:
            _add_cells(table, row)
    document.add_paragraph(DATASHEET_NOTE)
    document.core_properties.author = "示例"
    document.core_properties.created = document.core_properties.modified = WRITTEN_AT
    document.save(str(target))
    _settle_times(target)


def _add_cells(table: Table, texts: Sequence[str]) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text


def write_datasheet_text(target: Path) -> None:
    """The same datasheet as it looks when it is copied out: 名称：值（条件） under headings."""
    lines = [DATASHEET_TITLE, *DATASHEET_WORDS]
    for group, rows in DATASHEET.items():
        lines += [
            group,
            *(f"{name}：{value}{f'（{condition}）' if condition else ''}" for name, value, condition in rows),
        ]
    target.write_text("\n".join([*lines, DATASHEET_NOTE, ""]), encoding="utf-8")


AMENDED = (
    ("序号", "条款号", "原内容", "更正后内容"),
    (
        "1",
        "3.1.2",
        "★灵敏度：ESI+，柱上进样1pg利血平，信噪比≥150000:1；",
        "★灵敏度：ESI+，柱上进样1pg利血平，信噪比≥100000:1；",
    ),
    ("2", "3.2.6", "▲样品残留：≤0.003%（咖啡因）", "样品残留：≤0.004%（咖啡因）"),
    ("3", "3.1.10", "MRM通道：单次进样可监测不少于10000个MRM离子对；", "删除"),
    ("4", "3.2.12", "无", "▲具备自动清洗针座功能"),
)


def write_lcms_amendment(target: Path) -> None:
    """An amendment of the LC-MS tender: two rows changed, one of them losing its mark, one deleted, one added."""
    document = Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.core_properties.author = "示例"
    document.core_properties.created = document.core_properties.modified = WRITTEN_AT
    document.add_heading("江淮理工大学（示例）三重四极杆液质联用仪采购项目更正公告", level=1)
    for text in ("一、项目编号：SL-2026-0117", "二、首次公告日期：2026年1月15日", "三、更正事项：采购需求，内容如下："):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in AMENDED:
        table.add_row()
        _fill(table, len(table.rows) - 1, row)
    document.add_paragraph("四、更正日期：2026年1月22日")
    document.save(str(target))
    _settle_times(target)


OVEN = (
    ("★", "最高温度：≥300℃"),
    ("▲", "温度波动度：±0.5℃"),
    ("▲", "温度均匀度：±2.0%（200℃）"),
    ("", "工作室容积：≥225L"),
    ("", "升温时间：室温升至200℃≤45min"),
    ("", "具备独立超温报警功能"),
)


def write_oven_notice(target: Path) -> None:
    """A short notice as a PDF with text: six technical rows over two pages, two terms."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(target), pagesize=A4, invariant=True)
    canvas.setAuthor("示例")
    canvas.setTitle("电热鼓风干燥箱采购公告（示例）")
    lines = [f"{mark}{number}. {text}；" for number, (mark, text) in enumerate(OVEN, start=1)]
    pages = (
        (
            "西岭工程学院（示例）电热鼓风干燥箱采购公告",
            "一、采购内容：电热鼓风干燥箱2台，预算金额6万元。",
            "二、技术参数",
            *lines[:4],
        ),
        (*lines[4:], "三、商务要求", "1. 交货期：合同签订后30日内；", "2. 质保期：不少于2年。"),
    )
    for number, page in enumerate(pages, start=1):
        for position, text in enumerate(page):
            canvas.setFont("STSong-Light", 12)
            canvas.drawString(72, A4[1] - 90 - 24 * position, text)
        canvas.drawCentredString(A4[0] / 2, 48, f"第 {number} 页")
        canvas.showPage()
    canvas.save()


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _settle_times(target: Path) -> None:
    """Give all archive members one time, so that the same content makes the same file."""
    with zipfile.ZipFile(target) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in members:
            settled = zipfile.ZipInfo(info.filename, WRITTEN_AT.timetuple()[:6])
            settled.compress_type = zipfile.ZIP_DEFLATED
            settled.external_attr = 0o644 << 16
            archive.writestr(settled, _MODIFIED.sub(rb"\g<1>2026-01-15T09:00:00Z", content))


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    write_lcms_tender(folder / LCMS_FILE)
    write_centrifuge_table(folder / CENTRIFUGE_FILE)
    write_lcms_amendment(folder / AMENDMENT_FILE)
    write_oven_notice(folder / OVEN_FILE)
    write_datasheet(folder / DATASHEET_FILE)
    write_datasheet_text(folder / DATASHEET_TEXT_FILE)
