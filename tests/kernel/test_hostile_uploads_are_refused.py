"""What is no plain Office file is refused in the request, with the reason and the way out."""

from __future__ import annotations

import io
import time

import pytest

from kernel.errors import InvalidInput
from kernel.uploads import FileKind, check_office_file
from tests.kernel.office_files import HOSTILE, XLSX_MAIN, archive_of, sound_docx


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_clear_message_in_under_two_seconds(case: str) -> None:
    name, build, expected = HOSTILE[case]
    file = io.BytesIO(build())
    began = time.monotonic()
    with pytest.raises(InvalidInput) as refusal:
        check_office_file(file, name=name)
    assert expected in str(refusal.value)
    assert refusal.value.detail["file"] == refusal.value.message
    assert time.monotonic() - began < 2


def test_a_document_is_accepted_and_left_at_its_start() -> None:
    file = io.BytesIO(sound_docx())
    assert check_office_file(file, name="招标文件.docx") is FileKind.DOCX
    assert file.tell() == 0


def test_a_workbook_is_accepted_also_with_a_capital_extension() -> None:
    data = archive_of({"xl/workbook.xml": b"<workbook/>"}, main=XLSX_MAIN)
    assert check_office_file(io.BytesIO(data), name="参数.XLSX") is FileKind.XLSX


def test_the_workbook_behind_a_chart_is_no_reason_to_refuse() -> None:
    inner = archive_of({"xl/workbook.xml": b"<workbook/>"}, main=XLSX_MAIN)
    data = archive_of({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})
    assert check_office_file(io.BytesIO(data), name="a.docx") is FileKind.DOCX


def test_a_small_part_may_be_packed_tightly() -> None:
    data = archive_of({"word/document.xml": b"<w:p/>" * 100_000})
    assert check_office_file(io.BytesIO(data), name="a.docx") is FileKind.DOCX
