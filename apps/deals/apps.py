"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    """对接."""

    name = "apps.deals"
    label = "deals"
    verbose_name = _("对接")

    def ready(self) -> None:
        """Connect to the news of trials."""
        from apps.deals import listeners

        listeners.register()
