"""Changes of a draft's rows. Each keeps what it changed, so that the last one can be taken back.

Every function locks the demand first, takes only the open version in writing, and raises NotFound, AccessDenied or
TransitionRefused otherwise; what is typed is checked and refused with InvalidInput.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.contents import RowChange, RowFields
from apps.demands.conversion import LONGEST_BOUND, fill_typed
from apps.demands.documents import link_rows, rows_of_line
from apps.demands.models import DemandVersion, Requirement, RequirementEdit
from apps.demands.reading.types import RowKind, TenderRow
from apps.demands.selectors import row_of
from apps.demands.versions import lock_draft
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import linker_for
from kernel.errors import InvalidInput

Kind = RequirementEdit.Kind
SURE_CONFIDENCE = 95
MOST_ROWS = 500
EDITS_KEPT = 50


def _snapshot(rows: Iterable[Requirement]) -> list[dict[str, Any]]:
    fields = [field.attname for field in Requirement._meta.concrete_fields if field.name != "version"]
    return [{name: getattr(row, name) for name in fields} for row in rows]


def _keep(
    version: DemandVersion, kind: Kind, actor: Actor, *, before: Iterable[Requirement] = (), created: Sequence[int] = ()
) -> None:
    assert actor.user is not None  # noqa: S101  lock_draft lets only members pass
    RequirementEdit.objects.create(
        version=version, kind=kind, before=_snapshot(before), created_ids=list(created), made_by=actor.user
    )
    old = version.edits.order_by("-id").values_list("pk", flat=True)[EDITS_KEPT:]
    RequirementEdit.objects.filter(pk__in=list(old)).delete()


def _parameter_for(version: DemandVersion, name: str, unit: str, condition: str, group: str) -> Parameter | None:
    linker = linker_for(version.category.code if version.category else "")
    link = linker.link(name, group=group, unit=unit or None, condition=condition)
    return Parameter.objects.filter(code=link.code).first() if link else None


@transaction.atomic
def edit_row(demand_id: int, row_id: int, *, fields: RowFields, actor: Actor) -> Requirement:
    """Write a row anew from typed fields. It counts as confirmed; its parameter is looked up by the new name."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    _keep(version, Kind.EDIT, actor, before=[row])
    parameter = row.parameter
    if fields.name.strip() != row.printed_name or parameter is None or fields.unit.strip() != row.unit:
        parameter = _parameter_for(version, fields.name, fields.unit, fields.condition, row.group) or (
            parameter if fields.name.strip() == row.printed_name else None
        )
    fill_typed(row, fields, parameter)
    row.save()
    return row


@transaction.atomic
def add_row(demand_id: int, *, fields: RowFields, actor: Actor, after_id: int | None = None) -> Requirement:
    """Add a row at the end, or behind another."""
    version = lock_draft(demand_id, actor)
    _check_count(version, 1)
    row = Requirement(version=version, line=_next(version, "line"))
    fill_typed(row, fields, _parameter_for(version, fields.name, fields.unit, fields.condition, ""))
    row.position = _next(version, "position")
    if after_id is not None:
        row.position = _open_place(version, row_of(version, after_id).position)
    row.save()
    _keep(version, Kind.ADD, actor, created=[row.pk])
    return row


@transaction.atomic
def add_rows_of_text(demand_id: int, *, text: str, actor: Actor) -> list[Requirement]:
    """Read one line as typed and add the rows that it gives."""
    version = lock_draft(demand_id, actor)
    if not text.strip():
        raise InvalidInput(_("请输入一行参数。"), detail={"text": _("不能为空")})
    rows = _read(version, text, number=_next(version, "line"), like=None)
    _check_count(version, len(rows))
    begin = _next(version, "position")
    for offset, row in enumerate(rows):
        row.position = begin + offset
    created = Requirement.objects.bulk_create(rows)
    _keep(version, Kind.ADD, actor, created=[row.pk for row in created])
    return created


def _read(version: DemandVersion, text: str, *, number: int, like: Requirement | None) -> list[Requirement]:
    from apps.demands.reading.labels import split_label

    labelled = split_label(" ".join(text.split()))
    is_commercial = like is not None and like.scope == Requirement.Scope.COMMERCIAL
    line = TenderRow(
        text=labelled.text[:2000],
        number=labelled.number or (like.clause if like else ""),
        mark=labelled.mark,
        kind=RowKind.COMMERCIAL if is_commercial else RowKind.TECHNICAL,
        block=0,
        group=like.group if like else "",
    )
    rows = rows_of_line(line, number=number, instrument=version.category.name_zh if version.category else "")
    link_rows(rows, linker_for(version.category.code if version.category else ""))
    for row in rows:
        row.version = version
        row.block = like.block if like else None
        row.document = like.document if like else None
        if like and not labelled.mark:
            row.mark = like.mark
    return rows


@transaction.atomic
def split_row(demand_id: int, row_id: int, *, parts: Sequence[str], actor: Actor) -> list[Requirement]:
    """Replace a row by what its parts give when each is read as a line of its own; two parts or more."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    texts = [part.strip() for part in parts if part.strip()]
    if len(texts) < 2:
        raise InvalidInput(_("请分成两行以上，每行一条要求。"), detail={"parts": _("至少两行")})
    _check_count(version, len(texts))
    made: list[Requirement] = []
    for text in texts:
        made += _read(version, text, number=_next(version, "line") + len(made), like=row)
    for new in made:
        new.position = _open_place(version, row.position)
    for offset, new in enumerate(made):
        new.position = row.position + 1 + offset
    created = Requirement.objects.bulk_create(made)
    _keep(version, Kind.SPLIT, actor, before=[row], created=[new.pk for new in created])
    row.delete()
    return created


@transaction.atomic
def merge_rows(demand_id: int, row_id: int, *, actor: Actor) -> list[Requirement]:
    """Join a row with the one below it into one line and read that anew."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    below = version.requirements.filter(position__gt=row.position).order_by("position", "id").first()
    if below is None:
        raise InvalidInput(_("下面没有可以合并的行。"))
    text = row.raw_text if row.raw_text == below.raw_text else f"{row.raw_text.rstrip('；;。')}，{below.raw_text}"
    made = _read(version, text, number=row.line, like=row)
    if row.raw_text == below.raw_text:
        made = made[:1]
    for new in made:
        new.mark = max(row.mark, below.mark, key=_weight)
    for _extra in made[2:]:
        _open_place(version, below.position)
    for offset, new in enumerate(made):
        new.position = row.position + offset
    created = Requirement.objects.bulk_create(made)
    _keep(version, Kind.MERGE, actor, before=[row, below], created=[new.pk for new in created])
    version.requirements.filter(pk__in=[row.pk, below.pk]).delete()
    return created


def _weight(mark: str) -> int:
    return {Mark.MANDATORY.value: 2, Mark.IMPORTANT.value: 1}.get(mark, 0)


@transaction.atomic
def delete_row(demand_id: int, row_id: int, *, actor: Actor) -> None:
    """Delete a row; `undo_last` brings it back."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    _keep(version, Kind.DELETE, actor, before=[row])
    row.delete()


@transaction.atomic
def mark_row(demand_id: int, row_id: int, *, mark: Mark, actor: Actor) -> Requirement:
    """Set the mark of a row."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    _keep(version, Kind.MARK, actor, before=[row])
    row.mark = mark.value
    row.save(update_fields=["mark"])
    return row


@transaction.atomic
def confirm_row(demand_id: int, row_id: int, *, actor: Actor) -> Requirement:
    """Accept a row as it was read. A text row stays text: a person judges it."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    _keep(version, Kind.CONFIRM, actor, before=[row])
    row.is_confirmed = True
    row.save(update_fields=["is_confirmed"])
    return row


@transaction.atomic
def confirm_sure_rows(demand_id: int, *, actor: Actor) -> int:
    """Accept all rows of 95 % confidence and more that need no review. Returns how many."""
    version = lock_draft(demand_id, actor)
    sure = version.requirements.filter(confidence__gte=SURE_CONFIDENCE, needs_review=False, is_confirmed=False)
    rows = list(sure)
    if rows:
        _keep(version, Kind.CONFIRM_ALL, actor, before=rows)
    return sure.update(is_confirmed=True)


@transaction.atomic
def move_row(demand_id: int, row_id: int, *, up: bool, actor: Actor) -> None:
    """Change places with the row above or below; nothing happens at the ends."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    ordered = list(version.requirements.order_by("position", "id"))
    here = next(index for index, each in enumerate(ordered) if each.pk == row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    _keep(version, Kind.MOVE, actor, before=ordered)
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, each in enumerate(ordered, start=1):
        each.position = position
    Requirement.objects.bulk_update(ordered, ["position"])


# ---- mends of the check-up ------------------------------------------------------------------------------------------


@transaction.atomic
def open_equals(demand_id: int, row_id: int, *, actor: Actor) -> Requirement:
    """Turn = into ≥ or ≤, whichever side is better for the parameter. Raises InvalidInput where none is."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    better = row.parameter.better if row.parameter else ""
    if row.op != Operator.EQUALS or not better:
        raise InvalidInput(_("这一行不是定值，或参数没有优劣方向，请直接修改。"))
    _keep(version, Kind.EDIT, actor, before=[row])
    is_higher = better == Parameter.Better.HIGHER
    row.op = (Operator.AT_LEAST if is_higher else Operator.AT_MOST).value
    row.lo, row.hi = (row.lo, "") if is_higher else ("", row.hi)
    row.is_strict, row.is_confirmed = False, True
    row.save(update_fields=["op", "lo", "hi", "is_strict", "is_confirmed"])
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
    text = text.strip(" ，,、；;：:。")
    if text == row.raw_text.strip(" ，,、；;：:。"):
        raise InvalidInput(_("原文中已没有这些字，请刷新页面。"))
    siblings = [each for each in version.requirements.all() if each.line == row.line and each.raw_text == row.raw_text]
    made = _read(version, text, number=row.line, like=row) if text else []
    for _extra in made[1:]:
        _open_place(version, row.position)
    first = min(each.position for each in siblings)
    for offset, new in enumerate(made):
        new.position = first + offset
    created = Requirement.objects.bulk_create(made)
    _keep(version, Kind.WORDS, actor, before=siblings, created=[new.pk for new in created])
    version.requirements.filter(pk__in=[each.pk for each in siblings]).delete()
    return created


@transaction.atomic
def relax_rows(demand_id: int, *, changes: Sequence[RowChange], actor: Actor) -> list[Requirement]:
    """Write changed bounds, members and marks into rows, all as one change that one undo takes back.

    Raises NotFound for a row that is gone, InvalidInput for a bound that no row can hold.
    """
    version = lock_draft(demand_id, actor)
    rows = [row_of(version, change.row_id) for change in changes]
    if any(len(bound) > LONGEST_BOUND for change in changes for bound in (change.lo, change.hi)):
        raise InvalidInput(_("放宽后的数值在这一行的单位下写不尽，请先把这一行换成别的单位。"))
    _keep(version, Kind.RELAX, actor, before=rows)
    for row, change in zip(rows, changes, strict=True):
        row.op, row.lo, row.hi, row.mark = change.op.value, change.lo, change.hi, change.mark.value
        row.members, row.is_strict = list(change.members), change.is_strict
        row.save(update_fields=["op", "lo", "hi", "mark", "members", "is_strict"])
    return rows


@transaction.atomic
def undo_last(demand_id: int, *, actor: Actor) -> Kind | None:
    """Take back the last change of the open version's rows. None when there is nothing to take back."""
    version = lock_draft(demand_id, actor)
    edit = version.edits.order_by("-id").first()
    if edit is None:
        return None
    version.requirements.filter(pk__in=edit.created_ids).delete()
    for fields in edit.before:
        Requirement.objects.update_or_create(pk=fields["id"], defaults={**fields, "version": version})
    edit.delete()
    return Kind(edit.kind)


def _next(version: DemandVersion, field: str) -> int:
    last: int | None = version.requirements.aggregate(last=Max(field))["last"]
    return (last or 0) + 1


def _open_place(version: DemandVersion, position: int) -> int:
    """Move everything below one down and give the free position."""
    version.requirements.filter(position__gt=position).update(position=F("position") + 1)
    return position + 1


def _check_count(version: DemandVersion, more: int) -> None:
    if version.requirements.count() + more > MOST_ROWS:
        raise InvalidInput(_("一项需求最多 500 行条款。请删去与技术、商务要求无关的行。"))
