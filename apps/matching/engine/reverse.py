"""One product against many demands: the demands' clauses stand on scales of their own, and the product is placed there.

A scale made of the numbers that demands ask for compares as exactly as one made of products' values: what is not on it
stands on the even number between its neighbours. Ranks only ever meet across: a clause's with a value's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from apps.matching.engine import layout, reversing
from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.building import UNREAD, placed_values
from apps.matching.engine.columns import Int32, Int64, UInt64
from apps.matching.engine.compile import Clause, Ruler, place
from apps.matching.engine.facts import DemandFacts, ProductFacts, ScoreParts
from apps.matching.engine.kernels import GOODNESS, UInt8
from apps.matching.engine.ranking import points_tables
from apps.matching.engine.reference import OUTCOME_ORDER
from apps.matching.engine.running import weights_table
from apps.matching.engine.scales import Order, Scale
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights, days, fen, shared_out
from apps.matching.engine.tallying import choice_code
from apps.matching.engine.text import TermWeights, terms_of
from apps.matching.engine.texts import Groups
from apps.taxonomy.language.canonical import answer_of, current_values
from apps.taxonomy.language.types import Ambient, Bound, Outcome, ParameterFacts
from apps.taxonomy.language.units import UnitTable


@dataclass(frozen=True, slots=True)
class Reversed:
    """One product's outcome, score in hundredths and evidence for every demand, in their order."""

    demand_ids: tuple[str, ...]
    outcomes: UInt8
    scores: Int32
    evidence: Int32

    def outcome(self, demand: int) -> Outcome:
        """The outcome for one demand (its place)."""
        return OUTCOME_ORDER[self.outcomes[demand]]


@dataclass(frozen=True, slots=True)
class DemandIndex:
    """Demands of one family, ready to be asked which of them a product answers. Immutable and thread-safe.

    `clauses` stand by parameter, then condition; `spans` tells where those of a parameter stand, and of a condition.
    `weighed` gives of a text the numbers of its terms and what all of them count.
    """

    demands: DemandColumns
    parameters: Mapping[str, ParameterFacts]
    units: UnitTable
    terms: TermWeights
    clauses: Int64
    masks: UInt64
    alternatives: Int32
    unanswered: UInt8
    scales: Mapping[str, Scale]
    spans: Mapping[str, tuple[int, int, Mapping[str, tuple[int, int]]]]
    table_of: Int32
    tables: Int64
    weights: Int64
    term_ids: Mapping[str, int]
    term_counts: Int32
    titles: Groups
    title_wholes: Int64
    weighed: Callable[[str], tuple[Sequence[int], int]]

    @classmethod
    def build(
        cls,
        demands: Iterable[DemandFacts],
        *,
        parameters: Mapping[str, ParameterFacts],
        units: UnitTable,
        terms: TermWeights | None = None,
        weights: Weights = PUBLISHED_WEIGHTS,
    ) -> DemandIndex:
        """The index of these demands; who asks sees to it that their scope holds the product."""
        columns = DemandColumns.build(demands, parameters=parameters, units=units)
        order = sorted(range(len(columns.clauses)), key=lambda number: columns.clauses[number][:2])
        clauses = [columns.clauses[number] for number in order]
        places = np.empty(len(order), np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        scales = _scales(clauses)
        table, masks = place(clauses, Ruler(scales, {}, {}))
        weighed = terms or TermWeights()
        titles = [sorted(terms_of(title)) for title in columns.titles]
        term_ids = {term: number for number, term in enumerate(dict.fromkeys(term for own in titles for term in own))}
        return cls(
            columns,
            parameters,
            units,
            weighed,
            table,
            masks,
            places[columns.alternatives],
            np.array([choice_code(int(GOODNESS[clause.absent]), 0) for clause in clauses], dtype=np.uint8),
            scales,
            _spans(clauses),
            *_tables(columns, weights),
            term_ids,
            np.array([weighed.of_term(term) for term in term_ids], dtype=np.int32),
            Groups.of([[term_ids[term] for term in own] for own in titles]),
            np.array([weighed.of_terms(own) for own in titles], dtype=np.int64),
            _weigher(weighed, term_ids),
        )

    def match(self, product: ProductFacts, *, today: date | None) -> Reversed:
        """The product against every demand."""
        count = len(self.demands.demand_ids)
        outcomes, scores, evidence = np.empty(count, np.uint8), np.empty(count, np.int32), np.empty(count, np.int32)
        reversing.weigh(
            self._codes(product, today),
            self.demands.requirement_at,
            self.demands.marks,
            self.demands.alternative_at,
            self.alternatives,
            self.demands.budgets,
            self.demands.limit_days,
            self.table_of,
            self.tables,
            self.weights,
            self.demands.title_of,
            self._relevance(product.texts),
            fen(product.price),
            days(product.lead_days),
            outcomes,
            scores,
            evidence,
        )
        return Reversed(self.demands.demand_ids, outcomes, scores, evidence)

    def _codes(self, product: ProductFacts, today: date | None) -> UInt8:
        """What each clause finds on the product."""
        spans, answers = [], []
        for (code, condition), current in current_values(product.specs, units=self.units, today=today).items():
            if code in self.spans:
                begin, end, conditions = self.spans[code]
                spans.append((begin, end, *conditions.get(condition, (0, 0))))
                parameter = self.parameters.get(code)
                answer = answer_of(current.value, parameter=parameter, units=self.units) if parameter else UNREAD
                answers.append((answer, int(current.rung), self.scales[code]))
        values, sets = placed_values(answers)
        codes = self.unanswered.copy()
        reversing.find_codes(
            self.clauses,
            self.masks,
            GOODNESS,
            np.array(spans, dtype=np.int64).reshape(-1, 4),
            values.heads,
            values.first,
            values.second,
            sets.at,
            sets.lowest,
            sets.highest,
            sets.words,
            codes,
        )
        return codes

    def _relevance(self, texts: Sequence[str]) -> Int32:
        """The product's relevance to each title."""
        weighed = [self.weighed(text) for text in texts]
        known = Groups.of([own for own, _ in weighed])
        wholes = np.array([whole for _, whole in weighed], dtype=np.int64)
        relevance = np.zeros(len(self.titles), np.int32)
        reversing.relate_titles(
            self.term_counts, wholes, known.at, known.numbers, self.titles.at, self.titles.numbers, self.title_wholes,
            relevance,
        )  # fmt: skip
        return relevance


def _weigher(terms: TermWeights, term_ids: Mapping[str, int]) -> Callable[[str], tuple[Sequence[int], int]]:
    """Tells which of the numbered terms a text has, and what all its terms count; products of a type share words."""

    @lru_cache(4096)
    def weighed(text: str) -> tuple[Sequence[int], int]:
        own = terms_of(text)
        return [term_ids[term] for term in own if term in term_ids], terms.of_terms(own)

    return weighed


def _scales(clauses: Sequence[Clause]) -> dict[str, Scale]:
    """The scale of each parameter's asked numbers and members."""
    bounds: dict[str, list[Bound]] = {}
    asked: dict[str, list[Clause]] = {}
    for clause in clauses:
        asked.setdefault(clause.code, []).append(clause)
    for code, own in asked.items():
        bounds[code] = [b for c in own if c.ask for b in (c.ask.lo, c.ask.hi) if b is not None]
    return {
        code: Scale(
            values=Order.of(bound for bound in bounds[code] if not isinstance(bound, Ambient)),
            offsets=Order.of(bound.offset for bound in bounds[code] if isinstance(bound, Ambient)),
            magnitudes=Order.of(c.ask.magnitude for c in own if c.ask and c.ask.magnitude is not None),
            bits={member: bit for bit, member in enumerate(sorted(_members(own)))},
        )
        for code, own in asked.items()
    }


def _members(clauses: Iterable[Clause]) -> set[str]:
    asks = [clause.ask for clause in clauses if clause.ask]
    return {member for ask in asks for member in (*ask.members, ask.member)}


def _spans(clauses: Sequence[Clause]) -> dict[str, tuple[int, int, dict[str, tuple[int, int]]]]:
    """Where the clauses of each parameter stand, and of each of its conditions. Clauses are sorted by both."""
    found: dict[str, tuple[int, int, dict[str, tuple[int, int]]]] = {}
    for number, clause in enumerate(clauses):
        begin, _, conditions = found.get(clause.code, (number, 0, {}))
        first, _ = conditions.get(clause.condition, (number, 0))
        conditions[clause.condition] = (first, number + 1)
        found[clause.code] = (begin, number + 1, conditions)
    found.pop("", None)  # what is linked to no parameter is answered by nobody
    return found


def _tables(demands: DemandColumns, weights: Weights) -> tuple[Int32, Int64, Int64]:
    """Which table each demand's points stand in, the tables, and the weights of each."""
    kinds: dict[tuple[tuple[int, ...], ScoreParts], int] = {}
    table_of = []
    for demand, parts in enumerate(demands.parts):
        first, last = demands.requirement_at[demand : demand + 2]
        asked = tuple(np.bincount(demands.marks[first:last], minlength=len(layout.MARKS)).tolist())
        table_of.append(kinds.setdefault((asked, shared_out(parts, weights.parts)), len(kinds)))
    made = [points_tables(*kind) for kind in kinds]
    size = max((len(evidence) for _, evidence in made), default=1)
    tables = np.zeros((len(made), 4, size), np.int64)
    for table, (points, evidence) in zip(tables, made, strict=True):
        table[:3, : points.shape[1]] = points
        table[3, : len(evidence)] = evidence
    rows = np.array([weights_table(own) for _, own in kinds], dtype=np.int64).reshape(-1, len(ScoreParts._fields))
    return np.array(table_of, dtype=np.int32), tables, rows
