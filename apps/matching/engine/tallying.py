"""The kernels that add up what products earn.

A *tally* is one number a product: how many clauses of each mark are fulfilled, how many ★ are missed, and the proof
behind what is fulfilled. A product that answers nothing tallies zero, so only those that answer something are touched
at all. Points follow from a tally by tables.
"""

from __future__ import annotations

from apps.matching.engine import layout as at
from apps.matching.engine.columns import Int32, Int64, UInt32, UInt64
from apps.matching.engine.compiled import compiled
from apps.matching.engine.kernels import Int8, UInt8, first_at_least, judge_value
from apps.matching.engine.rules import clause_at

MOST_TALLIED = 255
"""Requirements of a demand that a tally has room for."""

COUNT_BITS = 0xFF
MARK_SHIFT = 8  # fulfilled clauses of mark m: bits 8·m …
MISSED_SHIFT = 24
PROOF_SHIFT = 32

CHOICE_SHIFT = 3  # below it the rung of an alternative, from it on how good it is


@compiled
def earned(goodness: int, rung: int, mark: int) -> int:
    """What one judged requirement adds to a tally."""
    if goodness >= at.FULFILLED_GOODNESS:
        return (1 << (MARK_SHIFT * mark)) + ((rung - 1) << PROOF_SHIFT)
    if goodness == at.NEGATIVE_GOODNESS and mark == at.MARK_MANDATORY:
        return 1 << MISSED_SHIFT
    return 0


@compiled
def judge_values(
    clauses: Int64,
    alternatives: Int32,
    masks: UInt64,
    marks: Int8,
    goodness: Int8,
    heads: UInt32,
    firsts: Int32,
    seconds: Int32,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    set_words: UInt64,
    worth_at: Int64,
    worth: Int64,
) -> None:
    """Judge each value of each clause's slot once: what it earns, from worth[worth_at[c]] on.

    For one of several alternatives how good it is and its rung, to be compared with the others.
    """
    for c in range(clauses.shape[0]):
        clause = clause_at(clauses, c)
        for value in range(clause[at.F_VALUE_BEGIN], clause[at.F_VALUE_END]):
            good = int(goodness[judge_value(
                clause, masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, value
            )])  # fmt: skip
            rung = int((heads[value] >> at.RUNG_SHIFT) & at.RUNG_BITS)
            place = worth_at[c] + value - clause[at.F_VALUE_BEGIN]
            is_choice = alternatives[c] > 1
            worth[place] = choice_code(good, rung) if is_choice else earned(good, rung, int(marks[clause[at.F_GROUP]]))


@compiled
def choice_code(goodness: int, rung: int) -> int:
    """A judged alternative as a number that is larger where it is better; never zero."""
    return ((goodness + 1) << CHOICE_SHIFT) | rung


@compiled
def tally_chunk(
    clauses: Int64,
    alternatives: Int32,
    marks: Int8,
    worth_at: Int64,
    worth: Int64,
    rows: Int32,
    values: Int32,
    begin: int,
    end: int,
    tallies: Int64,
    best: UInt8,
    misses: Int32,
) -> int:
    """Add what rows begin…end earn into `tallies`, which holds zeros, as do `best` and `misses`, now and afterwards.

    Gives how many entries there are.
    """
    count = 0
    c = 0
    while c < clauses.shape[0]:
        if alternatives[c] > 1:
            last_one = c + alternatives[c]
            count += tally_choice(
                clauses[c:last_one], int(marks[clauses[c, at.F_GROUP]]), worth_at[c:last_one], worth, rows, values,
                begin, end, tallies, best, misses,
            )  # fmt: skip
            c = last_one
            continue
        shift = worth_at[c] - clauses[c, at.F_VALUE_BEGIN]
        first = first_at_least(rows, clauses[c, at.F_SLOT_BEGIN], clauses[c, at.F_SLOT_END], begin)
        last = first_at_least(rows, first, clauses[c, at.F_SLOT_END], end)
        for i in range(first, last):
            tallies[rows[i] - begin] += worth[values[i] + shift]
        count += last - first
        c += 1
    return count


@compiled
def tally_choice(
    clauses: Int64,
    mark: int,
    worth_at: Int64,
    worth: Int64,
    rows: Int32,
    values: Int32,
    begin: int,
    end: int,
    tallies: Int64,
    best: UInt8,
    misses: Int32,
) -> int:
    """`tally_chunk` for the alternatives of one requirement (R14).

    It is fulfilled where the best alternative is, of equals the first, and missed where every one is.
    """
    count, miss = 0, choice_code(at.NEGATIVE_GOODNESS, 0) >> CHOICE_SHIFT
    for c in range(clauses.shape[0]):
        shift = worth_at[c] - clauses[c, at.F_VALUE_BEGIN]
        first = first_at_least(rows, clauses[c, at.F_SLOT_BEGIN], clauses[c, at.F_SLOT_END], begin)
        for i in range(first, first_at_least(rows, first, clauses[c, at.F_SLOT_END], end)):
            place, code = rows[i] - begin, worth[values[i] + shift]
            misses[place] += 1 if code >> CHOICE_SHIFT == miss else 0
            if code >> CHOICE_SHIFT > best[place] >> CHOICE_SHIFT:
                best[place] = code
    for c in range(clauses.shape[0]):
        first = first_at_least(rows, clauses[c, at.F_SLOT_BEGIN], clauses[c, at.F_SLOT_END], begin)
        for i in range(first, first_at_least(rows, first, clauses[c, at.F_SLOT_END], end)):
            place = rows[i] - begin
            good, rung = int(best[place] >> CHOICE_SHIFT) - 1, int(best[place]) & at.RUNG_BITS
            if good >= at.FULFILLED_GOODNESS or misses[place] == clauses.shape[0]:
                tallies[place] += earned(good, rung, mark)
            best[place], misses[place] = 0, 0
            count += 1
    return count
