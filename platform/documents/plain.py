"""Reads pasted text into blocks, one a line; lines pasted from a spreadsheet become table rows."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Sequence

from documents.blocks import Block, BlockKind, Cell
from kernel.sandbox_child import Unreadable, marked

LONGEST_TEXT = 200_000
PAGE_NUMBER = re.compile(r"^[\s\-–—]*(?:第\s*\d+\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}|[-–—]\s*\d{1,4}\s*[-–—])\s*$")


def decoded(data: bytes, *, named: str = "") -> str:
    """The text of bytes: by their byte order mark, the encoding that they name, UTF-8, or else GB18030."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if named.lower().startswith("gb"):
        named = "gb18030"  # it holds all that gb2312 and gbk have, and pages name those carelessly
    for encoding in filter(None, ("utf-8", named, "gb18030")):
        with contextlib.suppress(UnicodeDecodeError, LookupError):
            return data.decode(encoding)
    return data.decode("gb18030", "replace")


def blocks_of_text_file(data: bytes) -> list[Block]:
    """The lines of a text file; with commas or tabs between cells in most lines it is read as one table."""
    text = decoded(data)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and not any("\t" in line for line in lines) and _is_comma_table(lines):
        rows = csv.reader(io.StringIO(text))
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
    return blocks_of_text(text)


def _is_comma_table(lines: Sequence[str]) -> bool:
    """Whether lines are rows of a table: commas or quotes in the first, and as many in most of the others."""
    wanted = lines[0].count(",")
    return wanted > 0 and sum(line.count(",") >= wanted for line in lines) * 3 > len(lines) * 2


def blocks_of_text(text: str) -> list[Block]:
    """The lines of a pasted text as blocks; page numbers are dropped, adjoining lines with tabs are one table.

    Raises Unreadable over 200,000 characters.
    """
    if len(text) > LONGEST_TEXT:
        raise Unreadable(marked("粘贴的文字超过 20 万字。请只粘贴参数部分。"))
    blocks: list[Block] = []
    table, was_row = 0, False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        place = f"第 {number} 行"
        cells = _cells(line)
        table += bool(cells) and not was_row
        was_row = bool(cells)
        if cells:
            body = " | ".join(cell.text for cell in cells if cell.text)
            blocks.append(Block(body, BlockKind.TABLE_ROW, place, cells=cells, table=table))
        elif line.strip() and not PAGE_NUMBER.match(line):
            blocks.append(Block(line.strip(), BlockKind.PARAGRAPH, place))
    return blocks


def _cells(line: str) -> tuple[Cell, ...]:
    """The cells of a line copied from a table; a tab right behind a list number only indents."""
    pieces = [piece.strip() for piece in line.split("\t")]
    filled = [piece for piece in pieces if piece]
    if len(filled) < 2 or (len(filled) == 2 and re.fullmatch(r"[（(]?[\d.]{1,6}[、.)）]?|[①-⑳]", filled[0])):
        return ()
    return tuple(Cell(piece, column) for column, piece in enumerate(pieces))
