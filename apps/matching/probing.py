"""A question asked in passing, answered by the one engine inside the request: nothing is stored, nobody is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from apps.matching import catalogues
from apps.matching.engine.facts import DemandFacts
from apps.matching.engine.fits import Fit, Fits, PriceRange, fit_products
from apps.matching.judging import Judged, put_in_words
from apps.taxonomy.language.types import Mark, Requirement

__all__ = ["Fit", "Fits", "Judged", "PriceRange", "Probe", "probe"]


@dataclass(frozen=True, slots=True)
class Probe:
    """How the products of the scope fit a question, and the judgements behind it on demand."""

    fits: Fits
    facts: DemandFacts
    catalogue: catalogues.Catalogue

    def judged(self, product_ids: Iterable[int]) -> Mapping[int, tuple[Judged, ...]]:
        """What each of these products answers to each requirement, in words; ids out of the catalogue are left out."""
        shards = self.catalogue.shards
        return {
            product_id: tuple(
                put_in_words(asked, judgement, parameters=shards.parameters)
                for asked, judgement in zip(
                    self.facts.requirements, shards.explain(self.facts, str(product_id)), strict=True
                )
            )
            for product_id in product_ids
            if shards.holds(str(product_id))
        }


def probe(
    requirements: Sequence[Requirement],
    *,
    category_ids: Set[int] | None,
    prices: PriceRange,
    among: Set[int] | None = None,
) -> Probe:
    """Ask the catalogue of this moment. Every requirement counts like a ★; `among` narrows to these product ids.

    `category_ids` are the categories to look in (`comparisons.competing_ids`), None the whole catalogue. References are
    left out.
    """
    scope = None if category_ids is None else frozenset(map(str, category_ids))
    facts = DemandFacts(
        demand_id="question",
        requirements=tuple(replace(each, mark=Mark.MANDATORY) for each in requirements),
        budget=prices.hi,
        scope=scope,
    )
    now = catalogues.catalogue()
    ids = None if among is None else frozenset(map(str, among))
    return Probe(fit_products(now.shards.indexes_for(scope), facts, prices=prices, among=ids), facts, now)
