"""The verdict: how a product's spec values answer one requirement (docs/algorithms/verdict.md).

`judge` is total and exact: every requirement and every set of values get one of five verdicts, compared as rational
numbers in base units. It is the reference that the engine's fast path is held against. The rules stand in one table by
operator; each is a function of an `Ask` and an `Answer` and gives a `Reason`, and each reason means one verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction

from apps.taxonomy.language.canonical import Answer, Ask, Current, answer_of, ask_of, current_values
from apps.taxonomy.language.conditions import condition_key
from apps.taxonomy.language.distance import distance_of_miss
from apps.taxonomy.language.types import (
    Ambient,
    Bound,
    Judgement,
    Mark,
    Operator,
    Outcome,
    ParameterFacts,
    Requirement,
    SpecKind,
    SpecValue,
    Verdict,
)
from apps.taxonomy.language.units import UnitTable


class Reason(StrEnum):
    """Why a row has its verdict. The order is part of the engine's format: append, never reorder."""

    UNANSWERED = "unanswered"
    UNLINKED = "unlinked"
    CONDITION = "condition"
    UNREAD_REQUIREMENT = "unread_requirement"
    UNREAD_ANSWER = "unread_answer"
    UNKNOWN_PARAMETER = "unknown_parameter"
    KIND = "kind"
    APPROXIMATE = "approximate"
    DIMENSION = "dimension"
    AMBIENT = "ambient"
    OTHER_SIDE_OPEN = "other_side_open"
    SUPERLATIVE = "superlative"
    BETTER = "better"
    RANGE_WIDER = "range_wider"
    EQUAL = "equal"
    RANGE_EQUAL = "range_equal"
    INSIDE = "inside"
    SET_COVERED = "set_covered"
    SET_HOLDS = "set_holds"
    HAS = "has"
    WORSE = "worse"
    STRICT_EQUAL = "strict_equal"
    OTHER_SIDE_WORSE = "other_side_worse"
    RANGE_SHORT = "range_short"
    SINGLE_VALUE = "single_value"
    DIFFERS = "differs"
    OUTSIDE = "outside"
    SET_LACKS = "set_lacks"
    SET_LACKS_VALUE = "set_lacks_value"
    HAS_NOT = "has_not"


_UNANSWERED = frozenset({Reason.UNANSWERED, Reason.UNLINKED})
_POSITIVE = frozenset({Reason.BETTER, Reason.RANGE_WIDER})
_MEETS = frozenset({Reason.EQUAL, Reason.RANGE_EQUAL, Reason.INSIDE, Reason.SET_COVERED, Reason.SET_HOLDS, Reason.HAS})
_NEGATIVE = frozenset(list(Reason)[list(Reason).index(Reason.WORSE) :])


def verdict_of(reason: Reason) -> Verdict:
    """The one verdict that a reason means."""
    if reason in _POSITIVE:
        return Verdict.POSITIVE
    if reason in _MEETS:
        return Verdict.MEETS
    if reason in _NEGATIVE:
        return Verdict.NEGATIVE
    return Verdict.UNANSWERED if reason in _UNANSWERED else Verdict.MANUAL


# R14: of several alternatives the best counts, the first among equals.
GOODNESS: Mapping[Verdict, int] = {
    Verdict.NEGATIVE: 0,
    Verdict.UNANSWERED: 1,
    Verdict.MANUAL: 2,
    Verdict.MEETS: 3,
    Verdict.POSITIVE: 4,
}


def judge(
    requirement: Requirement,
    *,
    values: Sequence[SpecValue],
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
    today: date | None,
) -> Judgement:
    """Judge one requirement against all spec values of one product.

    `values` may hold several conditions, rungs and other parameters; which one counts follows `current_values`.
    `today` decides which evidence has expired (None: none). Never raises for data that the types allow.
    """
    current = current_values(values, units=units, today=today)
    return judge_current(requirement, current=current, parameters=parameters, units=units)


def judge_current(
    requirement: Requirement,
    *,
    current: Mapping[tuple[str, str], Current],
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> Judgement:
    """`judge` for values that are already chosen; saves the choice when a whole table is judged."""
    if requirement.op is Operator.ANY:
        judged = [
            judge_current(alternative, current=current, parameters=parameters, units=units)
            for alternative in requirement.alternatives
        ]
        return _best_of(judged)
    reason, found = _find_answer(requirement, current, parameters, units)
    if found is None:
        return Judgement(
            verdict=verdict_of(reason), reason_code=reason, details=_other_conditions(requirement, current)
        )
    parameter = parameters.get(requirement.code or "")
    if parameter is None:
        return _judgement(Reason.UNKNOWN_PARAMETER, found)
    ask = ask_of(requirement, parameter=parameter, units=units)
    answer = answer_of(found.value, parameter=parameter, units=units)
    reason = decide(ask, answer)
    distance = distance_of_miss(ask, answer, parameter) if reason in _NEGATIVE else Fraction(0)
    return _judgement(reason, found, distance)


def decide(ask: Ask, answer: Answer) -> Reason:
    """R17 from the capability on: the reason for one ask and one answer under the same condition."""
    if ask.op is Operator.TEXT:
        return Reason.UNREAD_REQUIREMENT
    if answer.kind is SpecKind.TEXT:
        return Reason.UNREAD_ANSWER
    if ask.op is Operator.HAS:
        return _capability(answer)
    if ask.op is Operator.SET:
        return _set(ask, answer)
    if answer.approximate:
        return Reason.APPROXIMATE
    if not (ask.fits and answer.fits):
        return Reason.DIMENSION
    return _NUMERIC[ask.op](ask, answer)


def outcome(rows: Iterable[tuple[Mark, Verdict]]) -> Outcome:
    """R15: the conclusion for a pair. Only ★ rows count: one negative → ineligible, one unclear → open."""
    verdicts = {verdict for mark, verdict in rows if mark is Mark.MANDATORY}
    if Verdict.NEGATIVE in verdicts:
        return Outcome.INELIGIBLE
    unclear = {Verdict.UNANSWERED, Verdict.MANUAL} & verdicts
    return Outcome.OPEN if unclear else Outcome.ELIGIBLE


def _find_answer(
    requirement: Requirement,
    current: Mapping[tuple[str, str], Current],
    parameters: Mapping[str, ParameterFacts],
    units: UnitTable,
) -> tuple[Reason, Current | None]:
    """R1 and R2: the value under the same condition, or the reason why there is none."""
    if requirement.code is None:
        unread = requirement.op is Operator.TEXT
        return (Reason.UNREAD_REQUIREMENT if unread else Reason.UNLINKED), None
    found = current.get((requirement.code, condition_key(requirement.condition, units)))
    if found is not None:
        return Reason.EQUAL, found
    answered = any(code == requirement.code for code, _ in current)
    return (Reason.CONDITION if answered else Reason.UNANSWERED), None


def _other_conditions(requirement: Requirement, current: Mapping[tuple[str, str], Current]) -> tuple[str, ...]:
    """The printed conditions under which the product does answer the parameter; '' for none.

    In the order of their keys, none last: how a product's values are listed must not show in a sentence.
    """
    printed = {key: each.value.condition or "" for (code, key), each in current.items() if code == requirement.code}
    return tuple(printed[key] for key in sorted(printed, key=lambda key: (not key, key)))


def _judgement(reason: Reason, found: Current, distance: Fraction = Fraction(0)) -> Judgement:
    return Judgement(
        verdict=verdict_of(reason), reason_code=reason, answer=found.value, distance=distance, rung=int(found.rung)
    )


def _best_of(judged: Sequence[Judgement]) -> Judgement:
    """R14. The distance of a missed choice is that of the nearest alternative."""
    if not judged:
        return Judgement(verdict=Verdict.MANUAL, reason_code=Reason.UNREAD_REQUIREMENT)
    index = max(range(len(judged)), key=lambda i: (GOODNESS[judged[i].verdict], -i))
    best = judged[index]
    missed = best.verdict is Verdict.NEGATIVE
    distance = min(each.distance for each in judged) if missed else Fraction(0)
    return Judgement(
        verdict=best.verdict,
        reason_code=best.reason_code,
        answer=best.answer,
        distance=distance,
        details=best.details,
        rung=best.rung,
        alternative=index,
    )


# ---- the rules: one function per operator --------------------------------------------------------------------------


def compare(a: Bound, b: Bound) -> int | None:
    """-1, 0 or 1; None when a room temperature meets a number or other surroundings (R9)."""
    if isinstance(a, Ambient):
        if not isinstance(b, Ambient) or a.word != b.word or not a.word:
            return None
        return (a.offset > b.offset) - (a.offset < b.offset)
    return None if isinstance(b, Ambient) else (a > b) - (a < b)


def _capability(answer: Answer) -> Reason:
    """R13."""
    if answer.kind is not SpecKind.HAS:
        return Reason.KIND
    return Reason.HAS if answer.has else Reason.HAS_NOT


def _set(ask: Ask, answer: Answer) -> Reason:
    """R12: every wanted member must be there; more than wanted is no better."""
    if answer.kind is not SpecKind.SET:
        return Reason.KIND
    return Reason.SET_COVERED if ask.members <= answer.members else Reason.SET_LACKS


def _at_least(ask: Ask, answer: Answer) -> Reason:
    """R5 and R7."""
    if answer.kind is SpecKind.AT_MOST:
        return _other_side(ask, answer, ask.lo, answer.hi, sign=1)
    if answer.kind is SpecKind.RANGE:
        return _guaranteed(ask, answer, ask.lo, answer.hi if ask.settable else answer.lo, sign=1)
    if answer.kind in (SpecKind.EXACT, SpecKind.AT_LEAST):
        return _guaranteed(ask, answer, ask.lo, answer.lo, sign=1)
    return Reason.KIND


def _at_most(ask: Ask, answer: Answer) -> Reason:
    """R6 and R7: the mirror of R5; a tolerance ±t guarantees at most t."""
    if answer.kind is SpecKind.AT_LEAST:
        return _other_side(ask, answer, ask.hi, answer.lo, sign=-1)
    if answer.kind is SpecKind.RANGE:
        return _guaranteed(ask, answer, ask.hi, answer.lo if ask.settable else answer.hi, sign=-1)
    if answer.kind in (SpecKind.EXACT, SpecKind.AT_MOST, SpecKind.TOLERANCE):
        return _guaranteed(ask, answer, ask.hi, answer.hi, sign=-1)
    return Reason.KIND


def _guaranteed(ask: Ask, answer: Answer, wanted: Bound | None, given: Bound | None, *, sign: int) -> Reason:
    """The guaranteed value against the bound; sign 1 where more is better, -1 where less is."""
    if not isinstance(wanted, Fraction) or not isinstance(given, Fraction):
        return Reason.AMBIENT
    if given == wanted:
        return Reason.STRICT_EQUAL if ask.strict and not answer.strict else Reason.EQUAL
    return Reason.BETTER if (given > wanted) == (sign > 0) else Reason.WORSE


def _other_side(ask: Ask, answer: Answer, wanted: Bound | None, given: Bound | None, *, sign: int) -> Reason:
    """A value bounded on the other side only (≤ v for a wanted ≥ x) can show a miss but never that x is met."""
    if not isinstance(wanted, Fraction) or not isinstance(given, Fraction):
        return Reason.AMBIENT
    if given == wanted:
        return Reason.OTHER_SIDE_WORSE if ask.strict or answer.strict else Reason.OTHER_SIDE_OPEN
    return Reason.OTHER_SIDE_WORSE if (given < wanted) == (sign > 0) else Reason.OTHER_SIDE_OPEN


def _range(ask: Ask, answer: Answer) -> Reason:
    """R8 and R9: both ends must be covered; a single value covers no range."""
    if answer.kind is SpecKind.EXACT:
        return Reason.SINGLE_VALUE
    if answer.kind is not SpecKind.RANGE or None in (ask.lo, ask.hi, answer.lo, answer.hi):
        return Reason.KIND
    below = _compared(ask.lo, answer.lo)
    above = _compared(answer.hi, ask.hi)
    if -1 in (below, above):
        return Reason.RANGE_SHORT
    if below is None or above is None:
        return Reason.AMBIENT
    return Reason.RANGE_WIDER if below + above else Reason.RANGE_EQUAL


def _compared(a: Bound | None, b: Bound | None) -> int | None:
    return None if a is None or b is None else compare(a, b)


def _tolerance(ask: Ask, answer: Answer) -> Reason:
    """R10: a smaller deviation is better."""
    if answer.kind not in (SpecKind.TOLERANCE, SpecKind.AT_MOST, SpecKind.EXACT):
        return Reason.KIND
    if isinstance(answer.hi, Ambient):
        return Reason.AMBIENT
    if ask.magnitude is None or answer.magnitude is None:
        return Reason.KIND
    if answer.magnitude == ask.magnitude:
        return Reason.STRICT_EQUAL if ask.strict and not answer.strict else Reason.EQUAL
    return Reason.BETTER if answer.magnitude < ask.magnitude else Reason.WORSE


def _equals(ask: Ask, answer: Answer) -> Reason:
    """R11: never positive. Printed after 最高/最大/可达, a product on the better side goes to a person."""
    if answer.kind is SpecKind.EXACT:
        compared = _compared(answer.lo, ask.lo)
        if compared is None:
            return Reason.AMBIENT
        return Reason.EQUAL if compared == 0 else _unequal(ask, compared > 0, Reason.DIFFERS)
    if answer.kind is SpecKind.SET:
        return Reason.SET_HOLDS if ask.member in answer.members else _outside_set(ask, answer)
    if answer.kind is SpecKind.RANGE and ask.settable:
        return _inside(ask, answer)
    return Reason.KIND


def _inside(ask: Ask, answer: Answer) -> Reason:
    below, above = _compared(answer.lo, ask.lo), _compared(answer.hi, ask.lo)
    if below == 1 or above == -1:
        return _unequal(ask, below == 1, Reason.OUTSIDE)
    return Reason.AMBIENT if below is None or above is None else Reason.INSIDE


def _outside_set(ask: Ask, answer: Answer) -> Reason:
    end = _compared(answer.hi, ask.lo) if ask.higher else _compared(answer.lo, ask.lo)
    reaches = end == (1 if ask.higher else -1)
    return Reason.SUPERLATIVE if ask.superlative and reaches else Reason.SET_LACKS_VALUE


def _unequal(ask: Ask, is_higher: bool, reason: Reason) -> Reason:
    return Reason.SUPERLATIVE if ask.superlative and is_higher == ask.higher else reason


_NUMERIC: Mapping[Operator, Callable[[Ask, Answer], Reason]] = {
    Operator.AT_LEAST: _at_least,
    Operator.AT_MOST: _at_most,
    Operator.RANGE: _range,
    Operator.TOLERANCE: _tolerance,
    Operator.EQUALS: _equals,
}
