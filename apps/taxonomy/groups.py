"""The names of a template's groups (输液泵, 柱温箱 …) in the reader's language. Facts in data/groups.tsv."""

from __future__ import annotations

import csv
from functools import lru_cache

from apps.taxonomy.files import DATA_FOLDER
from kernel.languages import reader_language


def group_name(name: str) -> str:
    """The group's name for the page; a group that editors added has only its own name."""
    return english_names().get(name, name) if reader_language() == "en" else name


@lru_cache(maxsize=1)
def english_names() -> dict[str, str]:
    """Chinese name → English name of every group in templates.tsv."""
    with (DATA_FOLDER / "groups.tsv").open(encoding="utf-8", newline="") as file:
        return {row["name_zh"]: row["name_en"] for row in csv.DictReader(file, delimiter="\t")}
