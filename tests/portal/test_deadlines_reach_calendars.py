"""A secret address gives a calendar program the person's deadlines, until it is exchanged or revoked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from apps.accounts.models import User
from apps.answers.services import create_answer
from apps.demands.models import Demand, DemandVersion
from apps.notifications.calendars import renew_address, token_of
from apps.notifications.models import CalendarAddress
from apps.trials.models import Reading, Trial
from kernel import clock
from tests.cast import Cast, Role, acting, join, organisation_of, signed_in
from tests.support.market import make_category, make_demand, make_product, match_now

DOWNLOAD = "/calendar/deadlines.ics"
SETTINGS = "/notifications/settings/"
GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


def address_of(user: User) -> str:
    return f"/calendar/{token_of(renew_address(user.pk))}.ics"


def events(user: User) -> dict[str, date]:
    """{summary: day} of what the person's calendar program reads."""
    answer = Client().get(address_of(user))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(each["summary"]): each.decoded("dtstart") for each in Calendar.from_ical(answer.content).walk("VEVENT")}


@pytest.fixture
def due() -> date:
    """A day that lies ahead."""
    return clock.today() + timedelta(days=20)


@pytest.fixture
def demand(cast: Cast, due: date) -> Demand:
    """A published demand whose answers are due."""
    made = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    DemandVersion.objects.filter(demand=made).update(answers_until=due)
    return Demand.objects.select_related("published_version").get(pk=made.pk)


def test_the_institution_sees_when_answers_to_its_demand_are_due(cast: Cast, demand: Demand, due: date) -> None:
    assert events(cast.institution_member) == {"应答截止：测试色谱仪采购": due}
    assert events(cast.other_institution_member) == {}
    assert events(cast.newcomer) == {}
    assert events(cast.administrator) == {}


def test_a_calendar_speaks_the_language_of_its_owner(cast: Cast, demand: Demand, due: date) -> None:
    User.objects.filter(pk=cast.institution_member.pk).update(language="en")
    assert events(cast.institution_member) == {"Answers due: 测试色谱仪采购": due}


def test_a_maker_sees_what_it_may_answer_and_then_its_own_answer(cast: Cast, demand: Demand, due: date) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    match_now(demand)
    assert events(cast.sales_engineer) == {"可应答，截止：测试色谱仪采购": due}
    assert events(cast.competing_maker) == {}
    create_answer(demand, product, actor=acting(cast.sales_engineer))
    assert events(cast.sales_engineer) == {"应答截止：测试色谱仪采购（GOOD-1）": due}


def test_the_parties_of_a_trial_see_when_its_evidence_expires(cast: Cast, due: date) -> None:
    product = make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    trial = Trial.objects.create(
        product=product,
        institution=organisation_of(cast.institution_member),
        evaluation_centre=organisation_of(cast.evaluator),
        requested_by=cast.institution_member,
        purpose="验证",
    )
    Reading.objects.create(
        trial=trial,
        parameter=make_category().template_rows.get(parameter__code="test.pressure").parameter,
        text="80 MPa",
        measured_on=clock.today(),
        expires_on=due,
        recorded_by=cast.evaluator,
    )
    expected = {"检测证据到期：GOOD-1 最高耐压": due}
    assert all(events(user) == expected for user in (cast.sales_engineer, cast.institution_member, cast.evaluator))
    assert events(cast.competing_maker) == events(cast.administrator) == {}


def test_all_organisations_of_a_person_count_and_drafts_and_old_days_do_not(
    cast: Cast, demand: Demand, due: date
) -> None:
    join(cast.other_institution_member, demand.organisation, Role.MEMBER)
    assert events(cast.other_institution_member) == {"应答截止：测试色谱仪采购": due}
    DemandVersion.objects.update(answers_until=clock.today() - timedelta(days=31))
    assert events(cast.institution_member) == {}
    DemandVersion.objects.update(answers_until=due)
    Demand.objects.update(status=Demand.Status.WITHDRAWN)
    assert events(cast.institution_member) == {}


def test_an_entry_moves_with_its_day_and_lasts_one_day(cast: Cast, demand: Demand, due: date) -> None:
    address = address_of(cast.institution_member)
    before = Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]
    DemandVersion.objects.update(answers_until=due + timedelta(days=3))
    after = Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]
    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == due + timedelta(days=3)
    assert after.decoded("dtend") - after.decoded("dtstart") == timedelta(days=1)
    assert str(after["url"]).endswith(f"/demands/{demand.pk}/")
    assert after.walk("VALARM")[0].decoded("trigger") == timedelta(hours=-15)


def test_line_breaks_and_commas_of_a_title_stay_in_their_field(cast: Cast, demand: Demand) -> None:
    DemandVersion.objects.update(title="液相；色谱,\r\nATTENDEE:x@example.org\nEND:VEVENT")
    (event,) = Calendar.from_ical(Client().get(address_of(cast.institution_member)).content).walk("VEVENT")
    assert "attendee" not in event
    assert "ATTENDEE" in str(event["summary"])


def test_the_address_is_given_exchanged_and_revoked_on_the_settings_page(cast: Cast, demand: Demand) -> None:
    browser = signed_in(cast.institution_member)
    assert browser.get(SETTINGS).context["calendar_url"] == ""
    browser.post(SETTINGS + "calendar/")
    first = browser.get(SETTINGS).context["calendar_url"].partition("/calendar/")[2]
    assert Client().get(f"/calendar/{first}").status_code == 200
    browser.post(SETTINGS + "calendar/")
    second = browser.get(SETTINGS).context["calendar_url"].partition("/calendar/")[2]
    assert Client().get(f"/calendar/{first}").status_code == 404
    assert Client().get(f"/calendar/{second}").status_code == 200
    browser.post(SETTINGS + "calendar/revoke/")
    assert Client().get(f"/calendar/{second}").status_code == 404


def test_the_secret_stands_in_no_table_and_dies_with_the_account(cast: Cast, demand: Demand) -> None:
    address = address_of(cast.institution_member)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in str(CalendarAddress.objects.values())
    cast.institution_member.is_active = False
    cast.institution_member.save()
    assert Client().get(address).status_code == 404
    assert Client().get(f"/calendar/{'0' * len(token)}.ics").status_code == 404


def test_the_file_is_for_the_person_signed_in(cast: Cast, demand: Demand) -> None:
    answer = signed_in(cast.institution_member).get(DOWNLOAD)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "应答截止：测试色谱仪采购" in Calendar.from_ical(answer.content).to_ical().decode()
    assert Client().get(DOWNLOAD).status_code == 302
    assert not Calendar.from_ical(signed_in(cast.sales_engineer).get(DOWNLOAD).content).walk("VEVENT")
