"""The texts of a catalogue as postings: which texts hold a pair of characters, and which texts a product has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.facts import ProductFacts
from apps.matching.engine.text import pairs_of


@dataclass(frozen=True, slots=True)
class TextColumns:
    """`postings[posting_at[p]:posting_at[p+1]]` are the texts that hold pair p; likewise `texts` by product row."""

    pair_ids: Mapping[str, int]
    posting_at: Int64
    postings: Int32
    pair_counts: Int32
    text_at: Int64
    texts: Int32

    def pairs_in(self, title: str) -> Int64:
        """The ids of the title's pairs that any text holds."""
        ids = sorted(self.pair_ids[pair] for pair in pairs_of(title) if pair in self.pair_ids)
        return np.array(ids, dtype=np.int64)


def build_texts(ordered: Sequence[ProductFacts]) -> TextColumns:
    """The text columns of products in the row order of the other columns."""
    text_ids: dict[str, int] = {}
    of_products = [[text_ids.setdefault(text, len(text_ids)) for text in product.texts] for product in ordered]
    pair_ids: dict[str, int] = {}
    holders: list[list[int]] = []
    counts = []
    for text, number in text_ids.items():
        pairs = pairs_of(text)
        counts.append(len(pairs))
        for pair in sorted(pairs):
            if pair not in pair_ids:
                pair_ids[pair] = len(holders)
                holders.append([])
            holders[pair_ids[pair]].append(number)
    posting_at, postings = _flatten(holders)
    text_at, texts = _flatten(of_products)
    pair_counts = np.array(counts, dtype=np.int32)
    pair_counts.flags.writeable = False
    return TextColumns(pair_ids, posting_at, postings, pair_counts, text_at, texts)


def _flatten(lists: Sequence[Sequence[int]]) -> tuple[Int64, Int32]:
    """Rows of different lengths as one array and the places where each begins."""
    at = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in lists], out=at[1:])
    flat = np.array([number for each in lists for number in each], dtype=np.int32)
    at.flags.writeable = flat.flags.writeable = False
    return at, flat
