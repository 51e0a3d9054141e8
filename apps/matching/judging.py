"""The one judgement, in words: what a clause and the values that answer it make of a row of a deviation table.

Runs keep it for every product that they show (`storing`); whoever has other values to judge, as a maker that writes
its answer, asks here. The rules themselves stand in `taxonomy.language.verdict`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from apps.taxonomy.language.types import Judgement, ParameterFacts, Requirement, SpecValue, Verdict
from apps.taxonomy.language.units import default_units
from apps.taxonomy.language.verdict import Reason, judge, verdict_of
from apps.taxonomy.language.words import margin_of, say
from kernel import clock

MILLION = 1_000_000
LONGEST_SENTENCE = 400
LARGEST_MARGIN = Decimal("9999999.9")


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with its reason and its sentence in both languages.

    `answer` is the value that counted, None where none did.
    `margin_percent` is how much better (positive) or worse (negative) it is, where a ratio makes sense; `distance` how
    far a miss is away, in millionths of the parameter's own scale.
    """

    verdict: Verdict
    reason_code: str
    sentence: str
    sentence_en: str
    margin_percent: Decimal | None
    distance: int
    rung: int
    answer: SpecValue | None


def judge_values(
    asked: Requirement, *, values: Sequence[SpecValue], parameters: Mapping[str, ParameterFacts]
) -> Judged:
    """Judge one requirement against these values, today. `parameters` holds those that the requirement names."""
    judgement = judge(asked, values=values, parameters=parameters, units=default_units(), today=clock.today())
    return put_in_words(asked, judgement, parameters=parameters)


def judge_silence(asked: Requirement) -> Judged:
    """What a row is to which nothing was answered at all, whatever the clause asks: unanswered."""
    reason = Reason.UNANSWERED
    return put_in_words(asked, Judgement(verdict=verdict_of(reason), reason_code=reason), parameters={})


def put_in_words(
    asked: Requirement, judgement: Judgement, *, parameters: Mapping[str, ParameterFacts], says: bool = True
) -> Judged:
    """Say a judgement: its sentences, margin and distance as rows keep them. Without `says` there are no sentences."""
    parameter = parameters.get(_code(asked, judgement) or "")
    margin = margin_of(judgement, requirement=asked, parameter=parameter, units=default_units())
    said = partial(say, judgement, requirement=asked, parameter=parameter, units=default_units())
    return Judged(
        verdict=judgement.verdict,
        reason_code=str(judgement.reason_code),
        sentence=said()[:LONGEST_SENTENCE] if says else "",
        sentence_en=said(language="en")[:LONGEST_SENTENCE] if says else "",
        margin_percent=None if margin is None else min(max(margin, -LARGEST_MARGIN), LARGEST_MARGIN),
        distance=round(judgement.distance * MILLION),
        rung=judgement.rung,
        answer=judgement.answer,
    )


def _code(asked: Requirement, judgement: Judgement) -> str | None:
    if judgement.alternative is not None:
        return asked.alternatives[judgement.alternative].code
    return asked.code
