"""An amendment that changes budget, number, delivery or deadline: read, held against the version, accepted, undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.urls import reverse

from apps.demands import documents, services
from apps.demands.amended_facts import FactProposal, fact_proposals
from apps.demands.amendments import add_amendment, apply_amendment, facts_of
from apps.demands.models import Demand, DemandVersion, SourceDocument
from apps.demands.reading.changes import read_amendment
from apps.demands.reading.child import from_json, to_json
from apps.demands.reading.tender import read_tender
from documents.plain import blocks_of_text
from kernel.errors import AccessDenied, InvalidInput
from tests.cast import Cast, acting, signed_in
from tests.demands.build import make_draft, make_published, publish
from tests.demands.documents.amendments import amendment_by_table

TITLE = "低温恒温器采购项目更正公告（示例）"
NOTICE = f"""{TITLE}
一、预算金额由300万元调整为280万元。
二、投标截止时间延期至2026年6月8日9:30。
三、开标时间变更为2026年6月8日9:30。
四、原“★分辨率≥60000”更正为“★分辨率≥50000”。"""


# ---- reading ------------------------------------------------------------------------------------------------------


def _read_facts(text: str) -> list[tuple[str, str, str]]:
    _changes, facts = read_amendment(blocks_of_text(f"{TITLE}\n{text}"))
    return [(each.fact.value, each.was, each.value) for each in facts]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("预算金额由300万元调整为280万元。", ("budget_yuan", "3000000.00", "2800000.00")),
        ("原“预算金额：300万元”更正为“预算金额：280万元”", ("budget_yuan", "3000000.00", "2800000.00")),
        ("更正前：预算金额：300万元\n更正后：预算金额：280万元", ("budget_yuan", "3000000.00", "2800000.00")),
        ("本项目采购预算：￥3,000,000.00元，现调整为￥2,800,000.00元", ("budget_yuan", "3000000.00", "2800000.00")),
        ("将最高限价修改为2,750,000.00元。", ("budget_yuan", "", "2750000.00")),
        ("投标截止时间延期至2026年6月8日9:30。", ("answers_until", "", "2026-06-08")),
        (
            "提交投标文件截止时间、开标时间由2026年5月8日变更为2026年5月12日",
            ("answers_until", "2026-05-08", "2026-05-12"),
        ),
        ("响应文件提交截止时间改为2026-06-08 09:00", ("answers_until", "", "2026-06-08")),
        ("交货期由90天调整为合同签订后120日内", ("delivery_days", "90", "120")),
        ("采购数量由1台调整为2台", ("quantity", "1", "2")),
    ],
)
def test_a_fact_is_read_with_its_value(text: str, told: tuple[str, str, str]) -> None:
    assert _read_facts(text) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "将“投标截止时间：1月5日”修改为“投标截止时间：1月9日”",  # without a year
        "应答截止时间推迟到2026年2月30日",
        "预算金额由300万元调整为第1包100万元、第2包150万元",
        "第二包的预算金额由30万元调整为28万元",
        "采购包1：预算金额调整为20万元",
        "预算金额调整为280",  # of what?
        "预算单价由30万元调整为28万元",
        "预算金额调整为280万元（其中进口设备150万元）",
    ],
)
def test_what_is_not_plain_is_told_without_a_value(text: str) -> None:
    ((_fact, _was, value),) = _read_facts(text)
    assert value == ""


@pytest.mark.parametrize(
    "text",
    [
        "开标时间变更为2026年6月3日14:30",
        "获取招标文件截止时间延长至2026年5月1日",
        "投标保证金递交截止时间改为2026年5月1日",
    ],
)
def test_what_a_demand_does_not_hold_is_no_fact_of_it(text: str) -> None:
    ((fact, _was, value),) = _read_facts(text)
    assert (fact, value) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "其余内容不变。",
        "预算金额保持不变，付款方式改为分期付款",
        "首次公告日期：2026年4月1日",
        "原“交货地点：A楼”更正为“交货地点：B楼”",
    ],
)
def test_other_sentences_change_no_fact(text: str) -> None:
    assert _read_facts(text) == []


def test_a_sentence_behind_a_quoted_change_is_read_too_and_the_quotation_is_not() -> None:
    text = (
        "原“分辨率≥6万，交货期由90天改为80天”更正为“分辨率≥5万”。投标截止时间延期至2026年6月8日。"
        "预算金额由300万元调整为280万元。"
    )
    assert _read_facts(text) == [("answers_until", "", "2026-06-08"), ("budget_yuan", "3000000.00", "2800000.00")]


def test_a_clause_that_only_begins_like_a_fact_stays_a_clause() -> None:
    changes, facts = read_amendment(
        blocks_of_text(f"{TITLE}\n第2.1条“预算编制软件：支持”修改为“预算编制软件：支持多人”")
    )
    assert ([each.new for each in changes], facts) == (["预算编制软件：支持多人"], ())


def test_a_table_tells_delivery_as_clause_and_fact_and_the_procedure_apart() -> None:
    tender = read_tender(amendment_by_table())
    assert [(each.fact.value, each.name, each.was, each.value) for each in tender.facts] == [
        ("delivery_days", "交货期", "90", "150"),
        ("", "开标时间", "", ""),
    ]
    assert any("交货期" in change.new for change in tender.changes)
    assert from_json(to_json(tender)).facts == tender.facts


def test_what_was_kept_before_facts_were_read_is_still_read() -> None:
    kept = to_json(read_tender(amendment_by_table()))
    del kept["facts"]
    assert from_json(kept).facts == ()


# ---- accepting ----------------------------------------------------------------------------------------------------


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """Published: budget 300 万元, answers until the first of June."""
    draft = make_draft(cast.institution_member)
    draft.versions.update(budget_yuan=Decimal(3_000_000), answers_until=date(2026, 6, 1))
    publish(draft, cast.institution_member)
    draft.refresh_from_db()
    return draft


def _take_in(demand: Demand, cast: Cast, text: str = NOTICE) -> SourceDocument:
    document = add_amendment(demand.pk, actor=acting(cast.institution_member), text=text)
    documents.handle_read_document({"document_id": document.pk})
    return SourceDocument.objects.select_related("version__demand").get(pk=document.pk)


def _proposals(document: SourceDocument) -> list[FactProposal]:
    return fact_proposals(facts_of(document), document.version)


def _apply(document: SourceDocument, cast: Cast, *numbers: int) -> DemandVersion:
    return apply_amendment(
        document.version.demand_id, document.pk, decisions=[], facts=numbers, actor=acting(cast.institution_member)
    )


pytestmark = pytest.mark.django_db


def test_each_fact_stands_beside_what_the_version_says(demand: Demand, cast: Cast) -> None:
    budget, deadline, opening = _proposals(_take_in(demand, cast))
    assert (budget.label, budget.present, budget.future) == ("预算", "3,000,000.00 元", "2,800,000.00 元")
    assert (budget.is_proposed, budget.reason) == (True, "原值一致")
    assert (deadline.label, deadline.present, deadline.future) == ("应答截止", "2026-06-01", "2026-06-08")
    assert (deadline.is_proposed, deadline.reason) == (True, "公告没有写原值")
    assert (opening.may_accept, opening.reason) == (False, "需求里没有这一项，平台不作改动。")


def test_doubts_are_said_and_nothing_is_ticked_for_anybody(demand: Demand, cast: Cast) -> None:
    text = (
        f"{TITLE}\n预算金额由350万元调整为280万元。\n应答截止时间改为2026年6月1日。\n"
        "交货期由90天调整为120天，最高限价调整为270万元。"
    )
    found = {each.change.name: each for each in _proposals(_take_in(demand, cast, text))}
    assert (found["预算金额"].may_accept, found["预算金额"].is_proposed) == (True, False)
    assert "几个不同的值" in found["预算金额"].reason
    assert "几个不同的值" in found["最高限价"].reason
    assert (found["应答截止时间"].may_accept, found["应答截止时间"].reason) == (False, "现有值已是更正后的内容")
    other = _proposals(_take_in(demand, cast, f"{TITLE}\n预算金额由350万元调整为280万元。"))
    assert other[0].reason == "公告所写的原值 3,500,000.00 元 与现在不同，请核对"
    assert not other[0].is_proposed


def test_accepted_facts_make_the_next_version_and_giving_it_up_takes_them_back(demand: Demand, cast: Cast) -> None:
    document = _take_in(demand, cast)
    version = _apply(document, cast, 1, 2)
    version.refresh_from_db()
    assert (version.number, version.budget_yuan, version.answers_until) == (2, Decimal(2_800_000), date(2026, 6, 8))
    assert version.change_note == "依据《粘贴的文字》：更正预算、应答截止。"
    published = DemandVersion.objects.get(demand=demand, number=1)
    assert (published.budget_yuan, published.answers_until) == (Decimal(3_000_000), date(2026, 6, 1))
    services.discard_change(demand.pk, actor=acting(cast.institution_member))
    document.refresh_from_db()
    assert document.applied_to is None, "it can be taken again"
    again = _apply(document, cast, 1)
    again.refresh_from_db()
    assert (again.budget_yuan, again.answers_until) == (Decimal(2_800_000), date(2026, 6, 1))


def test_only_values_that_were_read_are_taken_and_each_fact_once(demand: Demand, cast: Cast) -> None:
    document = _take_in(demand, cast, f"{NOTICE}\n五、最高限价调整为270万元。")
    for numbers, said in (((), "至少采纳"), ((3,), "没有读出"), ((99,), "没有这一项"), ((1, 4), "更正了两次")):
        with pytest.raises(InvalidInput, match=said):
            _apply(document, cast, *numbers)
    assert demand.versions.count() == 1
    with pytest.raises(AccessDenied):
        apply_amendment(demand.pk, document.pk, decisions=[], facts=[1], actor=acting(cast.administrator))


# ---- pages --------------------------------------------------------------------------------------------------------


def _url(document: SourceDocument) -> str:
    return reverse("demands:amendment", args=[document.version.demand_id, document.pk])


def _text(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_from_the_notice_to_the_comparison_of_versions(demand: Demand, cast: Cast) -> None:
    document, client = _take_in(demand, cast), signed_in(cast.institution_member)
    page = _text(client.get(_url(document)))
    for text in (
        "4 处更正",
        "基本信息",
        "<del>3,000,000.00 元</del>",
        "<ins>2,800,000.00 元</ins>",
        "<ins>2026-06-08</ins>",
    ):
        assert text in page, text
    assert 'name="accept-fact-1" value="1" aria-label="采纳预算的更正" checked' in page
    assert "accept-fact-3" not in page
    client.post(_url(document), {"accept-fact-1": "1"})
    version = demand.versions.get(number=2)
    assert (version.budget_yuan, version.answers_until) == (Decimal(2_800_000), date(2026, 6, 1))
    assert [row.raw_text for row in version.requirements.all()] == [
        row.raw_text for row in document.version.requirements.all()
    ]
    publish(demand, cast.institution_member, change_note="依据更正公告")
    compared = _text(client.get(reverse("demands:diff", args=[demand.pk, 2])))
    assert "<ins>2800000.00</ins>" in compared


def test_all_at_once_takes_what_was_read(demand: Demand, cast: Cast) -> None:
    document = _take_in(demand, cast, "\n".join(NOTICE.splitlines()[:4]))
    assert signed_in(cast.institution_member).post(_url(document), {"all": "1"}).status_code == 302
    version = demand.versions.get(number=2)
    assert (version.budget_yuan, version.answers_until) == (Decimal(2_800_000), date(2026, 6, 8))


def test_a_notice_without_facts_says_so(demand: Demand, cast: Cast) -> None:
    text = f"{TITLE}\n原“★分辨率≥60000”更正为“★分辨率≥50000”。"
    page = _text(signed_in(cast.institution_member).get(_url(_take_in(demand, cast, text))))
    assert "没有读出预算、数量、交货期或应答截止的更正" in page


def test_a_fact_without_a_sure_value_says_what_to_do(demand: Demand, cast: Cast) -> None:
    text = f"{TITLE}\n投标截止时间延期至6月8日。"
    page = _text(signed_in(cast.institution_member).get(_url(_take_in(demand, cast, text))))
    assert "没有读出确定的新值" in page
    assert "accept-fact-1" not in page


def test_the_page_of_facts_is_for_the_institution(demand: Demand, cast: Cast) -> None:
    document = _take_in(demand, cast)
    for person, status in ((cast.sales_engineer, 404), (cast.other_institution_member, 404), (cast.auditor, 403)):
        assert signed_in(person).post(_url(document), {"accept-fact-1": "1"}).status_code == status
    assert demand.versions.count() == 1


def test_the_notice_that_is_written_of_two_versions_gives_its_facts_back(demand: Demand, cast: Cast) -> None:
    _apply(_take_in(demand, cast), cast, 1, 2)
    publish(demand, cast.institution_member, change_note="依据更正公告")
    written = signed_in(cast.institution_member).get(reverse("demands:notice", args=[demand.pk, 2])).content
    twin = make_published(cast.institution_member)
    tender = read_tender(written)
    assert tender.changes == ()
    found = fact_proposals(tender.facts, DemandVersion.objects.get(demand=twin))
    assert [(each.label, each.change.value) for each in found] == [("预算", "2800000.00"), ("应答截止", "2026-06-08")]
