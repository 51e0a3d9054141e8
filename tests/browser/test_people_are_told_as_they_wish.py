"""Notifications in a real browser: read and taken back, mails as wished, a calendar address, a webhook tested."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from apps.notifications.models import Delivery, Notification
from apps.notifications.preferences import modes_of
from apps.notifications.services import notify
from apps.notifications.webhooks import secret_of
from kernel.wording import worded
from tests.browser.visiting import Visit
from tests.cast import Cast
from tests.support.market import do_waiting_work
from tests.support.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit(page: Page, live_server: object) -> Visit:
    """A visitor on the test's site."""
    return Visit(page, live_server)


@pytest.fixture
def receiver(settings: Settings, no_worker: None) -> Iterator[Receiver]:
    """The receiver of webhooks on this machine."""
    settings.OUTGOING_MAY_REACH_LOOPBACK = True
    with receiving() as running:
        yield running


def test_read_by_subject_take_back_and_go_where_it_leads(visit: Visit, cast: Cast) -> None:
    page, person = visit.page, cast.institution_member
    notify(
        [person.pk],
        kind=Notification.Kind.MATCH,
        title=worded("比对完成：色谱仪"),
        url="/matching/",
        action=worded("看比对结果"),
    )
    notify(
        [person.pk], kind=Notification.Kind.DEAL, title=worded("对接单已建立"), url="/deals/", action=worded("看对接单")
    )
    visit.sign_in(person)
    visit.open("/")
    page.get_by_role("link", name="条未读通知").click()
    expect(page.locator(".bell")).to_contain_text("2")
    visit.follow("比对 1")
    expect(page.get_by_role("row", name="对接单已建立")).to_have_count(0)
    visit.press("本主题全部标为已读")
    expect(page.locator(".bell")).to_contain_text("1")
    page.get_by_role("status").get_by_role("button", name="撤销").click()
    expect(page.locator(".bell")).to_contain_text("2")
    page.get_by_role("row", name="对接单已建立").get_by_role("button", name="标为已读").click()
    visit.follow("未读 1")
    expect(page.get_by_role("row", name="对接单已建立")).to_have_count(0)
    page.get_by_role("row", name="比对完成").get_by_role("button", name="看比对结果").click()
    expect(page).to_have_url(re.compile("/matching/$"))
    expect(page.locator(".bell")).to_contain_text("0")


def test_wishes_are_kept_and_a_calendar_address_is_made_and_ended(visit: Visit, cast: Cast) -> None:
    page = visit.page
    visit.sign_in(cast.sales_engineer)
    visit.open("/notifications/")
    visit.follow("通知设置")
    row = page.get_by_role("row", name="需求与产品比对")
    expect(row.get_by_role("radio", name="每日汇总")).to_be_checked()
    row.get_by_role("radio", name="立即").check()
    visit.press("保存")
    expect(page.get_by_role("row", name="需求与产品比对").get_by_role("radio", name="立即")).to_be_checked()
    assert modes_of(cast.sales_engineer.pk)["match"] == "immediate"
    visit.press("生成订阅地址")
    address = page.get_by_label("订阅地址").input_value()
    path = "/calendar/" + address.partition("/calendar/")[2]
    assert page.request.get(visit.site + path).status == 200
    visit.press("停用")
    visit.confirm("停用地址")
    expect(page.get_by_role("button", name="生成订阅地址")).to_be_visible()
    assert page.request.get(visit.site + path).status == 404


def test_an_owner_registers_a_webhook_tests_it_and_sees_the_answer(
    visit: Visit, cast: Cast, receiver: Receiver
) -> None:
    page = visit.page
    visit.sign_in(cast.institution_owner)
    visit.open("/notifications/settings/")
    visit.follow("管理推送地址")
    visit.follow("登记地址")
    page.get_by_label("接收地址").fill("https://10.0.0.8/hook")
    page.get_by_label("比对").check()
    visit.press("登记并生成密钥")
    expect(page.get_by_role("main")).to_contain_text("这是内部网络的地址")
    page.get_by_label("接收地址").fill(receiver.url)
    visit.press("登记并生成密钥")
    shown = page.get_by_label("密钥").input_value()
    visit.follow("已保存，继续")
    visit.press("发送测试消息")
    expect(page.locator("#deliveries")).to_contain_text("投递中")
    receiver.body = b'{"taken": true}'
    do_waiting_work()
    expect(page.locator("#deliveries")).to_contain_text("已送达")  # the log asks again by itself
    expect(page.locator("#deliveries")).to_contain_text("200")
    delivery = Delivery.objects.get()
    assert shown == secret_of(delivery.webhook)
    assert receiver.received[0].headers["webhook-id"] == str(delivery.event)
