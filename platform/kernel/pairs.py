"""Texts that hold another text, found by an index of the pairs of letters that stand beside one another.

A Chinese word is two letters more often than not, and holds no trigram; its one pair is found at once.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable


class PairsOf(Func):
    """Every two letters that stand beside one another in a text, as an array: what a GinIndex is made of."""

    function = "kernel_pairs"
    output_field = ArrayField(TextField())


def holds(field: str, text: str, *, pairs_of: Combinable | None = None) -> Q:
    """Whether the field holds this text, letter by letter. From two letters on the index on its pairs knows.

    `pairs_of` is what the index is made of, where that is not the field itself.
    """
    found = Q(**{f"{field}__contains": text})
    pairs = sorted({text[place : place + 2] for place in range(len(text) - 1)})
    return found & Q(_HoldsAll(PairsOf(pairs_of or F(field)), Value(pairs))) if pairs else found


class _HoldsAll(Func):
    """Whether an array holds all of these."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()
