"""The preview ranks the newest open demands twice and says who moves and why; its pages serve administrators."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.actors import Actor
from apps.demands.models import Demand
from apps.matching import comparisons, weight_preview, weight_services
from apps.matching.asked import facts_of_versions, scopes_of
from apps.matching.engine.scoring import PUBLISHED_WEIGHTS, Weights
from apps.matching.models import WeightSet
from apps.matching.weight_preview import preview
from apps.taxonomy.models import Category
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.matching.weighting import GOOD, OTHER, market, put_in_force, second
from tests.support.market import make_category, make_demand, make_product, match_now

__all__ = ["second"]
pytestmark = pytest.mark.django_db

NEW = Weights(version="2", parts=OTHER)
MOST_QUERIES = 12
FORM = {"mandatory": "30", "important": "5", "general": "5", "price": "50", "delivery": "5", "evidence": "2.5",
        "text": "2.5"}  # fmt: skip


def test_moves_are_those_of_the_two_results(cast: Cast, second: Actor) -> None:
    demand = market(cast)
    found = preview(PUBLISHED_WEIGHTS, NEW)
    assert (found.sampled, found.measured, found.first_places, found.moved) == (1, 1, 1, 2)
    moves = {found.names[move.product_id]: move for move in found.moves}
    assert [(name, move.rank_before, move.rank_after) for name, move in sorted(moves.items())] == [
        ("CHEAP-1", 2, 1),
        ("DEAR-1", 1, 2),
    ]
    before = {match.product.model: match.score for match in match_now(demand).matches.select_related("product")}
    assert {name: move.before.score for name, move in moves.items()} == before
    put_in_force(cast, second=second)
    after = {match.product.model: match for match in match_now(demand).matches.select_related("product")}
    for name, move in moves.items():
        assert (after[name].rank, after[name].score) == (move.rank_after, move.after.score)
        assert {part: points[0] for part, points in after[name].parts.items()} == {
            part: points for part, points in move.after.parts.items() if part in after[name].parts
        }


def test_the_same_weights_move_nothing(cast: Cast) -> None:
    market(cast)
    found = preview(PUBLISHED_WEIGHTS, replace(PUBLISHED_WEIGHTS, version="2"))
    assert (found.first_places, found.moved, found.moves) == (0, 0, ())
    assert [top.products for top in found.tops] == [0, 0]


def test_who_enters_the_best_five_and_ten_is_counted(cast: Cast) -> None:
    """Six dear products that meet everything before six cheap ones that miss a ▲ row; the price turns them round."""
    maker = organisation_of(cast.sales_engineer)
    for number in range(6):
        make_product(maker=maker, model=f"DEAR-{number}", specs=GOOD, price_wan=60)
        make_product(maker=maker, model=f"CHEAP-{number}", specs=GOOD | {"test.noise": "≤62 dB"}, price_wan=30)
    make_product(maker=maker, model="FAILS-1", specs=GOOD | {"test.pressure": "1 MPa"}, price_wan=1)
    for _ in range(2):
        match_now(make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member))
    found = preview(PUBLISHED_WEIGHTS, NEW)
    assert [(top.size, top.products, top.demands) for top in found.tops] == [(5, 10, 2), (10, 4, 2)]
    assert (found.first_places, found.moved, len(found.moves)) == (2, 24, 10)
    assert {move.distance for move in found.moves} == {6}
    assert "FAILS-1" not in found.names.values()


def test_ranks_beyond_those_that_are_kept_count_as_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_preview, "RANKED", 1)
    market(cast)
    found = preview(PUBLISHED_WEIGHTS, NEW)
    ranks = {found.names[move.product_id]: (move.rank_before, move.rank_after) for move in found.moves}
    assert ranks == {"DEAR-1": (1, None), "CHEAP-1": (None, 1)}


def test_the_work_is_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    market(cast)
    for _ in range(3):
        match_now(make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member))
    assert preview(PUBLISHED_WEIGHTS, NEW, limit_s=0).measured == 1
    monkeypatch.setattr(weight_preview, "SAMPLE", 2)
    found = preview(PUBLISHED_WEIGHTS, NEW)
    assert (found.sampled, found.measured) == (2, 2)


def test_closed_and_unmatched_demands_are_no_sample(cast: Cast) -> None:
    demand = market(cast)
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    Demand.objects.filter(pk=demand.pk).update(status=Demand.Status.CLOSED)
    assert preview(PUBLISHED_WEIGHTS, NEW).sampled == 0


def test_facts_and_scopes_of_many_are_those_of_each(cast: Cast) -> None:
    lines = ("2.1 ★最高耐压：≥60 MPa", "2.2 ▲噪声≤60dB或≤55dB", "3.1 质保期≥3年")
    make_category()
    Category.objects.filter(code="9999").update(is_active=True)
    middle = Category.objects.get(code="9999")
    Category.objects.create(code="999902", level=3, name_zh="同族", parent=middle, family="test")
    Category.objects.create(code="999903", level=3, name_zh="停用", parent=middle, family="test", is_active=False)
    Category.objects.create(code="999904", level=3, name_zh="独一种", parent=middle)
    categories = list(Category.objects.filter(code__startswith="99"))
    assert scopes_of(categories) == {
        each.pk: frozenset(map(str, comparisons.competing_ids(each))) for each in categories
    }
    demand = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, lines=lines
    )
    version = demand.versions.select_related("category").get()
    assert facts_of_versions([version])[version.pk] == comparisons.demand_facts(version)[0]


# ---- pages ----------------------------------------------------------------------------------------------------------


def drafted(cast: Cast) -> WeightSet:
    """A draft of the administrator's."""
    return weight_services.draft(OTHER, actor=acting(cast.administrator))


def test_the_way_from_editor_to_force(cast: Cast, second: Actor) -> None:
    market(cast)
    own = signed_in(cast.administrator)
    answer = own.post(reverse("weights:new"), FORM, follow=True)
    page = answer.content.decode()
    assert "会改变什么" in page
    assert re.search(r"CHEAP-1.*?2\s*→\s*<b>1</b>", page, re.DOTALL)
    assert "提请另一位管理员批准" in page
    made = WeightSet.objects.get(version="2")
    assert made.evidence == 250
    own.post(reverse("weights:propose", args=[made.pk]), {"reason": "价格更重要"})
    waiting = own.get(reverse("weights:detail", args=[made.pk])).content.decode()
    assert "批准并启用" not in waiting
    assert "只有一位管理员" not in waiting
    other = signed_in(second.user)
    address = reverse("weights:detail", args=[made.pk])
    assert "批准并启用" in other.get(address).content.decode()
    other.post(reverse("weights:approve", args=[made.pk]), {"against": "1", "reason": "同意"})
    rules = signed_in(None).get(reverse("portal:rules")).content.decode()
    assert "价格更重要" in rules
    assert "权重 2" in rules
    assert "同意" not in rules  # what the second said is for the platform
    assert cast.administrator.name not in rules


def test_wrong_numbers_stay_in_the_form(cast: Cast) -> None:
    answer = signed_in(cast.administrator).post(reverse("weights:new"), FORM | {"text": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "合计 99.5 分，还差 0.5 分" in page
    assert 'value="50"' in page
    for value in ("-1", "很多", "1e400", "NaN", "0.001", ""):
        refused = signed_in(cast.administrator).post(reverse("weights:new"), FORM | {"text": value})
        assert refused.status_code == 422, value
    assert not WeightSet.objects.filter(version="2").exists()


def test_a_new_version_may_start_from_any(cast: Cast) -> None:
    made = drafted(cast)
    page = signed_in(cast.administrator).get(reverse("weights:new") + f"?from={made.pk}").content.decode()
    assert 'value="50"' in page


def test_a_proposal_without_reason_is_asked_again(cast: Cast) -> None:
    made = drafted(cast)
    answer = signed_in(cast.administrator).post(reverse("weights:propose", args=[made.pk]), {"reason": " "})
    assert answer.status_code == 422
    assert "请写明为什么改" in answer.content.decode()


def test_a_single_administrator_is_told_what_is_missing(cast: Cast) -> None:
    made = drafted(cast)
    own = signed_in(cast.administrator)
    own.post(reverse("weights:propose", args=[made.pk]), {"reason": "价格更重要"})
    assert "只有一位管理员" in own.get(reverse("weights:detail", args=[made.pk])).content.decode()


def test_an_approval_that_looked_at_other_weights_is_refused(cast: Cast, second: Actor) -> None:
    made, other = drafted(cast), drafted(cast)
    for each in (made, other):
        weight_services.propose(each.pk, reason="x", actor=acting(cast.administrator))
    weight_services.approve(other.pk, actor=second)
    answer = signed_in(second.user).post(reverse("weights:approve", args=[made.pk]), {"against": "1"})
    assert answer.status_code == 409
    assert "现行权重已换成版本" in answer.content.decode()


def test_an_empty_table_means_the_engines_own_version(cast: Cast) -> None:
    WeightSet.objects.all().delete()
    rules = signed_in(None).get(reverse("portal:rules")).content.decode()
    assert "权重 1" in rules
    assert "权重的历次版本" not in rules
    own = signed_in(cast.administrator)
    assert "还没有权重版本" in own.get(reverse("weights:index")).content.decode()
    made = drafted(cast)
    assert "对照现行权重 1" in own.get(reverse("weights:detail", args=[made.pk])).content.decode()


def test_english_readers_read_english(cast: Cast) -> None:
    market(cast)
    made = drafted(cast)
    reader = signed_in(cast.administrator)
    for address in (
        reverse("weights:index"),
        reverse("weights:detail", args=[made.pk]),
        reverse("weights:new"),
        reverse("portal:rules"),
    ):
        page = reader.get(address, headers={"Accept-Language": "en"}).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        left = set(re.findall(r"[一-鿿]{2,}", re.sub(r"测试色谱仪采购|平台管理员|as 采购, purchase", "", main)))
        assert not left, (address, left)


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_pages_ask_few_questions(cast: Cast, second: Actor, role: str) -> None:
    market(cast)
    for number in range(3):
        made = put_in_force(cast, OTHER._replace(text=number, evidence=500 - number), second=second)
        match_now(make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member))
    made = drafted(cast)
    reader = signed_in(getattr(cast, role))
    for address in (
        reverse("weights:index"),
        reverse("weights:detail", args=[made.pk]),
        reverse("portal:rules"),
    ):
        reader.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert reader.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, (address, len(asked), [each["sql"][:90] for each in asked])
