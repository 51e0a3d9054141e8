"""Reads a Word document into blocks: paragraphs with their automatic numbers, headings, and table rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.blocks import Block, BlockKind, Cell
from documents.ooxml import open_office
from documents.wordnumbers import Numbering, W
from documents.wordtext import MC, paragraph_text
from kernel.sandbox_child import Unreadable, marked

MOST_BLOCKS = 20_000
MOST_CELLS = 200_000
MOST_COLUMNS = 60
DEEPEST_TABLE = 4
_NO_BODY = marked("文档里没有正文，无法读取。请确认上传的是 Word 文档。")
_TRANSPARENT = {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}smartTag", f"{W}customXml"}


def blocks_of_docx(data: bytes) -> list[Block]:
    """The blocks of a .docx in reading order; headers, footers, notes, deleted text and contents lists are left out.

    Raises Unreadable when the archive has no readable document or more than 20,000 blocks or 200,000 cells.
    """
    office = open_office(data)
    if office is None:
        raise Unreadable(_NO_BODY)
    try:
        document = _parsed(office.part(office.main))
        styles = _parsed(office.beside_main("styles.xml"))
        numbering = _parsed(office.beside_main("numbering.xml"))
    except Exception as problem:
        # A damaged member makes zipfile and zlib raise errors of many kinds.
        raise Unreadable(marked("文档已损坏，无法读取。请用 Office 或 WPS 打开后另存一份再试。")) from problem
    body = document.find(f"{W}body") if document is not None else None
    if body is None:
        raise Unreadable(_NO_BODY)
    return _Reader(_Styles(styles), Numbering(numbering)).read(body)


def _parsed(xml: bytes | None) -> etree._Element | None:
    if xml is None:
        return None
    # Deep nesting and large text nodes stay forbidden, entities unresolved.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(xml, parser)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    level: int | None
    list_id: str
    depth: int | None


class _Styles:
    """What paragraph styles say of outline level and numbering, along their ancestors."""

    def __init__(self, xml: etree._Element | None) -> None:
        styles = xml.iterfind(f"{W}style") if xml is not None else ()
        self._styles = {style.get(f"{W}styleId") or "": _read_style(style) for style in styles}

    def chain(self, style_id: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = self._styles[style_id].parent

    def is_contents(self, style_id: str) -> bool:
        return any(style.name.startswith(("toc ", "toc heading")) for style in self.chain(style_id))

    def level(self, style_id: str) -> int | None:
        return next((style.level for style in self.chain(style_id) if style.level is not None), None)

    def list_of(self, style_id: str) -> tuple[str, int]:
        depth: int | None = None
        for style in self.chain(style_id):
            depth = style.depth if depth is None else depth
            if style.list_id:
                return style.list_id, depth or 0
        return "", 0


def _read_style(style: etree._Element) -> _Style:
    name = (_attribute(style, f"{W}name") or "").lower()
    outline = _attribute(style, f"{W}pPr/{W}outlineLvl")
    level = int(outline) + 1 if outline and outline.isdecimal() and int(outline) < 9 else None
    if name.startswith("heading ") and name[8:].isdecimal():
        level = int(name[8:])
    elif name == "title":
        level = 1
    depth = _attribute(style, f"{W}pPr/{W}numPr/{W}ilvl")
    return _Style(
        name=name,
        parent=_attribute(style, f"{W}basedOn") or "",
        level=level,
        list_id=_attribute(style, f"{W}pPr/{W}numPr/{W}numId") or "",
        depth=int(depth) if depth and depth.isdecimal() else None,
    )


def _attribute(element: etree._Element, path: str, name: str = "val") -> str | None:
    found = element.find(path)
    return None if found is None else found.get(f"{W}{name}")


class _Reader:
    def __init__(self, styles: _Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._blocks: list[Block] = []
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0

    def read(self, body: etree._Element) -> list[Block]:
        for element in _flow(body):
            if element.tag == f"{W}p":
                self._paragraph(element)
            else:
                self._table(element)
            if len(self._blocks) > MOST_BLOCKS or self._cells > MOST_CELLS:
                raise Unreadable(marked("文档过长（上限 20,000 段、200,000 个单元格）。请只保留参数部分后再试。"))
        return self._blocks

    def _paragraph(self, paragraph: etree._Element) -> None:
        style_id = _attribute(paragraph, f"{W}pPr/{W}pStyle") or ""
        text = paragraph_text(paragraph)
        # An empty numbered paragraph still counts in its list.
        label = self._label(paragraph, style_id)
        if not text or self._styles.is_contents(style_id):
            return
        self._paragraphs += 1
        level = self._level(paragraph, style_id)
        self._blocks.append(
            Block(
                body=text,
                kind=BlockKind.HEADING if level else BlockKind.PARAGRAPH,
                place=f"第 {self._paragraphs} 段",
                label=label,
                level=level,
                is_emphasised=_is_emphasised(paragraph),
            )
        )

    def _level(self, paragraph: etree._Element, style_id: str) -> int | None:
        outline = _attribute(paragraph, f"{W}pPr/{W}outlineLvl")
        if outline and outline.isdecimal():
            return int(outline) + 1 if int(outline) < 9 else None
        return self._styles.level(style_id)

    def _label(self, paragraph: etree._Element, style_id: str) -> str:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        list_id, depth = self._styles.list_of(style_id)
        if own is not None:
            list_id = _attribute(own, f"{W}numId") or list_id
            text = _attribute(own, f"{W}ilvl")
            depth = int(text) if text and text.isdecimal() else depth
        return self._numbering.label(list_id, depth) if list_id and list_id != "0" else ""

    def _table(self, table: etree._Element) -> None:
        self._tables += 1
        above: dict[int, Cell] = {}
        rows = list(_flow(table, f"{W}tr"))
        for index, row in enumerate(rows):
            cells = self._row(row, above)
            body = " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
            if body:
                place = f"表 {self._tables} 第 {index + 1} 行"
                self._blocks.append(Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=self._tables))

    def _row(self, row: etree._Element, above: dict[int, Cell]) -> list[Cell]:
        cells: list[Cell] = []
        column = _whole(_attribute(row, f"{W}trPr/{W}gridBefore"))
        for element in _flow(row, f"{W}tc"):
            cell = self._cell(element, column, above)
            cells.append(cell)
            above[column] = cell
            column += cell.span
            self._cells += 1
        return cells

    def _cell(self, element: etree._Element, column: int, above: dict[int, Cell]) -> Cell:
        span = min(max(1, _whole(_attribute(element, f"{W}tcPr/{W}gridSpan"), 1)), MOST_COLUMNS)
        merge = element.find(f"{W}tcPr/{W}vMerge")
        continues = merge is not None and merge.get(f"{W}val") != "restart"
        if continues and column in above:
            return Cell(above[column].text, column, span, continues=True)
        text = "\n".join(line for line in self._cell_lines(element, 0) if line)
        return Cell(text, column, span, is_tall=merge is not None)

    def _cell_lines(self, cell: etree._Element, depth: int) -> Iterator[str]:
        for element in _flow(cell):
            if element.tag == f"{W}p":
                style_id = _attribute(element, f"{W}pPr/{W}pStyle") or ""
                yield f"{self._label(element, style_id)} {paragraph_text(element)}".strip()
            elif depth < DEEPEST_TABLE:
                for row in _flow(element, f"{W}tr"):
                    texts = (" ".join(self._cell_lines(inner, depth + 1)) for inner in _flow(row, f"{W}tc"))
                    yield " ".join(text for text in texts if text)


def _flow(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The children of these kinds in reading order (paragraphs and tables unless told), through transparent wrappers.

    A contents list that Word built is no part of the flow.
    """
    wanted = tags or (f"{W}p", f"{W}tbl")
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _TRANSPARENT and not _is_contents_list(child):
            yield from _flow(child, *wanted)
        elif child.tag == f"{MC}AlternateContent":
            choice = child.find(f"{MC}Choice")
            if choice is not None:
                yield from _flow(choice, *wanted)


def _is_contents_list(element: etree._Element) -> bool:
    return _attribute(element, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") == "Table of Contents"


def _is_emphasised(paragraph: etree._Element) -> bool:
    if _attribute(paragraph, f"{W}pPr/{W}jc") == "center":
        return True
    runs = [run for run in paragraph.iterfind(f"{W}r") if run.find(f"{W}t") is not None]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: etree._Element) -> bool:
    bold = run.find(f"{W}rPr/{W}b")
    return bold is not None and bold.get(f"{W}val") not in ("0", "false")


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
