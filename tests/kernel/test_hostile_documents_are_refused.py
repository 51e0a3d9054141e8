"""PDF, pages, texts and Office 97 files that would harm are refused: in the request, or by the limited child."""

from __future__ import annotations

import io
import time

import pytest

from kernel.errors import InvalidInput
from kernel.sandbox import ReadingRefused, run_limited
from kernel.uploads import DOCUMENTS, FileKind, check_file, check_office_file
from tests.documents.pdf_files import text_pages
from tests.kernel.document_files import DEEPER, HOSTILE
from tests.kernel.office_files import HOSTILE as HOSTILE_ARCHIVES

READER = "apps.demands.reading.child:read_document"


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_the_request(case: str) -> None:
    name, build, expected = HOSTILE[case]
    data = build()
    began = time.monotonic()
    with pytest.raises(InvalidInput) as refusal:
        check_file(io.BytesIO(data), kinds=DOCUMENTS, name=name)
    assert time.monotonic() - began < 2
    assert expected in str(refusal.value)
    assert refusal.value.detail["file"] == refusal.value.message


@pytest.mark.parametrize("case", HOSTILE_ARCHIVES)
def test_archives_are_no_less_refused_where_all_kinds_are_taken(case: str) -> None:
    name, build, _ = HOSTILE_ARCHIVES[case]
    with pytest.raises(InvalidInput):
        check_file(io.BytesIO(build()), kinds=DOCUMENTS, name=name)


@pytest.mark.parametrize("case", DEEPER)
def test_what_only_reading_shows_is_refused_by_the_child_with_a_reason(case: str) -> None:
    build, expected = DEEPER[case]
    with pytest.raises(ReadingRefused, match=expected):
        run_limited(READER, build())


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) + len(HOSTILE_ARCHIVES) >= 60


def test_who_takes_only_office_files_takes_no_other_kind() -> None:
    with pytest.raises(InvalidInput, match=r"不是 .docx 或 .xlsx"):
        check_office_file(io.BytesIO(text_pages(1)), name="a.pdf")
    with pytest.raises(InvalidInput, match=r"不是 .docx 或 .xlsx"):
        check_office_file(io.BytesIO("1、分辨率".encode()), name="a.txt")
    assert check_file(io.BytesIO(text_pages(1)), kinds={FileKind.PDF}, name="a.pdf") is FileKind.PDF
