"""The lock that every change of a datasheet takes first. Order: datasheet before product."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import access
from apps.suppliers.datasheets.selectors import not_found
from apps.suppliers.models import Datasheet
from kernel.errors import Conflict


def lock(datasheet_id: int, actor: Actor) -> Datasheet:
    """The datasheet of the actor's maker, locked until the end of the transaction. Raises NotFound."""
    rows = Datasheet.objects.select_for_update(no_key=True, of=("self",)).select_related("product", "category")
    found = rows.filter(pk=datasheet_id).first()
    if found is None or not access.may_read_datasheet(actor, found):
        raise not_found()
    return found


def lock_open(datasheet_id: int, actor: Actor) -> Datasheet:
    """As `lock`; raises Conflict for one that is not waiting to be looked at."""
    found = lock(datasheet_id, actor)
    if found.state != Datasheet.State.READ:
        raise Conflict(_("该样本的状态是“%(state)s”，不能修改。") % {"state": found.get_state_display()})
    return found
