"""放宽建议: the smallest changes of ★ clauses that make products of three domestic makers 满足.

Terms, guarantees and the proof that the answer is the smallest: docs/algorithms/relaxation.md. Every answer is put to
the index once more before it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from apps.matching.engine import joining
from apps.matching.engine.checkup import Candidates
from apps.matching.engine.columns import Int32, Int64, UInt64
from apps.matching.engine.costs import costs_of
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.loosening import ClauseChange, loosened
from apps.matching.engine.moves import Bools, Move, MoveFinder, MoveKind
from apps.matching.engine.scales import Scale
from apps.taxonomy.language.types import Mark, ParameterFacts

WANTED_MAKERS = 3
MOST_ALTERNATIVES = 3
# An alternative may change one clause more than the smallest answer does.
MORE_CLAUSES = 1
# Rows looked at by the searches together; about half a second of one core.
BUDGET = 400_000_000
_TABLE_SIZE = 1 << 15
_HUGE = int(np.iinfo(np.int64).max // 4)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that together let in three makers, and how many are 满足 then: counted anew by the index."""

    changes: tuple[ClauseChange, ...]
    cost: int
    makers: int
    products: int

    @property
    def demotions(self) -> int:
        """How many clauses lose their ★."""
        return sum(change.kind is MoveKind.DEMOTE for change in self.changes)


@dataclass(frozen=True, slots=True)
class Relaxations:
    """The answer. `is_needed` is false where three makers are 满足 already.

    `makers` and `products` are 满足 today. `open_products` of `open_makers` are kept out only by 未响应 or 需人工:
    no relaxation helps them. `is_complete` is false when the search was cut short or a smaller answer may exist.
    """

    is_needed: bool
    makers: int
    products: int
    open_makers: int
    open_products: int
    alternatives: tuple[Relaxation, ...] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class _Set:
    """A set of clauses (bit = place among the moves), its levels after the join, and its cost in millionths."""

    mask: int
    levels: Int32
    cost: int
    demotions: int

    def order(self) -> tuple[int, int, int, tuple[int, ...]]:
        return self.mask.bit_count(), self.demotions, self.cost, _bits(self.mask)


def relax(index: MatchIndex, demand: DemandFacts, *, budget: int = BUDGET) -> Relaxations:
    """The smallest changes, at most three sets of clauses, the best first.

    Looks at domestic candidates only; references and products of unknown origin count for nothing.
    """
    candidates = Candidates.of(index, demand)
    eligible, unclear = candidates.eligible, candidates.unclear
    answer = Relaxations(
        is_needed=candidates.count_makers(eligible) < WANTED_MAKERS,
        makers=candidates.count_makers(eligible),
        products=int(np.count_nonzero(eligible)),
        open_makers=candidates.count_makers(unclear),
        open_products=int(np.count_nonzero(unclear)),
    )
    mandatory = [place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY]
    if not answer.is_needed or not mandatory:  # without a ★ nobody is kept out: there is nothing to loosen
        return answer
    if len(mandatory) > joining.MOST_BITS:
        return replace(answer, is_complete=False)
    finder = MoveFinder(index.columns, candidates.rows, candidates.reasons)
    moves = finder.find(demand.requirements, mandatory, parameters=index.parameters, units=index.units)
    search = _Search(index, demand, moves, candidates.makers, budget)
    found = tuple(_verified(index, demand, search.relaxation(each)) for each in search.run())
    return replace(answer, alternatives=found, is_complete=search.budget > 0)


def relaxed_demand(demand: DemandFacts, relaxation: Relaxation) -> DemandFacts:
    """The demand as it would read with the changes."""
    requirements = list(demand.requirements)
    for change in relaxation.changes:
        requirements[change.index] = change.after
    return replace(demand, requirements=tuple(requirements))


def _verified(index: MatchIndex, demand: DemandFacts, relaxation: Relaxation) -> Relaxation:
    """Count with the changed demand. Raises AssertionError if the search promised what the engine does not keep."""
    after = Candidates.of(index, relaxed_demand(demand, relaxation))
    makers = after.count_makers(after.eligible)
    if makers < WANTED_MAKERS:
        raise AssertionError(f"a relaxation lets in {makers} makers only: {relaxation}")
    return replace(relaxation, makers=makers, products=int(np.count_nonzero(after.eligible)))


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)


class _Search:
    """One search: products that a change can reach, as masks of the clauses that they miss."""

    def __init__(
        self, index: MatchIndex, demand: DemandFacts, moves: Sequence[Move], makers: Int32, budget: int
    ) -> None:
        self.budget = budget
        self._index, self._demand, self._moves = index, demand, moves
        met = np.array([move.is_met for move in moves]).reshape(len(moves), -1)
        mendable = np.array([move.is_mendable for move in moves]).reshape(len(moves), -1)
        self._places = np.flatnonzero((met | mendable).all(axis=0))
        self._makers = makers[self._places]
        self._missed = _masks(~met[:, self._places])
        self._barred = _masks(~mendable[:, self._places])
        self._sizes = np.empty(len(self._places), np.int64)
        joining.bit_counts(self._missed, self._sizes)

    def run(self) -> list[_Set]:
        """At most MOST_ALTERNATIVES sets of clauses of which none holds another, in their order."""
        found: list[_Set] = []
        rows = self._distinct_rows()
        size = -1
        while self.budget > 0 and len(found) < MOST_ALTERNATIVES:
            limit = found[0].mask.bit_count() + MORE_CLAUSES + 1 if found else len(self._moves) + 1
            size, self.budget = joining.smallest_union(*rows, size, limit, self.budget)
            if size >= limit:
                break
            found += self._best_of_size(rows, size, found, MOST_ALTERNATIVES - len(found))
        return found

    def _distinct_rows(self) -> tuple[UInt64, UInt64, Int32, Int64]:
        """Each pair of masks once, with at most three makers, fewest clauses first: more makers join to nothing new."""
        order = np.lexsort((self._makers, self._barred, self._missed, self._sizes))
        keys = [self._missed[order], self._barred[order]]
        chosen = order[_at_most_three_makers(keys, self._makers[order])]
        return self._missed[chosen], self._barred[chosen], self._makers[chosen], self._sizes[chosen]

    def _best_of_size(
        self, rows: tuple[UInt64, UInt64, Int32, Int64], size: int, known: Sequence[_Set], most: int
    ) -> list[_Set]:
        """The best sets of this size that hold no known one."""
        table = np.full(_TABLE_SIZE, np.iinfo(np.uint64).max, np.uint64)
        self.budget = joining.unions_of_size(*rows, size, table, self.budget)
        masks = [int(mask) for mask in table[table != np.iinfo(np.uint64).max]]
        fresh = [mask for mask in masks if not any(mask & each.mask == each.mask for each in known)]
        best: list[_Set] = []
        self._look_within(size)
        for floor, mask in sorted((self._floor(mask), mask) for mask in fresh):
            if self.budget <= 0:
                break
            if len(best) == most and floor > best[-1].order()[1:3]:
                break
            solved = self._solve(mask)
            if solved is not None:
                best = sorted([*best, solved], key=_Set.order)[:most]
        return best

    # ---- levels within one set of clauses -------------------------------------------------------------------------

    def _look_within(self, size: int) -> None:
        """Keep the products that miss at most `size` clauses, with their costs: no other can be part of a union."""
        self._within = np.flatnonzero(self._sizes <= size)
        places = self._places[self._within]
        self._tables = [
            costs_of(move, places, scale=self._scale(move), parameter=self._parameter(move)) for move in self._moves
        ]
        self._own = np.concatenate(self._tables).sum(axis=0)

    def _parameter(self, move: Move) -> ParameterFacts | None:
        return self._index.parameters.get(self._demand.requirements[move.index].code or "")

    def _scale(self, move: Move) -> Scale:
        return self._index.columns.scales.get(self._demand.requirements[move.index].code or "") or Scale()

    def _reached(self, mask: int) -> Int64:
        """Which of the products within are 满足 once these clauses, and no others, have given way."""
        word, missed, barred = np.uint64(mask), self._missed[self._within], self._barred[self._within]
        reached: Int64 = np.flatnonzero((missed & ~word == 0) & (barred & word == 0))
        return reached

    def _floor(self, mask: int) -> tuple[int, int]:
        """(lowered marks, the least that three makers can cost): no join of the set comes before it."""
        reached = self._reached(mask)
        own = _cheapest_by_maker(self._own[reached], self._makers[self._within[reached]])
        return self._demotions(mask), int(own[WANTED_MAKERS - 1])

    def _demotions(self, mask: int) -> int:
        return sum(self._moves[bit].kind is MoveKind.DEMOTE for bit in _bits(mask))

    def _solve(self, mask: int) -> _Set | None:
        """The cheapest levels for a set of clauses; None when no join leaves something of every clause."""
        moves = [self._moves[bit] for bit in _bits(mask)]
        reached = self._reached(mask)
        places = self._places[self._within[reached]]
        levels = np.concatenate([move.levels[:, places] for move in moves]).T
        costs = np.concatenate([self._tables[bit][:, reached] for bit in _bits(mask)]).T
        groups = np.repeat(np.arange(len(moves)), [move.levels.shape[0] for move in moves])
        limits = np.array([move.limit for move in moves], np.int64)
        own, makers = costs.sum(axis=1), self._makers[self._within[reached]]
        keep = _useful(own, costs, levels, makers, groups, limits)
        chosen = np.zeros(levels.shape[1], np.int32)
        cost, self.budget = joining.cheapest_join(
            np.ascontiguousarray(costs[keep]), own[keep], np.ascontiguousarray(levels[keep]), makers[keep],
            groups, limits, _HUGE, chosen, self.budget,
        )  # fmt: skip
        return None if cost > _HUGE else _Set(mask, chosen, int(cost), self._demotions(mask))

    def relaxation(self, found: _Set) -> Relaxation:
        """The set in the words of the demand."""
        changes: list[ClauseChange] = []
        at = 0
        for bit in _bits(found.mask):
            move = self._moves[bit]
            levels = tuple(int(level) for level in found.levels[at : at + move.levels.shape[0]])
            at += len(levels)
            after = loosened(
                self._demand.requirements[move.index],
                move,
                levels,
                scale=self._scale(move),
                parameter=self._parameter(move),
                units=self._index.units,
            )
            changes.append(after)
        return Relaxation(tuple(changes), found.cost, makers=0, products=0)


def _masks(bits: Bools) -> UInt64:
    masks = np.zeros(bits.shape[1], np.uint64)
    for place in range(bits.shape[0]):
        masks |= bits[place].astype(np.uint64) << np.uint64(place)
    return masks


def _at_most_three_makers(keys: Sequence[UInt64 | Int32 | Int64], makers: Int32) -> Int64:
    """The places, of rows sorted by keys and then by maker, that are among the first three makers of their keys."""
    size = len(makers)
    if not size:
        return np.empty(0, np.int64)
    new_key = np.ones(size, np.bool_)
    new_key[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    new_maker = new_key.copy()
    new_maker[1:] |= makers[1:] != makers[:-1]
    serial = np.cumsum(new_maker)
    first = np.maximum.accumulate(np.where(new_key, serial, 0))
    kept: Int64 = np.flatnonzero(new_maker & (serial - first < WANTED_MAKERS))
    return kept


def _cheapest_by_maker(own: Int64, makers: Int32) -> Int64:
    """The cheapest need of each maker, rising."""
    order = np.lexsort((own, makers))
    first = np.ones(len(order), np.bool_)
    first[1:] = makers[order][1:] != makers[order][:-1]
    cheapest: Int64 = np.sort(own[order][first])
    return cheapest


def _useful(own: Int64, costs: Int64, levels: Int32, makers: Int32, groups: Int64, limits: Int64) -> Int64:
    """Rows that may be part of the cheapest join, cheapest first: none dearer than a join that is known, none twice."""
    order = np.argsort(own, kind="stable")
    three = order[_first_of_makers(makers[order])[:WANTED_MAKERS]]
    if _leaves_something(levels[three].max(axis=0), groups, limits):
        order = order[own[order] <= costs[three].max(axis=0).sum()]
    keys = [own, *levels.T]
    order = order[np.lexsort((makers[order], *[key[order] for key in reversed(keys)]))]
    useful: Int64 = order[_at_most_three_makers([key[order] for key in keys], makers[order])]
    return useful


def _first_of_makers(makers: Int32) -> Int64:
    """The first place of each maker, rising."""
    places: Int64 = np.sort(np.unique(makers, return_index=True)[1])
    return places


def _leaves_something(levels: Int32, groups: Int64, limits: Int64) -> bool:
    totals = np.bincount(groups, weights=levels, minlength=len(limits))
    return bool((totals < limits).all())
