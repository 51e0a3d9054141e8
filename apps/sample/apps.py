"""Django's registration of the app."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """示例世界."""

    name = "apps.sample"
    label = "sample"
