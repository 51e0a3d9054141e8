"""A fresh answer's rows, filled from what the product states: the value that counts in matching, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.answers.judging import asked_of, judge_all, judge_response, parameters_of, put_judgement
from apps.answers.models import Answer, AnswerRow
from apps.answers.proof import WrongPages, read_proof
from apps.answers.values import read_response, response_of
from apps.suppliers.models import Product
from apps.suppliers.selectors import spec_rows_of
from apps.suppliers.specs import value_of
from apps.taxonomy.language import types
from apps.taxonomy.language.canonical import current_values
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.language.units import default_units
from apps.taxonomy.models import Parameter
from kernel import clock

WARRANTY, DELIVERY = "common.warranty", "common.delivery"
LONGEST_RESPONSE = 400


@dataclass(frozen=True, slots=True)
class Stated:
    """What a product states: its exact values, the newest first, and the evidence behind each."""

    values: tuple[types.SpecValue, ...]
    evidence: Mapping[types.SpecValue, str]


def stated_by(product: Product, *, delivery_days: int | None = None) -> Stated:
    """Spec values, and warranty and delivery as values of their own; `delivery_days` beats the product's lead time."""
    rows = [row for row in spec_rows_of([product.pk]) if row.parameter]
    offers = _offers(product, delivery_days if delivery_days is not None else product.lead_time_days)
    values = tuple(value_of(row) for row in rows)
    # The newest row comes first; of rows that say the same, its evidence counts.
    evidence = {value_of(row): row.evidence for row in reversed(rows)}
    return Stated((*values, *offers), evidence)


def _offers(product: Product, days: int | None) -> list[types.SpecValue]:
    offered = {
        WARRANTY: None if product.warranty_months is None else f"{product.warranty_months} 个月",
        DELIVERY: None if days is None else f"{days} 天",
    }
    texts = {code: text for code, text in offered.items() if text}
    return [read_response(texts[each.code], each) for each in Parameter.objects.filter(code__in=texts)]


def filled_rows(answer: Answer) -> list[AnswerRow]:
    """The unsaved rows of an answer, one for each clause of its version, in their order."""
    asked = asked_of(answer.version)
    parameters = parameters_of(each for each, _row in asked.values())
    stated = stated_by(answer.product, delivery_days=answer.delivery_days)
    rows = []
    for position, (requirement, clause) in enumerate(asked.values(), start=1):
        row = AnswerRow(answer=answer, requirement=clause, position=position)
        fill(row, requirement, stated, parameters=parameters)
        rows.append(row)
    return rows


def fill(row: AnswerRow, asked: types.Requirement, stated: Stated, *, parameters: Mapping[str, ParameterFacts]) -> None:
    """Fill a row with the value that answers its clause; one under another condition is taken with that condition."""
    values = [value for value in stated.values if value.code in _codes(asked)]
    judged = judge_all(asked, values, parameters=parameters)
    value = judged.answer or _other(values)
    if value is None:
        put_judgement(row, judge_response(asked, None, parameters=parameters), None)
        return
    put_judgement(row, judged, value)
    whole = response_of(value.text, value.condition or "")
    row.response = whole if len(whole) <= LONGEST_RESPONSE else value.text
    row.source = AnswerRow.Source.PRODUCT
    row.rung = judged.rung or int(value.rung)
    row.proof_name, row.proof_pages = _proof(stated.evidence.get(value, ""))


def _codes(asked: types.Requirement) -> set[str]:
    return {each.code for each in (asked, *asked.alternatives) if each.code}


def _other(values: Sequence[types.SpecValue]) -> types.SpecValue | None:
    """Of values under other conditions than asked the one that the product lists first."""
    current: Iterable[types.SpecValue] = (
        each.value for each in current_values(values, units=default_units(), today=clock.today()).values()
    )
    return next(iter(current), None)


def _proof(evidence: str) -> tuple[str, str]:
    try:
        return read_proof(evidence)
    except WrongPages:
        return evidence, ""
