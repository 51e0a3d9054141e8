"""The text of a Word paragraph as a reader sees it: superscripts, symbols, formulas and insertions, no deletions."""

from __future__ import annotations

from lxml import etree

from documents.wordnumbers import W

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UP = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_HIDDEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{MC}Fallback", f"{W}pPr", f"{W}rPr", f"{W}tbl"}
# The private area where Word keeps characters of the Symbol and Wingdings fonts.
_SYMBOL = {
    0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ", 0x71: "θ", 0x73: "σ", 0x66: "φ", 0x46: "Φ",
    0x57: "Ω", 0x44: "Δ", 0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "·", 0xB8: "÷",
    0xB9: "≠", 0xBB: "≈", 0x2D: "−", 0x7E: "~",
}  # fmt: skip
_WINGDINGS = {0xAB: "★", 0xB6: "☆", 0x6C: "●", 0x6E: "■", 0x70: "▲", 0x71: "□", 0xFC: "✓", 0xE8: "➔"}


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
            parts.append(_raised(child.text or "") if is_raised else child.text or "")
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


def _raised(text: str) -> str:
    """10 with a raised 5 is 10⁵ and must never become 105. Text with other characters stays as it is."""
    plain = text.strip()
    return text.translate(_UP) if plain and all(c in "0123456789+-−–()n" for c in plain) else text


def _symbol(element: etree._Element) -> str:
    code = int(element.get(f"{W}char") or "0", 16) & 0xFF
    font = (element.get(f"{W}font") or "").lower()
    return (_WINGDINGS if "wingdings" in font else _SYMBOL).get(code, "")
