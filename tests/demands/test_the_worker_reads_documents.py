"""Through the real worker: an upload on the page becomes rows without anybody waiting for it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from apps.demands import services
from apps.demands.models import SourceDocument
from apps.demands.selectors import requirements_for_matching
from apps.taxonomy.language.types import Mark, Operator
from examples.make_examples import write_lcms_tender
from kernel import clock, outbox
from kernel.models import OutboxRow
from tests.cast import acting, make_cast, signed_in
from tests.demands.documents.tenders import two_packages

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 1500  # lines: long enough to be met in the middle


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


@pytest.mark.fault
def test_a_worker_killed_in_the_middle_of_reading_loses_and_doubles_nothing(start_worker: Callable[[], int]) -> None:
    cast = make_cast()
    lines = "\n".join(f"{number}. 第{number}路流速≥{number}.5mL/min" for number in range(1, LONG + 1))
    doomed = start_worker()
    document_id = services.create_demand_from_source(actor=acting(cast.institution_member), text=lines).pk
    _wait_until(lambda: 0 < SourceDocument.objects.get(pk=document_id).lines_read < LONG)
    os.kill(doomed, signal.SIGKILL)
    killed = SourceDocument.objects.get(pk=document_id)
    assert (killed.state, killed.requirements.count()) == ("reading", 0)
    assert len(killed.tender["packages"][0]["rows"]) == LONG
    start_worker()
    past = clock.now() - timedelta(minutes=10)
    OutboxRow.objects.filter(done_at=None).update(dispatched_at=past, leased_until=past)
    outbox.sweep()
    document = _wait_for(document_id)
    assert (document.state, document.lines_read, document.lines_total) == ("read", LONG, LONG)
    texts = list(document.requirements.values_list("raw_text", flat=True))
    assert (len(texts), len(set(texts))) == (LONG, LONG)


def test_every_file_of_an_upload_is_read_and_the_packages_of_one_wait(worker: int, tmp_path: Path) -> None:
    cast = make_cast()
    write_lcms_tender(tmp_path / "a.docx")
    files = [
        SimpleUploadedFile("招标文件.docx", (tmp_path / "a.docx").read_bytes()),
        SimpleUploadedFile("分包.docx", two_packages()),
        SimpleUploadedFile("附件.html", "<table><tr><td>1</td><td>★噪声</td><td>≤58dB</td></tr></table>".encode()),
    ]
    answer = signed_in(cast.institution_member).post("/demands/new/", {"way": "upload", "file": files})
    assert answer.status_code == 302
    _wait_until(lambda: not SourceDocument.objects.filter(state__in=("waiting", "reading")).exists())
    states = SourceDocument.objects.order_by("pk").values_list("name", "state")
    assert list(states) == [("招标文件.docx", "read"), ("分包.docx", "choosing"), ("附件.html", "read")]
    onward = signed_in(cast.institution_member).get(answer["Location"])["Location"]
    packages = SourceDocument.objects.get(name="分包.docx")
    assert onward == f"/demands/{packages.version.demand_id}/documents/{packages.pk}/packages/"


def _wait_until(is_reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_reached():
        assert time.monotonic() < deadline, list(
            SourceDocument.objects.values("name", "state", "lines_read", "message")
        )
        time.sleep(0.02)
