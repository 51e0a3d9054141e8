"""Exported files: text stays text, and the browser saves them under their own name."""

from __future__ import annotations

import io

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from kernel.downloads import download
from kernel.exports import XLSX, csv_for_excel, legal, neutralise, saved


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "\x01=1+1", "\x00\x1f@A1", "\ufffe=1"]
)
def test_what_a_spreadsheet_would_run_becomes_text(text: str) -> None:
    assert neutralise(text).startswith("'")


@pytest.mark.parametrize("text", ["-5", "+0.5", "≥60000（FWHM）", "两行\n文字", ""])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert neutralise(text) == text


def test_a_hidden_formula_is_no_formula_in_the_workbook() -> None:
    book = Workbook()
    book.worksheets[0].append([neutralise("\x01=1+1")])
    cell = load_workbook(io.BytesIO(saved(book))).worksheets[0]["A1"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1")


def test_a_document_holds_what_is_left_of_a_text_with_control_characters() -> None:
    document = Document()
    with pytest.raises(ValueError, match="XML"):
        document.add_paragraph("质量\x02分辨率")
    document.add_paragraph(legal("质量\x02分辨率"))
    assert "质量分辨率" in [each.text for each in Document(io.BytesIO(saved(document))).paragraphs]


def test_a_csv_opens_as_utf_8_and_runs_nothing() -> None:
    assert csv_for_excel(["型号"], [["=1+1"], [None], [3]]) == '\ufeff型号\r\n\'=1+1\r\n""\r\n3\r\n'.encode()


def test_a_download_keeps_a_chinese_name_and_no_line_break() -> None:
    answer = download(b"", name="偏离表\r\nX-Forged: 1.xlsx", content_type=XLSX)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%81%8F")
    assert "X-Forged" not in answer.headers
