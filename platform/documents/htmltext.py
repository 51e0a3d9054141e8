"""The text inside an HTML element as a browser shows it: blanks drawn together, raised digits, no hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from documents.raised import raised, symbol, without_private

DROPPED = {
    "script", "style", "head", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "nav", "footer",
    "aside", "select", "option", "textarea", "button", "audio", "video", "map", "del", "s", "strike", "title", "meta",
    "link",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|text-decoration\s*:\s*line-through"
)
_RAISED = re.compile(r"vertical-align\s*:\s*super|mso-text-raise")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_CENTRED = re.compile(r"text-align\s*:\s*center")
_SYMBOL_FONT = re.compile(r"font-family\s*:\s*[\"']?(symbol|wingdings)")
_BLANKS = re.compile(
    r"[ \t\r\f\v\u00a0\u2002\u2003\u2009\u200b\ufeff]*\n[ \t\r\n\f\v\u00a0\u200b\ufeff]*|[ \t\r\f\v\u00a0\u200b\ufeff]+"
)
_CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def is_dropped(element: etree._Element) -> bool:
    """Whether nothing of an element is shown, or what it shows is no part of the text."""
    style = (element.get("style") or "").lower()
    return element.tag in DROPPED or element.get("hidden") is not None or bool(_HIDDEN.search(style))


def raises(element: etree._Element) -> bool:
    """Whether an element's text is raised."""
    return element.tag == "sup" or bool(_RAISED.search((element.get("style") or "").lower()))


def is_bold(element: etree._Element) -> bool:
    """Whether an element prints its text bold."""
    return element.tag in ("b", "strong", "th") or bool(_BOLD.search((element.get("style") or "").lower()))


def is_centred(element: etree._Element) -> bool:
    """Whether an element centres its text."""
    style = (element.get("style") or "").lower()
    return element.tag == "center" or element.get("align") == "center" or bool(_CENTRED.search(style))


class InlineText:
    """Collects the text of one paragraph. A browser's blank between two Chinese characters is a typist's line end."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._raised: list[str] = []

    def write(self, text: str, *, is_raised: bool = False, font: str = "") -> None:
        """Add text as it stands in the file."""
        if font and len(text.strip()) == 1:
            text = symbol(ord(text.strip()), font) if ord(text.strip()) < 0x100 else text
        text = without_private(text)
        if is_raised:
            self._raised.append(text)
            return
        self._settle()
        self._lines[-1].append(text)

    def break_line(self) -> None:
        """End the line: <br>."""
        self._settle()
        self._lines.append([])

    def _settle(self) -> None:
        """Write what was raised: 10⁻⁵ may come in two pieces, - and 5."""
        if self._raised:
            self._lines[-1].append(raised("".join(self._raised)))
            self._raised.clear()

    def done(self) -> str:
        """The text, with newlines for line breaks."""
        self._settle()
        lines = (_drawn_together("".join(line)) for line in self._lines)
        return "\n".join(line for line in lines if line)


def _drawn_together(text: str) -> str:
    pieces: list[str] = []
    end = 0
    for match in _BLANKS.finditer(text):
        pieces.append(text[end : match.start()])
        before, behind = text[: match.start()][-1:], text[match.end() :][:1]
        between_cjk = "\n" in match[0] and bool(_CJK.match(before)) and bool(_CJK.match(behind))
        pieces.append("" if between_cjk else " ")
        end = match.end()
    return "".join([*pieces, text[end:]]).strip(" \u3000")


def symbol_font(element: etree._Element) -> str:
    """The name of a symbol font that an element sets; '' for others."""
    match = _SYMBOL_FONT.search((element.get("style") or element.get("face") or "").lower())
    if match is None and element.tag == "font" and (element.get("face") or "").lower() in ("symbol", "wingdings"):
        return str(element.get("face"))
    return match[1] if match else ""


def cell_lines(element: etree._Element) -> Iterator[str]:
    """The lines of a table cell; a table inside a cell gives a line for each of its rows."""
    text = InlineText()
    _collect(element, text, is_raised=False)
    yield from text.done().split("\n")


_BREAKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dd", "dt", "blockquote", "pre"}


def _collect(element: etree._Element, text: InlineText, *, is_raised: bool) -> None:
    font = symbol_font(element)
    if element.text:
        text.write(element.text, is_raised=is_raised, font=font)
    for child in element:
        if isinstance(child.tag, str) and not is_dropped(child):
            _collect_child(child, text, is_raised=is_raised)
        if child.tail:
            text.write(child.tail, is_raised=is_raised, font=font)


def _collect_child(child: etree._Element, text: InlineText, *, is_raised: bool) -> None:
    if child.tag == "br":
        text.break_line()
    elif child.tag in _BREAKS:
        text.break_line()
        _collect(child, text, is_raised=is_raised)
        text.break_line()
    else:
        _collect(child, text, is_raised=is_raised or raises(child))
        if child.tag in ("td", "th"):
            text.write(" ")
