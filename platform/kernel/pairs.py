"""Texts that hold two letters, found by an index of the pairs of letters that stand beside one another.

A Chinese word is two letters more often than not, and holds no trigram; its one pair is found at once.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable

LETTERS = 2


class PairsOf(Func):
    """Every two letters that stand beside one another in a text, as an array: what a GinIndex is made of."""

    function = "kernel_pairs"
    output_field = ArrayField(TextField())


def holds(field: str, text: str, *, pairs_of: Combinable | None = None) -> Q:
    """Whether the field holds this text, letter by letter; from two letters on an index knows.

    Two letters are asked of the index on pairs, which is made of `pairs_of` (else of the field itself); three and more
    of one on trigrams. Asked of both, each row that is found would have its pairs worked out anew.
    """
    if len(text) != LETTERS:
        return Q(**{f"{field}__contains": text})
    return Q(_HoldsAll(PairsOf(pairs_of or F(field)), Value([text])))


class _HoldsAll(Func):
    """Whether an array holds all of these."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()
