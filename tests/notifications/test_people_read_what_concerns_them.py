"""Everybody sees, opens, and marks only their own notifications."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.notifications.models import Notification
from apps.notifications.selectors import notifications_of
from apps.notifications.services import mark_read, notify
from kernel import clock
from kernel.wording import worded
from tests.cast import Cast, signed_in

LIST = "/notifications/"


def tell(user: User, title: str = "比对完成", *, url: str = "/profile/", subject_key: str = "") -> Notification:
    notify([user.pk], kind=Notification.Kind.MATCH, title=worded(title), url=url, subject_key=subject_key)
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
    for number in (30, 60):  # both have more than one page: a list that fits one is not counted
        for index in range(number):
            tell(institution_member, f"第{index}条")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ---- the centre ---------------------------------------------------------------------------------------------------


def labels(page: Any) -> list[tuple[str, int, bool]]:
    """The chips above the list: label, count, whether it is the one shown."""
    return [(chip.label, chip.count, chip.is_active) for chip in page.context["facets"]]


def test_days_stand_above_their_notifications(institution_member: User) -> None:
    for title, days in (("刚才", 0), ("昨天的", 1), ("上周的", 7)):
        notification = tell(institution_member, title)
        Notification.objects.filter(pk=notification.pk).update(created_at=clock.now() - timedelta(days=days))
    page = signed_in(institution_member).get(LIST)
    assert [(day.word, len(day.entries)) for day in page.context["days"]] == [("今天", 1), ("昨天", 1), ("", 1)]
    text = page.content.decode()
    assert text.index("今天") < text.index("刚才") < text.index("昨天<") < text.index("昨天的") < text.index("上周的")


def test_subject_and_unread_narrow_the_list_and_every_count_is_what_it_leads_to(institution_member: User) -> None:
    tell(institution_member, "比对一")
    mark_read(institution_member.pk)
    tell(institution_member, "比对二")
    notify([institution_member.pk], kind=Notification.Kind.DEAL, title=worded("对接一"))
    browser = signed_in(institution_member)
    whole = browser.get(LIST)
    assert labels(whole) == [
        ("全部", 3, True),
        ("未读", 2, False),
        ("所有主题", 3, True),
        ("比对", 2, False),
        ("对接", 1, False),
    ]
    for query in ("", "?unread=1", "?kind=match", "?kind=match&unread=1", "?kind=gossip", "?unread=yes"):
        for chip in browser.get(LIST + query).context["facets"]:
            assert browser.get(chip.url).context["page_obj"].paginator.count == chip.count
    narrowed = browser.get(LIST + "?kind=match&unread=1").content.decode()
    assert "比对二" in narrowed
    assert "比对一" not in narrowed
    assert "对接一" not in narrowed


def test_each_entry_says_what_to_do_and_leads_there(institution_member: User) -> None:
    notify(
        [institution_member.pk],
        kind=Notification.Kind.DEMAND,
        title=worded("待审批"),
        url="/demands/1/",
        action=worded("去审批"),
    )
    tell(institution_member, "没有动词的")
    page = signed_in(institution_member).get(LIST).content.decode()
    assert ">去审批</button>" in page
    assert ">查看</button>" in page


def undo_of(client: Client) -> str:
    """The address of the undo button in the toast."""
    found = re.search(r'action="(/notifications/unread-again/\d+/)"', client.get(LIST).content.decode())
    assert found is not None
    return found[1]


def test_one_is_marked_read_and_taken_back(institution_member: User) -> None:
    notification, other = tell(institution_member), tell(institution_member, "另一条")
    browser = signed_in(institution_member)
    answer = browser.post(f"/notifications/{notification.pk}/read/", {"kind": "match", "unread": "1"})
    assert answer.headers["Location"] == LIST + "?unread=1&kind=match"
    assert list(notifications_of(institution_member.pk, only_unread=True)) == [other]
    browser.post(undo_of(browser))
    assert notifications_of(institution_member.pk, only_unread=True).count() == 2


def test_all_of_a_subject_are_marked_read_and_taken_back_alone(institution_member: User) -> None:
    earlier = tell(institution_member, "早已读过")
    mark_read(institution_member.pk)
    tell(institution_member, "一")
    tell(institution_member, "二")
    notify([institution_member.pk], kind=Notification.Kind.DEAL, title=worded("对接"))
    browser = signed_in(institution_member)
    browser.post(reverse("notifications:read-all"), {"kind": "match"})
    assert [each.title for each in notifications_of(institution_member.pk, only_unread=True)] == ["对接"]
    browser.post(undo_of(browser))
    assert notifications_of(institution_member.pk, only_unread=True).count() == 3
    earlier.refresh_from_db()
    assert earlier.read_at is not None


def test_undo_brings_no_second_unread_message_of_one_subject(institution_member: User) -> None:
    tell(institution_member, "旧", subject_key="run-1")
    browser = signed_in(institution_member)
    browser.post(reverse("notifications:read-all"))
    undo = undo_of(browser)
    tell(institution_member, "新", subject_key="run-1")
    assert browser.post(undo).status_code == 302
    assert [each.title for each in notifications_of(institution_member.pk, only_unread=True)] == ["新"]


def test_undo_touches_nobody_elses_and_survives_odd_numbers(cast: Cast) -> None:
    tell(cast.institution_member)
    browser = signed_in(cast.institution_member)
    browser.post(reverse("notifications:read-all"))
    undo = undo_of(browser)
    signed_in(cast.sales_engineer).post(undo)
    assert not notifications_of(cast.institution_member.pk, only_unread=True).exists()
    for stamp in (0, 1, 2**63, 10**40):
        assert browser.post(f"/notifications/unread-again/{stamp}/").status_code == 302


def test_another_persons_notification_cannot_be_marked(cast: Cast) -> None:
    notification = tell(cast.institution_member)
    for user in (cast.institution_owner, cast.sales_engineer, cast.administrator):
        assert signed_in(user).post(f"/notifications/{notification.pk}/read/").status_code == 404
    notification.refresh_from_db()
    assert notification.read_at is None


def test_the_list_needs_few_queries(institution_member: User) -> None:
    for number in range(25):
        tell(institution_member, f"第{number}条")
    client = signed_in(institution_member)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) <= 12
