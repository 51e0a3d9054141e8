"""Amendments: tables of what was and what is, sentences, and pairs of lines.

All names and figures are invented (示例).
"""

from __future__ import annotations

from docx import Document

from tests.demands.documents.written import add_table, document_bytes

HEADS = ("序号", "条款号", "原招标文件内容", "更正后内容")


def amendment_by_table() -> bytes:
    """A table with a changed, a deleted and two added clauses, and a date of the procedure."""
    document = Document()
    document.add_paragraph("低温恒温器采购项目更正公告（示例）")
    add_table(
        document,
        (
            HEADS,
            ("1", "采购需求2.1", "★温度范围：4K～450K", "▲温度范围：6K～450K"),
            ("2", "采购需求2.9", "样品台具备60°原位倾转功能", "删除"),
            ("3", "采购需求2.12", "/", "显微镜：7:1变倍，分辨率≤2μm"),
            ("4", "采购需求2.13", "无", "▲停电后磁体自动泄放能量"),
            ("5", "商务要求第2条", "交货期：合同签订后90日内", "交货期：合同签订后150日内"),
            ("6", "招标公告", "开标时间：2026年4月2日", "开标时间：2026年4月9日"),
        ),
    )
    document.add_paragraph("其余内容不变。")
    return document_bytes(document)


def tender_that_is_no_amendment() -> bytes:
    """A tender whose text speaks of changes."""
    document = Document()
    document.add_paragraph("低温恒温器技术参数")
    for text in ("1、★温度范围：4K～450K；", "2、“自动”与“手动”模式可修改为“远程”；", "3、可增加“快速降温”附件；"):
        document.add_paragraph(text)
    return document_bytes(document)
