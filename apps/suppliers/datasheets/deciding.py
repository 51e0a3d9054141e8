"""Decisions on proposals: accept, reject, edit, assign, add by hand; each keeps what it changed and can be undone.

Every function locks the datasheet first and raises NotFound for another maker's, Conflict for one that is no longer
open; what is typed is checked and refused with InvalidInput.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers.datasheets.comparing import Compared, Standing, standings_of
from apps.suppliers.datasheets.locking import lock_open
from apps.suppliers.datasheets.proposing import SURE
from apps.suppliers.datasheets.selectors import present_values, proposal_of
from apps.suppliers.models import Datasheet, DatasheetEdit, DatasheetProposal
from apps.taxonomy.models import Parameter
from kernel.errors import InvalidInput

EDITS_KEPT = 50
MOST_ADDED = 700
_KEPT = ("parameter_id", "printed_name", "text", "condition", "evidence", "confidence", "doubt", "decision", "is_quiet")
Decision = DatasheetProposal.Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFields:
    """A proposal as it is typed. `parameter` is a code, '' for a parameter of the maker's own with `printed_name`."""

    text: str
    parameter: str = ""
    printed_name: str = ""
    condition: str = ""
    evidence: str = ""


@transaction.atomic
def decide(datasheet_id: int, proposal_id: int, *, decision: Decision, actor: Actor) -> DatasheetProposal:
    """Accept a proposal as it stands, drop it, or leave it open again."""
    datasheet = lock_open(datasheet_id, actor)
    row = proposal_of(datasheet, proposal_id)
    _keep(datasheet, actor, before=[row])
    row.decision = decision
    row.save(update_fields=["decision"])
    return row


@transaction.atomic
def edit_proposal(datasheet_id: int, proposal_id: int, *, fields: ProposalFields, actor: Actor) -> DatasheetProposal:
    """Write a proposal anew, perhaps for another parameter; it counts as accepted."""
    datasheet = lock_open(datasheet_id, actor)
    row = proposal_of(datasheet, proposal_id)
    parameter = _checked(fields)
    _keep(datasheet, actor, before=[row])
    _fill(row, fields, parameter)
    row.save()
    return row


@transaction.atomic
def add_proposal(datasheet_id: int, *, fields: ProposalFields, actor: Actor) -> DatasheetProposal:
    """Add what the datasheet does not say; it counts as accepted."""
    datasheet = lock_open(datasheet_id, actor)
    parameter = _checked(fields)
    if datasheet.proposals.count() >= MOST_ADDED:
        raise InvalidInput(_("一份样本最多 %(most)s 行指标。") % {"most": MOST_ADDED})
    last = datasheet.proposals.aggregate(last=Max("position"))["last"] or 0
    row = DatasheetProposal(datasheet=datasheet, position=last + 1)
    _fill(row, fields, parameter)
    row.save()
    _keep(datasheet, actor, created=[row.pk])
    return row


@transaction.atomic
def accept_sure(datasheet_id: int, *, actor: Actor) -> int:
    """Accept all open proposals of 95 % and more that change nothing the product says already. Gives how many."""
    datasheet = lock_open(datasheet_id, actor)
    known = list(datasheet.proposals.select_related("parameter"))
    rows = sure_rows(known, standings_of(known, present_values(datasheet.product)))
    if rows:
        _keep(datasheet, actor, before=rows)
    return datasheet.proposals.filter(pk__in=[row.pk for row in rows]).update(decision=Decision.ACCEPTED)


def sure_rows(rows: Sequence[DatasheetProposal], compared: Mapping[int, Compared]) -> list[DatasheetProposal]:
    """The open proposals that `accept_sure` would take. `compared` says how each stands to the product's values."""
    return [
        row
        for row in rows
        if row.decision == Decision.OPEN
        and row.confidence >= SURE
        and row.parameter_id is not None
        and not row.is_quiet
        and compared[row.pk].standing in (Standing.NEW, Standing.SAME)
    ]


@transaction.atomic
def undo_last(datasheet_id: int, *, actor: Actor) -> bool:
    """Take back the last change of proposals; whether there was one."""
    datasheet = lock_open(datasheet_id, actor)
    edit = datasheet.edits.order_by("-id").first()
    if edit is None:
        return False
    datasheet.proposals.filter(pk__in=edit.created_ids).delete()
    for fields in edit.before:
        datasheet.proposals.filter(pk=fields["id"]).update(**{name: fields[name] for name in _KEPT})
    edit.delete()
    return True


def _keep(
    datasheet: Datasheet, actor: Actor, *, before: Iterable[DatasheetProposal] = (), created: Sequence[int] = ()
) -> None:
    assert actor.user is not None  # noqa: S101  lock_open lets only members pass
    snapshot: list[dict[str, Any]] = [{"id": row.pk} | {name: getattr(row, name) for name in _KEPT} for row in before]
    DatasheetEdit.objects.create(datasheet=datasheet, before=snapshot, created_ids=list(created), made_by=actor.user)
    old = datasheet.edits.order_by("-id").values_list("pk", flat=True)[EDITS_KEPT:]
    DatasheetEdit.objects.filter(pk__in=list(old)).delete()


def _checked(fields: ProposalFields) -> Parameter | None:
    """The parameter that is meant. Raises InvalidInput naming the field."""
    longest = {"text": 400, "printed_name": 120, "condition": 200, "evidence": 200}
    problems = {
        name: _("最多 %(most)s 个字。") % {"most": most}
        for name, most in longest.items()
        if len(getattr(fields, name)) > most
    }
    parameter = Parameter.objects.filter(code=fields.parameter, is_active=True).first() if fields.parameter else None
    if not fields.text.strip():
        problems["text"] = _("请填写指标值，或不采用这一行。")
    if fields.parameter and parameter is None:
        problems["parameter"] = _("没有代码为 %(code)s 的参数，请从模板中选择。") % {"code": fields.parameter[:60]}
    if not fields.parameter and not fields.printed_name.strip():
        problems["printed_name"] = _("请填写参数名称。")
    if problems:
        raise InvalidInput(next(iter(problems.values())), detail=problems)
    return parameter


def _fill(row: DatasheetProposal, fields: ProposalFields, parameter: Parameter | None) -> None:
    row.parameter = parameter
    row.printed_name = (fields.printed_name.strip() or (parameter.name_zh if parameter else ""))[:120]
    row.text, row.condition, row.evidence = fields.text.strip(), fields.condition.strip(), fields.evidence.strip()
    row.confidence, row.doubt, row.decision, row.is_quiet = 100, "", Decision.ACCEPTED, False
