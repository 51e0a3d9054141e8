"""A question is kept, named, dropped and taken back by its owner alone, who hears once of what is new and public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.search import services
from apps.search.models import SavedSearch
from apps.search.selectors import saved_searches_of
from apps.search.tasks import look_through_saved
from apps.suppliers.models import Product
from kernel.errors import InvalidInput, NotFound
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import make_demand, make_product

pytestmark = pytest.mark.django_db

QUESTION = "测试色谱仪 最高耐压≥60MPa"
GOOD, WEAK = {"test.pressure": "80 MPa"}, {"test.pressure": "50 MPa"}
LIST = "/search/saved/"


@pytest.fixture
def saved(cast: Cast) -> SavedSearch:
    """A search of `institution_member`; one product meets it already."""
    make_product(maker=organisation_of(cast.sales_engineer), model="OLD-1", specs=GOOD)
    return services.save_search(cast.institution_member.pk, text=QUESTION)


def _look_through() -> int:
    SavedSearch.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    return look_through_saved()


def _news(user: User) -> list[tuple[str, str]]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("title", "body"))


# ---- keeping ------------------------------------------------------------------------------------------------------


def test_it_is_saved_by_a_button_and_named_by_what_it_asks(cast: Cast, saved: SavedSearch) -> None:
    client = signed_in(cast.institution_member)
    answer = client.post(LIST, {"q": "测试色谱仪 50万以内"}, follow=True)
    assert "已订阅" in answer.content.decode()
    assert [each.name for each in saved_searches_of(cast.institution_member.pk)] == [
        "测试色谱仪 · ≤ 50.00 万元",
        "测试色谱仪 · 最高耐压 ≥ 60 MPa",
    ]


def test_the_same_question_is_kept_once(cast: Cast, saved: SavedSearch) -> None:
    assert services.save_search(cast.institution_member.pk, text=f"  {QUESTION} ") == saved
    assert services.save_search(cast.sales_engineer.pk, text=QUESTION) != saved


def test_a_question_that_asks_nothing_is_refused(cast: Cast, saved: SavedSearch) -> None:
    answer = signed_in(cast.institution_member).post(LIST, {"q": "≥"}, follow=True)
    assert "没有可搜索的内容" in answer.content.decode()
    with pytest.raises(InvalidInput):
        services.save_search(cast.institution_member.pk, text="")
    assert saved_searches_of(cast.institution_member.pk).count() == 1


def test_there_is_an_end_to_them(cast: Cast, saved: SavedSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_SAVED", 1)
    with pytest.raises(InvalidInput, match="最多保存 1 条"):
        services.save_search(cast.institution_member.pk, text="测试色谱仪")


def test_it_is_renamed_dropped_and_taken_back(cast: Cast, saved: SavedSearch) -> None:
    client = signed_in(cast.institution_member)
    client.post(reverse("search:saved-rename", args=[saved.pk]), {"name": " 高压的 "})
    assert "高压的" in client.get(LIST).content.decode()
    dropped = client.post(reverse("search:saved-delete", args=[saved.pk]), follow=True).content.decode()
    undo = reverse("search:saved-restore", args=[saved.pk])
    assert undo in dropped
    assert "还没有订阅" in dropped
    client.post(undo)
    assert "高压的" in client.get(LIST).content.decode()


def test_a_name_can_not_be_empty(cast: Cast, saved: SavedSearch) -> None:
    client = signed_in(cast.institution_member)
    page = client.post(reverse("search:saved-rename", args=[saved.pk]), {"name": " "}, follow=True).content.decode()
    assert "请填写名称" in page
    saved.refresh_from_db()
    assert saved.name == "测试色谱仪 · 最高耐压 ≥ 60 MPa"


def test_taking_back_does_not_double_what_was_saved_anew(cast: Cast, saved: SavedSearch) -> None:
    person = cast.institution_member.pk
    services.delete_search(person, saved.pk)
    again = services.save_search(person, text=QUESTION)
    assert services.restore_search(person, saved.pk) == again
    assert saved_searches_of(person).count() == 1


def test_nobody_else_sees_or_changes_it(cast: Cast, saved: SavedSearch) -> None:
    for person in (cast.institution_owner, cast.administrator, cast.auditor, cast.sales_engineer):
        client = signed_in(person)
        assert "测试色谱仪" not in client.get(LIST).content.decode()
        assert client.get(reverse("search:saved-open", args=[saved.pk])).status_code == 404
        for name in ("saved-rename", "saved-delete", "saved-restore"):
            assert client.post(reverse(f"search:{name}", args=[saved.pk]), {"name": "x"}).status_code == 404
        with pytest.raises(NotFound):
            services.delete_search(person.pk, saved.pk)
    assert Client().get(LIST).status_code == 302
    saved.refresh_from_db()
    assert saved.deleted_at is None


# ---- hearing ------------------------------------------------------------------------------------------------------


def test_what_was_there_already_is_no_news(cast: Cast, saved: SavedSearch) -> None:
    assert _look_through() == 1
    assert _news(cast.institution_member) == []


def test_a_new_product_that_meets_it_and_a_new_demand_are_told_once(cast: Cast, saved: SavedSearch) -> None:
    maker = organisation_of(cast.sales_engineer)
    make_product(maker=maker, model="NEW-1", specs=GOOD)
    make_product(maker=maker, model="WEAK-1", specs=WEAK)
    make_product(maker=maker, model="DRAFT-1", specs=GOOD, is_published=False)
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    _look_through()
    assert _news(cast.institution_member) == [
        ("订阅的搜索有新结果：测试色谱仪 · 最高耐压 ≥ 60 MPa", "1 款新产品满足；1 项新需求相近")
    ]
    Notification.objects.all().delete()
    _look_through()
    assert _news(cast.institution_member) == []
    assert _news(cast.institution_owner) == []


def test_unread_news_add_up_and_opening_ends_them(cast: Cast, saved: SavedSearch) -> None:
    maker = organisation_of(cast.sales_engineer)
    for model in ("NEW-1", "NEW-2"):
        make_product(maker=maker, model=model, specs=GOOD)
        _look_through()
    assert [body for _title, body in _news(cast.institution_member)] == ["2 款新产品满足"]
    page = signed_in(cast.institution_member).get(reverse("search:saved-open", args=[saved.pk])).content.decode()
    assert page.count('<span class="tag accent">新</span>') == 2
    saved.refresh_from_db()
    assert saved.news_count == 0


def test_a_draft_demand_is_told_only_once_it_is_public(cast: Cast, saved: SavedSearch) -> None:
    make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, is_published=False
    )
    _look_through()
    assert _news(cast.institution_member) == []


def test_a_product_that_comes_back_is_no_news(cast: Cast, saved: SavedSearch) -> None:
    for status in (Product.Status.WITHDRAWN, Product.Status.PUBLISHED):
        Product.objects.update(status=status)
        _look_through()
    assert _news(cast.institution_member) == []


def test_dropped_searches_and_suspended_people_are_left_alone(cast: Cast, saved: SavedSearch) -> None:
    make_product(maker=organisation_of(cast.sales_engineer), model="NEW-1", specs=GOOD)
    services.delete_search(cast.institution_member.pk, saved.pk)
    assert _look_through() == 0
    services.restore_search(cast.institution_member.pk, saved.pk)
    User.objects.filter(pk=cast.institution_member.pk).update(is_active=False)
    assert _look_through() == 0
    assert _news(cast.institution_member) == []


def test_only_what_is_due_is_looked_through(cast: Cast, saved: SavedSearch) -> None:
    assert look_through_saved() == 0
    assert services.look_through(saved.pk) is False


def test_dropped_searches_are_purged_in_the_end(cast: Cast, saved: SavedSearch) -> None:
    services.delete_search(cast.institution_member.pk, saved.pk)
    assert services.purge_deleted() == 0
    SavedSearch.objects.update(deleted_at=timezone.now() - services.KEPT_AFTER_DELETION - timedelta(days=1))
    assert services.purge_deleted() == 1
