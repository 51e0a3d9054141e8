"""What a PDF would do when it is opened: scripts and programs are a reason to refuse it."""

from __future__ import annotations

from typing import Any

from kernel.sandbox_child import Unreadable, marked

_ACTIVE = marked("PDF 含有脚本或嵌入文件，不能接受。请用“打印为 PDF”另存一份再上传。")
FORBIDDEN_ACTIONS = {"JavaScript", "Launch", "ImportData", "SubmitForm", "RichMediaExecute", "GoToE"}


def check_actions(document: Any) -> None:
    """Raises Unreadable when the catalogue names scripts, files to be opened, or actions beyond showing a page."""
    catalog = document.catalog
    names = _resolved(catalog.get("Names"))
    if isinstance(names, dict) and ("JavaScript" in names or "EmbeddedFiles" in names):
        raise Unreadable(_ACTIVE)
    action = _resolved(catalog.get("OpenAction"))
    if isinstance(action, dict) and _name(action.get("S")) in FORBIDDEN_ACTIONS:
        raise Unreadable(_ACTIVE)
    if _resolved(catalog.get("AA")):
        raise Unreadable(_ACTIVE)


def _resolved(value: Any) -> Any:
    from pdfminer.pdftypes import resolve1

    return resolve1(value)


def _name(value: Any) -> str:
    plain = _resolved(value)
    return str(getattr(plain, "name", plain))
