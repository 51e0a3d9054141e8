"""The distance of a miss: exact millionths, on the parameter's own scale, the same in every unit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.taxonomy.language.distance import _exact_log_steps, _log_steps
from apps.taxonomy.language.types import Operator, Requirement, SpecValue
from tests.language.deviations import ask, give, judged, parameter

LN_2 = Fraction(693_147, 1_000_000)


def distance(requirement: Requirement, value: SpecValue, quantity: str = "length", settable: bool = False) -> Fraction:
    return judged(requirement, value, facts=parameter(quantity, settable=settable)).distance


def test_half_and_twice_are_equally_far() -> None:
    assert distance(ask(">=", "2", "mm"), give("exact", "1", "mm")) == LN_2
    assert distance(ask("<=", "1", "mm"), give("exact", "2", "mm")) == LN_2


def test_the_unit_does_not_matter() -> None:
    assert distance(ask(">=", "2", "mm"), give("exact", "1000", "μm")) == LN_2


def test_zero_and_negative_bounds_have_a_finite_distance() -> None:
    assert distance(ask("<=", "0", "mm"), give("exact", "1", "mm")) == 1
    assert distance(ask(">=", "-1", "mm"), give("exact", "-2", "mm")) == Fraction(1, 2)


def test_the_spread_of_the_catalogue_scales_a_difference() -> None:
    facts = replace(parameter("temp", settable=True), spread=Fraction(100))
    wanted = ask("range", "-10", "℃", hi="40")
    in_celsius = judged(wanted, give("range", "0", "℃", hi="40"), facts=facts).distance
    in_kelvin = judged(wanted, give("range", "273.15", "K", hi="313.15"), facts=facts).distance
    assert in_celsius == in_kelvin == Fraction(1, 10)


def test_of_two_short_ends_the_farther_counts() -> None:
    assert distance(ask("range", "1", "mm", hi="100"), give("range", "2", "mm", hi="99"), settable=True) == LN_2


def test_missing_members_count_one_each_and_a_capability_one() -> None:
    assert distance(ask("set", members=["a", "b", "c"]), give("set", members=["a"]), "set") == 2
    assert distance(ask("bool"), give("bool", has=False), "bool") == 1


def test_the_smallest_miss_is_not_nothing() -> None:
    assert distance(ask(">=", "1", "mm", strict=True), give("exact", "1", "mm")) == Fraction(1, 1_000_000)


def test_a_choice_is_as_far_as_its_nearest_alternative() -> None:
    choice = Requirement(
        number="1", name="备选", op=Operator.ANY, alternatives=(ask(">=", "8", "mm"), ask(">=", "2", "mm"))
    )
    assert distance(choice, give("exact", "1", "mm")) == LN_2


@pytest.mark.parametrize("given", ["2", "1"])
def test_what_is_met_is_at_no_distance(given: str) -> None:
    assert distance(ask(">=", "1", "mm"), give("exact", given, "mm")) == 0


@given(st.fractions(min_value=Fraction(1, 10**15), max_value=10**15).filter(bool))
def test_a_float_never_decides_what_it_cannot_tell(ratio: Fraction) -> None:
    assert _log_steps(ratio) == _exact_log_steps(ratio)


def test_ratios_beyond_floats_are_measured_too() -> None:
    assert _log_steps(Fraction(10) ** 400) == _exact_log_steps(Fraction(10) ** 400)
    assert _log_steps(1 / Fraction(10) ** 400) == _exact_log_steps(Fraction(10) ** 400)
