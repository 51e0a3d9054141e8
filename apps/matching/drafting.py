"""另存为草稿: what was tried on the result page becomes a draft version, through the services of demands.

The published version stays as it is until the draft has gone through approval like any other change.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands import mends
from apps.demands.contents import RowChange
from apps.demands.edits import Kind
from apps.demands.models import Demand, DemandVersion, Requirement
from apps.demands.selectors import rows_of
from apps.demands.services import revise_demand
from apps.matching import access
from apps.matching.whatif import Trial
from apps.taxonomy.language.types import Mark, Operator
from kernel.errors import AccessDenied, Conflict, InvalidInput


@transaction.atomic
def save_trial(demand: Demand, trial: Trial, *, actor: Actor) -> DemandVersion:
    """Begin a change of the demand with the bounds that were tried; one undo takes the bounds back.

    Raises AccessDenied outside the institution, InvalidInput where nothing is tried or something can't be read,
    TransitionRefused when a change is under way already, and Conflict when another version has been published since
    the trial was read; then nothing is written.
    """
    if not access.may_save_trial(actor, demand):
        raise AccessDenied(_("只有本单位成员可以把试算存为已发布需求的新草稿。"))
    if trial.wrong:
        raise InvalidInput(" ".join(trial.wrong.values()), detail=dict(trial.wrong))
    if not trial.is_on:
        raise InvalidInput(_("没有试改任何条款，不需要另存。"))
    version = revise_demand(demand.pk, actor=actor, reason=_("由比对结果的试算另存"))
    if demand.published_version is None or version.number != demand.published_version.number + 1:
        raise Conflict(_("需求刚刚发布了新的版本，请刷新页面，按新版本重新试算。"))
    copies = _copies(demand.published_version, version)
    changes = [_change(row, copies[row.pk]) for row in trial.tried_rows() if row.pk in {t.row.pk for t in trial.turns}]
    mends.relax_rows(demand.pk, changes=changes, actor=actor, kind=Kind.EDIT)
    return version


def _copies(published: DemandVersion, version: DemandVersion) -> dict[int, int]:
    """{row of the published version: its copy}. A new version holds copies of all rows in the same order."""
    return {old.pk: new.pk for old, new in zip(rows_of(published), rows_of(version), strict=True)}


def _change(tried: Requirement, copy_id: int) -> RowChange:
    return RowChange(
        row_id=copy_id,
        op=Operator(tried.op),
        lo=tried.lo,
        hi=tried.hi,
        members=tuple(tried.members),
        is_strict=tried.is_strict,
        mark=Mark(tried.mark),
    )
