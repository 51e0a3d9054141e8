"""What is pasted keeps its tables: the clipboard's HTML is kept as a file, read in the child, and never shown again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from apps.demands import documents
from apps.demands.models import Requirement, SourceDocument
from kernel.models import OutboxRow
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db

# As Word puts it on the clipboard: its own name spaces, conditional comments, a cell merged over two rows, and a cell
# of two paragraphs, which plain text would break into rows of their own.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta charset="utf-8"><style>p.MsoNormal{margin:0}</style></head><body lang=ZH-CN><!--StartFragment-->
<table class=MsoTableGrid border=1 style='border-collapse:collapse'>
<tr><td><p class=MsoNormal>序号</p></td><td><p>部件</p></td><td><p>参数</p></td><td><p>技术要求</p></td></tr>
<tr><td><p>1</p></td><td rowspan=2><p>输液泵</p></td><td><p>★系统耐压</p></td><td><p>≥100MPa<o:p></o:p></p></td></tr>
<tr><td><p>2</p></td><td><p>流速范围</p></td><td><p>0.001～</p><p>5mL/min</p></td></tr>
</table><!--EndFragment--></body></html>"""
TEXT = "序号\t部件\t参数\t技术要求\n1\t输液泵\t★系统耐压\t≥100MPa\n2\t\t流速范围\t0.001～\n5mL/min"
SPITEFUL = (
    "<html><body><img src=x onerror=alert(1)><script>alert(2)</script>"
    "<table><tr><td>1</td><td>★噪声</td><td>≤58dB</td></tr></table></body></html>"
)


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


def _paste(cast: Cast, *, html: str, text: str = TEXT) -> SourceDocument:
    answer = signed_in(cast.institution_member).post(
        reverse("demands:new"), {"way": "paste", "text": text, "html": html}
    )
    assert answer.status_code == 302, answer.content.decode()
    document = SourceDocument.objects.get()
    documents.handle_read_document({"document_id": document.pk})
    document.refresh_from_db()
    return document


def _rows(document: SourceDocument) -> list[Requirement]:
    return list(document.requirements.order_by("position"))


def test_cells_and_merged_cells_of_a_word_table_are_read(cast: Cast) -> None:
    pressure, flow = _rows(_paste(cast, html=WORD))
    assert (pressure.printed_name, pressure.lo, pressure.mark, pressure.group) == (
        "系统耐压",
        "100",
        "mandatory",
        "输液泵",
    )
    assert (flow.lo, flow.hi, flow.unit, flow.group) == ("0.001", "5", "mL/min", "输液泵")


def test_without_html_the_text_is_read_as_it_stands(cast: Cast) -> None:
    document = _paste(cast, html="", text="1. ★系统耐压≥100MPa")
    assert document.pasted_text == "1. ★系统耐压≥100MPa"
    assert not document.file
    assert [row.lo for row in _rows(document)] == ["100"]


def test_scripts_in_what_is_pasted_are_neither_kept_as_text_nor_shown(cast: Cast) -> None:
    document = _paste(cast, html=SPITEFUL)
    assert [row.printed_name for row in _rows(document)] == ["噪声"]
    client = signed_in(cast.institution_member)
    for name, arguments in (("review", ()), ("original", (document.pk,)), ("detail", ())):
        page = client.get(reverse(f"demands:{name}", args=[document.version.demand_id, *arguments])).content.decode()
        assert "alert(" not in page
        assert "onerror" not in page
    download = client.get(reverse("demands:file", args=[document.version.demand_id, document.pk]))
    assert download["Content-Disposition"].startswith("attachment")
    assert download["X-Content-Type-Options"] == "nosniff"


def test_a_form_that_is_shown_again_holds_no_pasted_html(cast: Cast) -> None:
    answer = signed_in(cast.institution_member).post(
        reverse("demands:new"), {"way": "paste", "text": "", "html": SPITEFUL}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "alert(" not in page
    assert not SourceDocument.objects.exists()


@pytest.mark.parametrize("html", ["<" * 3_000_001, "\x00<table>"])
def test_too_much_or_a_nul_is_refused_before_anything_is_kept(cast: Cast, html: str, tmp_path: Path) -> None:
    answer = signed_in(cast.institution_member).post(
        reverse("demands:new"), {"way": "paste", "text": "1. 噪声≤58dB", "html": html}
    )
    assert answer.status_code in (400, 422)
    assert not SourceDocument.objects.exists()
    assert not OutboxRow.objects.exists()
    assert not (tmp_path / "media").exists()
