"""The index: all products as columns, and the one pair function over them.

Online (`match`), reverse (`match_reverse`), what-if (a changed DemandFacts) and `check_deviation` all go through here.
An index is immutable and thread-safe after `build`. It knows its day (`today`): evidence that expires later needs a
new index. Build it anew, or beside the old one, when products change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow, ProductFacts
from apps.matching.engine.reference import judge_product, match_products
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights, weights_for
from apps.taxonomy.language.canonical import current_values
from apps.taxonomy.language.types import Judgement, Outcome, ParameterFacts
from apps.taxonomy.language.units import UnitTable

ENGINE_VERSION = "1"


@dataclass(frozen=True)
class MatchIndex:
    """Products ready to be matched. Make one with `MatchIndex.build`."""

    products: Mapping[str, ProductFacts]
    parameters: Mapping[str, ParameterFacts]
    units: UnitTable
    today: date | None

    @classmethod
    def build(
        cls,
        products: Iterable[ProductFacts],
        *,
        parameters: Mapping[str, ParameterFacts],
        units: UnitTable,
        today: date | None,
    ) -> MatchIndex:
        """An index of these products. Of two products with one id the last counts."""
        return cls({product.product_id: product for product in products}, dict(parameters), units, today)

    def match(
        self, demand: DemandFacts, *, limit: int | None = 50, weights: Weights = PUBLISHED_WEIGHTS
    ) -> MatchResult:
        """Rank the products in the demand's scope; `limit` None gives all rows. References are ranked apart."""
        rows = match_products(
            demand,
            products=list(self.products.values()),
            parameters=self.parameters,
            units=self.units,
            today=self.today,
            weights=weights,
        )
        candidates = [row for row in rows if not self.products[row.product_id].is_reference]
        references = [row for row in rows if self.products[row.product_id].is_reference]
        return MatchResult(
            demand_id=demand.demand_id,
            rows=tuple(candidates[:limit]),
            references=tuple(references[:limit]),
            counts={each: sum(row.outcome is each for row in candidates) for each in Outcome},
            weights=weights_for(demand, weights),
            engine_version=ENGINE_VERSION,
            weights_version=weights.version,
        )

    def explain(self, demand: DemandFacts, product_id: str) -> tuple[Judgement, ...]:
        """The judgement of each requirement for one product, ready for words. Raises KeyError for an unknown id."""
        specs = self.products[product_id].specs
        current = current_values(specs, units=self.units, today=self.today)
        return judge_product(demand, current=current, parameters=self.parameters, units=self.units)


def match_reverse(
    product: ProductFacts,
    demands: Iterable[DemandFacts],
    *,
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
    weights: Weights = PUBLISHED_WEIGHTS,
) -> tuple[tuple[str, MatchRow], ...]:
    """One product against many demands: (demand id, row) for each demand whose scope holds the product."""
    index = MatchIndex.build([product], parameters=parameters, units=units, today=today)
    results = [index.match(demand, limit=1, weights=weights) for demand in demands]
    return tuple((result.demand_id, row) for result in results for row in (*result.rows, *result.references))


def warm_up() -> None:
    """Compile or load every kernel, so that the first demand of a worker does not wait. Call once per process."""
