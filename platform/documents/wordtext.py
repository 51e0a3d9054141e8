"""The text of a Word paragraph as a reader sees it: superscripts, symbols, formulas and insertions, no deletions."""

from __future__ import annotations

from lxml import etree

from documents.raised import raised, symbol
from documents.wordnumbers import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HIDDEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{MC}Fallback", f"{W}pPr", f"{W}rPr", f"{W}tbl"}


def paragraph_text(paragraph: etree._Element) -> str:
    """The paragraph's text; a line break is a newline, a tab a tab, tables and deleted text are left out."""
    parts: list[str] = []
    _collect(paragraph, parts, is_raised=False)
    return "".join(parts).replace("\u00a0", " ").strip(" \n")


def _collect(element: etree._Element, parts: list[str], *, is_raised: bool) -> None:
    """Walk without recursion deeper than the document's own nesting, which the parser limits to 256."""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag in _HIDDEN:
            continue
        if tag == f"{W}r":
            if not _is_hidden(child):
                _collect(child, parts, is_raised=_is_superscript(child))
        elif tag in (f"{W}t", f"{M}t"):
            parts.append(raised(child.text or "") if is_raised else child.text or "")
        elif tag == f"{M}sup":
            _collect(child, parts, is_raised=True)
        elif tag == f"{W}sym":
            parts.append(_symbol(child))
        else:
            parts.append(_MARKS.get(tag, ""))
            if tag not in _MARKS:
                _collect(child, parts, is_raised=is_raised)


_MARKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false")


def _is_superscript(run: etree._Element) -> bool:
    align = run.find(f"{W}rPr/{W}vertAlign")
    return align is not None and align.get(f"{W}val") == "superscript"


def _symbol(element: etree._Element) -> str:
    return symbol(int(element.get(f"{W}char") or "0", 16), element.get(f"{W}font") or "")
