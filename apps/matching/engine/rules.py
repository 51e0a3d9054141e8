"""The rules of the verdict on ranks, compiled. The twin of taxonomy.language.verdict, held equal by property tests.

A bound is a pair (base, rank): what it stands on (layout) and its place on the parameter's scale. A clause is a row of
the program, an entry is (head, first, second) of the columns.
"""

from __future__ import annotations

import numpy as np

from apps.matching.engine import layout as at
from apps.matching.engine.columns import Int32, Int64, UInt64
from apps.matching.engine.compiled import compiled

INCOMPARABLE = 2

# A row of the program as a tuple: an array would cost a count of references at every call.
Clause = tuple[int, ...]


@compiled
def clause_at(clauses: Int64, c: int) -> Clause:
    """Row c of the program."""
    row = clauses[c]
    return (
        *(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10]),
        *(row[11], row[12], row[13], row[14], row[15], row[16], row[17], row[18], row[19], row[20], row[21]),
        *(row[22], row[23]),
    )


@compiled
def compare(base_a: int, rank_a: int, base_b: int, rank_b: int) -> int:
    """-1, 0, 1 or INCOMPARABLE (verdict.compare)."""
    if base_a != base_b or base_a == at.NONE or base_a == at.UNKNOWN:
        return INCOMPARABLE
    if rank_a == rank_b:
        return 0
    return 1 if rank_a > rank_b else -1


@compiled
def guaranteed(clause: Clause, head: int, wanted_base: int, wanted: int, base: int, rank: int, sign: int) -> int:
    """verdict._guaranteed"""
    if wanted_base != at.NUMBER or base != at.NUMBER:
        return at.R_AMBIENT
    if rank == wanted:
        is_missed = clause[at.F_STRICT] and not head & at.STRICT
        return at.R_STRICT_EQUAL if is_missed else at.R_EQUAL
    return at.R_BETTER if (rank > wanted) == (sign > 0) else at.R_WORSE


@compiled
def other_side(clause: Clause, head: int, wanted_base: int, wanted: int, base: int, rank: int, sign: int) -> int:
    """verdict._other_side"""
    if wanted_base != at.NUMBER or base != at.NUMBER:
        return at.R_AMBIENT
    if rank == wanted:
        is_missed = clause[at.F_STRICT] or head & at.STRICT
        return at.R_OTHER_SIDE_WORSE if is_missed else at.R_OTHER_SIDE_OPEN
    return at.R_OTHER_SIDE_WORSE if (rank < wanted) == (sign > 0) else at.R_OTHER_SIDE_OPEN


@compiled
def one_sided(clause: Clause, head: int, first: int, second: int, is_lower: bool) -> int:
    """verdict._at_least (is_lower) and verdict._at_most"""
    kind = head & at.KIND_BITS
    wanted_base = clause[at.F_LO_BASE] if is_lower else clause[at.F_HI_BASE]
    wanted = clause[at.F_LO] if is_lower else clause[at.F_HI]
    sign = 1 if is_lower else -1
    first_base = (head >> at.FIRST_SHIFT) & at.BASE_BITS
    if kind == (at.AT_MOST if is_lower else at.AT_LEAST):
        return other_side(clause, head, wanted_base, wanted, first_base, first, sign)
    if kind == at.RANGE:
        if (clause[at.F_SETTABLE] != 0) == is_lower:
            second_base = (head >> at.SECOND_SHIFT) & at.BASE_BITS
            return guaranteed(clause, head, wanted_base, wanted, second_base, second, sign)
        return guaranteed(clause, head, wanted_base, wanted, first_base, first, sign)
    if kind == at.EXACT or kind == (at.AT_LEAST if is_lower else at.AT_MOST):
        return guaranteed(clause, head, wanted_base, wanted, first_base, first, sign)
    if kind == at.TOLERANCE and not is_lower:
        return guaranteed(clause, head, wanted_base, wanted, first_base, first, sign)
    return at.R_KIND


@compiled
def covered(clause: Clause, head: int, first: int, second: int) -> int:
    """verdict._range"""
    kind = head & at.KIND_BITS
    if kind == at.EXACT:
        return at.R_SINGLE_VALUE
    first_base, second_base = (head >> at.FIRST_SHIFT) & at.BASE_BITS, (head >> at.SECOND_SHIFT) & at.BASE_BITS
    if kind != at.RANGE or at.NONE in (first_base, second_base, clause[at.F_LO_BASE], clause[at.F_HI_BASE]):
        return at.R_KIND
    below = compare(clause[at.F_LO_BASE], clause[at.F_LO], first_base, first)
    above = compare(second_base, second, clause[at.F_HI_BASE], clause[at.F_HI])
    if below == -1 or above == -1:
        return at.R_RANGE_SHORT
    if INCOMPARABLE in (below, above):
        return at.R_AMBIENT
    return at.R_RANGE_WIDER if below + above else at.R_RANGE_EQUAL


@compiled
def within_tolerance(clause: Clause, head: int, second: int) -> int:
    """verdict._tolerance"""
    kind = head & at.KIND_BITS
    if kind not in (at.TOLERANCE, at.AT_MOST, at.EXACT):
        return at.R_KIND
    if (head >> at.FIRST_SHIFT) & at.BASE_BITS > at.NUMBER:
        return at.R_AMBIENT
    wanted = clause[at.F_MAGNITUDE]
    if wanted == at.MISSING or second == at.MISSING:
        return at.R_KIND
    if second == wanted:
        is_missed = clause[at.F_STRICT] and not head & at.STRICT
        return at.R_STRICT_EQUAL if is_missed else at.R_EQUAL
    return at.R_BETTER if second < wanted else at.R_WORSE


@compiled
def unequal(clause: Clause, is_higher: bool, reason: int) -> int:
    """verdict._unequal"""
    is_better = is_higher == (clause[at.F_HIGHER] != 0)
    return at.R_SUPERLATIVE if clause[at.F_SUPERLATIVE] and is_better else reason


@compiled
def equals(clause: Clause, head: int, first: int, second: int) -> int:
    """verdict._equals for single values and settable ranges"""
    kind = head & at.KIND_BITS
    base, wanted = clause[at.F_LO_BASE], clause[at.F_LO]
    first_base = (head >> at.FIRST_SHIFT) & at.BASE_BITS
    if kind == at.EXACT:
        compared = compare(first_base, first, base, wanted)
        if compared == INCOMPARABLE:
            return at.R_AMBIENT
        return at.R_EQUAL if compared == 0 else unequal(clause, compared > 0, at.R_DIFFERS)
    if kind != at.RANGE or not clause[at.F_SETTABLE]:
        return at.R_KIND
    below = compare(first_base, first, base, wanted)
    above = compare((head >> at.SECOND_SHIFT) & at.BASE_BITS, second, base, wanted)
    if below == 1 or above == -1:
        return unequal(clause, below == 1, at.R_OUTSIDE)
    return at.R_AMBIENT if INCOMPARABLE in (below, above) else at.R_INSIDE


@compiled
def holds_member(clause: Clause, index: int, set_at: Int32, set_ends: Int32, words: UInt64) -> int:
    """verdict._equals for sets; `set_ends` is the end of the set on the better side."""
    bit = clause[at.F_MEMBER]
    if bit != at.MISSING and (words[set_at[index] + bit // 64] >> np.uint64(bit % 64)) & np.uint64(1):
        return at.R_SET_HOLDS
    end = set_ends[index]
    if clause[at.F_SUPERLATIVE] and end != at.MISSING and clause[at.F_LO_BASE] == at.NUMBER:
        reaches = end > clause[at.F_LO] if clause[at.F_HIGHER] else end < clause[at.F_LO]
        if reaches:
            return at.R_SUPERLATIVE
    return at.R_SET_LACKS_VALUE


@compiled
def covers_set(clause: Clause, masks: UInt64, index: int, set_at: Int32, words: UInt64) -> int:
    """verdict._set"""
    if clause[at.F_IMPOSSIBLE]:
        return at.R_SET_LACKS
    begin, here = clause[at.F_MASK], set_at[index]
    for word in range(clause[at.F_MASK_WORDS]):
        if masks[begin + word] & ~words[here + word]:
            return at.R_SET_LACKS
    return at.R_SET_COVERED


@compiled
def numeric(clause: Clause, head: int, first: int, second: int) -> int:
    """verdict._NUMERIC without sets"""
    op = clause[at.F_OP]
    if op == at.OP_AT_LEAST:
        return one_sided(clause, head, first, second, True)
    if op == at.OP_AT_MOST:
        return one_sided(clause, head, first, second, False)
    if op == at.OP_RANGE:
        return covered(clause, head, first, second)
    if op == at.OP_TOLERANCE:
        return within_tolerance(clause, head, second)
    return equals(clause, head, first, second)


@compiled
def decide(clause: Clause, head: int, first: int, second: int) -> int:
    """verdict.decide for every answer that is no set: the code of the reason."""
    op, kind = clause[at.F_OP], head & at.KIND_BITS
    if op == at.OP_UNKNOWN_PARAMETER:
        return at.R_UNKNOWN_PARAMETER
    if op == at.OP_TEXT:
        return at.R_UNREAD_REQUIREMENT
    if kind == at.TEXT:
        return at.R_UNREAD_ANSWER
    if op == at.OP_HAS:
        if kind != at.HAS:
            return at.R_KIND
        return at.R_HAS if head & at.YES else at.R_HAS_NOT
    if op == at.OP_SET:
        return at.R_KIND
    if head & at.APPROXIMATE:
        return at.R_APPROXIMATE
    if not clause[at.F_FITS] or not head & at.FITS:
        return at.R_DIMENSION
    return numeric(clause, head, first, second)


@compiled
def decide_set(
    clause: Clause,
    masks: UInt64,
    head: int,
    index: int,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    words: UInt64,
) -> int:
    """verdict.decide for an answer that is a set."""
    if clause[at.F_OP] == at.OP_SET:
        return covers_set(clause, masks, index, set_at, words)
    reason = decide(clause, head, 0, 0)
    if clause[at.F_OP] != at.OP_EQUALS or reason != at.R_KIND:
        return reason
    return holds_member(clause, index, set_at, set_highest if clause[at.F_HIGHER] else set_lowest, words)
