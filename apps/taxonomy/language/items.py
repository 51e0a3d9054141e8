"""What a clause is made of: operands, items with their names, and clauses with their heads."""

from __future__ import annotations

from dataclasses import dataclass, field

from apps.taxonomy.language.operators import Comparison
from apps.taxonomy.language.tokens import Kind, Token
from apps.taxonomy.language.values import Value


@dataclass(slots=True)
class Operand:
    """A value with the operator that binds it and the conditions printed behind it."""

    value: Value
    comparison: Comparison | None = None
    trailer: Token | None = None
    conditions: list[Token] = field(default_factory=list)
    alternative: bool = False
    joined: bool = False
    second: Operand | None = None


@dataclass(slots=True)
class Item:
    """Name tokens, operands, and the text behind the last value. Without operands it is plain text."""

    names: list[Token]
    operands: list[Operand] = field(default_factory=list)
    behind: list[Token] = field(default_factory=list)
    fault: str = ""
    before: Operand | None = None

    @property
    def start(self) -> int:
        tokens = [t.start for t in (*self.names, *self.behind)]
        operands = [*self.operands, *([self.before] if self.before else [])]
        values = [min(o.value.start, o.comparison.start if o.comparison else o.value.start) for o in operands]
        return min(tokens + values, default=0)

    @property
    def end(self) -> int:
        tokens = [t.end for t in (*self.names, *self.behind)]
        operands = [*self.operands, *(o.second for o in self.operands if o.second)]
        values = [max([o.value.end, *(c.end for c in (*o.conditions, o.trailer) if c)]) for o in operands]
        return max(tokens + values, default=0)


@dataclass(slots=True)
class Clause:
    """A stretch between separators: the separator before it, heads (each before a colon), items."""

    separator: Kind | None
    heads: list[list[Token]]
    items: list[Item]

    @property
    def has_operator(self) -> bool:
        return any(o.comparison for item in self.items for o in item.operands)
