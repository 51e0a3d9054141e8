"""The kernels: all clauses of a demand over all products of a row range, then outcome and score of each product."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout as at
from apps.matching.engine import scoring
from apps.matching.engine.columns import Int32, Int64, UInt32, UInt64
from apps.matching.engine.compiled import compiled
from apps.matching.engine.rules import Clause, clause_at, decide, decide_set
from apps.taxonomy.language.types import EvidenceRung

UInt8 = npt.NDArray[np.uint8]
Int8 = npt.NDArray[np.int8]

GOODNESS = np.array(at.GOODNESS_BY_REASON, dtype=np.int8)
THIRD_PARTY = int(EvidenceRung.THIRD_PARTY)
FULL_TEXT = scoring.FULL_TEXT
TOP_RUNGS = scoring.TOP_RUNGS

ELIGIBLE, OPEN, INELIGIBLE = 0, 1, 2
NOT_JUDGED = 255  # no reason

share = compiled(scoring.share)
price_points = compiled(scoring.price_points)
delivery_points = compiled(scoring.delivery_points)


@compiled
def first_at_least(rows: Int32, begin: int, end: int, row: int) -> int:
    """The first place in rows[begin:end], which rises, that holds at least `row`."""
    while begin < end:
        middle = (begin + end) // 2
        if rows[middle] < row:
            begin = middle + 1
        else:
            end = middle
    return begin


@compiled
def merge(group_reasons: UInt8, group_rungs: UInt8, reasons: UInt8, rungs: UInt8, goodness: Int8, offset: int) -> None:
    """R14: an alternative replaces what came before it only where it is better."""
    for i in range(reasons.shape[0]):
        if goodness[reasons[i]] > goodness[group_reasons[offset + i]]:
            group_reasons[offset + i], group_rungs[offset + i] = reasons[i], rungs[i]


@compiled
def judge_value(
    clause: Clause,
    masks: UInt64,
    heads: UInt32,
    firsts: Int32,
    seconds: Int32,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    set_words: UInt64,
    value: int,
) -> int:
    """The reason that a clause finds for one of the distinct values."""
    head = int(heads[value])
    if head & at.KIND_BITS == at.SET:
        return decide_set(clause, masks, head, int(firsts[value]), set_at, set_lowest, set_highest, set_words)
    return decide(clause, head, int(firsts[value]), int(seconds[value]))


@compiled
def evaluate(
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
    spans: Int64,
    reasons: UInt8,
    rungs: UInt8,
) -> None:
    """Fill `reasons` and `rungs` for the rows of the spans (begin, end, offset): the reason's code and its evidence."""
    size = 0
    for s in range(spans.shape[0]):
        size = max(size, spans[s, 1] - spans[s, 0])
    one_reasons, one_rungs = np.empty(size, np.uint8), np.empty(size, np.uint8)
    for c in range(clauses.shape[0]):
        clause = clause_at(clauses, c)
        group = clause[at.F_GROUP]
        judged = np.full(clause[at.F_VALUE_END] - clause[at.F_VALUE_BEGIN], NOT_JUDGED, np.uint8)
        for s in range(spans.shape[0]):
            begin, end, offset = spans[s, 0], spans[s, 1], spans[s, 2]
            if clause[at.F_FIRST]:
                own_reasons = reasons[group, offset : offset + end - begin]
                own_rungs = rungs[group, offset : offset + end - begin]
            else:
                own_reasons, own_rungs = one_reasons[: end - begin], one_rungs[: end - begin]
            evaluate_span(
                clause, masks, code_rows, rows, values, heads, firsts, seconds, set_at, set_lowest, set_highest,
                set_words, begin, end, judged, own_reasons, own_rungs,
            )  # fmt: skip
            if not clause[at.F_FIRST]:
                merge(reasons[group], rungs[group], own_reasons, own_rungs, goodness, offset)


@compiled
def evaluate_span(
    clause: Clause,
    masks: UInt64,
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
    judged: UInt8,
    reasons: UInt8,
    rungs: UInt8,
) -> None:
    """The reason and the rung of one clause for rows begin…end; `judged` are the reasons of the values met so far."""
    reasons[:], rungs[:] = clause[at.F_ABSENT], 0
    first, last = clause[at.F_CODE_BEGIN], clause[at.F_CODE_END]
    if last - first > clause[at.F_SLOT_END] - clause[at.F_SLOT_BEGIN]:  # some answer under another condition
        for i in range(first_at_least(code_rows, first, last, begin), last):
            if code_rows[i] >= end:
                break
            reasons[code_rows[i] - begin] = at.R_CONDITION
    value_begin = clause[at.F_VALUE_BEGIN]
    for i in range(first_at_least(rows, clause[at.F_SLOT_BEGIN], clause[at.F_SLOT_END], begin), clause[at.F_SLOT_END]):
        if rows[i] >= end:
            break
        value, place = values[i], rows[i] - begin
        if judged[value - value_begin] == NOT_JUDGED:
            judged[value - value_begin] = judge_value(
                clause, masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, value
            )
        reasons[place] = judged[value - value_begin]
        rungs[place] = (heads[value] >> at.RUNG_SHIFT) & at.RUNG_BITS


@compiled
def conclude(
    reasons: UInt8,
    rungs: UInt8,
    marks: Int8,
    goodness: Int8,
    price: Int64,
    lead_days: Int32,
    relevance: Int32,
    weights: Int64,
    budget: int,
    limit_days: int,
    outcomes: UInt8,
    parts: Int32,
    evidence: Int32,
    verified: npt.NDArray[np.bool_],
) -> None:
    """R15 and the score of each product; the parts in their published order (facts.PART_NAMES)."""
    asked = np.zeros(3, np.int64)
    for r in range(marks.shape[0]):
        asked[marks[r]] += 1
    good = np.zeros(3, np.int64)
    for i in range(reasons.shape[1]):
        good[:] = 0
        worst, proof, is_verified = ELIGIBLE, 0, asked[at.MARK_MANDATORY] > 0
        for r in range(marks.shape[0]):
            value = goodness[reasons[r, i]]
            if value >= at.FULFILLED_GOODNESS:
                good[marks[r]] += 1
                proof += rungs[r, i] - 1
            if marks[r] == at.MARK_MANDATORY:
                if value == at.NEGATIVE_GOODNESS:
                    worst = INELIGIBLE
                elif value < at.FULFILLED_GOODNESS:
                    worst = max(worst, OPEN)
                is_verified = is_verified and rungs[r, i] >= THIRD_PARTY
        for mark in range(3):
            parts[i, mark] = share(int(weights[mark]), int(good[mark]), int(asked[mark]))
        parts[i, 3] = price_points(weights[3], price[i], budget)
        parts[i, 4] = delivery_points(weights[4], int(lead_days[i]), limit_days)
        parts[i, 5] = share(weights[5], proof, TOP_RUNGS * marks.shape[0])
        parts[i, 6] = share(weights[6], int(relevance[i]), FULL_TEXT)
        outcomes[i], evidence[i], verified[i] = worst, proof, is_verified and worst == ELIGIBLE
