"""Django's registration of the kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Errors, facts, transitions, outbox, clock, money, api."""

    name = "kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
