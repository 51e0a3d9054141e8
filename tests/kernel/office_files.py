"""Office archives for tests, sound and hostile, written member by member."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

CONTENT_TYPES = "[Content_Types].xml"
DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
DOCM_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"


def content_types(main: str = DOCX_MAIN) -> bytes:
    """The part that declares what the archive is."""
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    ).encode()


def archive_of(members: Mapping[str, bytes], *, main: str = DOCX_MAIN) -> bytes:
    """A deflated archive with the declaring part and the given members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONTENT_TYPES, content_types(main))
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def sound_docx() -> bytes:
    """Accepted by the check; no parser would find text in it."""
    return archive_of({"word/document.xml": b"<w:document/>"})


def _encrypted() -> bytes:
    data = bytearray(sound_docx())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(magic)
        while position >= 0:
            data[position + offset] |= 0x1
            position = data.find(magic, position + 4)
    return bytes(data)


def _damaged_content() -> bytes:
    data = bytearray(archive_of({"word/document.xml": b"<w:document/>" + bytes(range(256)) * 20}))
    start = data.find(b"word/document.xml") + len("word/document.xml")
    data[start : start + 40] = b"\xff" * 40
    return bytes(data)


def _symlink() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(CONTENT_TYPES, content_types())
        link = zipfile.ZipInfo("word/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def _twice_the_same_name() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(CONTENT_TYPES, content_types())
        archive.writestr("word/document.xml", "<w:document/>")
        info = zipfile.ZipInfo("word/document.xmk")
        archive.writestr(info, "<w:document>other</w:document>")
    return target.getvalue().replace(b"word/document.xmk", b"word/document.xml")


def _plain_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "no document")
    return target.getvalue()


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.docx", lambda: b"", "空的"),
    "over 20 MB": ("a.docx", lambda: b"PK\x03\x04" + bytes(20 * 1024 * 1024), "20 MB"),
    "text under the name of a document": ("a.docx", "分辨率≥60000".encode, "不是 .docx"),
    "picture": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "不是 .docx"),
    "program": ("a.docx", lambda: b"MZ" + bytes(200), "不是 .docx"),
    "pdf": ("a.docx", lambda: b"%PDF-1.7\n" + bytes(100), "PDF"),
    "old or encrypted compound file": ("a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "加密"),
    "encrypted members": ("a.docx", _encrypted, "加密"),
    "truncated at half": ("a.docx", lambda: sound_docx()[: len(sound_docx()) // 2], "损坏"),
    "without its last byte": ("a.docx", lambda: sound_docx()[:-1], "损坏"),
    "only the magic": ("a.docx", lambda: b"PK\x03\x04", "损坏"),
    "damaged content": ("a.docx", _damaged_content, "损坏"),
    "bytes behind the archive": ("a.docx", lambda: sound_docx() + b"<script>alert(1)</script>" * 4, "多余数据"),
    "script before the archive": ("a.docx", lambda: b"#!/bin/sh\nrm -rf x\n" + sound_docx(), "不是 .docx"),
    "plain zip": ("a.docx", _plain_zip, "压缩包"),
    "slide show": ("a.docx", lambda: archive_of({"ppt/presentation.xml": b"<p/>"}, main="application/x-ppt"), "不是"),
    "workbook under the name of a document": ("a.docx", lambda: archive_of({}, main=XLSX_MAIN), "扩展名"),
    "document under the name of a workbook": ("a.xlsx", sound_docx, "扩展名"),
    "bomb of one member": ("a.docx", lambda: archive_of({"word/document.xml": bytes(60 * 1024 * 1024)}), "100 MB"),
    "bomb of many members": (
        "a.xlsx",
        lambda: archive_of({f"xl/sheet{i}.xml": b"<c/>" * 300_000 for i in range(90)}, main=XLSX_MAIN),
        "100 MB",
    ),
    "1,001 members": ("a.docx", lambda: archive_of({f"word/{i}.xml": b"" for i in range(1001)}), "1,000"),
    "path out of the archive": ("a.docx", lambda: archive_of({"../../etc/cron.d/x": b"x"}), "越界"),
    "path out with backslashes": ("a.docx", lambda: archive_of({"word\\..\\..\\x.xml": b"x"}), "越界"),
    "absolute path": ("a.docx", lambda: archive_of({"/etc/passwd": b"x"}), "越界"),
    "path with a drive": ("a.docx", lambda: archive_of({"C:/windows/x": b"x"}), "越界"),
    "symbolic link": ("a.docx", _symlink, "越界"),
    "two members of one name": ("a.docx", _twice_the_same_name, "重名"),
    "macro project": ("a.docx", lambda: archive_of({"word/vbaProject.bin": b"x"}), "宏"),
    "macro sheet": ("a.xlsx", lambda: archive_of({"xl/macrosheets/sheet1.xml": b"<x/>"}, main=XLSX_MAIN), "宏"),
    "macro type under a plain name": ("a.docx", lambda: archive_of({}, main=DOCM_MAIN), "宏"),
    "macro extension": ("a.docm", sound_docx, "宏"),
    "embedded program": ("a.docx", lambda: archive_of({"word/embeddings/o.bin": b"MZ" + bytes(99)}), "宏"),
    "archive inside": ("a.docx", lambda: archive_of({"word/attachment.bin": sound_docx()}), "内嵌"),
    "archive as an embedding": ("a.docx", lambda: archive_of({"word/embeddings/x.zip": _plain_zip()}), "内嵌"),
    "gzip inside": ("a.docx", lambda: archive_of({"word/media/a.png": b"\x1f\x8b\x08" + bytes(9)}), "内嵌"),
    "document type": (
        "a.docx",
        lambda: archive_of({"word/document.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "文档类型",
    ),
    "document type in UTF-16": (
        "a.docx",
        lambda: archive_of({"word/document.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16")}),
        "文档类型",
    ),
}
