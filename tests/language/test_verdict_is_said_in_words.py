"""The sentence of a row: printed values, printed units, a conversion where units differ, and by how much."""

from __future__ import annotations

import re

import pytest

from apps.taxonomy.language.types import Operator, ParameterFacts, Requirement, SpecValue
from apps.taxonomy.language.verdict import Reason
from apps.taxonomy.language.wording import Language, number_text
from apps.taxonomy.language.words import _SENTENCES, say
from tests.language.deviations import UNITS, ask, bound, give, judged, parameter

PRESSURE = parameter("pressure")
LENGTH = parameter("length")


def sentence(requirement: Requirement, *values: SpecValue, facts: ParameterFacts, language: Language = "zh") -> str:
    judgement = judged(requirement, *values, facts=facts)
    return say(judgement, requirement=requirement, parameter=facts, units=UNITS, language=language)


def test_better_says_by_how_much() -> None:
    facts = parameter("magn")
    said = sentence(ask(">=", "60000", "×"), give("exact", "80000", "×"), facts=facts)
    assert said == "优于要求：80,000 × > 60,000 ×，高 33 %"


def test_a_near_miss_in_another_unit_shows_the_conversion() -> None:
    said = sentence(ask(">=", "60", "MPa"), give("exact", "8700", "psi"), facts=PRESSURE)
    assert said == "未达要求：8700 psi < 60 MPa，低 0.026 %（8700 psi ≈ 59.98 MPa）"


def test_a_conversion_has_as_many_digits_as_it_takes_to_see_the_miss() -> None:
    said = sentence(ask("<=", "133.322368", "Pa"), give("exact", "1", "Torr"), facts=PRESSURE)
    assert "1 Torr ≈ 133.3223684 Pa" in said


def test_the_english_sentence_names_the_same_values() -> None:
    said = sentence(ask(">=", "60", "MPa"), give("exact", "8700", "psi"), facts=PRESSURE, language="en")
    assert said == "Misses: 8700 psi < 60 MPa, 0.026 % lower (8700 psi ≈ 59.98 MPa)"


def test_a_range_is_converted_at_both_ends() -> None:
    facts = parameter("length", settable=True)
    said = sentence(ask("range", "190", "nm", hi="800"), give("range", "0.19", "μm", hi="0.7"), facts=facts)
    assert said == "未覆盖要求区间：产品 0.19～0.7 μm，要求 190～800 nm（0.19～0.7 μm = 190～700 nm）"


def test_conditions_are_named_on_both_sides() -> None:
    wanted = ask("<=", "1", "nm", condition="1kV")
    said = sentence(wanted, give("exact", "1", "nm", condition="15kV"), give("exact", "1", "nm"), facts=LENGTH)
    assert said == "测试条件不一致：要求1kV，产品15kV、未注明条件，需人工判断"


def test_missing_members_are_named_in_the_order_asked() -> None:
    said = sentence(ask("set", members=["SE", "EDS", "BSE"]), give("set", members=["SE"]), facts=parameter("set"))
    assert said == "缺 EDS、BSE（产品：SE）"


def test_an_alternative_is_named() -> None:
    choice = Requirement(
        number="1", name="备选", op=Operator.ANY, alternatives=(ask(">=", "70", "MPa"), ask(">=", "50", "MPa"))
    )
    said = sentence(choice, give("exact", "60", "MPa"), facts=PRESSURE)
    assert said == "备选 2：优于要求：60 MPa > 50 MPa，高 20 %"


def test_a_text_requirement_gives_its_own_reason() -> None:
    wanted = Requirement(number="1", name="尺寸", op=Operator.TEXT, reason="尺寸 a×b×c")
    assert sentence(wanted, facts=PRESSURE) == "尺寸 a×b×c，需人工判断"


def test_every_reason_has_a_sentence_in_both_languages_with_the_same_fields() -> None:
    assert set(_SENTENCES) == set(Reason)
    for chinese, english in _SENTENCES.values():
        assert chinese
        assert english
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-5", "-5"),
        ("8700", "8700"),
        ("80000", "80,000"),
        ("12345.5", "12,345.5"),
        ("0.000005", "5×10⁻⁶"),
        ("-0.00012", "-1.2×10⁻⁴"),
        ("0.0005", "0.0005"),
        ("0.00005", "5×10⁻⁵"),
        ("80000000000", "8×10¹⁰"),
        ("1/3", "0.333333"),
    ],
)
def test_numbers_are_written_for_readers(number: str, text: str) -> None:
    value = bound(number)
    assert not isinstance(value, str | None)
    assert number_text(value) == text  # type: ignore[arg-type]
