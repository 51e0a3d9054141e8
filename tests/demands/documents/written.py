"""How a test document is written, and what a careful reader takes from it.

All names and figures are invented (示例). A row is written as (number, mark, kind, text).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document as Doc
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook

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


def document_bytes(document: Doc) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def book_bytes(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def add_table(document: Doc, rows: Sequence[Sequence[str]]) -> object:
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return table


def add_numbering(document: Doc, levels: Sequence[tuple[str, str]]) -> int:
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


def add_listed(document: Doc, list_id: int, depth: int, text: str) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", depth), ("w:numId", list_id)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), str(value))
        number.append(element)
    properties.append(number)
