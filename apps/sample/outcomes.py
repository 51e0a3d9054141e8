"""What came of some demands: trials in every state, values that hold and values that fail, deals on their way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from apps.accounts.actors import Actor
from apps.accounts.selectors import actor_of
from apps.deals import services as deals
from apps.deals.lifecycle import Step as DealStep
from apps.demands.models import Demand
from apps.matching import services as matching
from apps.matching.models import Match, MatchRun
from apps.sample.cast import Cast
from apps.sample.figures import figures
from apps.taxonomy.models import Parameter
from apps.trials import services as trials
from apps.trials.lifecycle import Step as TrialStep
from apps.trials.models import Trial
from kernel import clock

# How far each trial and each deal has come.
TRIALS: tuple[tuple[TrialStep, ...], ...] = (
    (TrialStep.ACCEPT, TrialStep.START, TrialStep.RECORD, TrialStep.REPORT),
    (TrialStep.ACCEPT, TrialStep.START, TrialStep.RECORD),
    (TrialStep.ACCEPT, TrialStep.START, TrialStep.RECORD, TrialStep.REPORT),
    (TrialStep.ACCEPT,),
    (),
    (TrialStep.DECLINE,),
    (TrialStep.ACCEPT, TrialStep.START, TrialStep.RECORD, TrialStep.REPORT),
)
DEALS: tuple[tuple[DealStep, ...], ...] = (
    (DealStep.CONSENT, DealStep.CONSENT, DealStep.TALK, DealStep.QUOTE, DealStep.SIGN),
    (DealStep.CONSENT, DealStep.CONSENT, DealStep.TALK),
    (DealStep.CONSENT, DealStep.CONSENT),
    (DealStep.CONSENT,),
    (),
    (DealStep.CONSENT, DealStep.CONSENT, DealStep.TALK, DealStep.LOSE),
)
READINGS_PER_TRIAL = 3


def make_outcomes(cast: Cast, chance: random.Random) -> None:
    """Match a few demands here and now and lead their best products on; the rest is matched by the worker."""
    found = _good_matches(len(TRIALS) + len(DEALS))
    for number, match in enumerate(found):
        if number < len(TRIALS):
            _trial(match, TRIALS[number], cast, number, chance)
        else:
            _deal(match, DEALS[number - len(TRIALS)], cast)


def _good_matches(count: int) -> list[Match]:
    """The first product of each of the first demands that has one without a ★ miss."""
    found: list[Match] = []
    for demand in Demand.objects.filter(status=Demand.Status.PUBLISHED, is_sample=True).order_by("pk"):
        if len(found) == count:
            break
        run = MatchRun.objects.get(version=demand.published_version)
        matching.execute_run({"run_id": run.pk})
        found += list(run.matches.filter(is_reference=False).exclude(outcome="ineligible")[:1])
    return found


def _trial(match: Match, steps: Sequence[TrialStep], cast: Cast, number: int, chance: random.Random) -> None:
    centre = cast.centres[number % 2]
    buyer, evaluator = _member(cast, match.run.version.demand.organisation_id), actor_of(cast.people[centre.pk][0])
    trial = trials.request_trial(match, centre=centre, purpose="核实★条款的实测值（示例）。", actor=buyer)
    for step in steps:
        if step is TrialStep.RECORD:
            _record(trial, match, evaluator, chance)
        else:
            reason = {
                TrialStep.DECLINE: "本季度排期已满（示例）。",
                TrialStep.REPORT: "所测指标见实测值表（示例）。",
            }.get(step, "")
            serial = f"SN-示例-{number:03d}" if step is TrialStep.START else ""
            trials.take_step(trial.pk, step, actor=evaluator, reason=reason, serial_number=serial)


def _record(trial: Trial, match: Match, evaluator: Actor, chance: random.Random) -> None:
    """Measure some of the claimed parameters: mostly as claimed, now and then one level worse."""
    levels = figures()[match.product.category.code]
    claimed = match.product.spec_values.filter(parameter__code__in=levels, is_recorded=False).select_related(
        "parameter"
    )
    for value in claimed.order_by("position")[:READINGS_PER_TRIAL]:
        parameter = value.parameter
        if parameter is None or value.text not in levels[parameter.code]:
            continue
        claim = levels[parameter.code].index(value.text)
        measured = min(claim + chance.choice((0, 0, 0, 1)), len(levels[parameter.code]) - 1)
        trials.record_reading(
            trial.pk,
            _measured(parameter, levels[parameter.code][measured], value.text, chance),
            actor=evaluator,
        )


def _measured(parameter: Parameter, text: str, claim: str, chance: random.Random) -> trials.Measured:
    return trials.Measured(
        parameter=parameter,
        text=text,
        asked_text=claim,
        measured_on=clock.today() - timedelta(days=chance.randrange(2, 40)),
        method="评价方案（示例）",
        is_accredited=chance.random() < 0.5,
        expires_on=clock.today() + timedelta(days=730),
    )


def _deal(match: Match, steps: Sequence[DealStep], cast: Cast) -> None:
    demand = match.run.version.demand
    broker = actor_of(cast.people[cast.brokerages[0].pk][0])
    sides = iter((_member(cast, demand.organisation_id), _member(cast, match.product.organisation_id)))
    opener = broker if demand.published_version and demand.published_version.is_budget_public else None
    deal = deals.open_deal(match, actor=opener or actor_of(cast.owner(cast.platform)))
    for step in steps:
        actor = next(sides) if step is DealStep.CONSENT else opener or actor_of(cast.owner(cast.platform))
        reason = "价格未谈拢（示例）" if step is DealStep.LOSE else ""
        deals.take_step(deal.pk, step, actor=actor, reason=reason)


def _member(cast: Cast, organisation_id: int) -> Actor:
    return actor_of(cast.people[organisation_id][0])
