"""What beat rings for."""

from __future__ import annotations

from celery import shared_task

from apps.notifications import deliveries, mailing


@shared_task(name="notifications.ask_for_mail")
def ask_for_mail() -> None:
    """Ask for digests that are due and mails that are late."""
    mailing.ask_for_mail()


@shared_task(name="notifications.forget_deliveries")
def forget_deliveries() -> None:
    """Delete the log of deliveries that nobody needs any more."""
    deliveries.forget_old()
