"""What changed in a draft's rows, so that it can be taken back and done again, and the order of the rows.

Everybody takes back what they did themselves, the last step first. A step is taken back only where the rows still say
what it left there: when somebody has changed one of them since, the step is passed over and nothing is overwritten.
Rows keep their ids; `revision` only ever grows, so that a page that shows an older state is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.models import DemandVersion, Requirement, RequirementEdit
from apps.demands.versions import lock_draft
from kernel.errors import Conflict

Kind = RequirementEdit.Kind
State = RequirementEdit.State
Snapshot = dict[str, Any]
EDITS_KEPT = 300
_UNCOMPARED = frozenset({"id", "position", "revision"})


@dataclass(slots=True)
class Action:
    """A change as the page asks for it: its own name of it ('' from a form), and afterwards what was kept of it."""

    name: str = ""
    edit: RequirementEdit | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What `undo_last` or `redo_next` did. `is_blocked`: nothing, for somebody has changed the rows since."""

    edit: RequirementEdit
    is_blocked: bool = False


def snapshots(rows: Iterable[Requirement]) -> list[Snapshot]:
    """The rows as they are, for a later comparison or restoration."""
    fields = [field.attname for field in Requirement._meta.concrete_fields if field.name != "version"]
    return [{name: getattr(row, name) for name in fields} for row in rows]


def keep(
    version: DemandVersion,
    kind: Kind,
    actor: Actor,
    *,
    before: Sequence[Snapshot] = (),
    after: Iterable[Requirement] = (),
    order: Sequence[int] = (),
    order_after: Sequence[int] = (),
    action: Action | None = None,
) -> RequirementEdit:
    """Keep a change that has just been made; `action` gets it. What was taken back before can't be done again."""
    assert actor.user is not None  # noqa: S101  lock_draft lets only members pass
    edit = RequirementEdit.objects.create(
        version=version, kind=kind, before=list(before), after=snapshots(after), order_before=list(order),
        order_after=list(order_after), made_by=actor.user,
        action=action.name if action else "",
    )  # fmt: skip
    if action is not None:
        action.edit = edit
    return edit


def redoable(edits: QuerySet[RequirementEdit]) -> QuerySet[RequirementEdit]:
    """Those of the edits that can be done again: taken back, with no newer change by the same person behind them."""
    newer = RequirementEdit.objects.filter(
        version=OuterRef("version"), made_by=OuterRef("made_by"), state=State.DONE, pk__gt=OuterRef("pk")
    )
    return edits.filter(~Exists(newer), state=State.UNDONE)


def made_before(demand_id: int, actor: Actor, action: str) -> RequirementEdit | None:
    """The change that a page sends again, for it never got the answer, if it was made the first time."""
    return _named(demand_id, actor).filter(action=action).first() if action else None


def stepped_before(demand_id: int, actor: Actor, action: str) -> RequirementEdit | None:
    """The change that an undo or redo sent again was about, if that was done the first time."""
    return _named(demand_id, actor).filter(step_action=action).first() if action else None


def _named(demand_id: int, actor: Actor) -> QuerySet[RequirementEdit]:
    mine = RequirementEdit.objects.filter(version__demand_id=demand_id, version__published_at=None, made_by=actor.user)
    return mine.select_related("version__demand", "version__category")


# ---- order --------------------------------------------------------------------------------------------------------


def order_of(version: DemandVersion) -> list[int]:
    """The ids of the version's rows in order."""
    return list(version.requirements.order_by("position", "id").values_list("pk", flat=True))


def arrange(version: DemandVersion, order: Sequence[int]) -> None:
    """Number the version's rows in this order; only what stands elsewhere is written. One statement."""
    table = connection.ops.quote_name(Requirement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET position = wanted.place FROM unnest(%s::bigint[]) WITH ORDINALITY "  # noqa: S608  a table's name
            f"AS wanted (id, place) WHERE {table}.id = wanted.id AND version_id = %s AND position <> wanted.place",
            [list(order), version.pk],
        )


def remove(version: DemandVersion, ids: Iterable[int]) -> None:
    """Delete rows of a draft in one statement.

    Other apps refer to rows of published versions only, so nothing hangs on these; the database would refuse it.
    """
    table = connection.ops.quote_name(Requirement._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE id = ANY(%s) AND version_id = %s",  # noqa: S608  a table's name
            [list(ids), version.pk],
        )


def inserted(order: Sequence[int], ids: Sequence[int], *, after: int | None) -> list[int]:
    """The order with ids put behind another one; at the end where that one is not there."""
    place = order.index(after) + 1 if after in order else len(order)
    return [*order[:place], *ids, *order[place:]]


def put_back(order: Sequence[int], ids: Sequence[int], *, wanted: Sequence[int]) -> list[int]:
    """The order with each of the ids behind the nearest row that stood before it in the wanted order."""
    result = [each for each in order if each not in set(ids)]
    for each in sorted(ids, key=lambda pk: wanted.index(pk) if pk in wanted else len(wanted)):
        here = wanted.index(each) if each in wanted else 0
        before = next((pk for pk in reversed(wanted[:here]) if pk in result), None)
        place = result.index(before) + 1 if before is not None else (0 if each in wanted else len(result))
        result.insert(place, each)
    return result


# ---- undo and redo ------------------------------------------------------------------------------------------------


@transaction.atomic
def undo_last(demand_id: int, *, actor: Actor, action: str = "") -> Step | None:
    """Take back the actor's last change of the open version's rows. None when there is nothing to take back.

    A change whose rows somebody has changed since is passed over: the answer says so, and the next call goes further.
    """
    version = lock_draft(demand_id, actor)
    edit = version.edits.filter(made_by=actor.user, state=State.DONE).order_by("-id").first()
    if edit is None:
        return None
    # What had been taken back before this change was made can't be done again any more; nor what is very old.
    oldest = Coalesce(Subquery(version.edits.order_by("-id").values("pk")[EDITS_KEPT : EDITS_KEPT + 1]), 0)
    too_old = Q(pk__lte=oldest) & ~Q(pk=edit.pk)
    version.edits.filter(too_old | Q(made_by=actor.user, state=State.UNDONE, pk__lt=edit.pk)).delete()
    return _take(
        version, edit, found=edit.after, wanted=edit.before, order=edit.order_before, to=State.UNDONE, action=action
    )


@transaction.atomic
def redo_next(demand_id: int, *, actor: Actor, action: str = "") -> Step | None:
    """Do again what the actor took back last. None when there is nothing; blocked as `undo_last` is."""
    version = lock_draft(demand_id, actor)
    edit = redoable(version.edits.filter(made_by=actor.user)).order_by("id").first()
    if edit is None:
        return None
    return _take(
        version, edit, found=edit.before, wanted=edit.after, order=edit.order_after, to=State.DONE, action=action
    )


def _take(
    version: DemandVersion, edit: RequirementEdit, *, found: Sequence[Snapshot], wanted: Sequence[Snapshot],
    order: Sequence[int], to: RequirementEdit.State, action: str,
) -> Step:  # fmt: skip
    there = {row.pk: row for row in version.requirements.filter(pk__in=[each["id"] for each in found])}
    is_blocked = any(each["id"] not in there or not _says(there[each["id"]], each) for each in found)
    if not is_blocked:
        _replace(version, there, wanted=wanted, order=order, is_move=edit.kind == Kind.MOVE)
    edit.version = version
    edit.state = State.BLOCKED if is_blocked else to
    edit.step_action = action
    edit.save(update_fields=["state", "step_action"])
    return Step(edit, is_blocked)


def _says(row: Requirement, snapshot: Snapshot) -> bool:
    return all(getattr(row, name) == value for name, value in snapshot.items() if name not in _UNCOMPARED)


def _replace(
    version: DemandVersion, there: dict[int, Requirement], *, wanted: Sequence[Snapshot], order: Sequence[int],
    is_move: bool,
) -> None:  # fmt: skip
    kept = {each["id"] for each in wanted}
    remove(version, set(there) - kept)
    missing = [each for each in wanted if each["id"] not in there]
    changed = [there[each["id"]] for each in wanted if each["id"] in there and not is_move]
    for each in wanted:
        row = there.get(each["id"])
        for name in () if row is None or is_move else each.keys() - _UNCOMPARED:
            setattr(row, name, each[name])
    for row in changed:
        row.revision += 1
    if changed:
        names = [field.name for field in Requirement._meta.concrete_fields if field.name not in ("id", "position")]
        Requirement.objects.bulk_update(changed, names)
    Requirement.objects.bulk_create(
        Requirement(**{**each, "revision": each["revision"] + 1}, version=version) for each in missing
    )
    if missing or is_move:
        moved = [each["id"] for each in (wanted if is_move else missing)]
        arrange(version, put_back(order_of(version), moved, wanted=order))


def check_revision(row: Requirement, revision: int | None) -> None:
    """Raise Conflict when the row is no longer the one that the page shows; None (a program) is not asked."""
    if revision is not None and row.revision != revision:
        raise Conflict(
            _("这一行刚被别人改过，您的修改没有写入。请看现在的内容，再决定用哪一个。"),
            detail={"row": row.pk, "revision": row.revision},
        )


def last_change_of(row: Requirement) -> RequirementEdit | None:
    """The change that made the row what it is, with the person; None when nobody has touched it."""
    edits = RequirementEdit.objects.filter(version_id=row.version_id, after__contains=[{"id": row.pk}])
    return edits.exclude(state=State.UNDONE).select_related("made_by").order_by("-id").first()
