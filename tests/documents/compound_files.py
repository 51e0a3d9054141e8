"""Compound files and Word 97 documents for tests, written byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NONE = 0xFFFFFFFF


def compound(streams: Mapping[str, bytes], *, storage: str = "") -> bytes:
    """A compound file with these streams, each padded beyond the size that would put it into the small stream."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, int] = {}
    for name, data in padded.items():
        starts[name] = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        chains += [len(sectors) + number + 1 for number in range(len(pieces) - 1)] + [END]
        sectors += pieces
    directory = _directory(padded, starts, storage)
    directory_start = len(sectors)
    pieces = [directory[at : at + SECTOR] for at in range(0, len(directory), SECTOR)]
    chains += [directory_start + number + 1 for number in range(len(pieces) - 1)] + [END]
    sectors += pieces
    fat_start = len(sectors)
    count = -(-(len(chains) + 1) // (SECTOR // 4))
    chains += [FAT] * count
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(count * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        *(MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, count, directory_start, 0, 4096, END, 0, END, 0),
    )
    places = [fat_start + number for number in range(count)] + [FREE] * (109 - count)
    return header + struct.pack("<109I", *places) + b"".join(sectors) + fat


def _directory(streams: Mapping[str, bytes], starts: Mapping[str, int], storage: str) -> bytes:
    # The entries make one chain to the right; readers search it whatever its order.
    names = [*streams, *([storage] if storage else [])]
    entries = [_entry("Root Entry", 5, child=1 if names else NONE)]
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else NONE
        if name == storage:
            entries.append(_entry(name, 1, right=right))
        else:
            entries.append(_entry(name, 2, right=right, start=starts[name], size=len(streams[name])))
    while len(entries) % 4:
        entries.append(bytes(64) + struct.pack("<HBBIII", 0, 0, 0, NONE, NONE, NONE) + bytes(48))
    return b"".join(entries)


def _entry(name: str, kind: int, *, right: int = NONE, child: int = NONE, start: int = END, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, NONE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


# ---- Word 97 ------------------------------------------------------------------------------------------------------

RAISED = struct.pack("<HB", 0x2A48, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = IN_TABLE + struct.pack("<HB", 0x2417, 1)
TEXT_AT = 0x400


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs of (text, look), the mark that ends it, its look and style (1 to 9 are headings)."""

    runs: Sequence[tuple[str, bytes]]
    end: str = "\r"
    look: bytes = b""
    style: int = 0


def cell(text: str) -> Paragraph:
    """A cell of a table."""
    return Paragraph([(text, b"")], "\x07", IN_TABLE)


def row_end() -> Paragraph:
    """The mark behind the cells of a row."""
    return Paragraph([], "\x07", ROW_END)


def word97(paragraphs: Sequence[Paragraph], *, flags: int = 0x0200, narrow: bool = False) -> bytes:
    """A Word 97 document. `narrow` keeps the text in one byte a character (Latin letters only)."""
    text, width = "", 1 if narrow else 2
    characters: list[tuple[int, int, bytes]] = []
    marks: list[tuple[int, int, bytes]] = []
    for paragraph in paragraphs:
        begins = TEXT_AT + width * len(text)
        for piece, look in [*paragraph.runs, (paragraph.end, b"")]:
            at = TEXT_AT + width * len(text)
            text += piece
            characters.append((at, TEXT_AT + width * len(text), look))
        look = struct.pack("<H", paragraph.style) + paragraph.look
        marks.append((begins, TEXT_AT + width * len(text), look))
    body = text.encode("cp1252" if narrow else "utf-16-le")
    page = (TEXT_AT + len(body)) // SECTOR + 1
    document = bytearray((b"\0" * TEXT_AT + body).ljust(page * SECTOR, b"\0"))
    document += _page(characters, of_paragraphs=False) + _page(marks, of_paragraphs=True)
    where = TEXT_AT * 2 | 0x40000000 if narrow else TEXT_AT
    pieces = struct.pack("<IIHIH", 0, len(text), 0, where, 0)
    parts = [
        (33, b"\x02" + struct.pack("<I", len(pieces)) + pieces),
        (12, struct.pack("<III", characters[0][0], characters[-1][1], page)),
        (13, struct.pack("<III", marks[0][0], marks[-1][1], page + 1)),
    ]
    table = b""
    struct.pack_into("<HH", document, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", document, 10, flags)
    struct.pack_into("<i", document, 76, len(text))
    for index, part in parts:
        struct.pack_into("<II", document, 154 + 8 * index, len(table), len(part))
        table += part
    return compound({"WordDocument": bytes(document), "1Table": table})


def _page(runs: Sequence[tuple[int, int, bytes]], *, of_paragraphs: bool) -> bytes:
    count = len(runs)
    page = bytearray(SECTOR)
    struct.pack_into(f"<{count + 1}I", page, 0, *(run[0] for run in runs), runs[-1][1])
    size, at = (13 if of_paragraphs else 1), SECTOR - 2
    for number, (_, _, look) in enumerate(runs):
        head = bytes((0, -(-len(look) // 2))) if of_paragraphs else bytes((len(look),))
        stored = head + look + b"\0" * (len(look) % 2)
        at = (at - len(stored)) // 2 * 2
        page[at : at + len(stored)] = stored
        page[4 * (count + 1) + size * number] = at // 2
    page[-1] = count
    return bytes(page)
