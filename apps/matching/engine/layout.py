"""The numbers that columns, programs and kernels share: codes of kinds, bounds, flags, reasons and fields.

A part of the engine's format: append, never reorder; a change of meaning is a new ENGINE_VERSION.
"""

from __future__ import annotations

from typing import Final

from apps.taxonomy.language.canonical import SURROUNDINGS
from apps.taxonomy.language.types import Ambient, Bound, Mark, Operator, SpecKind, Verdict
from apps.taxonomy.language.verdict import GOODNESS, Reason, verdict_of

# What a bound stands on: nothing, a number, or one of the known surroundings; UNKNOWN compares with nothing.
NONE: Final = 0
NUMBER: Final = 1
FIRST_SURROUNDINGS: Final = 2
UNKNOWN: Final = 15

BASE_CODES = {word: FIRST_SURROUNDINGS + index for index, word in enumerate(SURROUNDINGS)}

KINDS = tuple(SpecKind)
EXACT: Final = KINDS.index(SpecKind.EXACT)
AT_LEAST: Final = KINDS.index(SpecKind.AT_LEAST)
AT_MOST: Final = KINDS.index(SpecKind.AT_MOST)
RANGE: Final = KINDS.index(SpecKind.RANGE)
TOLERANCE: Final = KINDS.index(SpecKind.TOLERANCE)
SET: Final = KINDS.index(SpecKind.SET)
HAS: Final = KINDS.index(SpecKind.HAS)
TEXT: Final = KINDS.index(SpecKind.TEXT)

OPERATORS = tuple(Operator)
OPERATOR_CODES = {operator: code for code, operator in enumerate(OPERATORS)}
OP_AT_LEAST: Final = OPERATORS.index(Operator.AT_LEAST)
OP_AT_MOST: Final = OPERATORS.index(Operator.AT_MOST)
OP_EQUALS: Final = OPERATORS.index(Operator.EQUALS)
OP_RANGE: Final = OPERATORS.index(Operator.RANGE)
OP_TOLERANCE: Final = OPERATORS.index(Operator.TOLERANCE)
OP_SET: Final = OPERATORS.index(Operator.SET)
OP_HAS: Final = OPERATORS.index(Operator.HAS)
OP_TEXT: Final = OPERATORS.index(Operator.TEXT)
OP_UNKNOWN_PARAMETER: Final = len(OPERATORS)

# The head of an entry: kind in the lowest four bits, then flags, the rung, and what the two numbers stand on.
KIND_BITS: Final = 0xF
APPROXIMATE: Final = 1 << 4
FITS: Final = 1 << 5
STRICT: Final = 1 << 6
YES: Final = 1 << 7
RUNG_SHIFT: Final = 8
RUNG_BITS: Final = 0x7
FIRST_SHIFT: Final = 12
SECOND_SHIFT: Final = 16
BASE_BITS: Final = 0xF

# The fields of a program's row, one row a clause (a requirement, or one of its alternatives).
F_OP: Final = 0
F_FITS: Final = 1
F_STRICT: Final = 2
F_SETTABLE: Final = 3
F_SUPERLATIVE: Final = 4
F_HIGHER: Final = 5
F_LO_BASE: Final = 6
F_LO: Final = 7
F_HI_BASE: Final = 8
F_HI: Final = 9
F_MAGNITUDE: Final = 10
F_MEMBER: Final = 11
F_MASK: Final = 12
F_MASK_WORDS: Final = 13
F_IMPOSSIBLE: Final = 14
F_CODE_BEGIN: Final = 15
F_CODE_END: Final = 16
F_SLOT_BEGIN: Final = 17
F_SLOT_END: Final = 18
F_ABSENT: Final = 19
F_GROUP: Final = 20
F_FIRST: Final = 21
F_VALUE_BEGIN: Final = 22
F_VALUE_END: Final = 23
FIELDS: Final = 24

MISSING: Final = -1  # no magnitude, no such member

REASONS = tuple(Reason)
(
    R_UNANSWERED,
    R_UNLINKED,
    R_CONDITION,
    R_UNREAD_REQUIREMENT,
    R_UNREAD_ANSWER,
    R_UNKNOWN_PARAMETER,
    R_KIND,
    R_APPROXIMATE,
    R_DIMENSION,
    R_AMBIENT,
    R_OTHER_SIDE_OPEN,
    R_SUPERLATIVE,
    R_BETTER,
    R_RANGE_WIDER,
    R_EQUAL,
    R_RANGE_EQUAL,
    R_INSIDE,
    R_SET_COVERED,
    R_SET_HOLDS,
    R_HAS,
    R_WORSE,
    R_STRICT_EQUAL,
    R_OTHER_SIDE_WORSE,
    R_RANGE_SHORT,
    R_SINGLE_VALUE,
    R_DIFFERS,
    R_OUTSIDE,
    R_SET_LACKS,
    R_SET_LACKS_VALUE,
    R_HAS_NOT,
) = range(len(REASONS))

VERDICTS = tuple(Verdict)
GOODNESS_BY_REASON = tuple(GOODNESS[verdict_of(reason)] for reason in REASONS)
NEGATIVE_GOODNESS: Final = GOODNESS[Verdict.NEGATIVE]
FULFILLED_GOODNESS: Final = GOODNESS[Verdict.MEETS]

MARKS = tuple(Mark)
MARK_CODES = {mark: code for code, mark in enumerate(MARKS)}
MARK_MANDATORY: Final = MARKS.index(Mark.MANDATORY)


def base_code(bound: Bound | None) -> int:
    """What a bound stands on, as a code."""
    if bound is None:
        return NONE
    return BASE_CODES.get(bound.word, UNKNOWN) if isinstance(bound, Ambient) else NUMBER
