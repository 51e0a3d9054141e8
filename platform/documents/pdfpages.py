"""One page of a PDF as lines and tables in reading order, columns of text one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from documents.pdfcolumns import aligned_grids
from documents.pdfglyphs import Glyph, TextLine, lines_of, segments_of
from documents.pdfgrids import Box, Grid, ruled_grid
from documents.pdfwrap import begins_item

FEWEST_LINES = 8
BIN = 2.0  # points
NARROWEST_GUTTER = 10.0
GUTTER = 0.7  # in character sizes
EDGE_SHARE = 0.12
EDGE_LINES = 3
PAGE_NUMBER = re.compile(
    r"[\s\-–—·]*(?:第?\s*\d{1,4}\s*页?|第\s*[一二三四五六七八九十百]+\s*页|Page\s*\d+(?:\s*of\s*\d+)?|[ivxIVX]{1,6})"
    r"(?:\s*[/,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[\s\-–—·]*"
)


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line of running text; `left` and `right` are the bounds of its column on the page."""

    line: TextLine
    left: float
    right: float


Item = FlowLine | Grid


@dataclass(slots=True)
class PageContent:
    """What a page holds, in reading order."""

    number: int
    width: float
    height: float
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RawPage:
    """What was taken from the file: characters, ruled cells by table, heights of horizontal rules."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    tables: Sequence[Sequence[Box]]
    rules: Sequence[float]


def content_of(page: RawPage) -> PageContent:
    """The page's lines and tables in reading order."""
    glyphs = list(page.glyphs)
    grids: list[Grid] = []
    for cells in page.tables:
        box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
        inside = [g for g in glyphs if _is_inside(g, box)]
        grid = ruled_grid(cells, inside)
        if grid is not None:
            grids.append(grid)
            taken = set(map(id, inside))
            glyphs = [g for g in glyphs if id(g) not in taken]
    content = PageContent(page.number, page.width, page.height)
    lines = lines_of(glyphs)
    gutter = gutter_of(lines, page.width)
    if gutter is None:
        content.items = _in_order(_with_aligned_grids(lines, page), grids)
    else:
        content.items = list(_two_columns(lines, grids, gutter))
    return content


def _is_inside(glyph: Glyph, box: Box) -> bool:
    return box[0] <= (glyph.x0 + glyph.x1) / 2 <= box[2] and box[1] <= glyph.middle <= box[3]


def _top(item: Item) -> float:
    return item.box[1] if isinstance(item, Grid) else item.line.top


def _in_order(items: Sequence[Item], grids: Sequence[Grid]) -> list[Item]:
    return sorted([*items, *grids], key=_top)


def _with_aligned_grids(lines: Sequence[TextLine], page: RawPage) -> list[Item]:
    items: list[Item] = []
    done = 0
    for start, end, grid in aligned_grids(lines, page.rules):
        items += _flow(lines[done:start])
        items.append(grid)
        done = end
    return [*items, *_flow(lines[done:])]


def _flow(lines: Sequence[TextLine], *, left: float = 0.0, right: float = 0.0) -> list[Item]:
    return [FlowLine(line, left, right) for line in lines]


# ---- columns ------------------------------------------------------------------------------------------------------


def gutter_of(lines: Sequence[TextLine], width: float) -> float | None:
    """Where the page parts into two columns of running text; None for one column.

    The lines of the two columns need not stand at the same heights: the white between them is looked for in the glyphs.
    """
    river = _middle_river(lines, width)
    if river is None:
        return None
    at = sum(river) / 2
    glyphs = [g for line in lines for g in line.glyphs if not line.x0 < at < line.x1 or _parts_at(line, at)]
    sides = [lines_of([g for g in glyphs if ((g.x0 + g.x1) / 2 < at) is is_left]) for is_left in (True, False)]
    return (
        at
        if all(_is_running(side, river, is_left) for side, is_left in zip(sides, (True, False), strict=True))
        else None
    )


def _middle_river(lines: Sequence[TextLine], width: float) -> tuple[float, float] | None:
    """The widest stretch in the middle of the page that next to no line crosses."""
    start, end = 0.35 * width, 0.65 * width
    crossed = [0] * (int((end - start) / BIN) + 1)
    for line in lines:
        for glyph in line.glyphs:
            for place in range(
                max(0, int((glyph.x0 - start) / BIN)), min(len(crossed), int((glyph.x1 - start) / BIN) + 1)
            ):
                crossed[place] += 1
    best, run = (0, 0), 0
    for place, count in enumerate([*crossed, len(lines) + 9]):
        if count <= 0.15 * len(lines):
            run += 1
            continue
        best, run = max(best, (run, place)), 0
    length, place = best
    if length * BIN < NARROWEST_GUTTER or len(lines) < FEWEST_LINES:
        return None
    return start + (place - length) * BIN, start + place * BIN


def _parts_at(line: TextLine, at: float) -> bool:
    return any(a < at < b for a, b in _gaps(line))


def _is_running(side: Sequence[TextLine], river: tuple[float, float], is_left: bool) -> bool:
    """Whether a column is running text: enough lines, most of them filling it."""
    if len(side) < FEWEST_LINES:
        return False
    left, right = min(line.x0 for line in side), max(line.x1 for line in side)
    near = right > river[0] - 3 * BIN if is_left else left < river[1] + 3 * BIN
    return near and median(line.x1 - line.x0 for line in side) > 0.6 * (right - left)


def _gaps(line: TextLine) -> Iterator[tuple[float, float]]:
    for before, glyph in zip(line.glyphs, line.glyphs[1:], strict=False):
        if glyph.x0 - before.x1 > GUTTER * line.size:
            yield before.x1, glyph.x0


def _two_columns(lines: Sequence[TextLine], grids: Sequence[Grid], gutter: float) -> Iterator[Item]:
    """Left column, then right column; lines and tables across both cut the page into parts that are read in turn."""
    flow: list[Item] = _flow(lines)
    waiting: list[Item] = []
    for item in _in_order(flow, grids):
        if _crosses(item, gutter):
            yield from _column_by_column(waiting, gutter)
            waiting = []
            yield item
        else:
            waiting.append(item)
    yield from _column_by_column(waiting, gutter)


def _crosses(item: Item, gutter: float) -> bool:
    if isinstance(item, Grid):
        return item.box[0] < gutter < item.box[2]
    line = item.line
    return line.x0 < gutter < line.x1 and not _parts_at(line, gutter)


def _column_by_column(items: Sequence[Item], gutter: float) -> Iterator[Item]:
    glyphs = [g for item in items if isinstance(item, FlowLine) for g in item.line.glyphs]
    for is_left in (True, False):
        own = lines_of([g for g in glyphs if ((g.x0 + g.x1) / 2 < gutter) is is_left])
        if own:
            left, right = min(line.x0 for line in own), max(line.x1 for line in own)
            grids = [i for i in items if isinstance(i, Grid) and (i.box[0] < gutter) is is_left]
            yield from _in_order(_flow(own, left=left, right=right), grids)


# ---- headers and footers ------------------------------------------------------------------------------------------


def drop_running_lines(pages: Sequence[PageContent]) -> None:
    """Take out headers, footers and page numbers: what stands at the edge of several pages and says the same there."""
    edges = [_edge_items(page) for page in pages]
    counts = Counter(key for edge in edges for key in {_running_key(item.line.text) for item in edge})
    for page, edge in zip(pages, edges, strict=True):
        running = {
            id(item)
            for item in edge
            if _is_page_number(item, page)
            or (len(pages) > 1 and counts[_running_key(item.line.text)] >= max(2, 0.4 * len(pages)))
        }
        page.items = [item for item in page.items if id(item) not in running]


def _edge_items(page: PageContent) -> list[FlowLine]:
    """The lines in the outer eighths of the page, three at most above and below."""
    above = [i for i in page.items if isinstance(i, FlowLine) and i.line.bottom < EDGE_SHARE * page.height]
    below = [i for i in page.items if isinstance(i, FlowLine) and i.line.top > (1 - EDGE_SHARE) * page.height]
    above.sort(key=_top)
    below.sort(key=_top)
    return [*above[:EDGE_LINES], *below[-EDGE_LINES:]]


def _running_key(text: str) -> str:
    """What stays the same of a header from page to page: all but figures. A numbered item is no header by its form."""
    if begins_item(text):
        return text
    return re.sub(r"\d+", "#", re.sub(r"\s", "", text))


def _is_page_number(item: FlowLine, page: PageContent) -> bool:
    text = item.line.text
    bare = len(segments_of(item.line, 1.5)) == 1 and bool(PAGE_NUMBER.fullmatch(text))
    return bare and (item.line.top > (1 - EDGE_SHARE) * page.height or item.line.bottom < EDGE_SHARE * page.height)
