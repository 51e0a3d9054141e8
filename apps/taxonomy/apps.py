"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    """细分领域."""

    name = "apps.taxonomy"
    label = "taxonomy"
    verbose_name = _("细分领域")
