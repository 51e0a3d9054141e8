"""Forms of notifications. The rules are those of preferences and webhooks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.notifications.models import Notification
from apps.notifications.preferences import SUBJECT_TEXTS
from apps.notifications.webhooks import LONGEST_URL
from kernel.languages import named_lazy


class WebhookForm(forms.Form):
    """An address and what it is told."""

    url = forms.CharField(
        label=_("接收地址"),
        max_length=LONGEST_URL,
        help_text=_("以 https:// 开头的公网地址，例如 https://hooks.example.edu.cn/yiqiao"),
    )
    subjects = forms.MultipleChoiceField(
        label=_("推送哪些主题"),
        choices=[(kind, named_lazy(label, SUBJECT_TEXTS[kind])) for kind, label in Notification.Kind.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一个主题。")},
    )
