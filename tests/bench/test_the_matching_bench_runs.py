"""The bench of matching from end to end at a tiny size: PostgreSQL gives our rows, and a difference is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from launch.layout import CHECKOUT

BENCH = CHECKOUT / "bench" / "matching.py"
TINY = (
    *("--products", "500", "--demands", "4", "--peer-demands", "4", "--rounds", "1"),
    *("--plain-products", "60", "--batch-demands", "3", "--batch-all-demands", "3", "--without", "text", "--json"),
)
PEERS = {"rows", "rows, joins", "jsonb", "rows, eligible first", "jsonb, eligible first"}
AGREED = (
    "products demands exact_ms exact_vs_postgres exact_vs_memory_read family_ms family_vs_sql family_recall_at_50"
    " batch_family_seconds batch_all_seconds reverse_ms reverse_vs_insert mib_per_million_products snapshot_open_ms"
    " oracle_equal"
).split()


def run_bench(*more: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the object in the last line."""
    done = subprocess.run([sys.executable, BENCH, *TINY, *more], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def test_all_peers_give_our_rows_and_no_figure_is_made_up() -> None:
    code, found = run_bench()

    assert code == 0, found["duels"]
    assert list(found)[: len(AGREED)] == AGREED
    assert found["oracle_equal"] is True
    assert found["plain"]["equal"] is True
    assert {duel["scope"] for duel in found["duels"]} == {"everything", "family"}
    for duel in found["duels"]:
        assert set(duel["median_ms"]) == PEERS | {"this project"}
        assert all(median > 0 for median in duel["median_ms"].values())
    assert [size["products"] for size in found["growth"]] == [500]
    assert all(found[name] is not None for name in AGREED)
    assert found["reverse_equal"] is True


def test_a_difference_is_noticed() -> None:
    """The peers get another market, so their rows can't be ours."""
    code, found = run_bench("--peer-seed", "2")

    assert code == 1
    assert found["oracle_equal"] is False
    assert all(duel["unequal"] for duel in found["duels"])
