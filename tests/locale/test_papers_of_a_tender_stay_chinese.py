"""What goes into a tender is Chinese, whatever language its author reads the pages in."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from apps.demands.exports import requirement_workbook
from apps.demands.models import Requirement
from apps.matching.models import DeviationRow
from tests.cast import Cast
from tests.demands.build import make_draft


@pytest.mark.django_db
def test_a_requirement_workbook_has_chinese_heads(cast: Cast) -> None:
    version = make_draft(cast.institution_member).versions.get()
    with translation.override("en"):
        content = requirement_workbook(version, list(Requirement.objects.filter(version=version)), shows_budget=True)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["技术参数", "商务要求"]
    assert "参数名称" in {cell.value for row in book["技术参数"].iter_rows() for cell in row}


def test_a_verdict_is_said_in_the_language_of_the_page() -> None:
    row = DeviationRow(sentence="未达要求：80 MPa < 100 MPa", sentence_en="Not met: 80 MPa < 100 MPa")
    with translation.override("en"):
        assert row.said.startswith("Not met")
    assert row.said.startswith("未达要求")
    row.sentence_en = ""
    with translation.override("en"):
        assert row.said.startswith("未达要求")
