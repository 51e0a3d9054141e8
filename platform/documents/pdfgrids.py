"""Tables of a PDF page by their ruled lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.blocks import Cell
from documents.pdfglyphs import Glyph, TextLine, lines_of
from documents.pdfwrap import join_wrapped

Box = tuple[float, float, float, float]
SNAP = 2.5  # rules that are closer together are one
MOST_COLUMNS = 60


@dataclass(slots=True)
class Grid:
    """A table on one page: its box, the left edges of its columns, and its rows of cells."""

    box: Box
    edges: tuple[float, ...]
    rows: list[list[Cell]] = field(default_factory=list)


def ruled_grid(cells: Sequence[Box], glyphs: Sequence[Glyph]) -> Grid | None:
    """The table that ruled cells make, with its text; None for a frame around text (one cell) or an empty table."""
    xs, ys = (
        _edges([c[0] for c in cells] + [c[2] for c in cells]),
        _edges([c[1] for c in cells] + [c[3] for c in cells]),
    )
    if len(cells) < 2 or len(xs) - 1 > MOST_COLUMNS:
        return None
    placed = sorted(
        (_at(ys, c[1]), _at(xs, c[0]), max(_at(ys, c[3]), _at(ys, c[1]) + 1), max(_at(xs, c[2]), _at(xs, c[0]) + 1))
        for c in cells
    )
    texts = _texts(placed, xs, ys, glyphs)
    grid = Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs))
    for row in range(len(ys) - 1):
        members = [(cell, text) for cell, text in zip(placed, texts, strict=True) if cell[0] <= row < cell[2]]
        grid.rows.append(
            [
                Cell(text, left, right - left, continues=top < row, is_tall=bottom - top > 1)
                for (top, left, bottom, right), text in sorted(members, key=lambda member: member[0][1])
            ]
        )
    return grid if any(texts) else None


def _edges(values: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return edges


def _at(edges: Sequence[float], value: float) -> int:
    return max(0, bisect_right(edges, value + SNAP) - 1)


def _texts(
    placed: Sequence[tuple[int, int, int, int]], xs: Sequence[float], ys: Sequence[float], glyphs: Sequence[Glyph]
) -> list[str]:
    where = {
        (row, column): number
        for number, (top, left, bottom, right) in enumerate(placed)
        for row in range(top, bottom)
        for column in range(left, right)
    }
    inside: list[list[Glyph]] = [[] for _ in placed]
    for glyph in glyphs:
        number = where.get((bisect_right(ys, glyph.middle) - 1, bisect_right(xs, (glyph.x0 + glyph.x1) / 2) - 1))
        if number is not None:
            inside[number].append(glyph)
    lines = [lines_of(members) for members in inside]
    pad = _padding(lines, placed, xs)
    return [
        join_wrapped(own, width=xs[min(right, len(xs) - 1)] - xs[left] - 2 * pad)
        for own, (_, left, _, right) in zip(lines, placed, strict=True)
    ]


def _padding(
    lines: Sequence[Sequence[TextLine]], placed: Sequence[tuple[int, int, int, int]], xs: Sequence[float]
) -> float:
    """How far text stays from the rules: the least distance in the table, of those that are no overlap."""
    gaps = [line.x0 - xs[cell[1]] for own, cell in zip(lines, placed, strict=True) for line in own]
    return min([gap for gap in gaps if gap >= 0] or [0.0])
