"""The plain path: judges one product after the other with `judge`. The oracle that the kernels are held against.

Slow and obvious on purpose. Nothing here looks at a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts, ScoreParts
from apps.matching.engine.scoring import (
    FULL_TEXT,
    TOP_RUNGS,
    Weights,
    days,
    delivery_points,
    fen,
    price_points,
    share,
    weights_for,
)
from apps.matching.engine.text import TermWeights, relevance
from apps.taxonomy.language.canonical import Current, current_values
from apps.taxonomy.language.types import (
    EvidenceRung,
    Judgement,
    Mark,
    Outcome,
    ParameterFacts,
    Requirement,
    Verdict,
)
from apps.taxonomy.language.units import UnitTable
from apps.taxonomy.language.verdict import Reason, judge_current, outcome

_FULFILLED = frozenset({Verdict.POSITIVE, Verdict.MEETS})
OUTCOME_ORDER = (Outcome.ELIGIBLE, Outcome.OPEN, Outcome.INELIGIBLE)


def judge_product(
    demand: DemandFacts,
    *,
    current: Mapping[tuple[str, str], Current],
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> tuple[Judgement, ...]:
    """All rows of the deviation table of one product."""
    return tuple(
        judge_current(requirement, current=current, parameters=parameters, units=units)
        for requirement in demand.requirements
    )


def match_products(
    demand: DemandFacts,
    *,
    products: Sequence[ProductFacts],
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
    terms: TermWeights | None = None,
    weights: Weights,
) -> list[MatchRow]:
    """The rows of all products within the demand's scope, best first: outcome, score, evidence, product id."""
    rows = []
    for product in products:
        if demand.scope is not None and product.category not in demand.scope:
            continue
        current = current_values(product.specs, units=units, today=today)
        judgements = judge_product(demand, current=current, parameters=parameters, units=units)
        rows.append(row_of(demand, product, judgements, terms=terms or TermWeights(), weights=weights))
    return sorted(rows, key=_order)


def row_of(
    demand: DemandFacts,
    product: ProductFacts,
    judgements: Sequence[Judgement],
    *,
    terms: TermWeights,
    weights: Weights,
) -> MatchRow:
    """Outcome, score and evidence of one product from its judgements."""
    conclusion = outcome((r.mark, j.verdict) for r, j in zip(demand.requirements, judgements, strict=True))
    parts = _score(demand, product, judgements, terms, weights_for(demand, weights))
    return MatchRow(
        product_id=product.product_id,
        outcome=conclusion,
        score=parts.total,
        parts=parts,
        reasons=tuple(Reason(j.reason_code) for j in judgements),
        rungs=tuple(j.rung for j in judgements),
        evidence=_evidence(judgements),
        verified=conclusion is Outcome.ELIGIBLE and _is_verified(demand.requirements, judgements),
        distance=near_miss_distance(demand, judgements) if conclusion is Outcome.INELIGIBLE else None,
    )


def near_miss_distance(demand: DemandFacts, judgements: Sequence[Judgement]) -> Fraction:
    """How far the ★ rows are missed altogether."""
    missed = (j.distance for r, j in zip(demand.requirements, judgements, strict=True) if r.mark is Mark.MANDATORY)
    return sum(missed, Fraction(0))


def _order(row: MatchRow) -> tuple[int, int, int, str]:
    return OUTCOME_ORDER.index(row.outcome), -row.score, -row.evidence, row.product_id


def _score(
    demand: DemandFacts,
    product: ProductFacts,
    judgements: Sequence[Judgement],
    terms: TermWeights,
    weights: ScoreParts,
) -> ScoreParts:
    groups = {mark: [0, 0] for mark in Mark}
    for requirement, judgement in zip(demand.requirements, judgements, strict=True):
        groups[requirement.mark][0] += judgement.verdict in _FULFILLED
        groups[requirement.mark][1] += 1
    return ScoreParts(
        mandatory=share(weights.mandatory, *groups[Mark.MANDATORY]),
        important=share(weights.important, *groups[Mark.IMPORTANT]),
        general=share(weights.general, *groups[Mark.GENERAL]),
        price=price_points(weights.price, fen(product.price), fen(demand.budget)),
        delivery=delivery_points(weights.delivery, days(product.lead_days), days(demand.delivery_days)),
        evidence=share(weights.evidence, _evidence(judgements), TOP_RUNGS * len(judgements)),
        text=share(weights.text, relevance(demand.title, product.texts, terms), FULL_TEXT),
    )


def _evidence(judgements: Sequence[Judgement]) -> int:
    """How many rungs above a mere claim the fulfilled rows stand, altogether."""
    return sum(j.rung - EvidenceRung.CLAIM for j in judgements if j.verdict in _FULFILLED)


def _is_verified(requirements: Sequence[Requirement], judgements: Sequence[Judgement]) -> bool:
    marked = [j for r, j in zip(requirements, judgements, strict=True) if r.mark is Mark.MANDATORY]
    return bool(marked) and all(j.rung >= EvidenceRung.THIRD_PARTY for j in marked)
