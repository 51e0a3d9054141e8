"""Django's registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """搜索."""

    name = "apps.search"
    label = "search"
    verbose_name = _("搜索")
