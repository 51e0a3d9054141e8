"""Pointing colleagues to a result: a notification with the address, filters and trial included.

There is no link for people outside the organisation: to them another organisation's result looks like no result at
all, and a link that opened it would break that rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Membership
from apps.accounts.selectors import members_of
from apps.demands.models import Demand
from apps.matching import access
from apps.notifications.models import Notification
from apps.notifications.services import notify
from kernel.errors import AccessDenied, InvalidInput
from kernel.wording import worded

LONGEST_NOTE = 200
LONGEST_URL = 300  # what a notification holds


def colleagues_of(actor: Actor) -> list[Membership]:
    """The other active members of the actor's organisation, longest standing first."""
    if actor.organisation_id is None:
        return []
    members = members_of(actor.organisation_id).filter(user__is_active=True)
    return list(members.exclude(user_id=actor.person.pk))


@transaction.atomic
def share_result(demand: Demand, *, user_ids: Iterable[int], url: str, note: str, actor: Actor) -> int:
    """Tell these colleagues of the page at `url`, with a note. Returns how many were told.

    Raises AccessDenied, or InvalidInput where nobody is chosen, somebody is no colleague, or the address is too long.
    """
    if not access.may_share(actor, demand):
        raise AccessDenied(_("只有需求单位和经理人可以把比对结果转给本单位同事。"))
    wanted = set(user_ids)
    if not wanted:
        raise InvalidInput(_("请至少选一位同事。"), detail={"user": _("请至少选一位同事。")})
    if wanted - {member.user_id for member in colleagues_of(actor)}:
        raise InvalidInput(_("所选的人不是本单位的在职成员，请重新选择。"), detail={"user": _("请重新选择")})
    if len(url) > LONGEST_URL:
        raise InvalidInput(_("试改的条款太多，地址放不下。请减少几条，或先另存为草稿再分享。"))
    words = {"name": actor.person.name, "title": demand.published_version.title if demand.published_version else ""}
    notify(
        wanted,
        kind=Notification.Kind.MATCH,
        title=worded("%(name)s 请您看比对结果：%(title)s", **words),
        body=note.strip()[:LONGEST_NOTE],
        url=url,
        subject_key=f"share:{demand.pk}:{actor.person.pk}",
    )
    return len(wanted)
