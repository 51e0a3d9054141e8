"""A demand compiled for the columns of one catalogue: a table of integers, one row a clause.

A clause is a requirement or one of its alternatives; alternatives of one requirement share its group, in their order.
What a clause asks is worked out once (`asked_clauses`); placing it on the scales of a catalogue is the quick part, done
for each catalogue that is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import NO_SLOT, Columns, Int32, Int64, Slot, UInt64
from apps.matching.engine.scales import Scale, mask_of
from apps.taxonomy.language.canonical import Ask, ask_of
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable

LARGEST_DEMAND = 20_000  # requirements; more would not fit the sort key, and no tender has a hundredth of it

_NOTHING = Scale()


class Clause(NamedTuple):
    """What one clause asks, in base units: `code` under `condition` (a condition key).

    `ask` is None for a parameter that nobody knows; `absent` is the reason for a product that does not answer.
    """

    code: str
    condition: str
    ask: Ask | None
    absent: int


@dataclass(frozen=True, slots=True)
class Program:
    """`clauses` is a table of layout.FIELDS columns, `masks` holds the wanted sets, `marks` a code per requirement.

    `alternatives` says for each clause how many its requirement has.
    """

    clauses: Int64
    alternatives: Int32
    masks: UInt64
    marks: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a demand asks, before it is placed on anything: its clauses, how many each requirement has, the marks."""

    clauses: tuple[Clause, ...]
    sizes: Int32
    marks: npt.NDArray[np.int8]

    @classmethod
    def of(
        cls, requirements: Sequence[Requirement], *, parameters: Mapping[str, ParameterFacts], units: UnitTable
    ) -> Asked:
        """What these requirements ask. Raises ValueError for more than LARGEST_DEMAND."""
        if len(requirements) > LARGEST_DEMAND:
            raise ValueError(f"a demand holds at most {LARGEST_DEMAND} requirements, this one {len(requirements)}")
        asked = [clauses_of(each) for each in requirements]
        return cls(
            tuple(clause_of(each, parameters=parameters, units=units) for every in asked for each in every),
            np.array([len(every) for every in asked], dtype=np.int32),
            np.array([layout.MARK_CODES[each.mark] for each in requirements], dtype=np.int8),
        )

    def answered_in(self, columns: Columns) -> int:
        """How many clauses any product of a catalogue answers as they are asked."""
        return sum(clause.condition in columns.slots.get(clause.code, ()) for clause in self.clauses)

    def placed(self, columns: Columns) -> Program:
        """The demand compiled for a catalogue."""
        clauses, masks = place(self.clauses, columns)
        clauses[:, layout.F_GROUP] = np.repeat(np.arange(len(self.sizes)), self.sizes)
        clauses[:, layout.F_FIRST] = 1
        clauses[1:, layout.F_FIRST] = clauses[1:, layout.F_GROUP] != clauses[:-1, layout.F_GROUP]
        return Program(clauses, np.repeat(self.sizes, self.sizes), masks, self.marks)


def clauses_of(requirement: Requirement) -> list[Requirement]:
    """The requirement itself, or its alternatives all the way down; an empty choice is unreadable text."""
    if requirement.op is not Operator.ANY:
        return [requirement]
    if not requirement.alternatives:
        return [Requirement(number=requirement.number, name=requirement.name, op=Operator.TEXT)]
    return [clause for alternative in requirement.alternatives for clause in clauses_of(alternative)]


def clause_of(requirement: Requirement, *, parameters: Mapping[str, ParameterFacts], units: UnitTable) -> Clause:
    """What a requirement without alternatives asks."""
    if requirement.code is None:
        is_unread = requirement.op is Operator.TEXT
        absent = layout.R_UNREAD_REQUIREMENT if is_unread else layout.R_UNLINKED
        return Clause("", "", Ask(op=Operator.TEXT), absent)
    parameter = parameters.get(requirement.code)
    return Clause(
        requirement.code,
        condition_key(requirement.condition, units),
        ask_of(requirement, parameter=parameter, units=units) if parameter else None,
        layout.R_UNANSWERED,
    )


class Ruler(NamedTuple):
    """Where clauses are placed: the scale of each parameter, its slots by condition, and who answers it at all."""

    scales: Mapping[str, Scale]
    slots: Mapping[str, Mapping[str, Slot]]
    codes: Mapping[str, tuple[int, int]]


def place(clauses: Iterable[Clause], ruler: Columns | Ruler) -> tuple[Int64, UInt64]:
    """Clauses as a table of layout.FIELDS columns (groups are left zero), and the masks of the sets that they want."""
    masks: list[int] = []
    rows = [_row(clause, ruler, masks) for clause in clauses]
    return np.array(rows, dtype=np.int64).reshape(-1, layout.FIELDS), np.array(masks, dtype=np.uint64)


def _row(clause: Clause, ruler: Columns | Ruler, masks: list[int]) -> list[int]:
    row = [0] * layout.FIELDS
    row[layout.F_ABSENT] = clause.absent
    row[layout.F_CODE_BEGIN], row[layout.F_CODE_END] = ruler.codes.get(clause.code, (0, 0))
    slot = ruler.slots.get(clause.code, {}).get(clause.condition, NO_SLOT)
    row[layout.F_SLOT_BEGIN], row[layout.F_SLOT_END] = slot.begin, slot.end
    row[layout.F_VALUE_BEGIN], row[layout.F_VALUE_END] = slot.first_value, slot.last_value
    if slot is NO_SLOT and isinstance(ruler, Columns):
        return row  # nobody answers, so there is nothing to judge
    if clause.ask is None:
        row[layout.F_OP] = layout.OP_UNKNOWN_PARAMETER
    else:
        _write_ask(row, clause.ask, ruler.scales.get(clause.code) or _NOTHING, masks)
    return row


def _write_ask(row: list[int], ask: Ask, scale: Scale, masks: list[int]) -> None:
    row[layout.F_OP] = layout.OPERATOR_CODES[ask.op]
    row[layout.F_FITS] = int(ask.fits)
    row[layout.F_STRICT] = int(ask.strict)
    row[layout.F_SETTABLE] = int(ask.settable)
    row[layout.F_SUPERLATIVE] = int(ask.superlative)
    row[layout.F_HIGHER] = int(ask.higher)
    row[layout.F_LO_BASE], row[layout.F_LO] = layout.base_code(ask.lo), scale.place(ask.lo)
    row[layout.F_HI_BASE], row[layout.F_HI] = layout.base_code(ask.hi), scale.place(ask.hi)
    row[layout.F_MAGNITUDE] = scale.place_magnitude(ask.magnitude)
    bits = scale.bits
    row[layout.F_MEMBER] = bits.get(ask.member, layout.MISSING)
    row[layout.F_IMPOSSIBLE] = int(any(member not in bits for member in ask.members))
    row[layout.F_MASK], row[layout.F_MASK_WORDS] = len(masks), scale.mask_words
    masks += mask_of(ask.members, scale)
