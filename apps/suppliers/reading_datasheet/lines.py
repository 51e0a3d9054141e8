"""Lines of a datasheet outside tables: 名称：值, name and value with blanks between, headings, advertising."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.suppliers.reading_datasheet.names import LONGEST_NAME, without_label
from apps.suppliers.reading_datasheet.values import read_as_number
from apps.suppliers.reading_datasheet.vocabulary import Role, role_of
from documents.blocks import Block, BlockKind, Cell

LONGEST_HEADING = 30
_COLON = re.compile(r"(?<!\d)\s*[:：]|[:：](?!\d)")
_GAP = re.compile(r"\s{2,}|[\t\u3000]+|\s*\.{4,}\s*|\s*…{2,}\s*")
# 温度波动度 = ±0.5 ℃, 漏率 ⇒ 1×10⁻⁹, 分辨率 —— 0.1: signs that only part name and value.
_SIGN = re.compile(r"\s*(?:[=＝⇒]|[—–―]{2,}|\s[—–―](?=\s))\s*")
_NEXT_PAIR = re.compile(
    r"\s{2,}(?=[^：:\s\d][^：:；;，,]{1,20}[:：]\s*\S)|[\t\u3000]+(?=[^：:\s\d][^：:；;，,]{1,20}[:：]\s*\S)"
)
_COLUMNS = re.compile(r"\s{2,}|[\t\u3000]+|\s*[|｜│]\s*")
_VALUE_BEGINS = re.compile(r"\s*(?=[≥≤＞＜><±≈])|\s+(?=[\d.]|[-–−+]\d|约|最高|最大|up to|typ)", re.IGNORECASE)
_LETTER = re.compile(r"[A-Za-z\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。！!？?，,；;]")
_FRAME = re.compile(r"^[【\[《〔]\s*(?P<inside>[^】\]》〕]+)\s*[】\]》〕]$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed name and its value."""

    name: str
    value: str


def heading_of(block: Block) -> str:
    """The heading that a block is, without its number and frame; '' for any other block."""
    text = without_label(block.body)
    if frame := _FRAME.match(block.body.strip()):
        return frame["inside"].strip()
    bare = text.rstrip(" :：")
    if not bare or len(bare) > LONGEST_HEADING or _SENTENCE.search(bare) or not _LETTER.search(bare):
        return ""
    if block.kind is BlockKind.HEADING or text != bare:
        return bare
    return "" if _COLON.search(text) or read_as_number(bare.partition(" ")[2]) else bare


def pairs_of(text: str) -> list[Pair]:
    """The names and values of a line; [] for headings, sentences and whatever else has no value."""
    line = without_label(text)
    pieces = [
        piece
        for part in _NEXT_PAIR.split(line)
        for piece in re.split(r"[；;](?=[^：:；;]{2,30}[:：])|[，,](?=[^：:；;，,\d]{2,12}[:：])", part)
        if piece.strip()
    ]
    found = [pair for piece in pieces if (pair := _pair(piece))]
    return found if len(found) == len(pieces) else found[:1]


def _pair(text: str) -> Pair | None:
    return _by_colon(text) or _by_sign(text.strip()) or _by_gap(text.strip()) or _by_value(text)


def _by_colon(text: str) -> Pair | None:
    for match in _COLON.finditer(text):
        name, value = text[: match.start()].strip(), text[match.end() :].strip()
        if _is_inside_bracket(name):
            continue
        return Pair(name, value) if value and _may_be_name(name) else None
    return None


def _by_sign(text: str) -> Pair | None:
    match = _SIGN.search(text)
    if match is None or _is_inside_bracket(text[: match.start()]):
        return None
    name, value = text[: match.start()].strip(), text[match.end() :].strip()
    is_stated = any(map(str.isdigit, value)) and not any(map(str.isdigit, name))
    return Pair(name, value) if is_stated and _may_be_name(name) else None


def name_left_open(text: str) -> str:
    """The name of a line that ends with its colon, whose value may stand in the next line; '' for any other line."""
    line = without_label(text)
    name = line.rstrip("：: ")
    is_open = line.endswith(("：", ":")) and len(name) <= LONGEST_HEADING and _may_be_name(name)
    return name if is_open and not _SENTENCE.search(name) else ""


def _by_gap(text: str) -> Pair | None:
    pieces = [piece for piece in _GAP.split(text.strip()) if piece]
    if len(pieces) != 2 or not _may_be_name(pieces[0]):
        return None
    return Pair(*pieces)


def _by_value(text: str) -> Pair | None:
    """最高耐压 ≥60 MPa, Mass range 50–3000 m/z: only where what stands behind the name is one number and no more."""
    match = _VALUE_BEGINS.search(text)
    while match:
        name, value = text[: match.start()].strip(), text[match.end() :].strip()
        if _may_be_name(name) and len(name) <= LONGEST_HEADING and not _SENTENCE.search(name) and read_as_number(value):
            return Pair(name, value)
        match = _VALUE_BEGINS.search(text, match.end() + 1)
    return None


def _may_be_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and bool(_LETTER.search(name)) and not re.search(r"[。，！!？?]", name)


def _is_inside_bracket(text: str) -> bool:
    return len(re.findall(r"[（(]", text)) > len(re.findall(r"[)）]", text))


def as_table_row(block: Block) -> Block:
    """A line that was laid out in columns by blanks or bars as a table row; any other block as it is."""
    if block.cells or len(block.body) > 400 or len(_NEXT_PAIR.findall(block.body)) > 1:
        return block
    pieces = [piece.strip() for piece in _COLUMNS.split(block.body.strip().strip("|｜│").strip())]
    filled = [piece for piece in pieces if piece and not re.fullmatch(r":?-{2,}:?", piece)]
    is_bar = any(bar in block.body for bar in "|｜│") and len(filled) > 1
    is_head = len(filled) == 2 and all(_is_head(filled, place) for place in range(2))
    if len(filled) < 3 and not (is_bar and len(filled) == 2) and not is_head:
        return block
    cells = tuple(Cell(piece, column) for column, piece in enumerate(pieces))
    return Block(block.body, BlockKind.TABLE_ROW, block.place, cells=cells, table=-1)


def _is_head(pieces: list[str], place: int) -> bool:
    return role_of(pieces[place], has_name=place > 0) in (Role.NAME, Role.VALUE)
