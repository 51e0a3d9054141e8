"""Compound files: the container of Office 97 documents and of what WPS saves as .wps and .et."""

from __future__ import annotations

import io
import logging
from typing import Any

from kernel.sandbox_child import Unreadable, marked

_DAMAGED = marked("文件不完整或已损坏。请用 Office 或 WPS 打开后另存为 .docx 或 .xlsx 再试。")
_LOCKED = marked("文件已加密。请解除密码后再上传。")
_MACRO = marked("文件含有宏，不能接受。请另存为不含宏的 .docx 或 .xlsx。")
_OTHER = marked("不是 Word 或 Excel 文档。请另存为 .docx 或 .xlsx 后再试。")
_LOCKED_STREAMS = {"encryptedpackage", "encryptioninfo"}
_MACRO_STORAGES = {"macros", "_vba_project_cur", "_vba_project", "vba"}


def kind_of_compound(data: bytes) -> str:
    """'doc' or 'xls', by the streams inside. Raises Unreadable for encrypted files, files with macros, and others."""
    with open_compound(data) as container:
        names = {name.lower() for path in container.listdir(streams=True, storages=True) for name in path}
    if names & _LOCKED_STREAMS:
        raise Unreadable(_LOCKED)
    if names & _MACRO_STORAGES:
        raise Unreadable(_MACRO)
    if "worddocument" in names:
        return "doc"
    if names & {"workbook", "book"}:
        return "xls"
    raise Unreadable(_OTHER)


def open_compound(data: bytes) -> Any:
    """The container. Raises Unreadable when its directory or its chains of sectors are damaged."""
    import olefile

    logging.getLogger("olefile").setLevel(logging.CRITICAL)
    try:
        return olefile.OleFileIO(io.BytesIO(data))
    except Exception as problem:
        # olefile raises OSError of its own kinds, and whatever struct and index errors damage causes.
        raise Unreadable(_DAMAGED) from problem


def streams_of(data: bytes, *names: str) -> dict[str, bytes]:
    """The content of these streams; one that is missing is empty. Raises Unreadable when one is damaged."""
    with open_compound(data) as container:
        try:
            return {name: container.openstream(name).read() if container.exists(name) else b"" for name in names}
        except Exception as problem:
            raise Unreadable(_DAMAGED) from problem
