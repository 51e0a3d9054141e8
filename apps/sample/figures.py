"""What the sample world's instruments can do: five levels for each parameter of each type, the best first."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("data")
LEVELS = 5


@dataclass(frozen=True, slots=True)
class InstrumentType:
    """A type that sample makers build: category code, letters of its model numbers, product names, price in 万元."""

    category: str
    series: str
    names: tuple[str, ...]
    lowest_wan: int
    highest_wan: int


@lru_cache(maxsize=1)
def instrument_types() -> tuple[InstrumentType, ...]:
    """All types of the sample world, from types.tsv."""
    types = []
    for row in _rows("types.tsv"):
        lowest, highest = row["price_wan"].split("-")
        types.append(
            InstrumentType(row["category"], row["series"], tuple(row["names"].split("|")), int(lowest), int(highest))
        )
    return tuple(types)


@lru_cache(maxsize=1)
def figures() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """{category: {parameter code: the five levels as texts}}, from figures.tsv."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in _rows("figures.tsv"):
        levels = tuple(row["levels"].split("|"))
        if len(levels) != LEVELS:
            raise ValueError(
                f"figures.tsv: {row['category']} {row['parameter']} has {len(levels)} levels, not {LEVELS}"
            )
        found[row["category"]][row["parameter"]] = levels
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
