"""Feed readers get public demands, all or of one category, and nothing that is not public."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from apps.demands.models import Demand, DemandVersion
from apps.taxonomy.models import Category
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import make_category, make_demand

RSS, ATOM = "/demands/feed.rss", "/demands/feed.atom"
NAMES = {"atom": "http://www.w3.org/2005/Atom"}


def items(path: str = RSS) -> list[etree._Element]:
    answer = Client().get(path)
    assert answer.status_code == 200
    found: list[etree._Element] = etree.fromstring(answer.content).findall("channel/item")
    return found


def text_of(item: etree._Element, name: str) -> str:
    return item.findtext(name) or ""


@pytest.fixture
def demand(cast: Cast) -> Demand:
    """A published demand with a public budget."""
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    DemandVersion.objects.update(answers_until=date(2027, 1, 15), province_code="33")
    return made


def test_a_public_demand_is_an_item_with_its_public_facts(demand: Demand) -> None:
    (item,) = items()
    assert text_of(item, "title") == "测试色谱仪采购"
    assert text_of(item, "link").endswith(f"/demands/{demand.pk}/")
    assert text_of(item, "guid") == f"{demand.code}/1"
    description = text_of(item, "description")
    for fact in ("江畔大学（示例）", "浙江", "预算 50.00 万元", "4 条参数要求", "应答截止 2027-01-15"):
        assert fact in description
    assert [each.text for each in item.findall("category")] == ["测试色谱仪"]


def test_atom_says_the_same(demand: Demand) -> None:
    answer = Client().get(ATOM)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    (entry,) = etree.fromstring(answer.content).findall("atom:entry", NAMES)
    assert entry.findtext("atom:title", namespaces=NAMES) == "测试色谱仪采购"
    assert "预算 50.00 万元" in (entry.findtext("atom:summary", namespaces=NAMES) or "")


def test_neither_budget_nor_contact_nor_unpublished_text_leaves(cast: Cast, demand: Demand) -> None:
    DemandVersion.objects.update(is_budget_public=False, purpose="内部用途")
    make_demand(institution=demand.organisation, author=cast.institution_member, is_published=False)
    DemandVersion.objects.create(demand=demand, number=2, title="还没发布的改动")
    for path in (RSS, ATOM):
        # signed in as a member makes no difference: it is the same feed for everybody
        for browser in (Client(), signed_in(cast.institution_member)):
            text = browser.get(path).content.decode()
            assert text.count("测试色谱仪采购") == 1
            for secret in ("50.00", "500000", "预算", "周老师", "000-12345678", "还没发布的改动"):
                assert secret not in text


@pytest.mark.parametrize("status", [Demand.Status.CLOSED, Demand.Status.WITHDRAWN])
def test_what_has_ended_is_gone(demand: Demand, status: str) -> None:
    Demand.objects.update(status=status)
    assert items() == []


def test_a_category_has_its_own_feed_with_what_lies_below(demand: Demand) -> None:
    category = make_category()
    other = Category.objects.create(code="999801", level=3, name_zh="别的仪器", parent=category.parent)
    assert category.parent is not None
    for code, count in ((category.code, 1), (category.parent.code, 1), (other.code, 0)):
        assert len(items(f"/demands/feed/{code}.rss")) == count
    assert Client().get("/demands/feed/000000.rss").status_code == 404
    assert Client().get("/demands/feed/000000.atom").status_code == 404


def test_control_characters_of_one_title_break_no_feed(demand: Demand) -> None:
    DemandVersion.objects.update(title="气相\x0b<色谱>\x1f & \ufffe仪")
    (item,) = items()
    assert text_of(item, "title") == "气相<色谱> & 仪"
    assert Client().get(ATOM).status_code == 200


def test_an_unchanged_feed_is_not_sent_again(demand: Demand) -> None:
    first = Client().get(RSS)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert Client().get(RSS, headers=headers).status_code == 304
    Demand.objects.update(status=Demand.Status.CLOSED)
    assert Client().get(RSS, headers=headers).status_code == 200


def test_a_long_feed_costs_as_many_queries_as_a_short_one(cast: Cast, demand: Demand) -> None:
    counts = []
    for number in (1, 6):
        for _ in range(number):
            make_demand(institution=demand.organisation, author=cast.institution_member)
        with CaptureQueriesContext(connection) as queries:
            Client().get(RSS)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_pages_lead_to_the_feeds(demand: Demand) -> None:
    board = Client().get("/demands/").content.decode()
    assert f'type="application/rss+xml" title="公开需求" href="{RSS}"' in board
    category = Client().get(f"/categories/{make_category().code}/").content.decode()
    assert f"/demands/feed/{make_category().code}.rss" in category
