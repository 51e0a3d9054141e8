"""The kernels that pick the best rows of a scope by their tallies, without a table of all verdicts.

A heap holds the best so far. A product's price, delivery and text are looked at only where its sure points and full
marks for the rest could still enter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from apps.matching.engine import layout as at
from apps.matching.engine.columns import Bools, Int32, Int64
from apps.matching.engine.compiled import compiled
from apps.matching.engine.kernels import (
    ELIGIBLE,
    INELIGIBLE,
    OPEN,
    Int8,
    delivery_points,
    first_at_least,
    price_points,
    share,
)
from apps.matching.engine.relating import best_share
from apps.matching.engine.scoring import FULL_TEXT
from apps.matching.engine.tallying import COUNT_BITS, MARK_SHIFT, MISSED_SHIFT, PROOF_SHIFT, tally_chunk

SPARSE = 4
"""Where fewer than one row in so many has an entry, the entries are gone through once more, and not the rows."""

# The sort key, from the highest bit: outcome 2, score 14, evidence 16, id order 31. Smaller is better.
ID_BITS, EVIDENCE_BITS, SCORE_BITS = 31, 16, 14
MOST_EVIDENCE, HIGHEST_SCORE = (1 << EVIDENCE_BITS) - 1, (1 << SCORE_BITS) - 1
OUTCOME_SHIFT = SCORE_BITS + EVIDENCE_BITS + ID_BITS
WORST = np.iinfo(np.int64).max


class Wish(NamedTuple):
    """What a demand asks of every row: how many ★, the points of each count and of each proof, and the limits."""

    mandatory: int
    points: Int64
    evidence_points: Int64
    weights: Int64
    budget: int
    limit_days: int


class Offered(NamedTuple):
    """What every row offers besides its answers; `shares` is what each text is worth to the demand's title."""

    price: Int64
    lead_days: Int32
    wordings: Int32
    wording_at: Int64
    wording_texts: Int32
    shares: Int32
    is_reference: Bools
    id_order: Int32


@compiled
def dear_points(weights: Int64) -> int:
    """The most that price, delivery and text can earn: what is looked at last."""
    return int(weights[3] + weights[4] + weights[6])


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
def sure_points(tally: int, points: Int64, evidence_points: Int64) -> int:
    """What a product has earned before price, delivery and text are looked at."""
    found = int(evidence_points[tally >> PROOF_SHIFT])
    for mark in range(3):
        found += points[mark, (tally >> (MARK_SHIFT * mark)) & COUNT_BITS]
    return found


@compiled
def offer(
    outcome: int,
    proof: int,
    score: int,
    row: int,
    wish: Wish,
    offered: Offered,
    keys: Int64,
    rows: Int32,
) -> int:
    """Put a row with so many sure points into the heap of the best if it belongs there; the worst key that is in it."""
    weights = wish.weights
    score += price_points(weights[3], offered.price[row], wish.budget)
    score += delivery_points(weights[4], int(offered.lead_days[row]), wish.limit_days)
    if key_of(outcome, score + int(weights[6]), proof, 0) < keys[0]:
        wording = offered.wordings[row]
        score += share(
            weights[6], best_share(wording, offered.wording_at, offered.wording_texts, offered.shares), FULL_TEXT
        )
        key = key_of(outcome, score, proof, int(offered.id_order[row]))
        if key < keys[0]:
            keys[0], rows[0] = key, row
            sink(keys, rows, keys.shape[0], 0)
    return int(keys[0])


@compiled
def pick(
    begin: int,
    end: int,
    places: Int32,
    tallies: Int64,
    wish: Wish,
    offered: Offered,
    keys: Int64,
    rows: Int32,
    reference_keys: Int64,
    reference_rows: Int32,
    counts: Int64,
) -> None:
    """Count the candidates of rows begin…end that tally something, and put the best into the heaps.

    They are looked for at `places`, or everywhere where there are none. Their tallies are left zero.
    """
    mandatory, points, evidence_points = wish.mandatory, wish.points, wish.evidence_points
    dear, is_reference = dear_points(wish.weights), offered.is_reference
    worst, worst_reference = keys[0], reference_keys[0]
    is_everywhere = places.shape[0] == 0
    for i in range(end - begin if is_everywhere else places.shape[0]):
        place = i if is_everywhere else places[i]
        tally = tallies[place]
        if tally == 0:
            continue
        tallies[place] = 0
        row, outcome = begin + place, outcome_of(tally, mandatory)
        is_candidate = not is_reference[row]
        if is_candidate:
            counts[outcome] += 1
            counts[3] += 1 if (tally >> MISSED_SHIFT) & COUNT_BITS == 1 else 0
        to_beat = worst if is_candidate else worst_reference
        if outcome > to_beat >> OUTCOME_SHIFT:
            continue
        proof = tally >> PROOF_SHIFT
        # Written out: a call would count references to each array, once for each product.
        sure = evidence_points[proof] + points[0, tally & COUNT_BITS]
        sure += points[1, (tally >> MARK_SHIFT) & COUNT_BITS] + points[2, (tally >> (2 * MARK_SHIFT)) & COUNT_BITS]
        if key_of(outcome, sure + dear, proof, 0) >= to_beat:
            continue
        if is_candidate:
            worst = offer(outcome, proof, sure, row, wish, offered, keys, rows)
        else:
            worst_reference = offer(outcome, proof, sure, row, wish, offered, reference_keys, reference_rows)


@compiled
def gather(clauses: Int64, entry_rows: Int32, begin: int, end: int, places: Int32) -> int:
    """Write the places of all entries of rows begin…end, some of them several times; how many there are."""
    count = 0
    for c in range(clauses.shape[0]):
        first = first_at_least(entry_rows, clauses[c, at.F_SLOT_BEGIN], clauses[c, at.F_SLOT_END], begin)
        for i in range(first, first_at_least(entry_rows, first, clauses[c, at.F_SLOT_END], end)):
            places[count] = entry_rows[i] - begin
            count += 1
    return count


@compiled
def pick_plain(
    begin: int,
    end: int,
    tallies: Int64,
    references: bool,
    wish: Wish,
    offered: Offered,
    keys: Int64,
    rows: Int32,
) -> None:
    """Put the best rows of begin…end that tally nothing into the heap: of the references, or of the others."""
    outcome, sure = outcome_of(0, wish.mandatory), sure_points(0, wish.points, wish.evidence_points)
    for row in range(begin, end):
        if offered.is_reference[row] == references and tallies[row - begin] == 0:
            offer(outcome, 0, sure, row, wish, offered, keys, rows)


@compiled
def most_answering_first(clauses: Int64, entry_rows: Int32, spans: Int64) -> Int64:
    """The order in which to take spans of rows: where rows answer most, the best are; others then rarely come close."""
    answers = np.zeros(spans.shape[0], np.int64)
    for s in range(spans.shape[0]):
        for c in range(clauses.shape[0]):
            first = first_at_least(entry_rows, clauses[c, at.F_SLOT_BEGIN], clauses[c, at.F_SLOT_END], spans[s, 0])
            last = first_at_least(entry_rows, first, clauses[c, at.F_SLOT_END], spans[s, 1])
            answers[s] -= (last - first) * 1000 // (spans[s, 1] - spans[s, 0])
    return np.argsort(answers)


@compiled
def rank_spans(
    clauses: Int64,
    alternatives: Int32,
    marks: Int8,
    worth_at: Int64,
    worth: Int64,
    entry_rows: Int32,
    entry_values: Int32,
    spans: Int64,
    chunk: int,
    wish: Wish,
    offered: Offered,
    keys: Int64,
    rows: Int32,
    reference_keys: Int64,
    reference_rows: Int32,
    counts: Int64,
) -> None:
    """Fill the heaps of the best candidates and of the best references, and count the candidates that tally something.

    Keys are filled with what a row has to beat. `counts`: eligible, open, ineligible, and those that miss exactly one
    ★. Rows are taken `chunk` by chunk, so that their tallies stay in the processor's cache. Those that tally nothing
    are alike but for price, delivery and text: they are looked at last, and only where one could still enter.
    """
    size = 0
    for s in range(spans.shape[0]):
        size = max(size, spans[s, 1] - spans[s, 0])
    size = min(size, chunk)
    tallies, places = np.zeros(size, np.int64), np.empty(size // SPARSE + 1, np.int32)
    is_choosing = alternatives.shape[0] > 0 and alternatives.max() > 1
    best = np.zeros(size if is_choosing else 0, np.uint8)
    misses = np.zeros(size if is_choosing else 0, np.int32)
    sure = sure_points(0, wish.points, wish.evidence_points)
    plain = key_of(outcome_of(0, wish.mandatory), sure + dear_points(wish.weights), 0, 0)
    for turn in range(3):  # what tallies something; then plain candidates; then plain references
        if (turn == 1 and plain >= keys[0]) or (turn == 2 and plain >= reference_keys[0]):
            continue
        for s in range(spans.shape[0]):
            for begin in range(spans[s, 0], spans[s, 1], chunk):
                end = min(begin + chunk, spans[s, 1])
                count = tally_chunk(
                    clauses, alternatives, marks, worth_at, worth, entry_rows, entry_values, begin, end,
                    tallies, best, misses,
                )  # fmt: skip
                if turn == 0 and count:
                    is_sparse = count < (end - begin) // SPARSE
                    found = gather(clauses, entry_rows, begin, end, places) if is_sparse else 0
                    pick(
                        begin, end, places[:found], tallies, wish, offered, keys, rows, reference_keys, reference_rows,
                        counts,
                    )  # fmt: skip
                elif turn:
                    pick_plain(
                        begin, end, tallies, turn == 2, wish, offered, keys if turn == 1 else reference_keys,
                        rows if turn == 1 else reference_rows,
                    )  # fmt: skip
                    tallies[: end - begin] = 0


@compiled
def best_first(keys: Int64, rows: Int32, beyond: int) -> int:
    """Sort a heap, best first, and give how many rows are in it; `beyond` is what the keys were filled with."""
    order = np.argsort(keys)
    keys[:], rows[:] = keys[order], rows[order]
    count = 0
    while count < keys.shape[0] and keys[count] != beyond:
        count += 1
    return count
