"""更正公告: its changes are held against the rows of a demand, people accept them, and a version takes them.

What is compared with is the change under way if there is one in writing, else what is published; it is compared anew
each time, so that nothing is decided about rows that are no longer there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.demands import access
from apps.demands.amended_facts import name_of, put_facts
from apps.demands.documents import (
    BEING_READ,
    MOST_DOCUMENTS,
    attach,
    check_source,
    link_rows,
    rows_of_line,
    tender_of,
)
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.demands.reading.types import Change, ChangeKind, FactChange, RowKind, TenderRow
from apps.demands.services import revise_demand
from apps.demands.targets import Line, lines_of
from apps.demands.versions import lock_demand, lock_draft
from apps.taxonomy.language.types import Mark
from apps.taxonomy.selectors import linker_for
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.languages import listed, phrased

State = SourceDocument.State
LONGEST_LINE = 2000
LONGEST_NOTE = 400


@dataclass(frozen=True, slots=True)
class Decision:
    """A change that somebody accepted: `new` will stand at `line` (the key of its first row).

    A deletion has no `new`. Something new without a line goes to the end, else behind the line. `mark` is the mark
    from now on.
    """

    number: int
    line: int | None
    new: str
    mark: Mark = Mark.GENERAL


# ---- taking in ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_amendment(demand_id: int, *, actor: Actor, file: File[bytes] | None = None, text: str = "") -> SourceDocument:
    """Keep an amendment of a published demand and have it read by the worker.

    Raises NotFound, AccessDenied, InvalidInput for a refused source, or TransitionRefused when the demand is not
    published, has ended, or has a change in approval.
    """
    check_source(file, text)
    demand = lock_demand(demand_id, actor)
    if not access.may_edit(actor, demand):
        raise AccessDenied(_("只有本单位成员可以上传更正公告。"))
    version = _published(demand)
    if version.documents.filter(is_amendment=True).count() >= MOST_DOCUMENTS:
        raise InvalidInput(_("一个版本最多 10 份更正公告。"))
    return attach(version, actor=actor, file=file, text=text, is_amendment=True)


def _published(demand: Demand) -> DemandVersion:
    version = demand.published_version
    if version is None or demand.status != Demand.Status.PUBLISHED:
        raise TransitionRefused(_("只有已发布且未结束的需求可以更正。未发布的需求请直接修改。"))
    if demand.versions.filter(published_at=None).exclude(stage=DemandVersion.Stage.DRAFT).exists():
        raise TransitionRefused(_("已有变更在审批中。请先收回或完成审批，再上传更正公告。"))
    return version


# ---- comparing ----------------------------------------------------------------------------------------------------


def changes_of(document: SourceDocument) -> tuple[Change, ...]:
    """The changes that were read from an amendment, in its order; none as long as it was not read."""
    return tender_of(document).changes if document.tender else ()


def facts_of(document: SourceDocument) -> tuple[FactChange, ...]:
    """The changes of facts that were read from an amendment, in its order; none as long as it was not read."""
    return tender_of(document).facts if document.tender else ()


def base_of(demand: Demand) -> DemandVersion:
    """The version that an amendment is held against: the change in writing, else the latest that was published."""
    draft = demand.versions.filter(published_at=None, stage=DemandVersion.Stage.DRAFT).first()
    return draft or demand.versions.exclude(published_at=None).latest("number")


# ---- applying -----------------------------------------------------------------------------------------------------


@transaction.atomic
def apply_amendment(
    demand_id: int, document_id: int, *, decisions: Sequence[Decision], actor: Actor, facts: Collection[int] = ()
) -> DemandVersion:
    """Put accepted changes into the change under way, or into a new one; the amendment is linked with its rows.

    `facts` are the numbers of accepted changes of facts, counted from 1. Raises NotFound, AccessDenied,
    TransitionRefused, Conflict when the amendment is still being read or was taken already, and InvalidInput when
    nothing was accepted, a line is no longer there, or a fact has no new value.
    """
    demand = lock_demand(demand_id, actor)
    document = _waiting_amendment(demand, document_id, actor)
    _published(demand)
    if not decisions and not facts:
        raise InvalidInput(_("请至少采纳一处更正。"), detail={"decisions": _("不能为空")})
    base = base_of(demand)
    lines = {line.id: line for line in lines_of(base.requirements.order_by("position", "id"))}
    version, lines = _draft_of(demand, base, lines, document, actor)
    changes = dict(enumerate(changes_of(document), start=1))
    _rewrite(version, document, _checked(decisions, changes, lines), list(lines.values()))
    accepted = _accepted_facts(document, facts)
    put_facts(version, accepted)
    taken = [changes[each.number] for each in decisions]
    version.change_note = version.change_note or proposed_note(document, taken, accepted)
    version.save(update_fields=["change_note"])
    version.edits.all().delete()  # they would bring back rows that the amendment replaced
    document.applied_to = version
    document.save(update_fields=["applied_to"])
    return version


def _accepted_facts(document: SourceDocument, numbers: Collection[int]) -> list[FactChange]:
    found = facts_of(document)
    if any(not 1 <= number <= len(found) for number in numbers):
        raise InvalidInput(_("公告里没有这一项基本信息的更正，请刷新后重新核对。"), detail={"facts": _("没有这一项")})
    return [found[number - 1] for number in sorted(set(numbers))]


def _waiting_amendment(demand: Demand, document_id: int, actor: Actor) -> SourceDocument:
    found = SourceDocument.objects.filter(pk=document_id, version__demand=demand, is_amendment=True)
    document = found.select_for_update(no_key=True, of=("self",)).first()
    if document is None or not access.may_see_inside(actor, demand):
        raise NotFound(_("没有找到这份更正公告，或您无权查看。"))
    if not access.may_edit(actor, demand):
        raise AccessDenied(_("只有本单位成员可以采纳更正。"))
    if document.state in BEING_READ:
        raise Conflict(_("更正公告还在读取，请稍候。"))
    if document.applied_to_id is not None:
        raise Conflict(_("这份更正公告已经采纳过。需要再改请直接修改变更中的版本。"))
    return document


def _draft_of(
    demand: Demand, base: DemandVersion, lines: dict[int, Line], document: SourceDocument, actor: Actor
) -> tuple[DemandVersion, dict[int, Line]]:
    """The version in writing with its lines, under the keys of the lines that people looked at."""
    if base.published_at is None:
        return lock_draft(demand.pk, actor), lines
    version = revise_demand(demand.pk, actor=actor, reason=_("依据《%(name)s》") % {"name": document.name[:120]})
    copies = lines_of(version.requirements.order_by("position", "id"))
    return version, dict(zip(lines, copies, strict=True))


def _checked(
    decisions: Iterable[Decision], changes: Mapping[int, Change], lines: Mapping[int, Line]
) -> list[tuple[Decision, Change, Line | None]]:
    """Every decision with its change and its line. Raises InvalidInput, naming the change."""
    found: list[tuple[Decision, Change, Line | None]] = []
    seen: set[int] = set()
    for each in decisions:
        change = changes.get(each.number)
        line = lines.get(each.line) if each.line is not None else None
        if change is None or (each.line is not None and line is None):
            raise _wrong(each, _("对应的条款已不在当前版本中，请刷新后重新核对。"))
        if line is None and not each.new.strip():
            raise _wrong(each, _("请选择要删去的条款。"))
        if line is not None and change.kind is not ChangeKind.ADDED and line.id in seen:
            raise _wrong(each, _("同一条款被更正了两次，请合并成一处。"))
        if len(each.new) > LONGEST_LINE:
            raise _wrong(each, _("更正后的内容超过 2,000 字。"))
        if line is not None and change.kind is not ChangeKind.ADDED:
            seen.add(line.id)
        found.append((each, change, line))
    return found


def _wrong(decision: Decision, message: str) -> InvalidInput:
    text = _("第 %(number)s 处：%(message)s") % {"number": decision.number, "message": message}
    return InvalidInput(text, detail={f"change-{decision.number}": text})


def _rewrite(
    version: DemandVersion,
    document: SourceDocument,
    decisions: Sequence[tuple[Decision, Change, Line | None]],
    lines: Sequence[Line],
) -> None:
    """Write the lines anew in their order: replaced, left out, with new ones behind their line or at the end."""
    instead: dict[int, tuple[Decision, Change]] = {}
    behind: dict[int | None, list[tuple[Decision, Change]]] = {}
    for each, change, line in decisions:
        if line is None or change.kind is ChangeKind.ADDED:
            behind.setdefault(line.id if line else None, []).append((each, change))
        else:
            instead[line.id] = each, change
    maker = _RowMaker(version, document, last=max((row.line for line in lines for row in line.rows), default=0))
    ordered: list[Requirement] = []
    for line in lines:
        ordered += maker.rows(*instead[line.id], line) if line.id in instead else line.rows
        for each, change in behind.get(line.id, ()):
            ordered += maker.rows(each, change, None, beside=line)
    for each, change in behind.get(None, ()):
        ordered += maker.rows(each, change, None)
    gone = [row.pk for line in lines if line.id in instead for row in line.rows]
    _save(version, ordered, gone)


def _save(version: DemandVersion, ordered: Sequence[Requirement], gone: Sequence[int]) -> None:
    version.requirements.filter(pk__in=gone).delete()
    for position, row in enumerate(ordered, start=1):
        row.position = position
    link_rows([row for row in ordered if row.pk is None], linker_for(version.category.code if version.category else ""))
    Requirement.objects.bulk_update([row for row in ordered if row.pk], ["position"])
    Requirement.objects.bulk_create([row for row in ordered if row.pk is None])


@dataclass(slots=True)
class _RowMaker:
    """Makes the rows of new lines, numbered behind the last line."""

    version: DemandVersion
    document: SourceDocument
    last: int

    def rows(
        self, decision: Decision, change: Change, line: Line | None, *, beside: Line | None = None
    ) -> list[Requirement]:
        """What the accepted text gives; nothing for a deletion. Clause, group and scope stay those of the line."""
        if not decision.new.strip():
            return []
        like = (line or beside).rows[0] if (line or beside) else None  # type: ignore[union-attr]
        self.last += 1
        made = rows_of_line(self._row(decision, change, line, like), number=self.last, instrument=self._instrument())
        for row in made:
            row.version, row.document = self.version, self.document
            row.mark = decision.mark.value
        return made

    def _row(self, decision: Decision, change: Change, line: Line | None, like: Requirement | None) -> TenderRow:
        is_commercial = like is not None and like.scope == Requirement.Scope.COMMERCIAL
        return TenderRow(
            text=" ".join(decision.new.split()),
            number=change.clause or (line.clause if line else ""),
            mark="",
            kind=RowKind.COMMERCIAL if is_commercial else RowKind.TECHNICAL,
            block=change.block,
            group=like.group if like else "",
        )

    def _instrument(self) -> str:
        return self.version.category.name_zh if self.version.category else ""


def proposed_note(document: SourceDocument, changes: Sequence[Change], facts: Sequence[FactChange] = ()) -> str:
    """依据《…》：修改 3 条，删去 1 条，新增 2 条，更正预算、应答截止。"""
    words = {
        ChangeKind.CHANGED: _("修改 %(count)s 条"),
        ChangeKind.DELETED: _("删去 %(count)s 条"),
        ChangeKind.ADDED: _("新增 %(count)s 条"),
    }
    kinds = [change.kind for change in changes]
    told = [text % {"count": kinds.count(kind)} for kind, text in words.items() if kind in kinds]
    if facts:
        told.append(_("更正%(names)s") % {"names": listed(dict.fromkeys(map(name_of, facts)))})
    note = _("依据《%(name)s》：%(told)s。") % {"name": document.name[:120], "told": phrased(told)}
    return note[:LONGEST_NOTE]
