"""Documents by the API: several files at once, HTML with its tables, state and packages, the choice; who is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import User
from apps.demands.documents import handle_read_document
from apps.demands.models import Demand, SourceDocument
from tests.api.asking import Api, body_of
from tests.cast import Cast, signed_in
from tests.demands.build import make_draft
from tests.demands.documents.tenders import two_packages
from tests.kernel.office_files import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture
def draft(cast: Cast) -> Demand:
    return make_draft(cast.institution_member)


def _upload(user: User, demand: Demand, *files: SimpleUploadedFile) -> tuple[int, Any]:
    answer = signed_in(user).post(f"/api/v1/demands/{demand.pk}/documents/", {"file": list(files)})
    return answer.status_code, answer.json()


def _good(name: str = "分包.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, two_packages())


def test_several_files_are_taken_read_and_their_packages_chosen(cast: Cast, draft: Demand) -> None:
    annex = SimpleUploadedFile("附件.html", "<table><tr><td>★噪声</td><td>≤58dB</td></tr></table>".encode())
    status, made = _upload(cast.institution_member, draft, _good(), annex)
    assert status == 202
    assert [(each["name"], each["state"]) for each in made["documents"]] == [
        ("分包.docx", "waiting"),
        ("附件.html", "waiting"),
    ]
    document = SourceDocument.objects.get(name="分包.docx")
    handle_read_document({"document_id": document.pk})
    api, path = Api(cast.institution_member), f"/demands/{draft.pk}/documents/{document.pk}/"
    seen = body_of(api.get(path))
    assert seen["state"] == "choosing"
    assert [(each["title"], each["budget_yuan"], each["place"]) for each in seen["packages"]] == [
        ("台式生物反应器", "560000.00", "none"),
        ("总有机碳分析仪", "320000.00", "none"),
    ]
    chosen = body_of(api.put(f"{path}packages/", {"into": 1, "own": [2]}))
    assert [each["place"] for each in chosen["packages"]] == ["here", "own"]
    assert chosen["packages"][1]["demand"] == Demand.objects.latest("pk").pk
    assert api.put(f"{path}packages/", {"into": 3, "own": []}).status_code in (409, 422)


def test_one_bad_file_keeps_out_all_and_each_fault_names_its_file(cast: Cast, draft: Demand, tmp_path: Path) -> None:
    bad = [
        SimpleUploadedFile(f"{number}-{name}", build()) for number, (name, build, _said) in enumerate(HOSTILE.values())
    ]
    for begin in range(0, len(bad), 8):
        status, answer = _upload(cast.institution_member, draft, _good(), *bad[begin : begin + 8])
        assert status == 422
        lines = answer["detail"]["file"]
        assert [line.partition("-")[0] for line in lines] == [str(n) for n in range(begin, min(begin + 8, len(bad)))]
    assert not SourceDocument.objects.exists()
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("count", [0, 11])
def test_no_file_and_too_many_are_refused(cast: Cast, draft: Demand, count: int) -> None:
    status, answer = _upload(cast.institution_member, draft, *(_good(f"{n}.docx") for n in range(count)))
    assert status == 422
    assert "file" in answer["detail"]


def test_html_of_a_clipboard_keeps_its_tables(cast: Cast, draft: Demand) -> None:
    html = "<table><tr><td>★耐压</td><td>≥100MPa</td></tr></table>"
    answer = Api(cast.institution_member).post(f"/demands/{draft.pk}/documents/", {"html": html})
    assert answer.status_code == 202
    (made,) = body_of(answer)["documents"]
    handle_read_document({"document_id": made["id"]})
    row = SourceDocument.objects.get(pk=made["id"]).requirements.get()
    assert (row.printed_name, row.lo, row.mark) == ("耐压", "100", "mandatory")


def test_others_neither_upload_nor_see(cast: Cast, draft: Demand) -> None:
    _upload(cast.institution_member, draft, _good())
    document = SourceDocument.objects.get()
    path = f"/demands/{draft.pk}/documents/{document.pk}/"
    for person, status in ((cast.other_institution_member, 404), (cast.sales_engineer, 404), (cast.auditor, 403)):
        assert _upload(person, draft, _good())[0] == status
        assert Api(person).put(f"{path}packages/", {"into": 1}).status_code == status
    assert Api(cast.sales_engineer).get(path).status_code == 404
    assert Api(None).get(path).status_code == 401
    assert SourceDocument.objects.count() == 1
