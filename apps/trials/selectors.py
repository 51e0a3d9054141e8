"""Questions about trials, each answered for an actor."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.trials import access
from apps.trials.models import Trial
from kernel.errors import NotFound


def visible_trials(actor: Actor) -> QuerySet[Trial]:
    """The trials that the actor is a party of; all for administrators and auditors. Newest change first."""
    trials = Trial.objects.select_related("product__organisation", "institution", "evaluation_centre", "demand")
    if actor.is_administrator or actor.is_auditor:
        return trials
    own = actor.organisation_id
    if own is None:
        return trials.none()
    return trials.filter(Q(institution_id=own) | Q(evaluation_centre_id=own) | Q(product__organisation_id=own))


def trial_for(actor: Actor, trial_id: int) -> Trial:
    """One trial. Raises NotFound where the actor is no party, as for an id that is nowhere."""
    trial = (
        Trial.objects.select_related(
            "product__organisation",
            "product__category",
            "institution",
            "evaluation_centre",
            "demand__published_version",
        )
        .filter(pk=trial_id)
        .first()
    )
    if trial is None or not access.may_see_trial(actor, trial):
        raise NotFound(_("没有找到这项试用，或您无权查看。"))
    return trial


def evaluation_centres() -> QuerySet[Organisation]:
    """The verified evaluation centres."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.EVALUATION, verification=Organisation.Verification.VERIFIED
    ).order_by("province_code", "name")
