"""What a web process brings into memory before somebody waits for it."""

from __future__ import annotations

from apps.matching.probing import PriceRange, probe
from apps.search.vocabulary import vocabulary


def warm_up() -> None:
    """Read the vocabulary, make the index and load the kernels: what the first question would wait seconds for.

    Must run after the fork: the kernels' code does not survive one.
    """
    vocabulary()
    probe((), category_ids=None, prices=PriceRange())
