"""Reads a Word 97 document (.doc, and .wps as WPS saves it) into blocks: paragraphs, headings, numbers, table rows.

The format is [MS-DOC]: the text stands in pieces (2.4.1), its looks in pages of runs (`docprops`), its automatic
numbers in lists (`doclists`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.blocks import Block, BlockKind, Cell
from documents.doclists import read_numbering
from documents.docprops import CharacterLook, ParagraphLook, RowShape, Runs, character_look, paragraph_look, read_runs
from documents.ole import streams_of
from documents.raised import raised, symbol, without_private
from kernel.sandbox_child import Unreadable, marked

MAGIC = 0xA5EC
MOST_CHARACTERS = 5_000_000
MOST_BLOCKS = 20_000
MOST_CELLS = 200_000
SAME_EDGE = 40  # twentieths of a point
_DAMAGED = marked("文档已损坏，或是 Word 97 以前的格式。请用 Office 或 WPS 打开后另存为 .docx 再试。")
_LOCKED = marked("文件已加密。请解除密码后再上传。")
_TOO_LONG = marked("文档过长（上限 20,000 段、200,000 个单元格）。请只保留参数部分后再试。")

CELL_END, LINE_BREAK, PAGE_BREAK, PARAGRAPH_END = "\x07", "\x0b", "\x0c", "\r"
FIELD_BEGIN, FIELD_MIDDLE, FIELD_END = "\x13", "\x14", "\x15"
_PLAIN = {LINE_BREAK: "\n", "\x1e": "-", "\x1f": "", "\xa0": " ", "\t": "\t"}


def blocks_of_doc(data: bytes) -> list[Block]:
    """The blocks of the main text in reading order; headers, footers, notes, hidden and deleted text are left out.

    Raises Unreadable for encrypted and damaged documents and for more than 20,000 blocks or 200,000 cells.
    """
    streams = streams_of(data, "WordDocument", "0Table", "1Table", "Data")
    try:
        return list(_Reader(_File.of(streams)).blocks())
    except (struct.error, IndexError, OverflowError) as problem:
        raise Unreadable(_DAMAGED) from problem


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    place: int
    width: int
    text: str


@dataclass(slots=True)
class _File:
    """The parts of the file that are read."""

    pieces: list[_Piece]
    characters: Runs
    paragraphs: Runs
    table: bytes
    lists: tuple[int, int]
    overrides: tuple[int, int]
    huge: bytes

    @classmethod
    def of(cls, streams: dict[str, bytes]) -> _File:
        document = streams["WordDocument"]
        magic, _version = struct.unpack_from("<HH", document, 0)
        (flags,) = struct.unpack_from("<H", document, 10)
        if magic != MAGIC:
            raise Unreadable(_DAMAGED)
        if flags & 0x0100:
            raise Unreadable(_LOCKED)
        table = streams["1Table" if flags & 0x0200 else "0Table"]
        (length,) = struct.unpack_from("<i", document, 76)
        if not 0 <= length <= MOST_CHARACTERS or not table:
            raise Unreadable(_TOO_LONG if length > MOST_CHARACTERS else _DAMAGED)
        return cls(
            pieces=list(_pieces(document, _part(document, table, 33), length)),
            characters=read_runs(document, _part(document, table, 12), of_paragraphs=False),
            paragraphs=read_runs(document, _part(document, table, 13), of_paragraphs=True),
            table=table,
            lists=_place(document, 73),
            overrides=_place(document, 74),
            huge=streams["Data"],
        )


def _place(document: bytes, index: int) -> tuple[int, int]:
    """(place, length) in the table stream of the index-th part that the file's head names; (0, 0) for none."""
    at = 154 + 8 * index
    if at + 8 > len(document):
        return 0, 0
    place, length = struct.unpack_from("<II", document, at)
    return int(place), int(length)


def _part(document: bytes, table: bytes, index: int) -> bytes:
    place, length = _place(document, index)
    return table[place : place + length]


def _pieces(document: bytes, complex_part: bytes, length: int) -> Iterator[_Piece]:
    at = 0
    while at < len(complex_part) and complex_part[at] == 1:  # property lists of a quick save
        at += 3 + struct.unpack_from("<H", complex_part, at + 1)[0]
    if at >= len(complex_part) or complex_part[at] != 2:
        raise Unreadable(_DAMAGED)
    (size,) = struct.unpack_from("<I", complex_part, at + 1)
    data = complex_part[at + 5 : at + 5 + size]
    count = max(0, (len(data) - 4) // 12)
    ends = struct.unpack_from(f"<{count + 1}I", data, 0)
    for index in range(count):
        start, end = ends[index], min(ends[index + 1], length)
        if start >= end:
            continue
        (where,) = struct.unpack_from("<I", data, 4 * (count + 1) + 8 * index + 2)
        place, width = ((where & 0x3FFFFFFF) // 2, 1) if where & 0x40000000 else (where, 2)
        raw = document[place : place + width * (end - start)]
        yield _Piece(start, place, width, raw.decode("cp1252" if width == 1 else "utf-16-le", "replace"))


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph as it is being read; raised characters wait until it is known how many they are."""

    parts: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    bold: int = 0
    plain: int = 0

    def write(self, text: str, look: CharacterLook) -> None:
        if look.is_raised:
            self.waiting.append(text)
            return
        self.settle()
        self.parts.append(text)
        if text.strip():
            self.bold, self.plain = self.bold + look.is_bold, self.plain + (not look.is_bold)

    def settle(self) -> None:
        if self.waiting:
            self.parts.append(raised("".join(self.waiting)))
            self.waiting.clear()

    @property
    def text(self) -> str:
        self.settle()
        return without_private("".join(self.parts)).strip(" \n")


class _Reader:
    def __init__(self, file: _File) -> None:
        self._file = file
        self._numbering = read_numbering(file.table, file.lists, file.overrides)
        self._looks: dict[int, CharacterLook] = {}
        self._paragraphs = self._tables = self._rows = self._cells = self._count = 0
        self._cell_lines: list[str] = []
        self._row: list[str] = []
        self._table_rows: list[tuple[int, list[str], RowShape | None]] = []

    def blocks(self) -> Iterator[Block]:
        """The blocks in reading order."""
        for text, mark, look, is_bold in self._read():
            if look.is_in_table:
                self._take_cell(text, mark, look)
                continue
            yield from self._end_table()
            label = self._label(look)
            if text:
                self._paragraphs += 1
                yield self._paragraph(text, label, look, is_bold=is_bold)
        yield from self._end_table()

    def _paragraph(self, text: str, label: str, look: ParagraphLook, *, is_bold: bool) -> Block:
        self._bound()
        level = look.outline or (look.style if 1 <= look.style <= 9 else None)
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        place = f"第 {self._paragraphs} 段"
        return Block(text, kind, place, label=label, level=level, is_emphasised=is_bold or look.is_centred)

    def _bound(self) -> None:
        self._count += 1
        if self._count > MOST_BLOCKS or self._cells > MOST_CELLS:
            raise Unreadable(_TOO_LONG)

    def _label(self, look: ParagraphLook) -> str:
        return self._numbering.label(str(look.list_id), look.list_depth) if look.list_id else ""

    # ---- characters -------------------------------------------------------------------------------------------------

    def _read(self) -> Iterator[tuple[str, str, ParagraphLook, bool]]:
        """(text, the mark that ends it, look, whether it is bold) of each paragraph."""
        paragraph = _Paragraph()
        fields: list[bool] = []  # for each open field, whether its code is being read
        for character, place in self._characters():
            if character in (PARAGRAPH_END, CELL_END, PAGE_BREAK):
                look = self._paragraph_look(place)
                yield paragraph.text, character, look, paragraph.bold > paragraph.plain
                paragraph = _Paragraph()
            elif character == FIELD_BEGIN:
                fields.append(True)
            elif character == FIELD_MIDDLE and fields:
                fields[-1] = False
            elif character == FIELD_END and fields:
                fields.pop()
            elif not any(fields):
                self._write(paragraph, character, place)
        if paragraph.text:
            yield paragraph.text, PARAGRAPH_END, ParagraphLook(), False

    def _characters(self) -> Iterator[tuple[str, int]]:
        for piece in self._file.pieces:
            for index, character in enumerate(piece.text):
                yield character, piece.place + piece.width * index

    def _write(self, paragraph: _Paragraph, character: str, place: int) -> None:
        look = self._character_look(place)
        if look.is_hidden:
            return
        if look.symbol is not None:
            paragraph.write(symbol(look.symbol, "") or "\ufffd", look)
        elif character in _PLAIN:
            paragraph.write(_PLAIN[character], look)
        elif character >= " ":
            paragraph.write(character, look)

    def _character_look(self, place: int) -> CharacterLook:
        index = self._file.characters.index_at(place)
        if index not in self._looks:
            self._looks[index] = character_look(self._file.characters.lists[index] if index >= 0 else b"")
        return self._looks[index]

    def _paragraph_look(self, place: int) -> ParagraphLook:
        data = self._file.paragraphs.at(place) or b"\0\0"
        (style,) = struct.unpack_from("<H", data, 0)
        return paragraph_look(style, data[2:], self._file.huge)

    # ---- tables -----------------------------------------------------------------------------------------------------

    def _take_cell(self, text: str, mark: str, look: ParagraphLook) -> None:
        if look.ends_row:
            self._rows += 1
            self._table_rows.append((self._rows, self._row, look.shape))
            self._row, self._cell_lines = [], []
            return
        label = self._label(look)
        if text:
            self._cell_lines.append(f"{label} {text}".strip())
        if mark == CELL_END:
            self._cells += 1
            self._row.append("\n".join(self._cell_lines))
            self._cell_lines = []

    def _end_table(self) -> Iterator[Block]:
        """The rows of the table that has just ended, on the grid of all their edges."""
        if not self._table_rows:
            return
        self._tables += 1
        edges = _edges([shape for _, _, shape in self._table_rows if shape])
        above: dict[int, Cell] = {}
        for number, texts, shape in self._table_rows:
            self._bound()
            cells = _cells(texts, shape, edges, above)
            above.update({cell.column: cell for cell in cells})
            body = " | ".join(" ".join(c.text.split()) for c in cells if c.text and not c.continues)
            if body:
                place = f"表 {self._tables} 第 {number} 行"
                yield Block(body, BlockKind.TABLE_ROW, place, cells=tuple(cells), table=self._tables)
        self._table_rows, self._rows = [], 0


def _edges(shapes: list[RowShape]) -> list[int]:
    edges: list[int] = []
    for edge in sorted({edge for shape in shapes for edge in shape.edges}):
        if not edges or edge - edges[-1] > SAME_EDGE:
            edges.append(edge)
    return edges


def _cells(texts: list[str], shape: RowShape | None, edges: list[int], above: dict[int, Cell]) -> list[Cell]:
    cells: list[Cell] = []
    for index, text in enumerate(texts):
        column, span, merge = index, 1, 0
        if shape is not None and index + 1 < len(shape.edges):
            column = _column(shape.edges[index], edges)
            span = max(1, _column(shape.edges[index + 1], edges) - column)
            merge = shape.merges[index]
        if merge == 1 and column in above:
            cells.append(Cell(above[column].text, column, span, continues=True))
        else:
            cells.append(Cell(text, column, span, is_tall=merge == 3))
    return cells


def _column(edge: int, edges: list[int]) -> int:
    return sum(other <= edge for other in edges if edge - other > SAME_EDGE)
