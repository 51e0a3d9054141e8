"""One table per rule of the verdicts (docs/algorithms/verdict.md); every line is a comparison a person can check."""

from __future__ import annotations

import pytest

from apps.taxonomy.language.types import Mark, Operator, Outcome, Requirement, SpecValue, Verdict
from apps.taxonomy.language.verdict import Reason, outcome, verdict_of
from tests.language.deviations import ask, give, judged, parameter, verdict

POSITIVE, MEETS, NEGATIVE = Verdict.POSITIVE, Verdict.MEETS, Verdict.NEGATIVE
UNANSWERED, MANUAL = Verdict.UNANSWERED, Verdict.MANUAL

PRESSURE = parameter("pressure")
VOLTAGE = parameter("voltage", settable=True)
LENGTH = parameter("length")
HEAT = parameter("temp", settable=True)

Case = tuple[Requirement, SpecValue, Verdict]


def test_r1_a_parameter_without_a_value_is_unanswered() -> None:
    assert verdict(ask(">=", "60", "MPa"), facts=PRESSURE) is UNANSWERED


def test_a_clause_without_a_parameter_is_unanswered_and_text_goes_to_a_person() -> None:
    value = give("exact", "60", "MPa")
    assert verdict(ask(">=", "60", "MPa", code=None), value, facts=PRESSURE) is UNANSWERED
    assert verdict(ask("text", code=None), value, facts=PRESSURE) is MANUAL
    assert verdict(ask("text"), value, facts=PRESSURE) is MANUAL


R2: list[tuple[str | None, str | None, Verdict]] = [
    (None, None, MEETS),
    ("15kV", "15 KV", MEETS),
    ("20min", "1200s", MEETS),
    ("Φ100mm", "φ10 cm", MEETS),
    ("1kV", "15kV", MANUAL),
    (None, "15kV", MANUAL),
    ("15kV", None, MANUAL),
]


@pytest.mark.parametrize(("asked", "given", "expected"), R2)
def test_r2_conditions_must_agree(asked: str | None, given: str | None, expected: Verdict) -> None:
    requirement = ask("<=", "1", "nm", condition=asked)
    assert verdict(requirement, give("exact", "1", "nm", condition=given), facts=LENGTH) is expected


def test_r2_of_several_conditions_the_agreeing_one_is_taken() -> None:
    values = (give("exact", "3", "nm", condition="1kV"), give("exact", "0.8", "nm", condition="15kV"))
    assert verdict(ask("<=", "1", "nm", condition="15000V"), *values, facts=LENGTH) is POSITIVE
    assert judged(ask("<=", "1", "nm"), *values, facts=LENGTH).details == ("1kV", "15kV")


def test_r3_about_is_no_guarantee_however_good() -> None:
    assert verdict(ask(">=", "60", "MPa"), give("exact", "999", "MPa", about=True), facts=PRESSURE) is MANUAL


R4: list[tuple[str, Requirement, SpecValue, Verdict]] = [
    ("pressure", ask(">=", "60", "MPa"), give("exact", "8700", "psi"), NEGATIVE),
    ("pressure", ask(">=", "60", "MPa"), give("exact", "8703", "psi"), POSITIVE),
    ("pressure", ask(">=", "1", "MPa"), give("exact", "10", "bar"), MEETS),
    ("pressure", ask("<=", "133.3223684210526315789473684", "Pa"), give("exact", "1", "Torr"), NEGATIVE),
    ("temp", ask("<=", "4", "℃"), give("exact", "277.15", "K"), MEETS),
    ("dtemp", ask("<=", "0.5", "℃"), give("exact", "0.5", "K"), MEETS),
    ("trate", ask(">=", "60", "℃/min"), give("exact", "1", "K/s"), MEETS),
    ("mz", ask(">=", "2000", "Da"), give("exact", "2000", "u"), MEETS),
    ("rot", ask(">=", "15000", "转/分"), give("exact", "15000", "rpm"), MEETS),
    ("count", ask(">=", "100", "位"), give("exact", "100", None), MEETS),
    ("wavenumber", ask("<=", "1", "cm-1"), give("exact", "1", "μm"), MANUAL),
    ("rcf", ask(">=", "20000", "×g"), give("exact", "20000", "r/min"), MANUAL),
    ("length", ask("<=", "1", None), give("exact", "1", "nm"), MANUAL),
]


@pytest.mark.parametrize(("quantity", "requirement", "value", "expected"), R4)
def test_r4_units_convert_exactly_and_only_within_a_quantity(
    quantity: str, requirement: Requirement, value: SpecValue, expected: Verdict
) -> None:
    assert verdict(requirement, value, facts=parameter(quantity)) is expected


R5: list[Case] = [
    (ask(">=", "60", "MPa"), give("exact", "60.0001", "MPa"), POSITIVE),
    (ask(">=", "60", "MPa"), give("exact", "60", "MPa"), MEETS),
    (ask(">=", "60", "MPa"), give("exact", "59.9999", "MPa"), NEGATIVE),
    (ask(">=", "60", "MPa"), give("at_least", "60", "MPa"), MEETS),
    (ask(">=", "60", "MPa"), give("at_least", "60", "MPa", strict=True), MEETS),
    (ask(">=", "60", "MPa"), give("at_least", "50", "MPa"), NEGATIVE),
    (ask(">=", "60", "MPa"), give("at_most", "50", "MPa"), NEGATIVE),
    (ask(">=", "60", "MPa"), give("at_most", "60", "MPa"), MANUAL),
    (ask(">=", "60", "MPa"), give("at_most", "60", "MPa", strict=True), NEGATIVE),
    (ask(">=", "60", "MPa"), give("at_most", "70", "MPa"), MANUAL),
    (ask(">=", "60", "MPa"), give("range", "50", "MPa", hi="80"), NEGATIVE),
    (ask(">=", "60", "MPa"), give("range", "60", "MPa", hi="80"), MEETS),
    (ask(">=", "60", "MPa"), give("range", "80", "MPa", hi="60"), MEETS),
    (ask(">=", "60", "MPa"), give("tolerance", "70", "MPa"), MANUAL),
    (ask(">=", "60", "MPa"), give("set", members=["70"], unit="MPa"), MANUAL),
    (ask(">=", "0", "MPa"), give("exact", "0", "MPa"), MEETS),
    (ask(">=", "-5", "MPa"), give("exact", "-4", "MPa"), POSITIVE),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R5)
def test_r5_at_least_compares_the_guaranteed_value(
    requirement: Requirement, value: SpecValue, expected: Verdict
) -> None:
    assert verdict(requirement, value, facts=PRESSURE) is expected


def test_r5_a_settable_range_reaches_its_upper_end() -> None:
    assert verdict(ask(">=", "30", "kV"), give("range", "0.2", "kV", hi="30"), facts=VOLTAGE) is MEETS
    assert verdict(ask(">=", "60", "℃"), give("range", "室温", "℃", hi="80"), facts=HEAT) is POSITIVE
    assert verdict(ask(">=", "60", "℃"), give("range", "4", "℃", hi="室温+50"), facts=HEAT) is MANUAL


R6: list[Case] = [
    (ask("<=", "1", "nm"), give("exact", "0.8", "nm"), POSITIVE),
    (ask("<=", "1", "nm"), give("exact", "10", "Å"), MEETS),
    (ask("<=", "1", "nm"), give("at_most", "1.2", "nm"), NEGATIVE),
    (ask("<=", "1", "nm"), give("at_most", "1", "nm", strict=True), MEETS),
    (ask("<=", "1", "nm"), give("at_least", "1.1", "nm"), NEGATIVE),
    (ask("<=", "1", "nm"), give("at_least", "1", "nm"), MANUAL),
    (ask("<=", "1", "nm"), give("at_least", "1", "nm", strict=True), NEGATIVE),
    (ask("<=", "1", "nm"), give("range", "0.5", "nm", hi="1.5"), NEGATIVE),
    (ask("<=", "1", "nm"), give("tolerance", "0.5", "nm"), POSITIVE),
    (ask("<=", "1", "nm"), give("set", members=["1"], unit="nm"), MANUAL),
    (ask("<=", "室温", "nm"), give("exact", "1", "nm"), MANUAL),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R6)
def test_r6_at_most_is_the_mirror(requirement: Requirement, value: SpecValue, expected: Verdict) -> None:
    assert verdict(requirement, value, facts=LENGTH) is expected


def test_r6_a_settable_range_reaches_its_lower_end() -> None:
    assert verdict(ask("<=", "200", "V"), give("range", "0.2", "kV", hi="30"), facts=VOLTAGE) is MEETS


R7: list[Case] = [
    (ask(">=", "60", "MPa", strict=True), give("exact", "60", "MPa"), NEGATIVE),
    (ask(">=", "60", "MPa", strict=True), give("exact", "61", "MPa"), POSITIVE),
    (ask(">=", "60", "MPa", strict=True), give("at_least", "60", "MPa"), NEGATIVE),
    (ask(">=", "60", "MPa", strict=True), give("at_least", "60", "MPa", strict=True), MEETS),
    (ask(">=", "60", "MPa", strict=True), give("at_most", "60", "MPa"), NEGATIVE),
    (ask("<=", "60", "MPa", strict=True), give("at_most", "60", "MPa", strict=True), MEETS),
    (ask("<=", "60", "MPa", strict=True), give("at_least", "60", "MPa"), NEGATIVE),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R7)
def test_r7_a_strict_bound_is_not_met_by_its_own_value(
    requirement: Requirement, value: SpecValue, expected: Verdict
) -> None:
    assert verdict(requirement, value, facts=PRESSURE) is expected


R8: list[Case] = [
    (ask("range", "0.2", "kV", hi="30"), give("range", "200", "V", hi="30000"), MEETS),
    (ask("range", "0.2", "kV", hi="30"), give("range", "0.1", "kV", hi="30"), POSITIVE),
    (ask("range", "30", "kV", hi="0.2"), give("range", "30", "kV", hi="0.1"), POSITIVE),
    (ask("range", "0.2", "kV", hi="30"), give("range", "0.3", "kV", hi="40"), NEGATIVE),
    (ask("range", "-10", "kV", hi="0"), give("range", "-10", "kV", hi="0"), MEETS),
    (ask("range", "0.2", "kV", hi="30"), give("exact", "15", "kV"), NEGATIVE),
    (ask("range", "0.2", "kV", hi="30"), give("at_least", "0", "kV"), MANUAL),
    (ask("range", "0.2", "kV", hi="30"), give("at_most", "30", "kV"), MANUAL),
    (ask("range", "0.2", "kV", hi="30"), give("tolerance", "30", "kV"), MANUAL),
    (ask("range", "0.2", "kV", hi="30"), give("set", members=["1"], unit="kV"), MANUAL),
    (ask("range", "0.2", "kV"), give("range", "0.2", "kV", hi="30"), MANUAL),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R8)
def test_r8_a_range_must_be_covered(requirement: Requirement, value: SpecValue, expected: Verdict) -> None:
    assert verdict(requirement, value, facts=VOLTAGE) is expected


R9: list[Case] = [
    (ask("range", "室温+5", "℃", hi="85"), give("range", "室温+5", "℃", hi="85"), MEETS),
    (ask("range", "室温+10", "℃", hi="85"), give("range", "室温+5", "℃", hi="85"), POSITIVE),
    (ask("range", "室温+5", "℃", hi="85"), give("range", "室温+10", "℃", hi="99"), NEGATIVE),
    (ask("range", "室温+5", "℃", hi="85"), give("range", "RT+5", "℃", hi="85"), MEETS),
    (ask("range", "室温+5", "℃", hi="85"), give("range", "4", "℃", hi="85"), MANUAL),
    (ask("range", "室温+5", "℃", hi="85"), give("range", "4", "℃", hi="80"), NEGATIVE),
    (ask("range", "4", "℃", hi="85"), give("range", "室温", "℃", hi="100"), MANUAL),
    (ask("range", "室温+5", "℃", hi="85"), give("range", "水温+5", "℃", hi="85"), MANUAL),
    (ask("range", "室温", None, hi="室温+70"), give("range", "室温", None, hi="室温+80"), POSITIVE),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R9)
def test_r9_ambient_compares_only_with_ambient(requirement: Requirement, value: SpecValue, expected: Verdict) -> None:
    assert verdict(requirement, value, facts=HEAT) is expected


R10: list[Case] = [
    (ask("±", "0.5", "%"), give("tolerance", "0.4", "%"), POSITIVE),
    (ask("±", "0.5", "%"), give("tolerance", "5000", "ppm"), MEETS),
    (ask("±", "0.5", "%"), give("tolerance", "0.6", "%"), NEGATIVE),
    (ask("±", "0.5", "%"), give("at_most", "0.5", "%"), MEETS),
    (ask("±", "0.5", "%"), give("exact", "-0.5", "%"), MEETS),
    (ask("±", "0.5", "%"), give("exact", "-0.6", "%"), NEGATIVE),
    (ask("±", "0.5", "%"), give("at_least", "0.1", "%"), MANUAL),
    (ask("±", "0.5", "%"), give("at_most", "-0.1", "%"), MANUAL),
    (ask("±", "0.5", "%"), give("range", "-0.1", "%", hi="0.1"), MANUAL),
    (ask("±", "0.5", "%", strict=True), give("tolerance", "0.5", "%"), NEGATIVE),
    (ask("±", "0", "%"), give("exact", "0", "%"), MEETS),
]


@pytest.mark.parametrize(("requirement", "value", "expected"), R10)
def test_r10_a_smaller_deviation_is_better(requirement: Requirement, value: SpecValue, expected: Verdict) -> None:
    assert verdict(requirement, value, facts=parameter("ratio")) is expected


def test_r10_a_tolerance_on_a_temperature_takes_no_offset() -> None:
    assert verdict(ask("±", "0.5", "℃"), give("tolerance", "0.5", "K"), facts=HEAT) is MEETS


R11: list[tuple[bool, Requirement, SpecValue, Verdict]] = [
    (False, ask("=", "5", "mm"), give("exact", "0.5", "cm"), MEETS),
    (False, ask("=", "5", "mm"), give("exact", "6", "mm"), NEGATIVE),
    (False, ask("=", "5", "mm"), give("set", members=["2", "5"], unit="mm"), MEETS),
    (False, ask("=", "5", "mm"), give("set", members=["0.5"], unit="cm"), MEETS),
    (False, ask("=", "5", "mm"), give("set", members=["2"], unit="mm"), NEGATIVE),
    (True, ask("=", "5", "mm"), give("range", "0", "mm", hi="5"), MEETS),
    (True, ask("=", "6", "mm"), give("range", "0", "mm", hi="5"), NEGATIVE),
    (False, ask("=", "5", "mm"), give("range", "0", "mm", hi="5"), MANUAL),
    (False, ask("=", "5", "mm"), give("at_least", "5", "mm"), MANUAL),
    (False, ask("=", "5", "mm"), give("at_most", "5", "mm"), MANUAL),
    (False, ask("=", "5", "mm"), give("tolerance", "5", "mm"), MANUAL),
    (False, ask("=", "5", "mm", superlative=True), give("exact", "6", "mm"), MANUAL),
    (False, ask("=", "5", "mm", superlative=True), give("exact", "5", "mm"), MEETS),
    (False, ask("=", "5", "mm", superlative=True), give("exact", "4", "mm"), NEGATIVE),
    (False, ask("=", "5", "mm", superlative=True), give("set", members=["4", "6"], unit="mm"), MANUAL),
    (True, ask("=", "5", "mm", superlative=True), give("range", "6", "mm", hi="9"), MANUAL),
    (True, ask("=", "5", "mm", superlative=True), give("range", "1", "mm", hi="4"), NEGATIVE),
]


@pytest.mark.parametrize(("settable", "requirement", "value", "expected"), R11)
def test_r11_equality_is_never_positive(
    settable: bool, requirement: Requirement, value: SpecValue, expected: Verdict
) -> None:
    assert verdict(requirement, value, facts=parameter("length", settable=settable)) is expected


def test_r11_the_better_side_of_up_to_is_the_parameters_own() -> None:
    resolution = parameter("length", better="lower")
    reaching = ask("=", "1", "nm", superlative=True)
    assert verdict(reaching, give("exact", "0.8", "nm"), facts=resolution) is MANUAL
    assert verdict(reaching, give("exact", "1.2", "nm"), facts=resolution) is NEGATIVE


R12: list[tuple[list[str], list[str], Verdict]] = [
    (["SE", "BSE"], ["EDS", "BSE", "SE"], MEETS),
    (["SE"], ["SE"], MEETS),
    (["SE", "EDS"], ["SE"], NEGATIVE),
    (["ＳＥ"], ["se "], MEETS),
]


@pytest.mark.parametrize(("asked", "given", "expected"), R12)
def test_r12_every_wanted_member_must_be_there(asked: list[str], given: list[str], expected: Verdict) -> None:
    facts = parameter("set")
    assert verdict(ask("set", members=asked), give("set", members=given), facts=facts) is expected
    assert verdict(ask("enum", members=asked), give("set", members=given), facts=facts) is expected


def test_r12_members_with_units_compare_by_value() -> None:
    wanted = ask("set", members=["5", "10"], unit="μm")
    assert verdict(wanted, give("set", members=["0.01", "0.005", "0.02"], unit="mm"), facts=LENGTH) is MEETS


def test_r13_a_capability_is_there_or_not() -> None:
    facts = parameter("bool")
    assert verdict(ask("bool"), give("bool", has=True), facts=facts) is MEETS
    assert verdict(ask("bool"), give("bool", has=False), facts=facts) is NEGATIVE
    assert verdict(ask("bool"), give("bool", has=None), facts=facts) is MANUAL


def choice(*alternatives: Requirement) -> Requirement:
    return Requirement(number="1", name="备选", op=Operator.ANY, alternatives=alternatives)


def test_r14_of_alternatives_the_best_counts_and_the_first_among_equals() -> None:
    value = give("exact", "60", "MPa")
    better, equal, worse = ask(">=", "50", "MPa"), ask(">=", "60", "MPa"), ask(">=", "70", "MPa")
    unclear = ask(">=", "60", "mm")
    assert verdict(choice(worse, equal, better), value, facts=PRESSURE) is POSITIVE
    assert verdict(choice(worse, equal), value, facts=PRESSURE) is MEETS
    assert verdict(choice(worse, unclear), value, facts=PRESSURE) is MANUAL
    assert verdict(choice(worse, ask(">=", "1", "MPa", code=None)), value, facts=PRESSURE) is UNANSWERED
    assert verdict(choice(worse), value, facts=PRESSURE) is NEGATIVE
    assert verdict(choice(), value, facts=PRESSURE) is MANUAL
    assert judged(choice(worse, equal, equal), value, facts=PRESSURE).alternative == 1


def test_r15_only_mandatory_rows_decide_the_outcome() -> None:
    star, triangle = Mark.MANDATORY, Mark.IMPORTANT
    assert outcome([(star, MEETS), (triangle, NEGATIVE), (Mark.GENERAL, MANUAL)]) is Outcome.ELIGIBLE
    assert outcome([(star, MEETS), (star, UNANSWERED)]) is Outcome.OPEN
    assert outcome([(star, MANUAL), (star, NEGATIVE)]) is Outcome.INELIGIBLE
    assert outcome([]) is Outcome.ELIGIBLE


def test_r17_condition_comes_before_kind_and_kind_before_about_and_about_before_dimension() -> None:
    elsewhere = give("set", members=["SE"], condition="15kV")
    assert judged(ask("set", members=["SE"]), elsewhere, facts=LENGTH).reason_code is Reason.CONDITION
    about_set = give("set", members=["SE"], about=True)
    assert judged(ask("set", members=["SE"]), about_set, facts=LENGTH).reason_code is Reason.SET_COVERED
    about_mass = give("exact", "1", "kg", about=True)
    assert judged(ask(">=", "1", "mm"), about_mass, facts=LENGTH).reason_code is Reason.APPROXIMATE
    assert judged(ask("range", "1", "mm", hi="2"), give("exact", "1", "kg"), facts=LENGTH).verdict is MANUAL


def test_text_answers_go_to_a_person() -> None:
    assert (
        verdict(ask(">=", "1", "mm"), SpecValue(code="p", kind=give("text").kind, text="见附件"), facts=LENGTH)
        is MANUAL
    )


def test_each_reason_means_one_verdict_and_every_verdict_has_a_reason() -> None:
    assert {verdict_of(reason) for reason in Reason} == set(Verdict)
