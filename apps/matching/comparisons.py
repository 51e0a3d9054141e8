"""A demand for the engine, and what comes of comparing it with the catalogue of this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from apps.demands.models import DemandVersion, Requirement
from apps.demands.selectors import requirements_for_matching
from apps.matching.catalogues import Catalogue, catalogue
from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow
from apps.taxonomy.language.types import Judgement, Outcome
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import family_of

MOST_KEPT = 50
MOST_NEAR_KEPT = 30
MOST_REFERENCES_KEPT = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """A demand version compared: what the engine found, and everything needed to keep it.

    `now` is what it was compared with. `requirements` are the rows of the demand in the order of the
    requirements of `facts`. `kept` are the candidates that are stored, best first; `explained` holds the judgements of
    those and of the references by product.
    """

    now: Catalogue
    facts: DemandFacts
    result: MatchResult
    requirements: tuple[Requirement, ...]
    kept: tuple[MatchRow, ...]
    references: tuple[MatchRow, ...]
    explained: Mapping[str, tuple[Judgement, ...]]


def competing_ids(category: Category) -> frozenset[int]:
    """The ids of the categories whose products answer a demand of this one: itself and its family."""
    return frozenset({category.pk, *family_of(category).values_list("pk", flat=True)})


def asking_ids(category: Category) -> frozenset[int]:
    """The ids of the categories whose demands a product of this type answers: its family's, and the levels above."""
    competing = competing_ids(category)
    above = Category.objects.filter(Q(children__in=competing) | Q(children__children__in=competing))
    return competing | frozenset(above.values_list("pk", flat=True))


def demand_facts(
    version: DemandVersion, rows: Iterable[Requirement] | None = None
) -> tuple[DemandFacts, tuple[Requirement, ...]]:
    """A demand version for the engine, and the rows behind its requirements in the same order.

    `rows` are all those of the version, where they are known already.
    """
    asked = requirements_for_matching(version, rows)
    scope = None if version.category is None else frozenset(str(pk) for pk in competing_ids(version.category))
    facts = DemandFacts(
        demand_id=str(version.demand_id),
        title=version.title,
        requirements=tuple(requirement for requirement, _ in asked),
        budget=version.budget_yuan,
        delivery_days=version.delivery_days,
        scope=scope,
    )
    return facts, tuple(row for _, row in asked)


def compare(version: DemandVersion) -> Comparison:
    """Compare a version with the catalogue of this moment, by the weights in force."""
    facts, rows = demand_facts(version)
    return compare_facts(facts, rows, now=catalogue())


def compare_facts(facts: DemandFacts, rows: tuple[Requirement, ...], *, now: Catalogue) -> Comparison:
    """Compare a demand, as it is or as it might be, with a catalogue. `rows` stand behind its requirements."""
    result = now.shards.match(facts, limit=MOST_KEPT, references=MOST_REFERENCES_KEPT, weights=now.weights)
    good = [row for row in result.rows if row.outcome is not Outcome.INELIGIBLE]
    kept = (*good, *now.shards.near_misses(facts, limit=MOST_NEAR_KEPT, weights=now.weights))
    references = result.references
    return Comparison(
        now=now,
        facts=facts,
        result=result,
        requirements=rows,
        kept=kept,
        references=references,
        explained={row.product_id: now.shards.explain(facts, row.product_id) for row in (*kept, *references)},
    )
