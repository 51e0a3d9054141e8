"""What the forms of several apps share: a field for money, and how a refusal is shown. They hold no rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kernel.errors import DomainError, InvalidInput
from kernel.money import read_yuan


class MoneyField(forms.CharField):
    """An amount as people type it (300万, 3,000,000), cleaned to 元; None for nothing."""

    def clean(self, value: Any) -> Decimal | None:
        """Read the amount. Raises ValidationError with the way out."""
        text = super().clean(value)
        try:
            return read_yuan(text) if text else None
        except InvalidInput as problem:
            raise forms.ValidationError(problem.message) from problem


def show_problem(form: forms.Form, problem: DomainError) -> None:
    """Show what a service refused beside the fields that it names, or above the form."""
    named = {name: message for name, message in problem.detail.items() if name in form.fields}
    for name, message in named.items():
        form.add_error(name, str(message))
    if not named:
        form.add_error(None, problem.message)
