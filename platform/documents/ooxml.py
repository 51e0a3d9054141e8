"""Office archives as other programs write them: backslashes and leading slashes in names, the strict namespaces."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

from kernel.sandbox_child import Unreadable, marked

_DAMAGED = marked("文件不完整或已损坏。请用 Office 或 WPS 打开后另存一份再试。")
MAIN_TYPES = {
    "docx": re.compile(rb"wordprocessingml\.document\.main\+xml"),
    "xlsx": re.compile(rb"spreadsheetml\.sheet\.main\+xml"),
}
USUAL_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
CONTENT_TYPES = "[content_types].xml"
# ISO 29500 strict → transitional, in which all readers think.
STRICT = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_STRICT_MARK = b"http://purl.oclc.org/ooxml/"
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^>]*>")
_PART_NAME = re.compile(rb"PartName\s*=\s*[\"']([^\"']{1,200})[\"']")


@dataclass(slots=True)
class Office:
    """An opened Office archive. `kind` is docx or xlsx, `main` the name of its main part."""

    archive: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo]
    kind: str
    main: str

    def part(self, name: str) -> bytes | None:
        """The content of a part in the transitional namespaces; None for a part that is missing."""
        info = self.names.get(name.lower())
        return None if info is None else transitional(self.archive.read(info))

    def beside_main(self, name: str) -> bytes | None:
        """A part in the folder of the main part (styles.xml, numbering.xml)."""
        return self.part(f"{self.main.rpartition('/')[0]}/{name}")


def plain_name(name: str) -> str:
    """The name of a part as the standard writes it, in small letters: no backslash, no slash in front."""
    return name.replace("\\", "/").lstrip("/").lower()


def transitional(xml: bytes) -> bytes:
    """A part in the namespaces that all readers know."""
    if _STRICT_MARK in xml:
        for strict, usual in STRICT:
            xml = xml.replace(strict, usual)
    return xml


def open_office(data: bytes) -> Office | None:
    """The archive as Word or Excel file; None when it is neither. Raises Unreadable when it is damaged."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = {plain_name(info.orig_filename): info for info in archive.infolist()}
        types = archive.read(names[CONTENT_TYPES]) if CONTENT_TYPES in names else b""
    except Exception as problem:
        # zipfile raises half a dozen kinds of errors, struct.error and one for methods that it doesn't know among them.
        raise Unreadable(_DAMAGED) from problem
    for kind, pattern in MAIN_TYPES.items():
        main = _main_part(types, pattern) or USUAL_MAIN[kind]
        if main in names:
            return Office(archive, names, kind, main)
    return None


def _main_part(types: bytes, pattern: re.Pattern[bytes]) -> str:
    for override in _OVERRIDE.findall(types):
        name = _PART_NAME.search(override)
        if name is not None and pattern.search(override):
            return plain_name(name[1].decode("utf-8", "replace"))
    return ""


def usual_archive(data: bytes) -> bytes:
    """The archive as the standard wants it, written anew when its names or namespaces are others'."""
    office = open_office(data)
    if office is None:
        return data
    infos = office.archive.infolist()
    is_strict = _STRICT_MARK in (office.part(office.main.rpartition("/")[0] + "/_rels/" + "workbook.xml.rels") or b"")
    is_strict = is_strict or _STRICT_MARK in office.archive.read(office.names[office.main])[:4096]
    if not is_strict and all(info.orig_filename == info.orig_filename.replace("\\", "/").lstrip("/") for info in infos):
        return data
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in infos:
            if not info.is_dir():
                name = info.orig_filename.replace("\\", "/").lstrip("/")
                copy.writestr(name, transitional(office.archive.read(info)))
    return target.getvalue()
