"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuppliersConfig(AppConfig):
    """产品."""

    name = "apps.suppliers"
    label = "suppliers"
    verbose_name = _("产品")

    def ready(self) -> None:
        """Register the readers of uploaded files, and what becomes of names that the taxonomy doesn't know."""
        from apps.suppliers import importing, unknown_names
        from apps.suppliers.datasheets import intake
        from apps.suppliers.facts import ProductPublished
        from apps.taxonomy.facts import RelinkAsked
        from kernel import facts, outbox

        outbox.handle(importing.TOPIC, importing.read_import, queue=outbox.WAITED_FOR_QUEUE)
        outbox.handle(intake.TOPIC, intake.handle_read_datasheet, lease=intake.LEASE, queue=outbox.WAITED_FOR_QUEUE)
        outbox.handle(unknown_names.TOPIC, unknown_names.handle_link_anew)
        facts.listen(ProductPublished, unknown_names.when_published)
        facts.listen(RelinkAsked, unknown_names.when_relink_asked)
