"""What crosses the border of the limited child: bytes in, a sheet as JSON out, and back into dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from apps.suppliers.reading_datasheet.sheet import read_sheet
from apps.suppliers.reading_datasheet.types import Entry, Sheet
from documents.blocks import Block, BlockKind
from documents.opening import open_document
from documents.plain import blocks_of_text

READ_DOCUMENT = "apps.suppliers.reading_datasheet.child:read_document"
READ_TEXT = "apps.suppliers.reading_datasheet.child:read_text"


def read_document(payload: bytes) -> dict[str, Any]:
    """Called in the child with a document of any format that `documents.opening` knows."""
    return to_json(read_sheet(open_document(payload).blocks))


def read_text(payload: bytes) -> dict[str, Any]:
    """Called in the child with pasted text in UTF-8."""
    return to_json(read_sheet(blocks_of_text(payload.decode("utf-8", "replace"))))


def to_json(sheet: Sheet) -> dict[str, Any]:
    """A sheet as plain lists and texts. NUL characters, which no database keeps, are dropped."""
    return {
        "title": _storable(sheet.title),
        "model": _storable(sheet.model),
        "models": [_storable(model) for model in sheet.models],
        "entries": [
            {name: _storable(value) if isinstance(value, str) else value for name, value in asdict(entry).items()}
            for entry in sheet.entries
        ],
        "blocks": [[_storable(block.text), block.kind.value, block.place, block.table] for block in sheet.blocks],
    }


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def from_json(document: object) -> Sheet:
    """The sheet that `to_json` wrote; blocks come back with their text and without cells."""
    if not isinstance(document, Mapping):
        raise TypeError("a sheet crosses the border as an object")
    return Sheet(
        title=document["title"],
        model=document["model"],
        models=tuple(document["models"]),
        entries=tuple(Entry(**entry) for entry in document["entries"]),
        blocks=tuple(
            Block(text, BlockKind(kind), place, table=table) for text, kind, place, table in document["blocks"]
        ),
    )
