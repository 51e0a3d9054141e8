"""Tender documents of the layouts in use give their rows, numbers, marks and facts."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from apps.demands.reading.tender import read_tender
from apps.demands.reading.types import Tender
from examples.make_examples import write_centrifuge_table, write_lcms_tender
from kernel.sandbox import ReadingRefused, run_limited
from kernel.sandbox_child import Unreadable
from tests.demands.documents import DOCUMENTS
from tests.demands.documents.tenders import nothing_to_ask, two_packages
from tests.demands.documents.written import Row, Written


def _read(written: Written) -> Tender:
    return read_tender(written.data, is_text=not written.data.startswith(b"PK"))


def _rows(tender: Tender) -> list[Row]:
    return [(row.number, row.mark, str(row.kind), row.text) for package in tender.packages for row in package.rows]


@pytest.mark.parametrize("build", DOCUMENTS, ids=lambda build: build.__name__)
def test_every_row_is_read_with_its_number_mark_and_kind_and_nothing_else(build: Callable[[], Written]) -> None:
    written = build()
    assert _rows(_read(written)) == list(written.rows)


@pytest.mark.parametrize("build", DOCUMENTS, ids=lambda build: build.__name__)
def test_facts_are_read_where_they_are_printed(build: Callable[[], Written]) -> None:
    written = build()
    (package,) = _read(written).packages
    assert package.instrument == written.instrument
    assert package.budget_yuan == (None if written.budget is None else Decimal(written.budget))
    assert package.quantity == written.quantity
    assert package.delivery_days == written.days


@pytest.mark.parametrize("build", DOCUMENTS, ids=lambda build: build.__name__)
def test_every_row_points_to_the_block_where_it_begins(build: Callable[[], Written]) -> None:
    tender = _read(build())
    for package in tender.packages:
        for row in package.rows:
            block = re.sub(r"\W", "", tender.blocks[row.block].text)
            assert re.sub(r"\W", "", row.text)[:6] in block or row.group


def test_packages_are_kept_apart_and_share_the_commercial_terms() -> None:
    first, second = read_tender(two_packages()).packages
    assert (first.instrument, first.quantity, first.budget_yuan) == ("台式生物反应器", 2, Decimal(560_000))
    assert (second.instrument, second.quantity, second.budget_yuan) == ("总有机碳分析仪", 1, Decimal(320_000))
    assert [row.text for row in first.rows][:2] == ["罐体总容积：15L，工作体积3～10L；", "搅拌转速：30~1200rpm；"]
    assert second.rows[0].text == "检出限≤4μg/L；"
    assert first.rows[-1].text == second.rows[-1].text == "交货期：合同签订后60日内。"
    assert first.delivery_days == second.delivery_days == 60


def test_a_document_that_asks_for_nothing_gives_no_rows() -> None:
    (package,) = read_tender(nothing_to_ask()).packages
    assert package.rows == ()


def test_the_example_tender_gives_all_its_clauses(tmp_path: Path) -> None:
    write_lcms_tender(tmp_path / "a.docx")
    (package,) = read_tender((tmp_path / "a.docx").read_bytes()).packages
    technical = [row for row in package.rows if row.kind == "technical"]
    assert (len(technical), len(package.rows)) == (21, 26)
    assert (package.instrument, package.budget_yuan, package.delivery_days) == (
        "三重四极杆液质联用仪",
        Decimal(2_600_000),
        90,
    )
    assert [row.mark for row in technical].count("★") == 4


def test_the_shipped_examples_are_what_their_script_writes(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[2] / "examples"
    write_lcms_tender(tmp_path / "tender-lcms.docx")
    write_centrifuge_table(tmp_path / "parameters-centrifuge.xlsx")
    for name in ("tender-lcms.docx", "parameters-centrifuge.xlsx"):
        shipped, written = (read_tender((place / name).read_bytes()) for place in (folder, tmp_path))
        assert shipped == written


def test_what_is_no_office_file_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"\.docx"):
        read_tender(b"\x89PNG")


def test_half_a_document_is_refused_by_the_limited_child() -> None:
    data = DOCUMENTS[0]().data
    with pytest.raises(ReadingRefused, match="损坏"):
        run_limited("apps.demands.reading.child:read_document", data[: len(data) // 2])
