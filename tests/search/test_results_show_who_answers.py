"""Products stand by how they fit, demands and organisations beside them; what is not public is nowhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.actors import ANONYMOUS
from apps.matching.probing import Fit
from apps.search.pages import understand
from apps.search.reading import read_question
from apps.search.selectors import find_demands, find_organisations, find_products
from apps.search.warming import warm_up
from apps.suppliers.models import Product
from apps.taxonomy.models import Category, Parameter, TemplateRow
from tests.cast import Cast, acting, make_organisation, organisation_of, signed_in
from tests.support.market import make_demand, make_product

pytestmark = pytest.mark.django_db

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
QUESTION = "测试色谱仪 最高耐压≥60MPa 噪声≤60dB"
MOST_QUERIES = 12


@pytest.fixture
def market(cast: Cast) -> None:
    """One product meets all, one misses the pressure, one both; one says nothing; drafts and references beside them."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    make_product(maker=maker, model="GOOD-1", specs=GOOD, price_wan=40)
    make_product(maker=maker, model="GOOD-2", specs=GOOD, price_wan=None)
    make_product(maker=rival, model="WEAK-1", specs=GOOD | {"test.pressure": "50 MPa"}, price_wan=70)
    make_product(maker=rival, model="BAD-1", specs={"test.pressure": "50 MPa", "test.noise": "70 dB"})
    make_product(maker=rival, model="SILENT-1", specs={"test.noise": "55 dB"})
    make_product(maker=rival, model="DRAFT-1", specs=GOOD, is_published=False)
    make_product(maker=rival, model="ABROAD-1", specs=GOOD, is_reference=True)


def _fits(text: str) -> dict[str, str]:
    found = find_products(read_question(text))
    models = dict(Product.objects.values_list("pk", "model"))
    return {models[pk]: fit.value for fit, ids in found.by_fit.items() for pk in ids}


def test_products_stand_by_how_they_fit(market: None) -> None:
    assert _fits(QUESTION) == {
        "GOOD-1": Fit.MEETS, "GOOD-2": Fit.MEETS, "SILENT-1": Fit.OPEN, "WEAK-1": Fit.NEAR, "BAD-1": Fit.FAR,
    }  # fmt: skip


def test_the_price_counts_like_one_requirement(market: None) -> None:
    assert _fits(f"{QUESTION} 50万以内") == {
        "GOOD-1": Fit.MEETS, "GOOD-2": Fit.OPEN, "SILENT-1": Fit.OPEN, "WEAK-1": Fit.FAR, "BAD-1": Fit.FAR,
    }  # fmt: skip
    assert _fits("测试色谱仪 60万以上")["WEAK-1"] == Fit.MEETS
    assert _fits("测试色谱仪 60万以上")["GOOD-1"] == Fit.NEAR
    assert _fits("测试色谱仪 60万以上")["GOOD-2"] == Fit.OPEN


def test_with_and_without_the_engine_the_price_says_the_same(market: None) -> None:
    anything = "最高耐压≥1Pa"
    alone, judged = _fits("测试色谱仪 40万～60万"), _fits(f"测试色谱仪 {anything} 40万～60万")
    answering = {model for model in alone if model != "SILENT-1"}
    assert {model: alone[model] for model in answering} == {model: judged[model] for model in answering}


def test_words_region_origin_and_trial_narrow(market: None, cast: Cast) -> None:
    Product.objects.filter(model="GOOD-1").update(has_trial_unit=True, origin=Product.Origin.UNKNOWN)
    maker = organisation_of(cast.sales_engineer)
    maker.province_code = "34"
    maker.save()
    assert set(_fits(f"{QUESTION} 可试用")) == {"GOOD-1"}
    assert set(_fits(f"{QUESTION} 安徽")) == {"GOOD-1", "GOOD-2"}
    assert set(_fits(f"{QUESTION} 国产 安徽")) == {"GOOD-2"}
    assert set(_fits("测试色谱仪 远航")) == {"WEAK-1", "BAD-1", "SILENT-1"}


def test_the_page_shows_a_verdict_for_each_parameter(market: None) -> None:
    page = Client().get(reverse("search:results"), {"q": f"{QUESTION} 50万以内"}).content.decode()
    row = page[page.index("GOOD-1") : page.index("GOOD-2")]
    assert row.count("正偏离") == 2
    assert row.count("无偏离") == 1
    assert "80 MPa" in row
    assert "DRAFT-1" not in page
    assert "ABROAD-1" not in page
    assert "BAD-1" not in page


def test_those_that_miss_more_are_a_link_away(market: None) -> None:
    page = Client().get(reverse("search:results"), {"q": QUESTION, "only": "far"}).content.decode()
    assert "BAD-1" in page
    assert "GOOD-1" not in page


def test_a_product_that_was_withdrawn_is_gone(market: None) -> None:
    Product.objects.filter(model="GOOD-1").update(status=Product.Status.WITHDRAWN)
    page = Client().get(reverse("search:results"), {"q": QUESTION}).content.decode()
    assert "GOOD-1" not in page
    assert "GOOD-2" in page


def test_long_lists_have_pages(cast: Cast) -> None:
    maker = organisation_of(cast.sales_engineer)
    for number in range(23):
        make_product(maker=maker, model=f"P-{number:02}", specs=GOOD)
    first = Client().get(reverse("search:results"), {"q": QUESTION})
    second = Client().get(reverse("search:results"), {"q": QUESTION, "page": "2"})
    assert "共 23 款" in first.content.decode()
    assert [len(answer.context["groups"][0].lines) for answer in (first, second)] == [20, 3]


# ---- demands ------------------------------------------------------------------------------------------------------


def _demands(cast: Cast, text: str, person: str = "") -> list[str]:
    actor = acting(getattr(cast, person)) if person else ANONYMOUS
    return [demand.code for demand in find_demands(actor, read_question(text))]


def test_demands_come_with_those_first_that_ask_the_same(market: None, cast: Cast) -> None:
    institution = organisation_of(cast.institution_member)
    same = make_demand(institution=institution, author=cast.institution_member)
    other = make_demand(institution=institution, author=cast.institution_member, lines=["2.4 具备四元梯度"])
    make_demand(institution=institution, author=cast.institution_member, is_published=False)
    assert _demands(cast, QUESTION) == [same.code, other.code]
    assert [demand.shared_count for demand in find_demands(ANONYMOUS, read_question(QUESTION))] == [2, 0]  # type: ignore[attr-defined]


def test_a_hidden_ceiling_is_not_told_by_a_search(market: None, cast: Cast) -> None:
    institution = organisation_of(cast.institution_member)
    hidden = make_demand(institution=institution, author=cast.institution_member, is_budget_public=False, budget_wan=50)
    assert _demands(cast, "测试色谱仪 60万以内") == []
    assert _demands(cast, "测试色谱仪 60万以内", "sales_engineer") == []
    assert _demands(cast, "测试色谱仪 60万以内", "institution_member") == [hidden.code]
    page = Client().get(reverse("search:results"), {"q": "测试色谱仪", "show": "demands"}).content.decode()
    assert "测试色谱仪采购" in page
    assert "50.00 万元" not in page
    assert "周老师" not in page


def test_drafts_of_others_are_not_found_and_own_ones_neither(market: None, cast: Cast) -> None:
    make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    for person in ("", "other_institution_member", "institution_member", "administrator"):
        assert _demands(cast, "测试色谱仪", person) == []


# ---- organisations ------------------------------------------------------------------------------------------------


def test_organisations_are_found_by_what_they_publish_and_by_name(market: None, cast: Cast) -> None:
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    found = list(find_organisations(read_question("测试色谱仪")))
    assert {each.name for each in found} == {"启明仪器（示例）", "远航仪器（示例）", "江畔大学（示例）"}
    counts = {each.name: (each.product_count, each.demand_count) for each in found}  # type: ignore[attr-defined]
    assert counts["启明仪器（示例）"] == (2, 0)
    assert counts["江畔大学（示例）"] == (0, 1)
    assert [each.name for each in find_organisations(read_question("启明"))] == ["启明仪器（示例）"]


def test_nobody_who_is_not_verified_is_listed(market: None, cast: Cast) -> None:
    make_organisation(name="未核验的启明分公司", verified=False)
    page = Client().get(reverse("search:results"), {"q": "启明", "show": "organisations"}).content.decode()
    assert "启明仪器" in page
    assert "未核验的启明分公司" not in page


# ---- the page -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("show", ["products", "demands", "organisations"])
def test_no_page_asks_the_database_more_than_it_may(
    market: None, cast: Cast, show: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    client = signed_in(cast.institution_member)
    query = {"q": f"{QUESTION} 50万以内 浙江", "show": show}
    client.get(reverse("search:results"), query)  # the taxonomy and the catalogue are in memory from here on
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(reverse("search:results"), query).status_code == 200
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("search:results"), {"q": "测试色谱仪 启明", "show": show})


def test_the_fragment_counts_what_the_page_lists(market: None) -> None:
    understood = understand(ANONYMOUS, QUESTION)
    page = Client().get(reverse("search:reading"), {"q": QUESTION}).content.decode()
    assert (understood.meeting_count, understood.near_count, understood.open_count) == (2, 1, 1)
    assert "<b>2</b> 款产品满足" in page
    assert "<b>1</b> 款只差一条" in page
    assert "去掉“测试色谱仪”" in page


def test_parameters_without_a_category_offer_those_that_have_them(market: None) -> None:
    first = Category.objects.get(code="999901")
    second = Category.objects.create(
        code="999902", level=3, name_zh="测试离子色谱仪", parent=first.parent, family="ion"
    )
    TemplateRow.objects.create(category=second, parameter=Parameter.objects.get(code="test.pressure"))
    answer = Client().get(reverse("search:results"), {"q": "最高耐压≥60MPa"})
    assert "先选一类仪器" in answer.content.decode()
    choices = dict(answer.context["understood"].category_choices)
    assert set(choices) == {"选 测试色谱仪", "选 测试离子色谱仪"}
    assert "GOOD-1" in Client().get(choices["选 测试色谱仪"]).content.decode()


@pytest.mark.parametrize(
    ("query", "words"), [("", "想找什么仪器"), ("≥", "没有读出"), ("测试色谱仪 没有的牌子", "没有这样的产品")]
)
def test_an_empty_page_says_what_to_do(market: None, query: str, words: str) -> None:
    assert words in Client().get(reverse("search:results"), {"q": query}).content.decode()


def test_chips_are_links_that_work_without_scripts(market: None) -> None:
    answer = Client().get(reverse("search:results"), {"q": QUESTION})
    chips = answer.context["understood"].chips
    assert [chip.piece.label for chip in chips] == ["测试色谱仪", "最高耐压 ≥ 60 MPa", "噪声 ≤ 60 dB"]
    without = Client().get(chips[1].url)
    assert without.context["query"] == "测试色谱仪 噪声≤60dB"


def test_a_warm_process_reads_nothing_twice(market: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    warm_up()
    with django_assert_num_queries(2):  # whether the taxonomy has changed, and the state of the catalogue
        warm_up()
    assert find_products(read_question("最高耐压≥60MPa")).count(Fit.MEETS) == 2
