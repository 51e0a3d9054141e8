"""Assembles the platform: settings, addresses, the worker, the web server's entry points."""

from config.worker import app as celery_app

__all__ = ["celery_app"]
