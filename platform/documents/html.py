"""Reads HTML, pasted or saved, into blocks: paragraphs, headings, lists with their numbers, and table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from documents.blocks import Block, BlockKind
from documents.htmltables import cells_of, only_arranges, placed, rows_of, whole
from documents.htmltext import InlineText, is_bold, is_centred, is_dropped, raises, symbol_font
from documents.plain import decoded
from documents.wordnumbers import number_in_form
from kernel.sandbox_child import Unreadable, marked

LONGEST_HTML = 10_000_000  # characters
MOST_TAGS = 400_000
MOST_BLOCKS = 20_000
MOST_CELLS = 200_000
_TOO_LONG = marked("网页过大（上限 1,000 万字、40 万个标签）。请只保留参数部分后再试。")
_TOO_DEEP = marked("网页的标签嵌套过深，无法读取。请复制参数后粘贴文字。")
_EMPTY = marked("网页里没有文字。请确认保存的是网页内容，或复制参数后粘贴文字。")

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {
    *HEADINGS, "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "main", "body", "html", "header",
    "center", "blockquote", "pre", "form", "fieldset", "figure", "figcaption", "address", "hr", "details", "summary",
}  # fmt: skip
_LIST_FORMS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "lower-alpha": "lowerLetter",
    "upper-alpha": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting", "cjk-decimal": "chineseCounting",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z\-]+)")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w\-]{2,20})", re.IGNORECASE)


def blocks_of_html_file(data: bytes) -> list[Block]:
    """The blocks of a saved page. The encoding is that of its byte order mark, its own word, UTF-8, or GB18030."""
    named = _META_CHARSET.search(data[:4096])
    return blocks_of_html(decoded(data, named=named[1].decode("ascii") if named else ""))


def blocks_of_html(text: str) -> list[Block]:
    """The blocks of HTML in reading order. Scripts, styles, navigation, hidden and struck-out text are left out.

    Raised digits stay raised; numbers of ordered lists are written as a browser shows them; a table that only arranges
    a page is read as running text. Raises Unreadable for more than ten million characters, 400,000 tags or 20,000
    blocks, nesting that no page needs, and pages without text.
    """
    if len(text) > LONGEST_HTML or text.count("<") > MOST_TAGS:
        raise Unreadable(_TOO_LONG)
    root = _parsed(text)
    reader = _Reader()
    if root is not None:
        reader.flow(root)
        reader.end_paragraph()
    if not reader.blocks:
        raise Unreadable(_EMPTY)
    return reader.blocks


def _parsed(text: str) -> etree._Element | None:
    # Without huge_tree libxml2 keeps to a depth of 256 and says so; what it cut off must not be lost silently.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    data = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError as problem:
        raise Unreadable(_TOO_DEEP if "depth" in str(problem) else _EMPTY) from problem
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise Unreadable(_TOO_DEEP)
    return root


@dataclass(slots=True)
class _List:
    form: str
    number: int


@dataclass(slots=True)
class _Paragraph:
    text: InlineText = field(default_factory=InlineText)
    level: int | None = None
    label: str = ""
    plain: bool = False  # some of it is not emphasised


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._paragraph = _Paragraph()
        self._lists: list[_List] = []
        self._count = 0
        self._tables = 0
        self._cells = 0

    # Recursion is bounded by the parser, which keeps to a depth of 256.
    def flow(self, element: etree._Element, *, is_emphasised: bool = False, is_raised: bool = False) -> None:
        """Read an element's text and children."""
        font = symbol_font(element)
        self._write(element.text, is_emphasised, is_raised, font)
        for child in element:
            if isinstance(child.tag, str) and not is_dropped(child):
                self._child(child, is_emphasised=is_emphasised, is_raised=is_raised)
            self._write(child.tail, is_emphasised, is_raised, font)

    def _child(self, child: etree._Element, *, is_emphasised: bool, is_raised: bool) -> None:
        tag = child.tag
        if tag == "br":
            self._paragraph.text.break_line()
        elif tag == "table":
            self.end_paragraph()
            self._table(child)
        elif tag in BLOCKS:
            self.end_paragraph()
            self._open_block(child)
            self.flow(child, is_emphasised=is_emphasised or is_bold(child) or is_centred(child))
            self.end_paragraph()
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()
        else:
            is_up = is_raised or raises(child)
            self.flow(child, is_emphasised=is_emphasised or is_bold(child), is_raised=is_up)

    def _open_block(self, element: etree._Element) -> None:
        if element.tag in HEADINGS:
            self._paragraph.level = HEADINGS[element.tag]
        elif element.tag in ("ol", "ul"):
            self._lists.append(_list_of(element))
        elif element.tag == "li" and self._lists:
            self._paragraph.label = _next_label(self._lists[-1], element)

    def _write(self, text: str | None, is_emphasised: bool, is_raised: bool, font: str) -> None:
        if text:
            self._paragraph.text.write(text, is_raised=is_raised, font=font)
            if text.strip() and not is_emphasised:
                self._paragraph.plain = True

    def end_paragraph(self) -> None:
        """Close the paragraph that is being read; an empty one leaves nothing, and its number waits for the next."""
        paragraph = self._paragraph
        body = paragraph.text.done()
        if not body:
            # <li><p>text</p></li>: the number belongs to the paragraph inside.
            self._paragraph = _Paragraph(level=None, label=paragraph.label)
            return
        self._count += 1
        kind = BlockKind.HEADING if paragraph.level else BlockKind.PARAGRAPH
        self._add(
            Block(
                body,
                kind,
                f"第 {self._count} 段",
                label=paragraph.label,
                level=paragraph.level,
                is_emphasised=not paragraph.plain,
            )
        )
        self._paragraph = _Paragraph()

    def _add(self, block: Block) -> None:
        self.blocks.append(block)
        if len(self.blocks) > MOST_BLOCKS or self._cells > MOST_CELLS:
            raise Unreadable(_TOO_LONG)

    def _table(self, table: etree._Element) -> None:
        rows = rows_of(table)
        if only_arranges(rows):
            for cell in (cell for row in rows for cell in cells_of(row)):
                self.flow(cell)
                self.end_paragraph()
            return
        self._tables += 1
        for number, cells in enumerate(placed(rows), start=1):
            self._cells += len(cells)
            body = " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
            if body:
                place = f"表 {self._tables} 第 {number} 行"
                self._add(Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=self._tables))


def _list_of(element: etree._Element) -> _List:
    style = _LIST_STYLE.search((element.get("style") or "").lower())
    named = style[1] if style else element.get("type") or ""
    if element.tag == "ul" or named in ("none", "disc", "circle", "square"):
        return _List("bullet", 0)
    return _List(_LIST_FORMS.get(named, "decimal"), whole(element.get("start"), 1))


def _next_label(numbered: _List, item: etree._Element) -> str:
    number = whole(item.get("value"), numbered.number)
    numbered.number = number + 1
    written = number_in_form(number, numbered.form)
    # A browser writes 一、 for Chinese numbers and 1. for all others.
    return f"{written}{'、' if numbered.form == 'chineseCounting' else '.'}" if written else ""
