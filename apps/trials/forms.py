"""Forms of trials."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.taxonomy.models import Parameter
from apps.trials.models import Trial
from apps.trials.selectors import evaluation_centres, measurable_parameters
from apps.trials.services import Measured
from kernel import clock
from kernel.languages import bracketed


def _date_input() -> forms.DateInput:
    """A date field of the browser; it takes its first value in ISO form only."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TrialRequestForm(forms.Form):
    """What an institution asks for."""

    centre = forms.ModelChoiceField(label=_("评价中心"), queryset=evaluation_centres())
    purpose = forms.CharField(
        label=_("试用目的"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明要验证哪些条款、用什么样品。"),
    )


class StepForm(forms.Form):
    """A step's reason, conclusion or serial number."""

    reason = forms.CharField(
        label=_("理由或结论"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    serial_number = forms.CharField(label=_("出厂编号"), required=False, max_length=80)


class ReadingForm(forms.Form):
    """One measured value."""

    parameter = forms.ModelChoiceField(label=_("参数"), queryset=Parameter.objects.none())
    text = forms.CharField(label=_("实测值"), max_length=200, help_text=_("连同单位，例如 0.92 nm 或 ±0.08 ℃。"))
    condition = forms.CharField(label=_("测试条件"), max_length=200, required=False)
    method = forms.CharField(label=_("方法依据"), max_length=200, required=False, help_text=_("例如 JJG 705-2014。"))
    measured_on = forms.DateField(label=_("测试日期"), widget=_date_input(), initial=clock.today)
    expires_on = forms.DateField(label=_("有效期至"), widget=_date_input(), required=False)
    is_accredited = forms.BooleanField(label=_("在计量认可（CNAS/CMA）范围内"), required=False)
    note = forms.CharField(label=_("备注"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, trial: Trial, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parameter"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = measurable_parameters(trial)
        field.label_from_instance = _with_unit  # type: ignore[method-assign, assignment]

    def measured(self) -> Measured:
        """The cleaned data as the service takes it."""
        return Measured(**self.cleaned_data)


def _with_unit(parameter: Any) -> str:
    return f"{parameter.name}{bracketed(parameter.unit)}"
