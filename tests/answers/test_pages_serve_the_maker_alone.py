"""The pages: from a demand to the form, saved row by row, narrowed, exported; for the maker's members alone."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from apps.answers.models import Answer, AnswerUpload
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.suppliers.models import SpecValue
from tests.answers.build import make_answer, make_asked, make_offered, row_of, write
from tests.cast import Cast, make_member, organisation_of, signed_in
from tests.support.market import do_waiting_work, make_product, match_now

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """The sales engineer's fresh answer."""
    return make_answer(cast)


@pytest.fixture
def maker(cast: Cast) -> Client:
    """The sales engineer's session."""
    return signed_in(cast.sales_engineer)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def save(client: Client, answer: Answer, clause: str, *, seen: int, **fields: str) -> HttpResponse:
    row = row_of(answer, clause)
    address = reverse("answers:row", args=[answer.pk, row.pk])
    return client.post(address, {"edit": str(seen), **fields}, headers=HTMX)  # type: ignore[return-value]


def test_the_demand_and_the_matches_lead_to_the_form(cast: Cast, maker: Client) -> None:
    demand = make_asked(cast)
    make_offered(cast)
    match_now(demand)
    start = reverse("answers:start", args=[demand.pk])
    match = Match.objects.get()
    for page in (
        reverse("demands:detail", args=[demand.pk]),
        reverse("matching:runs"),
        reverse("matching:match", args=[match.pk]),
    ):
        assert start in text(maker.get(page)), page  # type: ignore[arg-type]
    institution = signed_in(cast.institution_member)
    assert start not in text(institution.get(reverse("demands:detail", args=[demand.pk])))  # type: ignore[arg-type]


def test_the_best_match_is_offered_first_and_strangers_products_not_at_all(cast: Cast, maker: Client) -> None:
    demand = make_asked(cast)
    make_offered(cast, model="A-WEAK", specs={"test.pressure": "20 MPa"})
    make_offered(cast, model="Z-GOOD")
    make_product(maker=organisation_of(cast.competing_maker), model="RIVAL-1", specs={})
    match_now(demand)
    make_offered(cast, model="B-NEW")
    page = text(maker.get(reverse("answers:start", args=[demand.pk])))  # type: ignore[arg-type]
    assert page.index("Z-GOOD") < page.index("A-WEAK") < page.index("B-NEW")
    assert "RIVAL-1" not in page
    assert "未参加比对" in page


def test_beginning_leads_to_the_form_and_a_second_time_to_the_same(cast: Cast, maker: Client) -> None:
    demand, product = make_asked(cast), make_offered(cast)
    start = reverse("answers:start", args=[demand.pk])
    first = maker.post(start, {"product": product.pk})
    answer = Answer.objects.get()
    assert first.headers["Location"] == reverse("answers:detail", args=[answer.pk])
    assert maker.post(start, {"product": product.pk}).headers["Location"] == first.headers["Location"]
    assert "继续填写" in text(maker.get(start))  # type: ignore[arg-type]
    rival = signed_in(cast.competing_maker)
    foreign, random = (rival.post(start, {"product": number}) for number in (product.pk, 2_000_000_011))
    assert foreign.status_code == random.status_code == 404
    steady = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[A-Za-z0-9]+')
    assert steady.sub(b"", foreign.content) == steady.sub(b"", random.content)


def test_the_form_shows_every_row_with_sign_sentence_and_evidence(answer: Answer, maker: Client) -> None:
    page = text(maker.get(reverse("answers:detail", args=[answer.pk])))  # type: ignore[arg-type]
    for expected in ("80 MPa", "第三方检测报告 SF-1024", "12-13", "正偏离", "负偏离", "商务条款", "36 个月"):
        assert expected in page, expected
    assert "0 / 9 行已确认" in page


def test_a_saved_row_answers_with_what_changed_around_the_fields(answer: Answer, maker: Client) -> None:
    saved = save(maker, answer, "2.3", seen=0, response="58 dB", proof_name="报告", proof_pages="P4")
    assert saved.status_code == 200
    page = text(saved)
    row = row_of(answer, "2.3")
    assert (row.response, row.proof_pages) == ("58 dB", "4")
    assert f'id="verdict-{row.pk}" hx-swap-oob' in page
    assert "正偏离" in page
    assert "已保存" in page
    assert 'name="edit" value="1"' in page
    assert "1 / 9 行已确认" in page
    assert "<textarea" not in page, "nobody's typing is taken away"


def test_a_second_editor_is_shown_both_texts_and_two_ways_on(cast: Cast, answer: Answer, maker: Client) -> None:
    colleague = make_member(organisation=organisation_of(cast.sales_engineer), name="同事甲")
    assert save(signed_in(colleague), answer, "2.3", seen=0, response="58 dB").status_code == 200
    refused = save(maker, answer, "2.3", seen=0, response="59 dB")
    assert refused.status_code == 409
    page = text(refused)
    for expected in ("同事甲", "58 dB", "59 dB", "仍用我的", "采用对方的"):
        assert expected in page, expected
    assert row_of(answer, "2.3").response == "58 dB"
    theirs = maker.get(reverse("answers:row", args=[answer.pk, row_of(answer, "2.3").pk]), headers=HTMX)
    assert "58 dB" in text(theirs)  # type: ignore[arg-type]
    assert save(maker, answer, "2.3", seen=1, response="59 dB").status_code == 200


def test_a_wrong_page_is_named_beside_the_row(answer: Answer, maker: Client) -> None:
    refused = save(maker, answer, "2.3", seen=0, response="62 dB", proof_pages="附录")
    assert refused.status_code == 422
    assert "附录" in text(refused)
    assert "没有保存" in text(refused)


def test_without_scripts_a_row_is_saved_and_shown_again(answer: Answer, maker: Client) -> None:
    row = row_of(answer, "2.3")
    address = reverse("answers:row", args=[answer.pk, row.pk])
    saved = maker.post(address, {"edit": "0", "response": "58 dB"})
    assert saved.headers["Location"].endswith(f"#row-{row.pk}")
    assert maker.post(address, {"edit": "0", "response": "59 dB"}).status_code == 409
    assert maker.post(address, {"response": "59 dB"}).status_code == 409


@pytest.mark.parametrize(
    ("show", "clauses"),
    [
        ("unfilled", ["2.4", "2.5", "2.6", "4.3"]),
        ("negative", ["2.3"]),
        ("manual", []),
        ("unproven", ["2.2", "2.3"]),
        ("nonsense", ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "4.1", "4.2", "4.3"]),
    ],
)
def test_the_form_is_narrowed(answer: Answer, maker: Client, show: str, clauses: list[str]) -> None:
    page = text(maker.get(reverse("answers:detail", args=[answer.pk]), {"show": show}))  # type: ignore[arg-type]
    assert re.findall(r'class="row-clause">(?:<[^>]+>[^<]*</[^>]+> )?([\d.]+)', page) == clauses


def test_what_would_make_the_bid_invalid_is_said_first(cast: Cast, answer: Answer, maker: Client) -> None:
    write(answer, "2.1", cast, response="50 MPa")
    page = text(maker.get(reverse("answers:detail", args=[answer.pk])))  # type: ignore[arg-type]
    assert "1 条★负偏离：照此投标会被判无效" in page
    assert "1 条▲缺证明材料或页码" in page


def test_a_value_is_taken_over_by_one_click(cast: Cast, answer: Answer, maker: Client) -> None:
    row = write(answer, "2.3", cast, response="58 dB")
    store = reverse("answers:store", args=[answer.pk, row.pk])
    page = reverse("answers:detail", args=[answer.pk])
    assert store in text(maker.get(page))  # type: ignore[arg-type]
    stored = text(maker.post(store, follow=True))  # type: ignore[arg-type]
    assert "第 2 次修订" in stored
    undo = reverse("answers:store-undo", args=[answer.pk, row.pk, 2])
    assert f'action="{undo}"' in stored
    assert SpecValue.objects.get(product=answer.product, parameter__code="test.noise").text == "58 dB"
    assert store not in text(maker.get(page))  # type: ignore[arg-type]
    assert "改回 1 项" in text(maker.post(undo, follow=True))  # type: ignore[arg-type]
    assert SpecValue.objects.get(product=answer.product, parameter__code="test.noise").text == "62 dB"
    assert "又被修改过" in text(maker.post(undo, follow=True))  # type: ignore[arg-type]


def test_files_are_downloads_under_a_name_of_their_own(answer: Answer, maker: Client) -> None:
    for form in ("xlsx", "docx"):
        file = maker.get(reverse(f"answers:{form}", args=[answer.pk]))
        assert file.status_code == 200
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.content[:2] == b"PK"


def test_a_file_comes_back_over_the_pages_and_is_undone(answer: Answer, maker: Client) -> None:
    data = maker.get(reverse("answers:xlsx", args=[answer.pk])).content
    book = load_workbook(io.BytesIO(data))
    cell = next(row[4] for row in book.worksheets[0].iter_rows() if row[1].value == "2.3")
    cell.value = "58 dB"
    buffer = io.BytesIO()
    book.save(buffer)
    sent = maker.post(
        reverse("answers:read-back", args=[answer.pk]), {"file": SimpleUploadedFile("应答.xlsx", buffer.getvalue())}
    )
    upload = AnswerUpload.objects.get()
    page = sent.headers["Location"]
    assert "正在读取" in text(maker.get(page))  # type: ignore[arg-type]
    do_waiting_work()
    look = text(maker.get(page))  # type: ignore[arg-type]
    assert "<del>62 dB</del> → <ins>58 dB</ins>" in look
    token = re.search(r'name="token" value="([0-9a-f]+)"', look)
    assert token is not None
    done = maker.post(reverse("answers:upload-apply", args=[upload.pk]), {"token": token[1]}, follow=True)
    assert "已按文件更新 1 行" in text(done)  # type: ignore[arg-type]
    assert row_of(answer, "2.3").response == "58 dB"
    undone = maker.post(reverse("answers:upload-undo", args=[upload.pk]), follow=True)
    assert "1 行恢复原样" in text(undone)  # type: ignore[arg-type]
    assert row_of(answer, "2.3").response == "62 dB"


def test_a_file_that_is_none_is_refused_on_the_page(answer: Answer, maker: Client) -> None:
    address = reverse("answers:read-back", args=[answer.pk])
    refused = maker.post(address, {"file": SimpleUploadedFile("应答.xlsx", b"no workbook")})
    assert refused.status_code == 422
    assert maker.post(address, {}).status_code == 422
    assert not AnswerUpload.objects.exists()


def test_finished_it_can_only_be_read_until_it_is_opened(answer: Answer, maker: Client) -> None:
    page = reverse("answers:detail", args=[answer.pk])
    maker.post(reverse("answers:step", args=[answer.pk, "finish"]))
    shown = text(maker.get(page))  # type: ignore[arg-type]
    assert "readonly" in shown
    assert "重新打开" in shown
    assert save(maker, answer, "2.3", seen=0, response="58 dB").status_code == 409
    assert maker.post(reverse("answers:step", args=[answer.pk, "hand-in"])).status_code == 404


def test_price_and_delivery_are_kept_and_wrong_ones_named(answer: Answer, maker: Client) -> None:
    address = reverse("answers:offer", args=[answer.pk])
    assert maker.post(address, {"price_yuan": "38万", "delivery_days": "45"}).status_code == 302
    answer.refresh_from_db()
    assert (int(answer.price_yuan or 0), answer.delivery_days) == (380_000, 45)
    assert maker.post(address, {"price_yuan": "很便宜", "delivery_days": "45"}).status_code == 422


def test_an_ended_demand_keeps_the_paper_readable(answer: Answer, maker: Client) -> None:
    Demand.objects.update(status=Demand.Status.CLOSED)
    assert "这项需求已结束" in text(maker.get(reverse("answers:detail", args=[answer.pk])))  # type: ignore[arg-type]


def test_the_list_stays_cheap(cast: Cast, maker: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    demand = make_asked(cast)
    for number in range(5):
        make_answer(cast, demand=demand, product=make_offered(cast, model=f"M-{number}"))
    with django_assert_max_num_queries(12):
        page = text(maker.get(reverse("answers:list")))  # type: ignore[arg-type]
    assert page.count("0 / 9") == 5


def test_an_empty_list_says_what_to_do(maker: Client) -> None:
    assert "还没有应答" in text(maker.get(reverse("answers:list")))  # type: ignore[arg-type]


def test_nobody_but_the_makers_members_sees_any_of_it(cast: Cast, answer: Answer) -> None:
    page = reverse("answers:detail", args=[answer.pk])
    colleague = make_member(organisation=organisation_of(cast.sales_engineer))
    assert signed_in(colleague).get(page).status_code == 200
    for person in (cast.institution_member, cast.competing_maker, cast.administrator, cast.auditor, cast.broker):
        assert signed_in(person).get(page).status_code == 404
    for person in (cast.institution_member, cast.administrator, cast.auditor):
        shown = text(signed_in(person).get(reverse("demands:detail", args=[answer.version.demand_id])))  # type: ignore[arg-type]
        assert answer.code not in shown
