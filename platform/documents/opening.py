"""From the bytes of a document to its blocks: tells the format by its content and calls that format's reader."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from documents.blocks import Block
from documents.docx import blocks_of_docx
from documents.pdf import blocks_of_pdf
from documents.xlsx import blocks_of_xlsx
from kernel.sandbox_child import Unreadable

PDF_MAGIC = b"%PDF-"
ZIP_MAGIC = b"PK\x03\x04"


class Format(StrEnum):
    """The formats that are read."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document as blocks in reading order. `is_sheet` is true for workbooks, which have no headings of chapters."""

    format: Format
    blocks: tuple[Block, ...]

    @property
    def is_sheet(self) -> bool:
        """Whether the document is a workbook."""
        return self.format is Format.XLSX


READERS = {Format.DOCX: blocks_of_docx, Format.XLSX: blocks_of_xlsx, Format.PDF: blocks_of_pdf}


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
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
        except zipfile.BadZipFile as problem:
            raise Unreadable("文件不完整或已损坏。请用 Office 或 WPS 打开后另存一份再试。") from problem
        if "word/document.xml" in names:
            return Format.DOCX
        if "xl/workbook.xml" in names:
            return Format.XLSX
    raise Unreadable("不是可读取的 .docx 或 .xlsx 文件。请另存为这两种格式后再试。")
