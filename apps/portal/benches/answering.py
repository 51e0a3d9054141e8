"""应答率: of the demands that a maker's products match, how many it has answered, and how soon.

Counted are the demands published in the last twelve weeks in whose current result at least one of the maker's products
has no ★ negative. Answered is a demand for which the maker has finished an answer at least once (定稿), to whichever
version of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from apps.accounts.actors import Actor
from apps.answers.lifecycle import Step
from apps.answers.models import AnswerStep
from apps.demands.models import DemandVersion
from apps.matching.models import Match
from apps.taxonomy.language.types import Outcome
from design.parts import Share
from kernel import clock

WEEKS = 12


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """How many of `matched` demands were answered; `weeks` are the twelve weeks up to today, the oldest first."""

    matched: int
    answered: int
    median_days: Fraction | None
    weeks: tuple[Share, ...]
    since: date

    @property
    def percent(self) -> int | None:
        """The share in whole per cent; None where nothing matched."""
        return round(Fraction(self.answered * 100, self.matched)) if self.matched else None

    @property
    def unanswered(self) -> int:
        """How many are left."""
        return self.matched - self.answered


def answer_rate(actor: Actor) -> AnswerRate:
    """The maker's rate of the last twelve weeks. One query."""
    today = clock.today()
    since = today - timedelta(weeks=WEEKS) + timedelta(days=1)
    own = Match.objects.filter(
        run__version=OuterRef("pk"), run__is_current=True, product__organisation_id=actor.organisation_id or 0
    )
    finished = AnswerStep.objects.filter(
        step=Step.FINISH, answer__organisation_id=actor.organisation_id or 0, answer__version__demand=OuterRef("demand")
    )
    versions = DemandVersion.objects.filter(
        Exists(own.filter(is_reference=False).exclude(outcome=Outcome.INELIGIBLE)),
        published_of__isnull=False,
        published_at__date__gte=since,
    ).annotate(answered_at=Subquery(finished.order_by("taken_at").values("taken_at")[:1]))
    return rate_of(versions.values_list("published_at", "answered_at"), since=since, today=today)


def rate_of(pairs: Iterable[tuple[datetime | None, datetime | None]], *, since: date, today: date) -> AnswerRate:
    """Count pairs of publication and first finished answer (None: none yet)."""
    known = [(published, answered) for published, answered in pairs if published is not None]
    weeks: list[list[bool]] = [[] for _week in range(WEEKS)]
    for published, answered in known:
        place = (timezone.localdate(published) - since).days // 7
        weeks[min(max(place, 0), WEEKS - 1)].append(answered is not None)
    return AnswerRate(
        matched=len(known),
        answered=sum(answered is not None for _published, answered in known),
        median_days=_median_days(known),
        weeks=tuple(_share(week, since + timedelta(days=7 * place)) for place, week in enumerate(weeks)),
        since=since,
    )


def _share(week: Sequence[bool], monday: date) -> Share:
    return Share(label=f"{monday:%m-%d}", part=sum(week), whole=len(week))


def _median_days(known: Iterable[tuple[datetime, datetime | None]]) -> Fraction | None:
    """The median of days from publication to the first finished answer, in tenths; an answer before counts as 0."""
    seconds = [max((answered - published).total_seconds(), 0) for published, answered in known if answered]
    return Fraction(round(median(seconds) / 8640), 10) if seconds else None
