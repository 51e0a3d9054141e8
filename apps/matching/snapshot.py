"""The catalogue as the engine sees it: one index a process, rebuilt when the state of the catalogue has changed.

Whether it has changed is told by state and never by an id or a time: a digest over all published products and their
revisions, over the parameters, and the day (evidence expires). A transaction that commits late changes the digest.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Q

from apps.demands.models import DemandVersion, Requirement
from apps.demands.selectors import requirements_for_matching
from apps.matching.engine.facts import DemandFacts, MatchResult, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.scoring import Weights
from apps.matching.models import WeightSet
from apps.matching.weights import weights_of_row
from apps.suppliers.models import Product
from apps.suppliers.selectors import ProductForMatching, products_for_matching
from apps.suppliers.specs import facts_of
from apps.taxonomy.language.types import Judgement, Mark, Outcome, ParameterFacts, Verdict
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import family_of
from kernel import clock

MOST_KEPT = 50
MOST_NEAR_KEPT = 30
MOST_REFERENCES_KEPT = 10


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All published products at one moment, ready to be matched, and the weights in force then.

    `revisions` maps product ids to their revision. `members` are the same by category id, as (id, revision) by rising
    id, and `words` the names of each category: what a run keeps so that it can be worked out again (`epochs`).
    """

    token: str
    weights: Weights
    index: MatchIndex
    revisions: Mapping[str, int]
    members: Mapping[str, Sequence[tuple[int, int]]]
    words: Mapping[str, tuple[str, ...]]


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
    one_clause_short: int


_lock = threading.Lock()
_current: Catalogue | None = None


def catalogue() -> Catalogue:
    """The catalogue of this moment; read anew only when its state has changed since this process read it."""
    global _current
    token, weights = _state(clock.today())
    with _lock:
        if _current is None or _current.token != token:
            _current = _read_catalogue(token, weights)
        elif _current.weights != weights:
            _current = replace(_current, weights=weights)
        return _current


def _state(today: date) -> tuple[str, Weights]:
    """What tells whether the catalogue is still the same, and the weights in force, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT
              (SELECT md5(coalesce(string_agg(id || ':' || revision, ',' ORDER BY id), ''))
               FROM suppliers_product WHERE status = %s),
              (SELECT md5(coalesce(string_agg(concat_ws(':', code, quantity, better, settable), ',' ORDER BY id), ''))
               FROM taxonomy_parameter),
              (SELECT to_json(weights)::text FROM matching_weightset AS weights WHERE state = %s)
            """,
            [Product.Status.PUBLISHED, WeightSet.State.ACTIVE],
        )
        products, parameters, active = cursor.fetchone()
    weights = weights_of_row(json.loads(active) if active else None)
    return f"{today.isoformat()}:{products}:{parameters}", weights


def _read_catalogue(token: str, weights: Weights) -> Catalogue:
    words = {str(category.pk): (category.name_zh, *category.aliases) for category in Category.objects.all()}
    revisions: dict[str, int] = {}
    members: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def facts() -> Iterator[ProductFacts]:
        for product in products_for_matching():
            category = str(product.category_id)
            revisions[str(product.id)] = product.revision
            members[category].append((product.id, product.revision))
            yield product_facts(product, words[category])

    index = MatchIndex.build(facts(), parameters=facts_of_parameters(), units=default_units(), today=clock.today())
    return Catalogue(token, weights, with_spreads(index), revisions, dict(members), words)


def with_spreads(index: MatchIndex) -> MatchIndex:
    """The index with the width of each parameter's values, by which distances are divided where no ratio makes sense.

    Frozen with the index: one more product makes a new index, and moves no distance of this one.
    """
    spreads = index.spreads()
    return with_parameters(index, {
        code: replace(facts, spread=spreads.get(code)) for code, facts in index.parameters.items()
    })  # fmt: skip


def with_parameters(index: MatchIndex, parameters: Mapping[str, ParameterFacts]) -> MatchIndex:
    """The index with what is known of each parameter, its width among it."""
    return replace(index, parameters=parameters)


def facts_of_parameters() -> dict[str, ParameterFacts]:
    """What the comparison must know of every parameter, by code."""
    return {parameter.code: facts_of(parameter) for parameter in Parameter.objects.all()}


def product_facts(product: ProductForMatching, category_words: tuple[str, ...]) -> ProductFacts:
    """A product for the engine; `category_words` are the names under which its category is known."""
    return ProductFacts(
        product_id=str(product.id),
        category=str(product.category_id),
        maker=str(product.organisation_id),
        specs=product.specs,
        price=product.price_yuan,
        lead_days=product.lead_time_days,
        domestic=is_domestic(product.origin),
        is_reference=product.is_reference,
        texts=(product.name, product.model, *category_words),
    )


def is_domestic(origin: str) -> bool | None:
    """Whether the place of production is in the country; None where it is not said."""
    return {Product.Origin.DOMESTIC.value: True, Product.Origin.ABROAD.value: False}.get(origin)


def competing_ids(category: Category) -> frozenset[int]:
    """The ids of the categories whose products answer a demand of this one: itself and its family."""
    return frozenset({category.pk, *family_of(category).values_list("pk", flat=True)})


def asking_ids(category: Category) -> frozenset[int]:
    """The ids of the categories whose demands a product of this type answers: its family's, and the levels above."""
    competing = competing_ids(category)
    above = Category.objects.filter(Q(children__in=competing) | Q(children__children__in=competing))
    return competing | frozenset(above.values_list("pk", flat=True))


def demand_facts(version: DemandVersion) -> tuple[DemandFacts, tuple[Requirement, ...]]:
    """A demand version for the engine, and the rows behind its requirements in the same order."""
    asked = requirements_for_matching(version)
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
    result = now.index.match(facts, limit=None, weights=now.weights)
    kept, references = _kept(result.rows), result.references[:MOST_REFERENCES_KEPT]
    return Comparison(
        now=now,
        facts=facts,
        result=result,
        requirements=rows,
        kept=kept,
        references=references,
        explained={row.product_id: now.index.explain(facts, row.product_id) for row in (*kept, *references)},
        one_clause_short=sum(_misses(row, facts) == 1 for row in result.rows),
    )


def _kept(rows: Iterable[MatchRow]) -> tuple[MatchRow, ...]:
    rows = list(rows)
    good = [row for row in rows if row.outcome is not Outcome.INELIGIBLE][:MOST_KEPT]
    missing = [row for row in rows if row.outcome is Outcome.INELIGIBLE]
    near = {row.product_id for row in sorted(missing, key=lambda row: row.distance or 0)[:MOST_NEAR_KEPT]}
    return (*good, *(row for row in missing if row.product_id in near))


def _misses(row: MatchRow, demand: DemandFacts) -> int:
    return sum(
        verdict is Verdict.NEGATIVE and requirement.mark is Mark.MANDATORY
        for verdict, requirement in zip(row.verdicts, demand.requirements, strict=True)
    )
