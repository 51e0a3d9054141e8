"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemandsConfig(AppConfig):
    """需求."""

    name = "apps.demands"
    label = "demands"
    verbose_name = _("需求")

    def ready(self) -> None:
        """Register the reader of documents, and what becomes of names that the taxonomy doesn't know."""
        from apps.demands import documents, unknown_names
        from apps.demands.facts import DemandPublished
        from apps.taxonomy.facts import RelinkAsked
        from kernel import facts, outbox

        outbox.handle(
            documents.TOPIC, documents.handle_read_document, lease=documents.LEASE, queue=outbox.WAITED_FOR_QUEUE
        )
        outbox.handle(unknown_names.TOPIC, unknown_names.handle_link_anew)
        facts.listen(DemandPublished, unknown_names.when_published)
        facts.listen(RelinkAsked, unknown_names.when_relink_asked)
