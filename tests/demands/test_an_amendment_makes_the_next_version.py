"""更正公告 on a published demand: read, held against the rows, accepted change by change into the next version."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from apps.demands import documents, rows, services
from apps.demands.amendments import Decision, add_amendment, apply_amendment
from apps.demands.models import Demand, DemandVersion, SourceDocument
from apps.demands.targets import Proposal, lines_of, proposals_for
from apps.taxonomy.language.types import Mark
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.models import OutboxRow
from tests.cast import Cast, acting, signed_in
from tests.demands.build import make_draft, make_published, publish
from tests.kernel.office_files import HOSTILE

pytestmark = pytest.mark.django_db

LINES = ("3.1 ★最高耐压：≥60MPa", "3.2 流速范围：0.001～5mL/min", "3.3 ▲噪声：≤60dB", "4.1 质保期≥2年")
NOTICE = (
    ("序号", "条款号", "原内容", "更正后内容"),
    ("1", "3.1", "最高耐压：≥60MPa", "★最高耐压：≥80MPa"),
    ("2", "3.3", "▲噪声：≤60dB", "删除"),
    ("3", "3.9", "无", "▲具备自动点火功能"),
    ("4", "9.9", "色温：≥5000K", "色温：≥6000K"),
)


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """Published, with ★分辨率 ≥ 60,000 and the four lines."""
    draft = make_draft(cast.institution_member)
    for line in LINES:
        rows.add_rows_of_text(draft.pk, text=line, actor=acting(cast.institution_member))
    publish(draft, cast.institution_member)
    draft.refresh_from_db()
    return draft


def notice_file(lines: tuple[tuple[str, ...], ...] = NOTICE) -> bytes:
    """An amendment with its table."""
    document = Document()
    document.add_paragraph("液质联用仪采购项目更正公告")
    document.add_paragraph("二、更正信息")
    table = document.add_table(rows=0, cols=4)
    for line in lines:
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _read(document: SourceDocument) -> SourceDocument:
    documents.handle_read_document({"document_id": document.pk})
    return SourceDocument.objects.select_related("version__demand").get(pk=document.pk)


@pytest.fixture
def amendment(cast: Cast, demand: Demand) -> SourceDocument:
    """Handed in and read."""
    file = SimpleUploadedFile("更正公告.docx", notice_file())
    return _read(add_amendment(demand.pk, actor=acting(cast.institution_member), file=file))


def _proposals(amendment: SourceDocument, version: DemandVersion) -> list[Proposal]:
    return proposals_for(documents.tender_of(amendment), lines_of(version.requirements.order_by("position", "id")))


def _decisions(proposals: list[Proposal], *numbers: int) -> list[Decision]:
    return [
        Decision(each.number, each.line.id if each.line else None, each.change.new, each.mark)
        for each in proposals
        if each.number in numbers
    ]


def _accept(amendment: SourceDocument, cast: Cast, *numbers: int) -> DemandVersion:
    version = amendment.version.demand.published_version
    assert version is not None
    decisions = _decisions(_proposals(amendment, version), *numbers)
    return apply_amendment(
        amendment.version.demand_id, amendment.pk, decisions=decisions, actor=acting(cast.institution_member)
    )


def _said(version: DemandVersion) -> list[tuple[str, str, str]]:
    found = version.requirements.order_by("position", "id")
    return list(dict.fromkeys((row.clause, row.mark, row.raw_text) for row in found))


def test_each_change_finds_its_line_and_what_is_found_nowhere_says_so(amendment: SourceDocument) -> None:
    first, second, third, fourth = _proposals(amendment, amendment.version)
    assert first.line is not None
    assert (first.line.clause, first.is_proposed, first.mark) == ("3.1", True, Mark.MANDATORY)
    assert second.line is not None
    assert second.line.clause == "3.3"
    assert (third.line, third.is_proposed, third.mark) == (None, True, Mark.IMPORTANT)
    assert (fourth.line, fourth.is_proposed) == (None, False)
    assert "请指定" in fourth.reason
    assert amendment.requirements.count() == 0


def test_accepted_changes_make_the_next_version_and_the_published_one_stays(
    amendment: SourceDocument, cast: Cast
) -> None:
    before = _said(amendment.version)
    version = _accept(amendment, cast, 1, 2, 3)
    assert (version.number, version.stage) == (2, "draft")
    said = _said(version)
    assert ("3.1", "mandatory", "最高耐压：≥80MPa") in said
    assert not any("噪声" in text for _clause, _mark, text in said)
    assert said[-1][1:] == ("important", "具备自动点火功能")
    assert [each for each in said if "质保" in each[2]] == [each for each in before if "质保" in each[2]]
    assert _said(amendment.version) == before
    changed = version.requirements.get(raw_text="最高耐压：≥80MPa")
    assert (changed.document, changed.lo, changed.unit) == (amendment, "80", "MPa")
    assert changed.parameter is not None
    assert version.requirements.count() == len(set(version.requirements.values_list("position", flat=True)))
    amendment.refresh_from_db()
    assert amendment.applied_to == version
    assert version.change_note == "依据《更正公告.docx》：修改 1 条，删去 1 条，新增 1 条。"


def test_it_then_takes_the_usual_way_to_publication(amendment: SourceDocument, cast: Cast) -> None:
    _accept(amendment, cast, 1)
    demand = amendment.version.demand
    services.submit_demand(demand.pk, actor=acting(cast.institution_member))
    services.approve_demand(demand.pk, actor=acting(cast.institution_approver))
    services.publish_demand(demand.pk, actor=acting(cast.institution_member))
    demand.refresh_from_db()
    assert demand.published_version is not None
    assert demand.published_version.number == 2
    page = signed_in(cast.sales_engineer).get(reverse("demands:diff", args=[demand.pk, 2])).content.decode()
    assert "<ins>80</ins>" in page
    assert "依据《更正公告.docx》" in page


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("原“▲噪声：≤60dB”更正为“噪声：≤65dB”。", ""),
        ("原“噪声：≤60dB”更正为“噪声：≤65dB”。", "important"),
        ("原“噪声：≤60dB”更正为“★噪声：≤65dB”。", "mandatory"),
    ],
)
def test_a_mark_goes_when_the_amendment_drops_it_and_stays_when_it_prints_none(
    demand: Demand, cast: Cast, text: str, mark: str
) -> None:
    document = _read(add_amendment(demand.pk, actor=acting(cast.institution_member), text=f"更正公告\n一、{text}"))
    assert ("3.3", mark, "噪声：≤65dB") in _said(_accept(document, cast, 1))


def test_a_change_is_put_to_another_line_by_hand_or_taken_as_new(amendment: SourceDocument, cast: Cast) -> None:
    flow = next(each for each in lines_of(amendment.version.requirements.all()) if each.clause == "3.2")
    decisions = [
        Decision(4, flow.id, "流速范围：0.001～10mL/min"),
        Decision(1, None, "最低耐压：≥1MPa", Mark.IMPORTANT),
    ]
    version = apply_amendment(
        amendment.version.demand_id, amendment.pk, decisions=decisions, actor=acting(cast.institution_member)
    )
    said = _said(version)
    assert ("9.9", "", "流速范围：0.001～10mL/min") in said
    assert ("3.1", "mandatory", "最高耐压：≥60MPa") in said
    assert said[-1] == ("3.1", "important", "最低耐压：≥1MPa")


def test_an_amendment_goes_into_the_change_that_is_already_being_written(amendment: SourceDocument, cast: Cast) -> None:
    demand, actor = amendment.version.demand, acting(cast.institution_member)
    draft = services.revise_demand(demand.pk, actor=actor)
    rows.add_rows_of_text(demand.pk, text="3.5 电源：220V", actor=actor)
    proposals = _proposals(amendment, draft)
    version = apply_amendment(demand.pk, amendment.pk, decisions=_decisions(proposals, 1, 2), actor=actor)
    assert version == draft
    assert ("3.1", "mandatory", "最高耐压：≥80MPa") in _said(draft)
    assert any("220V" in text for _clause, _mark, text in _said(draft))


def test_it_is_taken_once_and_never_of_lines_that_are_gone(amendment: SourceDocument, cast: Cast) -> None:
    actor, demand_id = acting(cast.institution_member), amendment.version.demand_id
    for decisions, said in (
        ([], "至少采纳一处"),
        ([Decision(1, 2_000_000_000, "最高耐压：≥80MPa")], "已不在当前版本"),
        ([Decision(99, None, "最高耐压：≥80MPa")], "已不在当前版本"),
        ([Decision(2, None, "")], "要删去的条款"),
        (_decisions(_proposals(amendment, amendment.version), 1) * 2, "更正了两次"),
    ):
        with pytest.raises(InvalidInput, match=said):
            apply_amendment(demand_id, amendment.pk, decisions=decisions, actor=actor)
    assert amendment.version.demand.versions.count() == 1
    _accept(amendment, cast, 1)
    with pytest.raises(Conflict, match="已经采纳"):
        _accept(amendment, cast, 2)


def test_who_may_not_and_when_not(demand: Demand, cast: Cast) -> None:
    text = "3.1 原为“最高耐压：≥60MPa”，现更正为“最高耐压：≥80MPa”。"
    with pytest.raises(AccessDenied):
        add_amendment(demand.pk, actor=acting(cast.sales_engineer), text=text)
    draft = make_draft(cast.institution_member)
    with pytest.raises(NotFound):
        add_amendment(draft.pk, actor=acting(cast.sales_engineer), text=text)
    with pytest.raises(TransitionRefused, match="未发布"):
        add_amendment(draft.pk, actor=acting(cast.institution_member), text=text)
    amendment = add_amendment(demand.pk, actor=acting(cast.institution_member), text=text)
    with pytest.raises(Conflict, match="还在读取"):
        apply_amendment(
            demand.pk, amendment.pk, decisions=[Decision(1, None, "x")], actor=acting(cast.institution_member)
        )
    _read(amendment)
    with pytest.raises(AccessDenied):
        apply_amendment(demand.pk, amendment.pk, decisions=[Decision(1, None, "x")], actor=acting(cast.administrator))
    services.close_demand(demand.pk, actor=acting(cast.institution_member))
    with pytest.raises(TransitionRefused):
        apply_amendment(
            demand.pk, amendment.pk, decisions=[Decision(1, None, "x")], actor=acting(cast.institution_member)
        )


def test_an_amendment_in_reading_keeps_nobody_from_submitting(demand: Demand, cast: Cast) -> None:
    actor = acting(cast.institution_member)
    services.revise_demand(demand.pk, actor=actor)
    add_amendment(demand.pk, actor=actor, text="3.1 删除")
    services.submit_demand(demand.pk, actor=actor, change_note="不等了")
    with pytest.raises(TransitionRefused, match="审批中"):
        add_amendment(demand.pk, actor=actor, text="3.2 删除")


# ---- pages --------------------------------------------------------------------------------------------------------


def _url(amendment: SourceDocument) -> str:
    return reverse("demands:amendment", args=[amendment.version.demand_id, amendment.pk])


def test_from_upload_to_the_draft_on_the_pages(demand: Demand, cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    assert "上传更正公告" in client.get(reverse("demands:detail", args=[demand.pk])).content.decode()
    upload = SimpleUploadedFile("更正公告.docx", notice_file())
    answer = client.post(reverse("demands:amend", args=[demand.pk]), {"way": "upload", "file": upload})
    assert "排队" in client.get(answer["Location"]).content.decode()
    amendment = _read(SourceDocument.objects.get(is_amendment=True))
    page = client.get(answer["Location"]).content.decode()
    for text in ("4 处更正", "3 处已对应", "<del>60</del>", "<ins>80</ins>", "没有找到相近的条款"):
        assert text in page
    lines = {line.clause: line.id for line in lines_of(amendment.version.requirements.all())}
    data = {"accept-1": "1", "target-1": lines["3.1"], "new-1": "最高耐压：≥70MPa", "mark-1": "important"}
    done = client.post(answer["Location"], data, follow=True)
    assert "建立了第 2 版草稿" in done.content.decode()
    version = demand.versions.get(number=2)
    assert ("3.1", "important", "最高耐压：≥70MPa") in _said(version)
    assert any("噪声" in text for _clause, _mark, text in _said(version))
    assert "已采纳到第 2 版" in client.get(answer["Location"]).content.decode()


def test_an_unmatched_change_must_be_given_a_line_and_what_was_chosen_stays(
    amendment: SourceDocument, cast: Cast
) -> None:
    data = {"accept-4": "1", "target-4": "", "new-4": "色温：≥6500K"}
    answer = signed_in(cast.institution_member).post(_url(amendment), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 4 处：请选择它更正的条款" in page
    assert "色温：≥6500K" in page
    assert amendment.version.demand.versions.count() == 1


def test_all_at_once_takes_every_change(amendment: SourceDocument, cast: Cast) -> None:
    lines = {line.clause: line.id for line in lines_of(amendment.version.requirements.all())}
    data = {"all": "1", "target-1": lines["3.1"], "target-2": lines["3.3"], "target-4": "new", "mark-1": "mandatory"}
    assert signed_in(cast.institution_member).post(_url(amendment), data).status_code == 302
    said = [text for _clause, _mark, text in _said(amendment.version.demand.versions.get(number=2))]
    assert "具备自动点火功能" in said
    assert "色温：≥6000K" in said
    assert "最高耐压：≥80MPa" in said


def test_the_page_is_for_the_institution_and_accepting_for_its_members(amendment: SourceDocument, cast: Cast) -> None:
    data = {"accept-3": "1", "target-3": "", "new-3": "具备自动点火功能"}
    for person, status in ((cast.sales_engineer, 404), (cast.other_institution_member, 404), (cast.auditor, 403)):
        assert signed_in(person).post(_url(amendment), data).status_code == status
    assert signed_in(cast.sales_engineer).get(_url(amendment)).status_code == 404
    page = signed_in(cast.auditor).get(_url(amendment)).content.decode()
    assert "4 处更正" in page
    assert "accept-1" not in page
    upload = reverse("demands:amend", args=[amendment.version.demand_id])
    assert signed_in(cast.sales_engineer).post(upload, {"text": "3.1 删除", "way": "paste"}).status_code == 403
    assert amendment.version.demand.versions.count() == 1


def test_a_document_that_amends_nothing_says_what_to_do(demand: Demand, cast: Cast) -> None:
    document = _read(add_amendment(demand.pk, actor=acting(cast.institution_member), text="关于放假的通知"))
    page = signed_in(cast.institution_member).get(_url(document)).content.decode()
    assert "没有读出更正内容" in page
    assert "改为粘贴文字" in page


@pytest.mark.parametrize("case", sorted(HOSTILE)[::6])
def test_a_hostile_amendment_is_refused_on_the_page_and_leaves_nothing_behind(
    demand: Demand, cast: Cast, case: str, tmp_path: Path
) -> None:
    name, build, _said = HOSTILE[case]
    before = OutboxRow.objects.count()
    answer = signed_in(cast.institution_member).post(
        reverse("demands:amend", args=[demand.pk]), {"way": "upload", "file": SimpleUploadedFile(name, build())}
    )
    assert answer.status_code == 422
    assert (SourceDocument.objects.count(), OutboxRow.objects.count()) == (0, before)
    assert not (tmp_path / "media").exists()


def test_the_notice_that_is_written_of_two_versions_is_read_back_as_the_same_changes(
    amendment: SourceDocument, cast: Cast
) -> None:
    """The way there and the way back: version 1 with the exported notice gives version 2 again."""
    second = _accept(amendment, cast, 1, 2, 3)
    demand = amendment.version.demand
    written = signed_in(cast.institution_member).get(reverse("demands:notice", args=[demand.pk, 2])).content
    again = make_published(cast.institution_member)
    services.revise_demand(again.pk, actor=acting(cast.institution_member))
    for line in LINES:
        rows.add_rows_of_text(again.pk, text=line, actor=acting(cast.institution_member))
    publish(again, cast.institution_member, change_note="补全")
    file = SimpleUploadedFile("导出的更正公告.docx", written)
    twin = _read(add_amendment(again.pk, actor=acting(cast.institution_member), file=file))
    assert [(each.line.clause if each.line else "", each.is_proposed) for each in _proposals(twin, twin.version)] == [
        ("3.1", True),
        ("3.3", True),
        ("", True),
    ]
    assert _said(_accept(twin, cast, 1, 2, 3)) == _said(second)
