"""How long reading takes: ordinary lines, and hostile lines of 10,000 characters.

`python bench/language.py`: the last line is one JSON object with microseconds per ordinary line and the slowest
hostile line in milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from apps.taxonomy.language.read import MAX_LENGTH, read_line  # noqa: E402

HOSTILE = "≤ 1 1, 1. 1- 1～ ± （1 1nm、 1或 不低于 1×10 1^ / 室温+ ： @ 1 GB/T 5≤x≤ 可 ( -".split()
LINES = ROOT / "tests" / "language" / "data"


def seconds(text: str) -> float:
    """The time that reading one line takes."""
    begin = time.perf_counter()
    read_line(text)
    return time.perf_counter() - begin


def main() -> None:
    texts = [
        json.loads(line)["text"] for file in LINES.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    ]
    read_line("分辨率≤1nm")
    ordinary = sum(map(seconds, texts)) / len(texts)
    longest = {piece: seconds("分辨率：" + (piece * 10_000)[:10_000]) for piece in HOSTILE}
    read_whole = {piece: seconds(("分辨率：" + piece * MAX_LENGTH)[:MAX_LENGTH]) for piece in HOSTILE}
    result = {
        "lines": len(texts),
        "microseconds_per_line": round(ordinary * 1e6),
        "slowest_of_10000_characters_ms": round(max(longest.values()) * 1e3, 2),
        f"slowest_of_{MAX_LENGTH}_characters_ms": round(max(read_whole.values()) * 1e3, 2),
        "slowest_piece": max(read_whole, key=read_whole.__getitem__),
    }
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
