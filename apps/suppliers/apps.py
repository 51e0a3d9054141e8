"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    """产品."""

    name = "apps.suppliers"
    label = "suppliers"
    verbose_name = _("产品")

    def ready(self) -> None:
        """Register the readers of uploaded files."""
        from apps.suppliers import importing
        from apps.suppliers.datasheets import intake
        from kernel import outbox

        outbox.handle(importing.TOPIC, importing.read_import, queue=outbox.WAITED_FOR_QUEUE)
        outbox.handle(intake.TOPIC, intake.handle_read_datasheet, lease=intake.LEASE, queue=outbox.WAITED_FOR_QUEUE)
