"""Open demands as columns: many demands ask the same clauses, so each distinct clause stands once.

What is worked out for a clause (its verdict on every product of a family, or on one new product) then serves every
demand that asks it. `batch` puts many demands to a catalogue, `reverse` puts one product to many demands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.matching.engine import layout
from apps.matching.engine.columns import Int32, Int64
from apps.matching.engine.compile import Clause, clause_of, clauses_of
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.scoring import asked_parts, days, fen
from apps.matching.engine.sweeping import MOST_REQUIREMENTS
from apps.taxonomy.language.types import ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable


@dataclass(frozen=True, slots=True)
class DemandColumns:
    """Demands, clause after clause. `demand_ids` are in the order of their coming.

    Demand d has the requirements requirement_at[d] … requirement_at[d+1], each with its mark; requirement r has the
    alternatives alternative_at[r] … alternative_at[r+1] (one where it has no choice), each the number of a clause.
    `titles` are distinct; `parts` says which parts of the score each demand asks for (`scoring.asked_parts`).
    """

    demand_ids: tuple[str, ...]
    clauses: tuple[Clause, ...]
    requirement_at: Int64
    marks: npt.NDArray[np.int8]
    alternative_at: Int64
    alternatives: Int32
    budgets: Int64
    limit_days: Int32
    parts: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    title_of: Int32

    @classmethod
    def build(
        cls, demands: Iterable[DemandFacts], *, parameters: Mapping[str, ParameterFacts], units: UnitTable
    ) -> DemandColumns:
        """The columns of these demands. Raises ValueError for one of more than MOST_REQUIREMENTS requirements."""
        builder = _Builder(parameters, units)
        for demand in demands:
            builder.add(demand)
        return builder.finish()


class _Builder:
    def __init__(self, parameters: Mapping[str, ParameterFacts], units: UnitTable) -> None:
        self._parameters, self._units = parameters, units
        self._numbers: dict[tuple[object, ...], int] = {}
        self._clauses: list[Clause] = []
        self._titles: dict[str, int] = {}
        self._demands: list[tuple[str, int, int, tuple[str, ...], int]] = []
        self._sizes: list[int] = []
        self._marks: list[int] = []
        self._choices: list[int] = []
        self._alternatives: list[int] = []

    def add(self, demand: DemandFacts) -> None:
        """One more demand."""
        if len(demand.requirements) > MOST_REQUIREMENTS:
            raise ValueError(f"demand {demand.demand_id} has {len(demand.requirements)} requirements")
        title = self._titles.setdefault(demand.title, len(self._titles))
        limits = (fen(demand.budget), days(demand.delivery_days))
        self._demands.append((demand.demand_id, *limits, asked_parts(demand), title))
        self._sizes.append(len(demand.requirements))
        for requirement in demand.requirements:
            self._marks.append(layout.MARK_CODES[requirement.mark])
            wanted = clauses_of(requirement)
            self._choices.append(len(wanted))
            self._alternatives += [self._number(each) for each in wanted]

    def _number(self, wanted: Requirement) -> int:
        key = (
            *(wanted.op, wanted.code, wanted.lo, wanted.hi, wanted.unit, wanted.strict, wanted.members),
            *(wanted.condition, wanted.superlative),
        )
        number = self._numbers.setdefault(key, len(self._clauses))
        if number == len(self._clauses):
            self._clauses.append(clause_of(wanted, parameters=self._parameters, units=self._units))
        return number

    def finish(self) -> DemandColumns:
        """The columns of what was added."""
        ids, budgets, limit_days, parts, titles = zip(*self._demands, strict=True) if self._demands else ((),) * 5
        return DemandColumns(
            demand_ids=ids,
            clauses=tuple(self._clauses),
            requirement_at=_places(self._sizes),
            marks=np.array(self._marks, dtype=np.int8),
            alternative_at=_places(self._choices),
            alternatives=np.array(self._alternatives, dtype=np.int32),
            budgets=np.array(budgets, dtype=np.int64),
            limit_days=np.array(limit_days, dtype=np.int32),
            parts=parts,
            titles=tuple(self._titles),
            title_of=np.array(titles, dtype=np.int32),
        )


def _places(sizes: Sequence[int]) -> Int64:
    """Where each group begins, and where the last one ends."""
    at = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=at[1:])
    return at
