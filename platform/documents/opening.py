"""From the bytes of a document to its blocks: tells the format by its content and calls that format's reader."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum

from documents.blocks import Block
from documents.doc import blocks_of_doc
from documents.docx import blocks_of_docx
from documents.html import blocks_of_html_file
from documents.ole import kind_of_compound
from documents.ooxml import open_office
from documents.pdf import blocks_of_pdf
from documents.plain import blocks_of_text_file
from documents.xls import blocks_of_xls
from documents.xlsx import blocks_of_xlsx
from kernel.sandbox_child import Unreadable, marked

PDF_MAGIC = b"%PDF-"
HTML_TAG = re.compile(rb"<(?:!doctype html|html|head|body|table|div|p|meta|span|h[1-6])[\s>/]", re.IGNORECASE)
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Pictures, programs and archives that a text reader would take for text.
OTHER_MAGICS = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_NOT_READ = marked("不是可读取的文件。请上传 .docx、.xlsx、.pdf、.doc、.xls 或网页文件，或粘贴文字。")
ZIP_MAGIC = b"PK\x03\x04"


class Format(StrEnum):
    """The formats that are read."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    HTML = "html"
    DOC = "doc"
    XLS = "xls"
    TEXT = "txt"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as blocks in reading order. `is_sheet` is true for workbooks, which have no headings of chapters."""

    format: Format
    blocks: tuple[Block, ...]

    @property
    def is_sheet(self) -> bool:
        """Whether the document is a workbook."""
        return self.format in (Format.XLSX, Format.XLS)


READERS = {
    Format.DOCX: blocks_of_docx,
    Format.XLSX: blocks_of_xlsx,
    Format.PDF: blocks_of_pdf,
    Format.HTML: blocks_of_html_file,
    Format.DOC: blocks_of_doc,
    Format.XLS: blocks_of_xls,
    Format.TEXT: blocks_of_text_file,
}


def open_document(data: bytes) -> Opened:
    """Read a document of any known format.

    Raises kernel.sandbox_child.Unreadable when the data are of no known format, damaged or too large.
    """
    form = format_of(data)
    return Opened(form, tuple(READERS[form](data)))


def format_of(data: bytes) -> Format:
    """The format by content, not by name. Raises Unreadable for others."""
    if data.startswith(PDF_MAGIC):
        return Format.PDF
    if data.startswith(ZIP_MAGIC):
        office = open_office(data)
        if office is None:
            raise Unreadable(_NOT_READ)
        return Format(office.kind)
    if data.startswith(OLE_MAGIC):
        return Format(kind_of_compound(data))
    if data.startswith(OTHER_MAGICS):
        raise Unreadable(_NOT_READ)
    if b"\0" not in data[:4096] or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Format.HTML if HTML_TAG.search(data[:8192].replace(b"\0", b"")) else Format.TEXT
    raise Unreadable(_NOT_READ)
