"""Forms of answers. They hold no rules: the services say what is accepted."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.answers.contents import TEXTS, RowFields
from design.forms import MoneyField
from kernel.ids import id_from


class OfferForm(forms.Form):
    """Price and delivery as they would be offered."""

    price_yuan = MoneyField(label=_("报价"), required=False, max_length=40)
    delivery_days = forms.IntegerField(label=_("承诺交货期"), required=False, min_value=0, max_value=3650)


class ReadBackForm(forms.Form):
    """A table that was filled in outside."""

    file = forms.FileField(label=_("填好的应答表"), help_text=_("从本页导出的 .xlsx，用 Excel 或 WPS 填写后上传"))


def row_fields(posted: QueryDict) -> RowFields:
    """What a row's form holds; a field that it lacks is empty."""
    texts = {name: posted.get(name, "") for name in TEXTS}
    return RowFields(**texts, is_confirmed=bool(posted.get("is_confirmed")))


def seen_edit(posted: QueryDict) -> int:
    """The edit of the row that the form was drawn from; -1, which no row has, where it doesn't say."""
    number = id_from(posted.get("edit", ""))
    return -1 if number is None else number
