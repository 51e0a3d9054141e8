"""Office archives, checked by their directory: nothing is unpacked but the first bytes of each member."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import IO, Protocol

from django.utils.translation import gettext as _

from kernel.errors import InvalidInput

LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100
MOST_MEMBERS = 1000
# Office itself packs a small, repetitive part 100 : 1 and more; below this size that is no bomb.
RATIO_COUNTS_FROM = 1024 * 1024
LARGEST_CONTENT_TYPES = 1024 * 1024
HEAD = 4096

ZIP_MAGIC = b"PK\x03\x04"
END_OF_DIRECTORY = b"PK\x05\x06"
ARCHIVE_MAGICS = (ZIP_MAGIC, b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
PROGRAM_MAGICS = (b"MZ", b"\x7fELF")
# Charts carry their data as an embedded workbook. It is never opened.
EMBEDDED_OFFICE = re.compile(r"(?:word|xl)/embeddings/[^/]+\.(?:xlsx|docx|pptx)", re.IGNORECASE)
MACRO_NAMES = re.compile(r"vbaProject|vbaData|(?:^|/)macrosheets/|\.(?:vbs|js|exe|dll|bat|cmd|ps1)$", re.IGNORECASE)
DRIVE = re.compile(r"^[A-Za-z]:")
# Some writers put a slash or a backslash before the names of parts. Nothing is ever unpacked by these names.
OFFICE_PART = re.compile(r"[\\/]?(?:\[Content_Types\]\.xml|(?:_rels|word|xl|docProps|customXml)[\\/].+)", re.IGNORECASE)
MAIN_PARTS = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}


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


def refusal(message: str, code: str) -> InvalidInput:
    """The refusal of an upload: the message stands at the field of the file."""
    return InvalidInput(message, code=code, detail={"file": message})


def bytes_at(file: UploadedFile | IO[bytes], offset: int, count: int) -> bytes:
    """So many bytes from a place in the file on."""
    file.seek(offset)
    return file.read(count)


def check_archive(file: UploadedFile | IO[bytes], size: int) -> str:
    """Check an Office archive of so many bytes and give its kind, docx or xlsx.

    Raises InvalidInput for a damaged or dangerous archive (over 1,000 members, 100 MB or 100 : 1 unpacked, paths that
    leave it, archives, programs or macros inside), encryption, XML with a document type, and other archives.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:  # type: ignore[arg-type]
            opened = _Archive(archive, archive.infolist(), size)
            _check_directory(opened)
            _check_tail(bytes_at(file, max(0, size - 22), 22))
            _check_heads(opened)
            return _kind_of(opened)
    except InvalidInput:
        raise
    except Exception as problem:
        # zipfile raises half a dozen kinds of errors, struct.error and one for methods that it doesn't know among them.
        raise refusal(_("文件不完整或已损坏。请用 Office 或 WPS 打开后另存一份再上传。"), "file_damaged") from problem


def _check_directory(opened: _Archive) -> None:
    members = opened.members
    if len(members) > MOST_MEMBERS:
        raise refusal(_("文件包含过多内部条目（上限 1,000 个），不能接受。"), "file_too_many_members")
    if any(member.flag_bits & 0x1 for member in members):
        raise refusal(_("文件已加密。请解除密码后再上传。"), "file_encrypted")
    if any(_leaves_archive(member) for member in members):
        raise refusal(_("文件内含越界路径，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_unsafe_path")
    if len({member.filename for member in members}) != len(members):
        raise refusal(_("文件内有重名条目，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_damaged")
    _check_unpacked(opened)
    if any(MACRO_NAMES.search(member.filename) for member in members):
        raise refusal(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")


def _leaves_archive(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    parts = name.replace("\\", "/").split("/")
    if is_link or ".." in parts or "\0" in name or DRIVE.match(name):
        return True
    return name.startswith(("/", "\\")) and not OFFICE_PART.fullmatch(name)


def _check_unpacked(opened: _Archive) -> None:
    unpacked = sum(member.file_size for member in opened.members)
    packed = sum(member.compress_size for member in opened.members)
    too_dense = any(
        member.file_size > RATIO_COUNTS_FROM and member.file_size > LARGEST_RATIO * member.compress_size
        for member in opened.members
    )
    # Members that overlap would count more packed bytes than the file has.
    if unpacked > LARGEST_UNPACKED or too_dense or packed > opened.file_size:
        raise refusal(_("文件解压后过大（上限 100 MB，压缩比 100 倍），不能接受。"), "file_bomb")


def _check_tail(tail: bytes) -> None:
    if not tail.startswith(END_OF_DIRECTORY):
        raise refusal(_("文件末尾附有多余数据，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_damaged")


def _check_heads(opened: _Archive) -> None:
    """Look at the first bytes of each member. zipfile never gives more than the size its directory states."""
    for member in opened.members:
        with opened.archive.open(member) as stream:
            head = stream.read(HEAD)
        if head.startswith(ARCHIVE_MAGICS) and not EMBEDDED_OFFICE.fullmatch(member.filename):
            raise refusal(_("文件内嵌了压缩包，不能接受。请删去附件后再上传。"), "file_nested_archive")
        if head.startswith(PROGRAM_MAGICS):
            raise refusal(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
        if member.filename.lower().endswith((".xml", ".rels")) and _declares_type(head):
            raise refusal(
                _("文件的 XML 含有文档类型声明，不能接受。请用 Office 或 WPS 另存一份再上传。"), "file_unsafe_xml"
            )


def _declares_type(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").upper()
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _kind_of(opened: _Archive) -> str:
    names = {member.filename.lstrip("/\\").lower(): member for member in opened.members}
    types = names.get("[content_types].xml")
    if types is None or types.file_size > LARGEST_CONTENT_TYPES:
        raise refusal(_("这是压缩包，不是 .docx 或 .xlsx。请直接上传文档本身。"), "file_wrong_kind")
    declared = opened.archive.read(types)
    if b"macroEnabled" in declared:
        raise refusal(_("文件含有宏或程序，不能接受。请另存为不含宏的 .docx 或 .xlsx。"), "file_macro")
    for kind, main_part in MAIN_PARTS.items():
        if main_part in declared:
            return kind
    raise refusal(_("文件内容不是 .docx 或 .xlsx。请用 Office 或 WPS 另存为这两种格式后再上传。"), "file_wrong_kind")
