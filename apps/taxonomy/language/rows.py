"""What the rewriting of hasty lines (`loose`, `joins`) looks at in a row of tokens."""

from __future__ import annotations

from collections.abc import Sequence

from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.values import Shape

BREAKS = frozenset({Kind.COMMA, Kind.LISTING, Kind.SEMICOLON, Kind.STOP, Kind.COLON})

Made = tuple[list[Token], int]  # what stands for the next tokens, and how many of them


def comma(position: int) -> Token:
    """The comma that a careful writer would have set there."""
    return Token(Kind.COMMA, position, position, "，")


def kinds_of(tokens: Sequence[Token]) -> list[Kind]:
    """The kinds of the tokens, in their order."""
    return [token.kind for token in tokens]


def states(tokens: Sequence[Token]) -> bool:
    """Whether a value follows, with or without an operator."""
    kinds = kinds_of(tokens[:2])
    return kinds[:1] == [Kind.VALUE] or kinds == [Kind.OPERATOR, Kind.VALUE]


def ends(tokens: Sequence[Token]) -> bool:
    """Whether the clause ends here."""
    return not tokens or tokens[0].kind in BREAKS


def begins(row: Sequence[Token]) -> bool:
    """Whether a clause begins behind the row."""
    return not row or row[-1].kind in BREAKS


def is_count(token: Token, units: frozenset[str] | None = None) -> bool:
    """A whole number with a counter: 4块."""
    value = token.value
    if value is None or not value.plain or value.shape is not Shape.SINGLE or value.unit is None:
        return False
    return value.unit in units if units else "count" in default_units().quantities(value.unit)
