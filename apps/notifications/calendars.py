"""Secret calendar addresses: who knows one reads the person's deadlines; it can be exchanged and revoked."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.notifications.models import CalendarAddress
from kernel import clock
from kernel.errors import NotFound


def token_of(address: CalendarAddress) -> str:
    """The secret in the address. It is made anew from the row and our key, so that no table holds it."""
    value = f"{address.user_id}:{address.nonce}"
    return salted_hmac("notifications.calendar", value, algorithm="sha256").hexdigest()[:48]


def address_of(user_id: int) -> CalendarAddress | None:
    """The person's address, if there is one."""
    return CalendarAddress.objects.filter(user_id=user_id).first()


@transaction.atomic
def renew_address(user_id: int) -> CalendarAddress:
    """Give the person an address; the one before is worth nothing from now on."""
    address = CalendarAddress(user_id=user_id, nonce=secrets.token_hex(16), created_at=clock.now())
    made = {"nonce": address.nonce, "token_digest": _digest(token_of(address)), "created_at": address.created_at}
    return CalendarAddress.objects.update_or_create(user_id=user_id, defaults=made)[0]


def revoke_address(user_id: int) -> None:
    """The address is worth nothing from now on."""
    CalendarAddress.objects.filter(user_id=user_id).delete()


def person_behind(token: str) -> User:
    """The active person whose address holds this token. Raises NotFound, for a revoked one as for one made up."""
    found = CalendarAddress.objects.select_related("user").filter(token_digest=_digest(token)).first()
    if found is None or not found.user.is_active:
        raise NotFound(_("没有找到这份日历。地址可能已被停用或更换。"))
    return found.user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
