"""The result page tries other bounds through the engine, changes nothing by it, and makes a draft of it when asked."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.demands.models import Demand, DemandVersion, Requirement
from apps.matching.arithmetic import sums_of
from apps.matching.drafting import save_trial
from apps.matching.models import DeviationRow, Match, MatchRun
from apps.matching.selectors import rows_of, score_parts
from apps.matching.whatif import read_trial
from apps.suppliers.models import Product
from kernel.errors import Conflict
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = GOOD | {"test.pressure": "50 MPa"}
HTMX = {"HX-Request": "true", "HX-Target": "board"}


@pytest.fixture
def demand(cast: Cast, db: None) -> Demand:
    """★ pressure ≥ 60 MPa: one product gives 80, one 50, one nothing."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    make_product(maker=maker, model="GOOD-1", specs=GOOD)
    make_product(maker=rival, model="WEAK-1", specs=WEAK, price_wan=55)
    make_product(maker=rival, model="SILENT-1", specs={"test.noise": "55 dB"})
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    match_now(made)
    return made


@pytest.fixture
def client(cast: Cast, demand: Demand) -> Client:
    return signed_in(cast.institution_member)


def address(demand: Demand) -> str:
    return reverse("matching:result", args=[demand.pk])


def pressure(demand: Demand) -> str:
    """The name under which the lower bound of the pressure is tried."""
    return f"lo-{Requirement.objects.get(version__demand=demand, version__number=1, clause='2.1').pk}"


def eligible_part(page: str) -> str:
    """The rows under 满足, up to the next group."""
    return page.split('<tr class="group">')[1]


def test_another_bound_ranks_the_products_anew(demand: Demand, client: Client) -> None:
    page = client.get(address(demand), {pressure(demand): "50"}, headers=HTMX).content.decode()
    assert page.startswith('<div id="board"')
    assert "满足 2 款" in page
    assert page.index("展开 GOOD-1") < page.index("展开 WEAK-1") < page.index("展开 SILENT-1")
    assert "由 60 改为 50" in page
    assert "满足 1 → 2 款" in page
    assert "厂家 1 → 2 家" in page
    assert "新增 WEAK-1" in page


def test_a_tighter_bound_says_who_falls_out(demand: Demand, client: Client) -> None:
    page = client.get(address(demand), {pressure(demand): "90"}, headers=HTMX).content.decode()
    assert "满足 1 → 0 款" in page
    assert "落选 GOOD-1" in page


def test_a_trial_changes_nothing_that_is_kept(demand: Demand, client: Client) -> None:
    def kept() -> list[object]:
        rows = Requirement.objects.filter(version__demand=demand).order_by("pk").values()
        return [list(rows), MatchRun.objects.count(), Match.objects.count(), DeviationRow.objects.count()]

    before = kept()
    client.get(address(demand), {pressure(demand): "50"})
    assert kept() == before


def test_the_same_numbers_come_of_publishing_the_change(demand: Demand, client: Client, cast: Cast) -> None:
    """The trial and a real run of a demand that asks so from the start give the same rows and scores."""
    tried = client.get(address(demand), {pressure(demand): "50"}, headers=HTMX).content.decode()
    lines = ("2.1 ★最高耐压：≥50 MPa", "2.2 ★控温范围：室温+5～80℃", "2.3 ▲噪声≤60dB", "2.4 具备四元梯度")
    other = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, lines=lines
    )
    match_now(other)
    real = client.get(address(other), headers=HTMX).content.decode()
    cells = re.compile(r'<td class="cell (\w+)"|<b>([\d.]+)</b>')
    assert cells.findall(eligible_part(tried)) == cells.findall(eligible_part(real))
    assert len(cells.findall(eligible_part(tried))) == 2 * (4 + 1)


@pytest.mark.parametrize(("typed", "shown"), [("6万", "60,000"), ("1.5", "1.5"), (" 70 ", "70")])
def test_numbers_are_read_as_people_type_them(demand: Demand, client: Client, typed: str, shown: str) -> None:
    page = client.get(address(demand), {pressure(demand): typed}, headers=HTMX).content.decode()
    assert f'data-value="{shown}"' in page


@pytest.mark.parametrize("typed", ["很大", "5 bar", "室温+5", "9" * 300])
def test_what_cannot_be_read_leaves_the_clause_and_is_said_beside_it(
    demand: Demand, client: Client, typed: str
) -> None:
    page = client.get(address(demand), {pressure(demand): typed}, headers=HTMX).content.decode()
    assert "由 60 改为" not in page
    assert re.search(rf'id="said-{pressure(demand)}"[^>]*><span class="neg-text"[^>]*>', page)


def test_the_address_keeps_only_what_is_changed(demand: Demand, client: Client) -> None:
    name = pressure(demand)
    response = client.get(address(demand), {name: "60", "clause": name[3:], "nonsense": "1"})
    assert response.status_code == 302
    assert response.headers["Location"] == f"{address(demand)}?clause={name[3:]}"
    changed = client.get(address(demand), {name: "50", "hi-1": ""}, headers=HTMX)
    assert changed.headers["HX-Replace-Url"] == f"{address(demand)}?{name}=50"


def test_a_near_miss_names_the_bound_that_lets_it_in_and_its_score_then(demand: Demand, client: Client) -> None:
    page = client.get(address(demand)).content.decode()
    near = page[page.index("near-misses") :]
    assert f'href="?{pressure(demand)}=50"' in near
    assert "≥ 50 MPa" in near
    tried = client.get(address(demand), {pressure(demand): "50"}, headers=HTMX).content.decode()
    score = re.findall(r"<b>(\d+\.\d)</b>", eligible_part(tried))[1]
    assert f">{score}<" in near


def test_the_opened_table_of_a_trial_judges_the_changed_clause(demand: Demand, client: Client) -> None:
    product = Product.objects.get(model="WEAK-1")
    path = reverse("matching:tried", args=[demand.pk, product.pk])
    sheet = client.get(path, {pressure(demand): "50"}, headers={"HX-Request": "true"}).content.decode()
    assert "试改为 ≥ 50 MPa" in sheet
    assert "与要求相同" in sheet
    assert "发起对接" not in sheet
    assert client.get(path, {pressure(demand): "50"}).status_code == 200
    assert client.get(path).status_code == 404


def test_a_trial_becomes_a_draft_version(demand: Demand, client: Client) -> None:
    path, name = reverse("matching:save-trial", args=[demand.pk]), pressure(demand)
    response = client.post(path, {name: "50"})
    assert response.headers["Location"] == reverse("demands:review", args=[demand.pk])
    draft = demand.versions.get(number=2)
    assert (draft.stage, draft.published_at) == (DemandVersion.Stage.DRAFT, None)
    assert draft.requirements.get(clause="2.1").lo == "50"
    published = demand.versions.get(number=1)
    assert published.requirements.get(clause="2.1").lo == "60"
    demand.refresh_from_db()
    assert demand.published_version_id == published.pk
    page = client.get(address(demand), {name: "50"}).content.decode()
    assert "第 2 版正在变更中" in page
    again = client.post(path, {name: "40"}, follow=True).content.decode()
    assert "已有一个变更中的版本" in again
    assert demand.versions.count() == 2


def test_a_trial_of_a_version_that_is_no_longer_the_newest_is_not_saved(demand: Demand, cast: Cast) -> None:
    shown = Demand.objects.select_related("published_version").get(pk=demand.pk)
    assert shown.published_version
    trial = read_trial(shown.published_version, QueryDict(f"{pressure(demand)}=50"))
    newer = DemandVersion.objects.create(
        demand=demand, number=2, title="新版", stage=DemandVersion.Stage.PUBLISHED, published_at=timezone.now()
    )
    Demand.objects.filter(pk=demand.pk).update(published_version=newer)
    with pytest.raises(Conflict):
        save_trial(shown, trial, actor=acting(cast.institution_member))
    assert demand.versions.count() == 2


@pytest.mark.parametrize("body", [{}, {"typed": "60"}, {"typed": "很大"}])
def test_nothing_tried_makes_no_draft(demand: Demand, client: Client, body: dict[str, str]) -> None:
    sent = {pressure(demand): body["typed"]} if body else {}
    assert client.post(reverse("matching:save-trial", args=[demand.pk]), sent).status_code == 302
    assert demand.versions.count() == 1


@pytest.mark.parametrize("role", ["other_institution_member", "sales_engineer", "competing_maker", "evaluator"])
def test_nobody_outside_tries_anything(demand: Demand, cast: Cast, role: str) -> None:
    product = Product.objects.get(model="WEAK-1")
    outside, query = signed_in(getattr(cast, role)), {pressure(demand): "50"}
    assert outside.get(address(demand), query).status_code == 404
    assert outside.get(reverse("matching:tried", args=[demand.pk, product.pk]), query).status_code == 404
    assert outside.post(reverse("matching:save-trial", args=[demand.pk]), query).status_code == 404
    assert demand.versions.count() == 1


@pytest.mark.parametrize("role", ["broker", "administrator", "auditor"])
def test_who_only_looks_in_sees_the_result_and_no_trial(demand: Demand, cast: Cast, role: str) -> None:
    product = Product.objects.get(model="WEAK-1")
    looking, query = signed_in(getattr(cast, role)), {pressure(demand): "50"}
    page = looking.get(address(demand), query, follow=True).content.decode()
    assert "满足 1 款" in page
    assert "假如改一条" not in page
    assert "放宽" not in page
    assert looking.get(reverse("matching:tried", args=[demand.pk, product.pk]), query).status_code == 404
    assert looking.post(reverse("matching:save-trial", args=[demand.pk]), query).status_code == 403


def test_a_trial_needs_a_fixed_number_of_queries(
    demand: Demand, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    query = {pressure(demand): "50"}
    client.get(address(demand), query)
    for headers in ({}, HTMX):
        with django_assert_max_num_queries(12):
            client.get(address(demand), query, headers=headers)


def test_a_price_above_the_budget_is_worked_out_in_the_sheet(demand: Demand, client: Client) -> None:
    match = Match.objects.get(product__model="WEAK-1")
    sheet = client.get(reverse("matching:match", args=[match.pk]), headers={"HX-Request": "true"}).content.decode()
    points = Decimal(match.parts["price"][0]) / 100
    assert f"÷ 50.00 万元］= {points:.2f}" in sheet
    total = sum(points for points, _weight in match.parts.values())
    assert total == match.score
    assert f"{Decimal(total) / 100:.2f} <small>/ 100" in sheet


def test_every_part_of_the_score_is_written_out_and_comes_to_its_points(demand: Demand) -> None:
    for match in Match.objects.filter(run__version__demand=demand).select_related("run__version", "product__category"):
        lines = sums_of(match, rows_of(match))
        assert len(lines) == len(match.parts)
        for line, part in zip(lines, score_parts(match), strict=True):
            ends = re.findall(r"[\d.]+", line.text)
            assert part.value == (0 if "不得分" in line.text else Decimal(ends[-1])), line


def test_a_price_that_has_changed_since_is_said_instead_of_a_wrong_sum(demand: Demand) -> None:
    Product.objects.filter(model="GOOD-1").update(price_yuan=Decimal(60) * 10_000)
    match = Match.objects.select_related("run__version", "product__category").get(product__model="GOOD-1")
    price = next(line for line in sums_of(match, rows_of(match)) if line.label == "价格")
    assert price.text == f"按比对当时的产品资料计 {Decimal(match.parts['price'][0]) / 100:.2f}"
