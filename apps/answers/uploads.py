"""A table that was filled in outside comes back: uploaded, read in a limited child, looked at, applied, undone.

Nothing is written before somebody has looked at what would change; then all of it in one step, which can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.actors import Actor
from apps.answers import access
from apps.answers.lifecycle import Step
from apps.answers.models import Answer, AnswerRow, AnswerUpload
from apps.answers.planning import Plan, plan_of
from apps.answers.services import WRITTEN, RowWriter, lock_answer, save_rows, touch
from kernel import clock, outbox
from kernel.errors import Conflict, InvalidInput, NotFound
from kernel.languages import listed
from kernel.sandbox import ReadingRefused, run_limited
from kernel.uploads import UploadedFile, check_office_file

TOPIC = "answers.read_upload"
READER = "apps.answers.sheets:read_tables"
CPU_SECONDS = 15
WALL_SECONDS = 20  # well below the lease of an outbox row
MEMORY_MB = 512

Status = AnswerUpload.Status
# What an undo brings back; who changed it and when is said anew.
KEPT = tuple(name for name in WRITTEN if name not in ("edit", "changed_by", "changed_at"))

CELL_PROBLEMS = {
    "formula": gettext_noop("单元格是公式。请复制后“选择性粘贴 → 数值”再上传。"),
    "error": gettext_noop("单元格是 Excel 的错误值，请填写实际的值。"),
    "too_long": gettext_noop("单元格超过 8,000 个字，请缩短。"),
}


@transaction.atomic
def create_upload(answer_id: int, *, file: UploadedFile | IO[bytes], file_name: str, actor: Actor) -> AnswerUpload:
    """Keep a file and have a worker read it.

    Raises NotFound, TransitionRefused for a ready answer, or InvalidInput for what is no sound .xlsx.
    """
    answer = lock_answer(answer_id, actor, step=Step.EDIT)
    if check_office_file(file, name=file_name) != "xlsx":
        raise InvalidInput(_("请上传 .xlsx 文件：先导出偏离表，填好后上传。"), detail={"file": "xlsx"})
    upload = AnswerUpload.objects.create(
        answer=answer, file_name=file_name.replace("\0", "")[-200:], file=file.read(), created_by=actor.person
    )
    outbox.enqueue(TOPIC, {"upload_id": upload.pk})
    return upload


def read_upload(payload: Mapping[str, object]) -> None:
    """Outbox handler: read the file in a limited child, keep its rows, drop the file. Does nothing the second time."""
    upload = AnswerUpload.objects.filter(pk=int(str(payload["upload_id"])), status=Status.WAITING).first()
    if upload is None or upload.file is None:
        return
    message, answer = "", _Read([], [])
    try:
        answer = _read(bytes(upload.file))
    except ReadingRefused as refusal:
        message = refusal.message
    AnswerUpload.objects.filter(pk=upload.pk, status=Status.WAITING).update(
        status=Status.REFUSED if message else Status.READY,
        message=message,
        tables=answer.tables,
        problems=answer.problems,
        file=None,
    )


class _Read:
    """What the child gave: tables and problems with single cells."""

    def __init__(self, tables: list[Any], problems: list[Any]) -> None:
        self.tables, self.problems = tables, problems


def _read(data: bytes) -> _Read:
    answer = run_limited(READER, data, cpu_seconds=CPU_SECONDS, memory_mb=MEMORY_MB, wall_seconds=WALL_SECONDS)
    if not isinstance(answer, dict):
        raise TypeError("the reader of sheets answers with a dictionary")
    return _Read(answer["tables"], answer["problems"])


def upload_for(actor: Actor, upload_id: int) -> AnswerUpload:
    """An upload to an answer of the actor's maker. Raises NotFound for any other."""
    uploads = AnswerUpload.objects.select_related(
        "answer__version__demand__organisation", "answer__product", "answer__organisation", "created_by"
    )
    upload = uploads.defer("file").filter(pk=upload_id).first()
    if upload is None or not access.may_see(actor, upload.answer):
        raise NotFound(_("没有找到这份上传的文件，或您无权查看。"))
    return upload


def plan_for(upload: AnswerUpload) -> Plan:
    """What the upload would do now."""
    return plan_of(upload, upload.answer, _rows(upload.answer))


def _rows(answer: Answer) -> list[AnswerRow]:
    rows = answer.rows.select_related("requirement__parameter", "changed_by").order_by("position", "id")
    return list(rows)


def _locked(upload_id: int, actor: Actor) -> AnswerUpload:
    """The upload and its answer, locked in this order: answer, upload."""
    found = upload_for(actor, upload_id)
    answer = lock_answer(found.answer_id, actor, step=Step.EDIT)
    upload = AnswerUpload.objects.select_for_update(no_key=True).defer("file").get(pk=found.pk)
    upload.answer = answer
    return upload


@transaction.atomic
def apply_upload(upload_id: int, *, token: str, actor: Actor) -> int:
    """Write every row of the plan that is in order; gives how many. `token` is that of the plan that was looked at.

    Raises NotFound, TransitionRefused for a ready answer, Conflict when the file is not to be applied (any more), when
    the answer has changed since the plan was made, or when there is nothing to write.
    """
    upload = _locked(upload_id, actor)
    if upload.status != Status.READY:
        raise Conflict(_("这份文件的状态是“%(status)s”，不能应用。") % {"status": upload.get_status_display()})
    plan = plan_of(upload, upload.answer, _rows(upload.answer))
    if plan.token != token:
        raise Conflict(_("您查看之后应答又有改动，请重新核对后再应用。"), code="plan_outdated")
    if not plan.applied:
        raise Conflict(_("文件里没有可以应用的改动。"))
    writer = RowWriter(upload.answer)
    before = [_snapshot(each.row) for each in plan.applied]
    for planned in plan.applied:
        writer.write(planned.row, planned.fields, source=AnswerRow.Source.FILE, actor=actor)
    save_rows(planned.row for planned in plan.applied)
    upload.before, upload.status, upload.applied_at = before, Status.APPLIED, clock.now()
    upload.save(update_fields=["before", "status", "applied_at"])
    touch(upload.answer)
    return len(before)


def _snapshot(row: AnswerRow) -> dict[str, object]:
    """The row as it is, and the edit that it will have after the step."""
    kept = {name: getattr(row, name) for name in KEPT}
    margin = kept["margin_percent"]
    return kept | {"margin_percent": None if margin is None else str(margin), "row": row.pk, "edit": row.edit + 1}


@transaction.atomic
def undo_upload(upload_id: int, *, actor: Actor) -> int:
    """Bring back the rows as they were before the file was applied; gives how many.

    Raises NotFound, TransitionRefused, or Conflict, naming the rows, when some have been changed since: then nothing is
    taken back, so that no later work is lost.
    """
    upload = _locked(upload_id, actor)
    if upload.status != Status.APPLIED:
        raise Conflict(_("这份文件没有应用，不用撤销。"))
    rows = {row.pk: row for row in _rows(upload.answer)}
    later = [rows[each["row"]] for each in upload.before if rows[each["row"]].edit != each["edit"]]
    if later:
        places = listed(str(row.position) for row in later[:10])
        raise Conflict(_("第 %(rows)s 行在应用之后又改过，不能整体撤销；请逐行修改。") % {"rows": places})
    _bring_back(upload.before, rows, actor)
    upload.status = Status.UNDONE
    upload.save(update_fields=["status"])
    touch(upload.answer)
    return len(upload.before)


def _bring_back(before: Sequence[Mapping[str, Any]], rows: Mapping[int, AnswerRow], actor: Actor) -> None:
    for kept in before:
        row = rows[kept["row"]]
        for name in KEPT:
            setattr(row, name, kept[name])
        row.margin_percent = None if kept["margin_percent"] is None else Decimal(kept["margin_percent"])
        row.edit += 1
        row.changed_by, row.changed_at = actor.user, clock.now()
    save_rows(rows[kept["row"]] for kept in before)
