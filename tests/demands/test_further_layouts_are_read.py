"""Layouts written by a second pair of eyes give all their rows, marks and facts, package by package."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from apps.demands.reading.tender import read_tender
from tests.demands.layouts import LAYOUTS, Layout


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_each_package_gives_its_rows_with_mark_and_kind(build: Callable[[], Layout]) -> None:
    layout = build()
    packages = read_tender(layout.data).packages
    found = [[(row.mark, str(row.kind), row.text) for row in package.rows] for package in packages]
    assert found == [list(wanted.rows) for wanted in layout.packages]


@pytest.mark.parametrize("build", LAYOUTS, ids=lambda build: build.__name__)
def test_each_package_gives_its_facts(build: Callable[[], Layout]) -> None:
    layout = build()
    for package, wanted in zip(read_tender(layout.data).packages, layout.packages, strict=True):
        assert package.instrument == wanted.instrument
        assert package.budget_yuan == (None if wanted.budget is None else Decimal(wanted.budget))
        assert package.quantity == wanted.quantity
        assert package.delivery_days == wanted.days
