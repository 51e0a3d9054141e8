"""The kernels that rank a scope without a table of all verdicts.

A *tally* is one number a product that adds up what its values earn: how many clauses of each mark are fulfilled, how
many ★ are missed, and the proof behind what is fulfilled. A product that answers nothing tallies zero, so only those
that answer something are touched at all. Points follow from a tally by tables.
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
    Int8,
    UInt8,
    delivery_points,
    first_at_least,
    judge_slot,
    judge_value,
    price_points,
    share,
)
from apps.matching.engine.rules import clause_at
from apps.matching.engine.scoring import FULL_TEXT

MOST_TALLIED = 255
"""Requirements of a demand that a tally has room for."""

COUNT_BITS = 0xFF
MARK_SHIFT = 8  # fulfilled clauses of mark m: bits 8·m …
MISSED_SHIFT = 24
PROOF_SHIFT = 32

# The sort key, from the highest bit: outcome 2, score 14, evidence 16, id order 31. Smaller is better.
ID_BITS, EVIDENCE_BITS, SCORE_BITS = 31, 16, 14
MOST_EVIDENCE, HIGHEST_SCORE = (1 << EVIDENCE_BITS) - 1, (1 << SCORE_BITS) - 1
WORST = np.iinfo(np.int64).max


@compiled
def earned(reason: int, rung: int, mark: int, goodness: Int8) -> int:
    """What one judged clause adds to a tally."""
    value = goodness[reason]
    if value >= at.FULFILLED_GOODNESS:
        return (1 << (MARK_SHIFT * mark)) + ((rung - 1) << PROOF_SHIFT)
    if value == at.NEGATIVE_GOODNESS and mark == at.MARK_MANDATORY:
        return 1 << MISSED_SHIFT
    return 0


@compiled
def tally_clauses(
    clauses: Int64,
    masks: UInt64,
    marks: Int8,
    goodness: Int8,
    rows: Int32,
    values: Int32,
    heads: UInt32,
    firsts: Int32,
    seconds: Int32,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    set_words: UInt64,
    spans: Int64,
    tallies: Int64,
) -> None:
    """Add what each clause earns; `tallies` has a place for each row of the spans (begin, end, offset)."""
    for c in range(clauses.shape[0]):
        clause = clause_at(clauses, c)
        mark = int(marks[clause[at.F_GROUP]])
        value_begin, value_end = clause[at.F_VALUE_BEGIN], clause[at.F_VALUE_END]
        wanted = 0
        for s in range(spans.shape[0]):
            first = first_at_least(rows, clause[at.F_SLOT_BEGIN], clause[at.F_SLOT_END], spans[s, 0])
            wanted += first_at_least(rows, first, clause[at.F_SLOT_END], spans[s, 1]) - first
        if wanted == 0:
            continue
        judged, worth = np.empty(value_end - value_begin, np.uint8), np.empty(value_end - value_begin, np.int64)
        is_judged_once = wanted >= judged.shape[0]
        if is_judged_once:
            judge_slot(clause, masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, judged)
            for v in range(judged.shape[0]):
                rung = int((heads[value_begin + v] >> at.RUNG_SHIFT) & at.RUNG_BITS)
                worth[v] = earned(int(judged[v]), rung, mark, goodness)
        for s in range(spans.shape[0]):
            shift = spans[s, 2] - spans[s, 0]
            first = first_at_least(rows, clause[at.F_SLOT_BEGIN], clause[at.F_SLOT_END], spans[s, 0])
            last = first_at_least(rows, first, clause[at.F_SLOT_END], spans[s, 1])
            if is_judged_once:
                for i in range(first, last):
                    tallies[rows[i] + shift] += worth[values[i] - value_begin]
            else:
                for i in range(first, last):
                    value = int(values[i])
                    reason = judge_value(
                        clause, masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, value
                    )
                    rung = int((heads[value] >> at.RUNG_SHIFT) & at.RUNG_BITS)
                    tallies[rows[i] + shift] += earned(reason, rung, mark, goodness)


@compiled
def tally_table(reasons: UInt8, rungs: UInt8, marks: Int8, goodness: Int8, tallies: Int64) -> None:
    """Add what a table of reasons earns, requirements × places: for clauses with alternatives."""
    for r in range(reasons.shape[0]):
        for i in range(reasons.shape[1]):
            tallies[i] += earned(int(reasons[r, i]), int(rungs[r, i]), int(marks[r]), goodness)


@compiled
def relate(
    pairs: Int64,
    posting_at: Int64,
    postings: Int32,
    pair_counts: Int32,
    run_at: Int64,
    run_begins: Int32,
    run_ends: Int32,
    spans: Int64,
    hits: Int32,
    relevance: Int32,
) -> None:
    """text.relevance of each row that has a text of which the title holds something; the others stay as they are.

    `hits` is a place for each text, all zero, and is left so.
    """
    touched = np.empty(pair_counts.shape[0], np.int32)
    count = 0
    for p in range(pairs.shape[0]):
        for i in range(posting_at[pairs[p]], posting_at[pairs[p] + 1]):
            text = postings[i]
            if hits[text] == 0:
                touched[count] = text
                count += 1
            hits[text] += 1
    for t in range(count):
        text = touched[t]
        found = hits[text] * FULL_TEXT // pair_counts[text]
        hits[text] = 0
        for r in range(run_at[text], run_at[text + 1]):
            for s in range(spans.shape[0]):
                begin, end = max(run_begins[r], spans[s, 0]), min(run_ends[r], spans[s, 1])
                shift = spans[s, 2] - spans[s, 0]
                for row in range(begin, end):
                    relevance[row + shift] = max(relevance[row + shift], found)


@compiled
def key_of(outcome: int, score: int, evidence: int, id_place: int) -> int:
    """The place in the order as one number: smaller is better."""
    key = (outcome << SCORE_BITS) | (HIGHEST_SCORE - score)
    key = (key << EVIDENCE_BITS) | (MOST_EVIDENCE - evidence)
    return (key << ID_BITS) | id_place


@compiled
def sink(keys: Int64, rows: Int32, size: int, place: int) -> None:
    """Restore the heap (worst on top) below a place."""
    while True:
        worse = 2 * place + 1
        if worse >= size:
            return
        if worse + 1 < size and keys[worse + 1] > keys[worse]:
            worse += 1
        if keys[worse] <= keys[place]:
            return
        keys[worse], keys[place] = keys[place], keys[worse]
        rows[worse], rows[place] = rows[place], rows[worse]
        place = worse


@compiled
def outcome_of(tally: int, mandatory: int) -> int:
    """R15 from a tally; `mandatory` is how many ★ are asked for."""
    if (tally >> MISSED_SHIFT) & COUNT_BITS:
        return INELIGIBLE
    return ELIGIBLE if (tally >> (MARK_SHIFT * at.MARK_MANDATORY)) & COUNT_BITS == mandatory else OPEN


@compiled
def offer(
    tally: int,
    row: int,
    place: int,
    mandatory: int,
    points: Int64,
    evidence_points: Int64,
    weights: Int64,
    budget: int,
    limit_days: int,
    price: Int64,
    lead_days: Int32,
    relevance: Int32,
    id_order: Int32,
    keys: Int64,
    rows: Int32,
) -> None:
    """Put a row into the heap of the best if it belongs there. The dear parts are worked out only where they count."""
    proof = tally >> PROOF_SHIFT
    outcome = outcome_of(tally, mandatory)
    sure = int(evidence_points[proof])
    for mark in range(3):
        sure += points[mark, (tally >> (MARK_SHIFT * mark)) & COUNT_BITS]
    if key_of(outcome, sure + int(weights[3] + weights[4] + weights[6]), proof, 0) >= keys[0]:
        return
    score = sure + price_points(weights[3], price[row], budget)
    score += delivery_points(weights[4], int(lead_days[row]), limit_days)
    score += share(weights[6], int(relevance[place]), FULL_TEXT)
    key = key_of(outcome, score, proof, int(id_order[row]))
    if key < keys[0]:
        keys[0], rows[0] = key, row
        sink(keys, rows, keys.shape[0], 0)


@compiled
def could_enter(mandatory: int, points: Int64, evidence_points: Int64, weights: Int64, worst: int) -> bool:
    """Whether a product that fulfils nothing and misses nothing could be better than the worst of the best."""
    most = points[0, 0] + points[1, 0] + points[2, 0] + evidence_points[0] + weights[3] + weights[4] + weights[6]
    return key_of(outcome_of(0, mandatory), int(most), 0, 0) < worst


@compiled
def select(
    spans: Int64,
    tallies: Int64,
    relevance: Int32,
    mandatory: int,
    points: Int64,
    evidence_points: Int64,
    weights: Int64,
    budget: int,
    limit_days: int,
    price: Int64,
    lead_days: Int32,
    is_reference: Bools,
    id_order: Int32,
    keys: Int64,
    rows: Int32,
    counts: npt.NDArray[np.int64],
) -> None:
    """Fill the heaps of the best candidates (0) and references (1), and count the candidates.

    `keys` and `rows` are 2 × limit, keys filled with WORST. `counts`: eligible, open, ineligible, and those that miss
    exactly one ★. Rows that tally nothing are alike but for price, delivery and text: they are looked at last, and
    only where one of them could still enter.
    """
    untouched = outcome_of(0, mandatory)
    for s in range(spans.shape[0]):
        shift = spans[s, 2] - spans[s, 0]
        for row in range(spans[s, 0], spans[s, 1]):
            tally = tallies[row + shift]
            heap = 1 if is_reference[row] else 0
            if heap == 0:
                counts[outcome_of(tally, mandatory) if tally else untouched] += 1
                counts[3] += 1 if (tally >> MISSED_SHIFT) & COUNT_BITS == 1 else 0
            if tally and keys.shape[1]:
                offer(
                    tally, row, row + shift, mandatory, points, evidence_points, weights, budget, limit_days,
                    price, lead_days, relevance, id_order, keys[heap], rows[heap],
                )  # fmt: skip
    if keys.shape[1] == 0:
        return
    enters = [could_enter(mandatory, points, evidence_points, weights, keys[heap, 0]) for heap in range(2)]
    if not enters[0] and not enters[1]:
        return
    for s in range(spans.shape[0]):
        shift = spans[s, 2] - spans[s, 0]
        for row in range(spans[s, 0], spans[s, 1]):
            heap = 1 if is_reference[row] else 0
            if tallies[row + shift] == 0 and enters[heap]:
                offer(
                    0, row, row + shift, mandatory, points, evidence_points, weights, budget, limit_days,
                    price, lead_days, relevance, id_order, keys[heap], rows[heap],
                )  # fmt: skip


@compiled
def best_first(keys: Int64, rows: Int32) -> int:
    """Sort a heap, best first, and give how many rows are in it."""
    order = np.argsort(keys)
    keys[:], rows[:] = keys[order], rows[order]
    count = 0
    while count < keys.shape[0] and keys[count] != WORST:
        count += 1
    return count
