"""A document with several packages waits for a choice: one goes into the demand, others become demands of their own."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from apps.demands import documents, rows, services
from apps.demands.models import Demand, SourceDocument
from apps.demands.packages import choose_packages, packages_of
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.models import OutboxRow
from tests.cast import Cast, acting, signed_in
from tests.demands.build import make_category
from tests.demands.documents.tenders import two_packages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture
def document(cast: Cast) -> SourceDocument:
    """Two packages, read and waiting: 台式生物反应器 and 总有机碳分析仪."""
    file = ContentFile(two_packages(), name="packages.docx")
    return _read(services.create_demand_from_source(actor=acting(cast.institution_member), file=file))


def _read(document: SourceDocument) -> SourceDocument:
    documents.handle_read_document({"document_id": document.pk})
    return SourceDocument.objects.select_related("version__demand").get(pk=document.pk)


def _texts(demand: Demand) -> list[str]:
    """The lines of the demand, each once: a line may give several rows."""
    rows = demand.versions.get().requirements.filter(scope="technical")
    return list(dict.fromkeys(row.raw_text for row in rows))


def _choose(document: SourceDocument, cast: Cast, *, into: int, own: tuple[int, ...] = ()) -> list[Demand]:
    made = choose_packages(
        document.version.demand_id, document.pk, into=into, own=own, actor=acting(cast.institution_member)
    )
    for each in SourceDocument.objects.filter(state="waiting"):
        _read(each)
    return made


def test_nothing_is_taken_before_somebody_chooses(document: SourceDocument, cast: Cast) -> None:
    assert document.state == "choosing"
    assert _texts(document.version.demand) == []
    first, second = packages_of(document)
    assert (first.title, first.package.budget_yuan, first.package.quantity) == ("台式生物反应器", Decimal(560_000), 2)
    assert (second.technical, second.commercial, second.mandatory) == (1, 1, 1)
    with pytest.raises(InvalidInput, match="请先选择"):
        services.submit_demand(document.version.demand_id, actor=acting(cast.institution_member))


def test_one_package_goes_here_and_the_other_becomes_a_draft_with_the_same_original(
    document: SourceDocument, cast: Cast
) -> None:
    (draft,) = _choose(document, cast, into=1, own=(2,))
    here, own = document.version.demand.versions.get(), draft.versions.get()
    assert (here.title, here.budget_yuan, here.quantity) == ("台式生物反应器", Decimal(560_000), 2)
    assert (own.title, own.budget_yuan, own.quantity, own.delivery_days) == (
        "总有机碳分析仪",
        Decimal(320_000),
        1,
        60,
    )
    assert len(_texts(document.version.demand)) == 2
    assert _texts(draft) == ["检出限≤4μg/L；"]
    copy = own.documents.get()
    assert (copy.origin, copy.package, copy.state) == (document, 2, "read")
    assert copy.file.name == document.file.name


def test_the_category_of_the_chosen_package_is_found(cast: Cast) -> None:
    make_category(name="总有机碳分析仪")
    file = ContentFile(two_packages(), name="packages.docx")
    document = _read(services.create_demand_from_source(actor=acting(cast.institution_member), file=file))
    (draft,) = _choose(document, cast, into=1, own=(2,))
    assert document.version.demand.versions.get().category is None
    category = draft.versions.get().category
    assert category is not None
    assert category.name_zh == "总有机碳分析仪"
    _choose(document, cast, into=2)
    _choose(document, cast, into=1)
    assert document.version.demand.versions.get().category is None


def test_choosing_again_replaces_rows_and_facts_and_takes_the_draft_back(document: SourceDocument, cast: Cast) -> None:
    _choose(document, cast, into=1, own=(2,))
    _choose(document, cast, into=2)
    version = document.version.demand.versions.get()
    assert (version.title, version.budget_yuan, version.quantity) == ("总有机碳分析仪", Decimal(320_000), 1)
    assert _texts(document.version.demand) == ["检出限≤4μg/L；"]
    assert Demand.objects.count() == 1


def test_what_a_person_typed_outlives_another_choice(document: SourceDocument, cast: Cast) -> None:
    _choose(document, cast, into=1)
    version = document.version.demand.versions.get()
    version.title, version.quantity = "生物楼设备", 3
    version.save()
    rows.add_rows_of_text(version.demand_id, text="电源：220V", actor=acting(cast.institution_member))
    _choose(document, cast, into=2)
    version.refresh_from_db()
    assert (version.title, version.quantity) == ("生物楼设备", 3)
    assert any("220V" in text for text in _texts(document.version.demand))


def test_a_choice_made_twice_makes_nothing_twice(document: SourceDocument, cast: Cast) -> None:
    first = _choose(document, cast, into=1, own=(2,))
    assert _choose(document, cast, into=1, own=(2,)) == first
    assert Demand.objects.count() == 2
    assert len(_texts(document.version.demand)) == 2


def test_a_reader_who_is_late_stores_no_rows_of_a_package_that_is_no_longer_chosen(
    document: SourceDocument, cast: Cast
) -> None:
    """The worker that read package 1 comes back after package 2 was chosen and is being read."""
    _choose(document, cast, into=1)
    late = SourceDocument.objects.select_related("version").get(pk=document.pk)
    tender = documents.tender_of(late)
    lines = documents._rows_of(late, tender.packages[0].rows, None)
    choose_packages(document.version.demand_id, document.pk, into=2, own=(), actor=acting(cast.institution_member))
    SourceDocument.objects.filter(pk=document.pk).update(state="reading")
    documents._store(late, tender, tender.packages[0], None, lines)
    assert _texts(document.version.demand) == []
    _read(document)
    assert _texts(document.version.demand) == ["检出限≤4μg/L；"]


def test_a_draft_that_was_handed_in_is_not_taken_back(document: SourceDocument, cast: Cast) -> None:
    make_category(name="总有机碳分析仪")
    (draft,) = _choose(document, cast, into=1, own=(2,))
    version = draft.versions.get()
    version.category = make_category()
    version.save()
    services.submit_demand(draft.pk, actor=acting(cast.institution_member))
    with pytest.raises(InvalidInput, match="不能收回"):
        _choose(document, cast, into=2)
    assert len(_texts(document.version.demand)) == 2


@pytest.mark.parametrize(
    ("into", "own", "said"),
    [(3, (), "没有第 3 个"), (1, (1,), "不能同时"), (1, (0,), "没有第 0 个"), (1, (9,), "没有第 9")],
)
def test_packages_that_are_not_there_are_refused(
    document: SourceDocument, cast: Cast, into: int, own: tuple[int, ...], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        _choose(document, cast, into=into, own=own)
    assert Demand.objects.count() == 1


def test_nobody_chooses_while_it_is_read_in_approval_or_from_outside(document: SourceDocument, cast: Cast) -> None:
    demand_id = document.version.demand_id
    with pytest.raises(NotFound):
        choose_packages(demand_id, document.pk, into=1, own=(), actor=acting(cast.other_institution_member))
    with pytest.raises(AccessDenied):
        choose_packages(demand_id, document.pk, into=1, own=(), actor=acting(cast.auditor))
    with pytest.raises(NotFound):
        choose_packages(demand_id, document.pk + 999, into=1, own=(), actor=acting(cast.institution_member))
    choose_packages(demand_id, document.pk, into=1, own=(), actor=acting(cast.institution_member))
    with pytest.raises(Conflict, match="还在读取"):
        choose_packages(demand_id, document.pk, into=2, own=(), actor=acting(cast.institution_member))
    version = _read(document).version
    version.category = make_category()
    version.save()
    services.submit_demand(demand_id, actor=acting(cast.institution_member))
    with pytest.raises(TransitionRefused):
        choose_packages(demand_id, document.pk, into=2, own=(), actor=acting(cast.institution_member))


def test_a_copy_sends_to_where_the_choice_is_made(document: SourceDocument, cast: Cast) -> None:
    (draft,) = _choose(document, cast, into=1, own=(2,))
    copy = draft.versions.get().documents.get()
    with pytest.raises(InvalidInput, match="最初上传"):
        choose_packages(draft.pk, copy.pk, into=1, own=(), actor=acting(cast.institution_member))


# ---- deleting -----------------------------------------------------------------------------------------------------


def test_a_draft_is_deleted_and_the_original_stays_as_long_as_another_needs_it(
    document: SourceDocument, cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    (draft,) = _choose(document, cast, into=1, own=(2,))
    path = Path(document.file.path)
    for demand_id, is_there in ((draft.pk, True), (document.version.demand_id, False)):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            services.delete_draft(demand_id, actor=acting(cast.institution_member))
        assert path.exists() is is_there
    assert not Demand.objects.exists()


def test_only_its_own_people_delete_a_draft_that_nobody_saw(document: SourceDocument, cast: Cast) -> None:
    demand_id = document.version.demand_id
    with pytest.raises(NotFound):
        services.delete_draft(demand_id, actor=acting(cast.sales_engineer))
    with pytest.raises(AccessDenied):
        services.delete_draft(demand_id, actor=acting(cast.administrator))
    _choose(document, cast, into=1)
    version = document.version.demand.versions.get()
    version.category = make_category()
    version.save()
    services.submit_demand(demand_id, actor=acting(cast.institution_member))
    services.recall_demand(demand_id, actor=acting(cast.institution_member))
    with pytest.raises(TransitionRefused, match="撤回需求"):
        services.delete_draft(demand_id, actor=acting(cast.institution_member))


# ---- pages --------------------------------------------------------------------------------------------------------


def _page(document: SourceDocument) -> str:
    return reverse("demands:packages", args=[document.version.demand_id, document.pk])


def test_the_page_shows_each_package_and_the_first_is_proposed_for_here(document: SourceDocument, cast: Cast) -> None:
    page = signed_in(cast.institution_member).get(_page(document)).content.decode()
    assert "文件含 2 个包" in page
    for text in (
        "台式生物反应器",
        "56.00 万元",
        "总有机碳分析仪",
        "32.00 万元",
        "60 天",
        "检出限≤4μg/L",
        "技术 2 · 商务 1",
    ):
        assert text in page
    assert 'name="package-1" value="here" required checked' in page
    assert 'name="package-2" value="own" checked' in page
    reading = reverse("demands:reading", args=[document.version.demand_id])
    assert signed_in(cast.institution_member).get(f"{reading}?from={document.pk}")["Location"] == _page(document)


def test_one_post_makes_the_drafts_and_says_which(document: SourceDocument, cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    answer = client.post(_page(document), {"package-1": "own", "package-2": "here"}, follow=True)
    draft = Demand.objects.exclude(pk=document.version.demand_id).get()
    page = answer.content.decode()
    assert f"另有 1 份草稿：{draft.code}" in page
    assert "已放入本需求" in page
    assert draft.versions.get().title == "台式生物反应器"
    review = client.get(reverse("demands:review", args=[document.version.demand_id])).content.decode()
    assert "正在读取" in review


@pytest.mark.parametrize("data", [{}, {"package-1": "here", "package-2": "here"}, {"package-1": "none"}])
def test_without_exactly_one_package_for_here_nothing_is_made(
    document: SourceDocument, cast: Cast, data: dict[str, str]
) -> None:
    before = OutboxRow.objects.count()
    answer = signed_in(cast.institution_member).post(_page(document), data)
    assert answer.status_code == 422
    assert "请选择一个包放入本需求" in answer.content.decode()
    assert (Demand.objects.count(), OutboxRow.objects.count()) == (1, before)


def test_the_choice_is_seen_inside_only_and_made_by_members_only(document: SourceDocument, cast: Cast) -> None:
    data = {"package-1": "here", "package-2": "own"}
    assert signed_in(cast.other_institution_member).get(_page(document)).status_code == 404
    assert signed_in(cast.other_institution_member).post(_page(document), data).status_code == 404
    assert 'name="package-1"' not in signed_in(cast.auditor).get(_page(document)).content.decode()
    assert signed_in(cast.auditor).post(_page(document), data).status_code == 403
    assert Demand.objects.count() == 1
