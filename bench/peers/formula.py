"""The published formula as SQL: verdicts, outcome, parts of the score and order, written for one demand.

What all requirements say about one product is packed into one bigint that can be added up, one addend a requirement:

    bits  0… 3  ★ rows met      4… 7  ▲ rows met      8…11  general rows met
    bits 12…17  evidence       18…21  ★ rows missed   22…25  free
    bits 26…    three bits for each requirement's verdict: 0 unanswered, 1 manual, 2 meets, 3 positive, 4 negative

A product that answers nothing has the value 0, so only rows that exist are looked at. Demands of up to twelve
requirements fit. Numbers are compared as the doubled multiples of bench.peers.rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.matching.engine import layout
from apps.matching.engine.facts import DemandFacts, ScoreParts
from apps.matching.engine.scoring import NO_AMOUNT, PUBLISHED_WEIGHTS, TOP_RUNGS, days, fen, weights_for
from apps.taxonomy.language.canonical import Ask, ask_of
from apps.taxonomy.language.types import Mark, Operator, Requirement, Verdict
from bench.peers.rows import Coder

UNANSWERED, MANUAL, MEETS, POSITIVE, NEGATIVE = range(5)
VERDICTS = (Verdict.UNANSWERED, Verdict.MANUAL, Verdict.MEETS, Verdict.POSITIVE, Verdict.NEGATIVE)
MOST_REQUIREMENTS = 12
EVIDENCE_SHIFT, MISSED_SHIFT, VERDICT_SHIFT = 12, 18, 26
_MET_SHIFT = {Mark.MANDATORY: 0, Mark.IMPORTANT: 4, Mark.GENERAL: 8}
# Of alternatives the best counts: goodness as in the engine, in the order of the codes above.
_GOODNESS = (1, 2, 3, 4, 0)
_HIGHEST_SCORE, _MOST_EVIDENCE = (1 << 14) - 1, (1 << 16) - 1


@dataclass(frozen=True)
class Fields:
    """How a shape of table calls the parts of one spec value."""

    kind: str
    lo: str
    hi: str
    rung: str
    approximate: str
    strict: str
    has: str
    members: str
    holds: Callable[[str, Sequence[int]], str]


@dataclass(frozen=True)
class Clause:
    """One requirement, or one alternative, ready to be written: its parameter, its condition and its ask."""

    parameter: int
    condition: int
    ask: Ask
    lo: int | None
    hi: int | None
    members: tuple[int, ...]
    member: int | None


def clauses_of(requirement: Requirement, coder: Coder) -> list[Clause]:
    """The requirement itself or its alternatives. Raises ValueError for what the world does not ask."""
    if requirement.op is Operator.ANY:
        return [clause for each in requirement.alternatives for clause in clauses_of(each, coder)]
    if requirement.code is None or requirement.op is Operator.TEXT:
        raise ValueError(f"{requirement.name}: text is not compared here")
    facts = coder.world.printed[requirement.code].facts
    ask = ask_of(requirement, parameter=facts, units=coder.world.units)
    if not ask.fits and ask.op not in (Operator.SET, Operator.HAS):
        raise ValueError(f"{requirement.name}: a unit of another quantity")
    return [
        Clause(
            parameter=coder.parameters[requirement.code],
            condition=coder.condition(requirement.condition),
            ask=ask,
            lo=coder.bound(requirement.code, ask.lo),
            hi=coder.bound(requirement.code, ask.magnitude if ask.op is Operator.TOLERANCE else ask.hi),
            members=tuple(sorted(coder.members.of(member) for member in ask.members)),
            member=coder.members.of(ask.member) if ask.member else None,
        )
    ]


# ---- one value ----------------------------------------------------------------------------------------------------


def verdict_cases(clause: Clause, at: Fields) -> list[tuple[str, int]]:
    """(condition, verdict) in the order in which they are asked (docs/algorithms/verdict.md); the last one is TRUE."""
    ask = clause.ask
    if ask.op is Operator.HAS:
        return [(f"{at.kind} <> {layout.HAS}", MANUAL), (at.has, MEETS), ("TRUE", NEGATIVE)]
    if ask.op is Operator.SET:
        holds = at.holds(at.members, clause.members)
        return [(f"{at.kind} <> {layout.SET}", MANUAL), (holds, MEETS), ("TRUE", NEGATIVE)]
    manual = [(f"{at.kind} IN ({layout.HAS}, {layout.TEXT}) OR {at.approximate}", MANUAL)]
    if ask.op is Operator.AT_LEAST:
        return manual + _one_sided(clause, at, clause.lo, better=">", worse="<")
    if ask.op is Operator.AT_MOST:
        return manual + _one_sided(clause, at, clause.hi, better="<", worse=">")
    if ask.op is Operator.RANGE:
        return manual + _range(clause, at)
    if ask.op is Operator.TOLERANCE:
        return manual + _tolerance(clause, at)
    return manual + _equals(clause, at)


def _one_sided(clause: Clause, at: Fields, wanted: int | None, *, better: str, worse: str) -> list[tuple[str, int]]:
    is_lower = better == ">"
    own, other = (layout.AT_LEAST, layout.AT_MOST) if is_lower else (layout.AT_MOST, layout.AT_LEAST)
    single, opposite = (at.lo, at.hi) if is_lower else (at.hi, at.lo)
    kinds = [layout.EXACT, own] + ([] if is_lower else [layout.TOLERANCE])
    of_range = at.hi if clause.ask.settable == is_lower else at.lo
    given = f"CASE WHEN {at.kind} = {layout.RANGE} THEN {of_range} ELSE {single} END"
    equal_is_missed = f"NOT {at.strict}" if clause.ask.strict else "FALSE"
    other_is_missed = f"{opposite} = {wanted}" if clause.ask.strict else f"{opposite} = {wanted} AND {at.strict}"
    return [
        (f"{at.kind} = {other} AND ({opposite} {worse} {wanted} OR {other_is_missed})", NEGATIVE),
        (f"{at.kind} NOT IN ({', '.join(map(str, [*kinds, layout.RANGE]))})", MANUAL),
        (f"{given} {better} {wanted}", POSITIVE),
        (f"{given} {worse} {wanted} OR {equal_is_missed}", NEGATIVE),
        ("TRUE", MEETS),
    ]


def _range(clause: Clause, at: Fields) -> list[tuple[str, int]]:
    return [
        (f"{at.kind} = {layout.EXACT}", NEGATIVE),
        (f"{at.kind} <> {layout.RANGE}", MANUAL),
        (f"{at.lo} > {clause.lo} OR {at.hi} < {clause.hi}", NEGATIVE),
        (f"{at.lo} < {clause.lo} OR {at.hi} > {clause.hi}", POSITIVE),
        ("TRUE", MEETS),
    ]


def _tolerance(clause: Clause, at: Fields) -> list[tuple[str, int]]:
    equal_is_missed = f"NOT {at.strict}" if clause.ask.strict else "FALSE"
    return [
        (f"{at.kind} NOT IN ({layout.TOLERANCE}, {layout.AT_MOST}, {layout.EXACT})", MANUAL),
        (f"{at.hi} < {clause.hi}", POSITIVE),
        (f"{at.hi} > {clause.hi} OR {equal_is_missed}", NEGATIVE),
        ("TRUE", MEETS),
    ]


def _equals(clause: Clause, at: Fields) -> list[tuple[str, int]]:
    wanted, ask = clause.lo, clause.ask
    is_set, is_range = f"{at.kind} = {layout.SET}", f"{at.kind} = {layout.RANGE}"
    if ask.superlative:
        past = f"{at.lo} > {wanted}" if ask.higher else f"{at.hi} < {wanted}"
        reaches = f"{at.hi} > {wanted}" if ask.higher else f"{at.lo} < {wanted}"
    else:
        past = reaches = "FALSE"
    settable = "" if ask.settable else f" OR {is_range}"
    holds = at.holds(at.members, [clause.member]) if clause.member is not None else "FALSE"
    return [
        (f"{at.kind} IN ({layout.AT_LEAST}, {layout.AT_MOST}, {layout.TOLERANCE}){settable}", MANUAL),
        (f"{is_set} AND {holds}", MEETS),
        (f"{is_set} AND coalesce({reaches}, FALSE)", MANUAL),
        (is_set, NEGATIVE),
        (f"{at.lo} <= {wanted} AND {at.hi} >= {wanted}", MEETS),
        (past, MANUAL),
        ("TRUE", NEGATIVE),
    ]


# ---- addends ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A requirement's place in the packed value."""

    number: int
    mark: Mark

    def addend(self, verdict: int) -> int:
        """What a verdict adds, evidence apart."""
        packed = verdict << VERDICT_SHIFT + 3 * self.number
        if verdict in (MEETS, POSITIVE):
            packed += (1 << _MET_SHIFT[self.mark]) - (1 << EVIDENCE_SHIFT)  # rung 1 is no evidence
        if verdict == NEGATIVE and self.mark is Mark.MANDATORY:
            packed += 1 << MISSED_SHIFT
        return packed

    def written(self, verdict: int, rung: str) -> str:
        """The addend as SQL, evidence added."""
        plain = f"{self.addend(verdict)}::bigint"
        return f"{plain} + {rung} * {1 << EVIDENCE_SHIFT}" if verdict in (MEETS, POSITIVE) else plain


def addend_of(clause: Clause, at: Fields, place: Place) -> str:
    """The packed addend of one value that stands under the clause's condition."""
    return _cases((condition, place.written(verdict, at.rung)) for condition, verdict in verdict_cases(clause, at))


def choice_of(clause: Clause, at: Fields, alternative: int) -> str:
    """How good a value is for one of several alternatives: the largest counts, of equals the first."""
    cases = verdict_cases(clause, at)
    return _cases((condition, f"{choice_code(verdict, alternative)} + {at.rung}") for condition, verdict in cases)


def choice_code(verdict: int, alternative: int) -> int:
    """Goodness, then the order of alternatives; the lowest three bits are left for the rung."""
    return (_GOODNESS[verdict] << 3 | 7 - alternative) << 3


def addend_of_choice(choice: str, place: Place) -> str:
    """The packed addend of the best alternative."""
    by_goodness = {_GOODNESS[verdict]: verdict for verdict in range(5)}
    return _cases(
        (f"{choice} >> 6 = {goodness}", place.written(by_goodness[goodness], f"({choice} & 7)"))
        for goodness in (4, 3, 2, 1, 0)
    )


def _cases(cases: object) -> str:
    written = [(condition, value) for condition, value in cases if condition != "FALSE"]  # type: ignore[attr-defined]
    *before, (_, last) = written
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in before)
    return f"CASE {whens} ELSE {last} END"


# ---- outcome and score --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conclusion:
    """Outcome, evidence, the seven parts and the sort key, over `packed`, `price`, `lead_days` and `relevance`."""

    outcome: str
    evidence: str
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """Smaller is better; the product's id breaks ties."""
        score = " + ".join(self.parts)
        return (
            f"(({self.outcome})::bigint << 30) + (({_HIGHEST_SCORE} - ({score}))::bigint << 16)"
            f" + ({_MOST_EVIDENCE} - ({self.evidence}))"
        )


def conclusion_of(demand: DemandFacts) -> Conclusion:
    """The formula's last step for one demand."""
    if len(demand.requirements) > MOST_REQUIREMENTS:
        raise ValueError(f"{demand.demand_id}: more than {MOST_REQUIREMENTS} requirements")
    weights = weights_for(demand, PUBLISHED_WEIGHTS)
    counts = {mark: sum(each.mark is mark for each in demand.requirements) for mark in Mark}
    met = {mark: f"(packed >> {shift} & 15)::int" for mark, shift in _MET_SHIFT.items()}
    evidence = f"(packed >> {EVIDENCE_SHIFT} & 63)::int"
    outcome = (
        f"CASE WHEN packed >> {MISSED_SHIFT} & 15 > 0 THEN 2"
        f" WHEN {met[Mark.MANDATORY]} < {counts[Mark.MANDATORY]} THEN 1 ELSE 0 END"
    )
    parts = (
        _share(weights.mandatory, met[Mark.MANDATORY], counts[Mark.MANDATORY]),
        _share(weights.important, met[Mark.IMPORTANT], counts[Mark.IMPORTANT]),
        _share(weights.general, met[Mark.GENERAL], counts[Mark.GENERAL]),
        _price(weights, fen(demand.budget)),
        _delivery(weights, days(demand.delivery_days)),
        _share(weights.evidence, evidence, TOP_RUNGS * len(demand.requirements)),
        _share(weights.text, "relevance", 1000),
    )
    return Conclusion(outcome, evidence, parts)


def _share(weight: int, good: str, count: int) -> str:
    return f"{weight} * {good} / {count}" if weight and count else "0"


def _price(weights: ScoreParts, budget: int) -> str:
    weight = weights.price
    if not weight or budget == NO_AMOUNT:
        return "0"
    above = f"(price - {budget}) * 4"
    return (
        f"(CASE WHEN price IS NULL THEN 0 WHEN price <= {budget} THEN {weight} WHEN {above} >= {budget} THEN 0"
        f" ELSE {weight} * ({budget} - {above}) / {budget} END)::int"
    )


def _delivery(weights: ScoreParts, limit: int) -> str:
    weight = weights.delivery
    if not weight or limit == NO_AMOUNT:
        return "0"
    above = f"(lead_days - {limit})"
    return (
        f"CASE WHEN lead_days IS NULL THEN 0 WHEN lead_days <= {limit} THEN {weight} WHEN {above} >= {limit} THEN 0"
        f" ELSE {weight} * ({limit} - {above}) / {limit} END"
    )
