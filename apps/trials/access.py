"""Who may see and do what with a trial."""

from __future__ import annotations

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.matching.models import Match
from apps.trials.lifecycle import LIFECYCLE, Step
from apps.trials.models import Trial

CENTRE_STEPS = frozenset({Step.ACCEPT, Step.DECLINE, Step.START, Step.RECORD, Step.REPORT})


def may_request_trial(actor: Actor, match: Match) -> bool:
    """Only the verified institution whose demand was matched asks for a trial."""
    return actor.acts_for(Organisation.Kind.INSTITUTION) and actor.belongs_to(match.run.version.demand.organisation_id)


def may_see_trial(actor: Actor, trial: Trial) -> bool:
    """The three parties, administrators and auditors."""
    parties = (trial.institution_id, trial.evaluation_centre_id, trial.product.organisation_id)
    return any(actor.belongs_to(party) for party in parties) or actor.is_administrator or actor.is_auditor


def may_take(actor: Actor, trial: Trial, step: Step) -> bool:
    """Whether the actor may take this step now."""
    return LIFECYCLE.permits(Trial.Status(trial.status), step) and may_ever_take(actor, trial, step)


def may_ever_take(actor: Actor, trial: Trial, step: Step) -> bool:
    """Whether the step is this actor's at all: the centre carries out, the institution may cancel."""
    if step in CENTRE_STEPS:
        return actor.acts_for(Organisation.Kind.EVALUATION) and actor.belongs_to(trial.evaluation_centre_id)
    return actor.is_verified and actor.belongs_to(trial.institution_id)
