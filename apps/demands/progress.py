"""How far the reading of a document is, in stages that people can follow."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.demands.models import SourceDocument
from design.parts import Step, StepState

State = SourceDocument.State


def stages_of(document: SourceDocument) -> list[Step]:
    """The five stages, with the one that it is in."""
    labels = (_("排队"), _("打开文件"), _found(document), _taken(document), _("读完"))
    now = _stage_of(document)
    return [Step(label, _state_of(position, now, document.state)) for position, label in enumerate(labels)]


def _stage_of(document: SourceDocument) -> int:
    """Which stage is under way, counted from 0; 5 when all are over."""
    if document.state == State.READ:
        return 5
    if document.state == State.CHOOSING:
        return 2
    if document.state == State.WAITING:
        return 0
    return 3 if document.lines_total else 2 if document.tender else 1


def _state_of(position: int, now: int, state: str) -> StepState:
    if position < now:
        return StepState.DONE
    if position > now:
        return StepState.AHEAD
    return StepState.REFUSED if state == State.REFUSED else StepState.CURRENT


def _found(document: SourceDocument) -> str:
    count = len(document.tender.get("packages", ()))
    if document.package is None and count > 1:
        return ngettext("找到 %(count)s 个包", "找到 %(count)s 个包", count) % {"count": count}
    if document.lines_total:
        return ngettext("找到 %(count)s 行", "找到 %(count)s 行", document.lines_total) % {
            "count": document.lines_total
        }
    return _("找出条款")


def _taken(document: SourceDocument) -> str:
    if document.state == State.READING and document.lines_total:
        return _("逐条读取 %(done)s / %(total)s") % {"done": document.lines_read, "total": document.lines_total}
    return _("逐条读取")
