"""Changes of a draft's rows. Each keeps what it changed, so that it can be taken back and done again (`edits`).

Every function locks the demand first, takes only the open version in writing, and raises NotFound, AccessDenied or
TransitionRefused otherwise; what is typed is checked and refused with InvalidInput. `revision` is the state of the row
that the page shows: when somebody has changed it since, Conflict is raised and nothing is written. None asks nothing.
`action` carries the page's own name of the change, by which it finds out whether it was made, and gets what was kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands.contents import RowFields
from apps.demands.conversion import fill_typed
from apps.demands.edits import Action, Kind, arrange, check_revision, inserted, keep, order_of, remove, snapshots
from apps.demands.lines import LinePlace, join_rows, read_part, read_typed
from apps.demands.models import DemandVersion, Requirement, SourceDocument
from apps.demands.selectors import row_in_order, row_of
from apps.demands.versions import lock_draft
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Parameter
from apps.taxonomy.selectors import linker_for
from kernel.errors import InvalidInput, NotFound

MOST_ROWS = 500


def _row(version: DemandVersion, row_id: int, revision: int | None) -> Requirement:
    row = row_of(version, row_id)
    check_revision(row, revision)
    return row


def _parameter_for(version: DemandVersion, name: str, unit: str, condition: str, group: str) -> Parameter | None:
    linker = linker_for(version.category.code if version.category else "")
    link = linker.link(name, group=group, unit=unit or None, condition=condition)
    return Parameter.objects.filter(code=link.code).first() if link else None


def saved(row: Requirement, *fields: str) -> Requirement:
    """Write the row (or these fields of it) as a new state of it."""
    row.revision += 1
    row.save(update_fields=[*fields, "revision"] if fields else None)
    return row


@transaction.atomic
def edit_row(
    demand_id: int,
    row_id: int,
    *,
    fields: RowFields,
    actor: Actor,
    revision: int | None = None,
    action: Action | None = None,
) -> Requirement:
    """Write a row anew from typed fields. It counts as confirmed; a new name is looked up in the taxonomy."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    before = snapshots([row])
    parameter = row.parameter
    if fields.name.strip() != row.printed_name or parameter is None:
        parameter = _parameter_for(version, fields.name, fields.unit, fields.condition, row.group)
    fill_typed(row, fields, parameter)
    saved(row)
    keep(version, Kind.EDIT, actor, before=before, after=[row], action=action)
    return row


@transaction.atomic
def link_row(
    demand_id: int, row_id: int, *, code: str, actor: Actor, revision: int | None = None, action: Action | None = None
) -> Requirement:
    """Say which parameter of the taxonomy a row is about. Raises InvalidInput for a code that is not in use."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    parameter = Parameter.objects.filter(code=code, is_active=True).first()
    if parameter is None:
        raise InvalidInput(_("没有代码为 %(code)s 的词条。") % {"code": code[:60]}, detail={"code": _("不存在")})
    before = snapshots([row])
    row.parameter = parameter
    if row.review_reason == _("参数名称对应不确定，请确认"):
        row.needs_review, row.review_reason = False, ""
    saved(row, "parameter", "needs_review", "review_reason")
    keep(version, Kind.LINK, actor, before=before, after=[row], action=action)
    return row


# ---- new rows -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_row(demand_id: int, *, fields: RowFields, actor: Actor, after_id: int | None = None) -> Requirement:
    """Add a row at the end, or behind another."""
    version = lock_draft(demand_id, actor)
    row = Requirement(line=_next_line(version))
    fill_typed(row, fields, _parameter_for(version, fields.name, fields.unit, fields.condition, ""))
    if after_id is not None:
        row_of(version, after_id)
    return _insert(version, [row], actor, after=after_id)[0]


@transaction.atomic
def add_rows_of_text(
    demand_id: int, *, text: str, actor: Actor, after_id: int | None = None, action: Action | None = None
) -> list[Requirement]:
    """Read one line as typed and add the rows that it gives, at the end or behind another row."""
    version = lock_draft(demand_id, actor)
    if not text.strip():
        raise InvalidInput(_("请输入一行参数。"), detail={"text": _("不能为空")})
    rows = read_typed(version, text, number=_next_line(version), place=LinePlace())
    return _insert(version, rows, actor, after=after_id, action=action)


@transaction.atomic
def take_line(
    demand_id: int, *, document_id: int, block: int, text: str, actor: Actor, action: Action | None = None
) -> list[Requirement]:
    """Add the rows of a line of a document that gave none, where it stands between the others.

    `text` is the line as the document has it. Raises InvalidInput for an empty one, NotFound for a foreign document.
    """
    version = lock_draft(demand_id, actor)
    if not SourceDocument.objects.filter(pk=document_id, version__demand_id=demand_id).exists():
        raise NotFound(_("没有找到这份文件，或您无权查看。"))
    if not text.strip():
        raise InvalidInput(_("这一处没有文字，不能加为条款。"), detail={"block": _("没有文字")})
    place = LinePlace(document_id=document_id, block=block)
    rows = read_typed(version, text, number=_next_line(version), place=place)
    above = version.requirements.filter(document_id=document_id, block__lte=block).order_by("-position", "-id").first()
    below = version.requirements.filter(document_id=document_id).order_by("position", "id").first()
    order = order_of(version)
    before_first = order.index(below.pk) - 1 if below else len(order) - 1
    after = above.pk if above else (order[before_first] if before_first >= 0 else 0)
    return _insert(version, rows, actor, after=after, action=action)


def _insert(
    version: DemandVersion,
    rows: Sequence[Requirement],
    actor: Actor,
    *,
    after: int | None,
    action: Action | None = None,
) -> list[Requirement]:
    """Put new rows behind `after` (None: at the end, 0: at the front)."""
    order = order_of(version)
    _check_count(order, len(rows))
    created = _create(version, rows)
    new_ids = [row.pk for row in created]
    wanted = [*new_ids, *order] if after == 0 else inserted(order, new_ids, after=after)
    arrange(version, wanted)
    keep(version, Kind.ADD, actor, after=created, order=order, order_after=wanted, action=action)
    return created


def _create(version: DemandVersion, rows: Sequence[Requirement]) -> list[Requirement]:
    for row in rows:
        row.version, row.position = version, 0
    return Requirement.objects.bulk_create(rows)


@transaction.atomic
def add_part(
    demand_id: int, row_id: int, *, part: str, actor: Actor, revision: int | None = None, action: Action | None = None
) -> list[Requirement]:
    """Make a piece of a row's line a row of its own, behind it. Raises InvalidInput when the line has no such piece."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    if not part.strip() or part not in row.raw_text:
        raise InvalidInput(_("这一行的原文里没有“%(part)s”。") % {"part": part[:40]}, detail={"part": _("不在原文中")})
    made = read_part(version, part, number=_next_line(version), like=row)
    return _insert(version, made, actor, after=row.pk, action=action)


# ---- split and merge ----------------------------------------------------------------------------------------------


@transaction.atomic
def split_row(
    demand_id: int,
    row_id: int,
    *,
    parts: Sequence[str],
    actor: Actor,
    revision: int | None = None,
    action: Action | None = None,
) -> list[Requirement]:
    """Replace a row by what its parts give when each is read as a line of its own; two parts or more.

    A part without a name of its own takes the row's name.
    """
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    made = parts_read(version, row, parts)
    number = _next_line(version)
    for each in made:
        each.line += number
    return exchange_rows(version, Kind.SPLIT, [row], made, actor, action=action)


def parts_read(version: DemandVersion, row: Requirement, parts: Sequence[str]) -> list[Requirement]:
    """The unsaved rows that the parts of a row give; their `line` counts the parts from 0. Raises InvalidInput."""
    texts = [part.strip() for part in parts if part.strip()]
    if len(texts) < 2:
        raise InvalidInput(_("请分成两行以上，每行一条要求。"), detail={"parts": _("至少两行")})
    return [made for number, text in enumerate(texts) for made in read_part(version, text, number=number, like=row)]


@transaction.atomic
def merge_rows(
    demand_id: int, row_id: int, *, actor: Actor, revision: int | None = None, action: Action | None = None
) -> list[Requirement]:
    """Join a row with the one below it into one row that keeps both texts, and the heavier of the two marks."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    below = version.requirements.filter(position__gt=row.position).select_related("parameter")
    lower = below.order_by("position", "id").first()
    if lower is None:
        raise InvalidInput(_("下面没有可以合并的行。"))
    merged = join_rows(version, row, lower)
    return exchange_rows(version, Kind.MERGE, [row, lower], [merged], actor, action=action)


def exchange_rows(
    version: DemandVersion, kind: Kind, old: Sequence[Requirement], made: Sequence[Requirement], actor: Actor, *,
    action: Action | None = None,
) -> list[Requirement]:  # fmt: skip
    """Put the made rows (perhaps none) in the place of the old ones, and keep it as one change of a locked draft."""
    order = order_of(version)
    _check_count(order, len(made) - len(old))
    before = snapshots(old)
    created = _create(version, made)
    gone = {row.pk for row in old}
    here = order.index(old[0].pk)
    wanted = [*order[:here], *(row.pk for row in created), *(pk for pk in order[here:] if pk not in gone)]
    remove(version, gone)
    arrange(version, wanted)
    keep(version, kind, actor, before=before, after=created, order=order, order_after=wanted, action=action)
    return created


# ---- one row ------------------------------------------------------------------------------------------------------


@transaction.atomic
def delete_row(
    demand_id: int, row_id: int, *, actor: Actor, revision: int | None = None, action: Action | None = None
) -> None:
    """Delete a row; `undo_last` brings it back."""
    version = lock_draft(demand_id, actor)
    row, order = row_in_order(version, row_id)
    check_revision(row, revision)
    left = [pk for pk in order if pk != row_id]
    keep(version, Kind.DELETE, actor, before=snapshots([row]), order=order, order_after=left, action=action)
    remove(version, [row.pk])


@transaction.atomic
def mark_row(
    demand_id: int, row_id: int, *, mark: Mark, actor: Actor, revision: int | None = None, action: Action | None = None
) -> Requirement:
    """Set the mark of a row."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    before = snapshots([row])
    row.mark = mark.value
    saved(row, "mark")
    keep(version, Kind.MARK, actor, before=before, after=[row], action=action)
    return row


@transaction.atomic
def confirm_row(
    demand_id: int, row_id: int, *, actor: Actor, revision: int | None = None, action: Action | None = None
) -> Requirement:
    """Accept a row as it was read. A text row stays text: a person judges it."""
    version = lock_draft(demand_id, actor)
    row = _row(version, row_id, revision)
    before = snapshots([row])
    row.is_confirmed = True
    saved(row, "is_confirmed")
    keep(version, Kind.CONFIRM, actor, before=before, after=[row], action=action)
    return row


@transaction.atomic
def confirm_sure_rows(demand_id: int, *, actor: Actor, action: Action | None = None) -> int:
    """Accept all rows of 95 % confidence and more that need no review and are no mere text. Returns how many."""
    version = lock_draft(demand_id, actor)
    waiting = version.requirements.filter(is_confirmed=False, needs_review=False)
    sure = waiting.filter(confidence__gte=Requirement.SURE).exclude(op=Operator.TEXT.value)
    rows = list(sure)
    before = snapshots(rows)
    accepted = sure.update(is_confirmed=True, revision=F("revision") + 1)
    for row in rows:
        row.is_confirmed, row.revision = True, row.revision + 1
    if rows:
        keep(version, Kind.CONFIRM_ALL, actor, before=before, after=rows, action=action)
    return accepted


@transaction.atomic
def move_row(demand_id: int, row_id: int, *, up: bool, actor: Actor, action: Action | None = None) -> None:
    """Change places with the row above or below; nothing happens at the ends. What the row says does not change."""
    version = lock_draft(demand_id, actor)
    row = row_of(version, row_id)
    order = order_of(version)
    here = order.index(row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    wanted = list(order)
    wanted[here], wanted[there] = wanted[there], wanted[here]
    arrange(version, wanted)
    edit = keep(version, Kind.MOVE, actor, order=order, order_after=wanted, action=action)
    edit.before = edit.after = [{"id": row.pk}]
    edit.save(update_fields=["before", "after"])


def _next_line(version: DemandVersion) -> int:
    last: int | None = version.requirements.aggregate(last=Max("line"))["last"]
    return (last or 0) + 1


def _check_count(order: Sequence[int], more: int) -> None:
    if len(order) + more > MOST_ROWS:
        raise InvalidInput(_("一项需求最多 500 行条款。请删去与技术、商务要求无关的行。"))
