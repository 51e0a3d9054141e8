"""The original behind a demand: its blocks with the rows that came of them, its file, a PDF at its page; who may."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from apps.demands import documents, services
from apps.demands.models import SourceDocument
from tests.cast import Cast, acting, signed_in
from tests.demands.build import make_category
from tests.documents.pdf_files import pdf_of

pytestmark = pytest.mark.django_db

TABLE = "<table><tr><td>序号</td><td>参数</td><td>要求</td></tr><tr><td>1</td><td>★噪声</td><td>≤58dB</td></tr></table>"


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


def _read(cast: Cast, data: bytes, name: str) -> SourceDocument:
    file = ContentFile(data, name=name)
    document = services.create_demand_from_source(actor=acting(cast.institution_member), file=file)
    documents.handle_read_document({"document_id": document.pk})
    return SourceDocument.objects.select_related("version").get(pk=document.pk)


def _url(document: SourceDocument, name: str) -> str:
    return reverse(f"demands:{name}", args=[document.version.demand_id, document.pk])


@pytest.fixture
def pdf(cast: Cast) -> SourceDocument:
    """Two pages; the row stands on the second."""
    pages = pdf_of(
        lambda paper: paper.text("电热鼓风干燥箱采购公告"),
        lambda paper: [paper.text(line) for line in ("二、技术参数", "1. ★最高温度：≥300℃；", "2. 容积：≥225L；")],
    )
    return _read(cast, pages, "公告.pdf")


def test_each_block_carries_its_place_and_the_rows_that_came_of_it(cast: Cast) -> None:
    document = _read(cast, TABLE.encode(), "参数.html")
    row = document.requirements.get()
    page = signed_in(cast.institution_member).get(_url(document, "original")).content.decode()
    assert f'id="block-{row.block}"' in page
    assert f"#row-{row.pk}" in page
    assert "表 1" in page
    assert "<span>★噪声</span>" in page
    detail = signed_in(cast.institution_member).get(reverse("demands:detail", args=[document.version.demand_id]))
    assert f"{_url(document, 'original')}#block-{row.block}" in detail.content.decode()


def test_a_pdf_opens_in_the_viewer_at_the_page_of_a_row(cast: Cast, pdf: SourceDocument) -> None:
    page = signed_in(cast.institution_member).get(_url(pdf, "original")).content.decode()
    assert f"{_url(pdf, 'pdf')}#page=2" in page
    answer = signed_in(cast.institution_member).get(_url(pdf, "pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer.getvalue().startswith(b"%PDF")


def test_what_only_calls_itself_a_pdf_is_not_shown_by_the_browser(cast: Cast) -> None:
    document = _read(cast, TABLE.encode(), "参数.html")
    SourceDocument.objects.filter(pk=document.pk).update(name="参数.pdf")
    assert signed_in(cast.institution_member).get(_url(document, "pdf")).status_code == 404
    download = signed_in(cast.institution_member).get(_url(document, "file"))
    assert download["Content-Disposition"].startswith("attachment")


def test_the_file_is_for_its_own_institution_and_what_was_read_for_those_who_see_inside(
    cast: Cast, pdf: SourceDocument
) -> None:
    for person in (cast.administrator, cast.auditor):
        assert signed_in(person).get(_url(pdf, "original")).status_code == 200
        assert _url(pdf, "file") not in signed_in(person).get(_url(pdf, "original")).content.decode()
        assert [signed_in(person).get(_url(pdf, name)).status_code for name in ("file", "pdf")] == [403, 403]
    for person in (cast.other_institution_member, cast.sales_engineer):
        statuses = {signed_in(person).get(_url(pdf, name)).status_code for name in ("original", "file", "pdf")}
        assert statuses == {404}


def test_the_original_stays_with_the_versions_after_it(cast: Cast, pdf: SourceDocument) -> None:
    version, actor = pdf.version, acting(cast.institution_member)
    version.refresh_from_db()
    version.category = make_category()
    version.save()
    services.submit_demand(version.demand_id, actor=actor)
    services.approve_demand(version.demand_id, actor=acting(cast.institution_approver))
    services.publish_demand(version.demand_id, actor=actor)
    services.revise_demand(version.demand_id, actor=actor)
    page = signed_in(cast.institution_member).get(reverse("demands:detail", args=[version.demand_id])).content.decode()
    assert "公告.pdf" in page
    rows = version.demand.versions.get(number=2).requirements.all()
    original = signed_in(cast.institution_member).get(_url(pdf, "original")).content.decode()
    assert all(f"#row-{row.pk}" in original for row in rows)
