"""How well and how fast printed names are linked: `python bench/linking.py`; docs/algorithms/linking.md explains it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "platform")]

from tests.taxonomy.printed import Score, cases, score_lines, score_names, wilson  # noqa: E402  the path has been set

NAMES = ("printed_names.tsv", "data/names_dev.tsv", "data/names_unseen.tsv")


def main() -> None:
    """Print one line per set: counts, precision and recall with 95 % intervals, processor time of a second run."""
    for file in NAMES:
        _report(file, lambda file=file: score_names(cases(file)))  # type: ignore[misc]
    for part in ("dev", "unseen"):
        _report(f"lines, {part}", lambda part=part: score_lines(part))  # type: ignore[misc]


def _report(name: str, run: Callable[[], Score]) -> None:
    run()  # the first run builds the linkers and fills the caches of spellings
    began = time.process_time()
    score = run()
    seconds = time.process_time() - began
    linked = score.right + len(score.wrong)
    print(
        f"{name:24} rows {score.rows:4} with code {score.coded:4} linked {linked:4} wrong {len(score.wrong):2}  "
        f"precision {score.precision:.3f} {_interval(score.right, linked)}  "
        f"recall {score.recall:.3f} {_interval(score.right, score.coded)}  {1000 * seconds / score.rows:.2f} ms a row"
    )


def _interval(right: int, total: int) -> str:
    low, high = wilson(right, total)
    return f"({low:.3f}–{high:.3f})"


if __name__ == "__main__":
    main()
