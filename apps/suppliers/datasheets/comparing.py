"""A proposal beside what the product says already: new, the same, another value, or beside a measured one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import DatasheetProposal, SpecValue
from apps.suppliers.reading import read_value
from apps.suppliers.specs import key_of_condition, value_of
from apps.taxonomy.language.types import SpecValue as Value
from apps.taxonomy.models import Parameter

Key = tuple[object, str]


class Standing(StrEnum):
    """How a proposal stands to the product's present values."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    PROVEN = "proven"


@dataclass(frozen=True, slots=True)
class Compared:
    """`old` is the maker's own present value for the same parameter and condition; `measured` the one from here.

    PROVEN: what the maker says now has more behind it than a claim, and a new text falls back to a claim.
    """

    standing: Standing
    old: SpecValue | None
    measured: SpecValue | None


def value_of_proposal(row: DatasheetProposal) -> Value:
    """The value as it would be stored."""
    return read_value(SpecEntry(text=row.text, condition=row.condition), row.parameter)


def key_of(row: DatasheetProposal) -> Key:
    """The parameter and condition that a proposal speaks of."""
    return _named(row.parameter, row.printed_name), key_of_condition(value_of_proposal(row).condition or row.condition)


def key_of_value(row: SpecValue) -> Key:
    """The parameter and condition of a present value."""
    return _named(row.parameter, row.printed_name), row.condition_key


def _named(parameter: Parameter | None, printed_name: str) -> object:
    return parameter.pk if parameter else f"own:{printed_name.strip()}"


def standings_of(rows: Sequence[DatasheetProposal], present: Sequence[SpecValue]) -> Mapping[int, Compared]:
    """By the proposal's id how it stands to the present values of the product."""
    own = {key_of_value(value): value for value in reversed(present) if not value.is_recorded}
    measured = {key_of_value(value): value for value in reversed(present) if value.is_recorded}
    return {row.pk: _compared(row, own, measured) for row in rows}


def _compared(row: DatasheetProposal, own: Mapping[Key, SpecValue], measured: Mapping[Key, SpecValue]) -> Compared:
    key = key_of(row)
    old = own.get(key)
    if old is None:
        return Compared(Standing.NEW, None, measured.get(key))
    if is_same(row, old):
        return Compared(Standing.SAME, old, measured.get(key))
    standing = Standing.PROVEN if max(old.rung, old.asked_rung) > 1 else Standing.DIFFERS
    return Compared(standing, old, measured.get(key))


def is_same(row: DatasheetProposal, old: SpecValue) -> bool:
    """Whether both say the same: the same text, or the same value as read."""
    if "".join(row.text.split()) == "".join(old.text.split()):
        return True
    value = value_of_proposal(row)
    if value.kind.value != old.kind or not (value.lo or value.hi or value.members or value.has is not None):
        return False
    before = value_of(old)
    fields = ("lo", "hi", "unit", "members", "has", "strict", "approximate")
    return all(getattr(value, name) == getattr(before, name) for name in fields)
