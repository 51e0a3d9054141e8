"""The tables of docs/algorithms/requirement-language.md as data."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "requirement-language.md"


def rows_under(heading: str) -> list[tuple[str, ...]]:
    """The cells of all table rows of a chapter (## heading), without the heads of the tables."""
    chapter = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line.strip() for line in chapter.splitlines() if line.startswith("|")]
    heads = {index for index, line in enumerate(lines) if set(line) <= set("|-: ")}
    kept = [line for index, line in enumerate(lines) if index not in heads and index + 1 not in heads]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in kept]
