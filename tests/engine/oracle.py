"""The plain path as the oracle of all others: whatever answers a question must say the same, byte for byte.

Rows are compared as the bytes of their `repr`, so that a number of another type (numpy's, a float) is a difference too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.matching.engine.asking import DemandColumns
from apps.matching.engine.batch import match_many
from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.reference import OUTCOME_ORDER, judge_product, match_products
from apps.matching.engine.reverse import DemandIndex, Reversed
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights
from apps.matching.engine.shards import Shards
from apps.matching.engine.storage import open_snapshot, save
from apps.matching.engine.text import TermWeights
from apps.taxonomy.language.canonical import current_values
from apps.taxonomy.language.types import Mark, Outcome, ParameterFacts, Verdict
from apps.taxonomy.language.units import UnitTable


def told(rows: Iterable[object]) -> bytes:
    """Rows as bytes."""
    return "\n".join(map(repr, rows)).encode()


@dataclass(frozen=True)
class Common:
    """What is the same for all indexes of a market."""

    parameters: Mapping[str, ParameterFacts]
    units: UnitTable
    today: date | None
    terms: TermWeights

    def index(self, products: Iterable[ProductFacts]) -> MatchIndex:
        """These products in one index."""
        return MatchIndex.build(
            products, parameters=self.parameters, units=self.units, today=self.today, terms=self.terms
        )

    def joined(self, shards: Sequence[Sequence[ProductFacts]]) -> MatchIndex:
        """An index for each shard, and then one of them all."""
        indexes = [self.index(shard) for shard in shards]
        return indexes[0].joined([index.part() for index in indexes])

    def shards(self, products: Iterable[ProductFacts], families: Mapping[str, str]) -> Shards:
        """An index for each family of categories, asked together."""
        own: dict[str, list[ProductFacts]] = {}
        for product in products:
            own.setdefault(families[product.category], []).append(product)
        indexes = {family: self.index(each) for family, each in own.items()}
        return Shards(self.parameters, self.units, self.today, families, indexes)


def reopened(index: MatchIndex, common: Common) -> MatchIndex:
    """The index as another process has it: from its files."""
    with TemporaryDirectory() as parent:
        save(index.columns, index.texts, Path(parent) / "index", notes={})
        columns, texts, _ = open_snapshot(Path(parent) / "index")
        return MatchIndex(common.parameters, common.units, common.today, columns, texts)


@dataclass(frozen=True)
class Oracle:
    """What the plain path says about these products."""

    common: Common
    products: Sequence[ProductFacts]
    weights: Weights = PUBLISHED_WEIGHTS

    def rows(self, demand: DemandFacts, *, references: bool = False) -> list[MatchRow]:
        """All candidates, or all references, best first."""
        return match_products(
            demand,
            products=[each for each in self.products if each.is_reference == references],
            parameters=self.common.parameters,
            units=self.common.units,
            today=self.common.today,
            terms=self.common.terms,
            weights=self.weights,
        )

    def check(self, index: MatchIndex | Shards, demands: Sequence[DemandFacts], *, limit: int) -> None:
        """Online, whole and cut, near misses, the explanation of every pair, and all demands in one batch."""
        for demand in demands:
            rows, references = self.rows(demand), self.rows(demand, references=True)
            whole = index.match(demand, limit=None, weights=self.weights)
            self._check_result(whole, demand, rows, rows, references)
            cut = index.match(demand, limit=limit, references=limit // 2, weights=self.weights)
            self._check_result(cut, demand, rows, rows[:limit], references[: limit // 2])
            near = index.near_misses(demand, limit=limit, weights=self.weights)
            assert told(near) == told(nearest(rows, limit))
            self._check_explanations(index, demand)
        for scope in {demand.scope for demand in demands}:
            one = index.index_for(scope) if isinstance(index, Shards) else index
            self._check_batch(one, [each for each in demands if each.scope == scope], limit)

    def check_reverse(self, demands: Sequence[DemandFacts]) -> None:
        """Each product as if it were new: its row for each demand is the one in the demand's own list."""
        rows = [
            (demand.demand_id, row)
            for demand in demands
            for references in (False, True)
            for row in self.rows(demand, references=references)
        ]
        index = DemandIndex.build(
            demands,
            parameters=self.common.parameters,
            units=self.common.units,
            terms=self.common.terms,
            weights=self.weights,
        )
        for product in self.products:
            own = [pair for pair in rows if pair[1].product_id == product.product_id]
            assert told(self._reversed(product, demands)) == told(own)
            self._check_columns(index.match(product, today=self.common.today), dict(own))

    def _reversed(self, product: ProductFacts, demands: Sequence[DemandFacts]) -> tuple[tuple[str, MatchRow], ...]:
        return matched_alone(
            product,
            demands,
            parameters=self.common.parameters,
            units=self.common.units,
            today=self.common.today,
            terms=self.common.terms,
            weights=self.weights,
        )

    @staticmethod
    def _check_columns(found: Reversed, rows: Mapping[str, MatchRow]) -> None:
        """The figures by demand, of those whose scope holds the product: the index leaves that to who asks."""
        figures = zip(found.demand_ids, found.scores.tolist(), found.evidence.tolist(), strict=True)
        told_by_index = [
            (demand, found.outcome(place), score, evidence)
            for place, (demand, score, evidence) in enumerate(figures)
            if demand in rows
        ]
        assert told(told_by_index) == told(
            (demand, rows[demand].outcome, rows[demand].score, rows[demand].evidence)
            for demand in found.demand_ids
            if demand in rows
        )

    def _check_result(
        self,
        result: MatchResult,
        demand: DemandFacts,
        rows: Sequence[MatchRow],
        best: Sequence[MatchRow],
        references: Sequence[MatchRow],
    ) -> None:
        assert told(result.rows) == told(best)
        assert told(result.references) == told(references)
        assert result.counts == counted(rows)
        assert result.one_short == one_short(demand, rows)

    def _check_explanations(self, index: MatchIndex | Shards, demand: DemandFacts) -> None:
        for product in self.products:
            current = current_values(product.specs, units=self.common.units, today=self.common.today)
            plain = judge_product(demand, current=current, parameters=self.common.parameters, units=self.common.units)
            assert told(index.explain(demand, product.product_id)) == told(plain)

    def _check_batch(self, index: MatchIndex, demands: Sequence[DemandFacts], limit: int) -> None:
        columns = DemandColumns.build(demands, parameters=self.common.parameters, units=self.common.units)
        found = match_many(index, columns, scope=demands[0].scope, limit=limit, weights=self.weights)
        for place, demand in enumerate(demands):
            rows = self.rows(demand)
            best = zip(
                found.product_ids(place),
                found.outcomes_of(place),
                found.scores[place, : found.found(place)].tolist(),
                found.evidence[place, : found.found(place)].tolist(),
                found.verdicts(place),
                found.rungs(place),
                strict=True,
            )
            wanted = (
                (row.product_id, row.outcome, row.score, row.evidence, row.verdicts, row.rungs) for row in rows[:limit]
            )
            assert told(best) == told(wanted)
            assert found.counted(place) == counted(rows)
            assert found.one_short(place) == one_short(demand, rows)


def counted(rows: Iterable[MatchRow]) -> dict[Outcome, int]:
    """How many rows have each outcome."""
    counts = Counter(row.outcome for row in rows)
    return {outcome: counts[outcome] for outcome in OUTCOME_ORDER}


def one_short(demand: DemandFacts, rows: Iterable[MatchRow]) -> int:
    """How many rows miss exactly one ★ requirement."""
    starred = [place for place, each in enumerate(demand.requirements) if each.mark is Mark.MANDATORY]
    return sum(sum(row.verdicts[place] is Verdict.NEGATIVE for place in starred) == 1 for row in rows)


def nearest(rows: Sequence[MatchRow], limit: int) -> list[MatchRow]:
    """The ineligible rows with the least distance, ties by their place, in the order of the list."""
    missing = [(row.distance, place) for place, row in enumerate(rows) if row.outcome is Outcome.INELIGIBLE]
    return [rows[place] for place in sorted(place for _, place in sorted(missing)[:limit])]


def matched_alone(
    product: ProductFacts,
    demands: Iterable[DemandFacts],
    *,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
    terms: TermWeights | None = None,
    weights: Weights = PUBLISHED_WEIGHTS,
) -> tuple[tuple[str, MatchRow], ...]:
    """A product in an index of its own: (demand id, row) for each demand whose scope holds it."""
    index = MatchIndex.build([product], parameters=parameters, units=units, today=today, terms=terms)
    results = [index.match(demand, limit=1, weights=weights) for demand in demands]
    return tuple((result.demand_id, row) for result in results for row in (*result.rows, *result.references))
