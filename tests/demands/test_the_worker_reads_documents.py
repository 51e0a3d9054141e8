"""Through the real worker: an upload on the page becomes rows without anybody waiting for it."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from apps.demands.models import SourceDocument
from apps.demands.selectors import requirements_for_matching
from apps.taxonomy.language.types import Mark, Operator
from examples.make_examples import write_lcms_tender
from tests.cast import make_cast, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def _wait_for(document_id: int) -> SourceDocument:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        document = SourceDocument.objects.select_related("version").get(pk=document_id)
        if document.state in ("read", "refused"):
            return document
        time.sleep(0.1)
    raise AssertionError(f"the document is still {document.state}")


def test_an_uploaded_tender_becomes_requirements_that_the_engine_can_compare(worker: int, tmp_path: Path) -> None:
    call_command("load_taxonomy", verbosity=0)
    cast = make_cast()
    write_lcms_tender(tmp_path / "a.docx")
    upload = SimpleUploadedFile("招标文件.docx", (tmp_path / "a.docx").read_bytes())
    began = time.monotonic()
    answer = signed_in(cast.institution_member).post("/demands/new/", {"way": "upload", "file": upload})
    assert answer.status_code == 302
    assert time.monotonic() - began < 3
    document = _wait_for(SourceDocument.objects.get().pk)
    assert (document.state, document.lines_read) == ("read", 26)
    asked = {requirement.name: requirement for requirement, _row in requirements_for_matching(document.version)}
    pressure = asked["系统最高耐压"]
    assert (pressure.op, pressure.lo, pressure.unit) == (Operator.AT_LEAST, Fraction(100), "MPa")
    assert (pressure.mark, pressure.code) == (Mark.MANDATORY, "lc.max_pressure")
    assert asked["离子源"].members == ("ESI", "APCI")
    linked = [requirement for requirement in asked.values() if requirement.code]
    assert len(linked) >= 18
