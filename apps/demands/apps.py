"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemandsConfig(AppConfig):
    """需求."""

    name = "apps.demands"
    label = "demands"
    verbose_name = _("需求")
