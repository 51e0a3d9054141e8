"""What is checked of an uploaded Office file inside the request: name, magic, size, and the archive's directory.

Nothing is unpacked here but the first bytes of each member. Deeper faults are found in a limited child process
(`kernel.sandbox`).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Protocol

from django.utils.translation import gettext as _

from kernel.errors import InvalidInput

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100
MOST_MEMBERS = 1000
# Office itself packs a small, repetitive part 100 : 1 and more; below this size that is no bomb.
RATIO_COUNTS_FROM = 1024 * 1024
LARGEST_CONTENT_TYPES = 1024 * 1024
HEAD = 4096

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END_OF_DIRECTORY = b"PK\x05\x06"
ARCHIVE_MAGICS = (ZIP_MAGIC, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
PROGRAM_MAGICS = (b"MZ", b"\x7fELF")
# Charts carry their data as an embedded workbook. It is never opened.
EMBEDDED_OFFICE = re.compile(r"(?:word|xl)/embeddings/[^/]+\.(?:xlsx|docx|pptx)", re.IGNORECASE)
MACRO_NAMES = re.compile(r"vbaProject|vbaData|(?:^|/)macrosheets/|\.(?:vbs|js|exe|dll|bat|cmd|ps1)$", re.IGNORECASE)
DRIVE = re.compile(r"^[A-Za-z]:")


class OfficeKind(StrEnum):
    """The kinds of Office files that are read."""

    DOCX = "docx"
    XLSX = "xlsx"


MAIN_PARTS = {
    OfficeKind.DOCX: b"wordprocessingml.document.main+xml",
    OfficeKind.XLSX: b"spreadsheetml.sheet.main+xml",
}


class UploadedFile(Protocol):
    """What Django's uploaded files have; `name` is what the user's machine called it."""

    name: str | None
    size: int | None

    def seek(self, offset: int, whence: int = 0, /) -> object:
        """Move the reading position."""

    def read(self, size: int = -1, /) -> bytes:
        """Read bytes."""


@dataclass(frozen=True, slots=True)
class _Archive:
    archive: zipfile.ZipFile
    members: list[zipfile.ZipInfo]
    file_size: int


def check_office_file(file: UploadedFile | IO[bytes], *, name: str | None = None) -> OfficeKind:
    """Check a .docx or .xlsx before anything is parsed and give its kind; the reading position is 0 afterwards.

    Raises InvalidInput naming what is wrong and the way out: empty, over 20 MB, another format under this name,
    encrypted, macros, a damaged or dangerous archive (over 1,000 members, 100 MB or 100 : 1 unpacked, paths that
    leave the archive, archives or programs inside), or XML with a document type.
    """
    size = _size_of(file)
    _check_size(size)
    _check_magic(_bytes_at(file, 0, 8))
    kind = _check_archive(file, size)
    _check_extension(name or getattr(file, "name", None) or "", kind)
    file.seek(0)
    return kind


def _refuse(message: str, code: str) -> InvalidInput:
    return InvalidInput(message, code=code, detail={"file": message})


def _size_of(file: UploadedFile | IO[bytes]) -> int:
    file.seek(0, 2)
    tell = getattr(file, "tell", None)
    return int(tell()) if tell else int(getattr(file, "size", 0) or 0)


def _bytes_at(file: UploadedFile | IO[bytes], offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)


def _check_size(size: int) -> None:
    if size == 0:
        raise _refuse(_("文件是空的。请重新选择文件。"), "file_empty")
    if size > LARGEST_FILE:
        raise _refuse(_("文件超过 20 MB。请删去图片或与参数无关的章节后再上传。"), "file_too_large")


def _check_magic(head: bytes) -> None:
    if head.startswith(OLE_MAGIC):
        raise _refuse(
            _("文件已加密，或是旧版 .doc/.xls 格式。请解除密码并另存为 .docx 或 .xlsx 后再上传。"), "file_encrypted"
        )
    if head.startswith(b"%PDF"):
        raise _refuse(_("这是 PDF 文件。请上传 .docx 或 .xlsx，或复制参数后粘贴文字。"), "file_wrong_kind")
    if not head.startswith(ZIP_MAGIC):
        raise _refuse(
            _("文件内容不是 .docx 或 .xlsx。请用 Office 或 WPS 另存为这两种格式后再上传。"), "file_wrong_kind"
        )


def _check_archive(file: UploadedFile | IO[bytes], size: int) -> OfficeKind:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:  # type: ignore[arg-type]
            opened = _Archive(archive, archive.infolist(), size)
            _check_directory(opened)
            _check_tail(_bytes_at(file, max(0, size - 22), 22))
            _check_heads(opened)
            return _kind_of(opened)
    except InvalidInput:
        raise
    except Exception as problem:
        # zipfile raises half a dozen kinds of errors, NotImplementedError and struct.error among them.
        raise _refuse(_("文件不完整或已损坏。请用 Office 或 WPS 打开后另存一份再上传。"), "file_damaged") from problem


def _check_directory(opened: _Archive) -> None:
    members = opened.members
    if len(members) > MOST_MEMBERS:
        raise _refuse(_("文件包含过多内部条目（上限 1,000 个），不能接受。"), "file_too_many_members")
    if any(member.flag_bits & 0x1 for member in members):
        raise _refuse(_("文件已加密。请解除密码后再上传。"), "file_encrypted")
    if any(_leaves_archive(member) for member in members):
        raise _refuse(_("文件内含越界路径，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_unsafe_path")
    if len({member.filename for member in members}) != len(members):
        raise _refuse(_("文件内有重名条目，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_damaged")
    _check_unpacked(opened)
    if any(MACRO_NAMES.search(member.filename) for member in members):
        raise _refuse(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")


def _leaves_archive(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    parts = name.replace("\\", "/").split("/")
    return is_link or name.startswith(("/", "\\")) or ".." in parts or "\0" in name or bool(DRIVE.match(name))


def _check_unpacked(opened: _Archive) -> None:
    unpacked = sum(member.file_size for member in opened.members)
    packed = sum(member.compress_size for member in opened.members)
    too_dense = any(
        member.file_size > RATIO_COUNTS_FROM and member.file_size > LARGEST_RATIO * member.compress_size
        for member in opened.members
    )
    # Members that overlap would count more packed bytes than the file has.
    if unpacked > LARGEST_UNPACKED or too_dense or packed > opened.file_size:
        raise _refuse(_("文件解压后过大（上限 100 MB，压缩比 100 倍），不能接受。"), "file_bomb")


def _check_tail(tail: bytes) -> None:
    if not tail.startswith(END_OF_DIRECTORY):
        raise _refuse(_("文件末尾附有多余数据，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_damaged")


def _check_heads(opened: _Archive) -> None:
    """Look at the first bytes of each member. zipfile never gives more than the size its directory states."""
    for member in opened.members:
        with opened.archive.open(member) as stream:
            head = stream.read(HEAD)
        if head.startswith(ARCHIVE_MAGICS) and not EMBEDDED_OFFICE.fullmatch(member.filename):
            raise _refuse(_("文件内嵌了压缩包，不能接受。请删去附件后再上传。"), "file_nested_archive")
        if head.startswith(PROGRAM_MAGICS):
            raise _refuse(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
        if member.filename.lower().endswith((".xml", ".rels")) and _declares_type(head):
            raise _refuse(
                _("文件的 XML 含有文档类型声明，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_unsafe_xml"
            )


def _declares_type(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _kind_of(opened: _Archive) -> OfficeKind:
    names = {member.filename: member for member in opened.members}
    types = names.get("[Content_Types].xml")
    if types is None or types.file_size > LARGEST_CONTENT_TYPES:
        raise _refuse(_("这是压缩包，不是 .docx 或 .xlsx。请直接上传文档本身。"), "file_wrong_kind")
    declared = opened.archive.read(types)
    if b"macroEnabled" in declared:
        raise _refuse(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
    for kind, main_part in MAIN_PARTS.items():
        if main_part in declared:
            return kind
    raise _refuse(_("文件内容不是 .docx 或 .xlsx。请用 Office 或 WPS 另存为这两种格式后再上传。"), "file_wrong_kind")


def _check_extension(name: str, kind: OfficeKind) -> None:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix in {"docm", "xlsm", "xlsb", "dotm", "xltm"}:
        raise _refuse(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
    if suffix and suffix != kind:
        raise _refuse(
            _("文件扩展名 .%(suffix)s 与内容（%(kind)s）不符。请用 Office 或 WPS 另存一份再上传。")
            % {"suffix": suffix[:10], "kind": kind.value},
            "file_wrong_kind",
        )
