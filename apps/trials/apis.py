"""Trials: asked for from a match, carried out by an evaluation centre, measured values into evidence."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.api_views import ApiView
from apps.accounts.apis import OrganisationBrief
from apps.accounts.models import Organisation
from apps.matching.selectors import match_for
from apps.taxonomy.models import Parameter
from apps.trials import access, services
from apps.trials import api_examples as examples
from apps.trials.lifecycle import Step
from apps.trials.models import Trial
from apps.trials.selectors import evaluation_centres, measurable_parameters, trial_for, visible_trials
from apps.trials.services import Measured
from kernel.api_schema import operation
from kernel.errors import InvalidInput
from kernel.ids import LARGEST_ID

TAG = "trials"
# RECORD has an operation of its own, and REQUEST makes the trial.
STEPS = [(step.value, step.label) for step in Step if step not in (Step.REQUEST, Step.RECORD)]


class TrialFilter(django_filters.FilterSet):  # type: ignore[misc]
    """`status` keeps one status, `product` the trials of one product."""

    status = django_filters.ChoiceFilter(choices=Trial.Status.choices)
    product = django_filters.NumberFilter(field_name="product_id", min_value=1, max_value=LARGEST_ID)

    class Meta:
        model = Trial
        fields: list[str] = []


class TrialBody(serializers.Serializer[Any]):
    """Which match is tried, by which centre (see /evaluation-centres/), and what for."""

    match = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    centre = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    purpose = serializers.CharField(max_length=2000)


class TrialStepBody(serializers.Serializer[Any]):
    """A step. `start` needs the serial number; `decline`, `cancel` and `report` need a reason or conclusion."""

    step = serializers.ChoiceField(choices=STEPS)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    serial_number = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)


class ReadingBody(serializers.Serializer[Any]):
    """A measured value with its unit, as text. A value that fails is kept like any other."""

    parameter = serializers.CharField(max_length=60, help_text=gettext_lazy("参数代码，须在该产品的参数模板中"))
    text = serializers.CharField(max_length=200)
    condition = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    method = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    measured_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    is_accredited = serializers.BooleanField(required=False, default=False)
    note = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ProductName(serializers.Serializer[Any]):
    """The product that is tried or dealt with."""

    id = serializers.IntegerField()
    model = serializers.CharField()
    name = serializers.CharField()
    maker = OrganisationBrief(source="organisation")


class ReadingOut(serializers.Serializer[Any]):
    """One measured value. `asked_text` is the claim that was tested."""

    id = serializers.IntegerField()
    parameter = serializers.CharField(source="parameter.code")
    name = serializers.CharField(source="parameter.name_zh")
    asked_text = serializers.CharField()
    text = serializers.CharField()
    condition = serializers.CharField()
    method = serializers.CharField()
    is_accredited = serializers.BooleanField()
    measured_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    recorded_at = serializers.DateTimeField()


class TrialOut(serializers.Serializer[Any]):
    """A trial."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    product = ProductName()
    demand = serializers.IntegerField(source="demand_id", allow_null=True)
    institution = OrganisationBrief()
    evaluation_centre = OrganisationBrief(allow_null=True)
    status = serializers.ChoiceField(choices=Trial.Status.choices)
    purpose = serializers.CharField()
    serial_number = serializers.CharField()
    conclusion = serializers.CharField()
    is_sample = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TrialDetail(TrialOut):
    """A trial with its readings and the steps that the actor may take now."""

    readings = serializers.SerializerMethodField()
    next_steps = serializers.SerializerMethodField()
    may_record = serializers.SerializerMethodField()

    @extend_schema_field(ReadingOut(many=True))
    def get_readings(self, trial: Trial) -> Any:
        """In the order in which they were recorded."""
        return ReadingOut(trial.readings.select_related("parameter"), many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=STEPS)))
    def get_next_steps(self, trial: Trial) -> list[str]:
        """As the access rules say; `may_record` tells of readings."""
        return [value for value, _label in STEPS if access.may_take(self.context["actor"], trial, Step(value))]

    def get_may_record(self, trial: Trial) -> bool:
        """Whether /readings/ would take a value."""
        return access.may_take(self.context["actor"], trial, Step.RECORD)


class TrialListView(ApiView):
    """The trials that the actor is a party of."""

    filter_backends = [DjangoFilterBackend]
    filterset_class = TrialFilter
    queryset = Trial.objects.none()

    def get_queryset(self) -> QuerySet[Trial]:
        """Visible ones."""
        return visible_trials(self.actor)

    @operation(
        "trials_list",
        tag=TAG,
        summary=gettext_lazy("本单位的试用"),
        answer=TrialOut(many=True),
        refuses=(401, 422),
        example=examples.TRIAL,
    )
    def get(self, request: Request) -> Response:
        """One page, the newest change first."""
        return self.answer_page(self.filter_queryset(self.get_queryset()), TrialOut)

    @operation(
        "trials_create",
        tag=TAG,
        summary=gettext_lazy("从一份比对结果申请试用"),
        takes=TrialBody,
        answer=TrialDetail,
        status=201,
        refuses=(401, 403, 404),
        body_example={"match": 7001, "centre": 31, "purpose": "验证 1.1 最高耐压"},
        example=examples.TRIAL_DETAIL,
    )
    def post(self, request: Request) -> Response:
        """For the institution whose demand was matched."""
        taken = self.taken(TrialBody)
        match = match_for(self.actor, taken["match"])
        trial = services.request_trial(
            match, centre=_centre(taken["centre"]), purpose=taken["purpose"], actor=self.actor
        )
        return self.answer(trial_for(self.actor, trial.pk), TrialDetail, status=201)


def _centre(centre_id: int) -> Organisation:
    found = evaluation_centres().filter(pk=centre_id).first()
    if found is None:
        message = _("没有编号为 %(id)s 的已核验评价中心。") % {"id": centre_id}
        raise InvalidInput(message, detail={"centre": message})
    return found


class TrialDetailView(ApiView):
    """One trial."""

    @operation(
        "trials_detail",
        tag=TAG,
        summary=gettext_lazy("一项试用：实测值与可做的步骤"),
        answer=TrialDetail,
        example=examples.TRIAL_DETAIL,
    )
    def get(self, request: Request, trial_id: int) -> Response:
        """For its parties and the platform."""
        return self.answer(trial_for(self.actor, trial_id), TrialDetail)


class TrialStepView(ApiView):
    """The steps of a trial's life."""

    @operation(
        "trials_take_step",
        tag=TAG,
        summary=gettext_lazy("执行一步：受理、不受理、开始、出具结果、取消"),
        takes=TrialStepBody,
        answer=TrialDetail,
        refuses=(401, 403, 404, 409),
        body_example={"step": "start", "serial_number": "SY600-2026-0042"},
        example=examples.TRIAL_DETAIL,
    )
    def post(self, request: Request, trial_id: int) -> Response:
        """One step; of two at once, one wins."""
        trial_for(self.actor, trial_id)
        taken = self.taken(TrialStepBody)
        words = {name: taken[name] for name in ("reason", "serial_number")}
        services.take_step(trial_id, Step(taken["step"]), actor=self.actor, **words)
        return self.answer(trial_for(self.actor, trial_id), TrialDetail)


class TrialReadingView(ApiView):
    """Measured values."""

    @operation(
        "trials_record_reading",
        tag=TAG,
        summary=gettext_lazy("记录一个实测值：写入产品指标，相关需求重新比对"),
        takes=ReadingBody,
        answer=ReadingOut,
        status=201,
        refuses=(401, 403, 404, 409),
        body_example=examples.READING_BODY,
        example=examples.READING,
    )
    def post(self, request: Request, trial_id: int) -> Response:
        """For the centre that carries the trial out."""
        trial = trial_for(self.actor, trial_id)
        taken = self.taken(ReadingBody)
        measured = Measured(parameter=_parameter(trial, taken.pop("parameter")), **taken)
        reading = services.record_reading(trial_id, measured, actor=self.actor)
        return self.answer(reading, ReadingOut, status=201)


def _parameter(trial: Trial, code: str) -> Parameter:
    """A parameter of the product's template, as the form of the page offers them. Raises InvalidInput."""
    found = measurable_parameters(trial).filter(code=code).first()
    if found is None:
        message = _("该产品的参数模板中没有代码为 %(code)s 的参数。") % {"code": code}
        raise InvalidInput(message, detail={"parameter": message})
    return found


class CentreListView(ApiView):
    """Who carries trials out."""

    queryset = Organisation.objects.none()

    @operation(
        "evaluation_centres_list",
        tag=TAG,
        summary=gettext_lazy("已核验的评价中心"),
        answer=OrganisationBrief(many=True),
        refuses=(401,),
        example={"id": 31, "name": "中原计量评价中心（示例）", "kind": "evaluation", "is_verified": True},
    )
    def get(self, request: Request) -> Response:
        """One page, by region and name."""
        return self.answer_page(evaluation_centres(), OrganisationBrief)
