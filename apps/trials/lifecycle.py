"""The life of a trial: which step may be taken from which status."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.trials.models import Trial
from kernel.transitions import Lifecycle

Status = Trial.Status


class Step(models.TextChoices):
    """What can be done with a trial."""

    REQUEST = "request", _("申请试用")
    ACCEPT = "accept", _("受理")
    DECLINE = "decline", _("不受理")
    START = "start", _("开始测试")
    RECORD = "record", _("记录实测值")
    REPORT = "report", _("出具结果")
    CANCEL = "cancel", _("取消申请")


LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(
    {
        (Status.REQUESTED, Step.ACCEPT): Status.ACCEPTED,
        (Status.REQUESTED, Step.DECLINE): Status.DECLINED,
        (Status.REQUESTED, Step.CANCEL): Status.CANCELLED,
        (Status.ACCEPTED, Step.START): Status.RUNNING,
        (Status.ACCEPTED, Step.CANCEL): Status.CANCELLED,
        (Status.RUNNING, Step.RECORD): Status.RUNNING,
        (Status.RUNNING, Step.REPORT): Status.REPORTED,
    }
)
