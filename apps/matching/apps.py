"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """比对."""

    name = "apps.matching"
    label = "matching"
    verbose_name = _("比对")

    def ready(self) -> None:
        """Connect to the news of demands and products."""
        from apps.matching import listeners

        listeners.register()
