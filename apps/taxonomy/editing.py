"""What the taxonomy's editors do with a proposed name: alias, new parameter, rejection, undo, linking drafts anew.

Every service locks the proposal, checks the step against `LIFECYCLE`, logs who did it, and takes effect with the next
reading: linkers are kept by `taxonomy_version`, which every one of these writes changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.taxonomy import access
from apps.taxonomy.facts import RelinkAsked, TaxonomyChanged
from apps.taxonomy.files import KINDS_WITH_UNIT
from apps.taxonomy.language.units import default_units
from apps.taxonomy.lifecycle import LIFECYCLE, Step
from apps.taxonomy.models import AcceptedAlias, NameDecision, NameProposal, Parameter, TemplateRow
from apps.taxonomy.proposal_selectors import parameters_for
from apps.taxonomy.selectors import linker_for
from kernel import clock, facts
from kernel.errors import AccessDenied, DomainError, InvalidInput, NotFound
from kernel.languages import strung

LONGEST_REASON = 400
_CODE = re.compile(r"[a-z][a-z0-9]{0,15}\.[a-z][a-z0-9_]{0,40}")
State = NameProposal.State


@dataclass(frozen=True, slots=True)
class NewParameter:
    """A parameter that an editor adds to a category's template; see `models.Parameter`."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    unit: str = ""
    quantity: str = ""
    better: str = ""
    settable: bool = False
    conditions: tuple[str, ...] = ()
    group: str = ""


@transaction.atomic
def accept_alias(proposal_id: int, *, parameter_code: str, actor: Actor) -> NameProposal:
    """Take the name as an alias of a parameter that its category may mean.

    Raises AccessDenied, NotFound, TransitionRefused, or InvalidInput where the parameter is not of the category's
    template, or where the name would still not lead to it.
    """
    proposal = _locked(proposal_id, actor)
    state = LIFECYCLE.after(State(proposal.state), Step.ALIAS)
    offered = {parameter.code: parameter for parameter in parameters_for(proposal.category)}
    if parameter_code not in offered:
        message = _("“%(code)s”不在该细分领域可用的参数中，请从列表里选择。") % {"code": parameter_code[:60]}
        raise InvalidInput(message, detail={"parameter": message})
    parameter = offered[parameter_code]
    AcceptedAlias.objects.create(parameter=parameter, proposal=proposal, name=proposal.name)
    _check_effect(proposal, parameter)
    _take(proposal, Step.ALIAS, state, actor=actor, parameter=parameter)
    _publish(proposal, parameter)
    return proposal


@transaction.atomic
def accept_parameter(proposal_id: int, *, new: NewParameter, actor: Actor) -> NameProposal:
    """Add a parameter to the category's template; the printed name becomes its alias.

    A code that was added and taken back before is used again. Raises AccessDenied, NotFound, TransitionRefused, or
    InvalidInput naming the field: a code that exists or is none, a unit that is not in the table of units.
    """
    proposal = _locked(proposal_id, actor)
    state = LIFECYCLE.after(State(proposal.state), Step.PARAMETER)
    parameter = _write_parameter(_checked(new))
    TemplateRow.objects.get_or_create(
        category=proposal.category,
        parameter=parameter,
        defaults={"group": new.group[:40], "position": _next_position(proposal), "is_added": True},
    )
    AcceptedAlias.objects.create(parameter=parameter, proposal=proposal, name=proposal.name)
    _take(proposal, Step.PARAMETER, state, actor=actor, parameter=parameter)
    _publish(proposal, parameter)
    return proposal


@transaction.atomic
def reject(proposal_id: int, *, reason: str, actor: Actor) -> NameProposal:
    """Say why the name is no parameter; it goes on being counted. Raises InvalidInput without a reason."""
    proposal = _locked(proposal_id, actor)
    state = LIFECYCLE.after(State(proposal.state), Step.REJECT)
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("请写明驳回的理由。"), detail={"reason": _("不能为空")})
    _take(proposal, Step.REJECT, state, actor=actor, reason=reason[:LONGEST_REASON])
    return proposal


@transaction.atomic
def undo(proposal_id: int, *, actor: Actor) -> NameProposal:
    """Take a decision back: the alias goes, a parameter added by it leaves the template and is switched off.

    What was linked in the meantime stays as it is; the next reading links it no more.
    """
    proposal = _locked(proposal_id, actor)
    before = State(proposal.state)
    state = LIFECYCLE.after(before, Step.UNDO)
    parameter = proposal.parameter
    AcceptedAlias.objects.filter(proposal=proposal).delete()
    if before == State.PARAMETER and parameter is not None and parameter.is_added:
        _switch_off(proposal, parameter)
    _take(proposal, Step.UNDO, state, actor=actor, parameter=parameter)
    if parameter is not None:
        _publish(proposal, parameter)
    return proposal


@transaction.atomic
def ask_relink(proposal_id: int, *, actor: Actor) -> NameProposal:
    """Have the drafts linked anew in which the accepted name stood unlinked. Published versions stay as they are."""
    proposal = _locked(proposal_id, actor)
    state = LIFECYCLE.after(State(proposal.state), Step.RELINK)
    _log(proposal, Step.RELINK, from_state=proposal.state, to_state=state, actor=actor, reason="")
    facts.publish(RelinkAsked(proposal.pk))
    return proposal


def accept_many(chosen: Iterable[tuple[int, str]], *, actor: Actor) -> tuple[int, list[str]]:
    """Accept each (proposal, parameter code) as an alias; gives how many, and what was refused and why.

    Each stands for itself: one refusal keeps no other from being accepted.
    """
    accepted, refused = 0, []
    for proposal_id, code in chosen:
        try:
            accept_alias(proposal_id, parameter_code=code, actor=actor)
            accepted += 1
        except AccessDenied:
            raise
        except DomainError as problem:
            refused.append(problem.message)
    return accepted, refused


@transaction.atomic
def note_relinked(proposal_id: int, *, rows: int, what: str) -> None:
    """Log how many rows were linked anew after `ask_relink`; called by those whose rows they are."""
    proposal = NameProposal.objects.filter(pk=proposal_id).first()
    if proposal is not None:
        words = ngettext("%(what)s：重新对应 %(rows)s 行", "%(what)s：重新对应 %(rows)s 行", rows)
        words %= {"what": what, "rows": rows}
        _log(proposal, Step.RELINK, from_state=proposal.state, to_state=proposal.state, actor=Actor(), reason=words)


def demand_editor(actor: Actor) -> None:
    """Raises AccessDenied for everybody who decides on no proposals; asked before anything else is looked at."""
    if not access.may_decide_proposals(actor):
        raise AccessDenied(_("只有平台管理员可以处理词表提议。"))


def _locked(proposal_id: int, actor: Actor) -> NameProposal:
    demand_editor(actor)
    rows = NameProposal.objects.select_for_update(no_key=True, of=("self",)).select_related("category", "parameter")
    proposal = rows.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound(_("没有这条词表提议；它可能已随原文件一起删除。"))
    return proposal


def _check_effect(proposal: NameProposal, parameter: Parameter) -> None:
    """A new alias must lead to its parameter for at least one of the ways in which the name is printed."""
    linker = linker_for(proposal.category.code)
    sightings = list(proposal.sightings.all()[:50])
    links = [linker.link(s.printed_name, group=s.group, unit=s.unit or None) for s in sightings]
    if not sightings:
        links = [linker.link(proposal.name)]
    if any(link is not None and link.code == parameter.code for link in links):
        return
    message = _("收为“%(name)s”的别名后仍不会对应：印出的单位不属于该参数的物理量，或另一参数已有此名。") % {
        "name": parameter.name_zh
    }
    raise InvalidInput(message, detail={"parameter": message})


def _checked(new: NewParameter) -> NewParameter:
    problems: dict[str, str] = {}
    if not _CODE.fullmatch(new.code):
        problems["code"] = _("代码须形如 lc.max_pressure：小写字母、数字、下划线，中间一个点。")
    if not new.name_zh.strip():
        problems["name_zh"] = _("不能为空")
    if new.kind not in Parameter.Kind.values:
        problems["kind"] = _("请选择类型。")
    quantity = _quantity_of(new)
    if quantity is None:
        problems["unit"] = _("单位“%(unit)s”不在单位表中，或有多个物理量：请改单位或写明物理量。") % {
            "unit": new.unit[:40]
        }
    if problems:
        raise InvalidInput(strung(problems.values()), detail=problems)
    return NewParameter(
        new.code, new.name_zh.strip()[:120], new.name_en.strip()[:160], new.kind, new.unit.strip()[:40], quantity or "",
        new.better if new.kind in KINDS_WITH_UNIT else "", new.settable, new.conditions, new.group,
    )  # fmt: skip


def _quantity_of(new: NewParameter) -> str | None:
    """The quantity that the unit says, or that is written; a kind without a unit is its own. None where it is open."""
    if new.kind not in KINDS_WITH_UNIT:
        return None if new.unit.strip() else new.kind
    known = default_units().quantities(new.unit.strip())
    if new.quantity:
        return new.quantity if default_units().find(new.unit.strip(), new.quantity) else None
    return known[0] if len(known) == 1 else None


def _write_parameter(new: NewParameter) -> Parameter:
    values = {
        "name_zh": new.name_zh,
        "name_en": new.name_en,
        "kind": new.kind,
        "quantity": new.quantity,
        "unit": new.unit,
        "better": new.better,
        "settable": new.settable,
        "conditions": list(new.conditions),
        "is_active": True,
        "is_added": True,
    }
    taken = InvalidInput(
        _("代码 %(code)s 已在词表中。若指同一参数，请收为它的别名。") % {"code": new.code},
        detail={"code": _("已在词表中")},
    )
    existing = Parameter.objects.select_for_update(no_key=True).filter(code=new.code).first()
    if existing is not None and (existing.is_active or not existing.is_added):
        raise taken
    if existing is not None:
        Parameter.objects.filter(pk=existing.pk).update(**values)
        return Parameter.objects.get(pk=existing.pk)
    try:
        with transaction.atomic():
            return Parameter.objects.create(code=new.code, **values)
    except IntegrityError as race:
        raise taken from race


def _next_position(proposal: NameProposal) -> int:
    last = TemplateRow.objects.filter(category=proposal.category).order_by("-position").first()
    return last.position + 10 if last else 10


def _switch_off(proposal: NameProposal, parameter: Parameter) -> None:
    TemplateRow.objects.filter(category=proposal.category, parameter=parameter, is_added=True).delete()
    if not TemplateRow.objects.filter(parameter=parameter).exists():
        Parameter.objects.filter(pk=parameter.pk).update(is_active=False)


def _take(
    proposal: NameProposal,
    step: Step,
    state: NameProposal.State,
    *,
    actor: Actor,
    parameter: Parameter | None = None,
    reason: str = "",
) -> None:
    _log(proposal, step, from_state=proposal.state, to_state=state, actor=actor, reason=reason, parameter=parameter)
    is_open = state == State.OPEN
    proposal.state = state
    proposal.parameter = None if is_open else parameter
    proposal.reason = reason
    proposal.decided_by = None if is_open else actor.person
    proposal.decided_at = None if is_open else clock.now()
    proposal.save(update_fields=["state", "parameter", "reason", "decided_by", "decided_at"])


def _log(
    proposal: NameProposal,
    step: Step,
    *,
    from_state: str,
    to_state: str,
    actor: Actor,
    reason: str,
    parameter: Parameter | None = None,
) -> None:
    NameDecision.objects.create(
        proposal=proposal,
        step=step,
        from_status=from_state,
        to_status=to_state,
        reason=reason,
        taken_by=actor.user,
        parameter=parameter,
    )


def _publish(proposal: NameProposal, parameter: Parameter) -> None:
    facts.publish(TaxonomyChanged((proposal.category.code,), (parameter.code,)))
