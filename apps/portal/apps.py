"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """门户."""

    name = "apps.portal"
    label = "portal"
    verbose_name = _("门户")
