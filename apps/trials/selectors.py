"""Questions about trials, each answered for an actor."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import template_of
from apps.trials import access
from apps.trials.models import Reading, Trial
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


def expiring_readings(actor: Actor, since: date) -> QuerySet[Reading]:
    """Measured values with an end from this day on, of the trials that the actor's organisation is a party of."""
    own = actor.organisation_id
    if own is None:
        return Reading.objects.none()
    parties = Q(trial__institution=own) | Q(trial__evaluation_centre=own) | Q(trial__product__organisation=own)
    readings = Reading.objects.filter(parties, expires_on__gte=since).order_by("expires_on", "pk")
    return readings.select_related("trial__product", "parameter")


def measurable_parameters(trial: Trial) -> QuerySet[Parameter]:
    """What can be measured of the trial's product: its type's template without what a contract states, such as 质保."""
    codes = [line.parameter.code for line in template_of(trial.product.category)]
    return Parameter.objects.filter(code__in=codes).exclude(code__startswith="common.")


def claim_of(trial: Trial, parameter: Parameter) -> str:
    """What the maker itself says of the parameter, as printed; empty where it says nothing."""
    claim = trial.product.spec_values.filter(parameter=parameter).order_by("rung", "id").first()
    return claim.text if claim else ""


def evaluation_centres() -> QuerySet[Organisation]:
    """The verified evaluation centres."""
    return Organisation.objects.filter(
        kind=Organisation.Kind.EVALUATION, verification=Organisation.Verification.VERIFIED
    ).order_by("province_code", "name")
