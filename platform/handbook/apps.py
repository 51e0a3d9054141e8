"""Registration of the handbook app."""

from django.apps import AppConfig


class HandbookConfig(AppConfig):
    """Reads docs/help; no models."""

    name = "handbook"
    label = "handbook"
