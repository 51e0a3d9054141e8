"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrialsConfig(AppConfig):
    """验证评价."""

    name = "apps.trials"
    label = "trials"
    verbose_name = _("验证评价")
