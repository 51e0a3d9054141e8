"""The original beside the rows: the blocks of the documents in order, with what was read from each of them.

A block from which rows were read is a line with coloured parts; a heading is a heading; any other block is shown
quieter, for the reader must see what was not taken. Long stretches without a row are folded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.demands.models import Requirement, SourceDocument
from apps.demands.reading.labels import CHINESE_BRACKET_LEVEL, split_label
from apps.demands.spans import Part, Segment, parts_of, place_in_print, segments_of
from apps.taxonomy.language.types import Operator

LINE, HEADING, QUIET, FOLD = "line", "heading", "quiet", "fold"
MOST_JOINED = 5  # over how many blocks one row may have been joined
SHOWN_AROUND = 3
FOLDED_FROM = 9
LONGEST_HEADING = 30
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the original. `key` names its place: document and block, or 0 and the line of a typed row.

    A FOLD stands for the blocks `first` to `last` (inclusive); `page` is 0 where the document has no pages.
    """

    kind: str
    key: str
    segments: tuple[Segment, ...] = ()
    row_ids: tuple[int, ...] = ()
    place: str = ""
    page: int = 0
    is_read: bool = True
    first: int = 0
    last: int = 0

    @property
    def count(self) -> int:
        """How many blocks a fold hides."""
        return self.last - self.first + 1

    @property
    def document_id(self) -> int:
        """The document that the entry stands in; 0 for a typed row."""
        return int(self.key.partition("-")[0])

    @property
    def block(self) -> int:
        """The block that it begins with."""
        return int(self.key.rpartition("-")[2])

    @property
    def text(self) -> str:
        """The entry's words."""
        return "".join(segment.text for segment in self.segments)


@dataclass(slots=True)
class Original:
    """One document with its entries."""

    document: SourceDocument
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_pdf(self) -> bool:
        """Whether the original opens at a page."""
        return self.document.name.lower().endswith(".pdf")

    @property
    def pages(self) -> tuple[int, int] | None:
        """The first and the last page on which a row stands; None where the document has no pages."""
        pages = [entry.page for entry in self.entries if entry.kind == LINE and entry.page]
        return (min(pages), max(pages)) if pages else None


def line_key(row: Requirement) -> str:
    """The key of the entry that a row was read from."""
    return f"{row.document_id}-{row.block}" if row.document_id and row.block is not None else f"0-{row.line}"


@dataclass(frozen=True, slots=True)
class Originals:
    """The left column: the documents that have been read, then the lines that people typed."""

    documents: tuple[Original, ...]
    typed: tuple[Entry, ...]


def originals_of(documents: Sequence[SourceDocument], rows: Iterable[Requirement]) -> Originals:
    """The left column of a version."""
    by_key: dict[str, list[Requirement]] = {}
    for row in rows:
        by_key.setdefault(line_key(row), []).append(row)
    found = tuple(Original(document, document_entries(document, by_key)) for document in documents if document.blocks)
    known = {entry.key for original in found for entry in original.entries}
    typed = tuple(line_entry(key, members) for key, members in by_key.items() if key not in known)
    return Originals(found, typed)


def document_entries(document: SourceDocument, by_key: dict[str, list[Requirement]]) -> list[Entry]:
    """The entries of one document, long stretches without a row folded."""
    entries = block_entries(document.pk, document.blocks, 0, by_key)
    return folded(entries, document.pk)


def block_entries(
    document_id: int, blocks: Sequence[Block], offset: int, by_key: dict[str, list[Requirement]]
) -> list[Entry]:
    """The entries of consecutive blocks, the first of which has the index `offset` in its document."""
    entries: list[Entry] = []
    covered = 0
    for index, block in enumerate(blocks):
        key = f"{document_id}-{offset + index}"
        if key in by_key:
            entry, covered = _printed_entry(document_id, blocks, index, offset, by_key)
            entries.append(entry)
        elif covered:
            covered -= 1
        elif str(block.get("text", "")).strip():
            kind = HEADING if _is_heading(block) else QUIET
            segments = (Segment(str(block["text"])),)
            entries.append(Entry(kind, key, segments, place=str(block.get("place", "")), page=page_of(block)))
    return entries


def _is_heading(block: Block) -> bool:
    """A heading by its style, or by its form: 三、技术参数; （二）液相部分."""
    text = str(block["text"]).strip()
    is_short = len(text) <= LONGEST_HEADING and text[-1] not in "；;。，,：:"
    return block.get("kind") == "heading" or (is_short and 1 <= split_label(text).level <= CHINESE_BRACKET_LEVEL)


def _printed_entry(
    document_id: int, blocks: Sequence[Block], index: int, offset: int, by_key: dict[str, list[Requirement]]
) -> tuple[Entry, int]:
    """The line as printed, over as many blocks as its rows were joined from, and how many blocks more those are."""
    key = f"{document_id}-{offset + index}"
    rows = by_key[key]
    texts = [str(blocks[index].get("text", ""))]
    for more in range(MOST_JOINED):
        printed = "\n".join(texts)
        places = [place_in_print(row.raw_text, printed) for row in rows]
        if all(each is not None for each in places):
            segments = segments_of(printed, rows, _parts_in_print(printed, rows, places))
            return _line(key, segments, rows, blocks[index]), more
        following = index + more + 1
        if following >= len(blocks) or f"{document_id}-{offset + following}" in by_key:
            break
        texts.append(str(blocks[following].get("text", "")))
    return line_entry(key, rows, blocks[index]), 0


def _parts_in_print(printed: str, rows: Sequence[Requirement], places: Sequence[list[int] | None]) -> list[Part]:
    found: list[Part] = [("", 0)] * len(printed)
    for row, mapping in zip(rows, places, strict=True):
        for index, part in enumerate(parts_of(row.raw_text, [row])):
            place = mapping[index] if mapping else -1
            if part[0] and place >= 0:
                found[place] = part
    return found


def line_entry(key: str, rows: Sequence[Requirement], block: Block | None = None) -> Entry:
    """A line by the texts of its rows, where the printed one is not known or says it otherwise."""
    segments: list[Segment] = []
    for text in dict.fromkeys(row.raw_text for row in rows):
        segments += [Segment("\n")] if segments else []
        segments += segments_of(text, [row for row in rows if row.raw_text == text])
    return _line(key, segments, rows, block)


def _line(key: str, segments: Sequence[Segment], rows: Sequence[Requirement], block: Block | None) -> Entry:
    return Entry(
        LINE,
        key,
        tuple(segments),
        tuple(row.pk for row in rows),
        place=str(block.get("place", "")) if block else "",
        page=page_of(block),
        is_read=any(row.op != Operator.TEXT for row in rows),
    )


def page_of(block: Block | None) -> int:
    """The page on which a block begins; 0 where its format has none."""
    page = block.get("page") if block else None
    return page if isinstance(page, int) else 0


def folded(entries: Sequence[Entry], document_id: int) -> list[Entry]:
    """The entries with each long stretch without rows as one fold; some lines around rows stay in sight."""
    shown: list[Entry] = []
    run: list[Entry] = []
    for entry in [*entries, None]:
        if entry is not None and entry.kind != LINE:
            run.append(entry)
            continue
        shown += _fold(run, document_id, has_above=bool(shown), has_below=entry is not None)
        shown += [entry] if entry is not None else []
        run = []
    return shown


def _fold(run: list[Entry], document_id: int, *, has_above: bool, has_below: bool) -> list[Entry]:
    above = SHOWN_AROUND if has_above else 0
    below = SHOWN_AROUND if has_below else 0
    hidden = run[above : len(run) - below]
    if len(hidden) < FOLDED_FROM or not (has_above or has_below):
        return run
    first, last = (int(hidden[place].key.partition("-")[2]) for place in (0, -1))
    fold = Entry(FOLD, f"{document_id}-fold-{first}", first=first, last=last)
    return [*run[:above], fold, *run[len(run) - below :]]
