"""What is written once is read by several people, each in their own language: on pages, in mails and in feeds."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation
from lxml import etree
from pytest_django import Settings

from apps.accounts.models import User
from apps.deals.lifecycle import Step as DealStep
from apps.demands.models import DemandVersion
from apps.notifications import deliveries, webhooks
from apps.notifications.models import Attempt, Notification, Webhook
from apps.notifications.services import notify
from apps.trials.lifecycle import Step as TrialStep
from kernel import outbox, wording
from kernel.models import OutboxRow
from kernel.wording import label, worded, worded_count
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.support.market import make_demand
from tests.support.receiver import receiving

ENGLISH = {"Accept-Language": "en"}


def tell(*people: User) -> None:
    """One notification of each kind of part: a title with a name, a counted body, an action."""
    counted = "%(count)d 款国产产品满足全部★，%(near)d 款只差 1 条。"
    notify(
        [person.pk for person in people],
        kind=Notification.Kind.MATCH,
        title=worded("比对完成：%(title)s", title="超高效液相色谱仪"),
        body=worded_count(counted, counted, count=1, near=2),
        url="/matching/",
        action=worded("看比对结果"),
    )


def test_the_same_notification_speaks_two_languages(cast: Cast) -> None:
    tell(cast.institution_member)
    browser = signed_in(cast.institution_member)
    chinese = browser.get("/notifications/").content.decode()
    english = browser.get("/notifications/", headers=ENGLISH).content.decode()
    assert "比对完成：超高效液相色谱仪" in chinese
    assert "1 款国产产品满足全部★，2 款只差 1 条。" in chinese
    assert "Matching done: 超高效液相色谱仪" in english
    assert "1 domestic product meets every ★; one short: 2." in english
    assert "比对完成" not in english
    assert "看比对结果" not in english


def test_programs_ask_in_a_language_too(cast: Cast) -> None:
    tell(cast.institution_member)
    browser = signed_in(cast.institution_member)
    assert browser.get("/api/v1/notifications/").json()["results"][0]["title"].startswith("比对完成")
    found = browser.get("/api/v1/notifications/", headers=ENGLISH).json()["results"][0]
    assert found["title"].startswith("Matching done")
    assert found["body"].startswith("1 domestic product")


def test_a_row_of_an_earlier_version_is_read_as_it_was_written(cast: Cast) -> None:
    tell(cast.institution_member)
    Notification.objects.update(wordings={})
    page = signed_in(cast.institution_member).get("/notifications/", headers=ENGLISH).content.decode()
    assert "比对完成：超高效液相色谱仪" in page


def test_what_a_person_wrote_stays_as_it_is(cast: Cast) -> None:
    notify([cast.institution_member.pk], kind=Notification.Kind.DEAL, title=worded("去审核"), body="100% 同意")
    (found,) = Notification.objects.all()
    with translation.override("en"):
        assert found.said_body == "100% 同意"
        assert found.said_title != "去审核"


@pytest.mark.django_db(transaction=True)
def test_each_gets_the_mail_in_their_own_language(cast: Cast, no_worker: None) -> None:
    User.objects.filter(pk=cast.institution_owner.pk).update(language="en")
    notify(
        [cast.institution_member.pk, cast.institution_owner.pk],
        kind=Notification.Kind.DEMAND,
        title=worded("待审批：%(title)s", title="色谱仪"),
        url="/demands/1/",
        action=worded("看需求"),
    )
    for row_id in list(OutboxRow.objects.filter(done_at=None).values_list("pk", flat=True)):
        outbox.execute(row_id)
    by_person = {each.to[0]: each for each in mail.outbox}
    chinese, english = by_person[cast.institution_member.email], by_person[cast.institution_owner.email]
    assert "待审批：色谱仪" in chinese.subject
    assert "待审批" not in english.subject + str(english.body)
    assert "色谱仪" in english.subject


def test_why_a_delivery_failed_is_said_to_whoever_looks(cast: Cast, settings: Settings, no_worker: None) -> None:
    settings.OUTGOING_MAY_REACH_LOOPBACK = True
    with receiving() as receiver:
        receiver.statuses, receiver.headers = [302, 410], {"Location": "http://169.254.169.254/"}
        hook = webhooks.create_webhook(acting(cast.institution_owner), url=receiver.url, subjects=["match"])
        for _ in range(2):
            deliveries.deliver({"delivery_id": webhooks.send_test(acting(cast.institution_owner), hook.pk).pk})
    page = f"/notifications/webhooks/{hook.pk}/"
    browser = signed_in(cast.institution_owner)
    chinese = browser.get(page).content.decode()
    english = browser.get(page, headers=ENGLISH).content.decode()
    first, hook = Attempt.objects.earliest("pk"), Webhook.objects.get()
    assert first.problem in chinese
    assert hook.disabled_reason in chinese
    assert first.problem not in english
    assert hook.disabled_reason not in english
    with translation.override("en"):
        assert first.said_problem in english
        assert hook.said_reason in english


def test_a_reason_inside_a_reason_is_translated_too() -> None:
    inner = worded("端口只能是 443 或 1024 以上。")
    kept = worded("不能推送到“%(url)s”：%(why)s", url="https://a:80", why=inner).stored()
    assert str(wording.read(kept)) == "不能推送到“https://a:80”：端口只能是 443 或 1024 以上。"
    with translation.override("en"):
        assert "443" in str(wording.read(kept))
        assert "端口" not in str(wording.read(kept))


@pytest.mark.parametrize("step", [*DealStep, *TrialStep])
def test_every_step_that_people_are_told_of_has_its_english(step: DealStep | TrialStep) -> None:
    with translation.override("en"):
        assert str(label(step.label)) == str(step.label) != label(step.label).in_source()


def test_a_feed_speaks_the_language_of_its_address(cast: Cast) -> None:
    make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    DemandVersion.objects.update(answers_until=date(2027, 1, 15), quantity=1)
    chinese, english = (Client().get("/demands/feed.rss", {"language": each}) for each in ("zh-hans", "en"))
    assert chinese.headers["ETag"] != english.headers["ETag"]
    channel = etree.fromstring(english.content).find("channel")
    assert channel is not None
    assert channel.findtext("language") == "en"
    facts = channel.findtext("item/description") or ""
    assert "; 1 unit; " in facts
    assert "2027-01-15" in facts
    assert "；" not in facts
    assert "1 台套" in chinese.content.decode()
