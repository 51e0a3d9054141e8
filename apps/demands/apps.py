"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemandsConfig(AppConfig):
    """需求."""

    name = "apps.demands"
    label = "demands"
    verbose_name = _("需求")

    def ready(self) -> None:
        """Register the reader of documents."""
        from apps.demands import documents
        from kernel import outbox

        outbox.handle(
            documents.TOPIC, documents.handle_read_document, lease=documents.LEASE, queue=outbox.WAITED_FOR_QUEUE
        )
