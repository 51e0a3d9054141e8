"""The amendment and the PDF of the examples: kept as the script writes them, and read."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from apps.demands.reading.tender import read_tender
from apps.demands.reading.types import ChangeKind
from examples import make_examples as examples


@pytest.mark.parametrize(
    ("name", "write"),
    [
        (examples.AMENDMENT_FILE, examples.write_lcms_amendment),
        (examples.OVEN_FILE, examples.write_oven_notice),
    ],
)
def test_the_kept_files_are_what_the_script_writes(name: str, write: object, tmp_path: Path) -> None:
    write(tmp_path / name)  # type: ignore[operator]
    assert (tmp_path / name).read_bytes() == (examples.FOLDER / name).read_bytes()


def test_the_amendment_changes_two_rows_deletes_one_and_adds_one() -> None:
    changes = read_tender((examples.FOLDER / examples.AMENDMENT_FILE).read_bytes()).changes
    assert [(change.kind, change.clause, change.mark) for change in changes] == [
        (ChangeKind.CHANGED, "3.1.2", "★"),
        (ChangeKind.CHANGED, "3.2.6", ""),
        (ChangeKind.DELETED, "3.1.10", ""),
        (ChangeKind.ADDED, "3.2.12", "▲"),
    ]


def test_the_notice_has_its_facts_and_its_rows_over_two_pages() -> None:
    tender = read_tender((examples.FOLDER / examples.OVEN_FILE).read_bytes())
    (package,) = tender.packages
    assert (package.instrument, package.budget_yuan, package.quantity, package.delivery_days) == (
        "电热鼓风干燥箱",
        Decimal(60_000),
        2,
        30,
    )
    technical = [row for row in package.rows if row.kind == "technical"]
    assert [row.text.rstrip("；") for row in technical] == [text for _mark, text in examples.OVEN]
    assert {tender.blocks[row.block].page for row in technical} == {1, 2}
