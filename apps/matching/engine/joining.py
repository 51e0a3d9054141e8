"""The two searches of docs/algorithms/relaxation.md, compiled: over sets of clauses, and over levels within one set.

Both take products as rows and want three rows of different makers. Rows rise in what they need alone, so that a loop
may end at the first row that needs more than the best answer so far. `budget` counts rows that are looked at: a search
that would take more ends, and says so, at the same place on every machine.
"""

from __future__ import annotations

import numpy as np

from apps.matching.engine.columns import Int32, Int64, UInt64
from apps.matching.engine.compiled import compiled

MOST_BITS = 62
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)


@compiled
def bit_count(word: np.uint64) -> int:
    """How many bits are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    # Signed: numba joins signed and unsigned numbers to floats.
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[return-value]


@compiled
def bit_counts(words: UInt64, counts: Int64) -> None:
    """`bit_count` of each."""
    for i in range(words.shape[0]):
        counts[i] = bit_count(words[i])


@compiled
def keep(table: UInt64, word: np.uint64) -> int:
    """Put a word into the open hash table: 1 when it is new, 0 when known, -1 when there is no room."""
    size = table.shape[0]
    place = int((word * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) % size
    for step in range(size):
        at = (place + step) % size
        if table[at] == word:
            return 0
        if table[at] == _EMPTY:
            table[at] = word
            return 1
    return -1


@compiled
def smallest_union(
    missed: UInt64, barred: UInt64, makers: Int32, sizes: Int64, above: int, limit: int, budget: int
) -> tuple[int, int]:
    """The size of the smallest union of three rows of different makers that is larger than `above`; `limit` for none.

    A union that one of its rows bars does not count. Gives the size and what is left of the budget.
    """
    best = limit
    for i in range(missed.shape[0]):
        if sizes[i] >= best or budget <= 0:
            break
        for j in range(i + 1, missed.shape[0]):
            budget -= 1
            if sizes[j] >= best or budget <= 0:
                break
            pair = missed[i] | missed[j]
            if bit_count(pair) >= best or makers[j] == makers[i]:
                continue
            for k in range(j + 1, missed.shape[0]):
                budget -= 1
                if sizes[k] >= best or budget <= 0:
                    break
                union = pair | missed[k]
                size = bit_count(union)
                is_new = size < best and size > above and makers[k] != makers[i] and makers[k] != makers[j]
                if is_new and union & (barred[i] | barred[j] | barred[k]) == 0:
                    best = size
    return best, budget


@compiled
def unions_of_size(
    missed: UInt64, barred: UInt64, makers: Int32, sizes: Int64, size: int, table: UInt64, budget: int
) -> int:
    """Put every union of exactly this size into the table. Gives what is left of the budget; 0 or less: incomplete."""
    for i in range(missed.shape[0]):
        if sizes[i] > size or budget <= 0:
            break
        for j in range(i + 1, missed.shape[0]):
            budget -= 1
            if sizes[j] > size or budget <= 0:
                break
            pair = missed[i] | missed[j]
            if bit_count(pair) > size or makers[j] == makers[i]:
                continue
            for k in range(j + 1, missed.shape[0]):
                budget -= 1
                if sizes[k] > size or budget <= 0:
                    break
                union = pair | missed[k]
                if bit_count(union) != size or makers[k] == makers[i] or makers[k] == makers[j]:
                    continue
                if union & (barred[i] | barred[j] | barred[k]) == 0 and keep(table, union) < 0:
                    return 0
    return budget


@compiled
def join_cost(costs: Int64, i: int, j: int, k: int, best: int) -> int:
    """What rows i, j and k need together; anything above `best` once it is certain to be above."""
    total = 0
    for c in range(costs.shape[1]):
        total += max(costs[i, c], costs[j, c], costs[k, c])
        if total > best:
            break
    return total


@compiled
def is_valid(levels: Int32, groups: Int64, limits: Int64, i: int, j: int, k: int) -> bool:
    """Whether something is left of every clause after the joined levels."""
    for group in range(limits.shape[0]):
        total = 0
        for c in range(levels.shape[1]):
            if groups[c] == group:
                total += max(levels[i, c], levels[j, c], levels[k, c])
        if total >= limits[group]:
            return False
    return True


@compiled
def is_before(levels: Int32, i: int, j: int, k: int, best: Int32) -> bool:
    """Whether the joined levels come before `best` in the order of the coordinates."""
    for c in range(levels.shape[1]):
        level = max(levels[i, c], levels[j, c], levels[k, c])
        if level != best[c]:
            return bool(level < best[c])
    return False


@compiled
def cheapest_third(
    costs: Int64,
    own: Int64,
    levels: Int32,
    makers: Int32,
    groups: Int64,
    limits: Int64,
    i: int,
    j: int,
    best: int,
    found: bool,
    chosen: Int32,
    budget: int,
) -> tuple[int, bool, int]:
    """`cheapest_join` for two rows that are chosen already: the cost, whether there is one, what is left."""
    for k in range(j + 1, own.shape[0]):
        budget -= 1
        if own[k] > best or budget <= 0:
            break
        if makers[k] == makers[i] or makers[k] == makers[j]:
            continue
        cost = join_cost(costs, i, j, k, best)
        if cost > best or (cost == best and found and not is_before(levels, i, j, k, chosen)):
            continue
        if is_valid(levels, groups, limits, i, j, k):
            best, found = cost, True
            for c in range(levels.shape[1]):
                chosen[c] = max(levels[i, c], levels[j, c], levels[k, c])
    return best, found, budget


@compiled
def cheapest_join(
    costs: Int64,
    own: Int64,
    levels: Int32,
    makers: Int32,
    groups: Int64,
    limits: Int64,
    ceiling: int,
    chosen: Int32,
    budget: int,
) -> tuple[int, int]:
    """The cheapest valid join of three rows of different makers, at most `ceiling`; ties by the order of levels.

    Fills `chosen` with the joined levels. Gives the cost, above the ceiling where there is no such join, and what is
    left of the budget.
    """
    best, found = ceiling, False
    for i in range(own.shape[0]):
        if own[i] > best or budget <= 0:
            break
        for j in range(i + 1, own.shape[0]):
            budget -= 1
            if own[j] > best or budget <= 0:
                break
            if makers[j] != makers[i] and join_cost(costs, i, j, j, best) <= best:
                best, found, budget = cheapest_third(
                    costs, own, levels, makers, groups, limits, i, j, best, found, chosen, budget
                )
    return (best if found else ceiling + 1), budget
