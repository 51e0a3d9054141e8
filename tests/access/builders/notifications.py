"""What the routes of notifications are about."""

from __future__ import annotations

from apps.notifications.calendars import renew_address, token_of
from apps.notifications.models import Delivery, Notification, Webhook
from apps.notifications.preferences import unsubscribe_token
from kernel import clock
from tests.access.world import Params, builds
from tests.cast import Cast, organisation_of


@builds
def notification_of_institution_member(cast: Cast) -> Params:
    """An unread notification of one person."""
    notification = Notification.objects.create(
        user=cast.institution_member, kind=Notification.Kind.MATCH, title="比对完成", url="/notifications/"
    )
    return {"notification_id": notification.pk}


@builds
def a_moment(cast: Cast) -> Params:
    """A moment at which nobody marked anything."""
    return {"stamp": 1_700_000_000_000_000}


@builds
def unsubscribe_link(cast: Cast) -> Params:
    """The link of a mail to one person."""
    return {"token": unsubscribe_token(cast.institution_member.pk, Notification.Kind.MATCH)}


@builds
def forged_unsubscribe_link(cast: Cast) -> Params:
    """A link that we have not signed."""
    return {"token": f"WzEsIm1hdGNoIl0:{'x' * 43}"}


@builds
def webhook_of_institution(cast: Cast) -> Params:
    """An address that the institution's owner has registered."""
    return {"webhook_id": _webhook(cast).pk}


@builds
def failed_delivery_of_institution(cast: Cast) -> Params:
    """A message that did not get through."""
    webhook = _webhook(cast)
    delivery = webhook.deliveries.create(
        subject=Delivery.Subject.TEST, body="{}", state=Delivery.State.FAILED, due_at=clock.now()
    )
    return {"webhook_id": webhook.pk, "delivery_id": delivery.pk}


@builds
def calendar_of_institution_member(cast: Cast) -> Params:
    """A person's secret address."""
    return {"token": token_of(renew_address(cast.institution_member.pk))}


@builds
def calendar_of_nobody(cast: Cast) -> Params:
    """An address that was never given."""
    return {"token": "0" * 48}


def _webhook(cast: Cast) -> Webhook:
    return Webhook.objects.create(
        organisation=organisation_of(cast.institution_owner),
        url=f"https://hooks.example.org/{Webhook.objects.count()}",
        subjects=[],  # what else happens in this world must not be sent to the net
        nonce="0" * 32,
        created_by=cast.institution_owner,
    )
