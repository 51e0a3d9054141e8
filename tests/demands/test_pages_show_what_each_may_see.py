"""Pages of demands: what each person sees, how many queries lists take, and that forms work without scripts."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.demands import documents, rows, services
from apps.demands.models import Demand, Requirement, SourceDocument
from apps.demands.spans import segments_of
from tests.cast import Cast, acting, signed_in
from tests.demands.build import facts, make_category, make_draft, make_published, publish, resolution

pytestmark = pytest.mark.django_db


def _page(user: User | None, name: str, *args: object, query: str = "") -> str:
    answer = signed_in(user).get(reverse(f"demands:{name}", args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def _status(user: User | None, name: str, *args: object) -> int:
    return signed_in(user).get(reverse(f"demands:{name}", args=args)).status_code


ROUTES = (
    "detail", "edit", "review", "export", "version", "diff", "original", "progress", "lines",
    "row-edit", "row-split", "row-help", "parameters",
)  # fmt: skip


def _args(demand_id: int, name: str, row_id: int = 1) -> tuple[int, ...]:
    extra = {
        "version": (1,),
        "diff": (1,),
        "original": (1,),
        "progress": (1,),
        "lines": (1,),
        "row-edit": (row_id,),
        "row-split": (row_id,),
        "row-help": (row_id,),
        "parameters": (row_id,),
    }
    return (demand_id, *extra.get(name, ()))


def _without_tokens(page: bytes) -> str:
    """The page without what differs between any two requests: CSRF tokens and its own address."""
    text = re.sub(r"[A-Za-z0-9]{64}", "", page.decode())
    return re.sub(r"/demands/\d+/", "/demands/", re.sub(r"%2Fdemands%2F\d+%2F", "", text))


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("role", ["other_institution_member", "sales_engineer", "broker", "newcomer"])
def test_a_foreign_draft_answers_exactly_like_a_random_number(cast: Cast, name: str, role: str) -> None:
    draft = make_draft(cast.institution_member)
    row = Requirement.objects.get(version__demand=draft)
    client = signed_in(getattr(cast, role))
    answers = [
        client.get(reverse(f"demands:{name}", args=_args(demand_id, name, row.pk)))
        for demand_id in (draft.pk, 9_876_543)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_tokens(answers[0].content) == _without_tokens(answers[1].content)


@pytest.mark.parametrize(
    "name",
    [
        "submit",
        "approve",
        "return",
        "publish",
        "new-version",
        "close",
        "withdraw",
        "document",
        "row-add",
        "undo",
        "redo",
    ],
)
def test_steps_on_a_foreign_draft_answer_like_steps_on_nothing(cast: Cast, name: str) -> None:
    draft = make_draft(cast.institution_member)
    client = signed_in(cast.other_institution_member)
    codes = [client.post(reverse(f"demands:{name}", args=[pk])).status_code for pk in (draft.pk, 9_876_543)]
    assert codes == [404, 404]


@pytest.mark.parametrize(
    "name", ["submit", "approve", "publish", "withdraw", "row-add", "undo", "redo", "confirm-sure"]
)
def test_steps_are_never_taken_by_following_a_link(cast: Cast, name: str) -> None:
    draft = make_draft(cast.institution_member)
    assert _status(cast.institution_member, name, draft.pk) == 405


def test_anonymous_visitors_read_published_demands_and_write_nothing(cast: Cast) -> None:
    demand = make_published(cast.institution_member)
    assert "液质联用仪采购" in _page(None, "board")
    assert "分辨率" in _page(None, "detail", demand.pk)
    for name in ("edit", "review"):
        answer = Client().get(reverse(f"demands:{name}", args=[demand.pk]))
        assert answer.status_code == 302
        assert "login" in answer["Location"]


@pytest.mark.parametrize("role", ["anonymous", "sales_engineer", "other_institution_member", "broker"])
def test_contacts_and_a_hidden_budget_never_leave_the_institution(cast: Cast, role: str) -> None:
    demand = make_published(
        cast.institution_member, is_budget_public=False, budget_yuan=Decimal(2_718_281), contact_phone="0551-7654321"
    )
    user = getattr(cast, role)
    export = signed_in(user).get(reverse("demands:export", args=[demand.pk])).content
    cells = [cell.value for sheet in load_workbook(io.BytesIO(export)) for row in sheet.iter_rows() for cell in row]
    for text in (
        _page(user, "detail", demand.pk),
        _page(user, "board"),
        _page(user, "board", query="?q=271"),
        " ".join(str(cell) for cell in cells),
    ):
        for secret in ("2718281", "2,718,281", "271.83", "0551-7654321", "周老师"):
            assert secret not in text
    assert "271.83" in _page(cast.institution_owner, "detail", demand.pk)
    assert "0551-7654321" in _page(cast.institution_owner, "detail", demand.pk)


def test_a_budget_filter_does_not_tell_a_hidden_budget(cast: Cast) -> None:
    make_published(
        cast.institution_member, title="预算不公开的需求", is_budget_public=False, budget_yuan=Decimal(500_000)
    )
    query = "?budget_from=40万&budget_to=60万"
    assert "预算不公开的需求" not in _page(cast.sales_engineer, "board", query=query)
    assert "预算不公开的需求" in _page(cast.institution_owner, "board", query=query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=液质", True),
        ("?q=江畔", True),
        ("?q=扫描电镜", False),
        ("?category=980101", True),
        ("?category=9801", True),
        ("?category=nothing", False),
        ("?province=33", True),
        ("?province=11", False),
        ("?budget_from=200万&budget_to=300万", True),
        ("?budget_from=300万", False),
        ("?status=closed", False),
        ("?budget_from=很多", True),
        ("?page=9999999999999999999999", True),
        ("?own=1&status=" + "9" * 5000, False),
    ],
)
def test_the_board_is_narrowed_by_its_filters_and_survives_nonsense(cast: Cast, query: str, found: bool) -> None:
    make_published(cast.institution_member)
    assert ("液质联用仪采购" in _page(cast.sales_engineer, "board", query=query)) is found


def test_drafts_are_on_the_own_board_only(cast: Cast) -> None:
    make_draft(cast.institution_member, title="还没发布的草稿")
    assert "还没发布的草稿" in _page(cast.institution_owner, "board", query="?own=1")
    assert "还没发布的草稿" not in _page(cast.institution_owner, "board")
    for other in (cast.other_institution_member, cast.sales_engineer, None):
        assert "还没发布的草稿" not in _page(other, "board", query="?own=1")


def test_the_board_takes_as_many_queries_for_twenty_demands_as_for_two(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        make_published(cast.institution_member)
    client = signed_in(cast.sales_engineer)
    client.get(reverse("demands:board"))
    with django_assert_max_num_queries(16) as few:
        client.get(reverse("demands:board"))
    for _ in range(8):
        make_published(cast.institution_member)
    with django_assert_max_num_queries(30) as many:
        client.get(reverse("demands:board"))
    assert len(few) == len(many)


def test_the_review_takes_as_many_queries_for_forty_rows_as_for_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    demand = make_draft(cast.institution_member)
    client = signed_in(cast.institution_member)
    version = demand.versions.get()
    unlinked = [
        Requirement(
            version=version, position=i, line=i, raw_text=f"量{i}≥{i}V", printed_name=f"量{i}", op=">=", lo=str(i)
        )
        for i in range(2, 42)
    ]
    unlinked[0].save()
    with django_assert_max_num_queries(20) as few:
        client.get(reverse("demands:review", args=[demand.pk]))
    Requirement.objects.bulk_create(unlinked[1:])
    with django_assert_max_num_queries(20) as many:
        client.get(reverse("demands:review", args=[demand.pk]))
    assert len(few) == len(many)


# ---- writing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["upload", "paste", "form"])
def test_each_way_in_has_its_tab_and_works_without_scripts(cast: Cast, way: str) -> None:
    assert 'name="way" value="' + way in _page(cast.institution_member, "new", query=f"?way={way}")


@pytest.mark.parametrize("role", ["sales_engineer", "broker", "newcomer", "auditor"])
def test_only_institutions_open_the_page_for_new_demands(cast: Cast, role: str) -> None:
    assert _status(getattr(cast, role), "new") == 403


def test_a_form_becomes_a_draft_and_money_is_read_as_people_type_it(cast: Cast) -> None:
    make_category()
    answer = signed_in(cast.institution_member).post(
        reverse("demands:new"),
        {"way": "form", "title": "离心机", "quantity": "2", "budget_yuan": "6万", "category_code": "980101"},
    )
    demand = Demand.objects.get()
    assert answer["Location"] == reverse("demands:review", args=[demand.pk])
    version = demand.versions.get()
    assert (version.budget_yuan, version.quantity, version.is_budget_public) == (Decimal(60_000), 2, False)


def test_a_refused_form_keeps_what_was_typed(cast: Cast) -> None:
    answer = signed_in(cast.institution_member).post(
        reverse("demands:new"), {"way": "form", "title": "离心机甲", "quantity": "0", "budget_yuan": "很多钱"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "离心机甲" in page
    assert "很多钱" in page
    assert not Demand.objects.exists()


def test_pasted_text_is_followed_until_it_is_read_and_leads_on_to_the_review(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    answer = client.post(reverse("demands:new"), {"way": "paste", "text": "1. 分辨率≥60000"})
    document = SourceDocument.objects.get()
    review = reverse("demands:review", args=[document.version.demand_id])
    assert 'aria-current="step">排队' in client.get(answer["Location"]).content.decode()
    progress = reverse("demands:progress", args=[document.version.demand_id, document.pk])
    assert "HX-Trigger" not in client.get(progress).headers
    documents.handle_read_document({"document_id": document.pk})
    ended = client.get(progress)
    assert ended.headers["HX-Trigger"] == "reading-ended"
    assert "hx-get" not in ended.content.decode()
    assert client.get(answer["Location"])["Location"] == review
    assert client.get(answer["Location"], headers={"HX-Request": "true"}).headers["HX-Redirect"] == review
    assert "part-value" in client.get(review).content.decode()


def test_the_original_is_a_download_and_never_a_page(cast: Cast) -> None:
    document = services.create_demand_from_source(
        actor=acting(cast.institution_member), text="<script>alert(1)</script>"
    )
    url = reverse("demands:file", args=[document.version.demand_id, document.pk])
    answer = signed_in(cast.institution_member).get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert signed_in(cast.sales_engineer).get(url).status_code == 404
    assert signed_in(cast.auditor).get(url).status_code == 403
    documents.handle_read_document({"document_id": document.pk})
    page = signed_in(cast.auditor).get(reverse("demands:original", args=[document.version.demand_id, document.pk]))
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert(1)" not in page.content.decode()


# ---- review -------------------------------------------------------------------------------------------------------


def _post_row(user: User, demand: Demand, route: str, *args: int, htmx: bool = False, **data: str) -> tuple[int, str]:
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse(f"demands:{route}", args=[demand.pk, *args])
    answer = signed_in(user).post(url, data, headers=headers)
    return answer.status_code, answer.content.decode()


def test_a_change_of_a_row_answers_with_that_row_for_the_script_and_goes_back_without(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    row = Requirement.objects.get()
    code, page = _post_row(cast.institution_member, demand, "row-mark", row.pk, htmx=True, mark="important")
    assert code == 200
    assert "data-patch" in page
    assert "<html" not in page
    assert page.count('id="row-') == 1
    code, _ = _post_row(cast.institution_member, demand, "row-mark", row.pk, mark="")
    assert code == 302
    row.refresh_from_db()
    assert row.mark == ""


def test_a_refused_edit_shows_the_error_and_keeps_the_input(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    row = Requirement.objects.get()
    for htmx in (True, False):
        code, page = _post_row(
            cast.institution_member, demand, "row-edit", row.pk, htmx=htmx, name="分辨率", relation=">=", value="六万多"
        )
        assert code == 422
        assert "六万多" in page
        assert "读不出来" in page
    row.refresh_from_db()
    assert row.lo == "60000"


def test_rows_are_edited_split_merged_deleted_and_taken_back_through_the_pages(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    user = cast.institution_member
    row = Requirement.objects.get()
    assert (
        _post_row(user, demand, "row-edit", row.pk, name="分辨率", relation=">", value="5万", mark="important")[0]
        == 302
    )
    row.refresh_from_db()
    assert (row.lo, row.is_strict, row.mark) == ("50000", True, "important")
    _post_row(user, demand, "row-add", text="▲最高耐压≥100MPa；样品位≥96位")
    assert Requirement.objects.count() == 3
    _post_row(user, demand, "row-split", row.pk, parts="甲≥1V\n乙≥2V")
    assert Requirement.objects.count() == 4
    _post_row(user, demand, "undo")
    assert Requirement.objects.count() == 3
    _post_row(user, demand, "row-delete", row.pk)
    assert not Requirement.objects.filter(pk=row.pk).exists()
    _post_row(user, demand, "undo")
    assert Requirement.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_inspectors_see_the_review_and_change_nothing(cast: Cast, role: str) -> None:
    demand = make_draft(cast.institution_member)
    user = getattr(cast, role)
    page = _page(user, "review", demand.pk)
    assert "分辨率" in page
    assert "保存这一行" not in page
    assert _post_row(user, demand, "row-mark", Requirement.objects.get().pk, htmx=True, mark="")[0] == 403
    assert Requirement.objects.get().mark == "mandatory"


def test_the_pieces_of_a_line_joined_give_the_line_whatever_the_spans_say(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    for text in ("量≥2V", "二次电子分辨率：≤0.9nm@15kV，≤1.3nm@1kV", "控温范围（室温+5～85）℃", "V", ""):
        for start, end in ((0, 0), (0, len(text)), (3, 2), (1, 99), (len(text), len(text))):
            row = Requirement(
                version=demand.versions.get(),
                printed_name="量",
                op=">=",
                unit="V",
                condition="15kV; 1kV",
                raw_text=text,
                span_start=start,
                span_end=end,
            )
            assert "".join(segment.text for segment in segments_of(text, [row])) == text


def test_text_from_a_document_is_shown_and_never_run(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    rows.add_rows_of_text(demand.pk, text="<img src=x onerror=alert(1)>分辨率≥5", actor=acting(cast.institution_member))
    page = _page(cast.institution_member, "review", demand.pk)
    assert "<img src=x" not in page
    assert "onerror=alert(1)" in page


# ---- approval and versions ----------------------------------------------------------------------------------------


def test_the_whole_way_from_draft_to_publication_through_the_pages(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    signed_in(cast.institution_member).post(reverse("demands:submit", args=[demand.pk]))
    assert "批准并发布" not in _page(cast.institution_member, "detail", demand.pk)
    assert "批准并发布" in _page(cast.institution_approver, "detail", demand.pk)
    signed_in(cast.institution_approver).post(reverse("demands:approve", args=[demand.pk]), {"publish": "1"})
    demand.refresh_from_db()
    assert demand.status == "published"
    assert "液质联用仪采购" in _page(None, "board")


def test_an_incomplete_submission_says_what_is_missing_on_the_page(cast: Cast) -> None:
    demand = make_draft(cast.institution_member, category_code="")
    answer = signed_in(cast.institution_member).post(reverse("demands:submit", args=[demand.pk]), follow=True)
    assert "请选择细分领域" in answer.content.decode()


def test_a_change_is_invisible_outside_until_it_is_published_and_then_compared(cast: Cast) -> None:
    demand = make_published(cast.institution_member)
    author = acting(cast.institution_member)
    services.revise_demand(demand.pk, actor=author)
    row = Requirement.objects.get(version__demand=demand, version__number=2)
    rows.edit_row(demand.pk, row.pk, fields=resolution("50000"), actor=author)
    services.edit_demand(demand.pk, facts(answers_until=date(2027, 1, 1)), actor=author)
    assert "50,000" not in _page(cast.sales_engineer, "detail", demand.pk)
    for name in ("version", "diff"):
        assert _status(cast.sales_engineer, name, demand.pk, 2) == 404
    publish(demand, cast.institution_member, change_note="放宽分辨率")
    difference = _page(cast.sales_engineer, "diff", demand.pk, 2)
    for text in ("60,000", "50,000", "2027-01-01", "放宽分辨率"):
        assert text in difference
    assert "60,000" in _page(cast.sales_engineer, "version", demand.pk, 1)


def test_an_exported_table_holds_no_formula(cast: Cast) -> None:
    demand = make_draft(cast.institution_member, title="=1+1")
    rows.add_rows_of_text(demand.pk, text="@SUM(A1)：≥5", actor=acting(cast.institution_member))
    content = signed_in(cast.institution_member).get(reverse("demands:export", args=[demand.pk])).content
    for sheet in load_workbook(io.BytesIO(content)):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
