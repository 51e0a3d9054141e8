"""The kernels of text relevance: of each text to a title, and of a row through its wording (texts.TextColumns)."""

from __future__ import annotations

from apps.matching.engine import scoring
from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.compiled import compiled

found_share = compiled(scoring.found_share)


@compiled
def relate(counts: Int32, whole_title: int, text_at: Int64, text_terms: Int32, wholes: Int32, shares: Int32) -> None:
    """The relevance of each text to a title; `counts` is what each term that the title has counts."""
    for text in range(wholes.shape[0]):
        found = 0
        for t in range(text_at[text], text_at[text + 1]):
            found += counts[text_terms[t]]
        shares[text] = found_share(found, int(wholes[text]), whole_title)


@compiled
def best_share(wording: int, wording_at: Int64, wording_texts: Int32, shares: Int32) -> int:
    """text.relevance: the best of a wording's texts."""
    best = 0
    for t in range(wording_at[wording], wording_at[wording + 1]):
        best = max(best, int(shares[wording_texts[t]]))
    return best


@compiled
def find_relevance(
    rows: Int64, wordings: Int32, wording_at: Int64, wording_texts: Int32, shares: Int32, relevance: Int32
) -> None:
    """`best_share` of each of these rows."""
    for i in range(rows.shape[0]):
        relevance[i] = best_share(wordings[rows[i]], wording_at, wording_texts, shares)
