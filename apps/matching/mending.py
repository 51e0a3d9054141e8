"""Mends of the check-up: each is one change of rows in apps.demands, which one undo takes back."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands import mends, rows
from apps.demands.findings import MendKind
from apps.demands.models import DemandVersion
from apps.matching import access
from apps.matching.checkups import check_up
from apps.matching.relaxing import Proposal, advise, find_proposal
from apps.taxonomy.language.types import Mark
from kernel.errors import AccessDenied, Conflict, InvalidInput


def mend(demand_id: int, *, kind: MendKind, row_id: int, words: Sequence[str], actor: Actor) -> None:
    """Apply one mend to a row of the open version. Raises what the service of apps.demands raises."""
    if kind is MendKind.DELETE:
        rows.delete_row(demand_id, row_id, actor=actor)
    elif kind is MendKind.OPEN:
        mends.open_equals(demand_id, row_id, actor=actor)
    elif kind is MendKind.DROP_WORDS:
        mends.drop_words(demand_id, row_id, words=words, actor=actor)
    elif kind is MendKind.DEMOTE:
        rows.mark_row(demand_id, row_id, mark=Mark.GENERAL, actor=actor)
    else:
        raise InvalidInput(_("这一处需要自己改写，请在条款里修改。"), detail={"kind": kind.value})


def adopt(version: DemandVersion, *, key: str, actor: Actor) -> Proposal:
    """Write a proposal into the draft's rows as one change.

    Raises AccessDenied outside the institution, Conflict when rows or products have changed since it was shown.
    """
    if not access.may_see_relaxations(actor, version.demand):
        raise AccessDenied(_("放宽建议只给需求单位自己看。"))
    proposal = find_proposal(advise(check_up(version)), key)
    if proposal is None:
        raise Conflict(_("条款或产品已有变化，这条建议不再适用。请看新的建议。"))
    mends.relax_rows(version.demand_id, changes=proposal.changes, actor=actor)
    return proposal
