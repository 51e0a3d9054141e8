"""Deadlines of a person, over all organisations that it belongs to, and as a calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation, User
from apps.accounts.selectors import memberships_of
from apps.answers.models import Answer
from apps.demands.models import Demand
from apps.matching.selectors import matches_of_maker
from apps.taxonomy.language.types import Outcome
from apps.trials.selectors import expiring_readings
from kernel import clock

KEPT_DAYS = 30  # what is over stays this long, so that a calendar shows yesterday
REMIND_BEFORE = timedelta(hours=15)  # nine o'clock on the day before
ASKED_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day by which something is due. `key` stays the same when the day moves, so a calendar moves its entry."""

    key: str
    day: date
    title: str
    text: str
    path: str
    changed_at: datetime


def deadlines_of(user: User) -> list[Deadline]:
    """The person's deadlines from KEPT_DAYS ago on, in the order of their days; each once."""
    since = clock.today() - timedelta(days=KEPT_DAYS)
    found: dict[str, Deadline] = {}
    for membership in memberships_of(user):
        actor = Actor(user, membership)
        for source in (_of_demands, _of_answers, _of_matches, _of_readings):
            found |= {deadline.key: deadline for deadline in source(actor, since)}
    return sorted(found.values(), key=lambda deadline: (deadline.day, deadline.key))


def _of_demands(actor: Actor, since: date) -> Iterator[Deadline]:
    """When the answers to the organisation's own demands are due."""
    for demand in _open_demands(since).filter(organisation=actor.organisation):
        title = _("应答截止：%(title)s") % {"title": _title(demand)}
        yield _answers_due(demand, key=f"demand-{demand.pk}", title=title, path=_page_of(demand))


def _of_answers(actor: Actor, since: date) -> Iterator[Deadline]:
    """When the maker's own answers are due."""
    if actor.kind != Organisation.Kind.MAKER:
        return
    answers = Answer.objects.filter(organisation=actor.organisation, version__demand__in=_open_demands(since))
    for answer in answers.select_related("version__demand__published_version", "product"):
        demand = answer.version.demand
        words = {"title": _title(demand), "model": answer.product.model}
        title = _("应答截止：%(title)s（%(model)s）") % words
        path = reverse("answers:detail", args=[answer.pk])
        yield _answers_due(demand, key=f"answer-{answer.pk}", title=title, path=path)


def _of_matches(actor: Actor, since: date) -> Iterator[Deadline]:
    """When demands close that a product of the maker meets or may meet, and that it has not begun to answer."""
    if actor.kind != Organisation.Kind.MAKER:
        return
    answered = Answer.objects.filter(organisation=actor.organisation).values("version__demand")
    matches = matches_of_maker(actor).exclude(outcome=Outcome.INELIGIBLE.value).values("run__version__demand")
    for demand in _open_demands(since).filter(pk__in=matches).exclude(pk__in=answered):
        title = _("可应答，截止：%(title)s") % {"title": _title(demand)}
        yield _answers_due(demand, key=f"chance-{demand.pk}", title=title, path=_page_of(demand))


def _of_readings(actor: Actor, since: date) -> Iterator[Deadline]:
    """When measured values lose their force: to the maker, the institution and the centre of the trial."""
    for reading in expiring_readings(actor, since):
        words = {"parameter": reading.parameter.name, "model": reading.trial.product.model}
        yield Deadline(
            key=f"reading-{reading.pk}",
            day=reading.expires_on or since,
            title=_("检测证据到期：%(model)s %(parameter)s") % words,
            text=_("到期后按“声明”计，请安排复测。试用单 %(code)s。") % {"code": reading.trial.code},
            path=reverse("trials:detail", args=[reading.trial_id]),
            changed_at=reading.recorded_at,
        )


def _open_demands(since: date) -> QuerySet[Demand]:
    return Demand.objects.filter(
        status=Demand.Status.PUBLISHED, published_version__answers_until__gte=since
    ).select_related("published_version", "organisation")


def _answers_due(demand: Demand, *, key: str, title: str, path: str) -> Deadline:
    version = demand.published_version
    assert version is not None and version.answers_until is not None  # noqa: S101, PT018  _open_demands has seen to it
    return Deadline(
        key=key,
        day=version.answers_until,
        title=title,
        text=f"{demand.organisation.name} · {demand.code}",
        path=path,
        changed_at=version.published_at or demand.updated_at,
    )


def _title(demand: Demand) -> str:
    return demand.published_version.title if demand.published_version else demand.code


def _page_of(demand: Demand) -> str:
    return reverse("demands:detail", args=[demand.pk])


# ---- the calendar -------------------------------------------------------------------------------------------------


def calendar_of(deadlines: Iterable[Deadline]) -> bytes:
    """The deadlines as whole days, each with a reminder on the day before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Yiqiao//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("仪桥 · 截止日期"))
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"VALUE": "DURATION"})
    for deadline in deadlines:
        calendar.add_component(_event(deadline))
    return bytes(calendar.to_ical())


def _event(deadline: Deadline) -> Event:
    link = f"{settings.SITE_URL}{deadline.path}"
    event = Event()
    event.add("uid", f"{deadline.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", deadline.changed_at)
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("summary", deadline.title)
    event.add("description", f"{deadline.text}\n{link}")
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    event.add_component(_reminder(deadline.title))
    return event


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -REMIND_BEFORE)
    return alarm
