"""Documents of the sample world: a tender with two packages that waits, and an amendment that was taken."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.core.files.base import ContentFile
from docx import Document
from docx.document import Document as Doc

from apps.accounts.models import Organisation
from apps.accounts.selectors import actor_of
from apps.demands import amendments, services
from apps.demands.contents import DemandContent
from apps.demands.documents import handle_read_document, tender_of
from apps.demands.models import Demand, Requirement, SourceDocument
from apps.demands.targets import Line, lines_of, proposals_for
from apps.sample.cast import Cast

PACKAGES = (
    (
        "高速冷冻离心机",
        "2",
        "18",
        (
            "★最高转速：≥18500 r/min；",
            "▲最大容量：≥4×750mL；",
            "温控范围：-20～+40℃；",
            "▲温度控制精度：±1℃；",
            "噪声：≤58dB；",
        ),
    ),
    (
        "紫外可见分光光度计",
        "1",
        "12",
        (
            "★波长范围：190～1100nm；",
            "▲波长准确度：±0.5nm；",
            "光谱带宽：≤2nm；",
            "★光度准确度：±0.002A；",
            "杂散光：≤0.03%T；",
        ),
    ),
)
ADDED = "具备操作日志与权限分级功能"


def make_papers(cast: Cast) -> None:
    """Of the first institution, whose people sign in: a document that waits, a demand in its second version."""
    institution = next(each for each in cast.institutions if each.is_verified)
    _waiting_packages(cast, institution)
    _amended_demand(cast, institution)


def _waiting_packages(cast: Cast, institution: Organisation) -> None:
    author = actor_of(cast.people[institution.pk][1])
    content = DemandContent(title="", contact_name=author.user.name if author.user else "")
    file = ContentFile(tender_with_packages(institution.name), name="教学仪器分包采购文件（示例）.docx")
    document = services.create_demand_from_source(actor=author, file=file, content=content, is_sample=True)
    handle_read_document({"document_id": document.pk})


def tender_with_packages(buyer: str) -> bytes:
    """A tender for two instruments, each in a package of its own, with terms for both."""
    document = Document()
    document.add_heading(f"{buyer}教学仪器采购项目（示例）", level=0)
    document.add_heading("第四章　采购需求", level=1)
    document.add_heading("一、采购清单", level=2)
    goods = [(f"0{n}", name, count, wan) for n, (name, count, wan, _lines) in enumerate(PACKAGES, start=1)]
    _table(document, (("包号", "标的名称", "数量", "预算金额（万元）"), *goods))
    document.add_heading("二、技术要求", level=2)
    for number, (name, _count, _wan, lines) in enumerate(PACKAGES, start=1):
        document.add_heading(f"第{'一二'[number - 1]}包：{name}", level=3)
        for position, line in enumerate(lines, start=1):
            document.add_paragraph(f"{position}、{line}")
    document.add_heading("三、商务要求", level=2)
    document.add_paragraph("1、交货期：合同签订后45日内。")
    document.add_paragraph("2、质保期：不少于2年。")
    return _bytes(document)


def _amended_demand(cast: Cast, institution: Organisation) -> None:
    """Through the same services as on the pages: upload, read, accept, submit, approve, publish."""
    approver, author = (actor_of(person) for person in cast.people[institution.pk][:2])
    demand, line, row = _to_amend(institution)
    file = ContentFile(amendment_of(demand, line, row), name="更正公告（示例）.docx")
    document = amendments.add_amendment(demand.pk, actor=author, file=file)
    handle_read_document({"document_id": document.pk})
    document = SourceDocument.objects.get(pk=document.pk)
    lines = lines_of(document.version.requirements.order_by("position", "id"))
    decisions = [
        amendments.Decision(each.number, each.line.id if each.line else None, each.change.new, each.mark)
        for each in proposals_for(tender_of(document), lines)
        if each.is_proposed
    ]
    amendments.apply_amendment(demand.pk, document.pk, decisions=decisions, actor=author)
    services.submit_demand(demand.pk, actor=author)
    services.approve_demand(demand.pk, actor=approver)
    services.publish_demand(demand.pk, actor=author)


def _to_amend(institution: Organisation) -> tuple[Demand, Line, Requirement]:
    """The institution's first published demand with a line of one plain lower bound, which the amendment will lower."""
    published = Demand.objects.filter(organisation=institution, status=Demand.Status.PUBLISHED).order_by("pk")
    for demand in published:
        assert demand.published_version is not None  # noqa: S101  it is published
        for line in lines_of(demand.published_version.requirements.order_by("position", "id")):
            row = line.rows[0]
            if len(line.rows) == 1 and row.op == ">=" and row.scope == "technical" and _is_round(row.lo):
                return demand, line, row
    raise LookupError("no sample demand has a plain lower bound")


def _is_round(bound: str) -> bool:
    """Whether a fifth less of it is a whole number too."""
    return bound.isdecimal() and int(bound) % 5 == 0


def amendment_of(demand: Demand, line: Line, row: Requirement) -> bytes:
    """An amendment that lowers one bound by a fifth and asks for one thing more."""
    lower = int(row.lo) * 4 // 5
    document = Document()
    title = demand.published_version.title if demand.published_version else ""
    document.add_heading(f"{title}更正公告（示例）", level=0)
    document.add_paragraph(f"项目编号：{demand.code}")
    document.add_paragraph("更正内容如下：")
    new = line.text.replace(row.lo, str(lower), 1)
    sign = {"mandatory": "★", "important": "▲"}.get(line.mark, "")
    _table(
        document,
        (
            ("序号", "条款号", "原内容", "更正后内容"),
            ("1", line.clause, f"{sign}{line.text}", f"{sign}{new}"),
            ("2", "", "无", ADDED),
        ),
    )
    return _bytes(document)


def _table(document: Doc, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _bytes(document: Doc) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
