"""`check_deviation`: the engine's own verdicts on a file of cases, row by row, with a reason in words.

The verdicts are the kernels', the ones that the site shows; the sentence comes from the plain judgement of the same
row. Should the two ever differ, the pair gets an error entry instead of a guess.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.matching.engine.cases import CaseClass, CaseDemand, load_cases
from apps.matching.engine.facts import DemandFacts, MatchRow, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.taxonomy.language.types import Judgement, Outcome, ParameterFacts, Requirement
from apps.taxonomy.language.units import UnitTable
from apps.taxonomy.language.words import VERDICT_WORDS, say

JsonObject = dict[str, object]
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.ELIGIBLE: "满足",
    Outcome.OPEN: "待确认",
    Outcome.INELIGIBLE: "不满足",
}


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What a run of the command covered."""

    pairs: int
    rows: int
    errors: tuple[str, ...]


def check_file(cases: Path, out: Path) -> CheckSummary:
    """Judge every demand against every product of its class and write `{"results": [...]}`.

    Raises OSError when a file cannot be read or written, ValueError when the cases are no JSON object.
    """
    units, classes = load_cases(cases)
    results = [result for each in classes for result in check_class(each, units)]
    errors = tuple(error for each in classes for error in each.errors)
    document: JsonObject = {"results": results, "errors": list(errors)} if errors else {"results": results}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    out.write_bytes(text.encode("utf-8", "replace"))  # half a surrogate pair in a text must not stop the run
    failed = tuple(str(each["error"]) for each in results if "error" in each)
    rows = sum(len(rows) for each in results if isinstance(rows := each.get("rows"), list))
    return CheckSummary(pairs=len(results), rows=rows, errors=errors + failed)


def check_class(cases: CaseClass, units: UnitTable) -> Iterator[JsonObject]:
    """The results of one class: demands in the file's order, products in the file's order."""
    index = MatchIndex.build(cases.products, parameters=cases.parameters, units=units, today=None)
    for demand in cases.demands:
        try:
            result = index.match(demand.facts, limit=None)
        except ValueError as error:
            yield from (_failed(demand, product, str(error)) for product in cases.products)
            continue
        rows = {row.product_id: row for row in (*result.rows, *result.references)}
        for product in cases.products:
            yield _check_pair(index, demand, product, rows[product.product_id])


def _failed(demand: CaseDemand, product: ProductFacts, error: str) -> JsonObject:
    return {"demand": demand.facts.demand_id, "product": product.product_id, "error": error}


def _check_pair(index: MatchIndex, demand: CaseDemand, product: ProductFacts, row: MatchRow) -> JsonObject:
    pair: JsonObject = {"demand": demand.facts.demand_id, "product": product.product_id}
    judgements = index.explain(demand.facts, product.product_id)
    if tuple(each.reason_code for each in judgements) != row.reasons:
        return _failed(demand, product, f"the two paths disagree: {row.reasons} and {judgements}")
    table = zip(demand.numbers, demand.facts.requirements, judgements, row.verdicts, strict=True)
    rows = [
        {"no": number, "verdict": VERDICT_WORDS[verdict][0], "reason": _reason(requirement, judgement, index)}
        for number, requirement, judgement, verdict in table
    ]
    return pair | {
        "rows": rows,
        "outcome": OUTCOME_WORDS[row.outcome],
        "budget_ok": _budget_ok(demand.facts, product),
        "delivery_ok": _delivery_ok(demand.facts, product),
    }


def _reason(requirement: Requirement, judgement: Judgement, index: MatchIndex) -> str:
    return say(
        judgement,
        requirement=requirement,
        parameter=parameter_of(requirement, judgement, index.parameters),
        units=index.units,
    )


def parameter_of(
    requirement: Requirement, judgement: Judgement, parameters: Mapping[str, ParameterFacts]
) -> ParameterFacts | None:
    """The parameter that a judgement is about: that of the alternative which decided, where there are several."""
    if requirement.alternatives and judgement.alternative is not None:
        requirement = requirement.alternatives[judgement.alternative]
    return parameters.get(requirement.code or "")


def _budget_ok(demand: DemandFacts, product: ProductFacts) -> bool | None:
    """R16: the price is within the budget; None when either is missing."""
    if product.price is None or demand.budget is None:
        return None
    return product.price <= demand.budget


def _delivery_ok(demand: DemandFacts, product: ProductFacts) -> bool | None:
    """R16: the lead time is within the limit; None when either is missing."""
    if product.lead_days is None or demand.delivery_days is None:
        return None
    return product.lead_days <= demand.delivery_days
