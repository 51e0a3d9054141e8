"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnswersConfig(AppConfig):
    """应答."""

    name = "apps.answers"
    label = "answers"
    verbose_name = _("应答")

    def ready(self) -> None:
        """Connect the listeners and the reader of files that come back."""
        from apps.answers import listeners

        listeners.register()
