"""Amounts are read as people write them, and stored in 元 to the 分."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import InvalidInput
from kernel.money import LARGEST_YUAN, read_yuan


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("6万", "60000.00"),
        ("300 万元", "3000000.00"),
        ("1,280,000.00元", "1280000.00"),
        ("￥45000", "45000.00"),
        ("¥45,000.5", "45000.50"),
        ("１２０万", "1200000.00"),
        ("0.0001万元", "1.00"),
        ("1.5亿", "150000000.00"),
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("1000000000000", "1000000000000.00"),
    ],
)
def test_it_reads(text: str, yuan: str) -> None:
    assert read_yuan(text) == Decimal(yuan)


def test_a_bare_number_counts_in_the_unit_of_the_field() -> None:
    assert read_yuan("300", bare_unit="万元") == Decimal(3_000_000)
    assert read_yuan("300元", bare_unit="万元") == Decimal(300)


@pytest.mark.parametrize(
    "text",
    ["", "万", "-1", "1e6", "NaN", "Infinity", "12,34", "1,2345", "1.2.3", "3百万", "6万左右", "0.001", "1000000000001",
     "约6万", "5～6万", "\0", "6万\n7万", "٣"],
)  # fmt: skip
def test_it_refuses_and_names_the_way_out(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_yuan(text)
    assert "金额" in refusal.value.message


@given(st.decimals(min_value=0, max_value=LARGEST_YUAN, places=2))
def test_what_is_written_with_two_places_is_read_back(amount: Decimal) -> None:
    assert read_yuan(f"{amount}") == amount
    assert read_yuan(f"{amount:,}元") == amount
