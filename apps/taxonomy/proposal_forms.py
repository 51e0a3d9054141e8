"""Forms of the taxonomy's editors."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.taxonomy.editing import LONGEST_REASON, NewParameter
from apps.taxonomy.models import Parameter

_SEPARATORS = re.compile(r"[\n|；;]+")


class NewParameterForm(forms.Form):
    """A parameter to be added to the template of the proposal's category."""

    code = forms.CharField(label=_("代码"), max_length=60, help_text=_("例 lc.max_pressure；定下后不再改变"))
    name_zh = forms.CharField(label=_("中文名"), max_length=120)
    name_en = forms.CharField(label=_("英文名"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=Parameter.Kind.choices)
    unit = forms.CharField(label=_("单位"), max_length=40, required=False, help_text=_("数值、区间、容差填写"))
    quantity = forms.CharField(
        label=_("物理量"), max_length=40, required=False, help_text=_("单位属于多个物理量时写明，例 pressure")
    )
    better = forms.ChoiceField(label=_("优劣方向"), choices=Parameter.Better.choices, required=False)
    settable = forms.BooleanField(label=_("由用户在仪器上设定（如流速、温度范围）"), required=False)
    group = forms.CharField(label=_("模板分组"), max_length=40, required=False)
    conditions = forms.CharField(
        label=_("常用测试条件"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个"),
    )  # fmt: skip

    def parameter(self) -> NewParameter:
        """The parameter that was written. Call it after `is_valid`."""
        given = self.cleaned_data
        conditions = (" ".join(part.split()) for part in _SEPARATORS.split(given["conditions"]))
        return NewParameter(
            code=given["code"].strip(),
            name_zh=given["name_zh"],
            name_en=given["name_en"],
            kind=given["kind"],
            unit=given["unit"],
            quantity=given["quantity"].strip(),
            better=given["better"],
            settable=given["settable"],
            conditions=tuple(part[:120] for part in conditions if part),
            group=given["group"].strip(),
        )


class RejectForm(forms.Form):
    """Why a name is no parameter."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例：外形尺寸不作比对；是另一参数的测试条件"),
    )  # fmt: skip
