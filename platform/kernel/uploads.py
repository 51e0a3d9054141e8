"""What is checked of an uploaded file inside the request: name, size, magic, and the directory of an archive.

Nothing is parsed here. Deeper faults are found in a limited child process (`kernel.sandbox`). Who takes which kinds
says so: `check_file(file, kinds=DOCUMENTS)`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from typing import IO

from django.utils.translation import gettext as _

from kernel.archives import ARCHIVE_MAGICS, PROGRAM_MAGICS, ZIP_MAGIC, UploadedFile, bytes_at, check_archive, refusal

__all__ = ["DOCUMENTS", "OFFICE", "FileKind", "UploadedFile", "check_file", "check_office_file"]

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_PAGE = 10 * 1024 * 1024
LARGEST_TEXT = 2 * 1024 * 1024
SMALLEST_COMPOUND = 1536  # a header and two sectors
TAIL = 2048

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF_MAGIC = b"%PDF-"
PICTURE_MAGICS = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What a PDF names in the clear when it runs something or carries another file. What it packs away, the child finds.
PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
PDF_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
PDF_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
HTML_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|meta|span|h[1-6]|ul|ol)[\s>/]", re.IGNORECASE)


class FileKind(StrEnum):
    """The kinds of files that are read."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    DOC = "doc"
    XLS = "xls"
    HTML = "html"
    TEXT = "txt"


OFFICE = frozenset({FileKind.DOCX, FileKind.XLSX})
DOCUMENTS = frozenset(FileKind)
SUFFIXES = {
    "docx": FileKind.DOCX, "xlsx": FileKind.XLSX, "pdf": FileKind.PDF, "doc": FileKind.DOC, "wps": FileKind.DOC,
    "xls": FileKind.XLS, "et": FileKind.XLS, "html": FileKind.HTML, "htm": FileKind.HTML, "txt": FileKind.TEXT,
    "csv": FileKind.TEXT, "tsv": FileKind.TEXT,
}  # fmt: skip
MACRO_SUFFIXES = {"docm", "xlsm", "xlsb", "dotm", "xltm"}


def check_office_file(file: UploadedFile | IO[bytes], *, name: str | None = None) -> FileKind:
    """Check a .docx or .xlsx, as `check_file` does."""
    return check_file(file, kinds=OFFICE, name=name)


def check_file(file: UploadedFile | IO[bytes], *, kinds: Collection[FileKind], name: str | None = None) -> FileKind:
    """Check an upload before anything is parsed and give its kind; the reading position is 0 afterwards.

    Raises InvalidInput naming what is wrong and the way out: empty, too large (20 MB; a page 10, a text 2), another
    content than its name says, a kind that is not among `kinds`, encrypted, macros or scripts, and what
    `kernel.archives` finds in an archive.
    """
    given = name or getattr(file, "name", None) or ""
    size = _size_of(file)
    _check_size(size)
    kind = _kind_by_content(file, size, given, kinds)
    _check_suffix(given, kind)
    if kind not in kinds:
        raise refusal(_not_among(kinds), "file_wrong_kind")
    file.seek(0)
    return kind


def _size_of(file: UploadedFile | IO[bytes]) -> int:
    file.seek(0, 2)
    tell = getattr(file, "tell", None)
    return int(tell()) if tell else int(getattr(file, "size", 0) or 0)


def _check_size(size: int) -> None:
    if size == 0:
        raise refusal(_("文件是空的。请重新选择文件。"), "file_empty")
    if size > LARGEST_FILE:
        raise refusal(_("文件超过 20 MB。请删去图片或与参数无关的章节后再上传。"), "file_too_large")


def _kind_by_content(file: UploadedFile | IO[bytes], size: int, name: str, kinds: Collection[FileKind]) -> FileKind:
    head = bytes_at(file, 0, 8192)
    if head.startswith(ZIP_MAGIC):
        return FileKind(check_archive(file, size))
    if head.startswith(OLE_MAGIC):
        return _check_compound(head, size, name, kinds)
    if head.startswith(PDF_MAGIC):
        return _check_pdf(file, size)
    if head.startswith((*ARCHIVE_MAGICS, *PROGRAM_MAGICS, *PICTURE_MAGICS)):
        raise refusal(_not_among(kinds), "file_wrong_kind")
    return _check_text(head, size, name, kinds)


def _suffix_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _check_compound(head: bytes, size: int, name: str, kinds: Collection[FileKind]) -> FileKind:
    """A compound file holds a Word or Excel 97 document, or an encrypted new one: its name tells which."""
    kind = SUFFIXES.get(_suffix_of(name))
    if kind not in (FileKind.DOC, FileKind.XLS) or kind not in kinds:
        raise refusal(
            _("文件已加密，或是旧版 .doc/.xls 格式。请解除密码并另存为 .docx 或 .xlsx 后再上传。"), "file_encrypted"
        )
    byte_order, sector_shift = head[28:30], int.from_bytes(head[30:32], "little")
    if size < SMALLEST_COMPOUND or byte_order != b"\xfe\xff" or sector_shift not in (9, 12):
        raise refusal(_("文件不完整或已损坏。请用 Office 或 WPS 打开后另存一份再上传。"), "file_damaged")
    return kind


def _check_pdf(file: UploadedFile | IO[bytes], size: int) -> FileKind:
    data = bytes_at(file, 0, size)
    if b"%%EOF" not in data[-TAIL:] and b"startxref" not in data[-TAIL:]:
        raise refusal(_("PDF 不完整或已损坏。请重新导出后再上传。"), "file_damaged")
    # Packed data may hold any sequence of bytes: only what stands outside of streams says something.
    data = PDF_STREAM.sub(b"", data)
    if PDF_ENCRYPTED.search(data):
        raise refusal(_("PDF 已加密或限制了复制。请解除密码后再上传。"), "file_encrypted")
    if PDF_ACTIVE.search(data):
        raise refusal(_("PDF 含有脚本或嵌入文件，不能接受。请用“打印为 PDF”另存一份再上传。"), "file_macro")
    return FileKind.PDF


def _check_text(head: bytes, size: int, name: str, kinds: Collection[FileKind]) -> FileKind:
    wanted = SUFFIXES.get(_suffix_of(name), FileKind.TEXT)
    is_wide = head.startswith(UTF_16)
    if wanted not in (FileKind.HTML, FileKind.TEXT) or (b"\0" in head and not is_wide):
        raise refusal(_not_among(kinds), "file_wrong_kind")
    if wanted is FileKind.HTML:
        if size > LARGEST_PAGE:
            raise refusal(_("网页超过 10 MB。请只保存参数部分，或复制后粘贴文字。"), "file_too_large")
        if not HTML_TAG.search(head.replace(b"\0", b"")):
            raise refusal(_("文件内容不是网页。请重新保存网页，或复制后粘贴文字。"), "file_wrong_kind")
    elif size > LARGEST_TEXT:
        raise refusal(_("文本文件超过 2 MB。请只保留参数部分。"), "file_too_large")
    return wanted


def _check_suffix(name: str, kind: FileKind) -> None:
    suffix = _suffix_of(name)
    if suffix in MACRO_SUFFIXES:
        raise refusal(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
    if suffix and SUFFIXES.get(suffix) is not kind:
        raise refusal(
            _("文件扩展名 .%(suffix)s 与内容（%(kind)s）不符。请用 Office 或 WPS 另存一份再上传。")
            % {"suffix": suffix[:10], "kind": kind.value.upper() if kind is FileKind.PDF else kind.value},
            "file_wrong_kind",
        )


def _not_among(kinds: Collection[FileKind]) -> str:
    if set(kinds) <= OFFICE:
        return _("文件内容不是 .docx 或 .xlsx。请用 Office 或 WPS 另存为这两种格式后再上传。")
    return _("文件内容不是可以读取的格式。请上传 .docx、.xlsx、.pdf、.doc、.xls、.wps、.et 或网页文件，或粘贴文字。")
