"""What deals do when they hear news of trials: they write down what came of the match."""

from __future__ import annotations

from apps.deals import reactions
from apps.deals.models import Reaction
from apps.trials.facts import TrialReported, TrialRequested
from apps.trials.models import Trial
from kernel import facts


def register() -> None:
    """Connect the listeners; called once when Django is ready."""
    facts.listen(TrialRequested, _note_requested)
    facts.listen(TrialReported, _note_reported)


def _note_requested(fact: TrialRequested) -> None:
    trial = _trial(fact.trial_id)
    reactions.note_trial(trial, Reaction.Kind.TRIALLED, by=trial.institution, user_id=fact.user_id)


def _note_reported(fact: TrialReported) -> None:
    trial = _trial(fact.trial_id)
    reactions.note_trial(trial, Reaction.Kind.TRIAL_REPORTED, by=trial.evaluation_centre, user_id=fact.user_id)


def _trial(trial_id: int) -> Trial:
    return Trial.objects.select_related("match__run", "institution", "evaluation_centre").get(pk=trial_id)
