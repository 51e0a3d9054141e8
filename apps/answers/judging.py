"""What a response makes of its row. The judgement is matching's; here stands only what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from apps.answers.models import AnswerRow
from apps.answers.values import as_json
from apps.demands.models import DemandVersion
from apps.demands.selectors import AskedRow, requirements_for_answering
from apps.matching.judging import Judged, judge_silence, judge_values
from apps.taxonomy.language import types
from apps.taxonomy.language.types import Operator, ParameterFacts, Verdict
from apps.taxonomy.selectors import facts_of

# Verdicts that a maker may state itself, where the engine leaves the row to a person.
STATABLE = frozenset({Verdict.POSITIVE.value, Verdict.MEETS.value, Verdict.NEGATIVE.value})


def asked_of(version: DemandVersion) -> dict[int, AskedRow]:
    """What the rows of an answer to this version answer, by the id of the requirement row. One query."""
    return {row.pk: (asked, row) for asked, row in requirements_for_answering(version)}


def parameters_of(asked: Iterable[types.Requirement]) -> Mapping[str, ParameterFacts]:
    """What the comparison must know of the parameters that these requirements name. One query."""
    codes = {each.code for one in asked for each in (one, *one.alternatives) if each.code}
    return facts_of(codes)


def judge_response(
    asked: types.Requirement, value: types.SpecValue | None, *, parameters: Mapping[str, ParameterFacts]
) -> Judged:
    """Judge a response, None where nothing was answered.

    A clause that is linked to no parameter can be answered in words; then a person must judge.
    """
    return judge_silence(asked) if value is None else judge_all(asked, (value,), parameters=parameters)


def judge_all(
    asked: types.Requirement, values: Sequence[types.SpecValue], *, parameters: Mapping[str, ParameterFacts]
) -> Judged:
    """Judge a clause against several values, as a product has them."""
    if values and asked.code is None:
        reason = asked.reason or _("该条款未关联到参数库")
        asked = replace(asked, op=Operator.TEXT, alternatives=(), reason=reason)
    return judge_values(asked, values=values, parameters=parameters)


def put_judgement(row: AnswerRow, judged: Judged, value: types.SpecValue | None) -> None:
    """Write a judgement and the value it is about into a row. What the maker stated falls where it isn't needed."""
    row.value = dict(as_json(value)) if value is not None else {}
    row.verdict, row.reason_code = judged.verdict.value, judged.reason_code
    row.sentence, row.sentence_en = judged.sentence, judged.sentence_en
    row.margin_percent, row.rung = judged.margin_percent, judged.rung
    if judged.verdict is not Verdict.MANUAL:
        row.stated = ""
