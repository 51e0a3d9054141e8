"""The one reader of the clock."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This process's time, aware."""
    return timezone.now()


def today() -> date:
    """Today's date at the platform's place."""
    return timezone.localdate()
