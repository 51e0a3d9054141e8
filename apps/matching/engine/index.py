"""The index: all products as columns, and the one pair function over them.

Online (`match`), what-if (a changed DemandFacts) and `check_deviation` all go through here; `batch` puts many demands
to an index, `reverse` one product to many demands.
An index is immutable and thread-safe after `build`. It knows its day (`today`): evidence that expires later needs a
new index. Build it anew, or beside the old one, when products change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import numpy as np

from apps.matching.engine.building import build_columns, in_row_order
from apps.matching.engine.columns import Columns, Int64
from apps.matching.engine.compile import Asked, Program
from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow, ProductFacts
from apps.matching.engine.kernels import GOODNESS
from apps.matching.engine.layout import MISSING, NEGATIVE_GOODNESS
from apps.matching.engine.merging import Part, merge
from apps.matching.engine.missing import codes_of, missed_distances
from apps.matching.engine.ranking import NOTHING_BEYOND, Ranking, can_rank, rank
from apps.matching.engine.reference import OUTCOME_ORDER, judge_product
from apps.matching.engine.running import Evaluation, Scope, evaluate, evaluate_rows
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights, weights_for
from apps.matching.engine.text import TermWeights
from apps.matching.engine.texts import TextColumns, TextsBuilder, build_texts
from apps.taxonomy.language.distance import MILLION
from apps.taxonomy.language.types import (
    Judgement,
    Mark,
    Outcome,
    ParameterFacts,
)
from apps.taxonomy.language.units import UnitTable

ENGINE_VERSION = "2"


@dataclass(frozen=True)
class MatchIndex:
    """Products ready to be matched. Make one with `MatchIndex.build`."""

    parameters: Mapping[str, ParameterFacts]
    units: UnitTable
    today: date | None
    columns: Columns
    texts: TextColumns

    @classmethod
    def build(
        cls,
        products: Iterable[ProductFacts],
        *,
        parameters: Mapping[str, ParameterFacts],
        units: UnitTable,
        today: date | None,
        terms: TermWeights | None = None,
    ) -> MatchIndex:
        """An index of these products. Of two products with one id the last counts.

        `terms` are the weights of the texts' terms, the same for every index that is to give the same scores: they
        follow from the words of all categories (`TermWeights.of`). Without them every term counts the same.
        """
        by_id = {product.product_id: product for product in products}
        columns = build_columns(by_id.values(), parameters=parameters, units=units, today=today)
        texts = build_texts(in_row_order(by_id.values()), terms or TermWeights())
        return cls(dict(parameters), units, today, columns, texts)

    @property
    def terms(self) -> TermWeights:
        """The weights of the texts' terms."""
        return self.texts.terms

    def holds(self, product_id: str) -> bool:
        """Whether the index knows the product."""
        return self.columns.find_row(product_id) != MISSING

    def updated(self, changed: Iterable[ProductFacts], gone: Iterable[str] = ()) -> MatchIndex:
        """The index after products came or changed and others went: equal to one that is built anew, and quicker.

        The parameters stay as they are, with the spreads that distances are divided by: so a change of one product
        moves no distance of another.
        """
        newer = MatchIndex.build(
            changed, parameters=self.parameters, units=self.units, today=self.today, terms=self.terms
        )
        replaced = frozenset(gone).union(newer.columns.product_ids)
        return self.joined([Part.without(self.columns, self.texts, replaced), newer.part()])

    def part(self) -> Part:
        """All of it, to be merged with others."""
        return Part.without(self.columns, self.texts, frozenset())

    def joined(self, parts: Sequence[Part]) -> MatchIndex:
        """These parts as one index with this one's parameters, units, day and terms; theirs must be the same."""
        if any(part.texts.terms != self.terms for part in parts):
            raise ValueError("parts whose texts were weighed by other terms can't be joined")
        columns, texts = merge(parts, TextsBuilder(self.terms))
        return replace(self, columns=columns, texts=texts)

    def match(
        self,
        demand: DemandFacts,
        *,
        limit: int | None = 50,
        references: int = 10,
        weights: Weights = PUBLISHED_WEIGHTS,
    ) -> MatchResult:
        """Rank the products in the demand's scope: the `limit` best, and the best `references` apart.

        `limit` None gives all rows and all references.

        Raises ValueError for a demand of more than LARGEST_DEMAND requirements.
        """
        ranking = self.ranking(demand, limit=limit, references=references, weights=weights)
        return MatchResult(
            demand_id=demand.demand_id,
            rows=self.rows(demand, ranking.candidates),
            references=self.rows(demand, ranking.references),
            counts=ranking.counts,
            one_short=ranking.one_short,
            weights=weights_for(demand, weights),
            engine_version=ENGINE_VERSION,
            weights_version=weights.version,
        )

    def asked(self, demand: DemandFacts) -> Asked:
        """What a demand asks: the same for every index with these parameters and units."""
        return Asked.of(demand.requirements, parameters=self.parameters, units=self.units)

    def ranking(
        self,
        demand: DemandFacts,
        *,
        limit: int | None,
        references: int,
        weights: Weights = PUBLISHED_WEIGHTS,
        asked: Asked | None = None,
        beyond: tuple[int, int] = NOTHING_BEYOND,
    ) -> Ranking:
        """What `match` finds, as arrays. `beyond`: ranking.rank."""
        program = (asked or self.asked(demand)).placed(self.columns)
        if limit is None or not can_rank(program.marks):
            return self._rank_whole(demand, limit=limit, references=references, weights=weights)
        in_force = weights_for(demand, weights)
        return rank(
            program, demand, columns=self.columns, texts=self.texts, weights=in_force, limit=limit,
            references=references, beyond=beyond,
        )  # fmt: skip

    def rows_of(
        self, demand: DemandFacts, product_ids: Iterable[str], *, weights: Weights = PUBLISHED_WEIGHTS
    ) -> tuple[MatchRow, ...]:
        """The rows of these products, wherever they would stand in the result; ids outside the scope are left out."""
        known = (self.columns.find_row(product_id) for product_id in product_ids)
        spans = self.columns.spans(demand.scope)
        rows = sorted({row for row in known if any(begin <= row < end for begin, end in spans)})
        chosen = np.array(rows, dtype=np.int64)
        found = evaluate_rows(
            self._compile(demand),
            demand,
            columns=self.columns,
            scope=Scope.of_rows(chosen),
            relevance=self.texts.relevance(self.texts.shares(demand.title), chosen),
            weights=weights_for(demand, weights),
        )
        return self.rows(demand, found)

    def evaluate(self, demand: DemandFacts, *, weights: Weights = PUBLISHED_WEIGHTS) -> Evaluation:
        """Every product of the scope as arrays, unranked: for counts, check-ups and what-if questions."""
        in_force = weights_for(demand, weights)
        return evaluate(self._compile(demand), demand, columns=self.columns, texts=self.texts, weights=in_force)

    def _compile(self, demand: DemandFacts) -> Program:
        return self.asked(demand).placed(self.columns)

    def _rank_whole(self, demand: DemandFacts, *, limit: int | None, references: int, weights: Weights) -> Ranking:
        """The ranking from a table of all verdicts: for all rows, and for demands that no tally holds."""
        evaluation = self.evaluate(demand, weights=weights)
        most_references = None if limit is None else references
        candidates = ~self.columns.is_reference[evaluation.rows]
        mandatory = [place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY]
        missed = (GOODNESS[evaluation.reasons[mandatory]] == NEGATIVE_GOODNESS).sum(axis=0)
        return Ranking(
            candidates=evaluation.taken(evaluation.best(self.columns, references=False, limit=limit)),
            references=evaluation.taken(evaluation.best(self.columns, references=True, limit=most_references)),
            counts={
                outcome: int(np.count_nonzero(evaluation.outcomes[candidates] == code))
                for code, outcome in enumerate(OUTCOME_ORDER)
            },
            one_short=int(np.count_nonzero(missed[candidates] == 1)),
        )

    def near_misses(
        self, demand: DemandFacts, *, limit: int, weights: Weights = PUBLISHED_WEIGHTS
    ) -> tuple[MatchRow, ...]:
        """The candidates that miss the ★ rows by least, in the order of the ranking; ties go to the better rank."""
        evaluation = self.evaluate(demand, weights=weights)
        is_missing = evaluation.outcomes == OUTCOME_ORDER.index(Outcome.INELIGIBLE)
        missing = np.flatnonzero(is_missing & ~self.columns.is_reference[evaluation.rows])
        missing = missing[np.argsort(evaluation.keys(self.columns)[missing])]
        distances = self._distances(demand, evaluation.taken(missing))
        nearest = np.sort(np.argsort(distances, kind="stable")[:limit])
        return self.rows(demand, evaluation.taken(missing[nearest]))

    def rows(self, demand: DemandFacts, evaluation: Evaluation) -> tuple[MatchRow, ...]:
        """Evaluated products as facts, in their order, with the distance of those that miss a ★."""
        rows = evaluation.facts(self.columns)
        missing = np.flatnonzero(evaluation.outcomes == OUTCOME_ORDER.index(Outcome.INELIGIBLE))
        if len(missing):
            distances = self._distances(demand, evaluation.taken(missing)).tolist()
            for place, distance in zip(missing.tolist(), distances, strict=True):
                rows[place] = replace(rows[place], distance=Fraction(distance, MILLION))
        return tuple(rows)

    def _distances(self, demand: DemandFacts, evaluation: Evaluation) -> Int64:
        return missed_distances(
            demand.requirements,
            evaluation.reasons,
            evaluation.rows,
            columns=self.columns,
            parameters=self.parameters,
            units=self.units,
        )

    def spreads(self) -> Mapping[str, Fraction]:
        """How wide the catalogue's values of each parameter lie, in base units; not for parameters with a single value.

        To be frozen for an epoch in `ParameterFacts.spread`, so that one more product moves no distance.
        """
        orders = {code: scale.values for code, scale in self.columns.scales.items()}
        return {
            code: Fraction(order.multiples[-1] - order.multiples[0], order.denominator)
            for code, order in orders.items()
            if len(order.multiples) > 1
        }

    def explain(self, demand: DemandFacts, product_id: str) -> tuple[Judgement, ...]:
        """The judgement of each requirement for one product, ready for words. Raises KeyError for an unknown id."""
        current = self.columns.current_of(self.columns.row_of(product_id), codes_of(demand.requirements))
        return judge_product(demand, current=current, parameters=self.parameters, units=self.units)
