"""Life cycles as tables: what may follow what; any other step is refused.

An app writes `LIFECYCLE: Lifecycle[Status, Step]` in its `lifecycle.py`, one service per step that calls `take`, and
a step log table that inherits `StepLog`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Generic, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import TransitionRefused

StatusT = TypeVar("StatusT", bound=Enum)
StepT = TypeVar("StepT", bound=Enum)


class Lifecycle(Generic[StatusT, StepT]):
    """The permitted steps of one kind of thing: {(status, step): next status}. Any other transition is forbidden."""

    def __init__(self, table: Mapping[tuple[StatusT, StepT], StatusT]) -> None:
        self._table = dict(table)

    def permits(self, status: StatusT, step: StepT) -> bool:
        """Whether the step may be taken from this status."""
        return (status, step) in self._table

    def after(self, status: StatusT, step: StepT) -> StatusT:
        """The status after the step. Raises TransitionRefused when the table does not permit it."""
        try:
            return self._table[status, step]
        except KeyError:
            raise TransitionRefused(
                _("当前状态“%(status)s”不能执行“%(step)s”。请刷新页面查看最新状态。")
                % {"status": getattr(status, "label", status), "step": getattr(step, "label", step)},
                detail={"status": status.value, "step": step.value},
            ) from None

    def steps(self, status: StatusT) -> tuple[StepT, ...]:
        """The steps that may be taken from this status, in the order of the table."""
        return tuple(step for from_status, step in self._table if from_status == status)


class StepLog(models.Model):
    """One step of a life cycle: who, when, from where to where, and why. Rows are only ever added."""

    step = models.CharField(gettext_lazy("步骤"), max_length=30)
    from_status = models.CharField(max_length=30, blank=True)
    to_status = models.CharField(max_length=30)
    reason = models.TextField(gettext_lazy("理由"), blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["taken_at", "id"]
