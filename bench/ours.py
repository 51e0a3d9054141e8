"""The engine as the bench asks it: the one place that knows how it is asked."""

from __future__ import annotations

import contextlib
import multiprocessing
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import match_many
from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import OUTCOME_ORDER, match_products
from apps.matching.engine.reverse import DemandIndex
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS
from apps.matching.engine.storage import open_snapshot, save
from apps.matching.engine.warming import warm_up
from apps.sample.market import TODAY, World
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Shown:
    """One row of an answer, as every system has to give it."""

    product_id: str
    outcome: int
    parts: tuple[int, ...]
    evidence: int
    verdicts: tuple[str, ...]


def warm(world: World) -> None:
    """Compile the kernels or load them from the cache."""
    warm_up(world.units)


def build(world: World, count: int) -> MatchIndex:
    """The index of the first products of a market."""
    return MatchIndex.build(
        world.products(count), parameters=world.parameters, units=world.units, today=_today(), terms=world.terms
    )


def everywhere(demand: DemandFacts) -> DemandFacts:
    """The same demand over all products."""
    return replace(demand, scope=None)


def shown(rows: Sequence[MatchRow]) -> list[Shown]:
    """Rows for comparing with other systems."""
    return [
        Shown(
            row.product_id,
            OUTCOME_ORDER.index(row.outcome),
            tuple(points for _, points in row.parts.items()),
            row.evidence,
            tuple(row.verdicts),
        )
        for row in rows
    ]


def plain(world: World, demand: DemandFacts, products: Sequence[ProductFacts]) -> list[MatchRow]:
    """The oracle: one product after the other."""
    return match_products(
        demand,
        products=products,
        parameters=world.parameters,
        units=world.units,
        today=_today(),
        terms=world.terms,
        weights=PUBLISHED_WEIGHTS,
    )


def _today() -> date:
    return TODAY


# ---- what a demand reads ------------------------------------------------------------------------------------------


def needed_columns(index: MatchIndex, demand: DemandFacts) -> list[Array]:
    """Every piece of every array that an exact answer over everything has to read at least once.

    For each clause the rows that answer its parameter, who has which value in its slot and the slot's distinct values;
    for every product price, lead time, whether it is a reference and its order.
    """
    columns = index.columns
    pieces: list[Array] = [columns.price, columns.lead_days, columns.is_reference, columns.id_order]
    for clause in _clauses(demand.requirements):
        slot = columns.slot(clause.code, condition_key(clause.condition, index.units))
        pieces.append(columns.code_rows[slice(*columns.codes.get(clause.code or "", (0, 0)))])
        entries, values = columns.entries, columns.values
        pieces += [part[slot.begin : slot.end] for part in (entries.rows, entries.values)]
        pieces += [part[slot.first_value : slot.last_value] for part in (values.heads, values.first, values.second)]
    return [piece for piece in pieces if len(piece)]


def _clauses(requirements: Sequence[Requirement]) -> Iterator[Requirement]:
    for each in requirements:
        if each.op is Operator.ANY:
            yield from _clauses(each.alternatives)
        else:
            yield each


def read_once(pieces: Sequence[Array]) -> int:
    """Read every byte once, in one thread: the sum of 64-bit words, the quickest way that numpy has."""
    return sum(int(words.sum()) & 1 for words in map(_as_words, pieces))


def _as_words(piece: Array) -> Array:
    """The same memory as 64-bit words; a rest of some bytes is left out."""
    flat = piece.view(np.uint8)
    shift = -flat.ctypes.data % 8
    return flat[shift : shift + (len(flat) - shift) // 8 * 8].view(np.uint64)


# ---- files, batches, reverse --------------------------------------------------------------------------------------


def snapshot_mib(index: MatchIndex) -> float:
    """MiB of a snapshot, as all processes share it."""
    with _snapshot(index) as folder:
        return sum(file.stat().st_size for file in folder.iterdir()) / 2**20


def open_snapshot_ms(index: MatchIndex) -> float:
    """Milliseconds until a snapshot can be asked: the median of some openings of files that the system has read."""
    times = []
    with _snapshot(index) as folder:
        for _ in range(5):
            begin = time.perf_counter()
            columns, texts, _notes = open_snapshot(folder)
            replace(index, columns=columns, texts=texts)
            times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


@contextlib.contextmanager
def _snapshot(index: MatchIndex) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yiqiao-bench-") as parent:
        folder = Path(parent) / "snapshot"
        save(index.columns, index.texts, folder, notes={})
        yield folder


def batch_seconds(index: MatchIndex, demands: Sequence[DemandFacts], processes: int) -> Batches:
    """All demands, each with its best rows and their verdicts, family by family, in processes that share the index.

    Making the demands is not counted; bringing them into columns is told apart, for they stand in them beforehand.
    """
    with _snapshot(index) as folder, multiprocessing.get_context("fork").Pool(processes) as pool:
        told = _Told(folder, dict(index.parameters), index.units, index.today)
        families: dict[frozenset[str] | None, list[DemandFacts]] = defaultdict(list)
        for demand in demands:
            families[demand.scope].append(demand)
        shares = [share for family in families.values() for share in _shares(family)]
        shares.sort(key=len, reverse=True)
        pool.map(_batch_of, [(told, shares[-1][:1])] * processes, chunksize=1)  # kernels are loaded
        begin = time.perf_counter()
        found = pool.map(_batch_of, [(told, share) for share in shares], chunksize=1)
        whole = time.perf_counter() - begin
    columns = sum(seconds for seconds, _ in found) / processes
    return Batches(whole - columns, columns, sum(rows for _, rows in found))


_MOST_AT_ONCE = 2_500


def _shares(demands: Sequence[DemandFacts]) -> list[Sequence[DemandFacts]]:
    return [demands[at : at + _MOST_AT_ONCE] for at in range(0, len(demands), _MOST_AT_ONCE)]


@dataclass(frozen=True)
class Batches:
    """Seconds of matching, seconds of bringing demands into columns, and how many rows came out."""

    seconds: float
    columns_seconds: float
    rows: int


@dataclass(frozen=True)
class _Told:
    """What a process opens the index from."""

    folder: Path
    parameters: dict[str, ParameterFacts]
    units: UnitTable
    today: date | None


_opened: dict[Path, MatchIndex] = {}


def _batch_of(told_demands: tuple[_Told, Sequence[DemandFacts]]) -> tuple[float, int]:
    told, demands = told_demands
    if told.folder not in _opened:
        columns, texts, _notes = open_snapshot(told.folder)
        _opened[told.folder] = MatchIndex(told.parameters, told.units, told.today, columns, texts)
    index = _opened[told.folder]
    begin = time.perf_counter()
    columns_ = DemandColumns.build(demands, parameters=index.parameters, units=index.units)
    seconds = time.perf_counter() - begin
    found = match_many(index, columns_, scope=demands[0].scope)
    return seconds, int(np.count_nonzero(found.rows >= 0))


@dataclass(frozen=True)
class Reverses:
    """Milliseconds of one product against the demands of its family (median), and whether single matches agree."""

    milliseconds: float
    equal: bool
    demands: int


def reverse(
    world: World, products: Sequence[ProductFacts], demands: Iterable[DemandFacts], *, checked: int = 20
) -> Reverses:
    """Each product against all demands of its family; some answers are compared with a match of that product alone."""
    families: dict[frozenset[str], list[DemandFacts]] = defaultdict(list)
    for demand in demands:
        if demand.scope is not None:
            families[demand.scope].append(demand)
    by_category = {category: scope for scope in families for category in scope}
    own = {"parameters": world.parameters, "units": world.units, "terms": world.terms}
    indexes = {scope: DemandIndex.build(asked, **own) for scope, asked in families.items()}
    times, equal, asked_of = [], True, 0
    for number, product in enumerate(each for each in products if each.category in by_category):
        scope = by_category[product.category]
        indexes[scope].match(product, today=_today())
        begin = time.perf_counter()
        found = indexes[scope].match(product, today=_today())
        times.append((time.perf_counter() - begin) * 1000)
        asked_of += len(families[scope])
        if number < checked:
            alone = MatchIndex.build([product], today=_today(), **own)
            for place, demand in enumerate(families[scope][:checked]):
                result = alone.match(demand, limit=1)
                (row,) = (*result.rows, *result.references)
                told = (found.outcome(place), found.scores[place], found.evidence[place])
                equal &= told == (row.outcome, row.score, row.evidence)
    return Reverses(statistics.median(times), equal, asked_of // max(len(times), 1))
