"""A demand compiled for the columns of one catalogue: a table of integers, one row a clause.

A clause is a requirement or one of its alternatives; alternatives of one requirement share its group, in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Columns, Int64, UInt64
from apps.matching.engine.scales import Scale, mask_of
from apps.taxonomy.language.canonical import Ask, ask_of
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.types import Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable

LARGEST_DEMAND = 20_000  # requirements; more would not fit the sort key, and no tender has a hundredth of it


@dataclass(frozen=True, slots=True)
class Program:
    """`clauses` is a table of layout.FIELDS columns, `masks` holds the wanted sets, `marks` a code per requirement."""

    clauses: Int64
    masks: UInt64
    marks: npt.NDArray[np.int8]

    def parted(self) -> tuple[Int64, Program]:
        """The clauses of requirements without alternatives, and the others as a program of their own."""
        groups = self.clauses[:, layout.F_GROUP]
        is_choice = np.bincount(groups, minlength=len(self.marks)) > 1
        chosen = is_choice[groups]
        choices = self.clauses[chosen]
        choices[:, layout.F_GROUP] = (np.cumsum(is_choice) - 1)[choices[:, layout.F_GROUP]]
        return self.clauses[~chosen], Program(choices, self.masks, self.marks[is_choice])


def compile_demand(
    requirements: Sequence[Requirement],
    *,
    columns: Columns,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> Program:
    """Place every bound on the scale of its parameter. Raises ValueError for more than LARGEST_DEMAND requirements."""
    if len(requirements) > LARGEST_DEMAND:
        raise ValueError(f"a demand holds at most {LARGEST_DEMAND} requirements, this one {len(requirements)}")
    compiler = _Compiler(columns, parameters, units)
    for group, requirement in enumerate(requirements):
        for place, clause in enumerate(_clauses(requirement)):
            compiler.add(clause, group=group, is_first=place == 0)
    return Program(
        clauses=np.array(compiler.rows, dtype=np.int64).reshape(-1, layout.FIELDS),
        masks=np.array(compiler.masks, dtype=np.uint64),
        marks=np.array([layout.MARKS.index(each.mark) for each in requirements], dtype=np.int8),
    )


def _clauses(requirement: Requirement) -> Iterator[Requirement]:
    """The requirement itself, or its alternatives all the way down; an empty choice is unreadable text."""
    if requirement.op is not Operator.ANY:
        yield requirement
    elif not requirement.alternatives:
        yield Requirement(number=requirement.number, name=requirement.name, op=Operator.TEXT)
    for alternative in requirement.alternatives if requirement.op is Operator.ANY else ():
        yield from _clauses(alternative)


class _Compiler:
    def __init__(self, columns: Columns, parameters: Mapping[str, ParameterFacts], units: UnitTable) -> None:
        self.rows: list[list[int]] = []
        self.masks: list[int] = []
        self._columns, self._parameters, self._units = columns, parameters, units

    def add(self, clause: Requirement, *, group: int, is_first: bool) -> None:
        """Append one clause."""
        row = [0] * layout.FIELDS
        row[layout.F_GROUP], row[layout.F_FIRST] = group, int(is_first)
        if clause.code is None:
            unread = clause.op is Operator.TEXT
            row[layout.F_OP] = layout.OP_TEXT
            row[layout.F_ABSENT] = layout.R_UNREAD_REQUIREMENT if unread else layout.R_UNLINKED
        else:
            self._add_linked(row, clause, clause.code)
        self.rows.append(row)

    def _add_linked(self, row: list[int], clause: Requirement, code: str) -> None:
        slot = self._columns.slot(code, condition_key(clause.condition, self._units))
        row[layout.F_ABSENT] = layout.R_UNANSWERED
        row[layout.F_CODE_BEGIN], row[layout.F_CODE_END] = self._columns.codes.get(code, (0, 0))
        row[layout.F_SLOT_BEGIN], row[layout.F_SLOT_END] = slot.begin, slot.end
        row[layout.F_VALUE_BEGIN], row[layout.F_VALUE_END] = slot.first_value, slot.last_value
        parameter = self._parameters.get(code)
        if parameter is None:
            row[layout.F_OP] = layout.OP_UNKNOWN_PARAMETER
            return
        ask = ask_of(clause, parameter=parameter, units=self._units)
        scale = self._columns.scales.get(code) or Scale()
        self._add_flags(row, ask)
        self._add_bounds(row, ask, scale)
        self._add_members(row, ask, scale)

    @staticmethod
    def _add_flags(row: list[int], ask: Ask) -> None:
        row[layout.F_OP] = layout.OPERATORS.index(ask.op)
        row[layout.F_FITS] = int(ask.fits)
        row[layout.F_STRICT] = int(ask.strict)
        row[layout.F_SETTABLE] = int(ask.settable)
        row[layout.F_SUPERLATIVE] = int(ask.superlative)
        row[layout.F_HIGHER] = int(ask.higher)

    @staticmethod
    def _add_bounds(row: list[int], ask: Ask, scale: Scale) -> None:
        row[layout.F_LO_BASE], row[layout.F_LO] = layout.base_code(ask.lo), scale.place(ask.lo)
        row[layout.F_HI_BASE], row[layout.F_HI] = layout.base_code(ask.hi), scale.place(ask.hi)
        row[layout.F_MAGNITUDE] = scale.place_magnitude(ask.magnitude)

    def _add_members(self, row: list[int], ask: Ask, scale: Scale) -> None:
        bits = scale.bits
        row[layout.F_MEMBER] = bits.get(ask.member, layout.MISSING)
        row[layout.F_IMPOSSIBLE] = int(any(member not in bits for member in ask.members))
        row[layout.F_MASK], row[layout.F_MASK_WORDS] = len(self.masks), scale.mask_words
        self.masks += mask_of(ask.members, scale)
