"""The filters: separators, true minus, unit after a space, and never a number that nobody gave."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.design.rendering import render


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("3000000"), "300.00 万元"),
        (Decimal("0"), "0.00 万元"),
        (Decimal("49.99"), "0.00 万元"),
        (Decimal("50"), "0.01 万元"),
        (Decimal("-865000"), "−86.50 万元"),
        (Decimal("10800000000"), "1,080,000.00 万元"),
        (None, "—"),
        ("面议", "—"),
    ],
)
def test_amounts_are_shown_in_wan_with_two_decimals(value: object, shown: str) -> None:
    assert render("{{ value|wan }}", value=value) == shown


def test_columns_carry_the_amount_without_its_unit() -> None:
    assert render("{{ value|wan_bare }}", value=Decimal("2860000")) == "286.00"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("3000000"), "3,000,000.00 元"), (Decimal("0.005"), "0.005 元"), (Decimal("1E+6"), "1,000,000.00 元")],
)
def test_quotes_are_shown_exactly(value: Decimal, shown: str) -> None:
    assert render("{{ value|yuan }}", value=value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (60000, "60,000"),
        (Decimal("1.0"), "1.0"),
        (Decimal("1E+3"), "1,000"),
        (55000.0, "55,000"),
        (0.1, "0.1"),
        (Fraction(1, 8), "0.125"),
        (-90, "−90"),
        ("−90", "−90"),
        (0, "0"),
        (None, "—"),
        ("", "—"),
        ("ESI、APCI", "ESI、APCI"),
        (float("nan"), "nan"),
        (True, "True"),
    ],
)
def test_numbers_keep_the_digits_that_were_given(value: object, shown: str) -> None:
    assert render("{{ value|number }}", value=value) == shown


def test_places_round_half_up_and_zero_has_no_sign() -> None:
    assert render("{{ value|number:1 }}", value=Decimal("86.05")) == "86.1"
    assert render("{{ value|number:1 }}", value=Decimal("-0.04")) == "0.0"


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        (Decimal("0.33"), "+33%"),
        (Decimal("-0.16"), "−16%"),
        (0, "0%"),
        (Decimal("0.004"), "+0.4%"),
        (Decimal("-0.00004"), "−0.004%"),
        (Decimal("0.0000001"), "+&lt;0.001%"),
        (Decimal("12.5"), "+1,250%"),
        (None, "—"),
    ],
)
def test_a_difference_is_never_rounded_away(ratio: object, shown: str) -> None:
    assert render("{{ ratio|signed_percent }}", ratio=ratio) == shown


def test_days_carry_their_unit_and_zero_is_zero() -> None:
    assert render("{{ 90|days }} {{ 0|days }} {{ none|days }}", none=None) == "90 天 0 天 —"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("m/z 20～40000", "m/z 20～40,000"),
        ("≥150000:1", "≥150,000:1"),
        ("2000 m/z", "2000 m/z"),
        ("0.000125", "0.000125"),
        ("16000.5", "16000.5"),
        ("40,000", "40,000"),
        ("XQ-90000", "XQ-90000"),
        ("A12345", "A12345"),
        ("00012345", "00012345"),
        ("未给值", "未给值"),
    ],
)
def test_long_numbers_in_words_get_separators_and_names_do_not(text: str, shown: str) -> None:
    assert render("{{ value|grouped }}", value=text) == shown


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(5323, "5.32 s"), (14, "0.01 s"), (3, "<0.01 s"), (0, "<0.01 s"), (None, "—")]
)
def test_durations_are_said_in_seconds(milliseconds: object, shown: str) -> None:
    assert render("{{ value|seconds }}", value=milliseconds) == shown.replace("<", "&lt;")
