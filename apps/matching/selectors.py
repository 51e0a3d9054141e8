"""Questions about runs and matches, each answered for an actor."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.demands import access as demand_access
from apps.demands.models import Demand, DemandVersion
from apps.demands.selectors import version_for
from apps.matching import access
from apps.matching.models import CheckupRecord, DeviationRow, Match, MatchRun
from design.parts import ScorePart
from kernel.errors import NotFound

PART_LABELS = {
    "mandatory": gettext_lazy("★条款"),
    "important": gettext_lazy("▲条款"),
    "general": gettext_lazy("一般"),
    "price": gettext_lazy("价格"),
    "delivery": gettext_lazy("交付"),
    "evidence": gettext_lazy("证据"),
    "text": gettext_lazy("名称相符"),
}


def demand_for_result(actor: Actor, demand_id: int) -> Demand:
    """The demand, if the actor may see its whole result. Raises NotFound otherwise, as for an id that is nowhere."""
    demand = Demand.objects.select_related("organisation", "published_version__category").filter(pk=demand_id).first()
    if demand is None or not access.may_see_result(actor, demand):
        raise NotFound(_("没有找到这个需求的比对结果，或您无权查看。"))
    return demand


def version_for_checkup(actor: Actor, demand_id: int) -> DemandVersion:
    """The latest version of the demand, if the actor may see its check-up. Raises NotFound, as for a random id."""
    demand = Demand.objects.select_related("organisation", "published_version").filter(pk=demand_id).first()
    if demand is None or not demand_access.may_see_checkup(actor, demand):
        raise NotFound(_("没有找到这项需求的体检，或您无权查看。"))
    return version_for(actor, demand)


def checkup_records(demand: Demand) -> list[CheckupRecord]:
    """All kept check-ups of a demand's versions, oldest first, with the people."""
    records = CheckupRecord.objects.filter(version__demand=demand).select_related("version", "made_by")
    return list(records.order_by("made_at", "pk"))


def current_run(demand: Demand) -> MatchRun | None:
    """The finished run whose result the pages show; of an earlier version while the newest is being compared."""
    runs = MatchRun.objects.filter(version__demand=demand, is_current=True)
    return runs.select_related("version__demand__organisation", "version__category").first()


def runs_shown(demand: Demand) -> tuple[MatchRun | None, MatchRun | None]:
    """The finished run whose result the pages show, and the one under way, in one query."""
    unfinished = (MatchRun.State.WAITING, MatchRun.State.RUNNING)
    runs = MatchRun.objects.filter(version__demand=demand).filter(Q(is_current=True) | Q(state__in=unfinished))
    found = list(runs.select_related("version__demand__organisation", "version__category"))
    current = next((run for run in found if run.is_current), None)
    return current, next((run for run in found if run.state in unfinished), None)


def run_for(actor: Actor, run_id: int) -> MatchRun:
    """A run, current or not, whose result the actor sees whole. Raises NotFound otherwise."""
    runs = MatchRun.objects.select_related("version__demand__organisation", "version__category")
    run = runs.filter(pk=run_id).first()
    if run is None or not access.may_see_result(actor, run.version.demand):
        raise NotFound(_("没有找到这次比对，或您无权查看。"))
    return run


def pending_run(demand: Demand) -> MatchRun | None:
    """The run that is asked for and not finished, if any."""
    unfinished = (MatchRun.State.WAITING, MatchRun.State.RUNNING)
    return MatchRun.objects.filter(version__demand=demand, state__in=unfinished).first()


def match_for(actor: Actor, match_id: int) -> Match:
    """A match that the actor may see. Raises NotFound otherwise."""
    match = (
        Match.objects.select_related(
            "run__version__demand__organisation", "run__version__category", "product__organisation", "product__category"
        )
        .filter(pk=match_id)
        .first()
    )
    if match is None or not access.may_see_match(actor, match):
        raise NotFound(_("没有找到这份偏离表，或您无权查看。"))
    return match


def rows_of(match: Match) -> list[DeviationRow]:
    """The deviation table's rows with their requirements, in the order of the demand."""
    return list(match.rows.select_related("requirement__parameter").order_by("position"))


def visible_runs(actor: Actor) -> QuerySet[MatchRun]:
    """The current results that the actor may see whole, newest first."""
    runs = MatchRun.objects.filter(is_current=True).select_related("version__demand__organisation", "version__category")
    if actor.acts_for(Organisation.Kind.BROKERAGE):
        runs = runs.filter(version__demand__status=Demand.Status.PUBLISHED, version__is_budget_public=True)
    elif not (actor.is_administrator or actor.is_auditor):
        runs = runs.filter(version__demand__organisation=actor.organisation)
    return runs.order_by("-finished_at", "-pk")


def matches_of_maker(actor: Actor) -> QuerySet[Match]:
    """The matches of the maker's products with published demands, in current runs, newest first."""
    if actor.kind != Organisation.Kind.MAKER:
        return Match.objects.none()
    return (
        Match.objects.filter(
            run__is_current=True,
            run__version__demand__status=Demand.Status.PUBLISHED,
            product__organisation=actor.organisation,
        )
        .select_related("run__version__demand__organisation", "run__version__category", "product")
        .order_by("-run__finished_at", "is_reference", "rank")
    )


def score_parts(match: Match) -> list[ScorePart]:
    """The parts of the score in points, in the published order; they add up to the score."""
    return [
        ScorePart(str(PART_LABELS[name]), Decimal(match.parts[name][0]) / 100, Decimal(match.parts[name][1]) / 100)
        for name in PART_LABELS
        if name in match.parts
    ]
