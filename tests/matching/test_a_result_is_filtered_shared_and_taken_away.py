"""Filters add up and keep what is tried; colleagues are told, strangers never; the whole result goes into a file."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from apps.accounts.models import Organisation, User
from apps.demands.models import Demand, Requirement
from apps.matching.models import Match
from apps.notifications.models import Notification
from tests.cast import Cast, make_organisation, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    """Two products pass, one of them loud and dear; one misses ★; one imported product stands beside them."""
    near = make_organisation(kind=Organisation.Kind.MAKER, name="近邻仪器（示例）", province_code="34")
    rival = organisation_of(cast.competing_maker)
    make_product(maker=near, model="GOOD-1", specs=GOOD)
    make_product(maker=rival, model="LOUD-1", specs=GOOD | {"test.noise": "70 dB"}, price_wan=90)
    make_product(maker=rival, model="WEAK-1", specs=GOOD | {"test.pressure": "50 MPa"})
    make_product(maker=rival, model="ABROAD-1", specs=GOOD, is_reference=True)
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    made.versions.update(province_code="34")
    match_now(made)
    return made


@pytest.fixture
def client(cast: Cast, demand: Demand) -> Client:
    return signed_in(cast.institution_member)


def page_of(client: Client, demand: Demand, query: str = "") -> str:
    return client.get(reverse("matching:result", args=[demand.pk]) + query).content.decode()


def clause(demand: Demand, number: str) -> int:
    return Requirement.objects.get(version__demand=demand, clause=number).pk


def models_shown(page: str) -> list[str]:
    """The products whose rows stand in the matrix, in their order."""
    return re.findall(r"展开 (\S+) 的偏离表", page)


def chip(page: str, key: str) -> tuple[str, int]:
    """Where a chip leads and what it counts."""
    found = re.search(rf'id="chip-{key}" href="([^"]*)"[^>]*>.*?<span class="count">(\d+)</span>', page)
    assert found, key
    return found[1].replace("&amp;", "&"), int(found[2])


# ---- filters ------------------------------------------------------------------------------------------------------


def test_chips_count_what_they_would_leave(client: Client, demand: Demand) -> None:
    page = page_of(client, demand)
    wanted = {"all": 3, "passed-1": 2, f"clause-{clause(demand, '2.1')}": 2, "within-1": 2, "province-34": 1}
    assert {key: chip(page, key)[1] for key in wanted} == wanted
    for key, count in wanted.items():
        shown = models_shown(page_of(client, demand, chip(page, key)[0]))
        assert key == "all" or len([model for model in shown if model != "ABROAD-1"]) == count


def test_two_filters_keep_what_passes_both_and_a_second_press_takes_one_back(client: Client, demand: Demand) -> None:
    first = chip(page_of(client, demand), f"clause-{clause(demand, '2.1')}")[0]
    address, count = chip(page_of(client, demand, first), "within-1")
    both = page_of(client, demand, address)
    assert count == 1
    assert models_shown(both) == ["GOOD-1", "ABROAD-1"]
    assert chip(both, "within-1")[0] == first


def test_a_clause_without_star_filters_from_the_menu_and_then_stands_with_the_chips(
    client: Client, demand: Demand
) -> None:
    noise = clause(demand, "2.3")
    page = page_of(client, demand)
    assert f'href="?clause={noise}"' in page
    assert f'id="chip-clause-{noise}"' not in page
    assert "LOUD-1" not in models_shown(page_of(client, demand, f"?clause={noise}"))
    assert chip(page_of(client, demand, f"?clause={noise}"), f"clause-{noise}") == ("?", 2)


def test_filters_keep_what_is_tried(client: Client, demand: Demand) -> None:
    tried = f"?lo-{clause(demand, '2.1')}=50"
    address, count = chip(page_of(client, demand, tried), "passed-1")
    assert (address, count) == (f"{tried}&passed=1", 3)
    assert models_shown(page_of(client, demand, address)) == ["GOOD-1", "WEAK-1", "LOUD-1", "ABROAD-1"]


@pytest.mark.parametrize("query", ["?clause=999999", "?clause=x", "?province=ZZ", "?evidence=9", "?passed=0&within=2"])
def test_a_filter_that_means_nothing_is_ignored(client: Client, demand: Demand, query: str) -> None:
    assert models_shown(page_of(client, demand, query)) == ["GOOD-1", "LOUD-1", "ABROAD-1"]


def test_an_empty_result_offers_the_way_back(client: Client, demand: Demand) -> None:
    page = page_of(client, demand, "?evidence=3")
    assert models_shown(page) == []
    assert "没有产品符合所选筛选" in page
    assert '<a href="?">清除筛选</a>' in page


# ---- comparison ---------------------------------------------------------------------------------------------------


def ids_of(*models: str) -> dict[str, list[int]]:
    return {"product": [Match.objects.get(product__model=model).product_id for model in models]}


def test_a_comparison_marks_what_differs_and_the_better_answer(client: Client, demand: Demand) -> None:
    address = reverse("matching:compare", args=[demand.pk])
    page = client.get(address, ids_of("GOOD-1", "LOUD-1")).content.decode()
    assert "4 条中 1 条不同" in page
    noise = page[page.index('<tr class="differs">') :].split("</tr>")[0]
    assert "噪声" in noise
    assert noise.count("该行最好的应答") == 1
    assert noise.index("≤58 dB") < noise.index("该行最好的应答") < noise.index("70 dB")
    only = client.get(address, ids_of("GOOD-1", "LOUD-1") | {"differing": "1"}).content.decode()
    assert "最高耐压" not in only
    assert "噪声" in only


def test_at_most_six_products_are_compared_and_strangers_are_left_out(client: Client, demand: Demand) -> None:
    stray = make_product(maker=make_organisation(kind=Organisation.Kind.MAKER), model="STRAY-1", specs=GOOD)
    wanted = [str(product_id) for product_id in ids_of("GOOD-1", "WEAK-1", "ABROAD-1")["product"]]
    query = {"product": [*wanted, str(stray.pk), "999999999", "x"]}
    page = client.get(reverse("matching:compare", args=[demand.pk]), query).content.decode()
    assert page.count("<th><a href") == 3
    assert "STRAY-1" not in page


# ---- sharing ------------------------------------------------------------------------------------------------------


def share(client: Client, demand: Demand, *people: User, query: str = "", note: str = "") -> int:
    body = {"user": [person.pk for person in people], "note": note}
    return client.post(reverse("matching:share", args=[demand.pk]) + query, body).status_code


def test_a_colleague_gets_the_page_with_its_filters(client: Client, demand: Demand, cast: Cast) -> None:
    query = f"?clause={clause(demand, '2.1')}&lo-{clause(demand, '2.1')}=50"
    assert share(client, demand, cast.institution_approver, query=query + "&evil=1", note="请看看能不能放宽") == 302
    told = Notification.objects.get(user=cast.institution_approver, title__contains="请您看")
    assert told.url == reverse("matching:result", args=[demand.pk]) + query
    assert told.body == "请看看能不能放宽"
    assert "课题组成员 请您看比对结果" in told.title
    assert "WEAK-1" in models_shown(signed_in(cast.institution_approver).get(told.url).content.decode())
    assert Notification.objects.exclude(user=cast.institution_approver).filter(title__contains="请您看").count() == 0


def test_nobody_outside_the_organisation_can_be_told(client: Client, demand: Demand, cast: Cast) -> None:
    told = Notification.objects.filter(title__contains="请您看")
    assert share(client, demand) == 422
    assert share(client, demand, cast.sales_engineer) == 422
    assert share(client, demand, cast.institution_approver, cast.other_institution_member) == 422
    assert share(client, demand, cast.suspended_user) == 422
    assert not told.exists()


def test_strangers_cannot_share_and_the_platform_does_not(demand: Demand, cast: Cast) -> None:
    assert share(signed_in(cast.sales_engineer), demand, cast.institution_member) == 404
    assert share(signed_in(cast.administrator), demand, cast.institution_member) == 403
    assert not Notification.objects.filter(title__contains="请您看").exists()


# ---- files --------------------------------------------------------------------------------------------------------


def test_the_workbook_begins_with_the_matrix_and_holds_a_table_for_each_product(client: Client, demand: Demand) -> None:
    content = client.get(reverse("matching:result-xlsx", args=[demand.pk])).content
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["比对结果", "1 GOOD-1", "2 LOUD-1", "对照 ABROAD-1"]
    rows = list(book["比对结果"].iter_rows(min_row=3, values_only=True))
    assert rows[0][7:] == ("★2.1 最高耐压", "★2.2 控温范围", "▲2.3 噪声", "2.4 四元梯度")
    assert rows[2][:4] == ("满足", 1, "GOOD-1", "近邻仪器（示例）")
    assert rows[3][9] == "负 70 dB"
    texts = [cell for row in book["2 LOUD-1"].iter_rows(values_only=True) for cell in row]
    assert "负偏离" in texts


def test_filters_hold_for_the_files_too(client: Client, demand: Demand) -> None:
    address = reverse("matching:result-docx", args=[demand.pk])
    document = Document(io.BytesIO(client.get(address, {"clause": clause(demand, "2.3")}).content))
    listed = [row.cells[2].text for row in document.tables[0].rows]
    assert listed == ["产品", "GOOD-1", "WEAK-1", "ABROAD-1"]
    assert len(document.tables) == 4
