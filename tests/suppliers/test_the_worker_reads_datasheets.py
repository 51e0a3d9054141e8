"""Uploaded and pasted datasheets are read by a real worker in its limited child, whatever their format."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from apps.suppliers.datasheets import intake
from apps.suppliers.models import Datasheet
from apps.taxonomy.models import Category
from tests.cast import Cast, acting
from tests.documents.pdf_files import Paper, pdf_of
from tests.suppliers.builders import PRESSURE, RESOLUTION, make_type

LINES = (("参数", "指标"), ("分辨率", "80000（m/z 200）"), ("系统耐压", "≥100 MPa"))
WORDS = "\n".join(f"{name}：{value}" for name, value in LINES[1:])


def _docx() -> bytes:
    document = Document()
    document.add_heading("SY-700 样本（示例）", level=1)
    table = document.add_table(rows=0, cols=2)
    for pair in LINES:
        for cell, text in zip(table.add_row().cells, pair, strict=True):
            cell.text = text
    return _bytes_of(document)


def _xlsx() -> bytes:
    book = Workbook()
    for pair in LINES:
        book.worksheets[0].append(list(pair))
    return _bytes_of(book)


def _bytes_of(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def _html() -> bytes:
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in LINES)
    return f"<!doctype html><html><meta charset=utf-8><body><table>{rows}</table></body></html>".encode()


def _page(paper: Paper) -> None:
    for line in ("SY-700 样本（示例）", *WORDS.split("\n")):
        paper.text(line)


FILES: dict[str, Callable[[], bytes]] = {
    "样本.docx": _docx,
    "样本.xlsx": _xlsx,
    "样本.html": _html,
    "样本.txt": lambda: f"SY-700 样本（示例）\n{WORDS}".encode(),
    "样本.pdf": lambda: pdf_of(_page),
}


def test_a_real_worker_reads_every_format(cast: Cast, worker: int) -> None:
    category = make_type()
    given = [_handed_in(cast, category, name) for name in FILES]
    deadline = time.monotonic() + 120
    while _unread(given) and time.monotonic() < deadline:
        time.sleep(0.2)
    for each in given:
        each.refresh_from_db()
        found = {row.parameter.code: row.text for row in each.proposals.select_related("parameter") if row.parameter}
        assert (each.name, each.state, each.message) == (each.name, Datasheet.State.READ, "")
        assert found == {RESOLUTION: "80000（m/z 200）", PRESSURE: "≥100 MPa"}, each.name
    pages = {row.evidence for row in Datasheet.objects.get(name="样本.pdf").proposals.all()}
    assert pages == {"样本.pdf 第 1 页"}


def _handed_in(cast: Cast, category: Category, name: str) -> Datasheet:
    file = SimpleUploadedFile(name, FILES[name]())
    return intake.add_datasheet(actor=acting(cast.sales_engineer), file=file, category=category.code)


def _unread(given: list[Datasheet]) -> bool:
    waiting = (Datasheet.State.WAITING, Datasheet.State.READING)
    return Datasheet.objects.filter(pk__in=[each.pk for each in given], state__in=waiting).exists()


@pytest.mark.django_db
def test_a_damaged_pdf_is_refused_with_a_message(cast: Cast) -> None:
    make_type()
    data = b"%PDF-1.7\n" + b"x" * 2000 + b"\nstartxref\n9\n%%EOF\n"
    given = intake.add_datasheet(actor=acting(cast.sales_engineer), file=SimpleUploadedFile("样本.pdf", data))
    intake.handle_read_datasheet({"datasheet_id": given.pk})
    given.refresh_from_db()
    assert given.state == Datasheet.State.REFUSED
    assert given.message
