"""Mends that the check-up proposes: changes of rows, each kept as one, so that one undo takes it back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.contents import RowChange
from apps.demands.conversion import LONGEST_BOUND
from apps.demands.edits import Kind, keep, snapshots
from apps.demands.lines import read_part
from apps.demands.models import Requirement
from apps.demands.rows import exchange_rows, saved
from apps.demands.selectors import row_of
from apps.demands.versions import lock_draft
from apps.taxonomy.language.types import Operator
from apps.taxonomy.models import Parameter
from kernel.errors import InvalidInput

_ENDS = " ，,、；;：:。"


@transaction.atomic
def open_equals(demand_id: int, row_id: int, *, actor: Actor) -> Requirement:
    """Turn = into ≥ or ≤, whichever side is better for the parameter. Raises InvalidInput where none is."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    better = row.parameter.better if row.parameter else ""
    if row.op != Operator.EQUALS or not better:
        raise InvalidInput(_("这一行不是定值，或参数没有优劣方向，请直接修改。"))
    before = snapshots([row])
    is_higher = better == Parameter.Better.HIGHER
    row.op = (Operator.AT_LEAST if is_higher else Operator.AT_MOST).value
    row.lo, row.hi = (row.lo, "") if is_higher else ("", row.hi)
    row.is_strict, row.is_confirmed = False, True
    saved(row, "op", "lo", "hi", "is_strict", "is_confirmed")
    keep(version, Kind.EDIT, actor, before=before, after=[row])
    return row


@transaction.atomic
def drop_words(demand_id: int, row_id: int, *, words: Sequence[str], actor: Actor) -> list[Requirement]:
    """Take words out of the line that a row was read from, and read what is left anew, in the place of its rows.

    Where nothing is left, the rows go. Raises InvalidInput when none of the words stands there any more.
    """
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    text = row.raw_text
    for word in words:
        text = text.replace(word, "")
    text = text.strip(_ENDS)
    if text == row.raw_text.strip(_ENDS):
        raise InvalidInput(_("原文中已没有这些字，请刷新页面。"))
    siblings = list(version.requirements.filter(line=row.line, raw_text=row.raw_text).order_by("position", "id"))
    made = read_part(version, text, number=row.line, like=row) if text else []
    return exchange_rows(version, Kind.WORDS, siblings, made, actor)


@transaction.atomic
def relax_rows(
    demand_id: int, *, changes: Sequence[RowChange], actor: Actor, kind: Kind = Kind.RELAX
) -> list[Requirement]:
    """Write changed bounds, members and marks into rows, all as one change that one undo takes back.

    `kind` is what the change is called where it is listed.

    Raises NotFound for a row that is gone, InvalidInput for a bound that no row can hold.
    """
    version = lock_draft(demand_id, actor)
    rows = [row_of(version, change.row_id) for change in changes]
    if any(len(bound) > LONGEST_BOUND for change in changes for bound in (change.lo, change.hi)):
        raise InvalidInput(_("放宽后的数值在这一行的单位下写不尽，请先把这一行换成别的单位。"))
    before = snapshots(rows)
    for row, change in zip(rows, changes, strict=True):
        row.op, row.lo, row.hi, row.mark = change.op.value, change.lo, change.hi, change.mark.value
        row.members, row.is_strict = list(change.members), change.is_strict
        saved(row, "op", "lo", "hi", "mark", "members", "is_strict")
    keep(version, kind, actor, before=before, after=rows)
    return rows
