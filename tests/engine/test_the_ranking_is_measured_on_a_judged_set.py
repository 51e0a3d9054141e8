"""The measure of the ranking runs on the whole judged set, and everything that is combined earns its place."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "bench" / "data"
ORDERS = {"none", "text", "constraints", "combined"}


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """What the command prints with --json."""
    command = [sys.executable, str(ROOT / "bench" / "ranking_quality.py"), "--resamples", "500", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def test_the_set_is_large_enough_and_whole() -> None:
    products = {row["id"] for row in rows("ranking_products.jsonl")}
    demands = rows("ranking_demands.jsonl")
    assert len(demands) >= 120
    assert len({row["id"] for row in demands}) == len(demands)
    for row in demands:
        assert set(row["grades"]) <= products, row["id"]
        assert len(row["grades"]) >= 8, row["id"]
        assert 3 in row["grades"].values(), f"{row['id']}: nobody can be ranked right"
        assert set(row["grades"].values()) <= {0, 1, 2, 3}, row["id"]
    halves = [row["half"] for row in demands]
    assert halves.count("developed") == halves.count("unseen")


def test_every_order_is_measured_on_every_part(measured: dict[str, Any]) -> None:
    assert {"whole", "developed", "unseen", "scope family", "scope all"} == set(measured["parts"])
    assert measured["parts"]["whole"]["demands"] == measured["demands"] == len(rows("ranking_demands.jsonl"))
    for part in measured["parts"].values():
        for measure in ("ndcg_at_10", "mrr_of_grade_3"):
            assert set(part[measure]) == ORDERS
            for figures in part[measure].values():
                assert 0 <= figures["low"] <= figures["mean"] <= figures["high"] <= 1


def test_nearly_every_clause_is_understood(measured: dict[str, Any]) -> None:
    """Else the orders would be compared on demands that nobody wrote."""
    assert measured["clauses_without_parameter"] * 20 < measured["clauses"]


@pytest.mark.parametrize("part", ["whole", "developed", "unseen"])
def test_combined_is_not_below_constraints_alone_by_more_than_noise(measured: dict[str, Any], part: str) -> None:
    assert measured["parts"][part]["combined_minus_constraints"]["high"] >= 0


@pytest.mark.parametrize("part", ["whole", "developed", "unseen"])
def test_the_measure_tells_an_order_from_chance(measured: dict[str, Any], part: str) -> None:
    """The control: with everything tied, or with the clauses left out, the figure falls by more than its noise."""
    ndcg = measured["parts"][part]["ndcg_at_10"]
    assert ndcg["combined"]["low"] > ndcg["none"]["high"]
    assert ndcg["combined"]["low"] > ndcg["text"]["high"]
