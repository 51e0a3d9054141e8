"""Tables of a PDF page that no vertical rule shows: known by the rivers of white between their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.blocks import Cell
from documents.pdfglyphs import TextLine, segments_of, text_of
from documents.pdfgrids import Grid
from documents.pdfwrap import begins_item, join_texts

SEED_GAP = 1.0  # a line with gaps so wide, in character sizes, may stand in columns
RIVER = 0.6
WIDE_RIVER = 1.2
SEVERAL = 3
FEWEST_PAIRS = 4
RIVER_OF_PAIRS = 1.5
_NAME = re.compile(r"(?!第|附|[a-zA-Z][)）.])[^\W\d].{1,40}$")
FAR_BELOW = 2.6  # a vertical gap so wide ends a table
_NUMBER = re.compile(r"[★▲△*#\d①-⑳（(]|[一二三四五六七八九十]+、")
Span = tuple[float, float]


def aligned_grids(lines: Sequence[TextLine], rules: Sequence[float]) -> Iterator[tuple[int, int, Grid]]:
    """Tables that only their alignment shows: (first line, line behind the last, table).

    Two lines or more must fill three columns or more; two columns must stand between horizontal rules (heights in
    `rules`) or be four or more names with what is said of each, all beginning at the same two places.
    """
    parts = [segments_of(line, SEED_GAP) for line in lines]
    start = 0
    while start < len(lines):
        end = _end_of_region(lines, parts, start) if len(parts[start]) > 1 else start
        grid = _grid_of(lines[start:end], rules) if end - start > 1 else None
        if grid is None:
            start += 1
            continue
        yield start, end, grid
        start = end


def _end_of_region(lines: Sequence[TextLine], parts: Sequence[Sequence[TextLine]], start: int) -> int:
    """How far down the rivers of the first line go on without being crossed."""
    rivers = [(a.x1, b.x0) for a, b in pairwise(parts[start])]
    end = start + 1
    while end < len(lines):
        if lines[end].top - lines[end - 1].bottom > FAR_BELOW * lines[end].size:
            break
        narrowed = _narrowed(rivers, lines[end])
        if len(narrowed) < len(rivers) or (len(parts[end]) == 1 and _is_prose(lines[end], lines[start])):
            break
        rivers = narrowed
        end += 1
    return end


def _narrowed(rivers: Sequence[Span], line: TextLine) -> list[Span]:
    """What the line leaves of each river; a river narrower than a little gap is crossed."""
    left: list[Span] = []
    for river in rivers:
        best = max(_free(river, line), key=lambda span: span[1] - span[0], default=(0.0, 0.0))
        if best[1] - best[0] >= RIVER * line.size * 0.8:
            left.append(best)
    return left


def _free(river: Span, line: TextLine) -> Iterator[Span]:
    at = river[0]
    for glyph in line.glyphs:
        if glyph.x1 <= river[0] or glyph.x0 >= river[1]:
            continue
        yield at, max(at, glyph.x0)
        at = max(at, glyph.x1)
    yield at, max(at, river[1])


def _is_prose(line: TextLine, first: TextLine) -> bool:
    """A lone piece in the first column is no rest of a cell: something else begins."""
    return line.x0 <= first.x0 + line.size and begins_item(line.text)


def _grid_of(lines: Sequence[TextLine], rules: Sequence[float]) -> Grid | None:
    cuts = _cuts(lines)
    rows = [_pieces(line, cuts) for line in lines]
    columns = len(cuts) + 1
    full = sum(sum(bool(text) for text in row) >= min(columns, SEVERAL) for row in rows)
    if columns < 2 or full < 2:
        return None
    if columns < SEVERAL and not _is_ruled(lines, rules) and not _are_pairs(lines, rows, cuts):
        return None
    box = (min(x.x0 for x in lines), lines[0].top, max(x.x1 for x in lines), lines[-1].bottom)
    grid = Grid(box, (box[0], *cuts, box[2]))
    gaps = [b.top - a.bottom for a, b in pairwise(lines)]
    # Where rows stand further apart than the lines inside them, the distance tells; else the first column does.
    is_spaced = max(gaps) - min(gaps) > 0.4 * lines[0].size
    for position, texts in enumerate(rows):
        is_apart = position == 0 or gaps[position - 1] > (min(gaps) + max(gaps)) / 2
        is_first = bool(_NUMBER.match(texts[0])) if is_spaced else bool(texts[0])
        if is_first or (is_spaced and is_apart) or not grid.rows:
            grid.rows.append([Cell(text, column) for column, text in enumerate(texts)])
        else:
            above = grid.rows[-1]
            grid.rows[-1] = [
                Cell(_below(cell.text, text), cell.column) for cell, text in zip(above, texts, strict=True)
            ]
    return grid


def _are_pairs(lines: Sequence[TextLine], rows: Sequence[Sequence[str]], cuts: Sequence[float]) -> bool:
    """Names and values side by side: Resolution   0.4 cm-1. A list with its numbers hung out is none."""
    size = lines[0].size
    names = [name for name, _ in rows]
    starts = [min(glyph.x0 for glyph in line.glyphs if glyph.x0 > cuts[0]) for line in lines if line.x1 > cuts[0]]
    ends = [max((glyph.x1 for glyph in line.glyphs if glyph.x1 < cuts[0]), default=0.0) for line in lines]
    is_aligned = len(rows) >= FEWEST_PAIRS and all(name and value for name, value in rows)
    is_even = max(starts) - min(starts) < size / 2 and max(line.x0 for line in lines) - lines[0].x0 < size / 2
    is_apart = min(starts) - max(ends) > RIVER_OF_PAIRS * size
    is_named = all(_NAME.match(name) and not name.endswith((":", "：")) for name in names)
    return is_aligned and is_even and is_apart and is_named


def _below(above: str, text: str) -> str:
    return f"{above}\n{text}" if above and begins_item(text) else join_texts(above, text)


def _cuts(lines: Sequence[TextLine]) -> list[float]:
    """The middles of the rivers that run through all lines; a narrow one counts only through three lines."""
    size = lines[0].size
    needed = RIVER if len(lines) >= SEVERAL else WIDE_RIVER
    covered = sorted((glyph.x0, glyph.x1) for line in lines for glyph in line.glyphs)
    cuts: list[float] = []
    reach = covered[0][1]
    for x0, x1 in covered[1:]:
        if x0 - reach > needed * size:
            cuts.append((x0 + reach) / 2)
        reach = max(reach, x1)
    return cuts


def _pieces(line: TextLine, cuts: Sequence[float]) -> list[str]:
    bounds = [float("-inf"), *cuts, float("inf")]
    groups = ([g for g in line.glyphs if a <= (g.x0 + g.x1) / 2 < b] for a, b in pairwise(bounds))
    return [text_of(group, line.size) if group else "" for group in groups]


def _is_ruled(lines: Sequence[TextLine], rules: Sequence[float]) -> bool:
    above = any(lines[0].top - 14 < rule < lines[0].bottom + 14 for rule in rules)
    return above and any(abs(rule - lines[-1].bottom) < 14 for rule in rules)
