"""Several products of a result side by side: clauses in rows, what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.matching.models import DeviationRow
from apps.matching.results import ClauseColumn, ProductLine, Result
from apps.taxonomy.language.types import Verdict

MOST_COMPARED = 6
_GOODNESS = {Verdict.POSITIVE: 4, Verdict.MEETS: 3, Verdict.MANUAL: 2, Verdict.UNANSWERED: 1, Verdict.NEGATIVE: 0}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One clause across the products. `best` holds the places of the best answers, empty where all are alike."""

    column: ClauseColumn
    cells: tuple[DeviationRow | None, ...]
    differs: bool
    best: frozenset[int]


def chosen_lines(result: Result, product_ids: Sequence[int]) -> list[ProductLine]:
    """The products that are asked for and stand in the result, at most six, in the order they were asked for."""
    by_product = {line.match.product_id: line for line in result.everybody}
    wanted = dict.fromkeys(product_id for product_id in product_ids if product_id in by_product)
    return [by_product[product_id] for product_id in wanted][:MOST_COMPARED]


def compared_rows(result: Result, lines: Sequence[ProductLine]) -> list[ComparedRow]:
    """All clauses for these products. Rows differ in verdict or in answer."""
    return [_row(column, tuple(line.cells[place] for line in lines)) for place, column in enumerate(result.columns)]


def _row(column: ClauseColumn, cells: tuple[DeviationRow | None, ...]) -> ComparedRow:
    said = {(cell.verdict, cell.answer) if cell else None for cell in cells}
    return ComparedRow(column, cells, len(said) > 1, _best(cells))


def _best(cells: tuple[DeviationRow | None, ...]) -> frozenset[int]:
    """The places with the best verdict, and among several positive ones the largest margin.

    What more than half of the products reach stands out by nothing: then the others' signs say enough.
    """
    ranks = {place: _rank(cell) for place, cell in enumerate(cells) if cell}
    if len(set(ranks.values())) < 2:
        return frozenset()
    best = max(ranks.values())
    places = frozenset(place for place, rank in ranks.items() if rank == best)
    stands_out = best[0] >= _GOODNESS[Verdict.MEETS] and 2 * len(places) <= len(cells)
    return places if stands_out else frozenset()


def _rank(cell: DeviationRow) -> tuple[int, float]:
    return _GOODNESS[Verdict(cell.verdict)], float(cell.margin_percent or 0)
