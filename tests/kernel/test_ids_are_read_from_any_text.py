"""Ids in addresses and forms are written by anybody."""

from __future__ import annotations

import pytest

from kernel.ids import LARGEST_ID, id_from, ids_from


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), (str(LARGEST_ID), LARGEST_ID)])
def test_plain_digits_name_an_id(text: str, number: int) -> None:
    assert id_from(text) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", "1.0", " 1", "１", "①", "1\0", str(LARGEST_ID + 1), "9" * 5000])
def test_everything_else_names_none(text: str) -> None:
    assert id_from(text) is None


def test_among_many_the_others_are_left_out() -> None:
    assert ids_from(["3", "x", "1", "9" * 5000, "3"]) == [3, 1, 3]
