"""The kernels of batches: what each clause finds on each row of a chunk, once; then every demand over these vectors.

A vector has a *code* for each row: how good the verdict is, one up, above CHOICE_SHIFT, and the rung below it. So of
two alternatives the larger goodness wins, and a fulfilled requirement is a comparison of bytes, of which a processor
does dozens at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout as at
from apps.matching.engine.columns import Bools, Int32, Int64, UInt32, UInt64
from apps.matching.engine.compiled import compiled
from apps.matching.engine.kernels import (
    ELIGIBLE,
    INELIGIBLE,
    OPEN,
    TOP_RUNGS,
    Int8,
    UInt8,
    delivery_points,
    first_at_least,
    judge_value,
    price_points,
    share,
)
from apps.matching.engine.picking import EVIDENCE_BITS, HIGHEST_SCORE, ID_BITS, OUTCOME_SHIFT, key_of, sink
from apps.matching.engine.relating import best_share
from apps.matching.engine.rules import clause_at
from apps.matching.engine.scoring import FULL_TEXT
from apps.matching.engine.tallying import CHOICE_SHIFT, choice_code

UInt16 = npt.NDArray[np.uint16]

FULFILLED = np.uint8((at.FULFILLED_GOODNESS + 1) << CHOICE_SHIFT)
"""The smallest code of a fulfilled requirement; the codes of missed ones are those below the first that is not."""

NOT_MISSED = np.uint8((at.NEGATIVE_GOODNESS + 2) << CHOICE_SHIFT)
NO_CANDIDATE = 3

BLOCK = 1 << 10
"""Rows that are looked through together for one that could enter."""

RATE = 1 << 12
MOST_REQUIREMENTS = 255
"""Requirements of a demand in a batch: what they count fits a byte."""


@compiled
def find_vectors(
    clauses: Int64,
    masks: UInt64,
    goodness: Int8,
    code_rows: Int32,
    rows: Int32,
    values: Int32,
    heads: UInt32,
    firsts: Int32,
    seconds: Int32,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    set_words: UInt64,
    begin: int,
    end: int,
    vectors: UInt8,
) -> None:
    """The vector of each clause over rows begin…end."""
    for c in range(clauses.shape[0]):
        clause, vector = clause_at(clauses, c), vectors[c]
        vector[: end - begin] = choice_code(int(goodness[clause[at.F_ABSENT]]), 0)
        other = choice_code(int(goodness[at.R_CONDITION]), 0)
        answering = clause[at.F_CODE_END] - clause[at.F_CODE_BEGIN]
        if answering > clause[at.F_SLOT_END] - clause[at.F_SLOT_BEGIN]:  # some under another condition
            first = first_at_least(code_rows, clause[at.F_CODE_BEGIN], clause[at.F_CODE_END], begin)
            for i in range(first, first_at_least(code_rows, first, clause[at.F_CODE_END], end)):
                vector[code_rows[i] - begin] = other
        first = first_at_least(rows, clause[at.F_SLOT_BEGIN], clause[at.F_SLOT_END], begin)
        last = first_at_least(rows, first, clause[at.F_SLOT_END], end)
        value_begin = clause[at.F_VALUE_BEGIN]
        codes = np.zeros(clause[at.F_VALUE_END] - value_begin, np.uint8)
        for i in range(first, last):
            value = values[i]
            if codes[value - value_begin] == 0:
                reason = judge_value(
                    clause, masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, value
                )
                rung = int((heads[value] >> at.RUNG_SHIFT) & at.RUNG_BITS)
                codes[value - value_begin] = choice_code(int(goodness[reason]), rung)
            vector[rows[i] - begin] = codes[value - value_begin]


@compiled
def choose(vectors: UInt8, alternatives: Int32, size: int, chosen: UInt8) -> None:
    """R14 for each row: an alternative replaces what came before it only where it is better."""
    chosen[:size] = vectors[alternatives[0], :size]
    for a in range(1, alternatives.shape[0]):
        vector = vectors[alternatives[a]]
        for i in range(size):
            chosen[i] = vector[i] if vector[i] >> CHOICE_SHIFT > chosen[i] >> CHOICE_SHIFT else chosen[i]


@compiled
def add_fulfilled(vector: UInt8, met: UInt8, proof: UInt16) -> None:
    """Count a requirement where it is fulfilled, and the proof behind it."""
    for i in range(met.shape[0]):
        is_met = vector[i] >= FULFILLED
        met[i] += is_met
        proof[i] += np.uint8((vector[i] & at.RUNG_BITS) - 1) if is_met else np.uint8(0)


@compiled
def add_missed(vector: UInt8, missed: UInt8) -> None:
    """Count a ★ requirement where it is missed."""
    for i in range(missed.shape[0]):
        missed[i] += vector[i] < NOT_MISSED


@compiled
def count_outcomes(
    met: UInt8, missed: UInt8, candidates: UInt8, mandatory: int, counts: Int64, outcomes: UInt8
) -> None:
    """Add the candidates by outcome, and those that miss exactly one ★; write the outcome of each row.

    Rows that are no candidates get NO_CANDIDATE.
    """
    eligible, ineligible, short = 0, 0, 0
    for i in range(met.shape[0]):
        is_missed = missed[i] > 0
        is_met = (not is_missed) & (met[i] == mandatory)
        outcome = INELIGIBLE if is_missed else (ELIGIBLE if is_met else OPEN)
        outcomes[i] = outcome if candidates[i] else NO_CANDIDATE
        eligible += candidates[i] & is_met
        ineligible += candidates[i] & is_missed
        short += candidates[i] & (missed[i] == 1)
    counts[ELIGIBLE] += eligible
    counts[INELIGIBLE] += ineligible
    counts[OPEN] -= eligible + ineligible
    counts[3] += short


@compiled
def find_hopeful(
    outcomes: UInt8, outcome: int, met: UInt8, proof: UInt16, rates: Int32, least: int, hopeful: UInt8
) -> bool:
    """Mark the rows of an outcome whose sure points may reach `least`; whether there is one.

    `rates` are what one fulfilled requirement of each mark earns at most, and one rung, in 1/RATE points: whole numbers
    that add up to no less than the points themselves.
    """
    wanted, bound = np.uint8(outcome), np.int32(least * RATE)
    found = np.uint8(0)
    for i in range(outcomes.shape[0]):
        most = np.int32(met[0, i]) * rates[0] + np.int32(met[1, i]) * rates[1]
        most += np.int32(met[2, i]) * rates[2] + np.int32(proof[i]) * rates[3]
        is_hopeful = np.uint8((outcomes[i] == wanted) & (most >= bound))
        hopeful[i] = is_hopeful
        found |= is_hopeful
    return bool(found)


@compiled
def least_of(to_beat: int, outcome: int, dear: int) -> int:
    """The sure points below which no row of this outcome comes before a key."""
    if outcome < to_beat >> OUTCOME_SHIFT:
        return 0
    return max(0, HIGHEST_SCORE - int((to_beat >> (ID_BITS + EVIDENCE_BITS)) & HIGHEST_SCORE) - dear)


@compiled
def best_alternative(vectors: UInt8, alternatives: Int32, begin: int, end: int, i: int) -> int:
    """`choose` for one row and the alternatives begin…end."""
    best = vectors[alternatives[begin], i]
    for a in range(begin + 1, end):
        code = vectors[alternatives[a], i]
        if code >> CHOICE_SHIFT > best >> CHOICE_SHIFT:
            best = code
    return int(best)


@compiled
def add_requirements(
    first: int,
    last: int,
    marks: Int8,
    alternative_at: Int64,
    alternatives: Int32,
    vectors: UInt8,
    met: UInt8,
    missed: UInt8,
    proof: UInt16,
    chosen: UInt8,
    asked: Int64,
) -> None:
    """Count the requirements first…last of a demand on each row: `met` by mark, missed ★, proof; `asked` by mark."""
    size = missed.shape[0]
    met[:], missed[:], proof[:] = 0, 0, 0
    asked[:] = 0
    for r in range(first, last):
        own = alternatives[alternative_at[r] : alternative_at[r + 1]]
        vector = vectors[own[0], :size]
        if own.shape[0] > 1:
            choose(vectors, own, size, chosen)
            vector = chosen
        asked[marks[r]] += 1
        add_fulfilled(vector, met[marks[r]], proof)
        if marks[r] == at.MARK_MANDATORY:
            add_missed(vector, missed)


@compiled
def write_points(weights: Int64, asked: Int64, points: Int64, rates: Int32) -> None:
    """What every count of fulfilled requirements of each mark earns, and every sum of proof (3); and `rates`."""
    most = TOP_RUNGS * (asked[0] + asked[1] + asked[2])
    for part in range(4):
        weight, count = int(weights[part if part < 3 else 5]), int(asked[part]) if part < 3 else int(most)
        for number in range(count + 1):
            points[part, number] = share(weight, number, count)
        rates[part] = -(-weight * RATE // max(count, 1))


@compiled
def find_best(
    begin: int,
    outcomes: UInt8,
    met: UInt8,
    proof: UInt16,
    points: Int64,
    rates: Int32,
    weights: Int64,
    budget: int,
    limit_days: int,
    price: Int64,
    lead_days: Int32,
    wordings: Int32,
    wording_at: Int64,
    wording_texts: Int32,
    shares: Int32,
    id_order: Int32,
    hopeful: UInt8,
    keys: Int64,
    slots: Int32,
    rows: Int32,
    scores: Int32,
) -> None:
    """Put the best rows into the heap of one demand, outcome by outcome: later ones are rarely looked at."""
    size = outcomes.shape[0]
    dear = int(weights[3] + weights[4] + weights[6])
    for outcome in range(3):
        if outcome > keys[0] >> OUTCOME_SHIFT:
            return
        for block in range(0, size, BLOCK):
            rest = min(block + BLOCK, size)
            least = least_of(keys[0], outcome, dear)
            if not find_hopeful(
                outcomes[block:rest], outcome, met[:, block:rest], proof[block:rest], rates, least, hopeful
            ):
                continue
            for i in range(block, rest):
                if not hopeful[i - block]:
                    continue
                row, found = begin + i, int(proof[i])
                score = points[0, met[0, i]] + points[1, met[1, i]] + points[2, met[2, i]] + points[3, found]
                if key_of(outcome, score + dear, found, 0) >= keys[0]:
                    continue
                score += price_points(weights[3], price[row], budget)
                score += delivery_points(weights[4], int(lead_days[row]), limit_days)
                score += share(int(weights[6]), best_share(wordings[row], wording_at, wording_texts, shares), FULL_TEXT)
                key = key_of(outcome, score, found, int(id_order[row]))
                if key < keys[0]:
                    keys[0] = key
                    rows[slots[0]], scores[slots[0]] = row, score
                    sink(keys, slots, keys.shape[0], 0)


@compiled
def keep_codes(
    begin: int,
    first: int,
    last: int,
    alternative_at: Int64,
    alternatives: Int32,
    vectors: UInt8,
    rows: Int32,
    codes: UInt8,
) -> None:
    """Write the codes of the rows that entered in this chunk: at its end, for most that enter are driven out again."""
    for slot in range(rows.shape[0]):
        if rows[slot] >= begin:
            for r in range(first, last):
                codes[slot, r - first] = best_alternative(
                    vectors, alternatives, alternative_at[r], alternative_at[r + 1], rows[slot] - begin
                )


@compiled
def sweep(
    demands: Int32,
    requirement_at: Int64,
    marks: Int8,
    alternative_at: Int64,
    alternatives: Int32,
    vectors: UInt8,
    budgets: Int64,
    limit_days: Int32,
    weights: Int64,
    title_of: Int32,
    shares: Int32,
    begin: int,
    end: int,
    price: Int64,
    lead_days: Int32,
    wordings: Int32,
    wording_at: Int64,
    wording_texts: Int32,
    is_reference: Bools,
    id_order: Int32,
    keys: Int64,
    slots: Int32,
    rows: Int32,
    scores: Int32,
    codes: UInt8,
    counts: Int64,
) -> None:
    """Put the best candidates of rows begin…end into the heap of each demand, and count all.

    `alternatives` are numbers of vectors, `shares` titles × texts. A heap has `keys`, and `slots` that say where
    in `rows`, `scores` and `codes` (demands × limit, and × requirements) a key's row stands. Rows must rise from call
    to call.
    """
    size = end - begin
    met, proof = np.empty((3, size), np.uint8), np.empty(size, np.uint16)
    missed, chosen, outcomes = np.empty(size, np.uint8), np.empty(size, np.uint8), np.empty(size, np.uint8)
    candidates = np.empty(size, np.uint8)
    count = 0
    for i in range(size):
        candidates[i] = 0 if is_reference[begin + i] else 1
        count += candidates[i]
    asked, hopeful, rates = np.empty(3, np.int64), np.empty(BLOCK, np.uint8), np.empty(4, np.int32)
    points = np.zeros((4, TOP_RUNGS * MOST_REQUIREMENTS + 1), np.int64)
    for d in demands:
        first, last = requirement_at[d], requirement_at[d + 1]
        add_requirements(
            first, last, marks, alternative_at, alternatives, vectors, met, missed, proof, chosen, asked
        )  # fmt: skip
        counts[d, OPEN] += count
        mandatory = int(asked[at.MARK_MANDATORY])
        count_outcomes(met[at.MARK_MANDATORY], missed, candidates, mandatory, counts[d], outcomes)
        write_points(weights[d], asked, points, rates)
        find_best(
            begin, outcomes, met, proof, points, rates, weights[d], int(budgets[d]), int(limit_days[d]), price,
            lead_days, wordings, wording_at, wording_texts, shares[title_of[d]], id_order, hopeful, keys[d], slots[d],
            rows[d], scores[d],
        )  # fmt: skip
        keep_codes(begin, first, last, alternative_at, alternatives, vectors, rows[d], codes[d])
