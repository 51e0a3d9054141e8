"""How far products miss a demand's ★ rows, exactly: worked out once for each set of values that products share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from apps.matching.engine import layout
from apps.matching.engine.columns import Columns, Int64
from apps.matching.engine.kernels import GOODNESS, UInt8
from apps.taxonomy.language.distance import MILLION
from apps.taxonomy.language.types import Mark, Operator, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable
from apps.taxonomy.language.verdict import judge_current


def codes_of(requirements: Sequence[Requirement]) -> list[str]:
    """The parameters that requirements and their alternatives ask for, each once."""
    codes: dict[str, None] = {}
    for requirement in requirements:
        if requirement.op is Operator.ANY:
            codes |= dict.fromkeys(codes_of(requirement.alternatives))
        elif requirement.code is not None:
            codes[requirement.code] = None
    return list(codes)


def missed_distances(
    requirements: Sequence[Requirement],
    reasons: UInt8,
    rows: Int64,
    *,
    columns: Columns,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> Int64:
    """How far each of these rows misses all ★ rows together, in millionths; 0 where it misses none.

    `reasons` are requirements × rows.
    """
    total = np.zeros(len(rows), np.int64)
    for requirement, found in zip(requirements, reasons, strict=True):
        missed = np.flatnonzero(GOODNESS[found] == layout.NEGATIVE_GOODNESS)
        if requirement.mark is Mark.MANDATORY and len(missed):
            total[missed] += _distances(requirement, rows[missed], columns, parameters, units)
    return total


def _distances(
    requirement: Requirement,
    rows: Int64,
    columns: Columns,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> Int64:
    """The distance of each row that misses the requirement."""
    slots = [
        (code, condition, slot)
        for code in codes_of([requirement])
        for condition, slot in columns.slots.get(code, {}).items()
    ]
    answers = np.stack([columns.values_at(slot, rows) for _, _, slot in slots])
    kinds, of_row = np.unique(answers, axis=1, return_inverse=True)
    distances = np.empty(kinds.shape[1], np.int64)
    for number, kind in enumerate(kinds.T.tolist()):
        current = {
            (code, condition): columns.printed[value]
            for (code, condition, _), value in zip(slots, kind, strict=True)
            if value != layout.MISSING
        }
        judged = judge_current(requirement, current=current, parameters=parameters, units=units)
        distances[number] = int(judged.distance * MILLION)
    spread: Int64 = distances[of_row.reshape(-1)]
    return spread
