"""Registration of the design app."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Template tags and the page that shows every part; no models."""

    name = "design"
    label = "design"
