"""Forms of the weights: the seven numbers, and reasons."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.matching.engine.facts import PART_NAMES, ScoreParts
from apps.matching.models import WeightSet
from apps.matching.selectors import PART_LABELS
from apps.matching.weight_services import LONGEST_REASON


class WeightsForm(forms.Form):
    """A number of points for each part, with at most two decimals. That they add up is the service's to say."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in PART_NAMES:
            self.fields[name] = forms.DecimalField(
                label=PART_LABELS[name],
                min_value=0,
                max_value=100,
                decimal_places=2,
                max_digits=5,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )

    def parts(self) -> ScoreParts:
        """The numbers in hundredths. Call it after `is_valid`."""
        return ScoreParts(**{name: int(self.cleaned_data[name] * 100) for name in PART_NAMES})

    @property
    def total(self) -> Decimal:
        """What stands in the fields, added up; what is no number counts as nothing."""
        return sum((_number(self[name].value()) for name in PART_NAMES), Decimal(0))


def points_of(weight_set: WeightSet | None, parts: ScoreParts) -> dict[str, str]:
    """What the form starts with: a version's numbers, or these."""
    named = parts.items() if weight_set is None else [(name, getattr(weight_set, name)) for name in PART_NAMES]
    return {name: f"{Decimal(points) / 100:f}" for name, points in named}


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
