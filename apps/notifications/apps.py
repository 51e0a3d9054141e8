"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """通知."""

    name = "apps.notifications"
    label = "notifications"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Connect the listeners and the outbox handlers."""
        from apps.notifications import deliveries, listeners, mailing

        listeners.register()
        mailing.register()
        deliveries.register()
