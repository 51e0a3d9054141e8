"""The kernels of the reverse match: one product's verdict on every clause, then outcome and score for every demand."""

from __future__ import annotations

from apps.matching.engine import layout as at
from apps.matching.engine.columns import Int32, Int64, UInt32, UInt64
from apps.matching.engine.compiled import compiled
from apps.matching.engine.kernels import (
    FULL_TEXT,
    INELIGIBLE,
    Int8,
    UInt8,
    delivery_points,
    judge_value,
    price_points,
    share,
)
from apps.matching.engine.relating import found_share
from apps.matching.engine.rules import clause_at
from apps.matching.engine.sweeping import FULFILLED, NOT_MISSED
from apps.matching.engine.tallying import CHOICE_SHIFT, choice_code


@compiled
def find_codes(
    clauses: Int64,
    masks: UInt64,
    goodness: Int8,
    spans: Int64,
    heads: UInt32,
    firsts: Int32,
    seconds: Int32,
    set_at: Int32,
    set_lowest: Int32,
    set_highest: Int32,
    set_words: UInt64,
    codes: UInt8,
) -> None:
    """Write the code (sweeping) that each clause finds; `codes` has those of a product that answers nothing.

    A value is asked about by the clauses of its span: those of its parameter from span[0] to span[1], those under its
    condition from span[2] to span[3].
    """
    for value in range(spans.shape[0]):
        codes[spans[value, 0] : spans[value, 1]] = choice_code(int(goodness[at.R_CONDITION]), 0)
    for value in range(spans.shape[0]):
        rung = int((heads[value] >> at.RUNG_SHIFT) & at.RUNG_BITS)
        for c in range(spans[value, 2], spans[value, 3]):
            reason = judge_value(
                clause_at(clauses, c), masks, heads, firsts, seconds, set_at, set_lowest, set_highest, set_words, value
            )
            codes[c] = choice_code(int(goodness[reason]), rung)


@compiled
def relate_titles(
    counts: Int32, wholes: Int64, text_at: Int64, text_terms: Int32, title_at: Int64, title_terms: Int32,
    title_wholes: Int64, relevance: Int32,
) -> None:  # fmt: skip
    """text.relevance of one product to each title: the best of its texts. `counts` is what each term counts."""
    has = counts * 0
    for text in range(wholes.shape[0]):
        for t in range(text_at[text], text_at[text + 1]):
            has[text_terms[t]] = counts[text_terms[t]]
        for title in range(title_wholes.shape[0]):
            found = 0
            for t in range(title_at[title], title_at[title + 1]):
                found += has[title_terms[t]]
            relevance[title] = max(relevance[title], found_share(found, int(wholes[text]), int(title_wholes[title])))
        for t in range(text_at[text], text_at[text + 1]):
            has[text_terms[t]] = 0


@compiled
def weigh(
    codes: UInt8,
    requirement_at: Int64,
    marks: Int8,
    alternative_at: Int64,
    alternatives: Int32,
    budgets: Int64,
    limit_days: Int32,
    table_of: Int32,
    tables: Int64,
    weights: Int64,
    title_of: Int32,
    relevance: Int32,
    price: int,
    lead_days: int,
    outcomes: UInt8,
    scores: Int32,
    evidence: Int32,
) -> None:
    """Outcome, score and evidence of one product for every demand.

    tables[table_of[d]] are the points of each count of fulfilled requirements by mark, and of each sum of proof (3);
    `weights` are by table as well.
    """
    for d in range(outcomes.shape[0]):
        good, asked, missed, proof = 0, 0, 0, 0
        for r in range(requirement_at[d], requirement_at[d + 1]):
            code = codes[alternatives[alternative_at[r]]]
            for a in range(alternative_at[r] + 1, alternative_at[r + 1]):
                other = codes[alternatives[a]]
                if other >> CHOICE_SHIFT > code >> CHOICE_SHIFT:
                    code = other
            if code >= FULFILLED:
                good += 1 << (8 * marks[r])
                proof += (int(code) & at.RUNG_BITS) - 1
            if marks[r] == at.MARK_MANDATORY:
                asked += 1
                missed += 1 if code < NOT_MISSED else 0
        table, weight = tables[table_of[d]], weights[table_of[d]]
        score = table[0, good & 255] + table[1, (good >> 8) & 255] + table[2, (good >> 16) & 255] + table[3, proof]
        score += price_points(weight[3], price, budgets[d]) + delivery_points(weight[4], lead_days, int(limit_days[d]))
        scores[d] = score + share(int(weight[6]), int(relevance[title_of[d]]), FULL_TEXT)
        outcomes[d] = INELIGIBLE if missed else (0 if good & 255 == asked else 1)
        evidence[d] = proof
