"""How one form field is laid out: which kind of control it is, and what describes it to a screen reader."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class FieldView:
    """A form field ready to be drawn by components/field.html."""

    bound: BoundField
    kind: str
    label: str
    control: SafeString
    suffix: str
    prefix: str
    segment: bool
    help_id: str
    error_id: str

    @property
    def is_optional(self) -> bool:
        """Return whether the reader may leave it empty (yes/no boxes say nothing about it)."""
        return not self.bound.field.required and self.kind != "checkbox"


def control_kind(widget: forms.Widget) -> str:
    """Return hidden, checkbox, group (radio or several boxes), file, or plain."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


def field_view(
    bound: BoundField, *, suffix: str = "", prefix: str = "", segment: bool = False, label: str = ""
) -> FieldView:
    """Return the view of a bound field, its control already rendered with aria-describedby and aria-invalid."""
    help_id = f"{bound.auto_id}_help" if bound.help_text else ""
    error_id = f"{bound.auto_id}_error" if bound.errors else ""
    attrs: dict[str, str | bool] = {}
    if described := " ".join(filter(None, (error_id, help_id))):
        attrs["aria-describedby"] = described
    if error_id:
        attrs["aria-invalid"] = "true"
    return FieldView(
        bound=bound,
        kind=control_kind(bound.field.widget),
        label=label or str(bound.label or ""),
        control=bound.as_widget(attrs=attrs),
        suffix=suffix,
        prefix=prefix,
        segment=segment,
        help_id=help_id,
        error_id=error_id,
    )
