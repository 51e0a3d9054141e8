"""Pages of trials."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import ActorRequest
from apps.matching.selectors import match_for
from apps.trials import access, services
from apps.trials.forms import ReadingForm, StepForm, TrialRequestForm
from apps.trials.lifecycle import Step
from apps.trials.models import Trial
from apps.trials.selectors import trial_for, visible_trials
from design.paging import page_by_status
from design.parts import road_of, timeline_of
from kernel.errors import AccessDenied, DomainError, NotFound
from kernel.ids import id_from

ROAD = (Trial.Status.REQUESTED, Trial.Status.ACCEPTED, Trial.Status.RUNNING, Trial.Status.REPORTED)
REACHES: Mapping[str, Trial.Status] = {
    Step.REQUEST: Trial.Status.REQUESTED,
    Step.ACCEPT: Trial.Status.ACCEPTED,
    Step.START: Trial.Status.RUNNING,
    Step.REPORT: Trial.Status.REPORTED,
    Step.DECLINE: Trial.Status.DECLINED,
    Step.CANCEL: Trial.Status.CANCELLED,
}
"""Which station of a trial's road a step leads to."""


@login_required
@require_GET
def trial_list(request: ActorRequest) -> HttpResponse:
    """The trials of the actor's organisation."""
    context = page_by_status(request, visible_trials(request.actor), statuses=Trial.Status)
    return render(request, "trials/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Ask for a trial of a matched product (`?match=ID`)."""
    match_id = id_from(request.GET.get("match", ""))
    if match_id is None:
        raise NotFound(_("请从比对结果中选择一款产品再申请试用。"))
    match = match_for(request.actor, match_id)
    if not access.may_request_trial(request.actor, match):
        raise AccessDenied(_("只有需求单位可以从自己的比对结果申请试用。"))
    form = TrialRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            trial = services.request_trial(match, **form.cleaned_data, actor=request.actor)
        except DomainError as problem:
            form.add_error(None, problem.message)
        else:
            messages.success(request, _("试用申请已送达评价中心和厂商。"))
            return redirect("trials:detail", trial.pk)
    return render(request, "trials/new.html", {"form": form, "match": match}, status=422 if form.errors else 200)


@login_required
@require_GET
def detail(request: ActorRequest, trial_id: int) -> HttpResponse:
    """One trial: where it stands, what was measured, what may be done next."""
    trial = trial_for(request.actor, trial_id)
    return _show(request, trial)


def _show(
    request: ActorRequest, trial: Trial, *, form: ReadingForm | None = None, step_form: StepForm | None = None
) -> HttpResponse:
    may_record = access.may_take(request.actor, trial, Step.RECORD)
    steps = [step for step in Step if step is not Step.RECORD and access.may_take(request.actor, trial, step)]
    log = list(trial.steps.select_related("taken_by"))
    context = {
        "trial": trial,
        "road": road_of(ROAD, Trial.Status(trial.status), log, reaches=REACHES),
        "readings": trial.readings.select_related("parameter", "recorded_by"),
        "log": timeline_of(log, Step),
        "steps": steps,
        "form": (form or ReadingForm(trial=trial)) if may_record else None,
        "step_form": step_form or StepForm(),
        "shows_sample": trial.is_sample,
    }
    failed = bool((form and form.errors) or (step_form and step_form.errors))
    return render(request, "trials/detail.html", context, status=422 if failed else 200)


def _show_problem(form: Form, problem: DomainError) -> None:
    """Put what was refused beside the field that can mend it, or above the form."""
    wrong: list[str | None] = [name for name in problem.detail if name in form.fields]
    for name in wrong or [None]:
        form.add_error(name, problem.message)


@login_required
@require_POST
def take(request: ActorRequest, trial_id: int, step: str) -> HttpResponse:
    """Take one step."""
    trial = trial_for(request.actor, trial_id)
    if step not in Step.values or step == Step.RECORD:
        raise NotFound(_("没有这个步骤。"))
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show(request, trial, step_form=form)
    try:
        services.take_step(trial_id, Step(step), actor=request.actor, **form.cleaned_data)
    except DomainError as problem:
        if problem.status != 422:
            raise
        _show_problem(form, problem)
        return _show(request, trial, step_form=form)
    messages.success(request, _("已完成：%(step)s。") % {"step": Step(step).label})
    return redirect("trials:detail", trial_id)


@login_required
@require_POST
def record(request: ActorRequest, trial_id: int) -> HttpResponse:
    """Keep one measured value."""
    trial = trial_for(request.actor, trial_id)
    form = ReadingForm(request.POST, trial=trial)
    if not form.is_valid():
        return _show(request, trial, form=form)
    try:
        services.record_reading(trial_id, form.measured(), actor=request.actor)
    except DomainError as problem:
        if problem.status != 422:
            raise
        _show_problem(form, problem)
        return _show(request, trial, form=form)
    messages.success(request, _("实测值已写入产品指标，相关需求会自动重新比对。"))
    return redirect("trials:detail", trial_id)
