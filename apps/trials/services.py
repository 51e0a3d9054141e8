"""Trials: asked for from a match, carried out by an evaluation centre, measured values into evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.matching.models import Match
from apps.notifications.models import Notification
from apps.notifications.services import notify_organisations
from apps.suppliers import services as suppliers
from apps.suppliers.contents import SpecEntry
from apps.suppliers.reading import read_value
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Parameter
from apps.trials import access
from apps.trials.facts import TrialReported, TrialRequested
from apps.trials.lifecycle import LIFECYCLE, Step
from apps.trials.models import Reading, Trial, TrialStep
from apps.trials.selectors import claim_of
from kernel import clock, facts
from kernel.errors import AccessDenied, InvalidInput, NotFound
from kernel.wording import Wording, label, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What an evaluator enters: the parameter, the value as text with its unit, and where it comes from.

    Without `asked_text`, the clause that was tested, the maker's own claim is kept beside the value.
    """

    parameter: Parameter
    text: str
    measured_on: date
    asked_text: str = ""
    condition: str = ""
    method: str = ""
    is_accredited: bool = False
    expires_on: date | None = None
    note: str = ""


@transaction.atomic
def request_trial(match: Match, *, centre: Organisation, purpose: str, actor: Actor) -> Trial:
    """Ask an evaluation centre to try the matched product. One open trial per demand and product.

    Raises AccessDenied, or InvalidInput when the centre is none or a trial is under way already.
    """
    if not access.may_request_trial(actor, match):
        raise AccessDenied(_("只有需求单位可以从自己的比对结果申请试用。"))
    if centre.kind != Organisation.Kind.EVALUATION or not centre.is_verified:
        raise InvalidInput(_("“%(name)s”不是已核验的评价中心，请另选一家。") % {"name": centre.name})
    demand = match.run.version.demand
    under_way = (Trial.Status.REQUESTED, Trial.Status.ACCEPTED, Trial.Status.RUNNING)
    if Trial.objects.filter(demand=demand, product=match.product, status__in=under_way).exists():
        raise InvalidInput(_("这款产品已有一项进行中的试用，请在“验证评价”中查看。"))
    trial = Trial.objects.create(
        product=match.product,
        demand=demand,
        match=match,
        institution=demand.organisation,
        evaluation_centre=centre,
        requested_by=actor.person,
        purpose=purpose,
        is_sample=demand.is_sample and match.product.is_sample,
    )
    _log(trial, Step.REQUEST, "", actor, purpose)
    facts.publish(TrialRequested(trial.pk, actor.person.pk))
    _tell(trial, worded("新的试用申请"), (centre.pk, match.product.organisation_id))
    return trial


@transaction.atomic
def take_step(trial_id: int, step: Step, *, actor: Actor, reason: str = "", serial_number: str = "") -> Trial:
    """Accept, decline, start, report or cancel. The trial is locked, so that of two people one wins.

    Raises NotFound, AccessDenied, TransitionRefused, or InvalidInput where a reason or a serial number is missing.
    """
    trial = _locked(trial_id, actor)
    if not access.may_ever_take(actor, trial, step):
        raise AccessDenied(_("您所在的组织不能执行“%(step)s”。") % {"step": step.label})
    status = LIFECYCLE.after(Trial.Status(trial.status), step)
    _check_words(trial, step, reason, serial_number)
    before, trial.status = trial.status, status
    if step is Step.START:
        trial.serial_number = serial_number.strip()
    if step is Step.REPORT:
        trial.conclusion = reason.strip()
    trial.save()
    _log(trial, step, before, actor, reason)
    if step is Step.REPORT:
        facts.publish(TrialReported(trial.pk, actor.person.pk))
    _tell(trial, label(step.label), (trial.institution_id, trial.product.organisation_id, trial.evaluation_centre_id))
    return trial


def _check_words(trial: Trial, step: Step, reason: str, serial_number: str) -> None:
    if step in (Step.DECLINE, Step.CANCEL, Step.REPORT) and not reason.strip():
        raise InvalidInput(_("请写明理由或结论。"), detail={"reason": _("不能为空")})
    if step is Step.START and not serial_number.strip():
        raise InvalidInput(_("请填写受试仪器的出厂编号。"), detail={"serial_number": _("不能为空")})
    if step is Step.REPORT and not trial.readings.exists():
        raise InvalidInput(_("还没有实测值，请先记录至少一项再出具结果。"))


@transaction.atomic
def record_reading(trial_id: int, measured: Measured, *, actor: Actor) -> Reading:
    """Keep a measured value and put it into the product's spec values; the demands concerned are matched again.

    A value inside the centre's accredited scope is evidence of the highest rung, any other a third party's test. A
    value that fails is kept like any other.

    Raises what `take_step` raises, and InvalidInput for a value that can't be read as one.
    """
    trial = _locked(trial_id, actor)
    if not access.may_ever_take(actor, trial, Step.RECORD):
        raise AccessDenied(_("只有承担测试的评价中心可以记录实测值。"))
    LIFECYCLE.after(Trial.Status(trial.status), Step.RECORD)
    if measured.measured_on > clock.today():
        message = _("测试日期 %(day)s 在今天之后。") % {"day": measured.measured_on}
        raise InvalidInput(message, detail={"measured_on": message})
    _check_value(measured)
    # Asked before the value is written: afterwards the evidence itself might pass for the maker's claim.
    asked_text = measured.asked_text or claim_of(trial, measured.parameter)
    value = suppliers.record_evidence(
        trial.product_id,
        parameter=measured.parameter,
        text=measured.text,
        condition=measured.condition,
        rung=EvidenceRung.ACCREDITED if measured.is_accredited else EvidenceRung.THIRD_PARTY,
        evidence=f"{trial.code} {trial.evaluation_centre}",
        expires_on=measured.expires_on,
        actor=actor,
    )
    reading = Reading.objects.create(
        trial=trial,
        parameter=measured.parameter,
        asked_text=asked_text,
        text=measured.text,
        condition=measured.condition,
        method=measured.method,
        is_accredited=measured.is_accredited,
        measured_on=measured.measured_on,
        expires_on=measured.expires_on,
        note=measured.note,
        spec_value=value,
        recorded_by=actor.person,
    )
    _log(trial, Step.RECORD, trial.status, actor, f"{measured.parameter.name_zh} {measured.text}")
    return reading


def _check_value(measured: Measured) -> None:
    """A measured value of a parameter with numbers must be one: 完全满足 is a promise, not a measurement."""
    entry = SpecEntry(text=measured.text, parameter=measured.parameter.code, condition=measured.condition)
    is_free_text = measured.parameter.kind in (Parameter.Kind.TEXT, Parameter.Kind.SIZE)
    if read_value(entry, measured.parameter).kind is SpecKind.TEXT and not is_free_text:
        raise InvalidInput(
            _("“%(text)s”读不出数值。请写成带单位的实测值，例如 0.92 %(unit)s。")
            % {"text": measured.text[:40], "unit": measured.parameter.unit},
            detail={"text": _("不是实测值")},
        )


def _locked(trial_id: int, actor: Actor) -> Trial:
    trial = (
        Trial.objects.select_for_update(no_key=True, of=("self",))
        .select_related("product", "demand", "evaluation_centre")
        .filter(pk=trial_id)
        .first()
    )
    if trial is None or not access.may_see_trial(actor, trial):
        raise NotFound(_("没有找到这项试用，或您无权查看。"))
    return trial


def _log(trial: Trial, step: Step, before: str, actor: Actor, reason: str) -> None:
    TrialStep.objects.create(
        trial=trial, step=step, from_status=before, to_status=trial.status, reason=reason, taken_by=actor.user
    )


def _tell(trial: Trial, step: Wording, organisation_ids: Iterable[int | None]) -> None:
    notify_organisations(
        organisation_ids,
        kind=Notification.Kind.TRIAL,
        title=worded("%(step)s：%(model)s（%(code)s）", step=step, model=trial.product.model, code=trial.code),
        url=reverse("trials:detail", args=[trial.pk]),
        action=worded("看试用单"),
        about={"trial": trial.pk, "product": trial.product_id},
        subject_key=f"trial:{trial.pk}",
    )
