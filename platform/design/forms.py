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


class ManyFilesInput(forms.FileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files, cleaned to a list of at least one. What is inside them is the services' business."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Clean each file; an empty one is left to the service, which says it by name."""
        files = data if isinstance(data, list | tuple) else [data]
        if self.required and not any(files):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [file for file in files if file]


def show_problem(form: forms.Form, problem: DomainError) -> None:
    """Show what a service refused beside the fields that it names, or above the form."""
    named = {name: message for name, message in problem.detail.items() if name in form.fields}
    for name, message in named.items():
        for line in message if isinstance(message, list) else [message]:
            form.add_error(name, str(line))
    if not named:
        form.add_error(None, problem.message)
