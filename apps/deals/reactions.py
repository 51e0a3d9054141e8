"""What came of a match, written down for later: nothing here changes a ranking, and no ranking reads it.

The rows stand in the highest app that hears of trials and deals, so that nothing that ranks can import them
(docs/decisions/0073).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.deals import access
from apps.deals.models import Deal, Reaction
from apps.matching.models import Match
from apps.trials.models import Trial
from kernel.errors import AccessDenied, InvalidInput

Kind = Reaction.Kind


@transaction.atomic
def dismiss(match: Match, *, reason: str, note: str = "", actor: Actor) -> Reaction:
    """Note that the actor's organisation does not consider the product for the demand, and why.

    Whoever dismisses what is dismissed already gives the newer reason. Raises AccessDenied, or InvalidInput where the
    reason is none of the list, or 其他原因 comes without a note.
    """
    if not access.may_dismiss(actor, match):
        raise AccessDenied(_("只有需求单位和经理人可以标记不考虑。"))
    if reason not in Reaction.Reason.values:
        raise InvalidInput(_("请选一个不考虑的原因。"), detail={"reason": _("请选一个原因")})
    if reason == Reaction.Reason.OTHER and not note.strip():
        raise InvalidInput(_("选“其他原因”时，请用一句话写明。"), detail={"note": _("不能为空")})
    return _note_match(Kind.DISMISSED, match, actor, reason=reason, note=note.strip()[:400])


@transaction.atomic
def restore(match: Match, *, actor: Actor) -> None:
    """Take a dismissal of the actor's organisation back; nothing happens where there is none. Raises AccessDenied."""
    if not access.may_dismiss(actor, match):
        raise AccessDenied(_("只有需求单位和经理人可以标记不考虑。"))
    Match.objects.select_for_update(no_key=True).get(pk=match.pk)  # two presses restore once
    if dismissal_of(match, actor=actor) is not None:
        _note_match(Kind.RESTORED, match, actor)


def dismissal_of(match: Match, *, actor: Actor) -> Reaction | None:
    """The dismissal by the actor's organisation that holds for the product and the demand, from whatever run."""
    if actor.organisation_id is None:
        return None
    rows = Reaction.objects.filter(
        demand_id=match.run.version.demand_id,
        product_id=match.product_id,
        organisation_id=actor.organisation_id,
        kind__in=(Kind.DISMISSED, Kind.RESTORED),
    )
    newest = rows.select_related("user").order_by("pk").last()
    return newest if newest is not None and newest.kind == Kind.DISMISSED else None


# ---- what deals and trials tell -------------------------------------------------------------------------------------


def note_deal(deal: Deal, kind: Reaction.Kind, *, actor: Actor, note: str = "") -> None:
    """A deal was opened, signed or lost. Must run inside the transaction of its cause."""
    reaction = Reaction(kind=kind, note=note[:400], user=actor.user)
    _place(reaction, deal.match)
    _write(reaction, demand_id=deal.demand_id, product_id=deal.product_id, organisation=actor.organisation)


def note_trial(trial: Trial, kind: Reaction.Kind, *, by: Organisation | None, user_id: int | None) -> None:
    """A trial was asked for by the institution, or reported by its centre. Must run inside that transaction.

    A trial without a demand came from no match and says nothing of a ranking.
    """
    if trial.demand_id is None:
        return
    reaction = Reaction(kind=kind, user_id=user_id)
    _place(reaction, trial.match)
    _write(reaction, demand_id=trial.demand_id, product_id=trial.product_id, organisation=by)


def _note_match(kind: Reaction.Kind, match: Match, actor: Actor, *, reason: str = "", note: str = "") -> Reaction:
    reaction = Reaction(kind=kind, reason=reason, note=note, user=actor.person)
    _place(reaction, match)
    demand_id = match.run.version.demand_id
    return _write(reaction, demand_id=demand_id, product_id=match.product_id, organisation=actor.organisation)


def _place(reaction: Reaction, match: Match | None) -> None:
    """Keep where the run had put the product; a run that is gone leaves nothing to keep."""
    if match is None:
        return
    reaction.match, reaction.run_number = match, match.run_id
    reaction.product_revision, reaction.rank = match.product_revision, match.rank
    reaction.score, reaction.outcome = match.score, match.outcome
    reaction.engine_version, reaction.weights_version = match.run.engine_version, match.run.weights_version


def _write(reaction: Reaction, *, demand_id: int, product_id: int, organisation: Organisation | None) -> Reaction:
    reaction.demand_id, reaction.product_id = demand_id, product_id
    reaction.organisation, reaction.party = organisation, organisation.kind if organisation else ""
    reaction.is_sample = reaction.demand.is_sample and reaction.product.is_sample
    reaction.save()
    return reaction


# ---- for measuring offline ------------------------------------------------------------------------------------------


def exported(*, with_sample: bool) -> Iterable[dict[str, object]]:
    """The rows in their order without a name: organisations become numbers by first appearance, notes and people stay
    behind, times become days. Run, product and demand are numbers that mean something in this database alone.
    """
    rows = Reaction.objects.order_by("pk") if with_sample else Reaction.objects.filter(is_sample=False).order_by("pk")
    numbers: dict[int | None, int] = {}
    for row in rows.iterator(chunk_size=2000):
        yield {
            "day": localdate(row.happened_at).isoformat(),
            "kind": row.kind,
            "reason": row.reason,
            "party": row.party,
            "organisation": numbers.setdefault(row.organisation_id, len(numbers) + 1),
            "demand": row.demand_id,
            "product": row.product_id,
            "product_revision": row.product_revision,
            "run": row.run_number,
            "rank": row.rank,
            "score": row.score,
            "outcome": row.outcome,
            "engine_version": row.engine_version,
            "weights_version": row.weights_version,
            "is_sample": row.is_sample,
        }
