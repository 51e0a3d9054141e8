"""What a maker writes in a product sheet becomes a spec value; a promise or a reference never becomes a number."""

from __future__ import annotations

from fractions import Fraction

import pytest

from apps.taxonomy.language.read import read_spec, read_specs
from apps.taxonomy.language.types import Ambient, ParameterFacts, SpecKind, SpecValue
from apps.taxonomy.language.units import default_units


def read(text: str, *, quantity: str, name: str = "参数") -> SpecValue:
    return read_spec(text, parameter=ParameterFacts(code="p", name=name, quantity=quantity), units=default_units())


@pytest.mark.parametrize(
    ("text", "quantity", "kind", "lo", "hi", "unit"),
    [
        ("42Mpa", "pressure", SpecKind.EXACT, 42, 42, "MPa"),
        ("≥60 MPa", "pressure", SpecKind.AT_LEAST, 60, None, "MPa"),
        ("＜0.06 %", "ratio", SpecKind.AT_MOST, None, "0.06", "%"),
        ("0.001～10 mL/min", "flow", SpecKind.RANGE, "0.001", 10, "mL/min"),
        ("40～-20℃", "temp", SpecKind.RANGE, -20, 40, "℃"),
        ("±0.1oC", "dtemp", SpecKind.TOLERANCE, "-0.1", "0.1", "℃"),
        ("优于0.8nm", "length", SpecKind.AT_MOST, None, "0.8", "nm"),
        ("7000psi(48MPa)", "pressure", SpecKind.EXACT, 7000, 7000, "psi"),
        ("120", "count", SpecKind.EXACT, 120, 120, None),
        ("0", "count", SpecKind.EXACT, 0, 0, None),
        ("-80℃", "temp", SpecKind.EXACT, -80, -80, "℃"),
    ],
)
def test_numbers_keep_their_printed_unit(
    text: str, quantity: str, kind: SpecKind, lo: object, hi: object, unit: str | None
) -> None:
    value = read(text, quantity=quantity)
    assert (value.kind, value.unit) == (kind, unit)
    assert value.lo == (None if lo is None else Fraction(str(lo)))
    assert value.hi == (None if hi is None else Fraction(str(hi)))


def test_ambient_ends_keep_their_word() -> None:
    assert read("室温+10～80 ℃", quantity="temp").lo == Ambient(Fraction(10))


def test_a_test_condition_is_kept() -> None:
    assert read("1.5nm@15kV", quantity="length").condition == "15kV"
    assert read("1.5 nm（15kV）", quantity="length").condition == "15kV"


@pytest.mark.parametrize("text", ["约30 kg", "30kg左右", "30 kg（典型值）", "≈30kg"])
def test_about_guarantees_nothing(text: str) -> None:
    value = read(text, quantity="mass")
    assert value.approximate
    assert value.lo == 30


@pytest.mark.parametrize(
    ("text", "has"), [("具备", True), ("√", True), ("支持", True), ("不具备", False), ("无", False)]
)
def test_capabilities_are_yes_or_no(text: str, has: bool) -> None:
    value = read(text, quantity="bool")
    assert (value.kind, value.has) == (SpecKind.HAS, has)


def test_sets_keep_their_members() -> None:
    assert read("InLens、SE、BSE", quantity="set").members == ("InLens", "SE", "BSE")
    assert read("5、10、20μm", quantity="length").members == ("5", "10", "20")


@pytest.mark.parametrize(
    "text",
    [
        "完全满足招标要求",
        "详见附件3",
        "见第5页",
        "优于招标要求",
        "选配",
        "96孔或384孔",
        "l00MPa",
        "60\x00MPa",
        "60 MPa，80 MPa以上",
        "",
    ],
)
def test_a_promise_or_a_doubt_is_text(text: str) -> None:
    value = read(text, quantity="pressure")
    assert (value.kind, value.lo, value.hi) == (SpecKind.TEXT, None, None)


def test_several_conditions_are_several_values() -> None:
    facts = ParameterFacts(code="p", name="分辨率", quantity="length")
    values = read_specs("0.9nm@15kV，1.3nm@1kV", parameter=facts, units=default_units())
    assert [(v.lo, v.condition) for v in values] == [(Fraction(9, 10), "15kV"), (Fraction(13, 10), "1kV")]
