"""Everybody sees, opens, and marks only their own notifications."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.notifications.services import mark_read, notify
from tests.cast import Cast, signed_in

LIST = "/notifications/"


def tell(user: User, title: str = "比对完成", *, url: str = "/profile/", subject_key: str = "") -> Notification:
    notify([user.pk], kind=Notification.Kind.MATCH, title=title, url=url, subject_key=subject_key)
    return Notification.objects.filter(user=user).order_by("-pk")[0]


def opening(notification: Notification) -> str:
    return reverse("notifications:open", args=[notification.pk])


def test_the_list_shows_ones_own_with_the_unread_count(cast: Cast) -> None:
    tell(cast.institution_member, "自己的")
    tell(cast.sales_engineer, "别人的")
    page = signed_in(cast.institution_member).get(LIST)
    assert page.context["unread_count"] == 1
    assert "自己的" in page.content.decode()
    assert "别人的" not in page.content.decode()


def test_opening_marks_it_read_and_leads_to_its_page(institution_member: User) -> None:
    notification = tell(institution_member)
    client = signed_in(institution_member)
    assert client.post(opening(notification)).headers["Location"] == "/profile/"
    notification.refresh_from_db()
    assert notification.read_at is not None
    assert client.get(LIST + "?unread=1").context["page_obj"].paginator.count == 0


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "profile/", ""]
)
def test_it_never_leads_to_another_host(institution_member: User, address: str) -> None:
    notification = tell(institution_member, url=address)
    assert signed_in(institution_member).post(opening(notification)).headers["Location"] == LIST


def test_another_persons_notification_does_not_exist(cast: Cast) -> None:
    notification = tell(cast.institution_member)
    for user in (cast.institution_owner, cast.sales_engineer, cast.administrator):
        assert signed_in(user).post(opening(notification)).status_code == 404
    notification.refresh_from_db()
    assert notification.read_at is None


def test_reading_by_get_changes_nothing(institution_member: User) -> None:
    notification = tell(institution_member)
    assert signed_in(institution_member).get(opening(notification)).status_code == 405
    notification.refresh_from_db()
    assert notification.read_at is None


def test_all_of_ones_own_are_marked_read_at_once(cast: Cast) -> None:
    for number in range(3):
        tell(cast.institution_member, f"第{number}条")
    other = tell(cast.sales_engineer)
    signed_in(cast.institution_member).post(reverse("notifications:read-all"))
    assert not Notification.objects.filter(user=cast.institution_member, read_at=None).exists()
    other.refresh_from_db()
    assert other.read_at is None
    assert mark_read(cast.institution_member.pk) == 0


def test_the_latest_state_of_a_subject_replaces_the_unread_one_before(institution_member: User) -> None:
    tell(institution_member, "进行到一半", subject_key="run-1")
    tell(institution_member, "完成", subject_key="run-1")
    titles = Notification.objects.filter(user=institution_member).values_list("title", flat=True)
    assert list(titles) == ["完成"]
    mark_read(institution_member.pk)
    tell(institution_member, "又变了", subject_key="run-1")
    assert Notification.objects.filter(user=institution_member).count() == 2


def test_markup_in_a_title_is_text(institution_member: User) -> None:
    tell(institution_member, "<script>alert(1)</script>")
    assert b"<script>alert(1)" not in signed_in(institution_member).get(LIST).content


def test_a_long_list_costs_as_many_queries_as_a_short_one(institution_member: User) -> None:
    client = signed_in(institution_member)
    counts = []
    for number in (1, 25):
        for index in range(number):
            tell(institution_member, f"第{index}条")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]
